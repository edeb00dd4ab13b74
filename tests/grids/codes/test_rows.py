"""The order of numbering: like a page, and not disturbed by small shifts."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.grids.codes import plan_order
from tests.grids.changes.town import lattice, square


def shapes(*polygons):
    return np.array(polygons, dtype=object)


def test_a_plan_is_read_like_a_page():
    nine = np.array(list(lattice(3, 3).values()), dtype=object)
    assert plan_order(nine).tolist() == list(range(9))
    assert plan_order(nine[::-1]).tolist() == list(range(9))[::-1]


shifts = st.lists(st.tuples(st.floats(-24, 24), st.floats(-24, 24)), min_size=12, max_size=12)


@settings(max_examples=60)
@given(shifts, st.permutations(range(12)))
def test_squares_shifted_by_less_than_a_quarter_keep_their_numbers(moves, order):
    moved = [
        shapely.transform(shape, lambda xy, by=move: xy + by)
        for shape, move in zip(lattice(3, 4).values(), moves, strict=True)
    ]
    assert plan_order(shapes(*(moved[row] for row in order))).tolist() == list(order)


def test_a_tall_grid_stands_in_the_row_of_its_middle():
    # A tall one in the west, its middle at 100 m; two rows of two in the east, their middles at 150 and 50 m. The
    # median height is 100 m: the tall one is 50 m below the first row, just in it, and the westernmost there.
    tall, east = square(0, 0, 100, 200), [square(100 + x, y) for y in (100, 0) for x in (0, 100)]
    assert plan_order(shapes(tall, *east)).tolist() == [0, 1, 2, 3, 4]


def test_what_has_no_shape_comes_last():
    assert plan_order(shapes(None, square(0, 0))).tolist() == [1, 0]
    assert plan_order(shapes()).tolist() == []
