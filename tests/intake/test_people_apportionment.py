"""Whole numbers add up to the last one, whatever the weights and bounds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.intake.people.apportionment import shared_out

weights = st.lists(st.floats(0, 1e5), min_size=1, max_size=30).map(np.array)


def test_the_largest_remainders_get_the_last_ones():
    # 10 in the ratio 1 : 1 : 1 is 3.33 each; 7 in the ratio 5 : 3 : 1 is 3.89, 2.33, 0.78: the .89 and the .78 go up.
    assert shared_out(10, np.array([1.0, 1, 1])).tolist() == [4, 3, 3]
    assert shared_out(7, np.array([5.0, 3, 1])).tolist() == [4, 2, 1]


def test_bounds_hold_and_the_others_take_the_rest():
    # 12 in the ratio 4 : 1 : 1 is 8, 2, 2; at most 4 in the first leaves 8 for two alike.
    assert shared_out(12, np.array([4.0, 1, 1]), most=np.array([4.0, 9, 9])).tolist() == [4, 4, 4]
    # At least 5 in the last leaves 7 in the ratio 4 : 1, which is 5.6 and 1.4.
    assert shared_out(12, np.array([4.0, 1, 1]), least=np.array([0.0, 0, 5])).tolist() == [6, 1, 5]


def test_where_there_is_no_room_as_much_is_placed_as_fits():
    assert shared_out(9, np.array([1.0, 1]), most=np.array([2.0, 3])).tolist() == [2, 3]


def test_the_last_ones_go_where_there_is_room_even_without_a_weight():
    assert shared_out(1_000_000, np.array([1.0, 0]), most=np.array([5.0, 2e6])).tolist() == [5, 999_995]


def test_nobody_among_none_and_nothing_by_no_weight():
    assert shared_out(5, np.zeros(0)).tolist() == []
    assert shared_out(5, np.zeros(2)).tolist() == [0, 0]


@given(weights, st.integers(0, 10_000))
def test_the_total_is_met_and_no_share_is_negative(amounts, total):
    shares = shared_out(total, amounts)
    assert shares.sum() == (total if amounts.sum() > 0 else 0)
    assert (shares >= 0).all()
    assert (shares % 1 == 0).all()


@given(weights, st.integers(0, 10_000))
def test_a_larger_weight_never_gets_less(amounts, total):
    shares = shared_out(total, amounts)
    order = np.argsort(amounts, kind="stable")
    steps = np.diff(shares[order])
    assert (steps[np.diff(amounts[order]) > 0] >= 0).all()


@given(st.lists(st.integers(0, 500), min_size=1, max_size=30))
def test_weights_that_already_add_up_come_back_as_they_are(counts):
    assert shared_out(sum(counts), np.array(counts, float)).tolist() == counts


@given(st.lists(st.tuples(st.floats(0, 1e4), st.integers(0, 50), st.integers(0, 50)), min_size=1), st.integers(0, 3000))
def test_bounds_are_never_broken_and_the_total_is_met_if_they_allow(rows, total):
    amounts, low, room = (np.array(column, float) for column in zip(*rows, strict=True))
    shares = shared_out(total, amounts, low, low + room)
    assert (shares >= low).all()
    assert (shares <= low + room).all()
    assert shares.sum() == np.clip(total, low.sum(), (low + room).sum())
