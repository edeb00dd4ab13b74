"""Gates stand on streets, and a node that nobody may walk through cuts its street."""

import pytest
import shapely

from geo.layers import BARRIERS, GATES
from geo.readers import read_gates_and_closures, read_streets
from geo.readers.osm.extract import read_osm
from geo.readers.osm.gates import closures, gates, is_closed_to_walkers
from geo.streets import Network
from tests.readers.conftest import METRES_PER_DEGREE

STREET = {"highway": "residential"}


@pytest.mark.parametrize(
    ("tags", "is_closed"),
    [
        ({"barrier": "gate"}, False),
        ({"barrier": "bollard"}, False),
        ({"barrier": "gate", "access": "private"}, True),
        ({"barrier": "wall", "access": "no"}, True),
        ({"barrier": "gate", "access": "private", "foot": "yes"}, False),
        ({"barrier": "gate", "access": "yes", "foot": "no"}, True),
        ({"barrier": "gate", "locked": "yes"}, True),
        ({"barrier": "gate", "locked": "yes", "foot": "designated"}, False),
        ({"foot": "no"}, True),
        ({"highway": "crossing", "access": "no"}, False),
        ({}, False),
    ],
)
def test_what_the_tags_of_a_node_say_about_walkers(tags, is_closed):
    assert is_closed_to_walkers(tags) is is_closed


@pytest.fixture
def gated(write_osm, crossroads):
    """A function from the tags of the middle of a street of 200 m to the file."""

    def write(tags, refs=(1, 3, 2)):
        crossroads[3] = (0, 0, tags)
        return write_osm(crossroads, {1: (list(refs), STREET)})

    return write


@pytest.mark.parametrize(
    ("tags", "reach"),
    [
        ({"barrier": "gate"}, 1),
        ({"barrier": "gate", "access": "private"}, 2),
        ({"barrier": "lift_gate", "locked": "yes"}, 2),
        ({"barrier": "bollard", "foot": "yes", "access": "no"}, 1),
    ],
)
def test_a_street_is_cut_at_a_node_closed_to_walkers(gated, tags, reach):
    path = gated(tags)
    found, shut = read_gates_and_closures(path)
    network = Network.build(read_streets(path), gates=found, barriers=shut)
    long_parts = network.components[network.components["length_m"] > 10]
    assert len(long_parts) == reach


def test_two_streets_that_meet_at_a_closed_gate_are_parted(gated, write_osm, crossroads):
    crossroads[3] = (0, 0, {"barrier": "gate", "access": "private"})
    path = write_osm(crossroads, {1: ([1, 3], STREET), 2: ([3, 2], STREET)})
    found, shut = read_gates_and_closures(path)
    parts = Network.build(read_streets(path), gates=found, barriers=shut).components
    assert (parts["length_m"] > 90).sum() == 2


def test_a_closure_is_a_line_of_a_metre_across_each_street_half_a_metre_from_the_node(gated):
    shut = closures(read_osm(gated({"barrier": "gate", "access": "private"})))
    assert BARRIERS.check(shut).equals(shut)
    assert set(shut["kind"]) == {"closure"}
    assert set(shut["gate_id"]) == {"n3"}
    assert shut["cuts_streets"].all()
    lines = shut.geometry.to_numpy()
    assert (shapely.length(lines) * METRES_PER_DEGREE).tolist() == pytest.approx([1, 1], rel=1e-3)
    middles = shapely.get_x(shapely.centroid(lines))
    assert ((middles - 10) * METRES_PER_DEGREE).tolist() == pytest.approx([-0.5, 0.5], abs=1e-3)


def test_a_closed_gate_at_the_end_of_a_street_cuts_nothing(gated):
    assert len(closures(read_osm(gated({"barrier": "gate", "access": "private"}, refs=(1, 3))))) == 0


def test_gates_beside_the_streets_are_left_out(gated):
    assert len(gates(read_osm(gated({"barrier": "gate"}, refs=(1, 2))))) == 0


def test_a_closed_gate_is_a_gate_that_is_not_open(gated):
    found = gates(read_osm(gated({"barrier": "gate", "access": "private", "name": "北门"})))
    assert GATES.check(found).equals(found)
    assert found[["name", "is_open"]].to_dict("index") == {"n3": {"name": "北门", "is_open": False}}


def test_a_map_without_gates_has_empty_layers(write_osm, crossroads):
    found, shut = read_gates_and_closures(write_osm(crossroads, {1: ([1, 3], STREET)}))
    assert len(found) == len(shut) == 0


def test_the_gates_of_tsinghua_are_found(real_file):
    found, shut = read_gates_and_closures(real_file("osm/tsinghua.osm"))
    assert (len(found), int((~found["is_open"]).sum())) == (75, 2)
    assert len(shut) == 4
