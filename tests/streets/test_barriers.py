"""Walls, rivers and closures stop a walk; gates, bridges and tunnels let it through."""

import math

import numpy as np
import pytest
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiLineString
from shapely.geometry import LinearRing

from geo import PROFILES, MissingCrsError, Network, WrongValueError, nearest_facility, travel_table
from tests.streets.jittered import towns
from tests.streets.town import line, lines, points, walk, walk_m

NO_WALK = pytest.approx(math.nan, nan_ok=True)

#: One street of 600 m northwards, and a wall across it in its middle.
STREET = lines(line((0, 0), (0, 600)))
WALL = lines(line((-400, 300), (400, 300)), kind=["wall"])

#: Two streets along a wall between them, 40 m from it, joined nowhere.
TWO_STREETS = lines(line((-300, 260), (300, 260)), line((-300, 340), (300, 340)))


def gate(x, y, **columns):
    return points([(x, y)], ["g"], **{name: [value] for name, value in columns.items()})


def test_a_wall_cuts_the_street_that_crosses_it():
    network = Network.build(STREET, barriers=WALL)
    assert walk(network, (0, 0), (0, 600))[0] == NO_WALK
    assert walk(network, (0, 0), (0, 290))[0] == 290
    assert network.places_cut == 1
    assert len(network.components) == 2


def test_what_is_cut_out_of_a_street_is_no_wider_than_a_step():
    assert Network.build(STREET, barriers=WALL).edge_length_m.sum() == pytest.approx(600, abs=0.2)


@pytest.mark.parametrize("kind", ["wall", "river", "railway", "expressway", "closure"])
def test_every_kind_of_barrier_cuts(kind):
    assert walk_m(STREET, (0, 0), (0, 600), barriers=WALL.assign(kind=kind)) == NO_WALK


def test_a_barrier_that_does_not_cut_streets_leaves_them():
    assert walk_m(STREET, (0, 0), (0, 600), barriers=WALL.assign(cuts_streets=False)) == 600


def test_a_wall_is_passed_round_its_end():
    # 300 north is cut at x = 0; the detour by x = 500 passes beyond the wall's end at x = 400
    detour = lines(line((0, 0), (0, 600)), line((0, 200), (500, 200), (500, 400), (0, 400)))
    assert walk_m(detour, (0, 0), (0, 600), barriers=WALL) == 200 + 500 + 200 + 500 + 200


@pytest.mark.parametrize("raised", ["is_bridge", "is_tunnel"])
def test_a_bridge_or_tunnel_passes_a_wall_but_not_a_closure(raised):
    above = STREET.assign(**{raised: True})
    assert walk_m(above, (0, 0), (0, 600), barriers=WALL.assign(kind="river")) == 600
    assert walk_m(above, (0, 0), (0, 600), barriers=WALL.assign(kind="closure")) == NO_WALK


@pytest.mark.parametrize(("x", "length_m"), [(0, 600), (2.9, 600)])
def test_an_open_gate_within_three_metres_lets_the_street_through(x, length_m):
    assert walk_m(STREET, (0, 0), (0, 600), barriers=WALL, gates=gate(x, 300, is_open=True)) == length_m


def test_a_closed_gate_lets_nobody_through():
    assert walk_m(STREET, (0, 0), (0, 600), barriers=WALL, gates=gate(0, 300, is_open=False)) == NO_WALK


def test_a_gate_does_not_open_a_closure():
    closure = WALL.assign(kind="closure")
    assert walk_m(STREET, (0, 0), (0, 600), barriers=closure, gates=gate(0, 300, is_open=True)) == NO_WALK


def test_a_gate_without_a_street_is_joined_to_the_streets_on_both_sides():
    # 100 east, 40 + 40 through the gate at x = 100, 200 back west
    network = Network.build(TWO_STREETS, barriers=WALL, gates=gate(100, 300, is_open=True))
    assert walk(network, (0, 260), (-100, 340))[0] == pytest.approx(100 + 80 + 200, abs=0.01)
    shut = Network.build(TWO_STREETS, barriers=WALL, gates=gate(100, 300, is_open=False))
    assert walk(shut, (0, 260), (-100, 340))[0] == NO_WALK


