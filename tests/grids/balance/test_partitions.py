import geopandas as gpd
import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings

from geo.errors import GridError
from geo.grids.balance import PartitionTask, partition
from geo.progress import CancelledError, listening
from tests.grids.balance.graphs import (
    F4_HOUSEHOLDS,
    F4_NEIGHBOURS,
    cut,
    divisions,
    is_contiguous,
    lattice,
    members,
    spread,
    states,
    street_community,
    voronoi_community,
)

#: Fewest cut edges within 0.5 % of the mean, after Validi and Buchanan 2022.
STATES = [("new_mexico_33", 3, 17), ("idaho_44", 2, 10), ("west_virginia_55", 3, 23)]


@st.composite
def small_graphs(draw, most=8):
    """Weights of up to eight atoms, and neighbours that need not hang together."""
    count = draw(st.integers(2, most))
    weights = pd.Series(draw(st.lists(st.integers(0, 9), min_size=count, max_size=count)))
    pairs = [(one, two) for one in range(count) for two in range(one)]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=count - 1, max_size=14))
    return weights, [*chosen, *((one, one + 1) for one in range(draw(st.integers(0, count - 1))))]


def within(weights, neighbours, count, tolerance_share):
    """Every division that keeps the tolerance, counted out."""
    mean = weights.sum() / count
    for zone in divisions(weights, neighbours, count):
        total = weights.groupby(zone).sum()
        if (abs(total - mean) <= mean * tolerance_share + 1e-9).all():
            yield zone


@pytest.mark.slow
@settings(max_examples=100)
@given(
    small_graphs(), st.integers(1, 3), st.sampled_from([0.1, 0.3, 0.6, 5.0]), st.sampled_from(["cut_edges", "balance"])
)
def test_small_graphs_are_divided_as_well_as_counting_out_can(drawn, count, tolerance_share, objective):
    weights, neighbours = drawn
    assume(count <= len(weights))
    value = {"cut_edges": lambda zone: cut(zone, neighbours), "balance": lambda zone: spread(zone, weights)}[objective]
    best = min((value(zone) for zone in within(weights, neighbours, count, tolerance_share)), default=None)
    task = PartitionTask(count, tolerance_share, objective)
    if best is None:
        with pytest.raises(GridError):
            partition(weights, neighbours, task)
        return
    found = partition(weights, neighbours, task)
    assert found.objective == value(found.zone) == best
    assert found.is_optimal
    assert found.bound == best
    assert is_contiguous(found.zone, neighbours)
    assert set(found.zone) == set(range(count))


def said(weights, neighbours, task):
    """The division, or the sentence why there is none."""
    try:
        return partition(weights, neighbours, task)
    except GridError as error:
        return str(error)


