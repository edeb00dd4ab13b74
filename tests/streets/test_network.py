"""A network is built from any street layer, and kept as arrays that open as they were saved."""

import json

import numpy as np
import pytest

from geo import PROFILES, BrokenFileError, MissingCrsError, Network, NoSuchFileError, WrongValueError, travel_table
from geo.streets import city_network
from tests.streets.town import city, lattice, line, lines, points, walk, walk_m

HILLY = lines(line((0, 0, 0), (100, 0, 10)), line((100, 0, 10), (300, 0, 10)), name=["坡", "路"])


@pytest.mark.parametrize("crs", ["EPSG:4549", "EPSG:4528", "EPSG:4326", "EPSG:4490", "EPSG:3857", "EPSG:32651"])
def test_streets_come_in_any_system(crs):
    # UTM's metres, here 1.0005 of those on the ground, are within the thousandth that passes as true
    assert walk_m(lattice(4, 2).to_crs(crs), (0, 0), (400, 200)) == pytest.approx(600, rel=0.001)


def test_streets_without_a_system_are_refused():
    with pytest.raises(MissingCrsError, match="The streets layer has no coordinate system"):
        Network.build(lattice(1, 1).set_crs(None, allow_override=True))


def test_a_way_may_occur_once():
    streets = lattice(1, 1)
    streets.index = ["a"] * len(streets)
    with pytest.raises(WrongValueError, match="The streets layer has the way_id a twice"):
        Network.build(streets)


def test_the_layer_given_is_not_changed():
    streets = lattice(2, 2)
    before = streets.copy()
    Network.build(streets)
    assert streets.equals(before)
    assert list(streets.columns) == list(before.columns)


def test_edges_are_as_long_as_the_streets():
    network = Network.build(lattice(3, 2))
    assert network.edge_length_m.sum() == pytest.approx(3 * 300 + 4 * 200)
    assert [edge.length for edge in network.edge_lines()] == pytest.approx(network.edge_length_m)


def test_a_saved_network_opens_as_it_was(tmp_path):
    network = Network.build(HILLY, PROFILES["elder"])
    network.save(tmp_path / "net")
    opened = Network.open(tmp_path / "net")
    assert opened.profile == network.profile
    assert opened.crs == network.crs
    assert opened.way_names == ("坡", "路")
    assert walk(opened, (0, 0), (300, 0)) == walk(network, (0, 0), (300, 0))
    assert isinstance(opened.node_xy, np.memmap)


def test_a_saved_flat_network_opens_as_it_was(tmp_path):
    network = Network.build(lattice(3, 3))
    network.save(tmp_path)
    assert walk(Network.open(tmp_path), (0, 0), (300, 300)) == (600, 600)


def test_a_network_that_is_not_there_is_told(tmp_path):
    with pytest.raises(NoSuchFileError, match="There is no prepared network in"):
        Network.open(tmp_path / "nowhere")


def test_a_network_that_is_broken_is_told(tmp_path):
    Network.build(HILLY).save(tmp_path)
    (tmp_path / "node_xy.npy").write_bytes(b"")
    with pytest.raises(BrokenFileError, match="cannot be read"):
        Network.open(tmp_path)
    (tmp_path / "network.json").write_text(json.dumps({}))
    with pytest.raises(BrokenFileError, match="build it again"):
        Network.open(tmp_path)


def test_a_city_s_network_has_its_gates_and_walls():
    wall = lines(line((150, -100), (150, 100)))
    shut, opened = (points([(150, 0)], ["g"], is_open=[state]) for state in (False, True))
    for gates, reached in ((shut, 0), (opened, 1)):
        town = city(HILLY, [(0, 0)], [1], points([(300, 0)], ["F"]), gates=gates, barriers=wall)
        assert len(travel_table(city_network(town), town.demand, town["facilities"], 1000)) == reached