def test_a_gate_drawn_beside_its_wall_still_opens_it():
    network = Network.build(TWO_STREETS, barriers=WALL, gates=gate(100, 302, is_open=True))
    assert walk(network, (100, 260), (100, 340))[0] == pytest.approx(80, abs=0.01)


def test_a_gate_far_from_any_wall_changes_nothing():
    assert walk_m(TWO_STREETS, (0, 260), (0, 340), barriers=WALL, gates=gate(100, 310, is_open=True)) == NO_WALK


def test_a_gate_in_the_second_part_of_a_wall_opens_there():
    parts = MultiLineString([line((-400, 300), (0, 300)), line((0, 300), (400, 300))])
    network = Network.build(TWO_STREETS, barriers=lines(parts), gates=gate(200, 300, is_open=True))
    assert walk(network, (200, 260), (200, 340))[0] == pytest.approx(80, abs=0.01)


def test_a_gate_of_a_street_that_ends_at_the_wall_leads_on_to_the_street_inside():
    # the street outside ends on the wall, the path inside begins two metres behind it
    broken = lines(line((0, 0), (0, 300)), line((0, 302), (0, 600)))
    assert walk_m(broken, (0, 0), (0, 600), barriers=WALL, gates=gate(0, 300, is_open=True)) == pytest.approx(
        600, abs=0.01
    )


def test_two_streets_that_meet_in_a_gate_are_one_walk():
    meeting = lines(line((0, 0), (0, 300)), line((0, 300), (0, 600)))
    assert walk_m(meeting, (0, 0), (0, 600), barriers=WALL, gates=gate(0, 300, is_open=True)) == pytest.approx(
        600, abs=0.01
    )
    assert walk_m(meeting, (0, 0), (0, 600), barriers=WALL) == NO_WALK


def test_a_gate_elsewhere_does_not_join_a_bridge_to_the_street_below():
    crossing = lines(
        line((0, 0), (50, 0), (300, 0)), line((50, -250), (50, 0), (50, 250)), line((-300, 340), (-100, 340)),
        is_bridge=[True, False, False],
    )  # fmt: skip
    network = Network.build(crossing, barriers=WALL, gates=gate(-200, 300, is_open=True))
    assert walk(network, (300, 0), (50, 250))[0] == NO_WALK


def test_waiting_at_a_gate_counts_once_on_the_street_through_it():
    network = Network.build(STREET, barriers=WALL, gates=gate(0, 300, is_open=True, wait_s=20.0))
    assert walk(network, (0, 0), (0, 600)) == (600, pytest.approx(620))
    assert walk(network, (0, 0), (0, 250)) == (250, pytest.approx(250))
    assert walk(network, (0, 600), (0, 350)) == (250, pytest.approx(250))


def test_waiting_at_a_gate_counts_once_where_two_streets_meet_in_it():
    meeting = lines(line((0, 0), (0, 300)), line((0, 300), (0, 600)))
    network = Network.build(meeting, barriers=WALL, gates=gate(0, 300, is_open=True, wait_s=20.0))
    assert walk(network, (0, 0), (0, 600)) == (pytest.approx(600), pytest.approx(620))


def test_waiting_at_a_gate_counts_once_on_a_way_made_for_it():
    network = Network.build(TWO_STREETS, barriers=WALL, gates=gate(100, 300, is_open=True, wait_s=20.0))
    assert walk(network, (100, 260), (100, 340)) == (pytest.approx(80), pytest.approx(100))
    assert walk(network, (0, 260), (200, 260)) == (200, pytest.approx(200))


def test_a_gate_without_a_wall_still_makes_people_wait():
    network = Network.build(STREET, gates=gate(0, 300, is_open=True, wait_s=20.0))
    assert walk(network, (0, 0), (0, 600)) == (600, pytest.approx(620))


def test_a_door_does_not_step_across_a_wall():
    # the nearest street is 40 m away behind the wall; the one on its own side is 110 m away
    streets = lines(line((-300, 310), (300, 310)), line((-300, 160), (300, 160)))
    home = (0, 270)
    network = Network.build(streets, barriers=WALL)
    assert walk(network, home, (0, 160))[0] == 110
    assert walk(network, home, (0, 310))[0] == NO_WALK
    assert walk(Network.build(streets), home, (0, 310))[0] == 40


