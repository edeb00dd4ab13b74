"""Cut random spanning trees in two, again and again, until there are as many contiguous zones as asked for."""

# ruff: noqa: ANN001, ANN202  (compiled kernels: numba reads the types off the arrays)
# mypy: disable-error-code="no-untyped-def, no-any-return"

import numpy as np
from numba import njit
from numpy.typing import NDArray

from geo.grids.balance.atoms import Graph

__all__ = ["contiguous_start"]

#: How many trees are drawn for each cut.
_TREES = 12
#: What one mean weight out of bounds is worth, against one mean weight off the middle.
_OUT_OF_BOUNDS = 20.0
#: What it is worth to cut a part of the zones in halves and not to shave off one.
_HALVES = 0.3


def contiguous_start(
    graph: Graph, component: NDArray[np.int64], counts: NDArray[np.int64], limits: tuple[float, float], seed: int
) -> NDArray[np.int64]:
    """
    Return zones 0, 1, ... : component c falls into `counts[c]` of them, every one contiguous, none empty.

    Weights come as near to each other and to `limits` as the best of a dozen random trees a cut allows. Recursive
    bisection of spanning trees is the proposal of ReCom (DeFord, Duchin, Solomon 2021).
    """
    first_zone = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    low, high = limits
    rng = np.random.default_rng(seed)
    return _divided(graph, component.astype(np.int64), counts.astype(np.int64), first_zone, low, high, rng)


@njit(cache=True, nogil=True)
def _divided(graph, component, counts, first_zone, low, high, rng):
    # A part is known by the least zone it will fall into; `left[part]` is how many zones it still is.
    part = first_zone[component]
    left = np.zeros(counts.sum() + 1, np.int64)
    for c in range(len(counts)):
        left[first_zone[c]] = counts[c]
    stack = np.zeros(counts.sum() + 1, np.int64)
    stack[: len(counts)] = first_zone
    height = len(counts)
    while height:
        here = stack[height - 1]
        if left[here] < 2:
            height -= 1
            continue
        inside = np.flatnonzero(part == here)
        moved, zones = _best_cut(graph, inside, part, left[here], low, high, rng)
        new = here + left[here] - zones
        part[moved] = new
        left[here] -= zones
        left[new] = zones
        stack[height] = new
        height += 1
    return part


@njit(cache=True, nogil=True)
def _best_cut(graph, inside, part, zones, low, high, rng):
    """Return the atoms to be cut off, and into how many zones they will fall."""
    total = graph.weight[inside].sum()
    mean = max(total / zones, 1e-12)
    best, best_zones = np.inf, 1
    moved = inside[:1]
    for _ in range(_TREES):
        parent, order = _random_tree(graph, inside, part, rng)
        below, size = _sums(graph.weight, parent, order)
        for place in range(1, len(order)):
            v = order[place]
            for count in range(1, zones):
                if size[v] < count or len(inside) - size[v] < zones - count:
                    continue
                rest, others = total - below[v], zones - count
                out = max(count * low - below[v], 0.0) + max(below[v] - count * high, 0.0)
                out += max(others * low - rest, 0.0) + max(rest - others * high, 0.0)
                worth = _OUT_OF_BOUNDS * out / mean + abs(below[v] - count * mean) / mean
                worth += _HALVES * abs(count - zones / 2) / zones
                if worth < best - 1e-12:
                    best, best_zones = worth, count
                    moved = _branch(v, parent, order)
    return moved, best_zones


@njit(cache=True, nogil=True)
def _random_tree(graph, inside, part, rng):
    """Grow a tree by always crossing the border with the least random number; the order puts parents first."""
    count = len(graph.weight)
    draw = rng.random(len(graph.first))
    parent = np.full(count, -1)
    seen = np.zeros(count, np.bool_)
    order = np.empty(len(inside), np.int64)
    # A heap by hand: keys of borders and the directed places they stand for.
    keys = np.empty(len(graph.other) + 1)
    places = np.empty(len(graph.other) + 1, np.int64)
    height, found = 0, 0
    v = inside[int(rng.random() * len(inside))]
    while True:
        seen[v] = True
        order[found] = v
        found += 1
        for place in range(graph.start[v], graph.start[v + 1]):
            u = graph.other[place]
            if not seen[u] and part[u] == part[v]:
                height = _push(keys, places, height, draw[graph.border[place]], place * count + v)
        while height and seen[graph.other[places[0] // count]]:
            height = _pop(keys, places, height)
        if height == 0:
            break
        place, above = places[0] // count, places[0] % count
        height = _pop(keys, places, height)
        v = graph.other[place]
        parent[v] = above
    return parent, order[:found]


@njit(cache=True, nogil=True)
def _push(keys, places, height, key, place):
    row = height
    while row and keys[(row - 1) // 2] > key:
        keys[row], places[row] = keys[(row - 1) // 2], places[(row - 1) // 2]
        row = (row - 1) // 2
    keys[row], places[row] = key, place
    return height + 1


@njit(cache=True, nogil=True)
def _pop(keys, places, height):
    height -= 1
    key, place, row = keys[height], places[height], 0
    while 2 * row + 1 < height:
        child = 2 * row + 1
        if child + 1 < height and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[row], places[row] = keys[child], places[child]
        row = child
    keys[row], places[row] = key, place
    return height


@njit(cache=True, nogil=True)
def _sums(weight, parent, order):
    """Return the weight and the number of atoms in the branch below each atom."""
    below = np.zeros(len(parent))
    size = np.zeros(len(parent), np.int64)
    for place in range(len(order) - 1, -1, -1):
        v = order[place]
        below[v] += weight[v]
        size[v] += 1
        if parent[v] >= 0:
            below[parent[v]] += below[v]
            size[parent[v]] += size[v]
    return below, size


@njit(cache=True, nogil=True)
def _branch(top, parent, order):
    is_below = np.zeros(len(parent), np.bool_)
    is_below[top] = True
    for place in range(len(order)):
        v = order[place]
        if parent[v] >= 0 and is_below[parent[v]]:
            is_below[v] = True
    return np.flatnonzero(is_below)
