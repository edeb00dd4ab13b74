"""A population raster gives its people and nothing else, or says in one sentence why it cannot."""

import re
import resource
import time
import warnings

import numpy as np
import pytest
import rasterio
import shapely
from geopandas import GeoDataFrame

from geo.errors import BrokenFileError, MissingCrsError, NoSuchFileError
from geo.readers.rasters import read_cells

LONLAT = "EPSG:4326"
ZONE = "EPSG:4549"


@pytest.fixture
def write_raster(tmp_path):
    """A function from an array (rows, columns) or (bands, rows, columns) to the path of a GeoTIFF of 100 m cells."""

    def write(values, *, name="people.tif", crs=ZONE, transform=None, nodata=None, **profile):
        values = np.asarray(values)
        bands = values if values.ndim == 3 else values[None]
        path = tmp_path / name
        with (
            warnings.catch_warnings(action="ignore"),
            rasterio.open(
                path, "w", driver="GTiff", width=bands.shape[2], height=bands.shape[1], count=len(bands),
                dtype=bands.dtype, crs=crs, transform=transform or from_origin(520_000, 3_025_000, 100, 100),
                nodata=nodata, **profile,
            ) as raster,
        ):  # fmt: skip
            raster.write(bands)
        return path

    return write


def from_origin(west, north, width, height):
    return rasterio.Affine(width, 0, west, 0, -height, north)


def city(west, south, east, north, crs=ZONE):
    return GeoDataFrame(geometry=[shapely.box(west, south, east, north)], crs=crs)


def test_cells_have_their_people_and_their_place(write_raster):
    found = read_cells(write_raster(np.array([[1.5, 0], [0, 20]], dtype="float32")))
    assert found.cells["people"].to_dict() == {"r1c1": 1.5, "r2c2": 20}
    assert found.cells.geometry["r2c2"].bounds == (520_100, 3_024_800, 520_200, 3_024_900)
    assert (found.people, found.reasons, found.name) == (21.5, (), "people.tif")


def test_nodata_is_never_counted_and_is_no_news(write_raster):
    found = read_cells(write_raster(np.array([[-99999, 7.5], [3.25, -99999]], dtype="float32"), nodata=-99999))
    assert (found.people, found.reasons) == (10.75, ())


@pytest.mark.parametrize(
    ("value", "words", "words_zh"),
    [
        (-99999, "1 cells of people.tif are below zero (the least -99999)", "小于零"),
        (np.nan, "1 cells of people.tif are no number", "不是数字"),
        (np.inf, "1 cells of people.tif are no number", "不是数字"),
        (-np.inf, "1 cells of people.tif are no number", "不是数字"),
        (3.4e38, "1 cells of people.tif hold more than any city", "超过任何城市"),
    ],
)
def test_cells_that_cannot_be_people_are_not_counted_and_said(write_raster, value, words, words_zh):
    found = read_cells(write_raster(np.array([[value, 7.5], [3.25, 0]], dtype="float32")))
    assert found.people == 10.75
    assert words in found.reasons[0]
    assert words_zh in found.reasons[0].zh


def test_nodata_that_is_not_a_number_is_nodata(write_raster):
    found = read_cells(write_raster(np.array([[np.nan, 7.5]], dtype="float32"), nodata=np.nan))
    assert (found.people, found.reasons) == (7.5, ())


def test_only_cells_that_touch_the_city_are_read(write_raster):
    path = write_raster(np.full((4, 4), 2.5, dtype="float32"))
    # From 20 m into the second column to 20 m into the third, in the first row: two cells.
    assert set(read_cells(path, within=city(520_120, 3_024_950, 520_220, 3_024_980)).cells.index) == {"r1c2", "r1c3"}
    assert read_cells(path, within=city(0, 0, 1e6, 1e7)).people == 40


def test_a_city_in_other_coordinates_finds_the_same_cells(write_raster):
    path = write_raster(np.full((4, 4), 2.5, dtype="float32"))
    outline = city(520_120, 3_024_950, 520_180, 3_024_980).to_crs(LONLAT)
    assert set(read_cells(path, within=outline).cells.index) == {"r1c2"}


def test_a_raster_turned_round_keeps_its_place(write_raster):
    turned = rasterio.Affine(0, 100, 520_000, -100, 0, 3_025_000)
    found = read_cells(write_raster(np.array([[1.5, 2.5]], dtype="float32"), transform=turned))
    # The second cell of a row lies 100 m south of the first.
    assert found.cells.geometry["r1c2"].bounds == (520_000, 3_024_800, 520_100, 3_024_900)


def test_a_scale_is_applied(write_raster):
    path = write_raster(np.array([[15, 25]], dtype="int16"))
    with rasterio.open(path, "r+") as raster:
        raster.scales = (0.5,)
    assert read_cells(path).people == 20


