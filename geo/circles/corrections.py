"""Make the picture agree with the table: a door on the wrong side of the line moves the line, not the door."""

from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.circles.limits import Limit
from geo.streets.network import Network
from geo.streets.snapping import Snap, snap
from geo.streets.walks import nearest_walks, walks_between

__all__ = ["DoorWalks", "agreeing_with", "walks_of_doors"]

#: The patch around a corrected door: just larger than the cell it lies in, then ever smaller.
_PATCHES_M = (6.0, 0.5, 0.03)


@dataclass(frozen=True, slots=True)
class DoorWalks:
    """
    The doors that a picture must agree with, in the network's system, and their walks within the limit.

    Those to goal g are `walks[start[g]:start[g + 1]]`, metres or seconds, of the doors `door` in the same places.
    """

    points: NDArray[np.object_]
    tree: shapely.STRtree
    limit: Limit
    start: NDArray[np.int64]
    door: NDArray[np.integer]
    walks: NDArray[np.float64]


def walks_of_doors(network: Network, demand: GeoDataFrame, goals: Snap, limit: Limit, *, by_goal: bool) -> DoorWalks:
    """Measure the doors once for all pictures: to each goal by itself, or (as goal 0) to the nearest of all."""
    points = demand.geometry.to_crs(network.crs).to_numpy()
    doors = snap(network, demand, "demand")
    if by_goal:
        found = walks_between(network, doors, goals, limit.amount, limit.measure)
        order = np.argsort(found.goal, kind="stable")
        amount, door = (found.walk_m if limit.measure == "walk_m" else found.walk_s)[order], found.door[order]
        count = np.bincount(found.goal, minlength=len(goals.edge))
    else:
        nearest = nearest_walks(network, doors, goals, limit.measure)
        amount = nearest.walk_m if limit.measure == "walk_m" else nearest.walk_s
        door = np.flatnonzero(np.isfinite(amount)).astype(np.int32)
        amount, count = amount[door], np.array([len(door)])
    start = np.concatenate([[0], np.cumsum(count)])
    return DoorWalks(points, shapely.STRtree(points), limit, start, door, amount)


def agreeing_with(polygon: shapely.Geometry, doors: DoorWalks, goal: int, low: float, high: float) -> shapely.Geometry:
    """
    Return the polygon with a small patch added or taken away at each door on the wrong side.

    `low` and `high` bound the ring in the limit's unit; a door belongs to it if its walk is above `low` and at most
    `high`.
    """
    own = slice(doors.start[goal], doors.start[goal + 1])
    is_in = doors.limit.holds(doors.walks[own], high)
    if low > 0:
        is_in &= ~doors.limit.holds(doors.walks[own], low)
    inside = doors.door[own][is_in]
    reach = shapely.box(*shapely.total_bounds([polygon, *doors.points[inside]]))
    around = doors.tree.query(shapely.buffer(reach, _PATCHES_M[0]))
    rows = np.union1d(inside, around).astype(np.intp)
    belongs = np.isin(rows, inside)
    points = doors.points[rows]
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
