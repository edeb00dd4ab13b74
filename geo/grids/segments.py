"""
Prove that polygons tile without gap or overlap: every border segment is walked once in each direction.

A ring is a chain of directed segments, land on its left. Where two polygons share a border, one walks it there and the
other back, and the two cancel; what is left of a seamless set is the rim of the whole. Coordinates are compared bit for
bit, so the proof knows no tolerance.
"""

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

__all__ = ["directed_segments", "left_over", "same_rim"]

#: One row a segment: where it starts and where it ends, metres.
Segments = NDArray[np.float64]


def directed_segments(shapes: Iterable[Polygon | MultiPolygon]) -> tuple[Segments, NDArray[np.int64]]:
    """
    Return the border segments of polygons, land on the left of each, and the position of the polygon each belongs to.

    Returns
    -------
    segments, owner
        Arrays of shape (n, 4), `x0, y0, x1, y1` in metres, and (n,).
    """
    parts, part_owner = shapely.get_parts(
        shapely.orient_polygons(np.asarray(list(shapes), dtype=object)), return_index=True
    )
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    points, point_ring = shapely.get_coordinates(rings, return_index=True)
    inside = point_ring[:-1] == point_ring[1:]
    segments = np.hstack([points[:-1], points[1:]])[inside] if len(points) else np.empty((0, 4))
    # -0.0 and 0.0 are one place, and two bit patterns.
    return segments + 0.0, part_owner[ring_part][point_ring[:-1][inside]] if len(points) else np.empty(0, dtype=int)


def left_over(segments: Segments) -> Segments:
    """Return the segments that no other walks in the opposite direction, sorted; a seamless set leaves its rim."""
    if not len(segments):
        return segments
    is_forward = (segments[:, 0] < segments[:, 2]) | (
        (segments[:, 0] == segments[:, 2]) & (segments[:, 1] < segments[:, 3])
    )
    ways = np.where(is_forward[:, None], segments, segments[:, [2, 3, 0, 1]])
    order = np.lexsort(ways.T[::-1])
    ways, signs = ways[order], np.where(is_forward, 1, -1)[order]
    starts = np.flatnonzero(np.r_[True, (ways[1:] != ways[:-1]).any(axis=1)])
    sums = np.add.reduceat(signs, starts)
    repeats = np.abs(sums)
    kept = np.repeat(ways[starts], repeats, axis=0)
    is_back = np.repeat(sums < 0, repeats)
    return np.where(is_back[:, None], kept[:, [2, 3, 0, 1]], kept)


def same_rim(before: Iterable[Polygon | MultiPolygon], after: Iterable[Polygon | MultiPolygon]) -> bool:
    """Tell whether two sets of polygons have the very same rim, so that one can stand in the place of the other."""
    first, second = (left_over(directed_segments(shapes)[0]) for shapes in (before, after))
    return bool(np.array_equal(first, second))
