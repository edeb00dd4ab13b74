"""Settle what has no choice, and how many zones each connected part of the rest falls into."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pandas import Index
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.errors import GridError
from geo.grids.balance.atoms import Graph, subgraph
from geo.grids.balance.task import PartitionTask
from geo.sentences import Sentence

__all__ = ["Plan", "components", "plan_of"]

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Plan:
    """
    What is settled, and what is left to be divided.

    `settled` are the rows of zones that have no choice; `free` says which rows are left, `graph` is theirs,
    `component` the connected part of each and `counts` the zones of each part. `limits` are the least and the most
    weight of a zone, `mean` what a zone weighs on average or is wished to.
    """

    settled: tuple[Rows, ...]
    free: NDArray[np.bool_]
    graph: Graph
    component: Rows
    counts: Rows
    limits: tuple[float, float]
    mean: float
    notes: tuple[Sentence, ...]


def components(graph: Graph) -> tuple[int, Rows]:
    """Return the number of connected parts, and the part of each atom, in the order of their first atoms."""
    count = len(graph.weight)
    matrix = coo_array((np.ones(len(graph.first)), (graph.first, graph.second)), shape=(count, count))
    parts, part = connected_components(matrix, directed=False)
    _, first, found = np.unique(part, return_index=True, return_inverse=True)
    rank = np.empty(parts, np.int64)
    rank[np.argsort(first)] = np.arange(parts)
    return int(parts), rank[found]


def plan_of(graph: Graph, ids: "Index[Any]", task: PartitionTask) -> Plan:
    """Settle locked groups, atoms too heavy for any zone and parts too light for one; count the rest."""
    settled = _fixed_rows(graph, ids, task)
    free = np.ones(len(ids), bool)
    for rows in settled:
        free[rows] = False
    wanted = None if task.count is None else task.count - len(settled)
    limits, mean = _limits(graph.weight[free], wanted, task)
    notes: list[Sentence] = []
    if task.bounds is not None:
        settled = [*settled, *_heavy(graph, ids, free, limits, notes)]
        settled = _with_pockets(graph, ids, free, settled, limits, notes)
        wanted = None if task.count is None else task.count - len(settled)
    rest = subgraph(graph, free)
    _, component = components(rest)
    counts = _counts(rest, ids[free], component, wanted, limits, mean, task)
    return Plan(tuple(settled), free, rest, component, counts, limits, mean, tuple(notes))


def _fixed_rows(graph: Graph, ids: "Index[Any]", task: PartitionTask) -> list[Rows]:
    found: list[Rows] = []
    taken: set[int] = set()
    for group in task.fixed:
        members = list(group)
        rows = np.sort(ids.get_indexer(Index(members, tupleize_cols=False)))
        if len(rows) == 0 or rows[0] < 0 or taken & set(rows.tolist()):
            raise GridError(
                f"A locked grid holds blocks that are there, each in one grid only; {members} does not.",
                zh=f"锁定的网格只能包含现有单元，且每个单元只属于一个网格；{members} 不符合。",
            )
        inside = np.zeros(len(ids), bool)
        inside[rows] = True
        if components(subgraph(graph, inside))[0] > 1:
            raise GridError(
                f"The locked grid {members} is in several pieces; unlock it or join it first.",
                zh=f"锁定的网格 {members} 不相连；请先解锁或将其连成一片。",
            )
        taken |= set(rows.tolist())
        found.append(rows)
    return found


def _limits(weight: Floats, wanted: int | None, task: PartitionTask) -> tuple[tuple[float, float], float]:
    """Return the least and the most a zone may weigh, and the mean; a hair is left for rounding."""
    mean = float(weight.sum()) / wanted if wanted else 0.0
    if task.bounds is not None:
        return (float(task.bounds[0]), float(task.bounds[1])), float(task.target or mean or 1.0)
    slack = 1e-9 * mean
    return (mean * (1 - task.tolerance_share) - slack, mean * (1 + task.tolerance_share) + slack), mean or 1.0


def _heavy(
    graph: Graph, ids: "Index[Any]", free: NDArray[np.bool_], limits: tuple[float, float], notes: list[Sentence]
) -> list[Rows]:
    """Make every atom that is too heavy for any zone a zone of its own."""
    rows = np.flatnonzero(free & (graph.weight > limits[1]))
    free[rows] = False
    for row in rows.tolist():
        weight, most = graph.weight[row], limits[1]
        notes.append(
            Sentence(
                f"Block {ids[row]} alone weighs {weight:,.10g}, more than the {most:,.10g} a grid may have; it is one.",
                zh=f"单元 {ids[row]} 自身规模为 {weight:,.10g}，超过网格上限 {most:,.10g}，只能单独成格。",
            )
        )
    return [rows[place : place + 1] for place in range(len(rows))]


def _with_pockets(
    graph: Graph,
    ids: "Index[Any]",
    free: NDArray[np.bool_],
    settled: Sequence[Rows],
    limits: tuple[float, float],
    notes: list[Sentence],
) -> list[Rows]:
    """Give parts too light for a zone to the overweight zone they touch; elsewhere each is a zone of its own."""
    zones = list(settled)
    of_heavy = {
        int(rows[0]): number
        for number, rows in enumerate(zones)
        if len(rows) == 1 and graph.weight[rows[0]] > limits[1]
    }
    _, component = components(subgraph(graph, free))
    left = np.flatnonzero(free)
    for part in range(component.max(initial=-1) + 1):
        rows = left[component == part]
        weight = graph.weight[rows].sum()
        if weight >= limits[0]:
            continue
        free[rows] = False
        around = {int(one) for row in rows for one in graph.other[graph.start[row] : graph.start[row + 1]]}
        hosts = sorted(around & set(of_heavy))
        if hosts:
            number = of_heavy[hosts[0]]
            zones[number] = np.sort(np.concatenate([zones[number], rows]))
        else:
            zones.append(rows)
        notes.append(_pocket_note(ids[int(rows[0])], len(rows), weight, limits[0], ids[hosts[0]] if hosts else None))
    return zones


def _pocket_note(first: object, size: int, weight: float, least: float, host: object) -> Sentence:
    what, was = f"The part of {size} block(s) around {first}", f"{first} 一带的 {size} 个单元"
    if host is not None:
        return Sentence(
            f"{what} weighs {weight:,.10g}, less than {least:,.10g}, and goes with block {host}, its only way out.",
            zh=f"{was}规模为 {weight:,.10g}，低于下限 {least:,.10g}，只与单元 {host} 相连，并入其中。",
        )
    return Sentence(
        f"{what} touches no other and weighs {weight:,.10g}, less than the {least:,.10g} a grid should have.",
        zh=f"{was}与其他单元不相连，规模为 {weight:,.10g}，低于网格下限 {least:,.10g}。",
    )


def _counts(
    graph: Graph,
    ids: "Index[Any]",
    component: Rows,
    wanted: int | None,
    limits: tuple[float, float],
    mean: float,
    task: PartitionTask,
) -> Rows:
    parts = int(component.max(initial=-1)) + 1
    sizes = np.bincount(component, minlength=parts)
    if wanted is not None and not parts <= wanted <= len(ids):
        raise _wrong_count(wanted, parts, len(ids))
    weight: Floats = np.bincount(component, weights=graph.weight, minlength=parts).astype(np.float64)
    low, high = limits
    least = np.maximum(np.ceil(weight / high) if high > 0 else np.ones(parts), 1).astype(np.int64)
    most = np.minimum(np.floor(weight / low) if low > 0 else sizes, sizes).astype(np.int64)
    if task.bounds is None:
        _check_counts(graph, ids, component, weight, (least, most), wanted or 0, limits)
    best = np.where(least <= most, np.clip(np.rint(weight / mean), least, most), np.rint(weight / mean))
    counts = np.clip(best.astype(np.int64), 1, sizes)
    return counts if wanted is None else _adjusted(counts, weight, sizes, (least, most), wanted)


def _adjusted(counts: Rows, weight: Floats, sizes: Rows, span: tuple[Rows, Rows], wanted: int) -> Rows:
    """Add or take zones one by one where the mean of the part suffers least, within the span as long as it goes."""
    counts = counts.copy()
    least, most = span
    mean = weight.sum() / max(wanted, 1)
    while counts.sum() != wanted:
        step = 1 if counts.sum() < wanted else -1
        after = counts + step
        worth = np.abs(weight / np.maximum(after, 1) - mean)
        worth = np.where((after < least) | (after > most), worth + 10 * weight.sum() + 1, worth)
        worth = np.where((after < 1) | (after > sizes), np.inf, worth)
        counts[int(np.argmin(worth))] += step
    return counts


def _check_counts(
    graph: Graph,
    ids: "Index[Any]",
    component: Rows,
    weight: Floats,
    span: tuple[Rows, Rows],
    wanted: int,
    limits: tuple[float, float],
) -> None:
    least, most = span
    heavy = np.flatnonzero(graph.weight > limits[1])
    band = f"{limits[0]:,.10g} to {limits[1]:,.10g}" if limits[0] > 0 else f"at most {limits[1]:,.10g}"
    band_zh = f"{limits[0]:,.10g} 至 {limits[1]:,.10g}" if limits[0] > 0 else f"不超过 {limits[1]:,.10g}"
    if len(heavy):
        name, found = ids[int(heavy[0])], f"{graph.weight[heavy[0]]:,.10g}"
        raise GridError(
            f"Block {name} alone weighs {found}, but a part must weigh {band}; ask for fewer or allow more tolerance.",
            zh=f"单元 {name} 自身规模为 {found}，而每部分应为 {band_zh}；请减少份数或放宽容差。",
        )
    wrong = np.flatnonzero(least > most)
    if len(wrong):
        name, found = ids[int(np.argmax(component == wrong[0]))], f"{weight[wrong[0]]:,.10g}"
        raise GridError(
            f"The piece around block {name} weighs {found} and touches no other; it does not make parts of {band}. "
            "Join it to a neighbour or allow more tolerance.",
            zh=f"单元 {name} 一带规模为 {found}，与其他不相连，无法分成 {band_zh} 的部分；请补上邻接关系或放宽容差。",
        )
    if not least.sum() <= wanted <= most.sum():
        raise GridError(
            f"The {len(least)} pieces that do not touch make {least.sum()} to {most.sum()} parts of {band}, "
            f"not {wanted}; allow more tolerance or another number.",
            zh=f"互不相连的 {len(least)} 片只能分成 {least.sum()} 至 {most.sum()} 个 {band_zh} 的部分，"
            f"不能分成 {wanted} 个；请放宽容差或改变份数。",
        )


def _wrong_count(wanted: int, parts: int, atoms: int) -> GridError:
    if wanted < parts:
        return GridError(
            f"There are {parts} pieces that do not touch, and {wanted} grids left for them; allow {parts} or more.",
            zh=f"有 {parts} 片互不相连，却只剩 {wanted} 个网格；请至少给 {parts} 个。",
        )
    return GridError(
        f"There are {atoms} blocks for {wanted} grids; ask for at most {atoms}.",
        zh=f"只有 {atoms} 个单元，不能分成 {wanted} 个网格；最多 {atoms} 个。",
    )
