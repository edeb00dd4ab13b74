"""A vertex belongs to every grid that has it."""

import pytest
import shapely

from geo.errors import GridError
from geo.grids.vertices import vertex_inserted, vertex_moved, vertex_removed


def corners(tiling, key):
    return set(map(tuple, shapely.get_coordinates(tiling.shapes[key])))


def test_four_grids_follow_a_shared_corner(chessboard):
    after = vertex_moved(chessboard(2, 2), (100, 100), (110, 95))
    assert all((110, 95) in corners(after, key) and (100, 100) not in corners(after, key) for key in "ABCD")
    assert sum(shape.area for shape in after.shapes.values()) == pytest.approx(40_000, abs=1e-6)


def test_what_does_not_share_it_stays_the_very_same(chessboard):
    before = chessboard(3, 2)
    after = vertex_moved(before, (100, 100), (110, 95))
    assert after.shapes["C"] is before.shapes["C"]


def test_a_community_border_does_not_move(chessboard):
    with pytest.raises(GridError, match="border of a community"):
        vertex_moved(chessboard(2, 2), (100, 0), (110, 0))


def test_a_vertex_cannot_be_dragged_through_a_border(chessboard):
    with pytest.raises(GridError, match="cross"):
        vertex_moved(chessboard(2, 2), (100, 100), (100, -30))


def test_a_new_vertex_bends_the_border_of_both(chessboard):
    after = vertex_inserted(chessboard(2, 1), (100, 0), (100, 100), (110, 50))
    assert (110, 50) in corners(after, "A")
    assert (110, 50) in corners(after, "B")
    assert after.shapes["A"].area == 10_500


def test_on_the_rim_a_new_vertex_stays_on_the_line(chessboard):
    after = vertex_inserted(chessboard(2, 1), (0, 0), (100, 0), (50, -20))
    assert (50, 0) in corners(after, "A")
    assert after.shapes["A"].area == 10_000


def test_a_removed_vertex_leaves_a_straight_border(chessboard):
    bent = vertex_inserted(chessboard(2, 1), (100, 0), (100, 100), (110, 50))
    assert vertex_removed(bent, (110, 50)).shapes["A"].area == 10_000


def test_where_borders_meet_a_vertex_stays(chessboard):
    with pytest.raises(GridError, match="Several borders"):
        vertex_removed(chessboard(2, 2), (100, 100))
