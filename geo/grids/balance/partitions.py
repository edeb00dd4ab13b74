"""Divide atoms into contiguous zones of equal weight: search, then prove."""

import logging
import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoSeries
from numpy.typing import NDArray
from pandas import Series

from geo.errors import GridError
from geo.grids.balance.atoms import Graph, graph_of, weights_in_order
from geo.grids.balance.counting import Plan, plan_of
from geo.grids.balance.search import Aim, Found, annealed
from geo.grids.balance.starts import contiguous_start
from geo.grids.balance.task import Partition, PartitionTask
from geo.progress import CancelledError, step
from geo.sentences import Sentence

__all__ = ["partition"]

logger = logging.getLogger(__name__)

_RESTARTS = 12
_STEPS_AN_ATOM, _LEAST_STEPS, _MOST_STEPS = 2_000, 100_000, 500_000
#: What following cheap borders is worth beside compactness, where both are given.
_FOLLOWING = 0.15
_POINT = 10.0


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
        Asked between the steps; True ends the work with `CancelledError`. `geo.progress.listening` hears the steps.

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
        notes.append(
            Sentence(
                "Without shapes compactness is judged by the number of borders between grids.",
                zh="没有图形，紧凑程度按网格之间的公共边界数衡量。",
            )
        )
    used = shapes if task.objective == "compact" else None
    graph = graph_of(ordered, neighbours, shapes=used, border_costs=border_costs)
    plan = plan_of(graph, ordered.index, task)
    found = _searched(plan, task, border_costs is not None, is_cancelled)
    zone = _numbered(plan, found.zone)
    value = _value(graph, zone, task)
    notes += [*plan.notes, *_out_notes(graph, ordered, zone, plan, task)]
    took_s = time.perf_counter() - began
    named = Series(zone, index=ordered.index, name="zone").reindex(weights.index)
    bound = 1.0 if task.objective == "compact" else 0.0
    return Partition(named, value, bound, value == bound, took_s, tuple(notes))


def _searched(plan: Plan, task: PartitionTask, follows: bool, is_cancelled: Callable[[], bool] | None) -> Found:
    aim = _aim(plan, task, follows)
    atoms = len(plan.graph.weight)
    steps = int(np.clip(_STEPS_AN_ATOM * atoms, _LEAST_STEPS, _MOST_STEPS))
    found: list[Found] = []
    for number in range(_RESTARTS):
        if is_cancelled is not None and is_cancelled():
            raise CancelledError("The division was ended; nothing was changed.", zh="已停止划分，没有任何改动。")
        step(Sentence("dividing into grids", zh="正在划分网格"), number)
        seed = (task.seed * 7919 + number) % 2**31
        start = contiguous_start(plan.graph, plan.component, plan.counts, plan.limits, seed)
        found.append(annealed(plan.graph, start, aim, steps, seed))
    return min(found, key=lambda one: (round(one.out, 6), round(one.energy, 9)))


def _aim(plan: Plan, task: PartitionTask, follows: bool) -> Aim:
    low, high = plan.limits
    if task.objective == "balance":
        return Aim(low, high, plan.mean, 0.0, 0.0, 40.0)
    if task.objective == "compact":
        return Aim(low, high, plan.mean, _FOLLOWING if follows else 0.0, _POINT, 0.0)
    return Aim(low, high, plan.mean, 1.0, 0.0, 0.0)


def _numbered(plan: Plan, zone: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number all zones by the least row in each."""
    whole = np.full(len(plan.free), -1)
    whole[plan.free] = zone
    for number, rows in enumerate(plan.settled):
        whole[rows] = int(plan.counts.sum()) + number
    return pd.factorize(whole)[0].astype(np.int64)


def _value(graph: Graph, zone: NDArray[np.int64], task: PartitionTask) -> float:
    is_cut = zone[graph.first] != zone[graph.second]
    if task.objective == "cut_edges":
        return float(graph.cost[is_cut].sum())
    count = int(zone.max()) + 1
    weight = np.bincount(zone, weights=graph.weight, minlength=count)
    if task.objective == "balance":
        return float(weight.max() - weight.min())
    outline_m = np.bincount(zone, weights=graph.outer_m, minlength=count)
    for ends in (graph.first, graph.second):
        outline_m += np.bincount(zone[ends[is_cut]], weights=graph.border_m[is_cut], minlength=count)
    area_m2 = np.bincount(zone, weights=graph.area_m2, minlength=count)
    return float(np.mean(4 * np.pi * area_m2 / outline_m**2))


def _out_notes(
    graph: Graph, weights: "Series[float]", zone: NDArray[np.int64], plan: Plan, task: PartitionTask
) -> list[Sentence]:
    """Name every divided zone out of bounds; where the bounds are a rule that is an error."""
    total = np.bincount(zone, weights=graph.weight)
    low, high = plan.limits
    divided = np.unique(zone[plan.free])
    out = [one for one in divided if not low <= total[one] <= high]
    if out and task.bounds is None:
        raise GridError("No division within the tolerance was found; allow more.", zh="")
    return [
        Sentence(
            f"Grid {one} ({weights.index[int(np.argmax(zone == one))]} and around) weighs {total[one]:,.10g}; "
            f"{low:,.10g} to {high:,.10g} was asked for.",
            zh=f"网格 {one}（{weights.index[int(np.argmax(zone == one))]} 一带）规模为 {total[one]:,.10g}，"
            f"要求 {low:,.10g} 至 {high:,.10g}。",
        )
        for one in out
    ]