def test_a_huge_raster_is_read_by_windows_around_the_city(write_raster):
    # 20,000 x 20,000 cells of which no block is stored: 400 million cells, a file of some kilobytes.
    path = write_raster(
        np.full((256, 256), 1.5, dtype="float32"), name="small.tif", tiled=True, blockxsize=256, blockysize=256
    )
    huge = path.with_name("country.tif")
    with rasterio.open(
        huge, "w", driver="GTiff", width=20_000, height=20_000, count=1, dtype="float32", crs=ZONE, tiled=True,
        blockxsize=256, blockysize=256, transform=from_origin(520_000, 3_025_000, 100, 100), SPARSE_OK="TRUE",
    ) as raster:  # fmt: skip
        raster.write(np.full((2, 2), 1.5, dtype="float32"), 1, window=rasterio.windows.Window(10_000, 10_000, 2, 2))
    with pytest.raises(BrokenFileError, match="400,000,000 cells to look at") as error:
        read_cells(huge)
    assert "裁剪" in error.value.zh
    found = read_cells(huge, within=city(1_519_000, 2_024_000, 1_521_000, 2_026_000))
    assert (len(found.cells), found.people) == (4, 6)


def test_too_many_inhabited_cells_are_no_city(write_raster):
    with pytest.raises(BrokenFileError, match=r"more than 400,000 cells with people"):
        read_cells(write_raster(np.full((700, 700), 1.5, dtype="float32"), compress="deflate"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"crs": None}, "does not say where on the ground"),
        ({"transform": rasterio.Affine.identity()}, "does not say where on the ground"),
    ],
)
def test_a_raster_without_a_place_is_refused(write_raster, options, words):
    with pytest.raises(BrokenFileError, match=words) as error:
        read_cells(write_raster(np.ones((2, 2), dtype="float32"), **options))
    assert "坐标系" in error.value.zh


def test_several_bands_are_asked_about(write_raster):
    path = write_raster(np.stack([np.full((2, 2), 1.5), np.full((2, 2), 2.5)]).astype("float32"))
    with pytest.raises(BrokenFileError, match="has 2 bands") as error:
        read_cells(path)
    assert "2 个波段" in error.value.zh
    assert read_cells(path, band=2).people == 10
    with pytest.raises(BrokenFileError, match="there is no band 3"):
        read_cells(path, band=3)


def test_values_that_are_no_counts_are_refused(write_raster):
    with pytest.raises(BrokenFileError, match="complex64 values"):
        read_cells(write_raster(np.ones((2, 2), dtype="complex64")))


def test_a_raster_of_another_city_is_refused(write_raster):
    with pytest.raises(BrokenFileError, match="does not overlap the city") as error:
        read_cells(write_raster(np.ones((2, 2), dtype="float32")), within=city(600_000, 3e6, 601_000, 3.001e6))
    assert "没有重叠" in error.value.zh


def test_a_city_without_coordinates_is_refused(write_raster):
    with pytest.raises(MissingCrsError):
        read_cells(write_raster(np.ones((2, 2), dtype="float32")), within=city(0, 0, 1, 1, crs=None))


def test_a_raster_without_people_says_so(write_raster):
    found = read_cells(write_raster(np.zeros((2, 2), dtype="float32")))
    assert (len(found.cells), found.people) == (0, 0)
    assert "no cell with people" in found.reasons[0]


def test_a_block_too_large_to_unpack_is_refused(write_raster):
    # 81 million cells in one piece: a file of 80 kilobytes that unpacks to 81 megabytes.
    whole = {"tiled": True, "blockxsize": 9_008, "blockysize": 9_008, "compress": "deflate"}
    path = write_raster(np.zeros((9_008, 9_008), dtype="uint8"), **whole)
    with pytest.raises(BrokenFileError, match="pieces too large"):
        read_cells(path)


def test_a_missing_file_and_a_file_of_another_kind_are_said(tmp_path):
    with pytest.raises(NoSuchFileError):
        read_cells(tmp_path / "none.tif")
    text = tmp_path / "text.tif"
    text.write_text("人口")
    with pytest.raises(BrokenFileError, match="expected a whole GeoTIFF") as error:
        read_cells(text)
    assert "完整的 GeoTIFF" in error.value.zh


def test_a_file_that_only_points_to_another_is_not_followed(write_raster):
    secret = write_raster(np.array([[1.5]], dtype="float32"), name="secret.tif")
    pointer = secret.with_name("pointer.tif")
    pointer.write_text(
        '<VRTDataset rasterXSize="1" rasterYSize="1"><SRS>EPSG:4549</SRS><GeoTransform>0,1,0,0,0,-1</GeoTransform>'
        '<VRTRasterBand dataType="Float32" band="1"><SimpleSource><SourceFilename relativeToVRT="1">secret.tif'
        "</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>"
    )
    with pytest.raises(BrokenFileError):
        read_cells(pointer)


