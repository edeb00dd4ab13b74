"""One call reads every kind of file and reports on every row."""

import json

import pytest

from geo.errors import EmptyLayerError, NoSuchFileError
from geo.readers import ImportReport, read_layer


def feature(lon, lat, **properties):
    point = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "properties": properties, "geometry": point}


@pytest.fixture
def geojson(tmp_path):
    """A function from features to a GeoJSON file."""

    def write(*features):
        path = tmp_path / "points.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("population/porto_alegre_hexgrid.csv", 1227),
        ("population/porto_alegre_hexgrid.geojson", 1227),
        ("communities/leeds_areas.geojson", 299),
        ("location/san_francisco_demand.csv", 205),
        ("location/san_francisco_stores.csv", 16),
        ("coordinates/gcj02_bd09_reference.csv", 11),
    ],
)
def test_a_real_layer_is_read_whole(real_file, name, rows):
    layer, report = read_layer(real_file(name))
    assert (len(layer), report.rows_kept, report.rows_refused, report.rows_mended) == (rows, rows, 0, 0)
    assert report.crs == "WGS 84"


def test_the_sums_of_the_population_grid_are_as_given(real_file):
    for name in ("porto_alegre_hexgrid.csv", "porto_alegre_hexgrid.geojson"):
        layer, _ = read_layer(real_file(f"population/{name}"))
        assert layer["population"].astype(float).sum() == 812_935


def test_the_report_says_what_was_read(geojson):
    path = geojson(feature(120.2, 27.3, name="西园"), feature(220, 27.3, name="远方"))
    layer, report = read_layer(path)
    told = "row 2 (远方) lies off the globe or has coordinates that are not numbers and was refused."
    assert report == ImportReport(
        path=path, layer="points", crs="WGS 84", rows_kept=1, rows_mended=0, rows_refused=1, reasons=(told,),
        notes=report.notes, layers=("points",),
    )  # fmt: skip
    assert [(note.row, note.name, note.fate, note.sentence) for note in report.notes] == [(2, "远方", "refused", told)]
    assert layer.index.tolist() == [1]


def test_a_file_of_which_nothing_is_left_is_refused(geojson):
    with pytest.raises(EmptyLayerError, match="has 1 rows and none can be used: row 1 lies off the globe"):
        read_layer(geojson(feature(220, 27.3)))


def test_degrees_that_are_metres_are_not_believed(geojson):
    layer, report = read_layer(geojson(feature(500_000, 3_020_000)))
    assert layer.crs is None
    assert any("declare it before measuring anything" in reason for reason in report.reasons)


def test_metres_with_the_number_of_their_zone_are_brought_to_their_place(geojson):
    # F6: EPSG:4490 (120.2165, 27.3325) is E 521,425.2 N 3,024,491.9 in the zone of 120 E; zone 40 puts 40 before it.
    layer, report = read_layer(geojson(feature(40_521_425.2, 3_024_491.9)))
    assert layer.geometry.iloc[0].coords[0] == pytest.approx((120.2165, 27.3325), abs=1e-6)
    assert any("40" in reason and "were read so" in reason for reason in report.reasons)


def test_a_coordinate_system_can_be_declared(geojson):
    layer, report = read_layer(geojson(feature(520_000, 3_020_000)), crs="EPSG:4549")
    assert layer.crs.to_epsg() == 4549
    assert "as asked" in report.reasons[0]


def test_counts_written_as_text_become_numbers_and_are_named(geojson):
    layer, report = read_layer(
        geojson(feature(1, 1, 户数="1,200户"), feature(2, 2, 户数="80"), feature(3, 3, 户数=None))
    )
    assert layer["户数"].tolist()[:2] == [1200, 80]
    assert report.reasons == ('row 1: 户数 says "1,200户" and was read as 1200.',)
    assert report.rows_mended == 1


def test_a_count_that_is_no_number_is_named_and_the_column_left_as_it_is(geojson):
    layer, report = read_layer(geojson(feature(1, 1, 户数="未知"), feature(2, 2, 户数="80")))
    assert layer["户数"].tolist() == ["未知", "80"]
    assert report.reasons == ('row 1: 户数 says "未知", which is not a number.',)


def test_a_layer_of_an_openstreetmap_file_can_be_read(real_file):
    path = real_file("osm/guixi.osm")
    assert len(read_layer(path)[0]) == 170
    buildings, report = read_layer(path, layer="buildings")
    assert (len(buildings), report.layer, report.crs) == (165, "buildings", "WGS 84")


def test_an_empty_layer_of_an_openstreetmap_file_is_told(real_file):
    with pytest.raises(EmptyLayerError, match="has no facilities"):
        read_layer(real_file("osm/haimen.osm"), layer="facilities")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(NoSuchFileError, match=r"none\.gpkg is not there"):
        read_layer(tmp_path / "none.gpkg")
