"""Search from several starts, each with its own seed, and keep the best."""

from collections.abc import Callable

import numpy as np

from geo.grids.balance.counting import Plan
from geo.grids.balance.search import Aim, Found, annealed
from geo.grids.balance.starts import contiguous_start
from geo.grids.balance.task import Objective
from geo.progress import CancelledError, step
from geo.sentences import Sentence

__all__ = ["searched"]

_RESTARTS = 12
_STEPS_AN_ATOM, _LEAST_STEPS, _MOST_STEPS = 4_000, 10_000, 500_000
#: Steps of all starts together, by which a large graph gets fewer starts.
_STEPS_IN_ALL = 2_400_000
#: What a cut, a Polsby-Popper point and a mean weight of spread are worth to each other, where one is the objective.
_POINT, _SPREAD = 10.0, 40.0
#: What following cheap borders is worth beside compactness, where both are given.
_FOLLOWING = 0.15


def searched(
    plan: Plan, objective: Objective, seed: int, *, follows: bool, is_cancelled: Callable[[], bool] | None
) -> Found:
    """
    Return the best zones of the plan's free atoms; `follows` also prefers cheap borders where shape is the objective.

    Raises
    ------
    CancelledError
        If `is_cancelled` answers yes between two starts.
    """
    atoms = len(plan.graph.weight)
    if atoms == 0:
        return Found(np.zeros(0, np.int64), 0.0, 0.0)
    aim = _aim(plan, objective, follows)
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


def _aim(plan: Plan, objective: Objective, follows: bool) -> Aim:
    low, high = plan.limits
    if objective == "balance":
        return Aim(low, high, plan.mean, 0.0, 0.0, _SPREAD)
    if objective == "compact":
        return Aim(low, high, plan.mean, _FOLLOWING if follows else 0.0, _POINT, 0.0)
    return Aim(low, high, plan.mean, 1.0, 0.0, 0.0)
