"""Streets come from OpenStreetMap files, street graphs and layers of lines, all in one form."""

import warnings

import pytest
import shapely
from geopandas import GeoDataFrame

from geo.errors import BrokenFileError, MissingCrsError, NoSuchFileError, WrongGeometryError
from geo.layers import STREETS
from geo.readers import read_streets

LINES = [shapely.LineString([(120.2, 27.3), (120.21, 27.3)]), shapely.LineString([(120.205, 27.29), (120.205, 27.31)])]


@pytest.fixture
def line_file(tmp_path):
    """A function from columns and a file name to a file of two lines that cross."""

    def write(columns, name="streets.gpkg", crs="OGC:CRS84", geometry=LINES):
        path = tmp_path / name
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the format cannot hold is the point of some tests
            GeoDataFrame(columns, geometry=geometry, crs=crs).to_file(path)
        return path

    return write


@pytest.mark.parametrize(
    ("name", "rows"), [("guixi.osm", 170), ("monaco.osm.gz", 860), ("shenzhen_futian.graphml", 2593)]
)
def test_the_kind_of_file_does_not_matter(real_file, name, rows):
    streets = read_streets(real_file(f"osm/{name}"))
    assert len(streets) == rows
    assert streets.crs.to_epsg() == 4326
    assert streets.index.name == "way_id"
    assert STREETS.check(streets).equals(streets)


@pytest.mark.parametrize("name", ["streets.gpkg", "streets.geojson", "streets.fgb", "streets.shp"])
def test_a_layer_of_lines_is_streets_that_meet_where_they_cross(line_file, name):
    streets = read_streets(line_file({"道路名称": ["江滨路", "中山巷"], "道路等级": ["城市次干路", "街巷"]}, name))
    assert streets[["name", "highway"]].to_numpy().tolist() == [["江滨路", "secondary"], ["中山巷", "residential"]]
    assert not streets["is_noded"].any()
    assert streets.index.tolist() == ["1", "2"]


def test_the_columns_of_openstreetmap_extracts_are_known(line_file):
    columns = {
        "osm_id": ["7", "9"],
        "fclass": ["steps", "footway"],
        "bridge": ["T", "F"],
        "tunnel": ["F", "no"],
        "layer": [1, 0],
    }
    streets = read_streets(line_file(columns))
    assert streets[["highway", "is_bridge", "is_tunnel", "level"]].to_dict("index") == {
        "7": {"highway": "steps", "is_bridge": True, "is_tunnel": False, "level": 1},
        "9": {"highway": "footway", "is_bridge": False, "is_tunnel": False, "level": 0},
    }


def test_repeated_ids_give_way_to_row_numbers(line_file):
    assert read_streets(line_file({"osm_id": ["7", "7"]})).index.tolist() == ["1", "2"]


def test_streets_in_metres_come_back_in_degrees(line_file):
    metric = GeoDataFrame(geometry=LINES, crs="OGC:CRS84").to_crs(4549).geometry.to_numpy()
    streets = read_streets(line_file({}, crs=4549, geometry=metric))
    assert streets.total_bounds == pytest.approx([120.2, 27.29, 120.21, 27.31], abs=1e-6)


def test_rows_that_are_no_lines_are_left_out_and_named(line_file):
    streets = read_streets(line_file({}, "mixed.geojson", geometry=[LINES[0], shapely.Point(120.2, 27.3)]))
    assert len(streets) == 1
    assert "Row 2 is no line and is left out." in streets.attrs["problems"]


def test_polygons_are_no_streets(line_file):
    with pytest.raises(WrongGeometryError, match="has Polygon shapes where streets need lines"):
        read_streets(line_file({}, geometry=[line.buffer(0.001) for line in LINES]))


def test_lines_without_a_coordinate_system_are_refused_until_it_is_declared(line_file):
    path = line_file({}, "bare.shp", crs=None)
    path.with_suffix(".prj").unlink(missing_ok=True)
    with pytest.raises(MissingCrsError, match="no coordinate system"):
        read_streets(path)
    assert len(read_streets(path, crs="EPSG:4326")) == 2


def test_streets_that_are_not_there_are_named(tmp_path):
    with pytest.raises(NoSuchFileError, match=r"none\.osm is not there; expected streets"):
        read_streets(tmp_path / "none.osm")


def test_a_picture_is_no_street_file(tmp_path):
    path = tmp_path / "map.png"
    path.write_bytes(b"\x89PNG\r\n")
    with pytest.raises(BrokenFileError, match=r"map\.png is of a kind that cannot be read"):
        read_streets(path)
