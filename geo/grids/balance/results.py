"""Put settled and divided zones together, number them, and say what they come to and what could not be met."""

import time
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import Index, Series

from geo.grids.balance.atoms import Graph
from geo.grids.balance.counting import Plan
from geo.grids.balance.proofs import Judged, free_value
from geo.grids.balance.task import Objective, Partition
from geo.sentences import Sentence

__all__ = ["result"]


def result(
    graph: Graph, ids: "Index[Any]", plan: Plan, answer: Judged, objective: Objective, began_s: float
) -> Partition:
    """Return the partition of all atoms in the order of their ids; the work began at `began_s` (`perf_counter`)."""
    zone = _numbered(plan, answer.zone if answer.zone is not None else np.zeros(0, np.int64))
    value, bound = _of_all(graph, zone, answer, objective)
    misses = _misses(graph, ids, zone, plan)
    return Partition(
        zone=Series(zone, index=ids, name="zone"),
        objective=value,
        bound=bound,
        is_optimal=answer.is_optimal and not misses,
        solve_s=time.perf_counter() - began_s,
        notes=(*plan.notes, *misses),
    )


def _numbered(plan: Plan, zone: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number all zones by the least row in each."""
    whole = np.full(len(plan.free), -1)
    whole[plan.free] = zone
    for number, rows in enumerate(plan.settled):
        whole[rows] = int(plan.counts.sum()) + number
    return pd.factorize(whole)[0].astype(np.int64)


def _of_all(graph: Graph, zone: NDArray[np.int64], answer: Judged, objective: Objective) -> tuple[float, float]:
    """Add to value and bound what the settled zones contribute; balance is among the others."""
    if objective == "balance":
        return float(answer.value), float(answer.bound)
    value = free_value(graph, zone, objective)
    bound = float(value - answer.value + answer.bound)
    if objective == "cut_edges":
        return value, bound
    count = max(int(zone.max(initial=-1)) + 1, 1)
    return value / count, bound / count


def _misses(graph: Graph, ids: "Index[Any]", zone: NDArray[np.int64], plan: Plan) -> list[Sentence]:
    """Name every divided zone out of bounds."""
    total = np.bincount(zone, weights=graph.weight)
    low, high = plan.limits
    out = [int(one) for one in np.unique(zone[plan.free]) if not low <= total[one] <= high]
    return [
        Sentence(
            f"Grid {one} (block {ids[int(np.argmax(zone == one))]} and around) weighs {total[one]:,.10g}; "
            f"{low:,.10g} to {high:,.10g} was asked for.",
            zh=f"网格 {one}（单元 {ids[int(np.argmax(zone == one))]} 一带）规模为 {total[one]:,.10g}，"
            f"要求 {low:,.10g} 至 {high:,.10g}。",
        )
        for one in out
    ]
