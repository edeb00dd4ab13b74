"""Streets are the ways tagged highway=*, one row a way, with the tags that say who may walk there."""

import networkx as nx
import numpy as np
import pyproj
import pytest
import shapely

from geo.errors import EmptyLayerError
from geo.layers import STREETS
from geo.readers.osm.extract import read_osm
from geo.readers.osm.ways import line_barriers, railway_lines, street_lines, street_ways

GEOD = pyproj.Geod(ellps="WGS84")


@pytest.fixture
def streets_of(write_osm):
    return lambda nodes, ways, **waits: street_lines(read_osm(write_osm(nodes, ways)), **waits)


def components(streets):
    """The sizes in nodes of the parts that hang together by shared vertices, the largest first."""
    graph = nx.Graph()
    for line in streets.geometry:
        nx.add_path(graph, [tuple(xy) for xy in line.coords])
    return sorted(map(len, nx.connected_components(graph)), reverse=True)


@pytest.mark.parametrize(
    ("name", "ways", "km"),
    [
        ("guixi.osm", 170, 115.55),
        ("ninghua.osm", 29, 18.72),
        ("tsinghua.osm", 634, 125.3),
        ("haimen.osm", 30, 9.68),
        ("helsinki.osm.pbf", 2530, 93.39),
        ("monaco.osm.gz", 860, 82.42),
        ("liechtenstein.osm.pbf", 4658, 1141),
        ("porto_alegre.osm.pbf", 15_668, 2005),
    ],
)
def test_the_streets_of_a_real_file_are_all_there(real_extract, name, ways, km):
    extract = real_extract(name)
    assert len(street_ways(extract)) == ways
    streets = street_lines(extract)
    undrawn = 69 if name.startswith("helsinki") else 0
    assert len(streets) == ways - undrawn
    length_km = sum(GEOD.geometry_length(line) for line in streets.geometry) / 1000
    assert length_km == pytest.approx(km, abs=0.5 if km > 1000 else 0.05 if km == 125.3 else 0.006)


@pytest.mark.parametrize(
    ("name", "parts", "share"),
    [("guixi.osm", 2, 0.9968), ("tsinghua.osm", 15, 0.960), ("helsinki.osm.pbf", 45, 0.971), ("haimen.osm", 1, 1.0)],
)
def test_streets_hang_together_by_the_points_they_share(real_extract, name, parts, share):
    sizes = components(street_lines(real_extract(name)))
    assert len(sizes) == parts
    assert sizes[0] / sum(sizes) == pytest.approx(share, abs=0.001)


def test_streets_that_cannot_be_drawn_are_counted_and_named(real_extract):
    problems = street_lines(real_extract("helsinki.osm.pbf")).attrs["problems"]
    assert problems[0].startswith("69 of 2530 streets have fewer than two different points in the file")
    assert "way 4253744" in problems[0]


def test_a_street_keeps_what_says_who_may_walk_there(streets_of, crossroads):
    tags = {
        "highway": "footway", "name": "西园巷", "foot": "private", "access": "yes", "layer": "-1", "tunnel": "yes",
        "footway": "sidewalk", "motorroad": "no", "incline": "8%",
    }  # fmt: skip
    streets = streets_of(crossroads, {7: ([1, 3], tags)})
    street = streets.loc["w7"]
    assert list(streets.index) == ["w7"]
    assert (street["name"], street["highway"], street["foot"], street["access"]) == (
        "西园巷",
        "footway",
        "private",
        "yes",
    )
    assert (street["level"], street["is_tunnel"], street["is_bridge"], street["is_noded"]) == (-1, True, False, True)
    assert (street["footway"], street["motorroad"], street["incline"]) == ("sidewalk", "no", "8%")
    assert STREETS.check(streets).equals(streets)


@pytest.mark.parametrize(
    "tags",
    [
        {"route": "ferry"},
        {"highway": "construction"},
        {"highway": "proposed"},
        {"highway": "platform"},
        {"highway": "pedestrian", "area": "yes"},
        {"railway": "rail"},
    ],
)
def test_what_is_no_street_is_left_out(streets_of, crossroads, tags):
    streets = streets_of(crossroads, {1: ([1, 3], {"highway": "residential"}), 2: ([3, 2], tags)})
    assert list(streets.index) == ["w1"]


