"""A border that follows streets follows them exactly, by the shortest way, and says when it cannot."""

import pytest
from geopandas import GeoDataFrame
from shapely import LineString

from geo.city import City
from geo.errors import GridError
from geo.grids.tracing import trace_lines, traced


@pytest.fixture
def streets(metres):
    """A street of 100 m east, one of 50 m north from its middle, and one that nothing joins."""
    lines = [LineString([(0, 0), (100, 0)]), LineString([(50, 0), (50, 50)]), LineString([(0, 300), (90, 300)])]
    return GeoDataFrame(geometry=lines, crs=metres)


def test_the_trace_turns_where_the_streets_cross(streets):
    line = traced(streets, [(10, 0), (50, 40)])
    assert list(line.coords) == [(10, 0), (50, 0), (50, 40)]


def test_points_beside_the_street_are_joined_to_it(streets):
    assert list(traced(streets, [(10, 5), (90, -5)]).coords) == [(10, 5), (10, 0), (50, 0), (90, 0), (90, -5)]


def test_points_between_keep_their_order(streets):
    line = traced(streets, [(10, 0), (50, 40), (90, 0)])
    assert line.length == pytest.approx(40 + 40 + 40 + 40)


def test_two_points_on_one_piece_follow_it_only_between_them(streets):
    assert list(traced(streets, [(60, 0), (80, 0)]).coords) == [(60, 0), (80, 0)]
    assert list(traced(streets, [(80, 0), (60, 0)]).coords) == [(80, 0), (60, 0)]


def test_what_no_street_joins_is_said(streets):
    with pytest.raises(GridError, match="connects"):
        traced(streets, [(10, 0), (10, 300)])


def test_a_point_far_from_every_street_is_said(streets):
    with pytest.raises(GridError, match="no street"):
        traced(streets, [(10, 0), (10, 100)])


def test_the_same_point_twice_is_no_trace(streets):
    with pytest.raises(GridError, match="one spot"):
        traced(streets, [(10, 0), (10, 0)])


def test_one_point_is_no_trace(streets):
    with pytest.raises(GridError, match="two points"):
        traced(streets, [(10, 0)])


def test_a_real_city_has_lines_to_follow():
    city = City.demo()
    lines = trace_lines(city)
    west, south, east, north = city["communities"].geometry.iloc[3].bounds
    line = traced(lines, [_near(lines, west, south), _near(lines, east, north)])
    assert line.is_simple or line.length > 0
    assert line.within(lines.buffer(0.01).union_all().union(line.boundary.buffer(1)))


def _near(lines, x, y):
    from shapely import Point, get_coordinates, shortest_line

    nearest = lines.geometry.iloc[lines.distance(Point(x, y)).argmin()]
    return tuple(get_coordinates(shortest_line(nearest, Point(x, y)))[0].tolist())
