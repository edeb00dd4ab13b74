"""Find the places beside streets where something can stand: a shop, a station, a bench of neighbours."""

from functools import cache

import networkx as nx
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from data.demo.areas import all_slots, community_of_blocks, grid_of_blocks
from data.demo.compounds import estates
from data.demo.frame import rounded
from data.demo.frontage import HALF_WIDTHS_M
from data.demo.land_use import assigned_blocks
from data.demo.network import Node, noded_streets, walk_graph
from data.demo.people import homes
from data.demo.rivers import waters
from data.demo.skeleton import expressway, railway

__all__ = ["buildings_land", "city_walks", "doors", "near_spots", "spots", "steps_to_network", "walks_from"]

_STEP_M = 26.0
_SHOP_STREETS = ("primary", "secondary", "tertiary", "residential", "living_street", "unclassified")


@cache
def buildings_land() -> BaseGeometry:
    """Return the footprints of all homes in one shape."""
    land = shapely.union_all([slot.footprint for slot in all_slots()])
    shapely.prepare(land)
    return land


@cache
def doors() -> tuple[Point, ...]:
    """Return the first door of every building, in the order of `homes`."""
    return tuple(slot.doors[0] for slot in all_slots())


@cache
def spots() -> pd.DataFrame:
    """Return places beside streets: `place`, `highway`, `block`, `community`, `grid`, and `homes_near` within 250 m."""
    rows = []
    for street in noded_streets():
        if street.highway in _SHOP_STREETS and not (street.is_bridge or street.is_tunnel or street.kind == "crossing"):
            aside_m = HALF_WIDTHS_M[street.highway] - 1.5
            for at in np.arange(_STEP_M / 2, street.line.length, _STEP_M):
                rows += [(*_beside(street.line, at, side * aside_m), street.highway) for side in (-1, 1)]
    table = pd.DataFrame(rows, columns=["east_m", "north_m", "highway"])
    places = [rounded(Point(place)) for place in table[["east_m", "north_m"]].to_numpy()]
    blocked = shapely.union_all([_walled_land(), waters().buffer(12), railway().buffer(22), expressway().buffer(40)])
    shapely.prepare(blocked)
    free = ~shapely.intersects(blocked, places) & (shapely.distance(buildings_land(), places) > 1.0)
    table = pd.DataFrame(table.assign(place=pd.Series(places, dtype=object))[free]).reset_index(drop=True)
    table["block"] = _blocks_at(table["place"].to_list())
    table = table[table["block"] >= 0].reset_index(drop=True)
    table["community"] = community_of_blocks()[table["block"]]
    table["grid"] = grid_of_blocks()[table["block"]]
    table["use"] = [assigned_blocks()[block].use for block in table["block"]]
    table["homes_near"] = _homes_near(table)
    return table


def _beside(line: LineString, at: float, aside_m: float) -> tuple[float, float]:
    here, ahead = line.interpolate(at), line.interpolate(min(at + 2, line.length))
    behind = line.interpolate(max(at - 2, 0))
    far = max(np.hypot(ahead.x - behind.x, ahead.y - behind.y), 0.1)
    return here.x - (ahead.y - behind.y) / far * aside_m, here.y + (ahead.x - behind.x) / far * aside_m


def _blocks_at(places: list[Point]) -> NDArray[np.int64]:
    tree = shapely.STRtree([block.face for block in assigned_blocks()])
    found, blocks = tree.query(places, predicate="intersects")
    at = np.full(len(places), -1)
    at[found[::-1]] = blocks[::-1]
    return at


def _homes_near(table: pd.DataFrame) -> NDArray[np.int64]:
    tree = shapely.STRtree(list(doors()))
    found, near = tree.query(table["place"].to_numpy(), predicate="dwithin", distance=250.0)
    return np.bincount(found, homes()["households"].to_numpy()[near], minlength=len(table)).astype(np.int64)


@cache
def city_walks() -> "nx.Graph[Node]":
    """Return the walking graph of the whole city."""
    return walk_graph(noded_streets())


@cache
def _walled_land() -> BaseGeometry:
    land = shapely.union_all([estate.ground for estate in estates() if estate.is_gated]).buffer(0.05)
    shapely.prepare(land)
    return land


@cache
def _legs(is_outside: bool) -> tuple[list[tuple[Node, Node]], shapely.STRtree]:
    """Return the legs of the network between vertices; only those outside all walls if asked."""
    legs = list(city_walks().edges)
    if is_outside:
        middles = np.array(legs).mean(axis=1)
        walled = shapely.contains_xy(_walled_land(), middles)
        legs = [leg for leg, is_walled in zip(legs, walled, strict=True) if not is_walled]
    return legs, shapely.STRtree([LineString(leg) for leg in legs])


def steps_to_network(place: Point, is_outside: bool = False) -> tuple[tuple[Node, float], ...]:
    """Return both ends of the leg nearest to a place and the walk to each; a leg outside all walls if the place is."""
    legs, tree = _legs(is_outside)
    number = int(tree.nearest(place))
    line = tree.geometries[number]
    aside_m, along_m = line.distance(place), line.project(place)
    return (legs[number][0], aside_m + along_m), (legs[number][1], aside_m + line.length - along_m)


def walks_from(place: Point, limit_m: float) -> dict[Node, float]:
    """Return the walk from a place outside walls to every vertex within the limit."""
    walks: dict[Node, float] = {}
    for start, first_m in steps_to_network(place, is_outside=True):
        further = nx.single_source_dijkstra_path_length(
            city_walks(), start, max(limit_m - first_m, 0), weight="length_m"
        )
        for node, walk_m in further.items():
            walks[node] = min(walk_m + first_m, walks.get(node, np.inf))
    return walks


def near_spots(place: Point, count: int = 1, community: int | None = None) -> list[int]:
    """Return the rows of the spots nearest to a place, of one community if asked."""
    table = spots() if community is None else spots()[spots()["community"] == community]
    far_m = np.hypot(table["east_m"].to_numpy() - place.x, table["north_m"].to_numpy() - place.y)
    return [int(row) for row in table.index[np.argsort(far_m, kind="stable")[:count]]]