def test_a_motorway_is_a_street_that_the_profile_will_refuse(streets_of, crossroads):
    assert list(streets_of(crossroads, {1: ([1, 3], {"highway": "motorway"})})["highway"]) == ["motorway"]


def test_a_way_through_missing_nodes_is_drawn_through_the_rest_and_told(streets_of, crossroads):
    streets = streets_of(crossroads, {1: ([1, 3, 98, 99], {"highway": "path"})})
    assert len(streets.geometry.iloc[0].coords) == 2
    assert (
        "1 of 1 streets end at the edge of the file, some of their points are missing: way 1."
        in streets.attrs["problems"]
    )


def test_a_way_of_no_length_is_left_out_and_told(streets_of, crossroads):
    crossroads[6] = crossroads[3]
    streets = streets_of(crossroads, {1: ([1, 3], {"highway": "path"}), 2: ([3, 6], {"highway": "path"})})
    assert list(streets.index) == ["w1"]
    assert "way 2" in streets.attrs["problems"][0]


def test_a_map_without_streets_is_refused(streets_of, crossroads):
    with pytest.raises(EmptyLayerError, match="holds no streets"):
        streets_of(crossroads, {1: ([1, 3], {"waterway": "river"})})


@pytest.mark.parametrize(
    ("crossing", "node", "across", "wait_s"),
    [
        ({"footway": "crossing", "crossing": "traffic_signals"}, {}, "residential", 30),
        ({"highway": "crossing"}, {"highway": "traffic_signals"}, "residential", 30),
        ({"footway": "crossing"}, {}, "primary", 15),
        ({"footway": "crossing", "crossing": "uncontrolled"}, {}, "secondary", 15),
        ({"footway": "crossing"}, {}, "residential", 0),
        ({"footway": "sidewalk"}, {"crossing": "traffic_signals"}, "primary", 0),
    ],
)
def test_a_crossing_waits(streets_of, crossroads, crossing, node, across, wait_s):
    crossroads[3] = (0, 0, node)
    ways = {1: ([1, 3, 2], {"highway": across}), 2: ([4, 3, 5], {"highway": "footway", **crossing})}
    waits_s = streets_of(crossroads, ways)["wait_s"]
    assert dict(waits_s) == {"w1": 0.0, "w2": wait_s}


def test_the_waits_are_parameters(streets_of, crossroads):
    ways = {1: ([1, 3, 2], {"highway": "primary"}), 2: ([4, 3, 5], {"highway": "footway", "footway": "crossing"})}
    assert streets_of(crossroads, ways, arterial_wait_s=22.0)["wait_s"]["w2"] == 22.0


def test_rivers_walls_and_railways_explain_detours_and_cut_nothing(write_osm, crossroads):
    ways = {
        1: ([1, 3], {"waterway": "river", "name": "桐山溪"}),
        2: ([3, 2], {"barrier": "wall"}),
        3: ([4, 3], {"railway": "rail"}),
        4: ([3, 5], {"railway": "subway", "tunnel": "yes"}),
        5: ([1, 5], {"highway": "trunk"}),
    }
    extract = read_osm(write_osm(crossroads, ways))
    barriers = line_barriers(extract)
    assert dict(barriers["kind"]) == {"w1": "river", "w2": "wall", "w3": "railway", "w5": "expressway"}
    assert barriers["name"]["w1"] == "桐山溪"
    assert not barriers["cuts_streets"].any()
    assert dict(railway_lines(extract)["kind"]) == {"w3": "rail", "w4": "subway"}


def test_a_map_without_barriers_has_an_empty_layer_of_them(write_osm, crossroads):
    extract = read_osm(write_osm(crossroads, {1: ([1, 3], {"highway": "path"})}))
    assert len(line_barriers(extract)) == len(railway_lines(extract)) == 0


def test_no_street_has_a_point_that_is_no_number(real_extract):
    streets = street_lines(real_extract("helsinki.osm.pbf"))
    assert np.isfinite(shapely.get_coordinates(streets.geometry.to_numpy())).all()
    assert (shapely.length(streets.geometry.to_numpy()) > 0).all()
