"""Covered and gap are everybody; room and hours bound who is served."""

import numpy as np
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geo import (
    PROFILES,
    MissingColumnError,
    Network,
    SettingError,
    coverage,
    false_coverage,
    land_coverage,
    travel_table,
)
from tests.streets.jittered import towns
from tests.streets.town import EAST_M, NORTH_M, ZONE, line, lines, points

few = settings(max_examples=25, deadline=None)

#: Doors every 100 m along one street, the facility "west" at its beginning.
STREET = Network.build(lines(line((0, 0), (1000, 0))))


def homes(*households, ids=None, **columns):
    return points([(100 * n, 0) for n in range(len(households))], ids, households=list(households), **columns)


def travel(demand, facilities=None):
    return travel_table(STREET, demand, points([(0, 0)], ["west"]) if facilities is None else facilities, 2000)


@few
@given(town=towns(), limit_m=st.floats(50, 2000), more=st.floats(1, 3))
def test_a_larger_limit_never_covers_fewer_and_covered_and_gap_are_everybody(town, limit_m, more):
    demand = town.home_points
    table = travel_table(Network.build(town.streets), demand, town.facility_points, limit_m * more)
    near, far = coverage(demand, table, limit_m), coverage(demand, table, limit_m * more)
    assert (far.is_covered >= near.is_covered).all()
    left_out = demand.loc[~near.is_covered, "households"].sum()
    assert near.covered["households"] + left_out == near.total["households"] == sum(town.households)


@few
@given(town=towns(), limit_m=st.floats(100, 2000), seed=st.integers(0, 9), room=st.integers(0, 600))
def test_the_order_of_rows_changes_nothing(town, limit_m, seed, room):
    demand = town.home_points
    table = travel_table(Network.build(town.streets), demand, town.facility_points, limit_m)
    capacities = pd.Series(room, index=town.facility_points.index)
    first = coverage(demand, table, limit_m, capacities=capacities)
    mixed = [layer.sample(frac=1, random_state=seed) for layer in (demand, table, capacities)]
    second = coverage(mixed[0], mixed[1], limit_m, capacities=mixed[2])
    assert second.served_by.reindex(demand.index).equals(first.served_by)
    assert second.covered.to_dict() == first.covered.to_dict()


@few
@given(town=towns(), limit_m=st.floats(100, 2000), rooms=st.lists(st.integers(0, 600), min_size=5, max_size=5))
def test_no_facility_serves_more_than_it_holds(town, limit_m, rooms):
    demand = town.home_points
    table = travel_table(Network.build(town.streets), demand, town.facility_points, limit_m)
    capacities = pd.Series(rooms[: len(town.facilities)], index=town.facility_points.index)
    counted = coverage(demand, table, limit_m, capacities=capacities)
    served = demand["households"].groupby(counted.served_by.astype(object)).sum()
    assert (served <= capacities.reindex(served.index)).all()
    assert (counted.is_covered <= coverage(demand, table, limit_m).is_covered).all()


def test_counts_are_added_up_by_name():
    demand = homes(10, 20, 30, people=[25, 50, 80], elderly=[1, 2, 3])
    counted = coverage(demand, travel(demand), 100)
    assert counted.covered.to_dict() == {"households": 30, "people": 75, "elderly": 3, "buildings": 2}
    assert counted.total.to_dict() == {"households": 60, "people": 155, "elderly": 6, "buildings": 3}
    assert counted.share["households"] == 0.5
    assert counted.share["people"] == pytest.approx(75 / 155)


def test_each_home_is_served_by_the_nearest_facility():
    demand = homes(1, 1, 1, 1)
    counted = coverage(demand, travel(demand, points([(0, 0), (300, 0)], ["west", "east"])), 100)
    assert counted.served_by.to_list() == ["west", "west", "east", "east"]


def test_areas_are_counted_apart():
    demand = homes(10, 20, 30, community_id=["A", "A", ""])
    by = coverage(demand, travel(demand), 100).by("community_id").set_index(["area_id", "count"])
    assert by.loc[("A", "households"), ["covered", "total", "share"]].to_list() == [30, 30, 1]
    assert by.loc[("", "households"), ["covered", "total", "share"]].to_list() == [0, 30, 0]


def test_areas_add_up_to_the_whole():
    rng = np.random.default_rng(1)
    demand = homes(*rng.integers(0, 50, 10), grid_id=rng.integers(0, 3, 10))
    counted = coverage(demand, travel(demand), 400)
    by = counted.by_area["grid_id"].groupby("count")[["covered", "total"]].sum()
    assert by["covered"].to_dict() == counted.covered.to_dict()
    assert by["total"].to_dict() == counted.total.to_dict()


def test_an_unknown_level_is_named():
    demand = homes(1, community_id=["A"])
    with pytest.raises(MissingColumnError, match="needs the column grid_id to count by it; it has community_id"):
        coverage(demand, travel(demand), 100).by("grid_id")


def test_households_are_needed():
    demand = homes(1)
    with pytest.raises(MissingColumnError, match="The demand layer needs the column households"):
        coverage(demand.drop(columns="households"), travel(demand), 100)


def test_exactly_one_limit_is_needed():
    demand = homes(1)
    with pytest.raises(SettingError, match="Give one limit"):
        coverage(demand, travel(demand))
    with pytest.raises(SettingError, match="Give one limit"):
        coverage(demand, travel(demand), 100, limit_min=5)


