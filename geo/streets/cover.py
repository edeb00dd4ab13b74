"""
Keep who is nearest to what while single facilities come and go: only what changes is looked at again.

A cover is a value: adding or removing a goal returns a new one. Adding grows outward from the newcomer as far as it is
nearer; removing empties the goal's own part of the city and grows it again from its rim.
"""

from dataclasses import dataclass, replace

import numpy as np
from numba import njit
from numpy.typing import NDArray

from geo.streets.network import METRES_PER_TICK, SECONDS_PER_TICK, Network
from geo.streets.search import FAR
from geo.streets.snapping import Snap
from geo.streets.walks import Measure, edge_ticks, node_field, ticks_per_metre_off_street

__all__ = ["Cover", "cover_of", "with_goal", "without_goal"]

# ruff: noqa: ANN001, ANN202, C901  (compiled kernels: numba reads the types off the arrays)
# mypy: disable-error-code="no-untyped-def, no-any-return"


@dataclass(frozen=True, eq=False)
class Cover:
    """
    The nearest goal of every node and door, in ticks of one measure.

    `ticks`, `owner` (n,) of the nodes; `door_ticks`, `door_owner` (d,) of the doors, in the order given; the number of a
    goal is its row among those given, newcomers are numbered on. `FAR` and -1 where no goal can be reached.
    """

    network: Network
    measure: Measure
    doors: "_Doors"
    goals: NDArray[np.float64]
    ticks: NDArray[np.int32]
    owner: NDArray[np.int32]
    door_ticks: NDArray[np.int64]
    door_owner: NDArray[np.int32]

    @property
    def walk(self) -> NDArray[np.float64]:
        """The walk of each door to its nearest goal, metres or seconds as `measure` says; NaN where there is none."""
        per_tick = METRES_PER_TICK if self.measure == "walk_m" else SECONDS_PER_TICK
        return np.where(self.door_owner >= 0, np.round(self.door_ticks * per_tick, 3), np.nan)


@dataclass(frozen=True, slots=True)
class _Doors:
    """Doors in the order of their edges: `start[e]:start[e + 1]`; row, share, and ticks to the ends and of the step."""

    start: NDArray[np.int64]
    row: NDArray[np.int64]
    share: NDArray[np.float64]
    ticks: NDArray[np.int64]
    there: NDArray[np.float64]


def cover_of(network: Network, doors: Snap, goals: Snap, measure: Measure = "walk_m") -> Cover:
    """Measure everything once: each node's and each door's nearest goal."""
    field = node_field(network, goals, measure)
    there, _ = edge_ticks(network, measure)
    listed = _listed(goals, ticks_per_metre_off_street(network, measure), np.arange(len(goals.edge)))
    joined = np.flatnonzero(doors.is_joined)
    row = joined[np.argsort(doors.edge[joined], kind="stable")]
    edge, share = doors.edge[row], doors.share[row]
    start = np.zeros(len(network.edge_nodes) + 1, np.int64)
    np.cumsum(np.bincount(edge, minlength=len(network.edge_nodes)), out=start[1:])
    step = np.rint(doors.leg_m[row] * ticks_per_metre_off_street(network, measure))
    ticks = np.column_stack([np.rint(there[edge, 1] * share), np.rint(there[edge, 0] * (1 - share)), step])
    count = len(doors.edge)
    numbers = np.flatnonzero(goals.is_joined)
    owner = np.append(numbers, -1)[field.owner].astype(np.int32)  # the field numbers joined goals only
    cover = Cover(
        network,
        measure,
        _Doors(start, row, share, ticks.astype(np.int64), there),
        listed,
        field.ticks,
        owner,
        np.full(count, FAR, np.int64),
        np.full(count, -1, np.int32),
    )
    _answer(cover, np.unique(edge).astype(np.int64))
    return cover


def with_goal(cover: Cover, goal: Snap, number: int) -> Cover:
    """Add one goal, snapped by itself, under a number not yet used; the cover given stays as it was."""
    row = _listed(goal, ticks_per_metre_off_street(cover.network, cover.measure), np.array([number]))
    goals = np.concatenate([cover.goals, row])
    grown = _copied(cover, goals[np.argsort(goals[:, 0], kind="stable")])
    if not len(row):
        return grown
    arcs = cover.network.arcs_m if cover.measure == "walk_m" else cover.network.arcs_s
    changed = _spread(arcs.start, arcs.packed, _goal_seeds(replace(grown, goals=row)), grown.ticks, grown.owner)
    _answer(grown, _edges_around(arcs.start, arcs.edge, changed, int(row[0, 0])))
    return grown


