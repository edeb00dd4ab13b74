"""
Find the border segments of grids that nothing matches: the proof of `geo.grids.segments` for a whole city at once.

Every grid's border is walked with its land on the left, every community's with its land on the right. In a seamless
set each segment is then walked as often one way as the other. Communities are kept apart, so that one cannot lend a
border to another. A vertex that a grid has on a community's straight border is no fault: it is put in there first.
"""

from dataclasses import dataclass

import numba
import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["ON_RIM_M", "LooseEnds", "has_same_corners", "loose_ends", "rim_with_corners"]

#: How far a vertex may lie off a straight border and still be on it: what floating point leaves, not a difference.
ON_RIM_M = 1e-6

_F0, _F1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_F2, _F3 = np.uint64(0x94D049BB133111EB), np.uint64(0xD6E8FEB86659FD93)
_MIX = np.uint64(29)

Shapes = NDArray[np.object_]
Segments = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LooseEnds:
    """
    What does not match: segments of grids, and segments of rims that no grid walks.

    Parameters
    ----------
    segments, grid
        Arrays (n, 4) `x0, y0, x1, y1` in metres, land on the left, and (n,) the position of the grid.
    rim_segments, rim
        The same for the rims, land on the left, and the position of the rim.
    """

    segments: Segments
    grid: Numbers
    rim_segments: Segments
    rim: Numbers

    @property
    def is_seamless(self) -> bool:
        """True if nothing is loose: together with valid shapes a proof that the grids tile their communities."""
        return not len(self.grid) and not len(self.rim)


def loose_ends(shapes: Shapes, group: Numbers, rims: Shapes) -> LooseEnds:
    """
    Match the borders of `shapes`, each in the community at position `group` of `rims`; None and empty shapes have none.

    A group of -1 is in no community; its borders are all loose.
    """
    segments, grid = _walked(shapes)
    rim_segments, rim = _walked(rims)
    rim_segments = rim_segments[:, [2, 3, 0, 1]]
    segment_group = group[grid]
    is_loose = _unmatched(np.vstack([segments, rim_segments]), np.r_[segment_group, rim])
    loose, loose_rim = is_loose[: len(segments)], is_loose[len(segments) :]
    segments, grid, rim_segments, rim = segments[loose], grid[loose], rim_segments[loose_rim], rim[loose_rim]
    if len(rim) and len(grid):
        rim_segments, rim = _cut(rim_segments, rim, segments, group[grid])
        again = _unmatched(np.vstack([segments, rim_segments]), np.r_[group[grid], rim])
        loose, loose_rim = again[: len(segments)], again[len(segments) :]
        segments, grid, rim_segments, rim = segments[loose], grid[loose], rim_segments[loose_rim], rim[loose_rim]
    return LooseEnds(segments, grid, rim_segments[:, [2, 3, 0, 1]], rim)


def rim_with_corners(rim: shapely.Polygon | shapely.MultiPolygon, points: NDArray[np.float64]) -> shapely.MultiPolygon:
    """Return a rim with those of the (n, 2) points put in that lie on its straight borders; nothing else moves."""
    parts = []
    for part in shapely.get_parts(rim):
        rings = []
        for ring in shapely.get_rings(part):
            corners = shapely.get_coordinates(ring) + 0.0
            edges = np.hstack([corners[:-1], corners[1:]])
            cut, _ = _cut(
                edges,
                np.zeros(len(edges), dtype=np.int64),
                np.hstack([points, points]),
                np.zeros(len(points), dtype=np.int64),
            )
            rings.append(np.vstack([cut[:, :2], cut[-1:, 2:]]))
        parts.append(shapely.Polygon(rings[0], rings[1:]))
    return shapely.MultiPolygon(parts)


def has_same_corners(first: Shapes, second: Shapes) -> NDArray[np.bool_]:
    """Tell pair by pair whether shapes have the very same corners, wherever their rings begin."""
    same = shapely.get_num_coordinates(first) == shapely.get_num_coordinates(second)
    at = np.flatnonzero(same)
    same[at] = shapely.equals_identical(shapely.normalize(first[at]), shapely.normalize(second[at]))
    return np.asarray(same)


