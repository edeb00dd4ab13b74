"""Bound what no division can pass, where nothing better is proved."""

import numpy as np
from numpy.typing import NDArray

from geo.grids.balance.atoms import Graph

__all__ = ["least_cut", "least_difference"]

_MOST_ATOMS = 700


def least_cut(graph: Graph, count: int, parts: int, least: float) -> float:
    """
    Return a cost that no cut into `count` zones of weight `least` or more goes below; the graph has so many `parts`.

    The indicator vectors of the zones are orthogonal under the weights, so half of `least` times the sum of the
    `count` smallest generalised eigenvalues of the Laplacian is a bound (Donath and Hoffman 1973). Besides, joining
    the zones of a connected part takes a border for each but one.
    """
    joining = float(np.sort(graph.cost)[: max(count - parts, 0)].sum())
    if len(graph.weight) > _MOST_ATOMS or least <= 0 or len(graph.weight) < count:
        return joining
    laplacian = np.zeros((len(graph.weight), len(graph.weight)))
    np.subtract.at(laplacian, (graph.first, graph.second), graph.cost)
    laplacian += laplacian.T
    laplacian[np.diag_indices_from(laplacian)] = -laplacian.sum(axis=0)
    # Atoms without weight get a trace of it: zones only become heavier, so `least` still holds.
    root = np.sqrt(graph.weight + 1e-4 * float(graph.weight.mean()))
    laplacian /= root[:, None] * root[None, :]
    found = np.linalg.eigvalsh(laplacian)
    smallest = np.maximum(found[:count] - 1e-12 * found[-1], 0.0)
    return max(joining, least * float(smallest.sum()) / 2)


def least_difference(weight: NDArray[np.float64], count: int) -> float:
    """Return what the heaviest and the lightest of `count` zones differ by at least: whole weights may not divide."""
    whole = np.rint(weight).astype(np.int64)
    if count < 1 or not np.array_equal(whole, weight):
        return 0.0
    unit = int(np.gcd.reduce(whole)) if len(whole) else 0
    return float(unit) if unit and (int(whole.sum()) // unit) % count else 0.0
