"""Close lines to enclosures that tile a piece of land whose own border is never moved."""

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

__all__ = ["enclosures", "faces_of", "led_on"]

#: A line that ends this near to a vertex of the border ends in that vertex.
_VERTEX_M = 3.0
#: How far a line is drawn over the border, so that rounding leaves no slit.
_OVER_M = 0.5
_ROUNDING_M = 1e-6


def enclosures(land: Polygon | MultiPolygon, lines: Iterable[shapely.Geometry], rim_m: float) -> NDArray[np.object_]:
    """
    Return the faces that lines cut `land` into.

    A line nearer to the border than `rim_m` is taken for the border; where one leads there, it is led on to it.
    """
    return faces_of(land, _tied_to_rim(land, shapely.union_all(list(lines)), rim_m))


def faces_of(land: Polygon | MultiPolygon, lines: Iterable[shapely.Geometry]) -> NDArray[np.object_]:
    """Return the faces of `land` between lines just as they are, dead ends without effect."""
    noded = shapely.node(shapely.union_all([land.boundary, *lines]))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    shapely.prepare(land)
    inside: NDArray[np.object_] = faces[shapely.contains(land, shapely.point_on_surface(faces))]
    return inside


def led_on(
    barriers: Iterable[shapely.Geometry], others: Iterable[shapely.Geometry], reach_m: float
) -> list[shapely.Geometry]:
    """
    Return barriers, each loose end led on to the nearest other line within reach.

    A river or a railway does not end where its drawing does: the map's edge, a culvert, a yard leave a slit that no
    grid should reach through.
    """
    merged = shapely.line_merge(shapely.union_all(list(barriers)))
    parts = [part for part in shapely.get_parts(merged) if part.length > 0]
    goals = np.array([*parts, *others], dtype=object)
    if len(goals) < 2:
        return parts
    tree = shapely.STRtree(goals)
    found: list[shapely.Geometry] = list(parts)
    for number, part in enumerate(parts):
        for end in () if part.is_closed else shapely.get_coordinates(part)[[0, -1]]:
            place = shapely.Point(end)
            near = [at for at in tree.query(place, predicate="dwithin", distance=reach_m) if at != number]
            away_m = shapely.distance(goals[near], place)
            if near and away_m.min() > 0:
                foot = shapely.get_coordinates(shapely.shortest_line(place, goals[near[int(away_m.argmin())]]))[1]
                over = foot + (foot - end) * (_OVER_M / max(float(np.hypot(*(foot - end))), _OVER_M))
                found.append(shapely.LineString([end, over]))
    return found


def _tied_to_rim(land: Polygon | MultiPolygon, lines: shapely.Geometry, rim_m: float) -> list[shapely.Geometry]:
    rim = land.boundary
    strip = shapely.buffer(rim, rim_m)
    kept = [part for part in shapely.get_parts(shapely.difference(lines, strip)) if part.length > 0]
    kept = [part for part, is_in in zip(kept, shapely.intersects(land, kept), strict=True) if is_in]
    if not kept:
        return []
    ends = np.unique(np.concatenate([shapely.get_coordinates(part)[[0, -1]] for part in kept]), axis=0)
    ends = ends[shapely.distance(shapely.points(ends), rim) < rim_m + _ROUNDING_M]
    feet = shapely.get_coordinates(shapely.shortest_line(shapely.points(ends), rim)).reshape(-1, 2, 2)[:, 1]
    corners = shapely.get_coordinates(rim)
    away_m, nearest = _nearest(corners, feet)
    over = feet + (feet - ends) * (_OVER_M / np.maximum(np.hypot(*(feet - ends).T), _OVER_M))[:, None]
    goals = np.where((away_m <= _VERTEX_M)[:, None], corners[nearest], over)
    return [*kept, *np.atleast_1d(np.asarray(shapely.linestrings(np.stack([ends, goals], axis=1)), dtype=object))]


def _nearest(
    corners: NDArray[np.float64], places: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    if not len(places):
        return np.empty(0), np.empty(0, dtype=np.int64)
    nearest = shapely.STRtree(_marks(corners)).nearest(_marks(places))
    return np.hypot(*(corners[nearest] - places).T), np.asarray(nearest, dtype=np.int64)


def _marks(places: NDArray[np.float64]) -> NDArray[np.object_]:
    return np.asarray(shapely.points(places), dtype=object)