def test_a_door_on_its_wall_steps_to_either_side():
    network = Network.build(lines(line((-300, 310), (300, 310))), barriers=WALL)
    assert walk(network, (0, 300), (0, 310))[0] == 10


def test_a_door_walled_in_on_all_sides_is_named():
    ring = LinearRing(line((-50, -50), (50, -50), (50, 50), (-50, 50), (-50, -50)).coords)
    network = Network.build(lines(line((-300, 60), (300, 60))), barriers=lines(ring))
    doors = points([(0, 0), (0, 70)], ["inside", "outside"])
    nearest = nearest_facility(network, doors, points([(0, 60)]))
    assert list(nearest["facility_id"].isna()) == [True, False]
    (sentence,) = nearest.attrs["refused"]
    assert "demand inside needs a street within 200 m that no wall cuts off" in sentence


def test_a_ring_of_walls_with_one_gate_is_entered_there():
    # the home 10 m inside the south gate walks 10 + 10 to the street; from the east it goes round
    ring = lines(line((-50, 0), (50, 0), (50, 100), (-50, 100), (-50, 0)))
    around = lines(line((-60, -10), (60, -10), (60, 110), (-60, 110), (-60, -10)))
    network = Network.build(around, barriers=ring, gates=gate(0, 0, is_open=True))
    assert walk(network, (0, 1), (0, -10))[0] == pytest.approx(11, abs=0.01)
    assert walk(network, (0, 1), (60, -10))[0] == pytest.approx(11 + 60, abs=0.01)


def test_walls_without_a_coordinate_system_are_refused():
    with pytest.raises(MissingCrsError, match="The barriers layer has no coordinate system"):
        Network.build(STREET, barriers=WALL.set_crs(None, allow_override=True))
    with pytest.raises(MissingCrsError, match="The gates layer has no coordinate system"):
        Network.build(STREET, gates=gate(0, 300).set_crs(None, allow_override=True))


def test_walls_in_degrees_are_the_same_walls():
    assert walk_m(STREET, (0, 0), (0, 600), barriers=WALL.to_crs("EPSG:4326")) == NO_WALK


def test_a_negative_wait_is_refused():
    with pytest.raises(WrongValueError, match="wait_s of the gates layer must be at least 0; row g has -5"):
        Network.build(STREET, gates=gate(0, 300, wait_s=-5.0))
    with pytest.raises(WrongValueError, match="wait_s of the streets layer must be at least 0; row 0 has -5"):
        Network.build(STREET.assign(wait_s=-5.0))


def test_no_gates_and_no_walls_change_nothing():
    empty = WALL.iloc[:0]
    assert walk_m(STREET, (0, 0), (0, 600), PROFILES["adult"], barriers=empty, gates=gate(0, 0).iloc[:0]) == 600


@settings(max_examples=15, deadline=None)
@given(town=towns(), limit_m=st.floats(200, 2500), seed=st.integers(0, 999))
def test_a_wall_never_shortens_a_walk_and_gates_at_every_crossing_undo_it(town, limit_m, seed):
    rng = np.random.default_rng(seed)
    low, high = town.corners[:, :2].min(axis=0), town.corners[:, :2].max(axis=0)
    wall = lines(line(*rng.uniform(low, high, (3, 2))))
    streets = town.streets

    def walks(**barriers):
        network = Network.build(streets, **barriers)
        travel = travel_table(network, town.home_points, town.facility_points, limit_m)
        return dict(zip(travel["demand_id"] + travel["facility_id"], travel["walk_m"], strict=True))

    free, walled = walks(), walks(barriers=wall)
    assert walled.keys() <= free.keys()
    assert all(walk_m >= free[pair] - 0.001 for pair, walk_m in walled.items())
    crossings = streets.intersection(wall.geometry[0])
    crossings = crossings[~crossings.is_empty].explode(index_parts=False)
    if len(crossings):
        gates = GeoDataFrame(geometry=list(crossings), index=[f"g{n}" for n in range(len(crossings))], crs=streets.crs)
        assert walks(barriers=wall, gates=gates) == pytest.approx(free, abs=0.002)
