"""Numbers become longitude and latitude in one declared way, and the ways that their size allows are all listed."""

import numpy as np
import pyproj
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from geo.crs import from_wgs84
from geo.crs.magnitudes import contradiction, evenly, possible_placements
from geo.crs.placements import Placement, declared, local, lonlat, parsed, placed, zone
from geo.crs.zones import zones
from geo.errors import WrongCrsError

FUDING = (120.2165, 27.3325)
# domain.md, F6: the same place in the zone around 120 degrees east
FUDING_M = (521_425.2, 3_024_491.9)
MONACO, PORTO_ALEGRE = (7.42, 43.74), (-51.2, -30.0)

systems = st.one_of(
    st.sampled_from(["WGS-84", "CGCS2000", "Web-Mercator", "EPSG:2437", "EPSG:32651", "EPSG:4214"]),
    st.sampled_from([zone(one.width_degrees, one.meridian, has_prefix=one.has_prefix) for one in zones()]),
    st.builds(
        lambda lon, lat, numbers: local(lon, lat, *numbers).system,
        st.floats(-180, 180),
        st.floats(-85, 85),
        st.tuples(*[st.floats(-1e7, 1e7)] * 4),
    ),
)
placements = st.builds(
    Placement, systems, st.sampled_from(["", "GCJ-02", "BD-09"]), st.booleans(), st.sampled_from([1, 1e-6, 1e-7, 1000])
)


def keys(xy, **declared):
    return [str(placement) for placement in possible_placements(np.array(xy), **declared)]


@given(placements)
def test_a_key_is_read_as_the_placement_that_wrote_it(placement):
    assert parsed(str(placement)) == placement
    assert hash(parsed(str(placement))) == hash(placement)


@given(st.text(max_size=40))
def test_any_text_is_a_placement_or_refused_in_a_sentence(text):
    said = "right"
    try:
        assert parsed(str(parsed(text))) == parsed(text)
    except WrongCrsError as error:
        said = error.zh
    assert said


@pytest.mark.parametrize(
    ("key", "system"),
    [
        ("EPSG:4326", "WGS-84"),
        ("EPSG:4490", "CGCS2000"),
        ("EPSG:3857", "Web-Mercator"),
        ("EPSG:4549", "CGCS2000/3/120"),
        ("EPSG:4528", "CGCS2000/3/zone40"),  # 120 / 3
        ("EPSG:4508", "CGCS2000/6/111"),
        ("EPSG:4497", "CGCS2000/6/zone19"),  # (111 + 3) / 6
    ],
)
def test_a_system_has_one_key_whatever_it_is_called(key, system):
    assert parsed(key) == declared(key) == Placement(system)
    assert parsed(key).crs == pyproj.CRS(key)


def test_a_system_without_a_number_stands_in_its_key():
    city_grid = "+proj=tmerc +lat_0=0 +lon_0=120.5 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m"
    placement = declared(city_grid)
    assert parsed(str(placement)) == placement
    # the grid's origin is the equator at 120.5 degrees
    assert lonlat(placement, [(500_000, 0)]) == pytest.approx(np.array([(120.5, 0)]), abs=1e-9)


@pytest.mark.parametrize(
    ("key", "english", "chinese"),
    [
        ("GCJ-02", "GCJ-02 (Amap, Tencent) degrees", "GCJ-02(高德、腾讯)度"),
        (
            "CGCS2000/3/120",
            "CGCS2000 3-degree zone, central meridian 120 E (no zone prefix)",
            "CGCS2000 3度带 中央经线120°(不带带号)",
        ),
        ("swapped:BD-09", "BD-09 (Baidu) degrees, latitude first", "BD-09(百度)度,纬度在前"),
    ],
)
def test_a_placement_has_a_name_in_both_languages(key, english, chinese):
    assert (str(parsed(key).name), parsed(key).name.zh) == (english, chinese)


