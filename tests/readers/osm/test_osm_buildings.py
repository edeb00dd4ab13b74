"""Outlines become buildings; homes get estimated households, everything else none."""

import numpy as np
import pytest

from geo.layers import BUILDINGS
from geo.readers.osm.buildings import buildings
from geo.readers.osm.extract import read_osm
from tests.readers.conftest import square


@pytest.fixture
def building_of(write_osm):
    """A function from the tags of a house of 10 x 10 m, and of the grounds around it, to its row."""

    def build(tags, *grounds, side_m=10.0):
        nodes, ring = square(1, 50, 50, side_m)
        ways = {1: (ring, tags)}
        for number, around in enumerate(grounds, start=2):
            corners, fence = square(number * 10, 40 - number, 40 - number, 40 + 2 * number)
            nodes |= corners
            ways[number] = (fence, around)
        layer, problems = buildings(read_osm(write_osm(nodes, ways)))
        assert problems == ()
        return layer.loc["w1"]

    return build


@pytest.mark.parametrize(
    ("name", "count", "refused", "as_points"),
    [
        ("guixi.osm", 165, 0, 0),
        ("ninghua.osm", 5, 0, 0),
        ("tsinghua.osm", 529, 0, 8),
        ("haimen.osm", 89, 0, 0),
        ("helsinki.osm.pbf", 536, 54, 36),
        ("monaco.osm.gz", 970, 0, 4),
        ("liechtenstein.osm.pbf", 9001 - 1, 3, 3),  # one says building=no
    ],
)
def test_every_building_of_a_real_file_is_drawn_or_told(real_city, name, count, refused, as_points):
    city = real_city(name)
    assert len(city["buildings"]) + refused + as_points == count
    told = " ".join(city.problems)
    assert (f"{refused} buildings do not close" in told) is (refused > 0)
    assert (f"{as_points} buildings are mapped as a point" in told) is (as_points > 0)


def test_households_follow_the_stated_formula(building_of):
    building = building_of({"building": "apartments", "building:levels": "6"})
    people = 100 * 6 * 0.9 / 38.6
    assert building["people"] == pytest.approx(people, rel=0.01)
    assert building["households"] == pytest.approx(people / 2.80, rel=0.01)
    assert building["floor_area_m2"] == pytest.approx(540, rel=0.01)
    assert building["is_estimated"]
    assert building["elderly"] == building["children_0_6"] == 0


@pytest.mark.parametrize(
    ("tags", "kind", "is_home"),
    [
        ({"building": "yes"}, "residential", True),
        ({"building": "residential"}, "residential", True),
        ({"building": "house"}, "self_built", True),
        ({"building": "dormitory"}, "dormitory", True),
        ({"building": "school"}, "school", False),
        ({"building": "yes", "amenity": "school"}, "school", False),
        ({"building": "yes", "amenity": "bank"}, "other", False),
        ({"building": "yes", "shop": "supermarket"}, "shop", False),
        ({"building": "apartments", "shop": "supermarket"}, "residential", True),
        ({"building": "office"}, "office", False),
        ({"building": "industrial"}, "industrial", False),
        ({"building": "roof"}, "other", False),
    ],
)
def test_nobody_lives_in_schools_shops_offices_and_factories(building_of, tags, kind, is_home):
    building = building_of(tags)
    assert building["building_kind"] == kind
    assert (building["households"] > 0) is np.bool_(is_home)
    assert building["is_estimated"] is np.bool_(is_home)


def test_a_plain_building_on_a_campus_is_not_a_home(building_of):
    assert building_of({"building": "yes"}, {"amenity": "university"})["building_kind"] == "school"
    assert building_of({"building": "yes"}, {"landuse": "industrial"})["building_kind"] == "industrial"


def test_a_dormitory_on_a_campus_is_a_home(building_of):
    assert building_of({"building": "dormitory"}, {"amenity": "university"})["households"] > 0


def test_the_smallest_grounds_around_a_building_count(building_of):
    quarter, campus = {"landuse": "residential"}, {"amenity": "university"}
    assert building_of({"building": "yes"}, quarter, campus)["households"] > 0
    assert building_of({"building": "yes"}, campus, quarter)["households"] == 0


def test_a_shed_has_no_households(building_of):
    assert building_of({"building": "yes"}, side_m=4.0)["households"] == 0


def test_a_map_without_buildings_has_an_empty_layer(write_osm, crossroads):
    layer, problems = buildings(read_osm(write_osm(crossroads, {1: ([1, 3], {"highway": "path"})})))
    assert (len(layer), problems) == (0, ())
    assert BUILDINGS.check(layer).equals(layer)
