"""Make the picture agree with the table: a door on the wrong side of the line moves the line, not the door."""

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.circles.limits import Limit
from geo.streets.network import Network
from geo.streets.snapping import Snap
from geo.streets.walks import nearest_walks

__all__ = ["agreeing_with"]

#: The patch around a corrected door: just larger than the cell it lies in, then ever smaller.
_PATCHES_M = (6.0, 0.5, 0.03)


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
    belongs = limit.holds(amount, high)
    if low > 0:
        belongs &= ~limit.holds(amount, low)
    x, y = shapely.get_x(points), shapely.get_y(points)

    def painted() -> NDArray[np.bool_]:
        shapely.prepare(polygon)
        return np.asarray(shapely.intersects_xy(polygon, x, y))

    for patch_m in _PATCHES_M:  # a smaller patch each time, for doors closer together than the last one
        missing = belongs & ~painted()
        if missing.any():
            polygon = shapely.union_all([polygon, *shapely.buffer(points[missing], patch_m, quad_segs=4)])
        wrong = painted() & ~belongs
        if wrong.any():
            polygon = shapely.difference(
                polygon, shapely.buffer(shapely.union_all(points[wrong]), patch_m, quad_segs=4)
            )
    return polygon
