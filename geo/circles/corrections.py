"""Make the picture agree with the table: a door on the wrong side of the line moves the line, not the door."""

import numpy as np
import shapely
from geopandas import GeoDataFrame

from geo.circles.limits import Limit
from geo.streets.network import Network
from geo.streets.snapping import Snap
from geo.streets.walks import nearest_walks

__all__ = ["agreeing_with"]

#: The patch around a corrected door: just larger than the cell it lies in.
_PATCH_M = 7.5
_SLACK = 0.001 + 1e-9


def agreeing_with(
    polygon: shapely.Geometry,
    network: Network,
    demand: GeoDataFrame,
    doors: Snap,
    goals: Snap,
    number: int | None,
    limit: Limit,
    low: float,
    high: float,
) -> shapely.Geometry:
    """
    Return the polygon with a small patch added or taken away at each door on the wrong side.

    `low` and `high` bound the ring in the limit's unit; a door belongs to it if its walk is above `low` and at most
    `high`.
    """
    points = demand.geometry.to_crs(network.crs).to_numpy()
    chosen = goals if number is None else goals.only(number)
    walks = nearest_walks(network, doors, chosen, limit.measure)
    amount = walks.walk_m if limit.measure == "walk_m" else walks.walk_s
    scale = limit.amount / limit.shown
    belongs = (amount <= high * scale + _SLACK) & ((low == 0) | (amount > low * scale + _SLACK))
    shapely.prepare(polygon)
    painted = shapely.intersects_xy(polygon, shapely.get_x(points), shapely.get_y(points))
    missing, wrong = belongs & ~painted, painted & ~belongs
    kept_free = shapely.buffer(shapely.union_all(points[wrong]), _PATCH_M, quad_segs=4) if wrong.any() else None
    if missing.any():
        patches = shapely.buffer(points[missing], _PATCH_M, quad_segs=4)
        polygon = shapely.union_all([polygon, *patches])
    if kept_free is not None:
        polygon = shapely.difference(polygon, kept_free)
        inside = belongs & ~shapely.intersects_xy(polygon, shapely.get_x(points), shapely.get_y(points))
        if inside.any():  # two doors closer than a patch, on different sides of the limit
            polygon = shapely.union_all([polygon, *shapely.buffer(points[inside], 0.5, quad_segs=2)])
            outside = ~belongs & np.asarray(
                shapely.intersects_xy(polygon, shapely.get_x(points), shapely.get_y(points))
            )
            if outside.any():
                polygon = shapely.difference(polygon, shapely.buffer(shapely.union_all(points[outside]), 0.05))
    return polygon
