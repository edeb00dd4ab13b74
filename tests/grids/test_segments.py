"""The proof of a seamless set: what cancels, what is left, and what a missing vertex shows."""

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon, box

from geo.grids.segments import directed_segments, left_over, same_rim


def test_land_is_on_the_left_however_the_ring_was_written():
    for ring in ([(0, 0), (2, 0), (2, 1)], [(0, 0), (2, 1), (2, 0)]):
        segments, owner = directed_segments([Polygon(ring)])
        assert {tuple(segment) for segment in segments} == {(0, 0, 2, 0), (2, 0, 2, 1), (2, 1, 0, 0)}
        assert (owner == 0).all()


def test_two_neighbours_leave_the_rim_of_both():
    rim = left_over(directed_segments([box(0, 0, 1, 1), box(1, 0, 2, 1)])[0])
    assert len(rim) == 6
    assert shapely.length(shapely.linestrings(rim.reshape(-1, 2, 2))).sum() == 6


def test_a_vertex_that_only_one_neighbour_has_is_left_over():
    noded = Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (1, 0.5)])
    assert not same_rim([box(0, 0, 1, 1), noded], [box(0, 0, 2, 1)])


def test_a_hole_is_filled_by_the_island_in_it():
    ring = box(0, 0, 3, 3).difference(box(1, 1, 2, 2))
    assert same_rim([ring, box(1, 1, 2, 2)], [box(0, 0, 3, 3)])
    assert not same_rim([ring], [box(0, 0, 3, 3)])


def test_an_overlap_shows_even_where_the_outlines_agree():
    assert not same_rim([box(0, 0, 1, 1), box(0, 0, 1, 1)], [box(0, 0, 1, 1)])


def test_parts_belong_to_their_polygon():
    pair = MultiPolygon([box(0, 0, 1, 1), box(5, 5, 6, 6)])
    _, owner = directed_segments([box(9, 9, 10, 10), pair])
    assert np.bincount(owner).tolist() == [4, 8]


def test_nothing_leaves_nothing():
    assert len(left_over(directed_segments([])[0])) == 0
    assert same_rim([], [])
