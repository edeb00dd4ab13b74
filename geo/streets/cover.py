"""
Keep who is nearest to what while single facilities come and go: only what changes is looked at again.

A cover is a value: adding or removing a goal returns a new one. Adding grows outward from the newcomer as far as it is
nearer; removing empties the goal's own part of the city and grows it again from its rim.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo.streets.arcs import METRES_PER_TICK, SECONDS_PER_TICK
from geo.streets.costs import Measure, costs_of
from geo.streets.network import Network
from geo.streets.search import FAR
from geo.streets.snapping import Snap
from geo.streets.spreading import answer_doors, edges_around, emptied, rim_seeds, spread
from geo.streets.walks import node_field, ticks_per_metre_off_street

__all__ = ["Cover", "cover_of", "with_goal", "without_goal"]


@dataclass(frozen=True, eq=False)
class Cover:
    """
    The nearest goal of every node and door, in ticks of one measure.

    `ticks`, `owner` (n,) of the nodes; `door_ticks`, `door_owner` (d,) of the doors, in the order given; a goal's
    number is its row among those given, newcomers are numbered on. `FAR` and -1 where no goal can be reached.
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
    there = costs_of(network, measure).there
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
    changed = spread(arcs.start, arcs.packed, _goal_seeds(replace(grown, goals=row)), grown.ticks, grown.owner)
    _answer(grown, edges_around(arcs.start, arcs.edge, changed, int(row[0, 0])))
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
    own_part = emptied(arcs.start, arcs.packed, ends, number, shrunk.ticks, shrunk.owner)
    rim = rim_seeds(arcs.start, arcs.packed, own_part, shrunk.ticks, shrunk.owner)
    seeds = np.concatenate([rim, _goal_seeds(shrunk)])
    spread(arcs.start, arcs.packed, seeds, shrunk.ticks, shrunk.owner)
    _answer(shrunk, edges_around(arcs.start, arcs.edge, own_part, own_edge))
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
    answer_doors(
        edges, cover.doors.start, cover.doors.row, cover.doors.share, cover.doors.ticks, cover.doors.there,
        cover.network.edge_nodes, cover.ticks, cover.owner, np.ascontiguousarray(cover.goals),
        cover.door_ticks, cover.door_owner,
    )  # fmt: skip