def without_goal(cover: Cover, number: int) -> Cover:
    """Take one goal away; the cover given stays as it was."""
    is_gone = cover.goals[:, 3] == number
    shrunk = _copied(cover, cover.goals[~is_gone])
    if not is_gone.any():
        return shrunk
    arcs = cover.network.arcs_m if cover.measure == "walk_m" else cover.network.arcs_s
    own_edge = int(cover.goals[is_gone][0, 0])
    ends = cover.network.edge_nodes[own_edge].astype(np.int64)
    emptied = _emptied(arcs.start, arcs.packed, ends, number, shrunk.ticks, shrunk.owner)
    rim = _rim_seeds(arcs.start, arcs.packed, emptied, shrunk.ticks, shrunk.owner)
    seeds = np.concatenate([rim, _goal_seeds(shrunk)])
    _spread(arcs.start, arcs.packed, seeds, shrunk.ticks, shrunk.owner)
    _answer(shrunk, _edges_around(arcs.start, arcs.edge, emptied, own_edge))
    return shrunk


def _listed(goals: Snap, per_metre: float, numbers: NDArray[np.integer]) -> NDArray[np.float64]:
    """Goals that are joined, by edge: edge, share, ticks of the step, number."""
    kept = goals.is_joined
    table = np.column_stack([goals.edge, goals.share, np.rint(np.nan_to_num(goals.leg_m) * per_metre), numbers])[kept]
    return np.asarray(table[np.argsort(table[:, 0], kind="stable")], float)


def _goal_seeds(cover: Cover) -> NDArray[np.int64]:
    """Both end nodes of each goal's edge, the ticks from there to its door, and its number."""
    edge, share, step, number = cover.goals.T
    edge = edge.astype(np.intp)
    there = cover.doors.there[edge]
    ticks = np.column_stack([np.rint(there[:, 0] * share), np.rint(there[:, 1] * (1 - share))]) + step[:, None]
    nodes = cover.network.edge_nodes[edge]
    return np.column_stack([nodes.ravel(), ticks.ravel(), np.repeat(number, 2)]).astype(np.int64)


def _copied(cover: Cover, goals: NDArray[np.float64]) -> Cover:
    return replace(
        cover,
        goals=goals,
        ticks=cover.ticks.copy(),
        owner=cover.owner.copy(),
        door_ticks=cover.door_ticks.copy(),
        door_owner=cover.door_owner.copy(),
    )


