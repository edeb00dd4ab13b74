"""Change a field of nearest goals only where it changes: spread a newcomer, empty a leaver's part, answer doors."""

# ruff: noqa: ANN001, ANN201, ANN202  (compiled kernels: numba reads the types off the arrays)
# mypy: disable-error-code="no-untyped-def, no-any-return"

import numpy as np
from numba import njit

from geo.streets.search import FAR

__all__ = ["answer_doors", "edges_around", "emptied", "rim_seeds", "spread"]


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
def spread(start, packed, seeds, ticks, owner):
    """Improve costs outward from seeds (node, ticks, goal) while they are better; returns the nodes that changed."""
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
def emptied(start, packed, ends, number, ticks, owner):
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
def rim_seeds(start, packed, emptied, ticks, owner):
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
def edges_around(start, arc_edge, nodes, own_edge):
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
def answer_doors(edges, start, rows, shares, door, there, ends, ticks, owner, goals, out_ticks, out_owner):
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
                    best, mine = total, int(goals[g, 3])
                g += 1
            out_ticks[rows[d]], out_owner[rows[d]] = best, mine