def hills(rows=40, columns=40):
    """Heights of 20 to 180 m that change by some metres from cell to cell."""
    y, x = np.mgrid[:rows, :columns]
    return np.round(100 + 80 * np.sin(x / 9) * np.cos(y / 11))


def test_heights_are_suspected_by_how_evenly_they_change(write_raster):
    (reason,) = read_cells(write_raster(hills().astype("int16"))).reasons
    assert "neighbouring cells differ as little as heights do" in reason
    assert "高程" in reason.zh


def test_people_in_whole_numbers_are_not_taken_for_heights(write_raster):
    people = np.random.default_rng(5).poisson(40, (40, 40)) * np.random.default_rng(6).integers(0, 4, (40, 40))
    assert read_cells(write_raster(people.astype("int16"))).reasons == ()


def test_a_name_that_says_heights_is_believed(write_raster):
    (reason,) = read_cells(write_raster(np.array([[1.5, 90.5]], dtype="float32"), name="fuding_dem.tif")).reasons
    assert "its labels name heights" in reason


def test_a_density_is_asked_about(write_raster):
    (reason,) = read_cells(write_raster(np.array([[1.5, 90.5]], dtype="float32"), name="pop_density.tif")).reasons
    assert "per cell, not per km2" in reason


def test_denser_than_any_city_is_doubted(write_raster):
    # 40 x 40 cells of 1 ha: 16 km2; 600 or 1,200 people a hectare are 90,000 per km2.
    crowd = np.where(np.indices((40, 40)).sum(axis=0) % 2, 600.5, 1200.5).astype("float32")
    (reason,) = read_cells(write_raster(crowd)).reasons
    assert re.search(r"90,05\d per km2, denser than any city", reason)


def test_the_real_population_adds_up(real_file):
    found = read_cells(real_file("population/porto_alegre_100m.tif"))
    assert found.people == pytest.approx(812_930.7, abs=0.05)
    assert found.reasons == ()


def test_real_heights_are_suspected(real_file):
    assert "looks like heights" in read_cells(real_file("population/porto_alegre_elevation.tif")).reasons[0]


@pytest.mark.slow
def test_mutated_rasters_end_in_cells_or_in_one_sentence(write_raster, tmp_path):
    values = np.random.default_rng(1).gamma(1, 20, (24, 24)).astype("float32")
    seeds = [
        write_raster(values, name="strips.tif", nodata=-99999).read_bytes(),
        write_raster(values, name="tiles.tif", tiled=True, blockxsize=16, blockysize=16, compress="lzw").read_bytes(),
        write_raster(values.astype("int16"), name="deflate.tif", compress="deflate", predictor=2).read_bytes(),
        write_raster(
            values, name="big.tif", BIGTIFF="YES", crs=LONLAT, transform=from_origin(120, 27, 1e-3, 1e-3)
        ).read_bytes(),
        write_raster(values.astype("uint8"), name="packbits.tif", compress="packbits", crs="EPSG:3857").read_bytes(),
    ]
    rng, path, slowest = np.random.default_rng(20_240_601), tmp_path / "mutant.tif", 0.0
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcomes = {"cells": 0, "sentence": 0}
    for number in range(1_200):
        path.write_bytes(mutated(seeds[number % len(seeds)], rng))
        start = time.perf_counter()
        try:
            found = read_cells(path, within=city(115, 20, 125, 30, LONLAT) if number % 3 == 0 else None)
            assert np.isfinite(found.cells["people"]).all()
            assert (found.cells["people"] > 0).all()
            outcomes["cells"] += 1
        except BrokenFileError as error:
            outcomes["sentence"] += bool(error.zh)
        slowest = max(slowest, time.perf_counter() - start)
    assert slowest < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 1_000_000
    assert sum(outcomes.values()) == 1_200
    assert min(outcomes.values()) > 50


def mutated(seed, rng):
    """A file with some bytes changed, most of them in its header and tags; or cut short; or with a number made huge."""
    raw = bytearray(seed)
    kind = rng.integers(4)
    if kind == 0:
        return bytes(raw[: rng.integers(len(raw))])
    head = 700 if kind in (1, 2) else len(raw)
    starts = (rng.integers(0, min(head, len(raw))), rng.integers(max(len(raw) - head, 0), len(raw)))
    for _ in range(rng.integers(1, 9)):
        at = int(rng.choice(starts) if kind == 2 else rng.integers(min(head, len(raw))))
        if kind == 2:
            raw[at : at + 4] = rng.choice(
                [b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x00\x00\x01\x00"]
            )
        else:
            raw[at] = rng.integers(256)
        starts = tuple(int(rng.integers(len(raw))) for _ in range(2))
    return bytes(raw)
