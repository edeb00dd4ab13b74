"""Streets meet where they share a vertex, cross on one level or nearly touch, and nowhere else."""

import math

import numpy as np
import pytest
from shapely import MultiLineString, linestrings

from geo import EmptyLayerError, Network
from tests.streets.town import EAST_M, NORTH_M, lattice, line, lines, walk, walk_m

NO_WALK = pytest.approx(math.nan, nan_ok=True)


def test_one_street_is_a_network():
    network = Network.build(lines(line((0, 0), (100, 0))))
    assert (len(network.node_xy), len(network.edge_nodes)) == (2, 1)
    assert walk(network, (10, 0), (90, 0)) == (80, 80)


def test_lines_that_cross_without_a_vertex_meet():
    assert walk_m(lines(line((0, 50), (100, 50)), line((50, 0), (50, 100))), (0, 50), (50, 100)) == 100


def test_osm_lines_that_cross_without_a_shared_vertex_do_not_meet():
    crossing = lines(line((0, 50), (100, 50)), line((50, 0), (50, 100)), is_noded=True)
    assert walk_m(crossing, (0, 50), (50, 100)) == NO_WALK


def test_osm_lines_meet_in_a_shared_vertex():
    crossing = lines(line((0, 50), (50, 50), (100, 50)), line((50, 0), (50, 50), (50, 100)), is_noded=True)
    assert walk_m(crossing, (0, 50), (50, 100)) == 100


@pytest.mark.parametrize("gap_m", [0, 0.3, 0.5])
def test_ends_that_nearly_touch_meet(gap_m):
    corners = [(EAST_M, NORTH_M + 10), (EAST_M + 50, math.nan), (EAST_M + 100, NORTH_M + 10)]
    with np.errstate(invalid="ignore"):
        broken = lines(linestrings(corners), line((0, 0), (100, 0)))
    network = Network.build(broken)
    assert len(network.edge_nodes) == 1
    assert walk(network, (0, 0), (100, 0))[0] == 100


def test_shared_corners_do_not_depend_on_the_order_of_rows():
    streets = lattice(4, 3)
    there = Network.build(streets)
    back = Network.build(streets.iloc[::-1])
    assert len(there.node_xy) == len(back.node_xy) == 5 * 4
    assert len(there.edge_nodes) == len(back.edge_nodes) == 4 * 4 + 5 * 3
    assert np.sort(there.edge_length_m) == pytest.approx(np.sort(back.edge_length_m))
