"""
Random hand-drawn mess over a known partition comes back seamless, and within the tolerance of the truth.

Every drawn line stays within half the tolerance of the true one, so that two drawn lines of one border are never
further apart than the tolerance.
"""

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon

from geo.grids.checks.seams import loose_ends
from geo.grids.repairing import repair_grids

CELL_M, WIGGLE_M, CORNERS = 160.0, 3.0, 5


def _wiggly(rng, start, end):
    """A border between two corners: straight, with a few corners pulled aside."""
    share = np.linspace(0, 1, CORNERS)[:, None]
    aside = np.array([start[1] - end[1], end[0] - start[0]]) / np.hypot(*(end - start))
    pull = rng.uniform(-WIGGLE_M, WIGGLE_M, (CORNERS, 1)) * np.array([0, 1, 0, 1, 0])[:, None]
    return (start + (end - start) * share + aside * pull).round(2)


def _truth(rng):
    """A partition of wiggly cells with coordinates of a Chinese zone; some with a lake in it, some with an island."""
    columns, rows = rng.integers(2, 5, 2)
    corners = np.stack(np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0), indexing="ij"), axis=-1) * CELL_M
    corners = (corners + rng.uniform(-20, 20, corners.shape) + [521_425, 3_024_491]).round(2)
    across = {(i, j): _wiggly(rng, corners[i, j], corners[i + 1, j]) for i in range(columns) for j in range(rows + 1)}
    up = {(i, j): _wiggly(rng, corners[i, j], corners[i, j + 1]) for i in range(columns + 1) for j in range(rows)}
    cells = {
        (i, j): Polygon(np.vstack([across[i, j][:-1], up[i + 1, j][:-1], across[i, j + 1][::-1][:-1], up[i, j][::-1]]))
        for i in range(columns)
        for j in range(rows)
    }
    inner = [(i, j) for i, j in cells if 0 < i < columns - 1 and 0 < j < rows - 1]
    if inner and rng.random() < 0.4:
        del cells[inner[0]]  # a lake: no grid's, and not the community's
    shapes = list(cells.values())
    if rng.random() < 0.4:
        island = Polygon((shapely.get_coordinates(shapes[0].centroid) + rng.uniform(15, 30, (4, 2)) * _AROUND).round(2))
        shapes = [Polygon(shapes[0].exterior, [island.exterior]), *shapes[1:], island]
    return np.array(shapes, dtype=object)


_AROUND = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])


def _astray(rng, count, reach_m):
    angle, length_m = rng.uniform(0, 2 * np.pi, count), rng.uniform(0, reach_m, count)
    return np.column_stack([np.cos(angle), np.sin(angle)]) * length_m[:, None]


def _messy_ring(rng, ring, reach_m):
    """Every corner astray, some doubled, some on straight lines cut away, sharp ones cut off."""
    points = shapely.get_coordinates(ring)[:-1]
    shift = _astray(rng, 1, reach_m / 2)
    drawn = []
    for number, point in enumerate(points):
        before, after = points[number - 1], points[(number + 1) % len(points)]
        off_m = shapely.distance(shapely.LineString([before, after]), shapely.Point(point))
        chance = rng.random()
        if chance < 0.2 and off_m < reach_m / 4:
            continue  # left out: the line is hardly another
        if chance < 0.35:
            drawn.append(point + _astray(rng, 1, reach_m / 2)[0])
        if chance > 0.9:
            step = (after - point) * min(1, reach_m / 2 / np.hypot(*(after - point)))
            drawn.append(point + step)
        drawn.append(point + _astray(rng, 1, reach_m / 4)[0])
    return np.round(np.array(drawn) + shift, 2)


def _mess(rng, shape, reach_m):
    chance = rng.random()
    if chance < 0.15:
        return shape
    if chance < 0.3:
        return shapely.buffer(shape, rng.choice([-1, 1]) * reach_m * 0.7, join_style="bevel")
    return Polygon(
        _messy_ring(rng, shape.exterior, reach_m), [_messy_ring(rng, hole, reach_m) for hole in shape.interiors]
    )