@pytest.mark.parametrize(
    "key",
    ["", "GCJ", "EPSG:999999", "EPSG:5773", "EPSG:4978", "CGCS2000/3/121", "CGCS2000/6/zone25", "GCJ-02@BD-09",
     "Local/400/0/1/0/0/0", "Local/1/2/3", "CRS:" + "A" * 20_000],
)  # fmt: skip
def test_what_is_no_placement_is_refused(key):
    with pytest.raises(WrongCrsError, match="is no way to read coordinates; write one such as GCJ-02"):
        parsed(key)


def test_what_is_no_system_cannot_be_declared():
    with pytest.raises(WrongCrsError, match='"the town grid" is no coordinate system; declare one such as EPSG:4549'):
        declared("the town grid")


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        ("CGCS2000/3/120", FUDING_M),
        ("swapped:CGCS2000/3/120", FUDING_M[::-1]),
        ("km:CGCS2000/3/120", (FUDING_M[0] / 1000, FUDING_M[1] / 1000)),
        ("CGCS2000/3/zone40", (40e6 + FUDING_M[0], FUDING_M[1])),
        ("1e-6:WGS-84", (120_216_500, 27_332_500)),
        ("swapped:WGS-84", FUDING[::-1]),
    ],
)
def test_a_place_of_fuding_is_found_however_it_is_written(key, numbers):
    # 1e-6 degrees are a decimetre, and so exact is the oracle
    assert lonlat(parsed(key), [numbers]) == pytest.approx(np.array([FUDING]), abs=1e-6)


@pytest.mark.parametrize("datum", ["GCJ-02", "BD-09"])
def test_a_shifted_place_is_put_back(datum):
    shifted = np.column_stack(from_wgs84(*FUDING, datum))
    assert lonlat(Placement(datum=datum), shifted) == pytest.approx(np.array([FUDING]), abs=1e-9)
    mercator = np.column_stack(pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform(*shifted.T))
    assert lonlat(parsed(f"Web-Mercator@{datum}"), mercator) == pytest.approx(np.array([FUDING]), abs=1e-9)


@given(st.lists(st.tuples(st.floats(), st.floats()), max_size=5), placements)
def test_any_numbers_have_a_place_on_earth_or_none(numbers, placement):
    degrees = lonlat(placement, np.array(numbers).reshape(-1, 2))
    assert degrees.shape == (len(numbers), 2)
    is_somewhere = ~np.isnan(degrees).any(axis=1)
    assert (np.abs(degrees[is_somewhere]) <= (180.05, 90.05)).all()


def test_a_layer_is_placed_with_its_heights_and_columns():
    layer = GeoDataFrame({"name": ["甲"]}, geometry=[Point(*FUDING_M, 12.5)], crs="EPSG:4326")
    there = placed(layer, parsed("CGCS2000/3/120"))
    assert there.crs.to_epsg() == 4326
    assert list(there["name"]) == ["甲"]
    assert shapely.get_coordinates(there.geometry, include_z=True)[0] == pytest.approx((*FUDING, 12.5), abs=1e-6)
    assert layer.geometry.iloc[0].x == FUDING_M[0]


def test_a_layer_without_rows_is_placed():
    assert len(placed(GeoDataFrame(geometry=[]), Placement())) == 0


@pytest.mark.parametrize(
    ("numbers", "first"),
    [
        (FUDING, ["WGS-84", "GCJ-02", "BD-09"]),
        (FUDING[::-1], ["swapped:WGS-84", "swapped:GCJ-02", "swapped:BD-09"]),
        ((120_216_500, 27_332_500), ["1e-6:WGS-84", "1e-6:GCJ-02", "1e-6:BD-09"]),
        ((273_325_000, 1_202_165_000), ["swapped:1e-7:WGS-84", "swapped:1e-7:GCJ-02"]),
        (FUDING_M, ["CGCS2000/3/120", "CGCS2000/3/117"]),
        (FUDING_M[::-1], ["swapped:CGCS2000/3/120", "swapped:CGCS2000/3/117"]),
        ((521.4252, 3024.4919), ["km:CGCS2000/3/120", "km:CGCS2000/3/117"]),
        ((40_521_425.2, 3_024_491.9), ["CGCS2000/3/zone40", "CGCS2000/3/zone40@GCJ-02"]),
        ((21_228_575, 3_024_491.9), ["CGCS2000/6/zone21"]),
        # 13 could be the easting of a 6-degree zone far in the west, too
        ((13_382_440, 3_166_000), ["Web-Mercator", "CGCS2000/6/zone13", "Web-Mercator@GCJ-02"]),
        (MONACO, ["WGS-84"]),
        (PORTO_ALEGRE, ["WGS-84"]),
    ],
)
def test_the_size_of_the_numbers_says_what_they_may_be(numbers, first):
    assert keys([numbers])[: len(first)] == first


