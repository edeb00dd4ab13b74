"""Which doors are within fifteen minutes of which facilities, and how far is each walk?"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from bench import peers
from bench.networks import TOWNS, Town, at_nodes, places_at, town_named
from bench.peers import Pairs
from bench.report import Section, Table, Target, ratio_rows, times_faster
from bench.timing import Contender, Effort, in_turns, once
from geo import travel_table
from geo.streets import Snap
from geo.streets.walks import walks_between

__all__ = ["LIMIT_MIN", "limit_m_of", "measure"]

logger = logging.getLogger(__name__)

LIMIT_MIN = 15.0
_COUNTS = (100, 1_000, 10_000)
_JUDGED = 1_000
_OURS = "ours, doors at nodes as for the others"
_OURS_EXACT = "ours, doors where they are on the edges"
_OURS_LAYERS = "ours, `travel_table` from layers: snapping, ids, sorting"
_SCIPY, _PANDANA, _NETWORKX = "scipy `dijkstra(limit=)`", "pandana `nodes_in_range`", "networkx, `cutoff`"
_TIMES_FASTER = {_SCIPY: 15, _PANDANA: 40, _NETWORKX: 40}
#: A peer's first guess is made on so many facilities.
_TRIAL = 16
#: Sums of rounded lengths: a walk of exactly the limit is in for everyone.
_RIM_M = 0.001
_LARGE = 200_000

_METHOD = (
    f"All pairs of a facility and a door within {LIMIT_MIN:g} minutes at the standard pace of 1 m/s, and the "
    "metres of each. The others know only nodes: in the rows compared every door is moved to the nearer end of "
    "its street edge and every facility stands on a node; ours with the doors left in their places is a row of "
    "its own. The others search nodes within the limit and put each node's doors in its place with numpy: scipy "
    "32 sources at a time, scipy and networkx on one core; pandana without `precompute`, which would search from "
    "every node first, and like ours on all cores. Whoever would take long is measured on fewer facilities and "
    "scaled up, as the last column says."
)


@dataclass(frozen=True, slots=True)
class _Peer:
    """A peer with its graph built: facilities in, pairs out."""

    name: str
    table: Callable[[NDArray[np.int32]], Pairs]


def limit_m_of(town: Town) -> float:
    """Return how far one gets in the limit."""
    return LIMIT_MIN * 60 * town.network.profile.speed_m_per_s


def measure(effort: Effort) -> Section:
    """Measure every town and number of facilities, and judge the targets at a thousand."""
    rows: list[tuple[str, ...]] = []
    notes: list[str] = []
    found: dict[str, dict[str, float]] = {name: {} for name in _TIMES_FASTER}
    for name in TOWNS:
        town = town_named(name)
        if isinstance(town, str):
            notes.append(f"{name}: not measured here, because {town}.")
            continue
        others = _peers(town, effort, notes)
        for count in _COUNTS[:2] if effort.is_quick else _COUNTS:
            nodes = town.sites[:count]
            if len(nodes) < count:
                notes.append(f"{name} has no {count:,} different nodes in its largest part; {len(nodes):,} were taken.")
            contenders, agreement = _contenders(town, nodes, others, effort)
            timings = in_turns(contenders, effort)
            rows += [(name, f"{len(nodes):,}", *row[1:]) for row in ratio_rows(name, timings, _OURS, agreement)]
            if count == _JUDGED:
                for peer, gains in found.items():
                    if peer in timings:
                        gains[name] = timings[peer].median_s / timings[_OURS].median_s
            logger.info("tables, %s, %d facilities done", name, count)
    columns = ("network", "facilities", "way", "median", "rounds", "ratio", "pairs, and how they agree", "")
    return Section(
        "Travel table within fifteen minutes",
        _METHOD,
        (Table("", columns, tuple(rows)),),
        _targets(found),
        tuple(notes),
    )


def _peers(town: Town, effort: Effort, notes: list[str]) -> list[_Peer]:
    """Every peer with its graph, as far as it can be built in time."""
    network, limit_m = town.network, limit_m_of(town) + _RIM_M
    shelf = peers.shelf_of(town.door_node, len(network.node_xy))
    matrix = peers.scipy_graph(network)
    graphs = [_Peer(_SCIPY, partial(peers.scipy_table, matrix, shelf=shelf, limit_m=limit_m))]
    hierarchy = peers.pandana_graph_in_time(network)
    if isinstance(hierarchy, str):
        notes.append(f"{town.name}: pandana not measured: {hierarchy}.")
    else:
        graphs.append(_Peer(_PANDANA, partial(peers.pandana_table, hierarchy, shelf=shelf, limit_m=limit_m)))
    if not effort.is_quick or len(network.node_xy) < _LARGE:
        graph = peers.networkx_graph(network)
        graphs.append(_Peer(_NETWORKX, partial(peers.networkx_table, graph, shelf=shelf, limit_m=limit_m)))
    return graphs


def _contenders(
    town: Town, nodes: NDArray[np.int32], others: list[_Peer], effort: Effort
) -> tuple[list[Contender], dict[str, str]]:
    network, limit_m = town.network, limit_m_of(town)
    goals, doors = at_nodes(network, nodes), at_nodes(network, town.door_node)
    facilities = places_at(network, nodes)

    def ours(places: Snap) -> Pairs:
        walks = walks_between(network, places, goals, limit_m, "walk_m")
        return Pairs(walks.goal, walks.door, walks.walk_m)

    pairs, exact = ours(doors), ours(town.doors)
    travel = travel_table(network, town.demand, facilities, limit_min=LIMIT_MIN)
    agreement = {
        _OURS: f"{len(pairs.walk_m):,} pairs",
        _OURS_EXACT: f"{len(exact.walk_m):,} pairs",
        _OURS_LAYERS: f"{len(travel):,} pairs",
    }
    contenders = [
        Contender(_OURS, lambda: ours(doors)),
        Contender(_OURS_EXACT, lambda: ours(town.doors)),
        Contender(_OURS_LAYERS, lambda: travel_table(network, town.demand, facilities, limit_min=LIMIT_MIN)),
    ]
    for peer in others:
        share = _affordable(peer, nodes, effort)
        some = nodes[: max(int(len(nodes) * share), 1)]
        note = "" if len(some) == len(nodes) else f"measured on {len(some):,}, scaled"
        contenders.append(Contender(peer.name, partial(peer.table, some), len(some) / len(nodes), note))
        agreement[peer.name] = _agreement(pairs, peer.table(some), len(some), len(town.door_node))
    return contenders, agreement


def _affordable(peer: _Peer, nodes: NDArray[np.int32], effort: Effort) -> float:
    """Return the share of the facilities that leaves time for all rounds."""
    trial = nodes[:_TRIAL]
    took_s = once(lambda: peer.table(trial)) * len(nodes) / len(trial)
    share = effort.cap_s / (effort.rounds + 1) / took_s
    return share if share < 0.5 else 1.0


def _agreement(ours: Pairs, theirs: Pairs, facilities: int, doors: int) -> str:
    """Compare the pairs of the first facilities: how many only one has, and how far the others are apart."""
    first = ours.goal < facilities
    key, their_key = ours.goal[first].astype(np.int64) * doors + ours.door[first], theirs.goal * doors + theirs.door
    _, at, there = np.intersect1d(key, their_key, assume_unique=True, return_indices=True)
    apart = len(key) + len(their_key) - 2 * len(at)
    furthest_m = np.abs(ours.walk_m[first][at] - theirs.walk_m[there]).max(initial=0.0)
    words = f"{len(their_key):,}; largest difference {furthest_m * 1000:.2g} mm"
    return words + (f"; {apart:,} on the rim in one only" if apart else "")


def _targets(found: dict[str, dict[str, float]]) -> tuple[Target, ...]:
    work = f"travel table of {_JUDGED:,} facilities within {LIMIT_MIN:g} minutes, buildings included"
    return tuple(
        times_faster(work, peer.split(",")[0].split()[0], times, found[peer]) for peer, times in _TIMES_FASTER.items()
    )
