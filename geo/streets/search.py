"""
Grow shortest walks outward from facilities: a bucket queue over whole ticks, compiled, without the interpreter's lock.

Nodes wait in buckets of `2 ** shift` ticks. A bucket is emptied until nothing in it improves any more, so the answer is
exact whatever the width of a bucket; the width only decides how much is looked at twice. Of two walks of equal cost the
one with the smaller other measure wins, so answers never depend on the order of streets.
"""

# ruff: noqa: ANN001, ANN201, ANN202, C901  (compiled kernels: numba reads the types off the arrays)
# mypy: disable-error-code="no-untyped-def, no-any-return"

import numpy as np
from numba import njit

__all__ = ["FAR", "doors_of_nearest", "grow", "nearest_of_all", "walks_within"]

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
    goals, goal_shares, goals_beside, limit, shift,
):  # fmt: skip
    """
    List every walk of at most `limit` ticks from a door to each goal.

    `doors` (d, 4): row, ticks to the edge's first node, to its last, and of the step to the street, in the order of
    edges, those of edge e at `door_start[e]:door_start[e + 1]`. `goals` (g, 4): edge, ticks **from** its first node,
    from its last, and of the step from the street. Shares say how far along its edge each place is, 0 to 1. `there`
    (m, 2): ticks of each edge, both ways. Names with `beside` hold the first, last and step in the other measure, or
    are None. Returns the goal, the door's row, the cost and, if asked for, the other measure of each walk.
    """
    node_count = len(start) - 1
    cost = np.full(node_count, FAR, np.int32)
    beside = np.zeros(1 if along is None else node_count, np.int32)
    touched = np.empty(node_count, np.int32)
    head = np.full((limit >> shift) + 2, -1, np.int32)
    entry = np.empty(1024, np.int32)
    stamp = np.full(len(ends), -1, np.int32)
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
                if stamp[edge] == g:
                    continue
                stamp[edge] = g
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
                        out_goal, out_row = _wider(out_goal, size), _wider(out_row, size)
                        out_cost = _wider(out_cost, size)
                        if along is not None:
                            out_beside = _wider(out_beside, size)
                    out_goal[written], out_row[written], out_cost[written] = g, doors[d, 0], best
                    if along is not None:
                        out_beside[written] = best_beside
                    written += 1
        for k in range(count):
            cost[touched[k]] = FAR
    return out_goal[:written], out_row[:written], out_cost[:written], out_beside[: written if along is not None else 0]


@njit(cache=True, nogil=True)
def _wider(values, size):
    out = np.empty(size, values.dtype)
    out[: len(values)] = values
    return out


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
                            entry = _wider(entry, 2 * capacity)
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
