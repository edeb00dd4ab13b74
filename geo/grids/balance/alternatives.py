"""Propose several good divisions that clearly differ: a round one, one along cheap borders, an even one."""

import time
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from geopandas import GeoSeries
from numpy.typing import NDArray
from pandas import Series
from scipy.optimize import linear_sum_assignment

from geo.errors import GridError
from geo.grids.balance.atoms import Graph, graph_of, weights_in_order
from geo.grids.balance.counting import Plan
from geo.grids.balance.proofs import Judged, free_value
from geo.grids.balance.results import result
from geo.grids.balance.searching import IsCancelled, Lean, best_plan, lean_of, out_of_bounds
from geo.grids.balance.task import Partition, PartitionTask
from geo.sentences import Sentence

__all__ = ["Alternative", "alternatives", "moved_share"]

#: How much dearer a border becomes each time a proposal parts zones there; so proposals differ.
_AGAIN = 1.0
#: The share of weight in another zone from which two proposals clearly differ, and how often more is tried for it.
_CLEAR_SHARE, _TRIES = 0.15, 3
_ROUND = Sentence("as asked for", zh="按所选目标")
_ALONG = Sentence("along borders that cost little", zh="沿代价小的边界")
_EVEN = Sentence("as even as possible", zh="规模最均衡")


@dataclass(frozen=True, slots=True)
class Alternative:
    """A proposal, what it cares for most, and the share of all weight that lies in another zone than in the first."""

    partition: Partition
    character: Sentence
    moved_share: float


def alternatives(
    weights: "Series[Any]",
    neighbours: Iterable[tuple[Hashable, Hashable]],
    task: PartitionTask,
    *,
    shapes: GeoSeries | None = None,
    border_costs: "Series[Any] | None" = None,
    is_cancelled: IsCancelled = None,
) -> tuple[Alternative, ...]:
    """
    Propose three divisions for the same task: as asked for, along cheap borders, and as even as possible.

    Parameters are those of `partition`. The three are judged by the task's objective alike, so they can be compared;
    they are searched and not proved. One that turns out the same as another is left out: a small community may have
    only one good division. The same seed gives the same proposals.

    Raises
    ------
    GridError
        If not even one division within the limits was found; `partition` then says what to relax.
    """
    ordered = weights_in_order(weights)
    pairs = list(neighbours)
    task = replace(task, objective="cut_edges") if task.objective == "compact" and shapes is None else task
    graph = graph_of(ordered, pairs, shapes=shapes, border_costs=border_costs)
    found: list[Alternative] = []
    again = np.zeros(len(graph.cost))
    for character, lean in _leans(task, shapes is not None, border_costs is not None):
        tries: list[tuple[float, Partition]] = []
        for number in range(_TRIES if found else 1):
            one = _searched(graph, ordered, again, replace(task, seed=task.seed + number), lean, is_cancelled)
            if one is None:
                continue
            shares = [moved_share(ordered, other.partition.zone, one.zone) for other in found]
            tries.append((min(shares, default=1.0), one))
            again += _AGAIN * graph.cost * _parted(graph, one)
            if tries[-1][0] >= _CLEAR_SHARE:
                break
        share, best = max(tries, key=lambda pair: pair[0], default=(0.0, None))
        if best is not None and share > 0:
            first = moved_share(ordered, found[0].partition.zone, best.zone) if found else 0.0
            found.append(Alternative(best, character, first))
    if not found:
        raise GridError(
            "No division within the tolerance was found; allow more.", zh="未找到符合容差的划分；请放宽容差。"
        )
    return tuple(
        replace(one, partition=replace(one.partition, zone=one.partition.zone.reindex(weights.index))) for one in found
    )


def _searched(
    graph: Graph,
    weights: "Series[float]",
    again: NDArray[np.float64],
    task: PartitionTask,
    lean: Lean,
    is_cancelled: IsCancelled,
) -> Partition | None:
    """Search with some borders dearer, and state the outcome at their true costs; None if a rule is not kept."""
    began_s = time.perf_counter()
    plan, found = best_plan(graph._replace(cost=graph.cost + again), weights.index, task, lean, is_cancelled)
    if task.bounds is None and len(out_of_bounds(plan, found.zone)):
        return None
    value = _true_cut(graph, plan, found.zone)
    if task.objective != "cut_edges":
        value = free_value(plan.graph, found.zone, task.objective)
    worst = float(plan.counts.sum()) if task.objective == "compact" else 0.0
    return result(graph, weights.index, plan, Judged(found.zone, value, worst), task.objective, began_s)


def _parted(graph: Graph, one: Partition) -> NDArray[np.bool_]:
    zone = one.zone.to_numpy()
    return np.asarray(zone[graph.first] != zone[graph.second], dtype=bool)


def moved_share(weights: "Series[Any]", one: "Series[int]", other: "Series[int]") -> float:
    """Return the share of weight that changes zone from `one` to `other`, zones being named to make it the least."""
    weight = weights.to_numpy(dtype=float)
    weight = weight if weight.sum() > 0 else np.ones(len(weight))
    kept = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(kept, (one.to_numpy(), other.reindex(one.index).to_numpy()), weight)
    rows, columns = linear_sum_assignment(kept, maximize=True)
    return float(1 - kept[rows, columns].sum() / weight.sum())


def _leans(task: PartitionTask, has_shapes: bool, follows: bool) -> list[tuple[Sentence, Lean]]:
    """Return the three characters; each keeps some care for shape, or for few borders where there are no shapes."""
    own = lean_of(task.objective, follows)
    along = Lean(cut=1.0, compact=4.0, hot=2.0) if has_shapes else Lean(cut=1.0)
    even = Lean(cut=0.3, compact=6.0, balance=40.0, hot=2.0) if has_shapes else Lean(cut=0.5, balance=40.0)
    return [(_ROUND, own), (_ALONG, along), (_EVEN, even)]


def _true_cut(graph: Graph, plan: Plan, zone: NDArray[np.int64]) -> float:
    """Return the cut of the free atoms at the costs that were asked about, not at those raised for variety."""
    inside = plan.free[graph.first] & plan.free[graph.second]
    whole = np.full(len(plan.free), -1)
    whole[plan.free] = zone
    return float(graph.cost[inside & (whole[graph.first] != whole[graph.second])].sum())
