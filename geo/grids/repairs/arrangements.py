"""
Lay all drawn lines into one arrangement of faces, and find the drawn places again afterwards.

The lines are rounded to fine cells and cut where they meet (snap rounding), so that faces share their borders exactly.
Rounding is undone at the end: a corner that somebody drew gets back the very coordinates it was drawn with. Borders
that match stay matched, because equal places are replaced by equal places.
"""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.grids.segments import directed_segments

__all__ = ["CELLS_M", "Arrangement", "Borders", "Shapes", "arrangement_of", "borders_of", "cell_keys", "with_cuts"]

Shapes = NDArray[np.object_]

#: Sides of the cells that are tried in turn, metres: 0.1 mm, finer, coarser; powers of two, so that rounding is exact.
CELLS_M = (2.0**-13, 2.0**-17, 2.0**-10, 2.0**-7)

_KEY_SHIFT = 32


@dataclass(frozen=True, slots=True)
class Arrangement:
    """
    The faces between drawn lines, in whole cells from `origin`.

    Parameters
    ----------
    faces
        Polygons in metres from `origin`, every coordinate a multiple of `cell_m`, touching vertex to vertex.
    drawn_key, drawn_at
        The cells of drawn vertices, sorted, and the coordinates, (n, 2) metres, that the first to draw there gave.
    """

    faces: Shapes
    origin: NDArray[np.float64]
    cell_m: float
    drawn_key: NDArray[np.int64]
    drawn_at: NDArray[np.float64]

    def placed(self, local_xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the coordinates in metres for places in whole cells: the drawn ones where there are any."""
        keys = cell_keys(local_xy, self.cell_m)
        position = np.minimum(np.searchsorted(self.drawn_key, keys), len(self.drawn_key) - 1)
        is_drawn = self.drawn_key[position] == keys
        xy = local_xy + self.origin
        xy[is_drawn] = self.drawn_at[position[is_drawn]]
        return xy


@dataclass(frozen=True, slots=True)
class Borders:
    """Where faces meet: positions `first` < `second` and the length of their common border, metres."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    length_m: NDArray[np.float64]


def arrangement_of(drawn: Shapes, cell_m: float) -> Arrangement:
    """
    Cut the plane along the borders of polygons and lines; those that come first name a vertex that several drew.

    `drawn` are in metres, not empty. What no line encloses is no face.
    """
    xy = shapely.get_coordinates(drawn)
    origin = np.floor(xy.min(axis=0)) - 1
    keys, first = np.unique(cell_keys(xy - origin, cell_m), return_index=True)
    local = shapely.transform(drawn, lambda points: points - origin)
    is_area = shapely.get_dimensions(local) == 2
    local[is_area] = shapely.boundary(local[is_area])
    return Arrangement(_faces_between(local, cell_m), origin, cell_m, keys, xy[first])


def with_cuts(arrangement: Arrangement, areas: Shapes, is_near: NDArray[np.bool_]) -> Arrangement:
    """Cut faces along the borders of areas in whole cells from the origin; `is_near`: the faces that touch an area."""
    near, others = arrangement.faces[is_near], arrangement.faces[~is_near]
    cut = _faces_between(np.asarray(shapely.boundary(np.concatenate([near, areas]))), arrangement.cell_m)
    # The lines enclose other faces too, where near ones surround them.
    kept, _ = shapely.STRtree(shapely.point_on_surface(cut)).query(near, predicate="intersects")[::-1]
    return replace(arrangement, faces=np.concatenate([others, cut[np.unique(kept)]]))


def _faces_between(lines: Shapes, cell_m: float) -> Shapes:
    noded = shapely.union_all(lines, grid_size=cell_m)
    return np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))))


def cell_keys(local_xy: NDArray[np.float64], cell_m: float) -> NDArray[np.int64]:
    """Number the cells that places lie in; local coordinates in metres, at least 0."""
    cells = np.floor(local_xy / cell_m + 0.5).astype(np.int64)
    return np.asarray((cells[:, 0] << _KEY_SHIFT) | cells[:, 1])


def borders_of(faces: Shapes) -> Borders:
    """Measure the border between every two faces that share one; they must touch vertex to vertex."""
    segments, owner = directed_segments(faces)
    is_back = (segments[:, 0] > segments[:, 2]) | (
        (segments[:, 0] == segments[:, 2]) & (segments[:, 1] > segments[:, 3])
    )
    ways = np.where(is_back[:, None], segments[:, [2, 3, 0, 1]], segments)
    order = np.lexsort(ways.T)
    ways, owner = ways[order], owner[order]
    at = np.flatnonzero((ways[1:] == ways[:-1]).all(axis=1))
    length_m = np.hypot(ways[at, 2] - ways[at, 0], ways[at, 3] - ways[at, 1])
    pair = np.sort(np.column_stack([owner[at], owner[at + 1]]), axis=1)
    keys, group = np.unique(pair[:, 0] * np.int64(len(faces)) + pair[:, 1], return_inverse=True)
    count = max(len(faces), 1)
    sums_m = np.bincount(group, weights=length_m, minlength=len(keys)).astype(float)
    return Borders(keys // count, keys % count, sums_m)