def test_without_a_prefix_every_zone_is_possible_once():
    found = keys([FUDING_M])
    assert len(found) == len(set(found)) >= 21
    assert {f"CGCS2000/3/{meridian}" for meridian in range(78, 133, 3)} <= set(found)


@pytest.mark.parametrize("place", [MONACO, PORTO_ALEGRE])
def test_outside_china_there_is_no_datum_to_choose(place):
    assert keys([place, place]) == ["WGS-84"]


@pytest.mark.parametrize("numbers", [[(12_345, 6_789)], [(np.nan, np.nan)], np.zeros((0, 2))])
def test_a_local_grid_and_no_numbers_have_no_placement(numbers):
    assert possible_placements(np.array(numbers)) == ()


def test_a_few_wrong_cells_do_not_hide_what_the_rest_are():
    # one of twenty rows is 0, 0, as where a cell was empty
    assert keys([FUDING] * 19 + [(0, 0)])[0] == "WGS-84"


def test_a_declared_zone_is_believed_where_it_fits():
    assert keys([FUDING_M], declared_crs="EPSG:4549")[0] == "CGCS2000/3/120"
    assert {placement.system for placement in possible_placements([FUDING_M], declared_crs=4549)} == {"CGCS2000/3/120"}
    assert contradiction([FUDING_M], "EPSG:4549") is None


def test_declared_degrees_may_still_be_shifted():
    assert keys([FUDING], declared_crs="EPSG:4326") == ["WGS-84", "GCJ-02", "BD-09"]


@pytest.mark.parametrize(
    ("numbers", "crs", "found"),
    [
        (FUDING, "EPSG:4549", "WGS-84"),  # degrees in a layer that says a zone
        (FUDING_M, "EPSG:4326", "CGCS2000/3/120"),  # metres in a layer that says degrees
        (FUDING_M[::-1], "EPSG:4549", "swapped:CGCS2000/3/120"),  # X is north
        ((40_521_425.2, 3_024_491.9), "EPSG:4549", "CGCS2000/3/zone40"),  # a prefix too much
        (FUDING_M, "EPSG:4528", "CGCS2000/3/120"),  # a prefix missing
        (FUDING[::-1], "EPSG:4326", "swapped:WGS-84"),
    ],
)
def test_a_declaration_that_the_numbers_contradict_is_found_out_and_said(numbers, crs, found):
    assert keys([numbers], declared_crs=crs)[0] == found
    sentence = contradiction([numbers], crs)
    assert f"they look like {parsed(found).name}." in sentence
    assert parsed(found).name.zh in sentence.zh


def test_a_meridian_that_was_declared_comes_first_among_those_possible():
    assert keys([FUDING_M[::-1]], declared_crs="EPSG:4545")[0] == "swapped:CGCS2000/3/108"


@given(st.integers(0, 10_000), st.integers(1, 50))
def test_evenly_spaced_rows_are_few_and_always_the_same(count, most):
    rows = evenly(count, most)
    assert len(rows) == min(count, most)
    assert list(rows) == sorted(set(rows.tolist()))
    assert list(rows) == list(evenly(count, most))


def test_a_polygon_stays_the_same_shape():
    there = placed(GeoDataFrame(geometry=[box(*FUDING_M, FUDING_M[0] + 100, FUDING_M[1] + 50)]), parsed("EPSG:4549"))
    assert there.to_crs("EPSG:4549").area.iloc[0] == pytest.approx(5_000, rel=1e-6)
