"""Search from several starts, each with its own seed, and keep the best."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pandas import Index

from geo.grids.balance.atoms import Graph
from geo.grids.balance.counting import Plan, plan_of
from geo.grids.balance.search import Aim, Found, annealed
from geo.grids.balance.starts import contiguous_start
from geo.grids.balance.task import Objective, PartitionTask
from geo.progress import CancelledError, step
from geo.sentences import Sentence

__all__ = ["IsCancelled", "Lean", "best_plan", "lean_of", "out_of_bounds", "searched"]

_RESTARTS = 12
_STEPS_AN_ATOM, _LEAST_STEPS, _MOST_STEPS = 4_000, 10_000, 500_000
#: Steps of all starts together, by which a large graph gets fewer starts.
_STEPS_IN_ALL = 2_400_000

#: Asked between two starts whether to end.
IsCancelled = Callable[[], bool] | None


class Lean(NamedTuple):
    """What a mean border, a Polsby-Popper point and a mean weight of spread are worth, and the heat to start with."""

    cut: float = 0.0
    compact: float = 0.0
    balance: float = 0.0
    hot: float = 4.0


def lean_of(objective: Objective, follows: bool) -> Lean:
    """Return what the objective asks for; one that `follows` also likes cheap borders where shape is the objective."""
    if objective == "balance":
        return Lean(balance=40.0)
    if objective == "compact":
        return Lean(cut=0.15 if follows else 0.0, compact=10.0, hot=1.0)
    return Lean(cut=1.0)


def searched(plan: Plan, lean: Lean, seed: int, is_cancelled: IsCancelled) -> Found:
    """
    Return the best zones of the plan's free atoms.

    Raises
    ------
    CancelledError
        If `is_cancelled` answers yes between two starts.
    """
    atoms = len(plan.graph.weight)
    if atoms == 0:
        return Found(np.zeros(0, np.int64), 0.0, 0.0)
    aim = Aim(*plan.limits, plan.mean, *lean)
    steps = int(np.clip(_STEPS_AN_ATOM * atoms, _LEAST_STEPS, _MOST_STEPS))
    found: list[Found] = []
    for number in range(int(np.clip(_STEPS_IN_ALL // steps, 3, _RESTARTS))):
        if is_cancelled is not None and is_cancelled():
            raise CancelledError("The division was ended; nothing was changed.", zh="已停止划分，没有任何改动。")
        step(Sentence("dividing into grids", zh="正在划分网格"), number)
        one = (seed * 7_919 + number) % 2**31
        start = contiguous_start(plan.graph, plan.component, plan.counts, plan.limits, one)
        found.append(annealed(plan.graph, start, aim, steps, one))
    return min(found, key=lambda one: (round(one.out, 6), round(one.energy, 9)))


def best_plan(
    graph: Graph, ids: "Index[Any]", task: PartitionTask, lean: Lean, is_cancelled: IsCancelled
) -> tuple[Plan, Found]:
    """Search; where the number is free and a zone stays out of bounds, try one more and one fewer in that part."""
    plan = plan_of(graph, ids, task)
    best = plan, searched(plan, lean, task.seed, is_cancelled)
    missed = len(out_of_bounds(plan, best[1].zone))
    if task.count is None and missed:
        for other in _other_counts(*best):
            there = searched(other, lean, task.seed, is_cancelled)
            left = len(out_of_bounds(other, there.zone))
            if left < missed:
                best, missed = (other, there), left
    return best


def out_of_bounds(plan: Plan, zone: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the zones of free atoms that are too light or too heavy."""
    total = np.bincount(zone, weights=plan.graph.weight)
    return np.flatnonzero((total < plan.limits[0]) | (total > plan.limits[1])).astype(np.int64)


def _other_counts(plan: Plan, found: Found) -> Iterator[Plan]:
    parts = np.unique(plan.component[np.isin(found.zone, out_of_bounds(plan, found.zone))])
    sizes = np.bincount(plan.component, minlength=len(plan.counts))
    for change in (1, -1):
        counts = plan.counts.copy()
        counts[parts] = np.clip(counts[parts] + change, 1, sizes[parts])
        if not np.array_equal(counts, plan.counts):
            yield replace(plan, counts=counts)
