"""Explain a single walk: how long, how many minutes, along which streets, drawn as a line."""

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from shapely.ops import substring

from geo.crs import LONLAT
from geo.errors import NoRouteError, WrongValueError
from geo.streets.network import Network
from geo.streets.snapping import Snap, snap
from geo.streets.walks import Measure, nearest_walks, node_field

__all__ = ["Leg", "Route", "route"]

LonLat = tuple[float, float]

_ON_ONE_EDGE = 2
_SAME_PLACE_M = 1e-6


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of a walk on one street; the name is empty off the street or where the street has none."""

    name: str
    length_m: float


@dataclass(frozen=True, slots=True)
class Route:
    """
    One walk, door to door.

    `geometry` is a line in lon/lat; `straight_m` the distance as the crow flies; `detour` the ratio of the two;
    `legs` the streets in the order they are walked.
    """

    length_m: float
    time_s: float
    straight_m: float
    geometry: shapely.LineString
    legs: tuple[Leg, ...]

    @property
    def detour(self) -> float:
        """How many times longer the walk is than the straight line; 1 where both ends are one place."""
        return self.length_m / self.straight_m if self.straight_m > 0 else 1.0


def route(network: Network, origin: LonLat, destination: LonLat, by: Measure = "walk_m") -> Route:
    """
    Find the shortest (`by="walk_s"`: the quickest) walk between two places, (lon, lat) in degrees.

    Raises
    ------
    WrongValueError
        If a place is not a longitude and a latitude.
    NoRouteError
        If a place is far from any street, or no street joins the two.
    """
    ends = [
        _snapped(network, place, role) for place, role in ((origin, "starting point"), (destination, "destination"))
    ]
    start, goal = ends
    answer = nearest_walks(network, start, goal, by)
    if answer.goal[0] < 0:
        parts = network.components.set_index("component")["length_m"]
        here, there = (network.edge_component[end.edge[0]] for end in ends)
        raise NoRouteError(
            "No walk joins the two places: expected streets that meet, but the starting point is on a part of "
            f"{parts[here]:,.0f} m and the destination on another of {parts[there]:,.0f} m. "
            "Add the missing street, bridge or gate, or choose another profile.",
            zh=f"两地之间走不通：起点所在的路网长 {parts[here]:,.0f} 米，终点在另一片 {parts[there]:,.0f} 米的路网上；"
            "请补上缺的道路、桥或门，或换一种走法。",
        )
    edges, shares = _trace(network, start, goal, by, int(answer.side[0]))
    corners = [shapely.points(network_xy(network, place)) for place in (origin, destination)]
    pieces = [_piece(network, edge, begin, end) for edge, (begin, end) in zip(edges, shares, strict=True)]
    xy = np.concatenate([shapely.get_coordinates(part) for part in (corners[0], *pieces, corners[1])])
    moved = np.concatenate([[True], (np.abs(np.diff(xy, axis=0)) > _SAME_PLACE_M).any(axis=1)])
    xy = xy[moved] if moved.sum() > 1 else np.repeat(xy[:1], 2, axis=0)
    return Route(
        length_m=float(answer.walk_m[0]),
        time_s=float(answer.walk_s[0]),
        straight_m=float(shapely.distance(*corners)),
        geometry=GeoSeries([shapely.linestrings(xy)], crs=network.crs).to_crs(LONLAT).iloc[0],
        legs=_legs(network, edges, pieces, float(start.leg_m[0]), float(goal.leg_m[0])),
    )


def network_xy(network: Network, place: LonLat) -> tuple[float, float]:
    """Return a (lon, lat) place in the network's system."""
    point = GeoSeries([shapely.Point(place)], crs=LONLAT).to_crs(network.crs).iloc[0]
    return point.x, point.y


def _snapped(network: Network, place: LonLat, role: str) -> Snap:
    lon, lat = place
    if not (np.isfinite([lon, lat]).all() and -180 <= lon <= 180 and -90 <= lat <= 90):
        raise WrongValueError(
            f"The {role} needs a longitude (-180 to 180) and a latitude (-90 to 90), in this order; found {lon}, {lat}."
        )
    points = GeoDataFrame({"name": [""]}, geometry=[shapely.Point(lon, lat)], index=[f"{lon:g}, {lat:g}"], crs=LONLAT)
    joined = snap(network, points, role)
    if joined.refused:
        raise NoRouteError(joined.refused[0], zh=f"这个位置（{lon:g}, {lat:g}）附近没有走得到的道路；请检查位置。")
    return joined


def _trace(
    network: Network, start: Snap, goal: Snap, by: Measure, side: int
) -> tuple[list[int], list[tuple[float, float]]]:
    """Return the edges walked, in order, and the shares of each between which it is walked."""
    first, last = int(start.edge[0]), int(goal.edge[0])
    begin, end = float(start.share[0]), float(goal.share[0])
    if side == _ON_ONE_EDGE:
        return [first], [(begin, end)]
    via = node_field(network, goal, by, with_via=True).via
    if via is None:
        raise AssertionError("the field was asked for with its ways")
    edges, shares = [first], [(begin, float(side))]
    node = int(network.edge_nodes[first, side])
    while via[node] >= 0:
        edge = int(via[node])
        here, there = network.edge_nodes[edge]
        edges.append(edge)
        shares.append((0.0, 1.0) if here == node else (1.0, 0.0))
        node = int(there if here == node else here)
    return [*edges, last], [*shares, (float(-1 - via[node]), end)]


def _piece(network: Network, edge: int, begin: float, end: float) -> shapely.LineString:
    """Return the part of an edge between two shares, in the direction it is walked."""
    line = network.edge_lines(np.array([edge]))[0]
    part = substring(line, begin, end, normalized=True)
    return part if isinstance(part, shapely.LineString) else shapely.LineString([part, part])


def _legs(
    network: Network, edges: list[int], pieces: list[shapely.LineString], start_leg_m: float, goal_leg_m: float
) -> tuple[Leg, ...]:
    ways = network.edge_way[np.array(edges, dtype=np.intp)]
    names = [network.way_names[way] if 0 <= way < len(network.way_names) else "" for way in ways]
    stretches = [("", start_leg_m), *zip(names, [piece.length for piece in pieces], strict=True), ("", goal_leg_m)]
    return tuple(
        Leg(name, sum(length_m for _, length_m in part))
        for name, part in ((name, list(part)) for name, part in groupby(stretches, key=itemgetter(0)))
        if any(length_m > _SAME_PLACE_M for _, length_m in part)
    )
