"""Layers that leave the program: valid GeoJSON in degrees, GeoPackage in metres, both saying what they are."""

import io
import json
from datetime import date

import numpy as np
import pyogrio
import pytest
import shapely
from geopandas import GeoDataFrame

from geo.briefing import Imprint, layer_bytes
from geo.errors import MissingCrsError, SettingError
from tests.briefing.town import CRS

IMPRINT = Imprint("步行可达范围", ("步行500米。",), ("道路：测试",), date(2026, 11, 23), is_synthetic=True)

#: F6 of the domain brief: this place is E 521,425.2, N 3,024,491.9 in EPSG:4549.
EAST_M, NORTH_M, LON, LAT = 521_425.2, 3_024_491.9, 120.2165, 27.3325


def areas():
    shell = shapely.box(EAST_M, NORTH_M, EAST_M + 500, NORTH_M + 500)
    hole = shapely.box(EAST_M + 100, NORTH_M + 100, EAST_M + 200, NORTH_M + 200)
    ring = shapely.reverse(shapely.difference(shell, hole))
    return GeoDataFrame(
        {"name": ["甲\x00", "乙"], "walk_m": [1.5, np.nan], "is_open": [True, False], "ids": [["a", "b"], []]},
        geometry=[ring, shapely.MultiPolygon([shell])],
        crs=CRS,
        index=["f1", "f2"],
    ).rename_axis("facility_id")


def geojson(layer):
    def refuse(constant):
        raise AssertionError(constant)

    return json.loads(layer_bytes(layer, "geojson", IMPRINT, name="areas"), parse_constant=refuse)


def test_geojson_is_in_longitude_and_latitude_without_a_crs():
    collection = geojson(areas())
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    west, south = np.array(collection["features"][0]["geometry"]["coordinates"][0]).min(axis=0)
    assert (west, south) == pytest.approx((LON, LAT), abs=1e-5)


def test_geojson_rings_follow_the_right_hand_rule():
    for feature in geojson(areas())["features"]:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        for shell, *holes in polygons:
            assert shapely.LinearRing(shell).is_ccw
            assert not any(shapely.LinearRing(hole).is_ccw for hole in holes)


def test_geojson_keeps_ids_and_properties():
    first, second = geojson(areas())["features"]
    assert first["id"] == "f1"
    assert first["properties"] == {"name": "甲", "walk_m": 1.5, "is_open": True, "ids": "a;b"}
    assert second["properties"]["walk_m"] is None
    assert first["geometry"]["type"] == "Polygon"
    assert second["geometry"]["type"] == "MultiPolygon"


def test_geojson_says_that_the_city_is_made_up():
    assert ["数据标签", "虚构演示数据 · Synthetic demo data"] in geojson(areas())["imprint"]


def test_geojson_has_seven_digits_at_most():
    shape = geojson(areas())["features"][0]["geometry"]["coordinates"][0]
    assert all(len(str(number).split(".")[1]) <= 7 for pair in shape for number in pair)


def test_geojson_is_read_by_other_programs():
    data = layer_bytes(areas(), "geojson", IMPRINT)
    again = pyogrio.read_dataframe(io.BytesIO(data))
    assert again.crs.is_geographic
    assert again.to_crs(CRS).area.to_numpy() == pytest.approx(areas().area.to_numpy(), rel=1e-4)


def test_a_missing_geometry_is_null():
    layer = areas()
    layer.loc["f2", "geometry"] = None
    assert geojson(layer)["features"][1]["geometry"] is None


def test_a_geopackage_is_in_metres_and_comes_back_as_it_was(tmp_path):
    path = tmp_path / "areas.gpkg"
    path.write_bytes(layer_bytes(areas().to_crs("OGC:CRS84"), "gpkg", IMPRINT, name="areas"))
    again = pyogrio.read_dataframe(path, layer="areas")
    assert again.crs.to_epsg() == 4549
    assert list(again["facility_id"]) == ["f1", "f2"]
    assert list(again["name"]) == ["甲", "乙"]
    assert again.area.to_numpy() == pytest.approx(areas().area.to_numpy(), rel=1e-6)


def test_a_geopackage_says_what_it_is():
    data = layer_bytes(areas(), "gpkg", IMPRINT, name="areas")
    assert "虚构演示数据" in data.decode("utf-8", errors="ignore")
    assert "步行500米" in data.decode("utf-8", errors="ignore")


@pytest.mark.parametrize("form", ["geojson", "gpkg"])
def test_an_empty_layer_is_an_empty_file(form, tmp_path):
    path = tmp_path / f"areas.{form}"
    path.write_bytes(layer_bytes(areas().iloc[:0], form, IMPRINT, name="areas"))
    assert len(pyogrio.read_dataframe(path)) == 0


def test_a_layer_without_a_coordinate_system_is_refused():
    with pytest.raises(MissingCrsError, match="has no coordinate system"):
        layer_bytes(areas().set_crs(None, allow_override=True), "geojson", IMPRINT)


def test_an_unknown_format_is_named():
    with pytest.raises(SettingError, match='"shp" is neither'):
        layer_bytes(areas(), "shp", IMPRINT)
