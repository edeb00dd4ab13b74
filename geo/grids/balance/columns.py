"""
Prove by listing every zone there can be, and choosing among them so that each atom is in one (HiGHS, by scipy).

This is the way where a zone is few atoms, whatever the objective; where zones are many atoms there are too many zones.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csc_array, vstack

from geo.grids.balance.atoms import Graph
from geo.grids.balance.task import Objective
from geo.grids.balance.zones import zones_within

__all__ = ["Chosen", "best_choice", "zone_values"]

_NODES, _ZONES = 300_000, 12_000
_OPTIMAL, _INFEASIBLE = 0, 2


class Chosen(NamedTuple):
    """The zones chosen (None: none found), a bound of their value, and whether it is known that there are none."""

    zone: NDArray[np.int64] | None
    bound: float
    is_impossible: bool


def best_choice(
    graph: Graph, count: int, limits: tuple[float, float], objective: Objective, most_cost: float, time_limit_s: float
) -> Chosen | None:
    """
    Choose `count` zones of the best sum of values; None if there are too many zones to list.

    Only zones whose border costs at most `most_cost` are asked about. The bound is of the least sum of cuts, the least
    difference in weight, or the highest sum of Polsby-Popper scores.
    """
    present = np.ones(len(graph.weight), bool)
    listed = zones_within(graph, present, limits, most_cost, node_limit=_NODES, zone_limit=_ZONES)
    if not listed.is_complete:
        return None
    if len(listed.zones) < count:
        return Chosen(None, np.inf, True)
    return _chosen(graph, listed.zones, count, objective, time_limit_s)


def zone_values(graph: Graph, zones: NDArray[np.bool_], objective: Objective) -> NDArray[np.float64]:
    """Return what each zone adds to the objective: half its border, its roundness, or its weight."""
    if objective == "balance":
        return np.asarray(zones @ graph.weight, dtype=np.float64)
    is_border = zones[:, graph.first] != zones[:, graph.second]
    if objective == "cut_edges":
        return np.asarray(is_border @ graph.cost / 2, dtype=np.float64)
    outline_m = zones @ graph.outer_m + is_border @ graph.border_m
    area_m2 = zones @ graph.area_m2
    round_share = 4 * np.pi * area_m2 / np.maximum(outline_m, 1e-12) ** 2
    return np.asarray(np.where(outline_m > 0, round_share, 0.0), dtype=np.float64)


def _chosen(graph: Graph, zones: NDArray[np.bool_], count: int, objective: Objective, time_limit_s: float) -> Chosen:
    value = zone_values(graph, zones, objective)
    member = coo_array(zones.T.astype(float))
    extra = 2 if objective == "balance" else 0
    ones = vstack([member, coo_array(np.ones((1, len(zones))))]).tocsc()
    exactly = np.append(np.ones(len(graph.weight)), count)
    rules = [LinearConstraint(_widened(ones, extra), exactly, exactly)]
    cost = np.append({"cut_edges": value, "compact": -value, "balance": np.zeros(len(zones))}[objective], [1.0, -1.0])
    if objective == "balance":
        weighed = (member * value[None, :]).tocsc()
        rules.append(LinearConstraint(_widened(weighed, 2, (-1.0, 0.0)), -np.inf, 0.0))
        rules.append(LinearConstraint(_widened(weighed, 2, (0.0, -1.0)), 0.0, np.inf))
    answer = milp(
        cost[: len(zones) + extra],
        integrality=np.append(np.ones(len(zones)), np.zeros(extra)),
        bounds=Bounds(0.0, np.append(np.ones(len(zones)), np.full(extra, graph.weight.sum()))),
        constraints=rules,
        options={"time_limit": time_limit_s, "mip_rel_gap": 0.0},
    )
    if answer.status == _INFEASIBLE:
        return Chosen(None, np.inf, True)
    bound = answer.mip_dual_bound if answer.mip_dual_bound is not None else -np.inf
    zone = None if answer.x is None else np.argmax(zones[answer.x[: len(zones)] > 0.5], axis=0).astype(np.int64)
    return Chosen(zone, float(-bound if objective == "compact" else bound), False)


def _widened(matrix: csc_array, extra: int, values: tuple[float, ...] = (0.0, 0.0)) -> csc_array:
    """Add a column for the heaviest and one for the lightest zone, the same number in every row."""
    if extra == 0:
        return matrix
    beside = csc_array(np.tile(values, (matrix.shape[0], 1)))
    return csc_array(np.hstack([matrix.toarray(), beside.toarray()]))