def test_a_walk_of_exactly_the_limit_is_covered():
    demand = homes(1, 1, 1)
    assert coverage(demand, travel(demand), 200).covered["households"] == 3
    assert coverage(demand, travel(demand), 199.9).covered["households"] == 2
    assert coverage(demand, travel(demand), limit_min=200 / 60).covered["households"] == 3


def test_only_open_facilities_serve():
    demand = homes(1, 1, 1, 1)
    table = travel(demand, points([(0, 0), (300, 0)], ["west", "east"]))
    assert coverage(demand, table, 100, open_ids=["east"]).served_by.to_list()[2:] == ["east", "east"]
    assert coverage(demand, table, 100, open_ids=[]).covered["households"] == 0


def test_the_nearest_homes_are_served_first_and_a_building_as_a_whole():
    # room for 60: 50 at once, the next 20 do not fit as a whole, the 10 after them do
    demand = homes(50, 20, 10)
    counted = coverage(demand, travel(demand), 500, capacities=pd.Series({"west": 60}))
    assert counted.is_covered.to_list() == [True, False, True]


def test_a_home_turned_away_goes_to_the_next_facility():
    demand = homes(50, 20)
    table = travel(demand, points([(0, 0), (900, 0)], ["west", "east"]))
    counted = coverage(demand, table, 900, capacities=pd.Series({"west": 50, "east": 100}))
    assert counted.served_by.to_list() == ["west", "east"]


@pytest.mark.parametrize("capacities", [{"west": float("nan")}, {}])
def test_a_facility_of_unknown_room_serves_without_bound(capacities):
    demand = homes(50, 20, 10_000)
    assert coverage(demand, travel(demand), 500, capacities=pd.Series(capacities, dtype=float)).is_covered.all()


def test_a_home_of_unknown_size_takes_no_room():
    demand = homes(float("nan"), 5, 6)
    counted = coverage(demand, travel(demand), 500, capacities=pd.Series({"west": 5}))
    assert counted.is_covered.to_list() == [True, True, False]


def test_homes_without_households_are_covered_and_count_nothing():
    demand = homes(0, 0)
    counted = coverage(demand, travel(demand), 500, capacities=pd.Series({"west": 0}))
    assert counted.is_covered.all()
    assert np.isnan(counted.share["households"])


def test_nobody_is_covered_by_an_empty_table():
    demand = homes(1, 2)
    counted = coverage(demand, travel(demand).iloc[:0], 100)
    assert (counted.covered["households"], counted.total["households"]) == (0, 3)


def test_an_empty_demand_has_no_share():
    demand = homes(1)
    counted = coverage(demand.iloc[:0], travel(demand).iloc[:0], 100)
    assert counted.total["households"] == 0
    assert np.isnan(counted.share["households"])


def test_the_layers_given_are_not_changed():
    demand = homes(5, 6)
    table = travel(demand)
    before = demand.copy(), table.copy()
    coverage(demand, table, 100, capacities=pd.Series({"west": 5}))
    assert demand.equals(before[0])
    assert table.equals(before[1])


def test_false_coverage_is_what_a_circle_promises_and_a_walk_does_not_keep():
    # across a river: 60 m straight, no walk; behind the facility: both
    banks = Network.build(lines(line((0, 0), (1000, 0)), line((0, 60), (1000, 60))))
    demand = points([(0, 60), (50, 0), (900, 60)], ["across", "beside", "far"], households=[7, 8, 9])
    facility = points([(0, 0)], ["F"])
    counted = coverage(demand, travel_table(banks, demand, facility, 100), 100)
    false = false_coverage(demand, facility.to_crs("EPSG:4326"), counted)
    assert list(false.index) == ["across"]
    assert false.loc["across", ["facility_id", "straight_m", "households"]].to_list() == [
        "F", pytest.approx(60, abs=0.01), 7,
    ]  # fmt: skip
    assert list(false_coverage(demand, facility, counted, radius_m=10).index) == []


def test_land_is_counted_on_the_picture():
    squares = [box(EAST_M + x, NORTH_M, EAST_M + x + 100, NORTH_M + 100) for x in (0, 100)]
    areas = GeoDataFrame(geometry=squares, index=["A", "B"], crs=ZONE)
    painted = GeoDataFrame(geometry=[box(EAST_M, NORTH_M, EAST_M + 50, NORTH_M + 100)] * 2, crs=ZONE)
    land = land_coverage(areas, painted.to_crs("EPSG:4326"))
    assert land["covered_m2"].to_list() == pytest.approx([5000, 0], abs=0.1)
    assert land["share"].to_list() == pytest.approx([0.5, 0], abs=1e-4)
    assert land_coverage(areas, painted.iloc[:0])["share"].to_list() == [0, 0]


def test_the_circle_of_minutes_is_as_wide_as_the_walker_is_fast():
    # a street that ends, then goes on 600 m up north and back: 300 m away in a straight line, 1,500 m on foot;
    # within 5 minutes an elder's circle (0.8 m/s) is 240 m wide, an adult's (1.2 m/s) 360 m
    detour = lines(line((0, 0), (0, 600), (300, 600), (300, 0)))
    home, facility = points([(300, 0)], ["home"], households=[10]), points([(0, 0)], ["facility"])
    for profile, falsely in (("elder", 0), ("adult", 10)):
        network = Network.build(detour, PROFILES[profile])
        counted = coverage(home, travel_table(network, home, facility, limit_min=5), limit_min=5)
        assert false_coverage(home, facility, counted)["households"].sum() == falsely
