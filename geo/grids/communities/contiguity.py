"""Find which grids share a border and how long it is, and every way to divide a few grids into contiguous parts."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

__all__ = ["contiguous_divisions", "is_small", "shared_borders"]

#: Grids that share less than this are not neighbours, metres: they meet at a corner.
_LEAST_BORDER_M = 1.0
#: Sloppy neighbours may be this far apart and still share a border.
_SLACK_M = 1.0
#: So many assignments of grids to parts can be looked at one by one.
_MOST_ASSIGNMENTS = 600_000

Ints = NDArray[np.int64]


def shared_borders(shapes: NDArray[np.object_]) -> GeoDataFrame:
    """
    Return one row a pair of neighbours, `first, second` (rows, first < second), `length_m` and the border as a line.

    Parameters
    ----------
    shapes
        Polygons of shape (n,) in metres, without overlaps; None is nobody's neighbour.
    """
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=_SLACK_M)
    order = np.lexsort((second[first < second], first[first < second]))
    first, second = first[first < second][order], second[first < second][order]
    rims = shapely.boundary(shapes)
    lines = shapely.line_merge(_lines(shapely.intersection(rims[first], rims[second])))
    sloppy = np.flatnonzero(shapely.length(lines) < _LEAST_BORDER_M)
    if len(sloppy):
        near = shapely.buffer(shapes[second[sloppy]], _SLACK_M, cap_style="flat", join_style="mitre")
        found = shapely.line_merge(_lines(shapely.intersection(rims[first[sloppy]], near)))
        is_more_than_a_corner = shapely.length(found) > 4 * _SLACK_M + _LEAST_BORDER_M
        lines[sloppy[is_more_than_a_corner]] = found[is_more_than_a_corner]
    is_border = shapely.length(lines) >= _LEAST_BORDER_M
    table = pd.DataFrame({"first": first[is_border], "second": second[is_border]})
    return GeoDataFrame(table.assign(length_m=shapely.length(lines[is_border])), geometry=lines[is_border])


def _lines(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Keep the lines of what two rims have in common; an empty line where they meet at points only."""
    kept = np.array(shapes, dtype=object)
    for at, shape in enumerate(kept):
        parts = shapely.get_parts(shape)
        kept[at] = shapely.MultiLineString([part for part in parts if shapely.length(part) > 0])
    return kept


def is_small(grids: int, parts: int) -> bool:
    """Tell whether every division can be looked at."""
    return parts**grids <= _MOST_ASSIGNMENTS and grids <= 16


def contiguous_divisions(grids: int, neighbours: NDArray[np.intp], parts: int) -> Ints:
    """
    Return every division of a few grids into contiguous parts, each once.

    Parameters
    ----------
    grids
        Their number; `is_small(grids, parts)`.
    neighbours
        Pairs of rows of shape (m, 2).

    Returns
    -------
    divisions
        Shape (divisions, grids): the part of each grid, 0 for that of the first grid and so on.
    """
    near = [0] * grids
    for one, other in neighbours:
        near[one] |= 1 << int(other)
        near[other] |= 1 << int(one)
    is_whole = _is_contiguous(grids, near)
    rows = list(_divided((1 << grids) - 1, parts, is_whole))
    if not rows:
        return np.empty((0, grids), dtype=np.int64)
    masks = np.array(rows, dtype=np.int64)
    bits = (masks[:, :, None] >> np.arange(grids)) & 1
    return np.asarray(bits.argmax(axis=1), dtype=np.int64)


def _is_contiguous(grids: int, near: list[int]) -> NDArray[np.bool_]:
    """Return, for every set of grids as a bit mask, whether it hangs together; the empty one does not."""
    masks = np.arange(1 << grids, dtype=np.int64)
    reached = masks & -masks
    while True:
        grown = reached.copy()
        for grid in range(grids):
            grown |= np.where((reached >> grid) & 1, near[grid], 0)
        grown &= masks
        if np.array_equal(grown, reached):
            return np.asarray((reached == masks) & (masks > 0), dtype=np.bool_)
        reached = grown


def _divided(rest: int, parts: int, is_whole: NDArray[np.bool_]) -> Iterator[tuple[int, ...]]:
    """Yield the parts as masks, the part of the lowest grid first."""
    if parts == 1:
        if rest and is_whole[rest]:
            yield (rest,)
        return
    lowest = rest & -rest
    masks = np.flatnonzero(is_whole)
    masks = masks[((masks & ~rest) == 0) & ((masks & lowest) > 0) & (masks != rest)]
    if parts == 2:
        masks = masks[is_whole[rest ^ masks]]
        yield from ((int(mask), rest ^ int(mask)) for mask in masks)
        return
    for mask in masks:
        for others in _divided(rest ^ int(mask), parts - 1, is_whole):
            yield (int(mask), *others)
