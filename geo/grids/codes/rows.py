"""Read a plan like a page: rows from north to south, each from west to east (DB11, DB6101/T 3185-2024)."""

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.grids.changes.ordering import place_keys

__all__ = ["plan_order"]


def plan_order(shapes: NDArray[np.object_]) -> NDArray[np.intp]:
    """
    Return the rank of each polygon, read in rows from the north, each row from west to east.

    The northernmost polygon that is left opens a row; with it go all whose centre lies at most half a row's height
    further south, a row being as high as the median polygon. So a town of equal squares is read right as long as no
    square is shifted by a quarter of its side or more. Neither ids nor the order of rows decide; polygons without a
    shape come last.

    Parameters
    ----------
    shapes
        Polygons of shape (n,) in metres.
    """
    bounds, area_m2 = place_keys(shapes)
    is_there = area_m2 > 0
    centres = np.round(np.nan_to_num(shapely.get_coordinates(shapely.centroid(shapes[is_there]))), 3)
    middle = np.zeros((len(shapes), 2))
    middle[is_there] = centres
    heights_m = (bounds[:, 3] - bounds[:, 1])[is_there]
    half_m = float(np.median(heights_m)) / 2 if is_there.any() else 0.0
    from_north = np.lexsort((*bounds.T, middle[:, 0], -middle[:, 1], ~is_there))
    row = np.zeros(len(shapes), dtype=np.intp)
    opened_at, number = np.inf, -1
    for at in from_north:
        if middle[at, 1] < opened_at - half_m:
            opened_at, number = middle[at, 1], number + 1
        row[at] = number
    rank = np.empty(len(shapes), dtype=np.intp)
    rank[np.lexsort((area_m2, *bounds.T, -middle[:, 1], middle[:, 0], row, ~is_there))] = np.arange(len(shapes))
    return rank
