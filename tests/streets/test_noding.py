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
    broken = lines(line((0, 0), (100, 0)), line((100 + gap_m, 0), (200, 0)))
    assert walk_m(broken, (0, 0), (200, 0)) == pytest.approx(200, abs=0.001)


def test_ends_further_apart_than_half_a_metre_do_not_meet():
    assert walk_m(lines(line((0, 0), (100, 0)), line((100.6, 0), (200, 0))), (0, 0), (200, 0)) == NO_WALK


def test_three_ends_that_nearly_touch_meet_in_one_place():
    star = lines(line((0, 0), (100, 0)), line((100.3, 0), (200, 0)), line((100.1, 0.2), (100.1, 100)))
    network = Network.build(star)
    assert len(network.node_xy) == 4
    for start, end in [((0, 0), (200, 0)), ((0, 0), (100.1, 100)), ((200, 0), (100.1, 100))]:
        assert walk(network, start, end)[0] == pytest.approx(200, abs=1)


def test_an_end_that_nearly_reaches_a_street_meets_it():
    t_junction = lines(line((0, 0), (100, 0)), line((50, 0.4), (50, 80)))
    assert walk_m(t_junction, (0, 0), (50, 80)) == pytest.approx(130, abs=0.5)


def test_a_loose_end_meets_an_osm_street():
    # a planner draws a new path onto streets of OpenStreetMap
    mixed = lines(line((0, 0), (100, 0)), line((50, 0.2), (50, 80)), is_noded=[True, False])
    assert walk_m(mixed, (0, 0), (50, 80)) == pytest.approx(130, abs=0.3)


def test_a_line_that_crosses_itself_meets_itself():
    # east 100, north 50, west 50, south 100 through its own middle: 50 + 50 on foot
    loop = lines(line((0, 0), (100, 0), (100, 50), (50, 50), (50, -50)))
    assert walk_m(loop, (0, 0), (50, -50)) == 100


def test_a_figure_of_eight_is_walked_through_its_middle():
    eight = lines(line((0, 0), (100, 100), (100, 0), (0, 100), (0, 0)))
    assert walk_m(eight, (0, 0), (100, 100)) == pytest.approx(math.hypot(100, 100), abs=0.002)


def test_a_closed_loop_is_walked_the_shorter_way_round():
    block = lines(line((0, 0), (100, 0), (100, 100), (0, 100), (0, 0)))
    assert walk_m(block, (50, 0), (0, 50)) == 100
    assert walk_m(block, (50, 0), (0, 70)) == 120
    assert walk_m(block, (0, 40), (100, 60)) == 200


def test_a_bridge_drawn_over_a_street_meets_it_only_at_its_ends():
    under = line((50, -50), (50, 0), (50, 50))
    over = line((0, 0), (50, 0), (100, 0))
    assert walk_m(lines(over, under, is_bridge=[True, False]), (0, 0), (50, 50)) == NO_WALK
    ramp = line((0, 0), (50, 50))
    joined = lines(over, under, ramp, is_bridge=[True, False, False])
    assert walk_m(joined, (100, 0), (50, 50)) == pytest.approx(100 + math.hypot(50, 50), abs=0.002)


def test_footbridges_on_one_level_meet():
    walkway = lines(line((0, 0), (100, 0)), line((50, 0), (50, 80)), level=[1, 1])
    assert walk_m(walkway, (0, 0), (50, 80)) == 130
    crossing = lines(line((0, 0), (100, 0)), line((50, -20), (50, 80)), level=[1, 1])
    assert walk_m(crossing, (0, 0), (50, 80)) == 130


def test_bridges_on_two_levels_do_not_meet():
    assert walk_m(lines(line((0, 0), (100, 0)), line((50, -20), (50, 80)), level=[1, 2]), (0, 0), (50, 80)) == NO_WALK


def test_a_street_given_twice_counts_once_in_walks():
    twice = lines(line((0, 0), (100, 0)), line((0, 0), (100, 0)), line((100, 0), (200, 0)))
    assert walk_m(twice, (0, 0), (200, 0)) == 200


def test_streets_that_share_a_stretch_meet_on_it():
    shared = lines(line((0, 0), (100, 0)), line((40, 0), (160, 0)), line((50, 0), (50, 30)))
    assert walk_m(shared, (0, 0), (160, 0)) == 160
    assert walk_m(shared, (50, 30), (160, 0)) == 140


def test_there_and_back_on_one_line_is_a_street():
    assert walk_m(lines(line((0, 0), (100, 0), (0, 0)), line((100, 0), (200, 0))), (0, 0), (200, 0)) == 200


def test_parts_of_a_multiline_are_streets():
    parts = MultiLineString([line((0, 0), (100, 0)), line((100, 0), (100, 50)), line((50, -20), (50, 20))])
    assert walk_m(lines(parts), (50, 20), (100, 50)) == 120


def test_a_street_shorter_than_the_joining_distance_stays_a_street():
    assert walk_m(lines(line((0, 0), (0.4, 0))), (0, 0), (0.4, 0)) == pytest.approx(0.4)
    chain = lines(line((0, 0), (100, 0)), line((100, 0), (100.4, 0)), line((100.4, 0), (200, 0)))
    assert walk_m(chain, (0, 0), (200, 0)) == pytest.approx(200, abs=0.5)


def test_lines_without_length_are_left_out():
    flat = lines(line((0, 0), (0, 0)), line((0, 0), (100, 0)))
    assert walk_m(flat, (0, 0), (100, 0)) == 100
    with pytest.raises(EmptyLayerError, match="no street that the profile standard may use"):
        Network.build(lines(line((0, 0), (0, 0))))


def test_a_vertex_that_is_not_a_number_makes_the_line_unusable():
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
