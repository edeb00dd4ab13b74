"""Each gap has its people, its place and one reason; covered and gaps together are everybody."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geo import City, MissingLayerError, SettingError, city_network, coverage, gaps, travel_table
from geo.circles import REASONS
from tests.streets.jittered import towns
from tests.streets.town import EAST_M, NORTH_M, ZONE, buildings, city, line, lines, points

STREET = lines(line((0, 0), (1000, 0)))
FACILITY = points([(0, 0)], ["F"], name=["党群之家"])


def gaps_of(town, limit_m=500, facilities=None, **options):
    facilities = town["facilities"] if facilities is None else facilities
    table = travel_table(city_network(town), town.demand, facilities, 2000)
    return gaps(town, table, limit_m, **options)


def reasons(found):
    return dict(zip(found["demand_ids"], found["reason"], strict=True))


def test_nobody_left_out_is_no_gap():
    town = city(STREET, [(100, 0)], [10], FACILITY)
    found = gaps_of(town)
    assert len(found) == 0
    assert found.crs == town.crs


def test_far_from_everything_none_is_near():
    # 900 m on foot and straight, 400 m too far
    town = city(STREET, [(100, 0), (900, 0)], [10, 30], FACILITY)
    found = gaps_of(town)
    assert reasons(found) == {"p1": "none_near"}
    assert found["households"].to_list() == [30]
    assert found["nearest_facility_id"].to_list() == ["F"]
    assert found["nearest_walk_m"].to_list() == [pytest.approx(900)]
    assert found["extra_walk_m"].to_list() == [pytest.approx(400)]
    assert found["straight_m"].to_list() == [pytest.approx(900)]


def test_near_in_a_straight_line_but_far_on_foot_is_a_barrier():
    # 60 m across the river, 1,000 + 60 + 1,000 m round by the bridge
    banks = lines(line((0, 0), (1000, 0)), line((0, 60), (1000, 60)), line((1000, 0), (1000, 60)))
    town = city(banks, [(0, 60)], [30], FACILITY)
    found = gaps_of(town)
    assert reasons(found) == {"p0": "barrier"}
    assert found["nearest_walk_m"].to_list() == [pytest.approx(2060)]
    assert found["straight_m"].to_list() == [pytest.approx(60)]


def test_across_a_river_without_a_bridge_there_is_no_walk_to_tell():
    town = city(lines(line((0, 0), (1000, 0)), line((0, 60), (1000, 60))), [(0, 60)], [30], FACILITY)
    found = gaps_of(town)
    assert reasons(found) == {"p0": "barrier"}
    assert found["nearest_facility_id"].to_list() == ["F"]  # the nearest in a straight line
    assert found["nearest_walk_m"].isna().all()


def test_in_reach_of_closed_facilities_only_is_closed():
    town = city(STREET, [(100, 0)], [30], FACILITY)
    assert reasons(gaps_of(town, open_ids=[])) == {"p0": "closed"}


def test_in_reach_of_an_open_facility_without_room_is_full():
    town = city(STREET, [(100, 0), (200, 0)], [30, 30], FACILITY)
    assert reasons(gaps_of(town, capacities=pd.Series({"F": 40}))) == {"p1": "full"}


def test_in_reach_of_unknown_hours_only_there_is_no_data():
    town = city(STREET, [(100, 0)], [30], FACILITY)
    assert reasons(gaps_of(town, open_ids=[], unknown_ids=["F"])) == {"p0": "no_data"}


def test_a_home_that_no_street_reaches_has_no_data():
    town = city(STREET, [(100, 0), (100, 300)], [10, 30], FACILITY)
    found = gaps_of(town)
    assert reasons(found) == {"p1": "no_data"}
    assert found["nearest_walk_m"].isna().all()


def test_full_outweighs_closed_outweighs_unknown():
    facilities = points([(0, 0), (50, 0), (100, 0)], ["full", "shut", "silent"])
    town = city(STREET, [(50, 0)], [30], facilities)
    rooms = pd.Series({"full": 1})
    assert reasons(gaps_of(town, open_ids=["full"], unknown_ids=["silent"], capacities=rooms)) == {"p0": "full"}
    assert reasons(gaps_of(town, open_ids=[], unknown_ids=["silent"])) == {"p0": "closed"}


def test_every_reason_is_of_the_list():
    assert set(REASONS) == {"closed", "full", "no_data", "barrier", "none_near"}


def test_homes_near_each_other_are_one_gap_and_the_largest_comes_first():
    # 100 m apart join, 101 m apart do not
    town = city(STREET, [(700, 0), (800, 0), (901, 0)], [10, 10, 50], FACILITY)
    found = gaps_of(town)
    assert found["demand_ids"].to_list() == ["p2", "p0;p1"]
    assert found["households"].to_list() == [50, 20]
    assert found["buildings"].to_list() == [1, 2]
    assert list(found.index) == [1, 2]
    assert found.index.name == "gap_id"


def test_walks_of_a_gap_are_means_over_its_households():
    town = city(STREET, [(700, 0), (800, 0)], [10, 30], FACILITY)
    (walk_m,) = gaps_of(town)["nearest_walk_m"]
    assert walk_m == pytest.approx((10 * 700 + 30 * 800) / 40)


def test_homes_of_two_communities_are_two_gaps():
    town = city(STREET, [(700, 0), (710, 0)], [10, 30], FACILITY, homes={"community_id": ["A", "B"]})
    assert gaps_of(town)["community_id"].to_list() == ["B", "A"]


def test_a_gap_is_named_after_its_community_and_grid():
    def areas(name, **columns):
        square = box(EAST_M, NORTH_M - 500, EAST_M + 1000, NORTH_M + 500)
        return points([(0, 0)], ["A"], name=[name], **columns).set_geometry([square])

    town = city(
        STREET, [(700, 0)], [10], FACILITY, homes={"community_id": ["A"], "grid_id": ["A"]},
        communities=areas("西园社区"), grids=areas("第一网格", community_id=["A"]),
    )  # fmt: skip
    assert gaps_of(town)["name"].to_list() == ["西园社区 · 第一网格"]


def test_a_gap_outside_every_area_has_a_name_still():
    named = STREET.assign(name="滨江路")
    assert gaps_of(city(named, [(700, 0)], [10], FACILITY))["name"].to_list() == ["滨江路"]
    assert gaps_of(city(STREET, [(700, 0)], [10], FACILITY, ["7号楼"]))["name"].to_list() == ["7号楼"]


def test_a_gap_is_drawn_around_its_homes():
    town = city(STREET, [(700, 0), (780, 0), (900, 150)], [10, 20, 5], FACILITY)
    found = gaps_of(town)
    for ids, drawn in zip(found["demand_ids"], found.geometry, strict=True):
        for building_id in ids.split(";"):
            assert drawn.contains(town["buildings"].geometry[building_id])
    assert shapely.intersection(*found.geometry.to_numpy()).is_empty


@settings(max_examples=15, deadline=None)
@given(town=towns(), limit_m=st.floats(50, 1500), room=st.integers(0, 500))
def test_covered_and_gaps_are_everybody_to_the_household(town, limit_m, room):
    places = [town.place(at) for at in town.homes]
    one = city(town.streets, places, list(town.households), town.facility_points)
    if not sum(town.households):
        return
    table = travel_table(city_network(one), one.demand, one["facilities"], limit_m)
    rooms = pd.Series(room, index=one["facilities"].index)
    for capacities in (None, rooms):
        covered = coverage(one.demand, table, limit_m, capacities=capacities).covered["households"]
        found = gaps(one, table, limit_m, capacities=capacities)
        assert covered + found["households"].sum() == sum(town.households)
        ids = ";".join(found["demand_ids"]).split(";") if len(found) else []
        assert len(ids) == len(set(ids))
        assert list(found["households"]) == sorted(found["households"], reverse=True)


def test_a_city_without_streets_still_has_its_gaps():
    town = City.of("小城", {"buildings": buildings([(100, 0), (900, 0)], [10, 30]), "facilities": FACILITY})
    table = pd.DataFrame({"demand_id": ["p0"], "facility_id": ["F"], "walk_m": [100.0], "walk_s": [100.0]})
    found = gaps(town, table, 500)
    assert reasons(found) == {"p1": "none_near"}
    assert np.isnan(found["nearest_walk_m"]).all()


def test_a_city_without_facilities_is_one_large_gap():
    town = city(STREET, [(0, 0), (50, 0)], [5, 6], FACILITY.iloc[:0])
    nobody = pd.DataFrame({"demand_id": [], "facility_id": [], "walk_m": [], "walk_s": []})
    found = gaps(town, nobody, 500)
    assert found["households"].to_list() == [11]
    assert found["reason"].to_list() == ["none_near"]


def test_a_city_without_buildings_has_no_gaps_to_find():
    town = City.of("小城", {"streets": STREET, "facilities": FACILITY})
    table = pd.DataFrame({"demand_id": [], "facility_id": [], "walk_m": [], "walk_s": []})
    with pytest.raises(MissingLayerError, match="小城 has no buildings layer; it has facilities, streets"):
        gaps(town, table, 500)


def test_a_gap_needs_one_limit():
    town = city(STREET, [(100, 0)], [10], FACILITY)
    with pytest.raises(SettingError, match="Give one limit"):
        gaps(town, pd.DataFrame({"demand_id": [], "facility_id": [], "walk_m": [], "walk_s": []}))


def test_gaps_in_minutes_say_the_extra_walk_in_metres():
    # 900 m at 1 m/s is 15 minutes; 5 minutes are 300 m
    town = city(STREET, [(900, 0)], [30], FACILITY)
    table = travel_table(city_network(town), town.demand, FACILITY, limit_min=60)
    assert gaps(town, table, limit_min=5)["extra_walk_m"].to_list() == [pytest.approx(600)]
    assert gaps(town, table, limit_min=5).crs == ZONE
