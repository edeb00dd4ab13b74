"""Give land where nothing is counted (parks, works, fields) to the grid that is nearest to it."""

import heapq
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from geo.grids.atoms import Atoms

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["with_nearest_land", "with_short_borders"]

Zones = dict[str, int]

#: A border is not moved for less, in the unit of its cost.
_LEAST_GAIN = 1.0


def with_nearest_land(
    atoms: Atoms, graph: "nx.Graph[str]", weights: "pd.Series[float]", zone: Mapping[str, int]
) -> Zones:
    """
    Return the zones with every empty atom moved to the nearest zone it can be reached from; none is torn.

    Empty atoms that hold a zone together stay, so do zones without any weight.
    """
    kept = _kept(graph, weights, zone)
    land = {
        number: shapely.union_all(atoms.blocks.geometry.loc[[atom for atom, one in kept.items() if one == number]])
        for number in sorted(set(kept.values()))
    }
    middle = pd.Series(shapely.centroid(atoms.blocks.geometry.to_numpy()), index=atoms.blocks.index)
    found = dict(kept)
    reach: list[tuple[float, str, int]] = []

    def look_around(atom: str) -> None:
        for other in graph[atom]:
            if other not in found:
                away_m = round(float(shapely.distance(middle[other], land[found[atom]])), 3)
                heapq.heappush(reach, (away_m, other, found[atom]))

    for atom in sorted(kept):
        look_around(atom)
    while reach:
        _, atom, number = heapq.heappop(reach)
        if atom not in found:
            found[atom] = number
            look_around(atom)
    return {atom: found[atom] for atom in zone}


def with_short_borders(graph: "nx.Graph[str]", weights: "pd.Series[float]", zone: Mapping[str, int]) -> Zones:
    """
    Move empty atoms to the neighbour with which they share most, as long as the borders between zones get cheaper.

    `graph` has the `cost` of each border. No zone is torn or left without land.
    """
    found = dict(zone)
    size = pd.Series(found).value_counts().to_dict()
    empty = [atom for atom in sorted(found) if weights[atom] == 0]
    is_moving = True
    while is_moving:
        is_moving = False
        for atom in empty:
            here = found[atom]
            shared: dict[int, float] = {}
            for other, border in graph[atom].items():
                shared[found[other]] = shared.get(found[other], 0.0) + border["cost"]
            best = max(sorted(shared), key=lambda number: shared[number], default=here)
            gain = shared.get(best, 0.0) - shared.get(here, 0.0)
            if best == here or gain <= _LEAST_GAIN or size[here] == 1 or not _holds_without(graph, found, atom):
                continue
            found[atom] = best
            size[here], size[best] = size[here] - 1, size[best] + 1
            is_moving = True
    return found


def _holds_without(graph: "nx.Graph[str]", zone: Mapping[str, int], atom: str) -> bool:
    rest = [other for other, number in zone.items() if number == zone[atom] and other != atom]
    import networkx as nx

    return nx.is_connected(graph.subgraph(rest))


def _kept(graph: "nx.Graph[str]", weights: "pd.Series[float]", zone: Mapping[str, int]) -> Zones:
    """Return what stays in its zone: atoms with weight, the ways between them, and zones that have no weight at all."""
    kept: Zones = {}
    for number in sorted(set(zone.values())):
        members = [atom for atom, one in zone.items() if one == number]
        heavy = [atom for atom in members if weights[atom] > 0]
        inside = graph.subgraph(members)
        kept |= dict.fromkeys(_joined(inside, heavy) if heavy else members, number)
    return kept


def _joined(graph: "nx.Graph[str]", wanted: list[str]) -> set[str]:
    """Return the wanted atoms and the fewest others, found one way after another, that make them hang together."""
    import networkx as nx

    together = {wanted[0]}
    left = set(wanted[1:])
    while left:
        ways = nx.multi_source_dijkstra_path(graph, together, weight=_is_new(set(wanted)))
        nearest = min(left & set(ways), key=lambda atom: (len(set(ways[atom]) - set(wanted)), atom), default=None)
        if nearest is None:
            break
        together |= set(ways[nearest])
        left -= together
    return together | set(wanted)


def _is_new(wanted: set[str]) -> Callable[[str, str, dict[str, Any]], float]:
    def cost(_: str, to: str, __: dict[str, Any]) -> float:
        return 1e-6 if to in wanted else 1.0

    return cost
