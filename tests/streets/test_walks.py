"""Every walk is the one an independent graph finds, on any crooked town."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import PROFILES, Network, nearest_facility, route, travel_table
from geo.circles import coverage, reachable_streets
from tests.streets.jittered import towns
from tests.streets.town import line, lines, points

few = settings(max_examples=25, deadline=None)


def pairs(travel, column="walk_m"):
    return dict(zip(zip(travel["demand_id"], travel["facility_id"], strict=True), travel[column], strict=True))


@few
@given(town=towns(), limit_m=st.floats(50, 3000))
def test_every_walk_within_the_limit_is_the_shortest(town, limit_m):
    travel = travel_table(Network.build(town.streets), town.home_points, town.facility_points, limit_m)
    expected = {pair: walk for pair, walk in town.walks().items() if walk <= limit_m}
    assert pairs(travel) == pytest.approx(expected, abs=0.001)


@few
@given(town=towns(is_level=False), limit_min=st.floats(1, 60))
def test_on_slopes_every_walk_within_the_minutes_is_the_quickest(town, limit_min):
    network = Network.build(town.streets, PROFILES["elder"])
    travel = travel_table(network, town.home_points, town.facility_points, limit_min=limit_min)
    expected = {pair: s for pair, s in town.walks("seconds", 0.8).items() if s <= limit_min * 60}
    assert pairs(travel, "walk_s") == pytest.approx(expected, abs=0.002)


@few
@given(town=towns(is_level=False))
def test_the_nearest_facility_is_the_least_of_the_table(town):
    network = Network.build(town.streets)
    for by, limit in (("walk_m", {"limit_m": 90_000}), ("walk_s", {"limit_min": 9000})):
        nearest = nearest_facility(network, town.home_points, town.facility_points, by)
        table = travel_table(network, town.home_points, town.facility_points, **limit)
        least = table.loc[table.groupby("demand_id")[by].idxmin()].set_index("demand_id")
        reached = nearest.dropna(subset="walk_m")
        assert set(reached.index) == set(least.index)
        assert reached[by].to_dict() == least[by].to_dict()


@few
@given(town=towns())
def test_on_the_flat_there_is_as_far_as_back(town):
    network = Network.build(town.streets)
    there = pairs(travel_table(network, town.home_points, town.facility_points, 9000))
    back = pairs(travel_table(network, town.facility_points, town.home_points, 9000))
    assert there == {(home, facility): walk for (facility, home), walk in back.items()}


@few
@given(town=towns())
def test_no_walk_is_shorter_than_the_straight_line(town):
    travel = travel_table(Network.build(town.streets), town.home_points, town.facility_points, 9000)
    homes = town.home_points.geometry.loc[travel["demand_id"]]
    straight_m = homes.distance(town.facility_points.geometry.loc[travel["facility_id"]], align=False)
    assert (travel["walk_m"].to_numpy() >= straight_m.to_numpy() - 0.001).all()


@few
@given(town=towns(is_level=False), seed=st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(town, seed):
    first = travel_table(Network.build(town.streets), town.home_points, town.facility_points, 2000)
    shuffled = [
        layer.sample(frac=1, random_state=seed) for layer in (town.streets, town.home_points, town.facility_points)
    ]
    second = travel_table(Network.build(shuffled[0]), *shuffled[1:], 2000)
    assert list(first["demand_id"] + first["facility_id"]) == list(second["demand_id"] + second["facility_id"])
    assert first[["walk_m", "walk_s"]].to_numpy() == pytest.approx(second[["walk_m", "walk_s"]].to_numpy(), abs=0.0011)


@few
@given(town=towns(is_level=False), by=st.sampled_from(["walk_m", "walk_s"]))
def test_a_route_is_the_walk_of_the_table_and_as_long_as_it_is_drawn(town, by):
    network = Network.build(town.streets)
    home, facility = town.home_points.iloc[:1], town.facility_points.iloc[:1]
    nearest = nearest_facility(network, home, facility, by)
    if nearest["walk_m"].isna().all():
        return
    ends = [layer.to_crs("EPSG:4326").geometry.iloc[0] for layer in (home, facility)]
    walk = route(network, *[(end.x, end.y) for end in ends], by)
    assert walk.length_m == pytest.approx(nearest["walk_m"].iloc[0], abs=0.002)
    assert walk.time_s == pytest.approx(nearest["walk_s"].iloc[0], abs=0.003)
    drawn = home.set_geometry([walk.geometry], crs="EPSG:4326").to_crs(home.crs).geometry.iloc[0]
    assert drawn.length == pytest.approx(walk.length_m, abs=0.01)
    assert sum(leg.length_m for leg in walk.legs) == pytest.approx(walk.length_m, abs=0.01)


def reached_m(town, limit_m):
    """Metres of street within the limit of any facility: on each piece, from both its ends and round each facility."""
    from_facilities = town.graph().reverse()
    stops = [f"f{one}" for one in range(len(town.facilities))]
    distance = nx.multi_source_dijkstra_path_length(from_facilities, set(stops), weight="length_m")
    total_m = 0.0
    for number, (start, end) in enumerate(town.pieces):
        length_m = np.hypot(*(town.corners[end] - town.corners[start])[:2])
        spans = [
            (0.0, limit_m - distance.get(start, np.inf)),
            (length_m - limit_m + distance.get(end, np.inf), length_m),
        ]
        spans += [(at[1] * length_m - limit_m, at[1] * length_m + limit_m) for at in town.facilities if at[0] == number]
        ticks = np.linspace(0, length_m, 20_001)
        middle = (ticks[1:] + ticks[:-1]) / 2
        inside = np.any([(middle >= low) & (middle <= high) for low, high in spans], axis=0)
        total_m += inside.mean() * length_m
    return total_m


@few
@given(town=towns(), limit_m=st.floats(50, 1500))
def test_reachable_streets_are_as_long_as_counted_metre_by_metre(town, limit_m):
    pieces = reachable_streets(Network.build(town.streets), town.facility_points, limit_m)
    tolerance_m = len(town.pieces) * 0.1
    assert pieces["length_m"].sum() == pytest.approx(reached_m(town, limit_m), abs=tolerance_m)
    assert pieces.length.to_numpy() == pytest.approx(pieces["length_m"].to_numpy(), abs=1e-6)


@few
@given(town=towns(), limit_m=st.floats(100, 1500))
def test_a_street_or_a_facility_more_never_covers_fewer(town, limit_m):
    def covered(one, facilities):
        travel = travel_table(Network.build(one.streets), town.home_points, facilities, limit_m)
        return coverage(town.home_points, travel, limit_m).is_covered

    before = covered(town, town.facility_points.iloc[:1])
    assert (covered(town, town.facility_points) >= before).all()
    assert (covered(town.with_spare_streets(), town.facility_points.iloc[:1]) >= before).all()


@pytest.mark.parametrize(("pieces", "step_m"), [(54, 20), (108, 10), (60, 1000 / 60)])
def test_a_walk_of_exactly_the_limit_is_inside(pieces, step_m):
    streets = lines(*[line((number * step_m, 0), ((number + 1) * step_m, 0)) for number in range(pieces)])
    ends = points([(0, 0)]), points([(pieces * step_m, 0)])
    for profile in PROFILES.values():
        network = Network.build(streets, profile)
        far_m = pieces * step_m
        assert len(travel_table(network, *ends, limit_m=far_m)) == 1
        assert len(travel_table(network, *ends, limit_m=far_m - 0.02)) == 0
        assert len(travel_table(network, *ends, limit_min=far_m / profile.speed_m_per_s / 60)) == 1
        assert len(travel_table(network, *ends, limit_min=(far_m - 0.1) / profile.speed_m_per_s / 60)) == 0


def test_many_facilities_share_the_work_and_change_no_answer():
    # more than 64 facilities are searched in several threads
    rng = np.random.default_rng(3)
    streets = lines(
        *[line((0, y), (900, y)) for y in range(0, 1000, 100)], *[line((x, 0), (x, 900)) for x in range(0, 1000, 100)]
    )
    network = Network.build(streets)
    homes = points(np.round(rng.uniform(0, 900, (60, 2))).tolist())
    facilities = points(np.round(rng.uniform(0, 900, (100, 2))).tolist())
    together = travel_table(network, homes, facilities, 700)
    few_by_few = [travel_table(network, homes, facilities.iloc[n : n + 10], 700) for n in range(0, 100, 10)]
    assert pairs(together) == {pair: walk for part in few_by_few for pair, walk in pairs(part).items()}


@pytest.mark.parametrize("ids", [[1, 2, 3], ["a", "b", "c"], [7, "x", 2.5]])
def test_ids_may_be_numbers_or_texts(ids):
    network = Network.build(lines(line((0, 0), (300, 0))))
    homes = points([(0, 0), (100, 0), (200, 0)], ids, households=[1, 2, 4])
    travel = travel_table(network, homes, points([(0, 0), (300, 0)], ids[:2]), 250)
    assert len(travel) == 5
    counted = coverage(homes, travel, 100)
    assert counted.is_covered.to_dict() == dict.fromkeys(ids, True)
    assert counted.served_by.to_dict() == dict(zip(ids, [ids[0], ids[0], ids[1]], strict=True))


def test_a_table_is_sorted_by_its_ids():
    network = Network.build(lines(line((0, 0), (300, 0))))
    homes, facilities = points([(0, 0), (100, 0)], [10, 9]), points([(0, 0), (300, 0)], ["b", "a"])
    travel = travel_table(network, homes, facilities, 1000)
    assert list(travel["demand_id"]) == [9, 9, 10, 10]
    assert list(travel["facility_id"]) == ["a", "b", "a", "b"]


def test_of_two_facilities_equally_near_the_lower_id_is_nearest():
    network = Network.build(lines(line((0, 0), (200, 0))))
    facilities = points([(0, 0), (200, 0)], ["b", "a"])
    for layer in (facilities, facilities.iloc[::-1]):
        assert nearest_facility(network, points([(100, 0)]), layer)["facility_id"].item() == "a"
