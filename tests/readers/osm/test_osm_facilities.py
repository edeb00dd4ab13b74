"""Points of interest become facilities, of a kind only if something says which."""

import pytest

from geo.layers import FACILITIES
from geo.readers.osm.extract import read_osm
from geo.readers.osm.facilities import facilities
from geo.vocabulary import FACILITY_KINDS, SERVICE_KINDS
from tests.readers.conftest import METRES_PER_DEGREE, square


def tags_counted(city):
    """How many POI tags the facilities carry; an object with two counts twice, as the counts of the real files do."""
    return int(city["facilities"]["osm_tags"].str.count("=").sum()) if len(city["facilities"]) else 0


@pytest.mark.parametrize(
    ("name", "count", "placeless"),
    [
        ("guixi.osm", 14, 0),
        ("ninghua.osm", 8, 0),
        ("tsinghua.osm", 340, 0),
        ("haimen.osm", 0, 0),
        ("monaco.osm.gz", 248, 0),
        ("helsinki.osm.pbf", 2007, 5),
    ],
)
def test_every_point_of_interest_of_a_real_file_is_there_or_told(real_city, name, count, placeless):
    city = real_city(name)
    assert tags_counted(city) + placeless == count
    assert any(f"{placeless} facilities have no place" in problem for problem in city.problems) is (placeless > 0)


def test_kinds_and_services_are_of_the_vocabulary(real_city):
    for name in ("tsinghua.osm", "helsinki.osm.pbf"):
        layer = real_city(name)["facilities"]
        assert set(layer["kind"]) <= set(FACILITY_KINDS)
        assert set(layer["services"]) - {""} <= set(SERVICE_KINDS)


@pytest.fixture
def facilities_of(write_osm):
    return lambda *parts: facilities(read_osm(write_osm(*parts)))


def test_a_node_an_area_and_an_open_way_each_have_a_place(facilities_of, crossroads):
    nodes, ring = square(11, 100, 0, 50)
    crossroads[1] = (-100, 0, {"amenity": "clinic", "name": "西园卫生服务站", "opening_hours": "24/7"})
    ways = {1: (ring, {"amenity": "school"}), 2: ([4, 3], {"leisure": "track"})}
    layer, problems = facilities_of(crossroads | nodes, ways)
    assert problems == ()
    east_m = {osm_id: (point.x - 10) * METRES_PER_DEGREE for osm_id, point in layer.geometry.items()}
    assert east_m["n1"] == pytest.approx(-100, abs=0.1)
    assert 100 < east_m["w1"] < 150
    assert layer.geometry["w2"].y * METRES_PER_DEGREE == pytest.approx(-50, abs=0.1)
    assert layer.loc["n1", ["name", "kind", "services", "hours", "source", "as_of"]].tolist() == [
        "西园卫生服务站", "medical", "medical", "24/7", "OpenStreetMap", "2024-05-06",
    ]  # fmt: skip


def test_an_object_with_two_tags_is_one_facility(facilities_of):
    layer, _ = facilities_of({1: (0, 0, {"amenity": "hospital", "healthcare": "hospital"})})
    assert layer["osm_tags"].tolist() == ["amenity=hospital + healthcare=hospital"]


def test_a_facility_none_of_whose_points_is_in_the_file_is_named(facilities_of, crossroads):
    _, problems = facilities_of(crossroads, {1: ([97, 98, 99, 97], {"amenity": "school", "name": "桐北小学"})})
    assert problems == (
        "1 facilities have no place in the file and are left out: 桐北小学 (4 of its 4 points are not in the file).",
    )


def test_a_map_without_facilities_has_an_empty_layer(facilities_of, crossroads):
    layer, problems = facilities_of(crossroads, {1: ([1, 3], {"highway": "path"})})
    assert (len(layer), problems) == (0, ())
    assert FACILITIES.check(layer).equals(layer)
