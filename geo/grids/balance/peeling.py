"""
Prove that no division has fewer cut edges, by peeling zones off, the one with the cheapest border first.

Of k zones whose cut costs c in sum, every border between two counting for both, one has a border of at most 2c/k. So
list the zones that cheap (`zones_within`; there are few), take each off in turn and ask the same of what is left with
the cost that is left. Where the lists are complete and no division turned up, there is none.
"""

import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo.grids.balance.atoms import Graph, subgraph
from geo.grids.balance.counting import components
from geo.grids.balance.zones import zones_within

__all__ = ["Budget", "Proof", "prove_cut"]

_NODES_AT_ONCE = 20_000
_ZONES = 20_000
#: How far the limit is raised each time, as a share of the best cost known; the last asks about all that is cheaper.
_LEVELS = (0.5, 0.75, 0.9, 1.0)


@dataclass(slots=True)
class Budget:
    """How many branches may be looked at, and until when (`time.perf_counter`)."""

    nodes: int
    ends_s: float
    asked: int = field(default=0)

    @property
    def is_spent(self) -> bool:
        """Whether the work must end."""
        return self.nodes <= 0 or time.perf_counter() > self.ends_s


@dataclass(frozen=True, slots=True)
class Proof:
    """The best zones known (None: none), what they cost, and what none can cost less than."""

    zone: NDArray[np.int64] | None
    cost: float
    bound: float


class _SpentError(Exception):
    """The budget is used up."""


def prove_cut(
    graph: Graph, count: int, limits: tuple[float, float], known: NDArray[np.int64] | None, budget: Budget
) -> Proof:
    """
    Find the cheapest cut into `count` zones within `limits`, starting from a division that is `known`.

    The bound is the highest limit below which all was looked at; with the whole budget spent it may be far below the
    cost. No zones and an infinite bound: there is no such division.
    """
    step = 1.0 if np.all(graph.cost == np.rint(graph.cost)) else 0.0
    best, cost, bound = known, np.inf, 0.0
    if known is not None:
        cost = float(graph.cost[known[graph.first] != known[graph.second]].sum())
    levels = [share for share in _LEVELS if known is not None] or [1.0]
    present = np.ones(len(graph.weight), bool)
    try:
        for share in levels:
            while True:
                limit = _limit(cost, share, step)
                if limit < bound:
                    break
                found = _cheaper(graph, present, count, limits, limit, budget)
                if found is None:
                    bound = max(bound, cost if share == 1.0 else np.floor(limit) + 1 if step else limit)
                    break
                best, cost = _labels(found), _cost_of(graph, found)
    except _SpentError:
        pass
    return Proof(best, cost, min(bound, cost))


def _limit(cost: float, share: float, step: float) -> float:
    if not np.isfinite(cost):
        return float(np.inf)
    below = cost - step if step else cost * (1 - 1e-7)
    return below if share == 1.0 else min(below, share * cost)


def _labels(zones: list[NDArray[np.bool_]]) -> NDArray[np.int64]:
    return np.asarray(np.argmax(np.array(zones), axis=0), dtype=np.int64)


def _cost_of(graph: Graph, zones: list[NDArray[np.bool_]]) -> float:
    zone = _labels(zones)
    return float(graph.cost[zone[graph.first] != zone[graph.second]].sum())


def _cheaper(
    graph: Graph,
    present: NDArray[np.bool_],
    count: int,
    limits: tuple[float, float],
    limit: float,
    budget: Budget,
) -> list[NDArray[np.bool_]] | None:
    """Return a division of the present atoms that costs at most `limit`, None if there is none."""
    if not _divides(graph, present, count, limits):
        return None
    if count == 1:
        return [present]
    root = int(np.argmax(np.where(present, graph.weight, -1.0))) if count == 2 else -1
    listed = zones_within(
        graph,
        present,
        limits,
        limit if count == 2 else 2 * limit / count,
        root=root,
        node_limit=max(budget.nodes, 0),
        zone_limit=_ZONES,
    )
    budget.nodes -= listed.nodes
    for zone in _cheapest_first(graph, present, listed.zones):
        cost = _border_cost(graph, present, zone)
        found = _cheaper(graph, present & ~zone, count - 1, limits, limit - cost, budget)
        if found is not None:
            return [zone, *found]
    if budget.is_spent or not listed.is_complete:
        raise _SpentError
    return None


def _cheapest_first(graph: Graph, present: NDArray[np.bool_], zones: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    costs = [_border_cost(graph, present, zone) for zone in zones]
    return [zones[place] for place in np.argsort(costs, kind="stable")]


def _border_cost(graph: Graph, present: NDArray[np.bool_], zone: NDArray[np.bool_]) -> float:
    there = present[graph.first] & present[graph.second]
    return float(graph.cost[there & (zone[graph.first] != zone[graph.second])].sum())


def _divides(graph: Graph, present: NDArray[np.bool_], count: int, limits: tuple[float, float]) -> bool:
    """Whether the weights of the connected parts leave room for so many zones."""
    rest = subgraph(graph, present)
    parts, part = components(rest)
    if parts > count or len(rest.weight) < count:
        return False
    weight = np.bincount(part, weights=rest.weight, minlength=parts)
    size = np.bincount(part, minlength=parts)
    slack = 1e-9 * (1.0 + weight.max(initial=0.0))
    least = np.maximum(1, np.ceil((weight - slack) / limits[1])) if limits[1] > 0 else np.ones(parts)
    most = np.minimum(size, np.floor((weight + slack) / limits[0])) if limits[0] > 0 else size
    return bool((least <= most).all() and least.sum() <= count <= most.sum())
