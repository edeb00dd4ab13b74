"""Turn atoms and what they have in common into arrays, checked and in the order of their ids."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from pandas import Index, Series

from geo.errors import GridError

__all__ = ["Graph", "graph_of", "ids_in_order", "subgraph", "weights_in_order"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Graph(NamedTuple):
    """
    Atoms and the borders between them.

    Border e is between atoms `first[e] < second[e]`, `border_m` long, and costs `cost` if zones part there. The
    borders of atom v are `border[start[v]:start[v + 1]]`, its neighbours `other` and v itself `here` likewise.
    `outer_m` is the part of an atom's outline that no neighbour shares.
    """

    weight: Floats
    area_m2: Floats
    outer_m: Floats
    first: Ints
    second: Ints
    border_m: Floats
    cost: Floats
    start: Ints
    here: Ints
    other: Ints
    border: Ints


def ids_in_order(ids: Iterable[Hashable]) -> list[Any]:
    """Return ids smallest first; those of several kinds by how they are written."""
    found = list(ids)
    try:
        return sorted(found)
    except TypeError:
        return sorted(found, key=lambda one: (type(one).__name__, str(one)))


def weights_in_order(weights: "Series[Any]") -> "Series[float]":
    """Return the weights as floats in the order of the ids; each is checked."""
    if not weights.index.is_unique:
        twice = weights.index[weights.index.duplicated()][0]
        raise GridError(f"Block {twice} is listed twice.", zh=f"单元 {twice} 出现了两次。")
    ordered = weights.loc[ids_in_order(weights.index)].astype(float)
    bad = ordered.index[~(np.isfinite(ordered.to_numpy()) & (ordered.to_numpy() >= 0))]
    if len(bad):
        found = ordered[bad[0]]
        raise GridError(
            f"Every block needs a weight of 0 or more; block {bad[0]} has {found:g}.",
            zh=f"每个单元的规模应不小于 0，而单元 {bad[0]} 为 {found:g}。",
        )
    return ordered


def graph_of(
    weights: "Series[float]",
    neighbours: Iterable[tuple[Hashable, Hashable]],
    *,
    shapes: GeoSeries | None = None,
    border_costs: "Series[float] | None" = None,
) -> Graph:
    """Build the graph of ordered `weights`; each pair counts once, whichever way round it is written."""
    first, second = _pairs(weights.index, neighbours)
    count = len(weights)
    area_m2: Floats
    outer_m: Floats
    border_m: Floats
    if shapes is None:
        area_m2, outer_m, border_m = np.ones(count), np.zeros(count), np.ones(len(first))
    else:
        area_m2, outer_m, border_m = _measured(weights.index, shapes, first, second)
    cost = np.ones(len(first)) if border_costs is None else _costs(weights.index, border_costs, first, second)
    return _linked(np.asarray(weights.to_numpy(), dtype=np.float64), area_m2, outer_m, (first, second, border_m, cost))


def subgraph(graph: Graph, kept: NDArray[np.bool_]) -> Graph:
    """Return the graph of some atoms; what they shared with others is now outline of their own."""
    row = np.cumsum(kept) - 1
    one, two = kept[graph.first], kept[graph.second]
    outer_m = graph.outer_m.copy()
    np.add.at(outer_m, graph.first[one & ~two], graph.border_m[one & ~two])
    np.add.at(outer_m, graph.second[two & ~one], graph.border_m[two & ~one])
    both = one & two
    ends = row[graph.first[both]], row[graph.second[both]]
    return _linked(
        graph.weight[kept], graph.area_m2[kept], outer_m[kept], (*ends, graph.border_m[both], graph.cost[both])
    )


def _linked(weight: Floats, area_m2: Floats, outer_m: Floats, borders: tuple[Ints, Ints, Floats, Floats]) -> Graph:
    first, second, border_m, cost = borders
    here, there = np.concatenate([first, second]), np.concatenate([second, first])
    order = np.lexsort((there, here))
    start = np.zeros(len(weight) + 1, np.int64)
    np.cumsum(np.bincount(here, minlength=len(weight)), out=start[1:])
    border = np.tile(np.arange(len(first)), 2)[order]
    return Graph(weight, area_m2, outer_m, first, second, border_m, cost, start, here[order], there[order], border)


def _pairs(ids: "Index[Any]", neighbours: Iterable[tuple[Hashable, Hashable]]) -> tuple[Ints, Ints]:
    pairs = list(neighbours)
    if not pairs:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    ends = _rows(ids, [pair[0] for pair in pairs]), _rows(ids, [pair[1] for pair in pairs])
    low, high = np.minimum(*ends), np.maximum(*ends)
    codes = np.unique(low[low != high] * len(ids) + high[low != high])
    return codes // len(ids), codes % len(ids)


def _rows(ids: "Index[Any]", asked: Sequence[Hashable]) -> Ints:
    rows = ids.get_indexer(pd.Index(asked, tupleize_cols=False))
    if (rows < 0).any():
        unknown = asked[int(np.argmin(rows))]
        raise GridError(
            f"Block {unknown} is named as a neighbour but has no weight; give it one, 0 if nobody lives there.",
            zh=f"单元 {unknown} 被列为邻接单元，却没有规模；请补上，无人居住时填 0。",
        )
    return rows.astype(np.int64)


def _measured(ids: "Index[Any]", shapes: GeoSeries, first: Ints, second: Ints) -> tuple[Floats, Floats, Floats]:
    missing = ids.difference(shapes.index, sort=False)
    if len(missing):
        raise GridError(f"Block {missing[0]} has no shape.", zh=f"单元 {missing[0]} 没有图形。")
    polygons = shapes.loc[ids].to_numpy()
    outlines = shapely.boundary(polygons)
    shared = shapely.intersection(outlines[first], outlines[second], grid_size=0.001)
    border_m = np.asarray(shapely.length(shared), dtype=np.float64)
    outer_m = np.asarray(shapely.length(outlines), dtype=np.float64)
    np.subtract.at(outer_m, first, border_m)
    np.subtract.at(outer_m, second, border_m)
    area_m2 = np.asarray(shapely.area(polygons), dtype=np.float64)
    return area_m2, np.maximum(outer_m, 0.0), border_m


def _costs(ids: "Index[Any]", border_costs: "Series[float]", first: Ints, second: Ints) -> Floats:
    keys = list(border_costs.index)
    ends = _rows(ids, [key[0] for key in keys]), _rows(ids, [key[1] for key in keys])
    codes = np.minimum(*ends) * len(ids) + np.maximum(*ends)
    known = Series(border_costs.to_numpy(dtype=float), index=codes).groupby(level=0).first()
    cost = np.asarray(known.reindex(first * len(ids) + second).to_numpy(), dtype=np.float64)
    bad = np.flatnonzero(~(np.isfinite(cost) & (cost >= 0)))
    if len(bad):
        one, two = ids[first[bad[0]]], ids[second[bad[0]]]
        raise GridError(
            f"The border between blocks {one} and {two} needs a cost of 0 or more.",
            zh=f"单元 {one} 与 {two} 的公共边界需要一个不小于 0 的代价。",
        )
    return cost
