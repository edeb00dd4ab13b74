"""
Grow shortest walks outward from facilities: a bucket queue over whole ticks, compiled, without the interpreter's lock.

Nodes wait in buckets of `2 ** shift` ticks. A bucket is emptied until nothing in it improves any more, so the answer is
exact whatever the width of a bucket; the width only decides how much is looked at twice. Of two walks of equal cost the
one with the smaller other measure wins, so answers never depend on the order of streets.
"""

# ruff: noqa: ANN001, ANN201, C901  (compiled kernels: numba reads the types off the arrays)
# mypy: disable-error-code="no-untyped-def, no-any-return"

import numpy as np
from numba import njit

__all__ = ["FAR", "grow", "walks_within", "wider"]

#: No walk: larger than any cost in ticks.
FAR = np.int32(2**31 - 1)


@njit(cache=True, nogil=True)
def grow(start, packed, along, limit, shift, cost, beside, touched, count, head, entry):
    """
    Relax outward from nodes already given a cost, up to `limit` ticks.

    `touched[:count]` are the seeds, with `cost` (and `beside`, the other measure) set; every node reached is
    appended. `head` must be all -1 and is left so. Returns how many were touched and the entry buffer, grown if it
    had to be.
    """
    top, highest = 0, 0
    for k in range(count):
        node = touched[k]
        bucket = cost[node] >> shift
        entry[2 * top] = node
        entry[2 * top + 1] = head[bucket]
        head[bucket] = top
        top += 1
        highest = max(highest, bucket)
    bucket = 0
    while bucket <= highest:
        slot = head[bucket]
        while slot >= 0:
            here = entry[2 * slot]
            head[bucket] = entry[2 * slot + 1]
            so_far = cost[here]
            if (so_far >> shift) == bucket:
                for arc in range(start[here], start[here + 1]):
                    there = packed[2 * arc]
                    known = cost[there]
                    if known < so_far:
                        continue
                    total = np.int64(so_far) + packed[2 * arc + 1]
                    if total > limit or total > known:
                        continue
                    if along is not None:
                        other = beside[here] + along[arc]
                        if total == known and other >= beside[there]:
                            continue
                        beside[there] = other
                    elif total == known:
                        continue
                    if known == FAR:
                        touched[count] = there
                        count += 1
                    cost[there] = total
                    goal = total >> shift
                    if goal != bucket and (known >> shift) == goal and known != FAR:
                        continue
                    highest = max(highest, goal)
                    if 2 * top + 1 >= len(entry):
                        wider = np.empty(2 * len(entry), np.int32)
                        wider[: len(entry)] = entry
                        entry = wider
                    entry[2 * top] = there
                    entry[2 * top + 1] = head[goal]
                    head[goal] = top
                    top += 1
            slot = head[bucket]
        bucket += 1
    return count, entry


@njit(cache=True, nogil=True)
def walks_within(
    start, packed, arc_edge, along, ends, door_start, doors, door_shares, doors_beside, there, there_beside,
    goals, goal_shares, goals_beside, limit, shift, cost, beside, touched, stamp, first_stamp,
):  # fmt: skip
    """
    List every walk of at most `limit` ticks from a door to each goal.

    `doors` (d, 4): row, ticks to the edge's first node, to its last, and of the step to the street, in the order of
    edges, those of edge e at `door_start[e]:door_start[e + 1]`. `goals` (g, 4): edge, ticks **from** its first node,
    from its last, and of the step from the street. Shares say how far along its edge each place is, 0 to 1. `there`
    (m, 2): ticks of each edge, both ways. Names with `beside` hold the first, last and step in the other measure, or
    are None. `cost`, `beside`, `touched` and `stamp` belong to a desk (`geo.streets.costs`); `cost` is left all `FAR`.
    Returns the goal, the door's row, the cost and, if asked for, the other measure of each walk.
    """
    head = np.full((limit >> shift) + 2, -1, np.int32)
    entry = np.empty(1024, np.int32)
    size, written = 1024, 0
    out_goal, out_row = np.empty(size, np.int32), np.empty(size, np.int32)
    out_cost, out_beside = np.empty(size, np.int32), np.empty(1 if along is None else size, np.int32)
    for g in range(len(goals)):
        own, step = goals[g, 0], goals[g, 3]
        count = 0
        for side in range(2):
            node = ends[own, side]
            seed = np.int64(step) + goals[g, 1 + side]
            if seed > limit or seed > cost[node]:
                continue
            if along is not None:
                other = goals_beside[g, 2] + goals_beside[g, side]
                if seed == cost[node] and other >= beside[node]:
                    continue
                beside[node] = other
            if cost[node] == FAR:
                touched[count] = node
                count += 1
            cost[node] = seed
        count, entry = grow(start, packed, along, limit, shift, cost, beside, touched, count, head, entry)
        for k in range(-1, count):
            first = 0 if k < 0 else start[touched[k]]
            last = 1 if k < 0 else start[touched[k] + 1]
            for arc in range(first, last):
                edge = own if k < 0 else arc_edge[arc]
                if stamp[edge] == first_stamp + g:
                    continue
                stamp[edge] = first_stamp + g
                for d in range(door_start[edge], door_start[edge + 1]):
                    best, best_beside = np.int64(FAR), np.int64(0)
                    for side in range(2):
                        reached = cost[ends[edge, side]]
                        if reached == FAR:
                            continue
                        total = np.int64(reached) + doors[d, 1 + side] + doors[d, 3]
                        other = np.int64(0)
                        if along is not None:
                            other = np.int64(beside[ends[edge, side]]) + doors_beside[d, side] + doors_beside[d, 2]
                        if total < best or (total == best and other < best_beside):
                            best, best_beside = total, other
                    if edge == own:
                        gap = goal_shares[g] - door_shares[d]
                        way = 0 if gap >= 0 else 1
                        total = np.int64(np.rint(abs(gap) * there[edge, way])) + step + doors[d, 3]
                        if total <= best:
                            other = np.int64(0)
                            if along is not None:
                                other = np.int64(np.rint(abs(gap) * there_beside[edge, way]))
                                other += goals_beside[g, 2] + doors_beside[d, 2]
                            if total < best or other < best_beside:
                                best, best_beside = total, other
                    if best > limit:
                        continue
                    if written == size:
                        size *= 2
                        out_goal, out_row = wider(out_goal, size), wider(out_row, size)
                        out_cost = wider(out_cost, size)
                        if along is not None:
                            out_beside = wider(out_beside, size)
                    out_goal[written], out_row[written], out_cost[written] = g, doors[d, 0], best
                    if along is not None:
                        out_beside[written] = best_beside
                    written += 1
        for k in range(count):
            cost[touched[k]] = FAR
    return out_goal[:written], out_row[:written], out_cost[:written], out_beside[: written if along is not None else 0]


@njit(cache=True, nogil=True)
def wider(values, size):
    """Return a longer copy of an array."""
    out = np.empty(size, values.dtype)
    out[: len(values)] = values
    return out
