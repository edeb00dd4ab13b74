"""Ways and relations become polygons where they close, and are named where they do not."""

import pytest

from geo.readers.osm.areas import areas
from geo.readers.osm.extract import read_osm
from tests.readers.conftest import METRES_PER_DEGREE, square


def is_park(tags):
    return tags.get("leisure") == "park"


PARK = {"leisure": "park", "name": "西园"}
RELATION = {"type": "multipolygon", **PARK}


@pytest.fixture
def parks_of(write_osm):
    return lambda *parts: areas(read_osm(write_osm(*parts)), is_park)


def area_m2(found):
    return [shape.area * METRES_PER_DEGREE**2 for shape in found.geometries]


def test_a_closed_way_is_an_area(parks_of):
    nodes, ring = square(1, 0, 0, 50)
    found = parks_of(nodes, {1: (ring, PARK)})
    assert found.ids == ["w1"]
    assert area_m2(found) == pytest.approx([2500], rel=1e-3)
    assert found.refused == []


@pytest.mark.parametrize(
    ("refs", "reason"),
    [
        ([1, 2, 3, 4], "its outline is not closed"),
        ([1, 2, 1], "its outline is not closed"),
        ([1, 2, 99, 4, 1], "1 of its 5 points are not in the file"),
        ([1, 2, 1, 2, 1], "it has no area"),
    ],
)
def test_a_way_that_is_no_area_is_refused_with_the_reason(parks_of, refs, reason):
    nodes, _ = square(1, 0, 0, 50)
    assert parks_of(nodes, {1: (refs, PARK)}).refused == [("w1", PARK, reason)]


def test_an_outline_that_crosses_itself_is_mended(parks_of):
    nodes, _ = square(1, 0, 0, 50)
    found = parks_of(nodes, {1: ([1, 3, 2, 4, 1], PARK)})
    assert found.geometries[0].is_valid
    assert area_m2(found) == pytest.approx([1250], rel=1e-3)


def test_a_relation_is_closed_from_lines_in_any_order_and_direction(parks_of):
    nodes, _ = square(1, 0, 0, 50)
    ways = {1: ([1, 2, 3], {}), 2: ([1, 4], {}), 3: ([3, 4], {})}
    found = parks_of(nodes, ways, {5: ([("way", n, "outer") for n in (2, 1, 3)], RELATION)})
    assert found.ids == ["r5"]
    assert area_m2(found) == pytest.approx([2500], rel=1e-3)


def test_an_inner_ring_is_a_hole(parks_of):
    nodes, outer = square(1, 0, 0, 50)
    hole, inner = square(11, 10, 10, 10)
    members = [("way", 1, "outer"), ("way", 2, "inner")]
    found = parks_of(nodes | hole, {1: (outer, {}), 2: (inner, {})}, {5: (members, RELATION)})
    assert area_m2(found) == pytest.approx([2400], rel=1e-3)


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ([1, 2, 9], "1 of its 3 boundary lines are not in the file"),
        ([1], "its boundary does not close"),
        ([], "it has no boundary line"),
        ([3], "some points of its boundary are not in the file"),
    ],
)
def test_a_relation_that_does_not_close_is_refused_and_never_drawn(parks_of, members, reason):
    nodes, _ = square(1, 0, 0, 50)
    ways = {1: ([1, 2, 3], {}), 2: ([3, 4, 1], {}), 3: ([1, 2, 99, 1], {})}
    found = parks_of(nodes, ways, {5: ([("way", n, "outer") for n in members], RELATION)})
    assert found.ids == []
    assert found.refused == [("r5", RELATION, reason)]


def test_a_relation_of_another_type_is_no_area(parks_of):
    nodes, ring = square(1, 0, 0, 50)
    found = parks_of(nodes, {1: (ring, {})}, {5: ([("way", 1, "outer")], {**PARK, "type": "site"})})
    assert found.refused[0][2] == "it is a relation of another type than multipolygon"


def test_a_map_without_areas_has_none(parks_of, crossroads):
    found = parks_of(crossroads, {1: ([1, 3], {"highway": "path"})})
    assert found.ids == found.refused == []