def _answer(cover: Cover, edges: NDArray[np.int64]) -> None:
    _answer_doors(
        edges, cover.doors.start, cover.doors.row, cover.doors.share, cover.doors.ticks, cover.doors.there,
        cover.network.edge_nodes, cover.ticks, cover.owner, np.ascontiguousarray(cover.goals),
        cover.door_ticks, cover.door_owner,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _push(heap, size, key):
    at = size
    while at > 0 and heap[(at - 1) >> 1] > key:
        heap[at] = heap[(at - 1) >> 1]
        at = (at - 1) >> 1
    heap[at] = key


@njit(cache=True, nogil=True)
def _pop(heap, size):
    """Take the smallest key off a heap of `size` keys."""
    smallest, last = heap[0], heap[size - 1]
    at, child = 0, 1
    while child < size - 1:
        if child + 1 < size - 1 and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= last:
            break
        heap[at] = heap[child]
        at = child
        child = 2 * at + 1
    heap[at] = last
    return smallest


@njit(cache=True, nogil=True)
def _spread(start, packed, seeds, ticks, owner):
    """Improve costs outward from seeds (node, ticks, goal) as far as they are better; returns the nodes that changed."""
    heap = np.empty(256, np.int64)
    changed = np.empty(256, np.int64)
    size, count = 0, 0
    for s in range(len(seeds)):
        node, cost, goal = seeds[s, 0], seeds[s, 1], seeds[s, 2]
        if cost < ticks[node] or (cost == ticks[node] and goal < owner[node]):
            ticks[node], owner[node] = cost, goal
            if size == len(heap):
                heap = np.concatenate((heap, np.empty(len(heap), np.int64)))
            _push(heap, size, (np.int64(cost) << 32) | node)
            size += 1
    while size > 0:
        key = _pop(heap, size)
        size -= 1
        here, cost = key & 0xFFFFFFFF, key >> 32
        if cost > ticks[here]:
            continue
        if count == len(changed):
            changed = np.concatenate((changed, np.empty(len(changed), np.int64)))
        changed[count] = here
        count += 1
        for arc in range(start[here], start[here + 1]):
            there, total = packed[2 * arc], cost + packed[2 * arc + 1]
            if total < ticks[there] or (total == ticks[there] and owner[here] < owner[there]):
                ticks[there], owner[there] = total, owner[here]
                if size == len(heap):
                    heap = np.concatenate((heap, np.empty(len(heap), np.int64)))
                _push(heap, size, (np.int64(total) << 32) | there)
                size += 1
    return changed[:count]


@njit(cache=True, nogil=True)
def _emptied(start, packed, ends, number, ticks, owner):
    """Clear the connected part of the city that a goal owns; returns its nodes."""
    nodes = np.empty(256, np.int64)
    count = 0
    for k in range(len(ends)):
        if owner[ends[k]] == number:
            nodes[count] = ends[k]
            owner[ends[k]], ticks[ends[k]] = -1, FAR
            count += 1
    done = 0
    while done < count:
        here = nodes[done]
        done += 1
        for arc in range(start[here], start[here + 1]):
            there = packed[2 * arc]
            if owner[there] == number:
                owner[there], ticks[there] = -1, FAR
                if count == len(nodes):
                    nodes = np.concatenate((nodes, np.empty(len(nodes), np.int64)))
                nodes[count] = there
                count += 1
    return nodes[:count]


@njit(cache=True, nogil=True)
def _rim_seeds(start, packed, emptied, ticks, owner):
    """Return, an emptied node beside one that still has its goal, its best way on: node, ticks, goal."""
    seeds = np.empty((len(emptied), 3), np.int64)
    count = 0
    for k in range(len(emptied)):
        here = emptied[k]
        best, goal = np.int64(FAR), -1
        for arc in range(start[here], start[here + 1]):
            there = packed[2 * arc]
            if owner[there] < 0:
                continue
            total = np.int64(ticks[there]) + _back(start, packed, there, here, packed[2 * arc + 1])
            if total < best or (total == best and owner[there] < goal):
                best, goal = total, owner[there]
        if goal >= 0:
            seeds[count, 0], seeds[count, 1], seeds[count, 2] = here, best, goal
            count += 1
    return seeds[:count]


@njit(cache=True, nogil=True)
def _back(start, packed, there, here, otherwise):
    """Return the cheapest arc as seen from `there`, which is what the walk from `here` to it costs."""
    best = np.int64(FAR)
    for arc in range(start[there], start[there + 1]):
        if packed[2 * arc] == here and packed[2 * arc + 1] < best:
            best = np.int64(packed[2 * arc + 1])
    return best if best < FAR else np.int64(otherwise)


@njit(cache=True, nogil=True)
def _edges_around(start, arc_edge, nodes, own_edge):
    """Return the edges that end in any of the nodes, and the goal's own."""
    total = 1
    for k in range(len(nodes)):
        total += start[nodes[k] + 1] - start[nodes[k]]
    edges = np.empty(total, np.int64)
    edges[0] = own_edge
    at = 1
    for k in range(len(nodes)):
        for arc in range(start[nodes[k]], start[nodes[k] + 1]):
            edges[at] = arc_edge[arc]
            at += 1
    return edges


@njit(cache=True, nogil=True)
def _answer_doors(edges, start, rows, shares, door, there, ends, ticks, owner, goals, out_ticks, out_owner):
    """Work out anew the doors on some edges, goals on the same edge included."""
    for k in range(len(edges)):
        edge = edges[k]
        first_goal = np.searchsorted(goals[:, 0], edge)
        for d in range(start[edge], start[edge + 1]):
            best, mine = np.int64(FAR), -1
            for side in range(2):
                node = ends[edge, side]
                if ticks[node] == FAR:
                    continue
                total = np.int64(ticks[node]) + door[d, side] + door[d, 2]
                if total < best or (total == best and owner[node] < mine):
                    best, mine = total, owner[node]
            g = first_goal
            while g < len(goals) and goals[g, 0] == edge:
                gap = goals[g, 1] - shares[d]
                total = np.int64(np.rint(abs(gap) * there[edge, 0 if gap >= 0 else 1]) + goals[g, 2]) + door[d, 2]
                if total < best or (total == best and goals[g, 3] < mine):
                    best, mine = total, np.int64(goals[g, 3])
                g += 1
            out_ticks[rows[d]], out_owner[rows[d]] = best, mine
