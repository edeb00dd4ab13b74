"""Give every shape the vertices that its neighbours have on the border they share, and move nothing by it."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

__all__ = ["edges_of", "with_ring_points", "with_shared_vertices"]

#: How far a vertex may lie off a neighbour's edge and still be on it: the rounding of files, not a drawn difference.
SAME_PLACE_M = 1e-3


def with_shared_vertices(shapes: Sequence[Polygon | MultiPolygon]) -> list[Polygon | MultiPolygon]:
    """
    Return the shapes with each vertex of one that lies on an edge of another inserted there.

    Shapes that lack none are returned as they are. An edge bends by at most a millimetre.
    """
    points = np.unique(shapely.get_coordinates(np.asarray(shapes, dtype=object)), axis=0)
    tree = shapely.STRtree(np.asarray(shapely.points(points), dtype=object).reshape(-1))
    noded = []
    for shape in shapes:
        starts, ends = edges_of(shape)
        lines = shapely.linestrings(np.stack([starts, ends], axis=1))
        edge, point = tree.query(lines, predicate="dwithin", distance=SAME_PLACE_M)
        at = points[point]
        is_end = (at == starts[edge]).all(axis=1) | (at == ends[edge]).all(axis=1)
        edge, at = edge[~is_end], at[~is_end]
        noded.append(with_ring_points(shape, starts[edge], ends[edge], at) if len(edge) else shape)
    return noded


def edges_of(shape: Polygon | MultiPolygon) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where each border segment of a shape starts and ends, in the order of its rings: two (n, 2) arrays."""
    points, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(shape)), return_index=True)
    inside = ring[:-1] == ring[1:]
    return points[:-1][inside], points[1:][inside]


def with_ring_points(
    shape: Polygon | MultiPolygon, starts: NDArray[np.float64], ends: NDArray[np.float64], at: NDArray[np.float64]
) -> Polygon | MultiPolygon:
    """
    Insert points into the edges of a shape that run between `starts` and `ends`, in either direction.

    The shape itself is returned if it has none of these edges.
    """
    wanted: dict[tuple[tuple[float, ...], tuple[float, ...]], list[tuple[float, ...]]] = {}
    for a, b, p in zip(map(tuple, starts.tolist()), map(tuple, ends.tolist()), map(tuple, at.tolist()), strict=True):
        wanted.setdefault((min(a, b), max(a, b)), []).append(p)
    is_changed = False

    def ring_with_points(ring: shapely.LinearRing) -> list[tuple[float, ...]]:
        nonlocal is_changed
        corners = [tuple(corner) for corner in shapely.get_coordinates(ring).tolist()]
        walked = corners[:1]
        for a, b in pairwise(corners):
            between = sorted(set(wanted.get((min(a, b), max(a, b)), [])) - {a, b}, key=lambda p: _squared(a, p))
            is_changed = is_changed or bool(between)
            walked += [*between, b]
        return walked

    parts = [
        Polygon(ring_with_points(part.exterior), [ring_with_points(hole) for hole in part.interiors])
        for part in shapely.get_parts(shape)
    ]
    if not is_changed:
        return shape
    return parts[0] if isinstance(shape, Polygon) else MultiPolygon(parts)


def _squared(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2
