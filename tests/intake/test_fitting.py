"""The streets tell in which system and datum a layer is, or that they cannot; they are never made to guess."""

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame

from geo.city import City
from geo.crs import from_wgs84, to_lonlat
from geo.crs.magnitudes import possible_placements
from geo.crs.placements import Placement, parsed, placed
from geo.intake.fitting import best_placement
from geo.intake.previews import preview
from geo.readers import import_city


@pytest.fixture(scope="module")
def demo():
    return City.demo()


def shifted(layer, placement):
    """The layer in the numbers that this placement would read back; its true place is undone exactly."""
    degrees = to_lonlat(layer)
    if placement.datum:
        move = lambda xy: np.column_stack(from_wgs84(xy[:, 0], xy[:, 1], placement.datum))  # noqa: E731
        shapes = shapely.transform(degrees.geometry.to_numpy(), move)
    else:
        shapes = degrees.to_crs(placement.crs).geometry.to_numpy()
    if placement.is_swapped:
        shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1])
    return GeoDataFrame(layer.drop(columns="geometry"), geometry=shapes)


def detected(rows, streets):
    xy = rows.geometry.bounds[["minx", "miny"]].to_numpy()
    return best_placement(rows, streets, possible_placements(xy))


KEYS = ["WGS-84", "GCJ-02", "BD-09", "CGCS2000/3/120", "CGCS2000/3/zone40", "swapped:CGCS2000/3/120", "Web-Mercator"]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("name", ["buildings", "facilities", "communities", "grids", "compounds", "streets"])
def test_a_layer_of_the_demo_city_is_told_right(demo, name, key):
    found = detected(shifted(demo[name], parsed(key)), demo["streets"])
    assert found.is_sure
    assert found.placement == parsed(key)
    assert found.sentence.zh


@pytest.mark.parametrize("key", ["WGS-84", "GCJ-02", "BD-09"])
@pytest.mark.parametrize("name", ["buildings", "entrances", "shops", "partner_units"])
@pytest.mark.parametrize("rows", [3, 10, 30, 100])
def test_few_rows_are_told_right_or_not_at_all(demo, name, key, rows):
    layer = demo[name]
    chosen = layer.iloc[np.linspace(0, len(layer) - 1, min(rows, len(layer))).astype(int)]
    found = detected(shifted(chosen, parsed(key)), demo["streets"])
    assert found.placement in (None, parsed(key))
    assert (found.placement is None) == (not found.is_sure)


def test_three_points_cannot_be_told(demo):
    found = detected(shifted(demo["facilities"].iloc[[0, 100, 200]], Placement(datum="GCJ-02")), demo["streets"])
    assert (found.placement, found.is_sure) == (None, False)
    assert "declare" in found.sentence


def test_streets_of_another_town_tell_nothing(demo):
    elsewhere = demo["streets"].translate(300_000, 0)
    streets = demo["streets"].set_geometry(elsewhere)
    found = detected(shifted(demo["facilities"], Placement()), streets)
    assert found.placement is None
    assert found.sentence.zh


def test_the_order_of_rows_decides_nothing(demo):
    rows = shifted(demo["facilities"], Placement(datum="GCJ-02"))
    mixed = rows.iloc[np.random.default_rng(7).permutation(len(rows))]
    assert detected(rows, demo["streets"]).placement == detected(mixed, demo["streets"]).placement


def test_the_fit_is_the_median_distance_to_the_nearest_street(demo):
    rows = shifted(demo["facilities"], Placement(datum="GCJ-02"))
    table = detected(rows, demo["streets"]).table
    points = placed(rows, Placement(datum="GCJ-02")).to_crs(demo.crs).geometry.to_numpy()
    streets = demo["streets"].geometry.to_numpy()
    nearest = shapely.STRtree(streets).nearest(points)
    # By hand: the distance of every facility to its nearest street, the middle one of them.
    assert table.loc["GCJ-02", "fit_m"] == pytest.approx(np.median(shapely.distance(points, streets[nearest])), abs=1.0)


@pytest.mark.parametrize("key", ["WGS-84", "GCJ-02", "BD-09"])
@pytest.mark.parametrize("name", ["guixi", "tsinghua", "haimen"])
def test_real_towns_are_told_right_or_not_at_all(real_file, name, key):
    city = import_city(real_file(f"osm/{name}.osm"))
    found = detected(shifted(city["buildings"], parsed(key)), city["streets"])
    assert found.placement in (None, parsed(key))


def test_the_picture_shows_the_rows_before_and_after_over_the_streets(demo):
    rows = shifted(demo["buildings"], Placement(datum="GCJ-02"))
    view = preview(rows, demo["streets"], Placement(), Placement(datum="GCJ-02"))
    west, south, east, north = view.window
    assert len(view.streets) > 0
    assert len(view.after) > len(view.before)
    assert (north - south) * 111_195 == pytest.approx(600, rel=0.05)
    assert shapely.box(west, south, east, north).intersects(view.after.union_all())
