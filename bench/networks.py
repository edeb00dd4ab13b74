"""Prepare the towns to measure on: streets, doors and places for facilities, the same arrays for every contender."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pyproj
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo import PROFILES, City, Network, city_network, import_city
from geo.errors import NoSuchFileError
from geo.streets import Snap, snap

__all__ = ["SEED", "TOWNS", "Town", "at_nodes", "flat", "generated_network", "places_at", "town_named"]

logger = logging.getLogger(__name__)

SEED = 20_260
_OSM = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "osm"
_SPACING_M = 80.0
_JITTER = 0.25
_GONE_SHARE = 0.25
#: Metres from a street at most, for doors that are drawn at random.
_SETBACK_M = 25.0
#: A system in metres for the generated town; any would do.
_GENERATED_CRS = 4549


@dataclass(frozen=True, eq=False)
class Town:
    """
    One network with its doors.

    `demand` are doors as points, `doors` where they meet the streets; `door_node` (d,) is the nearer end of each door's
    street edge, for contenders that know only nodes; `sites` are nodes of the largest connected part, shuffled: the
    first k are "k facilities".
    """

    name: str
    network: Network
    demand: GeoDataFrame
    doors: Snap
    door_node: NDArray[np.int32]
    sites: NDArray[np.int32]
    origin: str

    @property
    def size(self) -> str:
        """Nodes, edges and doors in words."""
        counts = len(self.network.node_xy), len(self.network.edge_nodes), len(self.doors.edge)
        return "{:,} nodes, {:,} edges, {:,} doors".format(*counts)


def town_named(name: str) -> Town | str:
    """Return a town, or the reason why it is not there."""
    logger.info("preparing %s", name)
    return TOWNS[name]()


def flat(network: Network) -> Network:
    """Return the same streets without slopes, steps and waits: other programs add up one figure, so we do too."""
    seconds = np.repeat((network.edge_length_m / network.profile.speed_m_per_s)[:, None], 2, axis=1)
    return replace(network, edge_seconds=seconds)


def at_nodes(network: Network, nodes: NDArray[np.integer]) -> Snap:
    """Return places exactly at nodes: a share of 0 or 1 along one of the node's edges, no step."""
    arcs = network.arcs_m
    edge = arcs.edge[arcs.start[nodes]]
    share = np.where(network.edge_nodes[edge, 0] == nodes, 0.0, 1.0)
    return Snap(edge.astype(np.int32), share, np.zeros(len(nodes)))


def places_at(network: Network, nodes: NDArray[np.integer], index_name: str = "facility_id") -> GeoDataFrame:
    """Return nodes as a point layer in the network's own system."""
    names = [f"f{number}" for number in range(len(nodes))]
    places = GeoDataFrame({index_name: names}, geometry=shapely.points(network.node_xy[nodes]), crs=network.crs)
    return places.set_index(index_name)


def generated_network(node_count: int, seed: int = SEED) -> Network:
    """
    Return a jittered lattice with a quarter of its edges missing, nodes in the order of a space-filling curve.

    Streets are straight; `node_count` is met up to the nearest square.
    """
    side = round(node_count**0.5)
    random = np.random.default_rng(seed)
    column, row = np.meshgrid(np.arange(side), np.arange(side))
    column, row = column.ravel(), row.ravel()
    order = np.argsort(_spread(column) | (_spread(row) << 1), kind="stable")
    rank = np.empty(side * side, np.int64)
    rank[order] = np.arange(side * side)
    jitter = random.uniform(-_JITTER, _JITTER, (side * side, 2))
    xy = (np.column_stack([column, row]) + jitter)[order] * _SPACING_M + (400_000.0, 3_000_000.0)
    number = rank.reshape(side, side)
    ends = np.concatenate(
        [
            np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()]),
            np.column_stack([number[:-1].ravel(), number[1:].ravel()]),
        ]
    )
    ends = ends[random.random(len(ends)) >= _GONE_SHARE]
    ends = ends[np.argsort(ends.min(axis=1), kind="stable")].astype(np.int32)
    points = xy[ends].reshape(-1, 2)
    length_m = np.hypot(*(xy[ends[:, 1]] - xy[ends[:, 0]]).T)
    profile = PROFILES["standard"]
    return Network(
        crs=pyproj.CRS.from_epsg(_GENERATED_CRS),
        profile=profile,
        node_xy=xy,
        edge_nodes=ends,
        edge_length_m=length_m,
        edge_seconds=np.repeat((length_m / profile.speed_m_per_s)[:, None], 2, axis=1),
        edge_way=np.zeros(len(ends), np.int32),
        edge_start=np.arange(0, 2 * len(ends) + 1, 2, dtype=np.int64),
        points=points,
        walls=np.empty((0, 4)),
        way_names=("",),
    )


def _spread(bits: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put a zero between the bits of numbers below 65,536."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        bits = (bits | (bits << shift)) & mask
    return bits


def _town(name: str, network: Network, demand: GeoDataFrame, origin: str) -> Town:
    doors = snap(network, demand, "demand")
    demand = demand[doors.is_joined]
    doors = Snap(*(part[doors.is_joined] for part in (doors.edge, doors.share, doors.leg_m)))
    door_node = network.edge_nodes[doors.edge, (doors.share > 0.5).astype(int)]
    main = np.unique(network.edge_nodes[network.edge_component == 0])
    sites = np.random.default_rng(SEED).permutation(main).astype(np.int32)
    return Town(name, network, demand, doors, door_node, sites, origin)


def _scattered(network: Network, count: int) -> GeoDataFrame:
    """Doors at random beside streets, more where there is more street."""
    random = np.random.default_rng(SEED)
    chance = network.edge_length_m / network.edge_length_m.sum()
    edges = np.sort(random.choice(len(chance), count, p=chance))
    on_street = shapely.line_interpolate_point(network.edge_lines(edges), random.random(count), normalized=True)
    offset = random.uniform(-_SETBACK_M, _SETBACK_M, (count, 2))
    places = shapely.points(shapely.get_coordinates(on_street) + offset)
    names = [f"b{number}" for number in range(count)]
    return GeoDataFrame({"demand_id": names}, geometry=places, crs=network.crs).set_index("demand_id")


@cache
def _demo() -> Town | str:
    try:
        city = City.demo()
    except NoSuchFileError:
        return "the demo city's file is not there"
    return _town("demo city", flat(city_network(city)), city.demand[["geometry"]], "its own buildings")


def _extract(name: str, title: str, door_count: int | None) -> Town | str:
    path = _OSM / f"{name}.osm.pbf"
    if not path.exists():
        return f"{path.name} is not on this computer (see CONTRIBUTING.md)"
    city = import_city(path)
    network = flat(city_network(city))
    if door_count is None:
        return _town(title, network, city.demand[["geometry"]], "OpenStreetMap's buildings")
    return _town(title, network, _scattered(network, door_count), "doors drawn at random beside streets")


@cache
def _liechtenstein() -> Town | str:
    return _extract("liechtenstein", "Liechtenstein", None)


@cache
def _porto_alegre() -> Town | str:
    return _extract("porto_alegre", "Porto Alegre", 50_000)


@cache
def _million() -> Town:
    network = generated_network(1_000_000)
    return _town("a million nodes", network, _scattered(network, 200_000), "generated; doors drawn at random")


TOWNS: dict[str, Callable[[], Town | str]] = {
    "demo city": _demo,
    "Liechtenstein": _liechtenstein,
    "Porto Alegre": _porto_alegre,
    "a million nodes": _million,
}
