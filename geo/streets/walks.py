"""Measure walks from doors to facilities: every walk within a limit, or the nearest facility of every door."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.streets.arcs import METRES_PER_TICK, SECONDS_PER_TICK
from geo.streets.costs import Costs, Desk, Measure, costs_of, desk_for
from geo.streets.nearest import doors_of_nearest, nearest_of_all
from geo.streets.network import Network
from geo.streets.search import FAR, grow, walks_within
from geo.streets.snapping import Snap

__all__ = [
    "SLACK",
    "Field",
    "Measure",
    "NearestWalks",
    "Walks",
    "fields_within",
    "limit_ticks",
    "nearest_walks",
    "node_field",
    "ticks_per_metre_off_street",
    "walks_between",
]

#: A walk of exactly the limit is inside: a sum of a hundred edges in whole ticks is trusted to five millimetres, or
#: milliseconds.
SLACK = 0.005
_SLACK_TICKS = 50
_FEW_GOALS = 64
_LONGEST = int(FAR) - 1


@dataclass(frozen=True, slots=True)
class Walks:
    """Walks as parallel arrays: row of the goal, row of the door, and both measures in metres and seconds."""

    goal: NDArray[np.int32]
    door: NDArray[np.int32]
    walk_m: NDArray[np.float64]
    walk_s: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class NearestWalks:
    """
    The nearest goal a door: its row (-1: none can be reached) and both measures, NaN where there is none.

    `side` says how the walk leaves the door's edge: by its first node 0, its last 1, not at all 2.
    """

    goal: NDArray[np.int32]
    walk_m: NDArray[np.float64]
    walk_s: NDArray[np.float64]
    side: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Field:
    """
    Ticks from each node to its nearest goal (`FAR`: none within the limit), the other measure, and the goal's number;
    `nodes` are those within the limit.

    `via`, where asked for, is the edge by which the walk goes on; -1 or -2 at the first or last node of the goal's
    edge.
    """

    ticks: NDArray[np.int32]
    beside: NDArray[np.int32]
    owner: NDArray[np.int32]
    nodes: NDArray[np.integer]
    via: NDArray[np.int32] | None = None


@dataclass(frozen=True, slots=True)
class _Places:
    """Snapped points in ticks of one measure: `from_first, from_last` or `to_first, to_last`, and the step."""

    rows: NDArray[np.int64]
    edge: NDArray[np.int32]
    share: NDArray[np.float64]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    step: NDArray[np.int32]


def limit_ticks(limit: float, measure: Measure) -> int:
    """Return a limit in metres or seconds as ticks, a walk of exactly the limit included."""
    per_tick = METRES_PER_TICK if measure == "walk_m" else SECONDS_PER_TICK
    return int(min(round(limit / per_tick) + _SLACK_TICKS, _LONGEST))


def ticks_per_metre_off_street(network: Network, measure: Measure) -> float:
    """Return what a metre between a door and the street costs."""
    if measure == "walk_m":
        return 1 / METRES_PER_TICK
    return 1 / network.profile.speed_m_per_s / SECONDS_PER_TICK


def walks_between(network: Network, doors: Snap, goals: Snap, limit: float, measure: Measure) -> Walks:
    """Return every walk of at most `limit` (metres or seconds, as `measure` says) from a door to a goal."""
    door, door_beside = _both(network, doors, measure, is_goal=False)
    goal, goal_beside = _both(network, goals, measure, is_goal=True)
    order = np.argsort(door.edge, kind="stable")
    costs = costs_of(network, measure)
    arcs, is_timed = costs.arcs, costs.arcs.along is not None
    door_start = np.zeros(len(network.edge_nodes) + 1, np.int64)
    np.cumsum(np.bincount(door.edge, minlength=len(network.edge_nodes)), out=door_start[1:])
    ticks = limit_ticks(limit, measure)
    near = _along_curve_order(network, goal)

    door_columns = np.column_stack([door.rows, door.first, door.last, door.step]).astype(np.int32)[order]
    door_shares, doors_beside = door.share[order], _beside_columns(door_beside, order) if is_timed else None

    def part(rows: NDArray[np.int64]) -> tuple[NDArray[np.int32], ...]:
        with desk_for(network) as desk:
            found, row, cost, beside = walks_within(
                arcs.start, arcs.packed, arcs.edge, arcs.along, network.edge_nodes, door_start,
                door_columns, door_shares, doors_beside, costs.there, costs.beside if is_timed else None,
                np.column_stack([goal.edge, goal.first, goal.last, goal.step]).astype(np.int32)[rows], goal.share[rows],
                _beside_columns(goal_beside, rows) if is_timed else None, ticks, costs.shift,
                desk.cost, desk.beside, desk.touched, desk.stamp, desk.stamps,
            )  # fmt: skip
            desk.stamps += len(rows)
        return goal.rows[rows][found].astype(np.int32), row, cost, beside

    workers = min(os.cpu_count() or 1, 8)
    if len(near) < _FEW_GOALS or workers == 1:
        parts = [part(near)]
    else:
        with ThreadPoolExecutor(workers) as pool:
            parts = list(pool.map(part, np.array_split(near, workers * 4)))
    found, row, cost, beside = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Walks(found, row, *_both_measures(network, measure, cost, beside if is_timed else None))


def nearest_walks(network: Network, doors: Snap, goals: Snap, measure: Measure) -> NearestWalks:
    """Return, for every door, the nearest goal however far it is."""
    door, door_beside = _both(network, doors, measure, is_goal=False)
    goal, goal_beside = _both(network, goals, measure, is_goal=True)
    field = node_field(network, goals, measure)
    costs = costs_of(network, measure)
    is_timed = costs.arcs.along is not None
    goal_order = np.argsort(goal.edge, kind="stable")
    goal_start = np.zeros(len(network.edge_nodes) + 1, np.int64)
    np.cumsum(np.bincount(goal.edge, minlength=len(network.edge_nodes)), out=goal_start[1:])
    count = len(doors.edge)
    cost, beside, owner = np.full(count, FAR, np.int64), np.zeros(count, np.int64), np.full(count, -1, np.int32)
    side = np.full(count, -1, np.int8)
    everything = np.arange(len(door.rows))
    doors_of_nearest(
        network.edge_nodes, field.ticks, field.beside, field.owner,
        np.column_stack([door.rows, door.first, door.last, door.step]).astype(np.int32), door.share,
        _beside_columns(door_beside, everything) if is_timed else None, door.edge,
        goal_start, goal_order, np.column_stack([goal.edge, goal.first, goal.last, goal.step]).astype(np.int32),
        goal.share, _beside_columns(goal_beside, np.arange(len(goal.rows))) if is_timed else None,
        costs.there, costs.beside if is_timed else None, cost, beside, owner, side,
    )  # fmt: skip
    walk_m, walk_s = _both_measures(network, measure, cost, beside if is_timed else None)
    missing = owner < 0
    walk_m[missing], walk_s[missing] = np.nan, np.nan
    rows = np.append(goal.rows, -1)
    return NearestWalks(rows[owner].astype(np.int32), walk_m, walk_s, side)


def node_field(
    network: Network, goals: Snap, measure: Measure, limit: float = np.inf, *, with_via: bool = False
) -> Field:
    """Return the cheapest walk of every node to any of the goals, the steps to their doors included."""
    goal, goal_beside = _both(network, goals, measure, is_goal=True)
    costs = costs_of(network, measure)
    arcs, shift = costs.arcs, costs.shift
    numbers = np.arange(len(goal.rows))
    seeds = np.concatenate(
        [
            np.column_stack(
                [
                    network.edge_nodes[goal.edge, side],
                    (goal.first, goal.last)[side].astype(np.int64) + goal.step,
                    (goal_beside.first, goal_beside.last)[side].astype(np.int64) + goal_beside.step,
                    numbers,
                    np.full(len(numbers), side),
                ]
            )
            for side in (0, 1)
        ]
    ).astype(np.int64)
    span = max(costs.longest_ticks, int(seeds[:, 1].max(initial=1)))
    bucket_count = 1 << max(((span >> shift) + 2).bit_length(), 4)
    node_count = len(network.node_xy)
    state = np.empty((node_count, 2), np.int32)
    state[:] = (FAR, -1)
    beside = np.zeros(node_count if arcs.along is not None else 1, np.int32)
    most = limit_ticks(limit, measure) if np.isfinite(limit) else _LONGEST
    via = np.full(node_count, -1, np.int32) if with_via else None
    nearest_of_all(
        arcs.start, arcs.packed, arcs.along, arcs.edge, seeds, most, shift, bucket_count, state.ravel(), beside, via
    )
    ticks, owner = np.ascontiguousarray(state[:, 0]), np.ascontiguousarray(state[:, 1])
    return Field(ticks, beside, owner, np.flatnonzero(ticks < FAR), via)


def fields_within(network: Network, goals: Snap, measure: Measure, limit: float) -> Iterator[tuple[int, Field]]:
    """
    Yield the row of each goal that is joined and the field of its own walks within the limit.

    All fields share the arrays of one desk: read one before asking for the next.
    """
    goal, goal_beside = _both(network, goals, measure, is_goal=True)
    costs, most = costs_of(network, measure), limit_ticks(limit, measure)
    with desk_for(network) as desk:
        yield from _fields_at(desk, network, goal, goal_beside, costs, most)


def _fields_at(
    desk: Desk, network: Network, goal: _Places, beside: _Places, costs: Costs, most: int
) -> Iterator[tuple[int, Field]]:
    """Search from one goal after the other at a desk, clearing it behind each."""
    arcs, ticks = costs.arcs, desk.cost
    head, entry = np.full((most >> costs.shift) + 2, -1, np.int32), np.empty(1024, np.int32)
    owner = np.zeros(len(ticks), np.int32)
    for number in _along_curve_order(network, goal):
        count = 0
        for side, own, other in ((0, goal.first, beside.first), (1, goal.last, beside.last)):
            node = network.edge_nodes[goal.edge[number], side]
            seed = int(own[number]) + int(goal.step[number])
            if seed > most or seed >= ticks[node]:
                continue
            if ticks[node] == FAR:
                desk.touched[count] = node
                count += 1
            ticks[node] = seed
            if arcs.along is not None:
                desk.beside[node] = other[number] + beside.step[number]
        count, entry = grow(
            arcs.start, arcs.packed, arcs.along, most, costs.shift, ticks, desk.beside, desk.touched, count, head, entry
        )
        nodes = desk.touched[:count]
        try:
            yield int(goal.rows[number]), Field(ticks, desk.beside, owner, nodes)
        finally:
            ticks[nodes] = FAR


def _both(network: Network, places: Snap, measure: Measure, *, is_goal: bool) -> tuple[_Places, _Places]:
    """Express snapped points in ticks of the measure, and of the other one."""
    rows = np.flatnonzero(places.is_joined)
    edge, share, leg_m = places.edge[rows], places.share[rows], places.leg_m[rows]
    costs = costs_of(network, measure)
    own, other = costs.there, costs.beside
    leg_ticks_m = leg_m / METRES_PER_TICK
    leg_ticks_s = leg_m / network.profile.speed_m_per_s / SECONDS_PER_TICK
    own_leg, other_leg = (leg_ticks_m, leg_ticks_s) if measure == "walk_m" else (leg_ticks_s, leg_ticks_m)
    towards, away = (0, 1) if is_goal else (1, 0)  # a goal is walked to from the first node, a door is left towards it

    def placed(ticks: NDArray[np.float64], leg: NDArray[np.float64]) -> _Places:
        first = np.rint(ticks[edge, towards] * share)
        last = np.rint(ticks[edge, away] * (1.0 - share))
        whole = (first.astype(np.int32), last.astype(np.int32), np.rint(leg).astype(np.int32))
        return _Places(rows, edge, share, *whole)

    return placed(own, own_leg), placed(other, other_leg)


def _beside_columns(places: _Places, order: NDArray[np.int64]) -> NDArray[np.int32]:
    return np.column_stack([places.first, places.last, places.step])[order]


def _along_curve_order(network: Network, goal: _Places) -> NDArray[np.int64]:
    """Order goals as the nodes are ordered, so that one search finds the last one's memory still warm."""
    return np.argsort(network.edge_nodes[goal.edge, 0], kind="stable")


def _both_measures(
    network: Network, measure: Measure, ticks: NDArray[np.integer], beside: NDArray[np.integer] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    speed = network.profile.speed_m_per_s
    if measure == "walk_m":
        walk_m = np.round(ticks * METRES_PER_TICK, 3)
        return walk_m, np.round(walk_m / speed if beside is None else beside * SECONDS_PER_TICK, 3)
    walk_s = np.round(ticks * SECONDS_PER_TICK, 3)
    return np.round(walk_s * speed if beside is None else beside * METRES_PER_TICK, 3), walk_s
