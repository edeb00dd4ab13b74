"""How far is the nearest facility, from every node?"""

import logging

import numpy as np
from numpy.typing import NDArray

from bench import peers
from bench.networks import TOWNS, Town, at_nodes, town_named
from bench.report import Section, Table, Target, duration, ratio_rows, times_faster
from bench.timing import Contender, Effort, Timing, in_turns, once
from bench.twin import compiler_version, twin_search
from geo.streets.arcs import METRES_PER_TICK
from geo.streets.search import FAR
from geo.streets.walks import node_field

__all__ = ["measure"]

logger = logging.getLogger(__name__)

_FACILITIES = 500
_OURS, _TWIN = "ours, `node_field`", "C twin"
_SCIPY, _SCIPY_FAR = "scipy, distance and facility", "scipy, distance only"
_PANDANA, _NETWORKX = "pandana `nearest_pois`", "networkx `multi_source_dijkstra`"
#: networkx needs half a minute to hold a network this large; a quick run leaves it out.
_LARGE = 200_000
_TWIN_TIMES = 1.2

_METHOD = (
    f"{_FACILITIES} facilities on nodes of the largest connected part; for every node, the metres to the nearest "
    "and which one it is, in one multi-source pass. Everyone gets the same edges, their lengths rounded to 0.1 "
    "mm. scipy: `dijkstra(min_only=True)`; pandana: the shortest range that still answers everywhere, its graph "
    "contracted beforehand (the time to build is in the notes); networkx gives no facility, only the distance."
)


def measure(effort: Effort) -> Section:
    """Measure every town, and judge the targets on the one where we do worst."""
    rows: list[tuple[str, ...]] = []
    notes = [f"C twin: {compiler_version()}, `-O3 -march=native`, `bench/twin.c`."]
    ratios: dict[str, dict[str, float]] = {}
    for name in TOWNS:
        town = town_named(name)
        if isinstance(town, str):
            notes.append(f"{name}: not measured here, because {town}.")
            continue
        timings, agreement, remarks = _town(town, effort)
        rows += ratio_rows(name, timings, _OURS, agreement)
        notes += [f"{name}: {town.size} ({town.origin}). {' '.join(remarks)}"]
        ratios[name] = {who: timing.median_s / timings[_OURS].median_s for who, timing in timings.items()}
    columns = ("network", "way", "median", "rounds", "ratio", "largest difference", "")
    return Section(
        "Nearest facility for every node", _METHOD, (Table("", columns, tuple(rows)),), _targets(ratios), tuple(notes)
    )


def _town(town: Town, effort: Effort) -> tuple[dict[str, Timing], dict[str, str], list[str]]:
    network, nodes = town.network, town.sites[:_FACILITIES]
    goals = at_nodes(network, nodes)
    ours_m = _metres(node_field(network, goals, "walk_m").ticks)
    furthest_m = float(np.ceil(ours_m[np.isfinite(ours_m)].max())) + 1
    contenders, remarks = [Contender(_OURS, lambda: node_field(network, goals, "walk_m"))], []
    answers: dict[str, NDArray[np.float64]] = {}
    twin = twin_search(network, nodes)
    if isinstance(twin, str):
        remarks.append(f"C twin not measured here, because {twin}.")
    else:
        contenders.append(Contender(_TWIN, twin))
        answers[_TWIN] = _metres(twin())
    matrix = peers.scipy_graph(network)
    contenders += [
        Contender(_SCIPY, lambda: peers.scipy_nearest_owner(matrix, nodes)),
        Contender(_SCIPY_FAR, lambda: peers.scipy_nearest(matrix, nodes)),
    ]
    answers[_SCIPY] = answers[_SCIPY_FAR] = peers.scipy_nearest(matrix, nodes)
    if effort.is_quick and len(network.node_xy) > _LARGE:
        remarks.append("networkx left out of a quick run.")
    else:
        graph = peers.networkx_graph(network)
        contenders.append(Contender(_NETWORKX, lambda: peers.networkx_nearest(graph, nodes)))
        answers[_NETWORKX] = peers.networkx_nearest(graph, nodes)
    built = []
    took_s = once(lambda: built.append(peers.pandana_graph_in_time(network)))
    if isinstance(built[0], str):
        remarks.append(f"pandana not measured: {built[0]}.")
    else:
        remarks.append(f"pandana built its contraction hierarchy in {duration(took_s)}.")
        contenders.append(Contender(_PANDANA, lambda: peers.pandana_nearest(built[0], nodes, furthest_m)))
        answers[_PANDANA] = peers.pandana_nearest(built[0], nodes, furthest_m)
    agreement = {name: _difference(ours_m, answer) for name, answer in answers.items()}
    timings = in_turns(contenders, effort)
    logger.info("nearest, %s: %s", town.name, {name: duration(timing.median_s) for name, timing in timings.items()})
    return timings, agreement, remarks


def _metres(ticks: NDArray[np.int32]) -> NDArray[np.float64]:
    return np.where(ticks == FAR, np.inf, ticks * METRES_PER_TICK)


def _difference(ours_m: NDArray[np.float64], theirs_m: NDArray[np.float64]) -> str:
    """Say how far apart two answers are, and how many nodes only one of them reaches."""
    both = np.isfinite(ours_m) & np.isfinite(theirs_m)
    apart = int((np.isfinite(ours_m) != np.isfinite(theirs_m)).sum())
    words = f"{np.abs(ours_m[both] - theirs_m[both]).max() * 1000:.2g} mm"
    return words + (f", {apart:,} nodes reached by one only" if apart else "")


def _targets(ratios: dict[str, dict[str, float]]) -> tuple[Target, ...]:
    work = "nearest facility for every node"
    gains = {
        way: {name: by_way[way] for name, by_way in ratios.items() if way in by_way}
        for way in (_SCIPY, _PANDANA, _TWIN)
    }
    beside_twin = {name: 1 / gain for name, gain in gains[_TWIN].items()}
    return (
        times_faster(work, "scipy", 2.5, gains[_SCIPY]),
        times_faster(work, "pandana", 100, gains[_PANDANA]),
        Target(
            work,
            f"at most {_TWIN_TIMES:g} times the C twin",
            {name: f"{times:.3g}" for name, times in beside_twin.items()},
            {name: times <= _TWIN_TIMES for name, times in beside_twin.items()},
        ),
    )
