"""A drawn circle is round in true metres, whatever system the layer is in."""

import numpy as np
import pyproj
import pytest
from geopandas import GeoDataFrame
from shapely import Point, box

from geo import MissingCrsError, SettingError, WrongGeometryError, straight_circles

GEOD = pyproj.Geod(ellps="GRS80")
PLACES = {"fuding": (120.2165, 27.3325), "beijing": (116.39, 39.91), "hami": (93.51, 42.83)}


def facilities(crs, names=tuple(PLACES)):
    layer = GeoDataFrame({"name": list(names)}, geometry=[Point(PLACES[name]) for name in names], crs="EPSG:4490")
    return layer.set_index("name", drop=False).to_crs(crs)


def true_radii(circle, crs, centre):
    corners = GeoDataFrame(geometry=[Point(xy) for xy in circle.exterior.coords], crs=crs).to_crs("EPSG:4490").geometry
    lon, lat = np.broadcast_to(centre[0], len(corners)), np.broadcast_to(centre[1], len(corners))
    return GEOD.inv(lon, lat, corners.x, corners.y)[2]


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4490", "EPSG:3857", "EPSG:4549", "EPSG:32651"])
@pytest.mark.parametrize("radius_m", [50, 500, 2000])
def test_the_radius_is_true_to_a_thousandth(crs, radius_m):
    circles = straight_circles(facilities(crs, ["fuding"]), radius_m)
    assert circles.crs == crs
    assert true_radii(circles.geometry.iloc[0], crs, PLACES["fuding"]) == pytest.approx(radius_m, rel=0.001)


def test_one_layer_may_span_the_country():
    for name, circle in straight_circles(facilities("EPSG:4326"), 1000).geometry.items():
        assert true_radii(circle, "EPSG:4326", PLACES[name]) == pytest.approx(1000, rel=0.001)


def test_the_facilities_keep_their_rows_and_columns():
    layer = facilities("EPSG:4326")
    circles = straight_circles(layer, 500)
    assert list(circles.index) == list(layer.index)
    assert list(circles["name"]) == list(layer["name"])
    assert set(circles["radius_m"]) == {500}
    assert set(layer.geom_type) == {"Point"}


def test_no_facilities_have_no_circles():
    assert len(straight_circles(facilities("EPSG:4326").iloc[:0], 500)) == 0


def test_a_row_without_a_point_has_no_circle():
    layer = facilities("EPSG:4326")
    layer.loc["beijing", "geometry"] = None
    assert list(straight_circles(layer, 500).geometry.isna()) == [False, True, False]


def test_polygons_are_refused():
    with pytest.raises(WrongGeometryError, match="The facilities layer needs points; it has Polygon"):
        straight_circles(GeoDataFrame(geometry=[box(120, 27, 120.1, 27.1)], crs="EPSG:4326"), 500)


def test_a_layer_without_a_system_is_refused():
    with pytest.raises(MissingCrsError, match="The facilities layer has no coordinate system"):
        straight_circles(GeoDataFrame(geometry=[Point(0, 0)]), 500)


@pytest.mark.parametrize("radius_m", [0, -1, float("nan"), float("inf")])
def test_a_radius_is_a_number_above_zero(radius_m):
    with pytest.raises(SettingError, match="The radius must be a number of metres above zero"):
        straight_circles(facilities("EPSG:4326"), radius_m)
