"""Give every node and every door its nearest facility in one search outward from all of them at once."""

# ruff: noqa: ANN001, ANN201, ANN202, C901  (compiled kernels: numba reads the types off the arrays)
# mypy: disable-error-code="no-untyped-def, no-any-return"

import numpy as np
from numba import njit

from geo.streets.search import FAR, wider

__all__ = ["doors_of_nearest", "nearest_of_all"]


@njit(cache=True, nogil=True)
def nearest_of_all(start, packed, along, arc_edge, seeds, limit, shift, bucket_count, state, beside, via):
    """
    Give every node its cheapest walk to any goal, and which goal that is.

    `seeds` (s, 5): node, ticks, the other measure, goal, and the end (0 or 1) of the goal's edge that the node is.
    `state` interleaves each node's cost and goal, `FAR` and -1 to begin with: wanted together, they lie together in
    memory. `via`, or None, is filled with the edge by which each node goes on towards its goal, -1 or -2 where it is
    the first or last node of the goal's own edge. `bucket_count` is a power of two, more buckets than the longest arc
    or seed spans. Of equal walks the lower goal number wins.
    """
    mask = bucket_count - 1
    head = np.full(bucket_count, -1, np.int32)
    capacity = len(start) + len(seeds) + 1024
    entry = np.empty(2 * capacity, np.int32)
    free, top, waiting = -1, 0, 0
    for s in range(len(seeds)):
        node, ticks, other, goal = seeds[s, 0], seeds[s, 1], seeds[s, 2], seeds[s, 3]
        if ticks > limit or ticks > state[2 * node]:
            continue
        if ticks == state[2 * node]:
            if along is not None and other > beside[node]:
                continue
            if (along is None or other == beside[node]) and goal >= state[2 * node + 1]:
                continue
        state[2 * node], state[2 * node + 1] = ticks, goal
        if via is not None:
            via[node] = -1 - seeds[s, 4]
        if along is not None:
            beside[node] = other
        slot = (ticks >> shift) & mask
        entry[2 * top], entry[2 * top + 1] = node, head[slot]
        head[slot] = top
        top += 1
        waiting += 1
    bucket = 0
    while waiting > 0:
        here_slot = bucket & mask
        at = head[here_slot]
        while at >= 0:
            here = entry[2 * at]
            head[here_slot] = entry[2 * at + 1]
            entry[2 * at + 1] = free
            free = at
            waiting -= 1
            so_far = state[2 * here]
            if (so_far >> shift) == bucket:
                mine = state[2 * here + 1]
                for arc in range(start[here], start[here + 1]):
                    there = packed[2 * arc]
                    known = state[2 * there]
                    total = np.int64(so_far) + packed[2 * arc + 1]
                    if total > limit or total > known:
                        continue
                    if along is not None:
                        other = beside[here] + along[arc]
                        if total == known and (
                            other > beside[there] or (other == beside[there] and mine >= state[2 * there + 1])
                        ):
                            continue
                        beside[there] = other
                    elif total == known and mine >= state[2 * there + 1]:
                        continue
                    state[2 * there], state[2 * there + 1] = total, mine
                    if via is not None:
                        via[there] = arc_edge[arc]
                    goal_bucket = total >> shift
                    if goal_bucket != bucket and known != FAR and (known >> shift) == goal_bucket:
                        continue
                    if free >= 0:
                        k = free
                        free = entry[2 * k + 1]
                    else:
                        if top == capacity:
                            capacity *= 2
                            entry = wider(entry, 2 * capacity)
                        k = top
                        top += 1
                    slot = goal_bucket & mask
                    entry[2 * k], entry[2 * k + 1] = there, head[slot]
                    head[slot] = k
                    waiting += 1
            at = head[here_slot]
        bucket += 1


@njit(cache=True, nogil=True)
def doors_of_nearest(
    ends, cost, beside, owner, doors, door_shares, doors_beside, door_edge,
    goal_start, goal_rows, goals, goal_shares, goals_beside, there, there_beside,
    out_cost, out_beside, out_owner, out_side,
):  # fmt: skip
    """
    Carry the nodes' answers to the doors on their edges, goals on the same edge included.

    `out_side` says how each walk leaves the door's edge: by its first node 0, its last 1, or not at all 2.
    """
    timed = doors_beside is not None
    for d in range(len(doors)):
        edge, row = door_edge[d], doors[d, 0]
        best, best_beside, best_owner, best_side = np.int64(FAR), np.int64(0), -1, -1
        for side in range(2):
            node = ends[edge, side]
            if cost[node] == FAR:
                continue
            total = np.int64(cost[node]) + doors[d, 1 + side] + doors[d, 3]
            other = np.int64(0)
            if timed:
                other = np.int64(beside[node]) + doors_beside[d, side] + doors_beside[d, 2]
            if _is_better(total, other, owner[node], best, best_beside, best_owner):
                best, best_beside, best_owner, best_side = total, other, owner[node], side
        for k in range(goal_start[edge], goal_start[edge + 1]):
            g = goal_rows[k]
            gap = goal_shares[g] - door_shares[d]
            way = 0 if gap >= 0 else 1
            total = np.int64(np.rint(abs(gap) * there[edge, way])) + goals[g, 3] + doors[d, 3]
            other = np.int64(0)
            if timed:
                other = np.int64(np.rint(abs(gap) * there_beside[edge, way])) + goals_beside[g, 2] + doors_beside[d, 2]
            if _is_better(total, other, g, best, best_beside, best_owner):
                best, best_beside, best_owner, best_side = total, other, g, 2
        out_cost[row], out_beside[row], out_owner[row], out_side[row] = best, best_beside, best_owner, best_side


@njit(cache=True, nogil=True)
def _is_better(total, other, owner, best, best_beside, best_owner):
    if total != best:
        return total < best
    return other < best_beside or (other == best_beside and owner < best_owner)
