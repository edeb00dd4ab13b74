"""
Divide gaps that run between many grids, and close those that are open to the outside.

Who draws each grid a little too small leaves one gap around all of them, like mortar. Given to one neighbour it would
send that grid through the whole community; so each neighbour grows into it, the one with the longest border first.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.grids.repairs.arrangements import Shapes
from geo.grids.repairs.owners import mean_width_m

__all__ = ["grown_pieces", "is_web", "open_gaps"]

#: A gap with this many sides, grids or the rim, is divided if 4 pi area / border squared, 1 for a circle, is below.
_MANY, _ROUND = 3, 0.25
#: A grid grows this many mean widths into a gap; twice and four times as far where something is left.
_REACH, _ROUNDS = 1.5, 5
_DUST_M2 = 1e-6
_SAME_PLACE_M = 1e-3
_MITRE = 5.0


def is_web(gap: shapely.Polygon, side_count: int) -> bool:
    """Tell whether a gap runs between grids, or grids and the rim, like mortar, and is no place of its own."""
    return side_count >= _MANY and 4 * np.pi * gap.area / gap.length**2 < _ROUND


def grown_pieces(
    gap: shapely.Polygon, neighbours: Sequence[int], shapes: Shapes, cell_m: float
) -> list[tuple[int, shapely.Geometry]]:
    """
    Return what each neighbour, a position in `shapes`, reaches of a gap, in whole cells and in the order given.

    Pieces overlap: land that several reach is for the first of them.
    """
    reach_m = _REACH * float(mean_width_m(np.array([gap], dtype=object))[0])
    numbers = np.array(neighbours)
    pieces: list[tuple[int, shapely.Geometry]] = []
    rest: shapely.Geometry = gap
    for step in range(_ROUNDS):
        reached = shapely.buffer(shapes[numbers], reach_m * 2**step, quad_segs=2)
        for number, land in zip(neighbours, shapely.intersection(rest, reached, grid_size=cell_m), strict=True):
            parts = [part for part in shapely.get_parts(land) if part.geom_type == "Polygon"]
            if parts:
                pieces.append((number, shapely.MultiPolygon(parts)))
        rest = shapely.difference(rest, shapely.union_all(reached))
        if shapely.area(rest) < _DUST_M2:
            break
    return pieces


def open_gaps(shapes: Shapes, width_m: float) -> Shapes:
    """Return the gaps between two shapes, narrower than `width_m`, that are open to the outside at an end."""
    whole = shapely.union_all(shapes)
    grown = shapely.buffer(whole, width_m / 2, join_style="mitre", mitre_limit=_MITRE)
    closed = shapely.buffer(grown, -width_m / 2, join_style="mitre", mitre_limit=_MITRE)
    bays = np.asarray(shapely.get_parts(shapely.difference(closed, whole)))
    bays = bays[(shapely.get_dimensions(bays) == 2) & (shapely.area(bays) > _DUST_M2)]
    touched, _ = shapely.STRtree(bays).query(shapes, predicate="dwithin", distance=_SAME_PLACE_M)[::-1]
    bays = bays[np.bincount(touched, minlength=len(bays)) >= 2]
    if not len(bays):
        return np.empty(0, dtype=object)
    corners = shapely.get_coordinates(shapes)
    tree = cKDTree(corners)

    def on_drawn_corners(points: NDArray[np.float64]) -> NDArray[np.float64]:
        away_m, nearest = tree.query(points, distance_upper_bound=_SAME_PLACE_M)
        return np.where(np.isfinite(away_m)[:, None], corners[np.minimum(nearest, len(corners) - 1)], points)

    bays = np.asarray(shapely.transform(bays, on_drawn_corners))
    return np.asarray(bays[shapely.is_valid(bays)])
