"""Join the faces of one owner, and take out again the corners that only the cutting put into straight lines."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geo.grids.repairs.arrangements import Arrangement, Shapes, cell_keys
from geo.grids.repairs.owners import Owners
from geo.grids.segments import directed_segments

__all__ = ["joined_faces", "without_needless_corners"]


def joined_faces(faces: Shapes, owner: Owners, count: int) -> Shapes:
    """Return the land of each of `count` owners, an empty polygon for who owns no face."""
    order = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[order], np.arange(count + 1))
    land = np.empty(count, dtype=object)
    for number in range(count):
        own = faces[order[starts[number] : starts[number + 1]]]
        land[number] = shapely.coverage_union_all(own) if len(own) > 1 else own[0] if len(own) else Polygon()
        if land[number].geom_type == "MultiPolygon" and len(land[number].geoms) == 1:
            land[number] = land[number].geoms[0]
    return land


def without_needless_corners(land: Shapes, drawn: Shapes, rim: Shapes, arrangement: Arrangement) -> Shapes:
    """
    Return shapes without the corners where two borders meet, the line runs on and none of the owners drew a corner.

    Every shape drops the same ones, so borders that match stay matched.

    Parameters
    ----------
    land, drawn
        What each owner has now, and had drawn; more `land` than `drawn` is nobody's.
    rim
        Shapes whose corners all stay.
    """
    needless = _needless_keys(land, drawn, rim, arrangement)
    if not len(needless):
        return land
    wanted_back = np.concatenate(
        [_bent_keys(ring, needless, arrangement.cell_m) for ring in shapely.get_rings(shapely.get_parts(land))]
    )
    needless = np.setdiff1d(needless, wanted_back)
    return np.array([_without(shape, needless, arrangement.cell_m) for shape in land], dtype=object)


def _needless_keys(land: Shapes, drawn: Shapes, rim: Shapes, arrangement: Arrangement) -> NDArray[np.int64]:
    """Find the cells of corners with exactly two border segments that hardly turn and that no owner drew."""
    segments, owner = directed_segments(land)
    is_back = (segments[:, 0] > segments[:, 2]) | (
        (segments[:, 0] == segments[:, 2]) & (segments[:, 1] > segments[:, 3])
    )
    ways = np.unique(np.where(is_back[:, None], segments[:, [2, 3, 0, 1]], segments), axis=0)
    here, there = np.vstack([ways[:, :2], ways[:, 2:]]), np.vstack([ways[:, 2:], ways[:, :2]])
    keys = cell_keys(here, arrangement.cell_m)
    order = np.argsort(keys, kind="stable")
    keys, here, there = keys[order], here[order], there[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    starts = starts[np.diff(np.r_[starts, len(keys)]) == 2]
    is_straight = _off_line_m(here[starts], there[starts], there[starts + 1]) <= arrangement.cell_m
    return np.setdiff1d(keys[starts[is_straight]], _wanted_keys(segments, owner, drawn, rim, arrangement))


def _wanted_keys(
    segments: NDArray[np.float64], owner: NDArray[np.int64], drawn: Shapes, rim: Shapes, arrangement: Arrangement
) -> NDArray[np.int64]:
    """Find the cells of corners that their owner drew, and of the rim's."""
    corner_at, drawer = shapely.get_coordinates(drawn, return_index=True)
    rim_keys = cell_keys(shapely.get_coordinates(rim), arrangement.cell_m)
    keys = np.r_[cell_keys(corner_at, arrangement.cell_m), cell_keys(segments[:, :2], arrangement.cell_m)]
    names, number = np.unique(keys, return_inverse=True)
    pairs = number * np.int64(len(drawn) + len(owner) + 1) + np.r_[drawer, owner]
    is_drawn = np.isin(pairs[len(drawer) :], pairs[: len(drawer)])
    return np.union1d(names[number[len(drawer) :][is_drawn]], rim_keys)


def _off_line_m(at: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    along = end - start
    cross = along[..., 0] * (at[..., 1] - start[..., 1]) - along[..., 1] * (at[..., 0] - start[..., 0])
    return np.asarray(np.abs(cross) / np.maximum(np.hypot(along[..., 0], along[..., 1]), 1e-12))


def _bent_keys(ring: shapely.LinearRing, needless: NDArray[np.int64], cell_m: float) -> NDArray[np.int64]:
    """Find those that a ring cannot do without: too far off the line that would remain, or too few would remain."""
    corners = shapely.get_coordinates(ring)[:-1]
    keys = cell_keys(corners, cell_m)
    is_needless = np.isin(keys, needless)
    if not is_needless.any():
        return keys[:0]
    kept = np.flatnonzero(~is_needless)
    if len(kept) < 3:
        return keys[is_needless]
    dropped = np.flatnonzero(is_needless)
    after = np.searchsorted(kept, dropped) % len(kept)
    before_at, after_at = corners[kept[after - 1]], corners[kept[after]]
    is_bent = _off_line_m(corners[dropped], before_at, after_at) > 2 * cell_m
    # A run between two kept corners stays whole or goes whole, whichever side walks it.
    return keys[dropped[np.isin(after, after[is_bent])]]


def _without(shape: Polygon | MultiPolygon, needless: NDArray[np.int64], cell_m: float) -> Polygon | MultiPolygon:
    corners = shapely.get_coordinates(shape)
    if not np.isin(cell_keys(corners, cell_m), needless).any():
        return shape

    def thinned(ring: shapely.LinearRing) -> NDArray[np.float64]:
        points = shapely.get_coordinates(ring)[:-1]
        return points[~np.isin(cell_keys(points, cell_m), needless)]

    parts = [
        Polygon(thinned(part.exterior), [thinned(hole) for hole in part.interiors]) for part in shapely.get_parts(shape)
    ]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)