def _prove(seed):
    """Make a truth and a mess, repair, and return how far the worst land lies from the true border of its grid."""
    rng = np.random.default_rng(seed)
    truth = _truth(rng)
    parent = shapely.coverage_union_all(truth)
    tolerance_m = float(rng.choice([0.5, 1.0, 2.0, 4.0]))
    rng_all = np.random.default_rng(seed + 1)
    drawn = (
        [shapely.buffer(shape, -0.45 * tolerance_m, join_style="mitre") for shape in truth]  # like bricks in mortar
        if rng.random() < 0.15
        else [_mess(rng_all, shape, tolerance_m / 2) for shape in truth]
    )
    grids = GeoDataFrame({"name": range(len(truth))}, geometry=drawn, index=[f"g{n}" for n in range(len(truth))])
    repaired = repair_grids(grids, parent, tolerance_m=tolerance_m)
    assert repaired.index.equals(grids.index)
    assert list(repaired.columns) == list(grids.columns)
    assert repaired.is_valid.all()
    rims = np.array([parent], dtype=object)
    assert loose_ends(repaired.geometry.to_numpy(), np.zeros(len(grids), dtype=int), rims).is_seamless
    assert abs(repaired.area.sum() - parent.area) < 0.01
    worst_m = max(_away_m(true, found) for true, found in zip(truth, repaired.geometry, strict=True))
    assert worst_m <= tolerance_m + 1e-3, (seed, worst_m, tolerance_m)


def _prove_free(seed):
    """The same without a parent: seamless among themselves, and what was drawn is kept, with narrow gaps added."""
    rng = np.random.default_rng(seed)
    truth = _truth(rng)
    tolerance_m = float(rng.choice([0.5, 1.0, 2.0]))
    drawn = [_mess(rng, shape, tolerance_m / 2) for shape in truth]
    repaired = repair_grids(GeoDataFrame(geometry=drawn), None, tolerance_m=tolerance_m).geometry.to_numpy()
    assert shapely.is_valid(repaired).all()
    whole = shapely.coverage_union_all(repaired)
    rims = np.array([whole], dtype=object)
    assert loose_ends(repaired, np.zeros(len(truth), dtype=int), rims).is_seamless
    before = shapely.union_all([shapely.make_valid(shape) for shape in drawn])
    assert shapely.difference(before, whole).area < 0.01
    added = shapely.difference(whole, before)
    # Where sharp corners face each other the narrow gap between them is closed to the tip.
    assert shapely.difference(added, shapely.buffer(before, 2 * tolerance_m)).area < 0.01
    worst_m = max(_away_m(true, found) for true, found in zip(truth, repaired, strict=True))
    assert worst_m <= 1.5 * tolerance_m, (seed, worst_m, tolerance_m)


def _away_m(true, found):
    wrong = shapely.symmetric_difference(true, found)
    border = true.boundary
    points = shapely.get_coordinates(shapely.segmentize(wrong, 1.0))
    return float(shapely.distance(border, shapely.points(points)).max()) if len(points) else 0.0


@settings(max_examples=25)
@given(st.integers(0, 2**31))
def test_a_mess_within_half_the_tolerance_is_repaired_to_within_the_tolerance(seed):
    _prove(seed)


@settings(max_examples=15)
@given(st.integers(0, 2**31))
def test_without_a_parent_a_mess_becomes_seamless_and_loses_no_land(seed):
    _prove_free(seed)


@pytest.mark.parametrize("seed", [45, 513, 767])
def test_messes_that_cannot_be_proved_at_first_are_laid_out_once_more(seed):
    _prove(seed)  # found by the run below: lines within a tenth of a millimetre of each other


@pytest.mark.slow
def test_fifteen_hundred_messes_are_repaired():
    for seed in range(1500):
        _prove(seed)
