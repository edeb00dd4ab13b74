"""Move atoms between neighbouring zones by simulated annealing; a zone is never torn."""

# ruff: noqa: ANN001, ANN202  (compiled kernels: numba reads the types off the arrays)
# mypy: disable-error-code="no-untyped-def, no-any-return"

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from geo.grids.balance.atoms import Graph

__all__ = ["Aim", "Found", "annealed"]

#: The temperature at the end, in mean borders.
_COLD = 0.05
#: What a mean weight out of bounds costs, and what it costs to be out of bounds at all, in mean borders.
_PER_MEAN, _PER_ZONE = 20.0, 1.0
_FOUR_PI = 4.0 * np.pi


class Aim(NamedTuple):
    """
    What a search looks for: the worth of a mean border, of a Polsby-Popper point and of a mean weight's spread, and how
    hot it starts.
    """

    low: float
    high: float
    mean: float
    cut: float
    compact: float
    balance: float
    hot: float


class Found(NamedTuple):
    """The best zones met, how far they are out of bounds in sum, and their energy within bounds."""

    zone: NDArray[np.int64]
    out: float
    energy: float


class _State(NamedTuple):
    """What is kept up to date of each zone."""

    zone: NDArray[np.int64]
    weight: NDArray[np.float64]
    area_m2: NDArray[np.float64]
    outline_m: NDArray[np.float64]
    size: NDArray[np.int64]


def annealed(graph: Graph, zone: NDArray[np.int64], aim: Aim, steps: int, seed: int) -> Found:
    """
    Return the best zones met in so many steps from `zone`, which must be contiguous.

    Of two divisions the one less out of bounds is better; of two within bounds the one of less energy.
    """
    mean_cost = float(graph.cost.mean()) if len(graph.cost) else 1.0
    cost_unit = mean_cost if mean_cost > 0 else 1.0
    best, out, energy = _anneal(graph, zone.astype(np.int64), aim, cost_unit, steps, np.random.default_rng(seed))
    return Found(best, float(out), float(energy))


@njit(cache=True, nogil=True)
def _anneal(graph, zone, aim, cost_unit, steps, rng):
    state = _state_of(graph, zone.copy())
    out, energy = _measured(graph, state, aim, cost_unit)
    best, best_out, best_energy = state.zone.copy(), out, energy
    arcs = len(graph.other)
    if arcs == 0:
        return best, best_out, best_energy
    mark = np.zeros(len(graph.weight), np.int64)
    stack = np.zeros(len(graph.weight) + 1, np.int64)
    cooling = np.log(_COLD / aim.hot) / steps
    for number in range(steps):
        arc = int(rng.random() * arcs)
        v, target = graph.here[arc], state.zone[graph.other[arc]]
        if state.zone[v] == target or state.size[state.zone[v]] == 1:
            continue
        out_change, energy_change, left_m, come_m = _change(graph, state, aim, cost_unit, v, target)
        rise = energy_change + out_change * _PER_MEAN / aim.mean
        rise += _PER_ZONE * _newly_out(graph, state, aim, v, target)
        if rise > 0 and rng.random() >= np.exp(-rise / (aim.hot * np.exp(cooling * number))):
            continue
        if not _holds_without(graph, state.zone, v, mark, stack, number + 1):
            continue
        _move(graph, state, v, target, left_m, come_m)
        out, energy = out + out_change, energy + energy_change
        slack = 1e-9 * aim.mean
        if out < best_out - slack or (out < best_out + slack and energy < best_energy - 1e-9):
            best[:], best_out, best_energy = state.zone, out, energy
    return best, best_out, best_energy


@njit(cache=True, nogil=True)
def _state_of(graph, zone):
    count = zone.max() + 1
    state = _State(zone, np.zeros(count), np.zeros(count), np.zeros(count), np.zeros(count, np.int64))
    for v in range(len(zone)):
        state.weight[zone[v]] += graph.weight[v]
        state.area_m2[zone[v]] += graph.area_m2[v]
        state.outline_m[zone[v]] += graph.outer_m[v]
        state.size[zone[v]] += 1
    for e in range(len(graph.first)):
        one, two = zone[graph.first[e]], zone[graph.second[e]]
        if one != two:
            state.outline_m[one] += graph.border_m[e]
            state.outline_m[two] += graph.border_m[e]
    return state


@njit(cache=True, nogil=True)
def _measured(graph, state, aim, cost_unit):
    """Return how far the zones are out of bounds in sum, and their energy."""
    out, energy = 0.0, 0.0
    for k in range(len(state.weight)):
        out += _out(state.weight[k], aim)
        energy -= aim.compact * _roundness(state.area_m2[k], state.outline_m[k])
    for e in range(len(graph.first)):
        if state.zone[graph.first[e]] != state.zone[graph.second[e]]:
            energy += aim.cut * graph.cost[e] / cost_unit
    if aim.balance > 0:
        energy += aim.balance * (state.weight.max() - state.weight.min()) / aim.mean
    return out, energy


