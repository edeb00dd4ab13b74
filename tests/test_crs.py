"""Degrees at the edges, true metres inside, and the shifted coordinates of Chinese map services put back."""

import csv

import numpy as np
import pyproj
import pytest
from geopandas import GeoDataFrame, GeoSeries
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from geo import MissingCrsError, WrongCrsError, WrongValueError, from_wgs84, to_wgs84
from geo.crs import has_true_metres, metres_per_unit, metric_crs, require_metres, to_lonlat, to_metric

FUDING = (120.2165, 27.3325)
GEOD = pyproj.Geod(ellps="WGS84")


def at(lon, lat, crs="EPSG:4326"):
    return GeoDataFrame(geometry=[Point(lon, lat)], crs="EPSG:4326").to_crs(crs)


@pytest.fixture(scope="module")
def reference(real_file):
    with real_file("coordinates/gcj02_bd09_reference.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {key: np.array([float(row[key]) for row in rows]) for key in rows[0] if key not in ("name", "in_bbox")}


def test_gcj02_agrees_with_the_reference(reference):
    lon, lat = from_wgs84(reference["wgs_lon"], reference["wgs_lat"], "GCJ-02")
    assert lon == pytest.approx(reference["gcj_lon"], abs=1e-7)
    assert lat == pytest.approx(reference["gcj_lat"], abs=1e-7)


def test_bd09_agrees_with_the_reference(reference):
    lon, lat = from_wgs84(reference["wgs_lon"], reference["wgs_lat"], "BD-09")
    assert lon == pytest.approx(reference["bd_lon"], abs=1e-7)
    assert lat == pytest.approx(reference["bd_lat"], abs=1e-7)


def test_the_inverse_of_gcj02_agrees_with_the_reference(reference):
    # the table inverts its first two columns as if they were GCJ-02
    lon, lat = to_wgs84(reference["wgs_lon"], reference["wgs_lat"], "GCJ-02")
    assert lon == pytest.approx(reference["inv_gcj_to_wgs_lon"], abs=1e-7)
    assert lat == pytest.approx(reference["inv_gcj_to_wgs_lat"], abs=1e-7)


def test_the_inverse_of_bd09_agrees_with_the_reference(reference):
    # the table takes its first two columns as BD-09 and goes exactly back to GCJ-02; from there on it is one more shift
    wgs = to_wgs84(reference["wgs_lon"], reference["wgs_lat"], "BD-09")
    lon, lat = from_wgs84(*wgs, "GCJ-02")
    assert lon == pytest.approx(reference["bd_to_gcj_exact_lon"], abs=1e-7)
    assert lat == pytest.approx(reference["bd_to_gcj_exact_lat"], abs=1e-7)


def test_gcj02_moves_a_place_of_fuding_by_half_a_kilometre(reference):
    lon, lat = from_wgs84(reference["wgs_lon"], reference["wgs_lat"], "GCJ-02")
    _, _, shift_m = GEOD.inv(reference["wgs_lon"], reference["wgs_lat"], lon, lat)
    assert shift_m == pytest.approx(reference["shift_wgs_gcj_m"], rel=0.005)


@given(lon=st.floats(73.5, 135), lat=st.floats(18, 53.5), datum=st.sampled_from(["GCJ-02", "BD-09"]))
def test_there_and_back_is_where_one_started(lon, lat, datum):
    back = to_wgs84(*from_wgs84(lon, lat, datum), datum)
    assert (float(back[0]), float(back[1])) == pytest.approx((lon, lat), abs=1e-8)


@pytest.mark.parametrize("datum", ["GCJ-02", "BD-09"])
def test_calls_return_on_the_edges_of_the_china_box(datum):
    west, east, south, north = 72.004, 137.8347, 0.8293, 55.8271
    lon = np.array([west, west, east, east, west, east, 105.0, 105.0, west - 1e-9, east + 1e-9])
    lat = np.array([south, north, south, north, 35.0, 35.0, south, north, 35.0, 35.0])
    for shift in (from_wgs84, to_wgs84):
        there = shift(lon, lat, datum)
        assert np.isfinite(there).all()
        assert np.abs(there[0] - lon).max() < 0.05


def test_places_outside_china_stay_where_they_are():
    lon, lat = from_wgs84([7.42, -51.2], [43.74, -30.0], "BD-09")
    assert (list(lon), list(lat)) == ([7.42, -51.2], [43.74, -30.0])
    lon, lat = to_wgs84([7.42], [43.74], "GCJ-02")
    assert (list(lon), list(lat)) == ([7.42], [43.74])


def test_no_coordinates_are_shifted_to_none():
    lon, lat = to_wgs84([], [], "GCJ-02")
    assert (len(lon), len(lat)) == (0, 0)


def test_an_unknown_datum_is_refused():
    with pytest.raises(WrongValueError, match='must be "GCJ-02" or "BD-09"; "WGS" is neither'):
        to_wgs84(*FUDING, "WGS")


@pytest.mark.parametrize(
    ("lon", "epsg"), [(120.2165, 4549), (117.22, 4548), (114.06, 4547), (104.07, 4544), (87.6, 4538)]
)
def test_degrees_in_china_become_the_zone_of_the_nearest_meridian(lon, epsg):
    # EPSG:4534 is 75 degrees east, one number for each three degrees
    assert metric_crs(at(lon, 30)).to_epsg() == epsg


@pytest.mark.parametrize(("lon", "lat"), [(7.42, 43.74), (-51.2, -30.0), (24.94, 60.17)])
def test_degrees_elsewhere_become_true_metres(lon, lat):
    place = GeoSeries([Point(lon, lat), Point(lon + 0.01, lat)], crs="EPSG:4326")
    here, there = place.to_crs(metric_crs(place))
    assert here.distance(there) == pytest.approx(GEOD.inv(lon, lat, lon + 0.01, lat)[2], rel=1e-5)


@pytest.mark.parametrize("crs", ["EPSG:4549", "EPSG:4528", "EPSG:32651"])
def test_true_metres_are_kept(crs):
    layer = at(*FUDING, crs)
    assert has_true_metres(layer)
    assert to_metric(layer) is layer
    require_metres(layer)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4490", "EPSG:3857"])
def test_degrees_and_mercator_are_no_metres(crs):
    layer = at(*FUDING, crs)
    assert not has_true_metres(layer)
    assert to_metric(layer).crs.to_epsg() == 4549
    with pytest.raises(WrongCrsError, match=r"The homes layer is in .*one unit is not a metre on the ground"):
        require_metres(layer, "homes")


def test_feet_are_no_metres():
    # New York Long Island, US survey feet
    feet = GeoDataFrame(geometry=[Point(-73.97, 40.75)], crs="EPSG:4326").to_crs("EPSG:2263")
    assert metres_per_unit(feet.crs, -73.97, 40.75) == pytest.approx(0.3048, rel=1e-4)
    assert not has_true_metres(feet)


def test_a_layer_without_a_coordinate_system_is_refused():
    nowhere = GeoDataFrame(geometry=[Point(0, 0)])
    for call in (metric_crs, to_metric, to_lonlat, require_metres):
        with pytest.raises(MissingCrsError, match=r"The \w+ layer has no coordinate system"):
            call(nowhere)


@pytest.mark.parametrize(("x", "y"), [(27.3325, 120.2165), (521_425.2, 3_024_491.9)])
def test_swapped_columns_and_metres_called_degrees_are_told(x, y):
    with pytest.raises(WrongCrsError, match=r"The streets layer needs longitudes of -180 to 180 and latitudes"):
        to_metric(GeoDataFrame(geometry=[Point(x, y)], crs="EPSG:4326"), "streets")


def test_a_layer_without_a_row_has_a_system():
    empty = GeoDataFrame(geometry=[], crs="EPSG:4549")
    assert to_metric(empty) is empty
    assert len(to_lonlat(empty)) == 0


def test_a_zone_used_far_outside_it_has_no_true_metres():
    # CGCS2000 at 120 degrees east, used at 87: more than a tenth too long
    assert not has_true_metres(GeoDataFrame(geometry=[box(87, 43, 87.1, 43.1)], crs="EPSG:4326").to_crs("EPSG:4549"))
