"""
List every contiguous zone of a weight within bounds whose border costs at most so much.

A zone grows from its first atom; every neighbour is taken in or left out, in turn. A branch ends where the atoms in
hand are too heavy, where those in reach are too light, or where no border between what is in and what is out can be
cheap enough (a minimum cut by augmenting paths). In a planar graph few zones have a cheap border, so the list is short
where the zones are few and the limit is tight.
"""

# ruff: noqa: ANN001, ANN202  (compiled kernels: numba reads the types off the arrays)
# mypy: disable-error-code="no-untyped-def, no-any-return"

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from geo.grids.balance.atoms import Graph

__all__ = ["Listed", "zones_within"]

_OPEN, _IN, _OUT, _ABSENT = 0, 1, 2, 3


class Listed(NamedTuple):
    """Zones (one row each, True where an atom is in), whether these are all, and how many branches were looked at."""

    zones: NDArray[np.bool_]
    is_complete: bool
    nodes: int


class _Paths(NamedTuple):
    """Room for the minimum cut: flow by border (first to second positive), the arc that reached an atom, a queue."""

    flow: NDArray[np.float64]
    arc: NDArray[np.int64]
    queue: NDArray[np.int64]


def zones_within(
    graph: Graph,
    present: NDArray[np.bool_],
    limits: tuple[float, float],
    most_cost: float,
    *,
    root: int = -1,
    node_limit: int,
    zone_limit: int,
) -> Listed:
    """
    List the contiguous zones of present atoms within weight `limits` whose border among them costs at most `most_cost`.

    With a `root` only the zones that hold it; the search ends early, incomplete, at `node_limit` branches or
    `zone_limit` zones.
    """
    order = np.argsort(-graph.weight, kind="stable")
    order = order[present[order]]
    roots = order if root < 0 else np.array([root])
    zones = np.zeros((zone_limit, len(present)), np.bool_)
    found, nodes = _list(graph, present, roots.astype(np.int64), limits[0], limits[1], most_cost, node_limit, zones)
    is_complete = nodes <= node_limit and found <= zone_limit
    return Listed(zones[: min(found, zone_limit)], is_complete, int(nodes))


@njit(cache=True, nogil=True)
def _list(graph, present, roots, low, high, most_cost, node_limit, zones):
    count = len(present)
    status = np.where(present, _OPEN, _ABSENT)
    paths = _Paths(np.zeros(len(graph.cost)), np.zeros(count, np.int64), np.zeros(count, np.int64))
    chosen, is_out = np.zeros(count + 1, np.int64), np.zeros(count + 1, np.bool_)
    found, nodes = 0, 0
    for root in roots:
        status[root] = _IN
        weight, depth = graph.weight[root], 0
        while True:
            nodes += 1
            if nodes > node_limit or found > len(zones):
                return found, nodes
            v = -1
            if _may_grow(graph, status, root, weight, low, high, most_cost, paths):
                v = _next_atom(graph, status)
                if v < 0 and weight >= low:
                    if found < len(zones):
                        zones[found] = status == _IN
                    found += 1
            if v >= 0:
                status[v], chosen[depth], is_out[depth] = _IN, v, False
                weight += graph.weight[v]
                depth += 1
                continue
            while depth and is_out[depth - 1]:
                depth -= 1
                status[chosen[depth]] = _OPEN
            if depth == 0:
                break
            status[chosen[depth - 1]], is_out[depth - 1] = _OUT, True
            weight -= graph.weight[chosen[depth - 1]]
        status[root] = _OUT
    return found, nodes


@njit(cache=True, nogil=True)
def _may_grow(graph, status, root, weight, low, high, most_cost, paths):
    if weight > high or _weight_in_reach(graph, status, root, paths) < low:
        return False
    return most_cost == np.inf or not _cut_exceeds(graph, status, most_cost, paths)


@njit(cache=True, nogil=True)
def _weight_in_reach(graph, status, root, paths):
    paths.arc[:] = -1
    paths.arc[root], paths.queue[0] = 0, root
    first, last, total = 0, 1, 0.0
    while first < last:
        v = paths.queue[first]
        first += 1
        total += graph.weight[v]
        for place in range(graph.start[v], graph.start[v + 1]):
            u = graph.other[place]
            if status[u] <= _IN and paths.arc[u] < 0:
                paths.arc[u], paths.queue[last] = 0, u
                last += 1
    return total


@njit(cache=True, nogil=True)
def _next_atom(graph, status):
    """Return the open atom with the dearest border to what is in; of equals the heaviest; -1 if none touches it."""
    best, best_cost = -1, -1.0
    for v in range(len(status)):
        if status[v] != _OPEN:
            continue
        cost, touches = 0.0, False
        for place in range(graph.start[v], graph.start[v + 1]):
            if status[graph.other[place]] == _IN:
                cost += graph.cost[graph.border[place]]
                touches = True
        if touches and (cost > best_cost or (cost == best_cost and graph.weight[v] > graph.weight[best])):
            best, best_cost = v, cost
    return best


@njit(cache=True, nogil=True)
def _cut_exceeds(graph, status, most_cost, paths):
    """Whether every border between what is in and what is out costs more than `most_cost`."""
    paths.flow[:] = 0.0
    total, slack = 0.0, 1e-9 * (1.0 + most_cost)
    while total <= most_cost + slack:
        end = _path(graph, status, slack, paths)
        if end < 0:
            return False
        room, u = np.inf, end
        while paths.arc[u] >= 0:
            room = min(room, _room(graph, paths, paths.arc[u]))
            u = graph.here[paths.arc[u]]
        u = end
        while paths.arc[u] >= 0:
            arc = paths.arc[u]
            paths.flow[graph.border[arc]] += room if graph.here[arc] < u else -room
            u = graph.here[arc]
        total += room
    return True


@njit(cache=True, nogil=True)
def _room(graph, paths, arc):
    border = graph.border[arc]
    forward = graph.here[arc] < graph.other[arc]
    return graph.cost[border] - (paths.flow[border] if forward else -paths.flow[border])


@njit(cache=True, nogil=True)
def _path(graph, status, slack, paths):
    """Find the shortest path with room left from what is in to what is out; -1 if there is none."""
    last = 0
    for v in range(len(status)):
        paths.arc[v] = -1
        if status[v] == _IN:
            paths.arc[v], paths.queue[last] = -2, v
            last += 1
    first = 0
    while first < last:
        v = paths.queue[first]
        first += 1
        for arc in range(graph.start[v], graph.start[v + 1]):
            u = graph.other[arc]
            if status[u] == _ABSENT or paths.arc[u] != -1 or _room(graph, paths, arc) <= slack:
                continue
            paths.arc[u] = arc
            if status[u] == _OUT:
                return u
            paths.queue[last] = u
            last += 1
    return -1
