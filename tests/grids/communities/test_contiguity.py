"""Neighbours and their borders; every contiguous division, counted against networkx-free brute force."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.grids.communities.contiguity import contiguous_divisions, is_small, shared_borders
from tests.grids.changes.town import lattice, square


def shapes(*polygons):
    return np.array(polygons, dtype=object)


def pairs(polygons):
    return shared_borders(polygons)[["first", "second"]].to_numpy()


def test_nine_squares_share_twelve_borders_of_a_hundred_metres():
    borders = shared_borders(shapes(*lattice(3, 3).values()))
    assert len(borders) == 12
    assert borders["length_m"].tolist() == [100] * 12
    assert borders.geometry.geom_type.unique().tolist() == ["LineString"]


def test_squares_that_meet_at_a_corner_are_no_neighbours():
    assert len(shared_borders(shapes(square(0, 0), square(100, 100)))) == 0
    assert len(shared_borders(shapes(square(0, 0), None))) == 0


def test_sloppy_neighbours_with_half_a_metre_between_are_neighbours():
    borders = shared_borders(shapes(square(0, 0), square(100.5, 0)))
    assert borders["length_m"].round().tolist() == [101]  # the whole side, and half a metre round each corner
    assert len(shared_borders(shapes(square(0, 0), square(102, 0)))) == 0


def test_f4_has_fifty_three_contiguous_splits():
    assert len(contiguous_divisions(9, pairs(shapes(*lattice(3, 3).values())), 2)) == 53


def reached(members, near):
    seen, todo = set(), [min(members)]
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            todo += [other for other in near[one] if other in members]
    return seen == members


@settings(max_examples=40)
@given(st.integers(2, 7), st.integers(2, 3), st.data())
def test_every_division_is_found_once_and_each_part_hangs_together(grids, parts, data):
    every = list(itertools.combinations(range(grids), 2))
    chosen = data.draw(st.lists(st.sampled_from(every), unique=True))
    near = {one: {a + b - one for a, b in chosen if one in (a, b)} for one in range(grids)}
    expected = set()
    for labels in itertools.product(range(parts), repeat=grids):
        groups = [{one for one in range(grids) if labels[one] == part} for part in range(parts)]
        if all(groups) and all(reached(group, near) for group in groups):
            expected.add(frozenset(map(frozenset, groups)))
    found = contiguous_divisions(grids, np.array(chosen, dtype=np.intp).reshape(-1, 2), parts)
    as_sets = [frozenset(frozenset(np.flatnonzero(row == part).tolist()) for part in range(parts)) for row in found]
    assert len(as_sets) == len(set(as_sets))
    assert set(as_sets) == expected
    assert (found[:, 0] == 0).all()


@pytest.mark.parametrize(("grids", "parts", "small"), [(16, 2, True), (17, 2, False), (12, 3, True), (13, 3, False)])
def test_what_can_be_looked_at_one_by_one(grids, parts, small):
    assert is_small(grids, parts) == small
