"""Take what the search found, improve it where a proof finds better, and say what nothing can pass."""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.grids.balance.atoms import Graph
from geo.grids.balance.bounds import least_cut, least_difference
from geo.grids.balance.columns import best_choice, zone_values
from geo.grids.balance.counting import Plan
from geo.grids.balance.peeling import Budget, prove_cut
from geo.grids.balance.task import Objective, PartitionTask

__all__ = ["Judged", "free_value", "judged"]

#: Atoms times zones up to which a proof by peeling is worth trying, and its branches; beyond, those for a bound only.
_SMALL, _NODES, _FEW_NODES = 400, 600_000, 500
#: Atoms up to which listing all zones is worth trying.
_LISTED_ATOMS = 100
#: A proof accepts differences of a float's last digits.
_SAME = 1e-7


@dataclass(frozen=True, slots=True)
class Judged:
    """Zones of the free atoms (None: none known), their value and bound, and whether there can be none."""

    zone: NDArray[np.int64] | None
    value: float
    bound: float
    is_impossible: bool = False

    @property
    def is_optimal(self) -> bool:
        """Whether value and bound meet."""
        return self.zone is not None and bool(abs(self.value - self.bound) <= _SAME * max(1.0, abs(self.value)))


def free_value(graph: Graph, zone: NDArray[np.int64], objective: Objective) -> float:
    """Return the cut, the spread of weights or the sum of Polsby-Popper scores."""
    if len(zone) == 0:
        return 0.0
    if objective == "cut_edges":
        return float(graph.cost[zone[graph.first] != zone[graph.second]].sum())
    zones = zone == np.arange(zone.max() + 1)[:, None]
    values = zone_values(graph, zones, objective)
    return float(values.sum()) if objective == "compact" else float(values.max() - values.min())


def judged(plan: Plan, zone: NDArray[np.int64] | None, task: PartitionTask) -> Judged:
    """Prove what can be proved of the zones found; None asks whether there are any."""
    graph, objective = plan.graph, task.objective
    count = int(plan.counts.sum())
    ends_s = time.perf_counter() + task.time_limit_s
    if count == 0:
        return Judged(zone, 0.0, 0.0)
    value = _worst(objective) if zone is None else free_value(graph, zone, objective)
    first = Judged(zone, value, _easy_bound(plan, objective))
    if first.is_optimal or task.time_limit_s <= 0:
        return first
    if objective == "cut_edges":
        first = _peeled(plan, first, ends_s)
    if first.is_optimal or first.is_impossible or len(graph.weight) > _LISTED_ATOMS:
        return first
    return _listed(plan, first, objective, ends_s)


def _worst(objective: Objective) -> float:
    return 0.0 if objective == "compact" else float(np.inf)


def _easy_bound(plan: Plan, objective: Objective) -> float:
    count = int(plan.counts.sum())
    if objective == "compact":
        return float(count)
    if objective == "balance":
        return least_difference(plan.graph.weight, count)
    bound = least_cut(plan.graph, count, len(plan.counts), plan.limits[0])
    return float(np.ceil(bound - 1e-6)) if np.array_equal(plan.graph.cost, np.rint(plan.graph.cost)) else bound


def _peeled(plan: Plan, first: Judged, ends_s: float) -> Judged:
    count = int(plan.counts.sum())
    nodes = _NODES if len(plan.graph.weight) * count <= _SMALL else _FEW_NODES
    proof = prove_cut(plan.graph, count, plan.limits, first.zone, Budget(nodes, ends_s))
    bound = max(first.bound, proof.bound)
    if proof.zone is None:
        return Judged(None, first.value, bound, bool(np.isinf(bound)))
    return Judged(proof.zone, proof.cost, min(bound, proof.cost))


def _listed(plan: Plan, first: Judged, objective: Objective, ends_s: float) -> Judged:
    """List all zones that a better division could have, and choose among them."""
    limits, most_cost = plan.limits, np.inf
    if first.zone is not None and objective == "balance":
        # The lightest zone is at most the mean and the heaviest at least: both lie within the spread of it.
        mean = float(plan.graph.weight.sum()) / int(plan.counts.sum())
        limits = max(limits[0], mean - first.value), min(limits[1], mean + first.value)
    if first.zone is not None and objective == "cut_edges":
        most_cost = first.value
    left_s = max(ends_s - time.perf_counter(), 0.1)
    found = best_choice(plan.graph, int(plan.counts.sum()), limits, objective, most_cost, left_s)
    if found is None:
        return first
    if found.is_impossible:
        # Nothing else within the narrower question: what is known is the best, or there is nothing at all.
        return Judged(first.zone, first.value, first.value, is_impossible=first.zone is None)
    return _merged(plan, first, objective, found.zone, found.bound)


def _merged(plan: Plan, first: Judged, objective: Objective, zone: NDArray[np.int64] | None, bound: float) -> Judged:
    sign = -1.0 if objective == "compact" else 1.0
    counted = {"cut_edges": plan.graph.cost, "balance": plan.graph.weight}.get(objective)
    if counted is not None and np.isfinite(bound) and np.array_equal(counted, np.rint(counted)):
        bound = float(np.ceil(bound - 1e-6))
    tightest = min(first.bound, bound) if objective == "compact" else max(first.bound, bound)
    best = first
    if zone is not None:
        value = free_value(plan.graph, zone, objective)
        if first.zone is None or sign * value < sign * first.value - _SAME * max(1.0, abs(value)):
            best = Judged(zone, value, tightest)
    if best.zone is None:
        return Judged(None, first.value, tightest)
    tightest = max(tightest, best.value) if objective == "compact" else min(tightest, best.value)
    return Judged(best.zone, best.value, tightest)