@njit(cache=True, nogil=True)
def _out(weight, aim):
    return max(aim.low - weight, 0.0) + max(weight - aim.high, 0.0)


@njit(cache=True, nogil=True)
def _roundness(area_m2, outline_m):
    return _FOUR_PI * area_m2 / (outline_m * outline_m) if outline_m > 0 else 0.0


@njit(cache=True, nogil=True)
def _change(graph, state, aim, cost_unit, v, target):
    """Return what moving v does to the sum out of bounds, to the energy and to the two outlines."""
    source, weight = state.zone[v], graph.weight[v]
    left_m, come_m, cost = -graph.outer_m[v], graph.outer_m[v], 0.0
    for place in range(graph.start[v], graph.start[v + 1]):
        there, border = state.zone[graph.other[place]], graph.border[place]
        if there == source:
            left_m += graph.border_m[border]
            come_m += graph.border_m[border]
            cost += graph.cost[border]
        elif there == target:
            left_m -= graph.border_m[border]
            come_m -= graph.border_m[border]
            cost -= graph.cost[border]
        else:
            left_m -= graph.border_m[border]
            come_m += graph.border_m[border]
    source_weight, target_weight = state.weight[source], state.weight[target]
    out = _out(source_weight - weight, aim) + _out(target_weight + weight, aim)
    out -= _out(source_weight, aim) + _out(target_weight, aim)
    energy = aim.cut * cost / cost_unit
    if aim.compact > 0:
        area_m2 = graph.area_m2[v]
        gain = _roundness(state.area_m2[source] - area_m2, state.outline_m[source] + left_m)
        gain += _roundness(state.area_m2[target] + area_m2, state.outline_m[target] + come_m)
        gain -= _roundness(state.area_m2[source], state.outline_m[source])
        gain -= _roundness(state.area_m2[target], state.outline_m[target])
        energy -= aim.compact * gain
    if aim.balance > 0:
        energy += aim.balance * _spread_change(state.weight, source, target, weight) / aim.mean
    return out, energy, left_m, come_m


@njit(cache=True, nogil=True)
def _newly_out(graph, state, aim, v, target):
    """Return how many zones more are out of bounds once v has moved."""
    source, weight = state.zone[v], graph.weight[v]
    before = int(_out(state.weight[source], aim) > 0) + int(_out(state.weight[target], aim) > 0)
    after = int(_out(state.weight[source] - weight, aim) > 0) + int(_out(state.weight[target] + weight, aim) > 0)
    return after - before


@njit(cache=True, nogil=True)
def _spread_change(weights, source, target, weight):
    low, high, new_low, new_high = np.inf, -np.inf, np.inf, -np.inf
    for k in range(len(weights)):
        after = weights[k] - weight if k == source else weights[k] + weight if k == target else weights[k]
        low, high = min(low, weights[k]), max(high, weights[k])
        new_low, new_high = min(new_low, after), max(new_high, after)
    return (new_high - new_low) - (high - low)


@njit(cache=True, nogil=True)
def _move(graph, state, v, target, left_m, come_m):
    source = state.zone[v]
    state.zone[v] = target
    state.weight[source] -= graph.weight[v]
    state.weight[target] += graph.weight[v]
    state.area_m2[source] -= graph.area_m2[v]
    state.area_m2[target] += graph.area_m2[v]
    state.outline_m[source] += left_m
    state.outline_m[target] += come_m
    state.size[source] -= 1
    state.size[target] += 1


@njit(cache=True, nogil=True)
def _holds_without(graph, zone, v, mark, stack, stamp):
    """Whether the rest of v's zone stays in one piece: walk it from one of v's neighbours until all are met."""
    needed, height = 0, 0
    for place in range(graph.start[v], graph.start[v + 1]):
        u = graph.other[place]
        if zone[u] == zone[v]:
            needed += 1
            mark[u] = -stamp
            stack[0] = u
    if needed < 2:
        return needed == 1
    mark[v] = stamp
    mark[stack[0]] = stamp
    height, needed = 1, needed - 1
    while height:
        height -= 1
        x = stack[height]
        for place in range(graph.start[x], graph.start[x + 1]):
            u = graph.other[place]
            if zone[u] == zone[v] and mark[u] != stamp:
                if mark[u] == -stamp:
                    needed -= 1
                    if needed == 0:
                        return True
                mark[u] = stamp
                stack[height] = u
                height += 1
    return False
