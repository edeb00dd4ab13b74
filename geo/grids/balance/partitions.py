"""Divide atoms into contiguous zones of equal weight: search, then prove."""

import logging
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoSeries
from numpy.typing import NDArray
from pandas import Index, Series

from geo.errors import GridError
from geo.grids.balance.atoms import Graph, graph_of, weights_in_order
from geo.grids.balance.counting import Plan, plan_of
from geo.grids.balance.proofs import Judged, free_value, judged
from geo.grids.balance.search import Found
from geo.grids.balance.searching import searched
from geo.grids.balance.task import Partition, PartitionTask
from geo.sentences import Sentence

__all__ = ["partition"]

logger = logging.getLogger(__name__)


def partition(
    weights: "Series[Any]",
    neighbours: Iterable[tuple[Hashable, Hashable]],
    task: PartitionTask,
    *,
    shapes: GeoSeries | None = None,
    border_costs: "Series[Any] | None" = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Partition:
    """
    Divide atoms into contiguous zones, and say how good the division provably is.

    Parameters
    ----------
    weights
        What is balanced (households), by atom id; 0 is allowed.
    neighbours
        Pairs of ids of atoms that share a border; zones hang together along these.
    shapes
        The atoms' polygons by id, metres, for "compact". Without them compactness is judged by the number of borders
        between zones, and a note says so.
    border_costs
        What it costs to part two neighbours, by pair of ids: metres, less along an arterial. Without it 1 each. With
        "compact" the search follows cheap borders where that costs little compactness.
    is_cancelled
        Asked between the starts; True ends the work with `CancelledError`. `geo.progress.listening` hears the starts.

    Raises
    ------
    GridError
        If there is no such division, or none was found: what to relax.
    """
    began = time.perf_counter()
    ordered = weights_in_order(weights)
    notes: list[Sentence] = []
    if task.objective == "compact" and shapes is None:
        task = replace(task, objective="cut_edges")
        notes.append(_NO_SHAPES)
    used = shapes if task.objective == "compact" else None
    graph = graph_of(ordered, neighbours, shapes=used, border_costs=border_costs)
    plan, found = _best_plan(graph, ordered.index, task, border_costs is not None, is_cancelled)
    answer = _answer(plan, found, task, border_costs is not None, is_cancelled)
    zone = _numbered(plan, answer.zone if answer.zone is not None else found.zone)
    misses = _out_notes(graph, ordered.index, zone, plan)
    notes += [*plan.notes, *misses]
    value, bound = _of_all(graph, zone, answer, task)
    took_s = time.perf_counter() - began
    logger.info(
        "%d atoms in %d zones, %s %g of %g, %.2f s", len(zone), zone.max(initial=-1) + 1, task.objective, value, bound, took_s
    )
    named = Series(zone, index=ordered.index, name="zone").reindex(weights.index)
    return Partition(named, value, bound, answer.is_optimal and not misses, took_s, tuple(notes))


_NO_SHAPES = Sentence(
    "Without shapes compactness is judged by the number of borders between grids.",
    zh="没有图形，紧凑程度按网格之间的公共边界数衡量。",
)


def _best_plan(
    graph: Graph,
    ids: "Index[Any]",
    task: PartitionTask,
    follows: bool,
    is_cancelled: Callable[[], bool] | None,
) -> tuple[Plan, Found]:
    """Search; where the number is free and a zone stays out of bounds, try one more and one fewer in that part."""
    plan = plan_of(graph, ids, task)
    found = searched(plan, task.objective, task.seed, follows=follows, is_cancelled=is_cancelled)
    if task.count is not None:
        return plan, found
    best = plan, found
    for other in _other_counts(plan, found):
        there = searched(other, task.objective, task.seed, follows=follows, is_cancelled=is_cancelled)
        if len(_out(other, there.zone)) < len(_out(*_zones(best))):
            best = other, there
    return best


def _zones(pair: tuple[Plan, Found]) -> tuple[Plan, NDArray[np.int64]]:
    return pair[0], pair[1].zone


def _out(plan: Plan, zone: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the zones out of bounds."""
    total = np.bincount(zone, weights=plan.graph.weight)
    return np.flatnonzero((total < plan.limits[0]) | (total > plan.limits[1]))


def _other_counts(plan: Plan, found: Found) -> Iterator[Plan]:
    is_out = np.isin(found.zone, _out(plan, found.zone))
    parts = np.unique(plan.component[is_out])
    sizes = np.bincount(plan.component, minlength=len(plan.counts))
    for change in (1, -1):
        counts = plan.counts.copy()
        counts[parts] = np.clip(counts[parts] + change, 1, sizes[parts])
        if not np.array_equal(counts, plan.counts):
            yield replace(plan, counts=counts)


def _answer(
    plan: Plan, found: Found, task: PartitionTask, follows: bool, is_cancelled: Callable[[], bool] | None
) -> Judged:
    """Prove what was found; where bounds are a rule and nothing was found within, look for it or say why not."""
    is_within = len(_out(plan, found.zone)) == 0
    if task.bounds is not None and not is_within:
        value = free_value(plan.graph, found.zone, task.objective)
        return Judged(found.zone, value, float(plan.counts.sum()) if task.objective == "compact" else 0.0)
    answer = judged(plan, found.zone if is_within else None, task)
    if answer.zone is None:
        level = searched(plan, "balance", task.seed, follows=follows, is_cancelled=is_cancelled)
        total = np.bincount(level.zone, weights=plan.graph.weight)
        raise _not_found(task, float(np.abs(total / plan.mean - 1).max()), answer.is_impossible)
    return answer


def _not_found(task: PartitionTask, reached_share: float, is_impossible: bool) -> GridError:
    asked, reached = f"{task.tolerance_share:.2%}", f"{np.ceil(reached_share * 1e4) / 1e4:.2%}"
    if is_impossible:
        return GridError(
            f"No {task.count} connected parts are all within {asked} of the mean; allow {reached}, and there are.",
            zh=f"不存在各部分与平均值相差不超过 {asked} 的 {task.count} 个连片划分；放宽到 {reached} 即可。",
        )
    return GridError(
        f"No {task.count} connected parts within {asked} of the mean were found; allow {reached}, and there are.",
        zh=f"未找到各部分与平均值相差不超过 {asked} 的 {task.count} 个连片划分；放宽到 {reached} 即可。",
    )


def _numbered(plan: Plan, zone: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number all zones by the least row in each."""
    whole = np.full(len(plan.free), -1)
    whole[plan.free] = zone
    for number, rows in enumerate(plan.settled):
        whole[rows] = int(plan.counts.sum()) + number
    return pd.factorize(whole)[0].astype(np.int64)


def _of_all(graph: Graph, zone: NDArray[np.int64], answer: Judged, task: PartitionTask) -> tuple[float, float]:
    """Add to value and bound what the settled zones contribute; balance is among the others."""
    if task.objective == "balance":
        return float(answer.value), float(answer.bound)
    value = free_value(graph, zone, task.objective)
    if task.objective == "cut_edges":
        return value, float(value - answer.value + answer.bound)
    count = max(int(zone.max(initial=-1)) + 1, 1)
    return value / count, float(value - answer.value + answer.bound) / count


def _out_notes(graph: Graph, ids: "Index[Any]", zone: NDArray[np.int64], plan: Plan) -> list[Sentence]:
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
