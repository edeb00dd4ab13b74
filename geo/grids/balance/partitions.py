"""Divide atoms into contiguous zones of equal weight: search, then prove."""

import logging
import time
from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from geopandas import GeoSeries
from pandas import Series

from geo.errors import GridError
from geo.grids.balance.atoms import graph_of, weights_in_order
from geo.grids.balance.counting import Plan
from geo.grids.balance.proofs import Judged, free_value, judged
from geo.grids.balance.results import result
from geo.grids.balance.search import Found
from geo.grids.balance.searching import IsCancelled, Lean, best_plan, lean_of, out_of_bounds, searched
from geo.grids.balance.task import Partition, PartitionTask
from geo.sentences import Sentence

__all__ = ["partition"]

logger = logging.getLogger(__name__)

_NO_SHAPES = Sentence(
    "Without shapes compactness is judged by the number of borders between grids.",
    zh="没有图形，紧凑程度按网格之间的公共边界数衡量。",
)


def partition(
    weights: "Series[Any]",
    neighbours: Iterable[tuple[Hashable, Hashable]],
    task: PartitionTask,
    *,
    shapes: GeoSeries | None = None,
    border_costs: "Series[Any] | None" = None,
    is_cancelled: IsCancelled = None,
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
    began_s = time.perf_counter()
    ordered = weights_in_order(weights)
    notes: tuple[Sentence, ...] = ()
    if task.objective == "compact" and shapes is None:
        task, notes = replace(task, objective="cut_edges"), (_NO_SHAPES,)
    used = shapes if task.objective == "compact" else None
    graph = graph_of(ordered, neighbours, shapes=used, border_costs=border_costs)
    lean = lean_of(task.objective, border_costs is not None)
    plan, found = best_plan(graph, ordered.index, task, lean, is_cancelled)
    answer = _answer(plan, found, task, is_cancelled)
    done = result(graph, ordered.index, plan, answer, task.objective, began_s)
    words = "%d atoms in %d zones, %s %g, bound %g, %.2f s"
    logger.info(words, len(ordered), done.count, task.objective, done.objective, done.bound, done.solve_s)
    return replace(done, zone=done.zone.reindex(weights.index), notes=(*notes, *done.notes))


def _answer(plan: Plan, found: Found, task: PartitionTask, is_cancelled: IsCancelled) -> Judged:
    """Prove what was found; where bounds are a rule and nothing was found within, look for it or say why not."""
    is_within = len(out_of_bounds(plan, found.zone)) == 0
    if task.bounds is not None and not is_within:
        value = free_value(plan.graph, found.zone, task.objective)
        return Judged(found.zone, value, float(plan.counts.sum()) if task.objective == "compact" else 0.0)
    answer = judged(plan, found.zone if is_within else None, task)
    if answer.zone is None:
        level = searched(plan, Lean(balance=40.0), task.seed, is_cancelled)
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