@settings(max_examples=25)
@given(small_graphs(), st.integers(1, 3), st.integers(0, 3), st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_how_pairs_are_written_changes_anything(drawn, count, seed, random):
    weights, neighbours = drawn
    assume(count <= len(weights))
    task = PartitionTask(count, 5.0, seed=seed)
    straight = said(weights, neighbours, task)
    if isinstance(straight, str):
        assert said(weights[::-1], [pair[::-1] for pair in neighbours], task) == straight
        return
    order = list(weights.index)
    random.shuffle(order)
    shuffled = [pair[::-1] for pair in neighbours]
    random.shuffle(shuffled)
    mixed = partition(weights[order], [*shuffled, *neighbours], task)
    assert list(mixed.zone.index) == order
    assert (mixed.zone[straight.zone.index] == straight.zone).all()
    assert (mixed.objective, mixed.bound) == (straight.objective, straight.bound)


def test_the_oracle_is_split_as_evenly_as_can_be():
    assert sum(1 for _ in divisions(F4_HOUSEHOLDS, F4_NEIGHBOURS, 2)) == 53
    found = partition(F4_HOUSEHOLDS, F4_NEIGHBOURS, PartitionTask(2, 0.05, "balance"))
    assert members(found.zone) == {frozenset("ADGH"), frozenset("BCEFI")}
    assert F4_HOUSEHOLDS.groupby(found.zone).sum().tolist() == [1830, 1884]
    assert (found.objective, found.bound, found.is_optimal) == (54, 54, True)


def test_a_tolerance_only_the_best_balance_keeps_finds_it():
    # The next best is 1,770 | 1,944: 4.7 % off the mean; ADGH | BCEFI is 1.5 % off and cuts four borders.
    found = partition(F4_HOUSEHOLDS, F4_NEIGHBOURS, PartitionTask(2, 0.02))
    assert members(found.zone) == {frozenset("ADGH"), frozenset("BCEFI")}
    assert (found.objective, found.is_optimal) == (4, True)


def test_what_is_impossible_says_what_would_be_possible():
    # ADGH | BCEFI is 27 of 1,857 off the mean: 1.4540 %, rounded up.
    with pytest.raises(GridError, match=r"within 1\.00% of the mean; allow 1\.46%, and there are"):
        partition(F4_HOUSEHOLDS, F4_NEIGHBOURS, PartitionTask(2, 0.01))


@pytest.mark.parametrize(("name", "count", "fewest"), STATES)
def test_states_are_proved_to_be_cut_as_little_as_can_be(name, count, fewest, real_file):
    population, neighbours = states(real_file(f"districting/{name}.json"))
    found = partition(population, neighbours, PartitionTask(count, 0.005, time_limit_s=300))
    assert (found.objective, found.bound, found.is_optimal) == (fewest, fewest, True)
    assert cut(found.zone, neighbours) == fewest
    assert is_contiguous(found.zone, neighbours)
    total = population.groupby(found.zone).sum()
    assert abs(total / total.mean() - 1).max() <= 0.005


def test_without_time_for_a_proof_the_bound_is_still_a_bound(real_file):
    population, neighbours = states(real_file("districting/west_virginia_55.json"))
    found = partition(population, neighbours, PartitionTask(3, 0.005, time_limit_s=0))
    assert found.bound <= 23 <= found.objective
    assert not found.is_optimal


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("draw", [lambda s: voronoi_community(90, s, 4000), lambda s: street_community(10, s, 4000)])
def test_a_community_becomes_round_contiguous_grids_within_bounds(draw, seed):
    shapes, households, neighbours = draw(seed)
    task = PartitionTask(None, objective="compact", target=400, bounds=(300, 500), time_limit_s=0)
    found = partition(households, neighbours, task, shapes=shapes)
    total = households.groupby(found.zone).sum()
    assert found.notes == ()
    assert total.between(300, 500).all()
    assert is_contiguous(found.zone, neighbours)
    grids = gpd.GeoSeries(shapes.groupby(found.zone).apply(lambda some: shapely.union_all(some.to_numpy())))
    scores = 4 * np.pi * grids.area / grids.length**2
    assert found.objective == pytest.approx(scores.mean(), abs=1e-4)  # cells were cut and do not match to the micron
    assert 0.55 < found.objective <= found.bound <= 1


def test_small_grids_are_proved_to_be_as_round_as_can_be():
    # Six squares in two rows of three, three grids: three upright dominoes or one upright and two lying ones; any
    # domino has the score 4 pi 2 / 6^2, and a grid of three squares with one of one would be out of bounds.
    squares = gpd.GeoSeries([shapely.box(column, row, column + 1, row + 1) for row in (0, 1) for column in (0, 1, 2)])
    neighbours = [(0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5)]
    found = partition(pd.Series(1, index=squares.index), neighbours, PartitionTask(3, 0.1, "compact"), shapes=squares)
    assert found.objective == pytest.approx(8 * np.pi / 36)
    assert found.is_optimal


def test_compact_without_shapes_counts_borders_and_says_so():
    weights = pd.Series(1, index=[(row, column) for row in range(2) for column in range(4)])
    found = partition(weights, lattice(2, 4), PartitionTask(2, 0.0, "compact"))
    assert found.objective == 2
    assert "number of borders" in found.notes[0]
    assert found.notes[0].zh


def test_costs_steer_the_cut_along_cheap_borders():
    # A ring of four, two zones of two: cut 01 and 23, or 12 and 30. The arterial makes the second cheaper.
    ring = [(0, 1), (1, 2), (2, 3), (3, 0)]
    costs = pd.Series([90.0, 30.0, 80.0, 40.0], index=pd.MultiIndex.from_tuples([(1, 0), (1, 2), (3, 2), (0, 3)]))
    found = partition(pd.Series(1, index=range(4)), ring, PartitionTask(2, 0.0), border_costs=costs)
    assert members(found.zone) == {frozenset({0, 1}), frozenset({2, 3})}
    assert (found.objective, found.bound, found.is_optimal) == (70, 70, True)


@settings(max_examples=25)
@given(st.integers(0, 100), st.integers(2, 4), st.integers(0, 8))
def test_a_locked_grid_stays_what_it_is(seed, count, corner):
    weights = pd.Series(np.random.default_rng(seed).integers(1, 9, 9), index=list("ABCDEFGHI"))
    locked = frozenset({"ABCDEFGHI"[corner], "ABCDEFGHI"[corner + 1 if corner % 3 < 2 else corner - 1]})
    try:
        found = partition(weights, F4_NEIGHBOURS, PartitionTask(count, 1.0, fixed=(locked,), seed=seed))
    except GridError:
        assume(False)
    assert locked in members(found.zone)
    assert found.count == count
    assert is_contiguous(found.zone, F4_NEIGHBOURS)
    assert found.objective == cut(found.zone, F4_NEIGHBOURS)


def test_a_block_too_large_for_any_grid_is_one_and_is_named():
    weights = pd.Series({"A": 640, "B": 200, "C": 200, "D": 0})
    task = PartitionTask(None, target=300, bounds=(200, 500))
    found = partition(weights, [("A", "B"), ("B", "C"), ("A", "D")], task)
    # D is a park with no way out but by A; B and C are 400 together, or 200 each.
    assert frozenset("AD") in members(found.zone)
    assert "Block A alone weighs 640, more than the 500" in found.notes[0]
    assert "640" in found.notes[0].zh


def test_a_part_too_small_for_a_grid_is_one_and_is_named():
    weights = pd.Series({"A": 300, "B": 300, "C": 80})
    found = partition(weights, [("A", "B")], PartitionTask(None, target=300, bounds=(200, 500)))
    assert members(found.zone) == {frozenset("A"), frozenset("B"), frozenset("C")}
    assert "around C touches no other and weighs 80, less than the 200" in found.notes[0]


def test_a_grid_out_of_bounds_is_named():
    # 560 in one piece makes no grids of 300 to 500.
    found = partition(pd.Series({"A": 280, "B": 280}), [("A", "B")], PartitionTask(None, target=400, bounds=(300, 500)))
    assert found.notes
    assert "300 to 500 was asked for" in found.notes[0]
    assert not found.is_optimal


@pytest.mark.parametrize(
    ("weights", "neighbours", "task", "sentence"),
    [
        ({"A": 9, "B": 1}, [("A", "B")], PartitionTask(2, 0.1), "Block A alone weighs 9, but a part must weigh"),
        ({"A": 5, "B": 5}, [], PartitionTask(1, 0.1), "2 pieces that do not touch, and 1 grids left"),
        ({"A": 5, "B": 5}, [("A", "B")], PartitionTask(3, 0.1), "2 blocks for 3 grids"),
        ({"A": 3, "B": 3, "C": 3, "D": 2}, [("A", "B"), ("B", "C")], PartitionTask(3, 0.1), "piece around block"),
        ({"A": 4, "B": 4, "C": 4, "D": 4}, [("A", "B")], PartitionTask(3, 1.0), "none"),
        ({"A": 1}, [("A", "Z")], PartitionTask(1), "Block Z is named as a neighbour but has no weight"),
        ({"A": -1}, [], PartitionTask(1), "block A has -1"),
        ({"A": 1, "B": 1}, [("A", "B")], PartitionTask(2, fixed=(("A",), ("A", "B"))), "in one grid only"),
        ({"A": 1, "B": 1}, [], PartitionTask(2, fixed=(("A", "B"),)), "in several pieces"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(weights, neighbours, task, sentence):
    if sentence == "none":
        assert partition(pd.Series(weights), neighbours, task).count == 3
        return
    with pytest.raises(GridError, match=sentence) as raised:
        partition(pd.Series(weights), neighbours, task)
    assert raised.value.zh


def test_nothing_is_divided_into_nothing():
    found = partition(pd.Series(dtype=float), [], PartitionTask(None, target=300, bounds=(200, 500)))
    assert (len(found.zone), found.count, found.objective) == (0, 0, 0)


def test_the_work_can_be_watched_and_ended():
    heard = []
    with listening(lambda doing, number: heard.append((doing.zh, number))):
        partition(F4_HOUSEHOLDS, F4_NEIGHBOURS, PartitionTask(2))
    assert heard[0] == ("正在划分网格", 0)
    with pytest.raises(CancelledError):
        partition(F4_HOUSEHOLDS, F4_NEIGHBOURS, PartitionTask(2), is_cancelled=lambda: True)
