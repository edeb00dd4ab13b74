"""Measure which part of an area lies in which area above it; a compound may cross grids."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.crs import require_metres
from geo.readers.osm.areas import polygonal

__all__ = ["area_shares", "in_place_order", "shapes_of", "shares_of"]

#: Smaller pieces are the rounding of coordinates along a shared border.
_LEAST_PIECE_M2 = 0.01


def area_shares(children: GeoDataFrame, parents: GeoDataFrame) -> pd.DataFrame:
    """
    Return how each child's area is shared out over the parents, the largest part first.

    Parameters
    ----------
    children, parents
        Layers of polygons, `children` in a metric system; parents in another system are converted.

    Returns
    -------
    shares
        One row a pair that has area in common: child_id, parent_id, area_m2, share of the child's area. Children
        outside all parents are not in it. Equal parts are in the order of the parents from west to east.

    Raises
    ------
    MissingCrsError, WrongCrsError
    """
    child, parent, area_m2, share = shares_of(shapes_of(children), shapes_of(parents, children))
    rank = in_place_order(parents)[parent]
    order = np.lexsort((rank, -np.round(share, 9), child))
    return pd.DataFrame(
        {
            "child_id": children.index.to_numpy()[child[order]],
            "parent_id": parents.index.to_numpy()[parent[order]],
            "area_m2": area_m2[order],
            "share": share[order],
        }
    )


def shapes_of(layer: GeoDataFrame, beside: GeoDataFrame | None = None) -> NDArray[np.object_]:
    """Return the polygons of a layer in the metres of `beside`, mended; None where a row has no area."""
    require_metres(layer if beside is None else beside, str(layer.index.name or "given").removesuffix("_id"))
    if beside is not None and layer.crs != beside.crs:
        layer = layer.to_crs(beside.crs)
    return polygonal(shapely.force_2d(layer.geometry.to_numpy()))


def shares_of(
    children: NDArray[np.object_], parents: NDArray[np.object_]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """Return child row, parent row, common area and share of the child's area, for pairs that have area in common."""
    child, parent = shapely.STRtree(parents).query(children, predicate="intersects")
    whole_m2 = shapely.area(children)[child]
    shapely.prepare(parents)
    is_inside = shapely.covers(parents[parent], children[child])
    area_m2 = whole_m2.copy()
    crosses = np.flatnonzero(~is_inside)
    area_m2[crosses] = shapely.area(shapely.intersection(children[child[crosses]], parents[parent[crosses]]))
    is_real = is_inside | (area_m2 >= _LEAST_PIECE_M2)
    child, parent, area_m2, whole_m2 = child[is_real], parent[is_real], area_m2[is_real], whole_m2[is_real]
    return child, parent, area_m2, np.minimum(area_m2 / whole_m2, 1.0)


def in_place_order(layer: GeoDataFrame) -> NDArray[np.intp]:
    """
    Return the rank of each row from west to east, then from north to south, as grids are numbered (DB11).

    It decides where nothing else does, and depends neither on the order of the rows nor, unless two areas are the same
    on the ground, on their ids.
    """
    bounds = np.nan_to_num(shapely.bounds(layer.geometry.to_numpy()))
    area = np.nan_to_num(shapely.area(layer.geometry.to_numpy()))
    ids = np.argsort(np.argsort(layer.index.astype(str).to_numpy().astype(object), kind="stable"))
    rank = np.empty(len(layer), dtype=np.intp)
    rank[np.lexsort((ids, area, bounds[:, 2], -bounds[:, 3], bounds[:, 0]))] = np.arange(len(layer))
    return rank