def _walked(shapes: Shapes) -> tuple[Segments, Numbers]:
    """Return the border segments, land on the left, without copying the shapes."""
    parts, part_owner = shapely.get_parts(shapes, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    points = shapely.get_coordinates(rings)
    starts = np.r_[0, np.cumsum(shapely.get_num_coordinates(rings))]
    is_shell = np.r_[True, ring_part[1:] != ring_part[:-1]] if len(rings) else np.empty(0, dtype=bool)
    segments, ring = _segments_of(points, starts, is_shell)
    return segments, part_owner[ring_part][ring]


@numba.njit(cache=True)
def _segments_of(points: Segments, starts: Numbers, is_shell: NDArray[np.bool_]) -> tuple[Segments, Numbers]:
    rings = len(starts) - 1
    segments, owner = np.empty((len(points) - rings, 4)), np.empty(len(points) - rings, dtype=np.int64)
    number = 0
    for ring in range(rings):
        twice, first = 0.0, starts[ring]
        x0, y0 = points[first, 0], points[first, 1]
        for i in range(first, starts[ring + 1] - 1):
            twice += (points[i, 0] - x0) * (points[i + 1, 1] - y0) - (points[i + 1, 0] - x0) * (points[i, 1] - y0)
        a, b = (0, 1) if (twice > 0) == is_shell[ring] else (1, 0)
        for i in range(first, starts[ring + 1] - 1):
            # -0.0 and 0.0 are one place, and two bit patterns.
            segments[number, 0], segments[number, 1] = points[i + a, 0] + 0.0, points[i + a, 1] + 0.0
            segments[number, 2], segments[number, 3] = points[i + b, 0] + 0.0, points[i + b, 1] + 0.0
            owner[number] = ring
            number += 1
    return segments, owner


def _unmatched(segments: Segments, group: Numbers) -> NDArray[np.bool_]:
    """Tell which segments are not walked as often back as forth within their group."""
    return np.asarray(_not_cancelling(segments, segments.view(np.uint64), group.astype(np.int64)))


@numba.njit(cache=True)
def _not_cancelling(segments: Segments, bits: NDArray[np.uint64], group: Numbers) -> NDArray[np.bool_]:
    """Look every segment up in a table of those met before; the table compares them bit for bit, so it never errs."""
    count = len(segments)
    size = 16
    while size < 2 * count:
        size *= 2
    mask = np.uint64(size - 1)
    table, slot, net = np.full(size, -1, np.int32), np.empty(count, np.int32), np.zeros(count, np.int32)
    for i in range(count):
        is_forward = segments[i, 0] < segments[i, 2] or (
            segments[i, 0] == segments[i, 2] and segments[i, 1] < segments[i, 3]
        )
        a, b = (0, 2) if is_forward else (2, 0)
        key = np.uint64(group[i])
        for column, factor in ((a, _F0), (a + 1, _F1), (b, _F2), (b + 1, _F3)):
            key = (key ^ bits[i, column]) * factor
            key ^= key >> _MIX
        place = key & mask
        while True:
            other = table[place]
            if other < 0:
                table[place], slot[i] = i, i
                break
            is_same = segments[other, 0] < segments[other, 2] or (
                segments[other, 0] == segments[other, 2] and segments[other, 1] < segments[other, 3]
            )
            c, d = (0, 2) if is_same else (2, 0)
            if (
                group[other] == group[i]
                and bits[other, c] == bits[i, a]
                and bits[other, c + 1] == bits[i, a + 1]
                and bits[other, d] == bits[i, b]
                and bits[other, d + 1] == bits[i, b + 1]
            ):
                slot[i] = other
                break
            place = (place + np.uint64(1)) & mask
        net[slot[i]] += 1 if is_forward else -1
    return net[slot] != 0  # type: ignore[no-any-return]


def _cut(edges: Segments, group: Numbers, others: Segments, other_group: Numbers) -> tuple[Segments, Numbers]:
    """Cut edges at the ends of other segments of their group that lie on them, in order along each edge."""
    points, point_group = np.vstack([others[:, :2], others[:, 2:]]), np.r_[other_group, other_group]
    tree = shapely.STRtree(np.asarray(shapely.linestrings(edges.reshape(-1, 2, 2))))
    point, edge = tree.query(shapely.points(points), predicate="dwithin", distance=ON_RIM_M)
    at = points[point]
    along = edges[edge, 2:] - edges[edge, :2]
    share = ((at - edges[edge, :2]) * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-12)
    is_end = (at == edges[edge, :2]).all(axis=1) | (at == edges[edge, 2:]).all(axis=1)
    use = (point_group[point] == group[edge]) & ~is_end & (share > 0) & (share < 1)
    edge, share, at = edge[use], share[use], at[use]
    if not len(edge):
        return edges, group
    order = np.lexsort([share, edge])
    edge, at = edge[order], at[order]
    is_first = np.r_[True, (edge[1:] != edge[:-1]) | (at[1:] != at[:-1]).any(axis=1)]
    edge, at = edge[is_first], at[is_first]
    owner = np.r_[np.arange(len(edges)), edge]
    rank = np.lexsort([np.r_[np.zeros(len(edges)), np.arange(1, len(edge) + 1)], owner])
    starts, owner = np.vstack([edges[:, :2], at])[rank], owner[rank]
    is_last = np.r_[owner[1:] != owner[:-1], True]
    ends = np.where(is_last[:, None], edges[owner, 2:], np.vstack([starts[1:], starts[:1]]))
    return np.hstack([starts, ends]), group[owner]
