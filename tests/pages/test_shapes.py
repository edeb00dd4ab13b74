"""Geometries packed for the browser unpack to where they were, to a tenth of a metre."""

import numpy as np
import pytest
import shapely
from geopandas import GeoSeries

from pages.map.shapes import STEPS_PER_DEGREE, Origin, packed_points, packed_shapes

ORIGIN = Origin(120.0, 27.0)


def unpacked(piece):
    return np.cumsum(np.array(piece).reshape(-1, 2), axis=0) / STEPS_PER_DEGREE + (ORIGIN.lon, ORIGIN.lat)


def degrees(*shapes):
    return GeoSeries(list(shapes), crs="OGC:CRS84")


def test_a_line_unpacks_to_itself():
    line = shapely.LineString([(120.1, 27.2), (120.100001, 27.2), (120.11, 27.19)])
    ((piece,),) = packed_shapes(degrees(line), ORIGIN)
    assert unpacked(piece) == pytest.approx(np.array(line.coords), abs=1e-6)


def test_every_ring_is_kept_and_belongs_to_its_shape():
    plate = shapely.box(120, 27, 120.1, 27.1).difference(shapely.box(120.04, 27.04, 120.05, 27.05))
    two = shapely.MultiPolygon([shapely.box(120.2, 27, 120.3, 27.1), shapely.box(120.4, 27, 120.5, 27.1)])
    packed = packed_shapes(degrees(plate, shapely.LineString([(120, 27), (121, 27)]), two), ORIGIN)
    assert [len(shape) for shape in packed] == [2, 1, 2]


def test_points_that_fall_together_are_one():
    line = shapely.LineString([(120.1, 27.2), (120.1000001, 27.2), (120.2, 27.2)])
    ((piece,),) = packed_shapes(degrees(line), ORIGIN)
    assert piece == [100_000, 200_000, 100_000, 0]


def test_an_empty_layer_packs_to_nothing():
    assert packed_shapes(degrees(), ORIGIN) == []
    assert packed_points(degrees(), ORIGIN) == []


def test_an_empty_shape_keeps_its_place():
    packed = packed_shapes(degrees(shapely.Polygon(), shapely.box(120, 27, 121, 28)), ORIGIN)
    assert packed[0] == []
    assert len(packed[1]) == 1


def test_points_are_counted_in_millionths_of_a_degree():
    assert packed_points(degrees(shapely.Point(120.5, 26.999999)), ORIGIN) == [[500_000, -1]]
