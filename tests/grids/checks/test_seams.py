"""Matching borders fast: agrees with the slow proof, keeps communities apart, forgives corners put into a rim."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from geo.grids.checks.seams import has_same_corners, loose_ends, rim_with_corners
from geo.grids.segments import same_rim


def _ends(shapes, rims, group=None):
    group = np.zeros(len(shapes), dtype=int) if group is None else np.array(group)
    return loose_ends(np.array(shapes, dtype=object), group, np.array(rims, dtype=object))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=12))
def test_it_agrees_with_the_proof_by_sorting(cells):
    shapes = [box(x, y, x + 1, y + 1) for x, y in cells]
    noded = box(0, 0, 3, 3).segmentize(1)
    assert _ends(shapes, [noded]).is_seamless == same_rim(shapes, [noded])


def test_a_corner_on_a_straight_rim_is_forgiven_and_one_beside_it_is_not():
    assert _ends([box(0, 0, 1, 1), box(1, 0, 2, 1)], [box(0, 0, 2, 1)]).is_seamless
    beside = [Polygon([(0, 0), (1, 1e-3), (1, 1), (0, 1)]), Polygon([(1, 1e-3), (2, 0), (2, 1), (1, 1)])]
    assert not _ends(beside, [box(0, 0, 2, 1)]).is_seamless


def test_one_community_lends_another_no_border():
    rims = [box(0, 0, 1, 1), box(1, 0, 2, 1)]
    assert _ends(rims, rims, [0, 1]).is_seamless
    swapped = _ends(rims, rims, [1, 0])
    assert set(swapped.grid) == {0, 1}
    assert set(swapped.rim) == {0, 1}


def test_what_is_loose_is_named_with_its_owner():
    ends = _ends([box(0, 0, 1, 1), box(0, 0, 1, 1)], [box(0, 0, 1, 1)])
    assert set(ends.grid) == {0, 1}  # drawn twice
    ends = _ends([box(0, 0, 1, 1)], [box(0, 0, 2, 1)])
    assert ends.segments.tolist() == [[1, 0, 1, 1]]
    assert set(ends.rim) == {0}


def test_missing_and_empty_shapes_have_no_border():
    assert _ends([None, Polygon(), box(0, 0, 1, 1)], [box(0, 0, 1, 1)]).is_seamless
    assert not _ends([], [box(0, 0, 1, 1)]).is_seamless
    assert _ends([], []).is_seamless


def test_holes_are_walked_the_other_way_however_they_were_written():
    island = box(1, 1, 2, 2)
    for hole in (island.exterior.coords, list(island.exterior.coords)[::-1]):
        ring = Polygon(box(0, 0, 3, 3).exterior, [hole])
        assert _ends([ring, island], [box(0, 0, 3, 3)]).is_seamless
        assert _ends([ring], [ring]).is_seamless


def test_minus_zero_is_zero():
    assert _ends([Polygon([(-0.0, 0), (1, 0), (1, 1), (-0.0, 1)])], [box(0, 0, 1, 1)]).is_seamless


def test_corners_are_put_into_a_rim_in_order_and_nothing_else_moves():
    rim = rim_with_corners(box(0, 0, 3, 3), np.array([[2.0, 0], [1, 0], [1, 1], [1, 0]]))
    assert shapely.get_num_coordinates(rim) == 5 + 2
    assert rim.equals(box(0, 0, 3, 3))


def test_the_same_corners_are_the_same_wherever_the_ring_begins():
    first, turned = Polygon([(0, 0), (1, 0), (1, 1)]), Polygon([(1, 0), (1, 1), (0, 0)])
    more = Polygon([(0, 0), (0.5, 0), (1, 0), (1, 1)])
    pairs = has_same_corners(
        np.array([first, first, MultiPolygon()], dtype=object), np.array([turned, more, MultiPolygon()], dtype=object)
    )
    assert pairs.tolist() == [True, False, True]
