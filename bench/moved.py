"""One facility moves: how soon is the new cover of all buildings known?"""

import itertools
import logging
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from bench import peers
from bench.networks import TOWNS, Town, at_nodes, town_named
from bench.report import Section, Table, Target, duration, ratio_rows
from bench.tables import LIMIT_MIN, limit_m_of
from bench.timing import Contender, Effort, in_turns
from geo import Network
from geo.streets import Snap
from geo.streets.cover import Cover, cover_of, with_goal, without_goal
from geo.streets.walks import nearest_walks

__all__ = ["measure"]

logger = logging.getLogger(__name__)

_FACILITIES = 500
_MOVES = 40
_AIM_S = 0.05
_JUDGED = "a million nodes"
_OURS, _FULL, _SCIPY = "ours, `without_goal` and `with_goal`", "ours, everything anew", "scipy, everything anew"

_METHOD = (
    f"{_FACILITIES} facilities; one of them, another each time, moves to a random node, and the walk of every door "
    f"to its nearest facility and how many doors are within {LIMIT_MIN:g} minutes is worked out again. No peer can "
    "do less than everything anew; scipy gives distances to nodes, to which the doors' parts of their edges are "
    "added with numpy."
)


def measure(effort: Effort) -> Section:
    """Measure every town; the target is for the largest."""
    rows: list[tuple[str, ...]] = []
    notes: list[str] = []
    found: dict[str, float] = {}
    for name in TOWNS:
        town = town_named(name)
        if isinstance(town, str):
            notes.append(f"{name}: not measured here, because {town}.")
            continue
        nodes, targets = _moves(town)
        goals = at_nodes(town.network, nodes)
        started = cover_of(town.network, town.doors, goals)
        agreement = {_OURS: _largest_difference(town, started, nodes, targets)}
        contenders = [
            Contender(_OURS, _moving(town, started, targets)),
            Contender(_FULL, partial(_covered_anew, town.network, town.doors, goals, limit_m_of(town))),
            Contender(_SCIPY, _scipy_anew(town, nodes)),
        ]
        timings = in_turns(contenders, effort)
        rows += ratio_rows(name, timings, _OURS, agreement)
        found[name] = timings[_OURS].median_s
        logger.info("moved, %s: %s", name, {who: duration(timing.median_s) for who, timing in timings.items()})
    columns = ("network", "way", "median", "rounds", "ratio", "largest difference to everything anew", "")
    target = Target(
        f"one facility moved, {_JUDGED}: new cover of all buildings",
        f"at most {duration(_AIM_S)}",
        {name: duration(found[name]) for name in found if name == _JUDGED},
        {name: found[name] <= _AIM_S for name in found if name == _JUDGED},
    )
    return Section("One facility moved", _METHOD, (Table("", columns, tuple(rows)),), (target,), tuple(notes))


def _moves(town: Town) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Where the facilities are, and where they move to one by one."""
    return town.sites[:_FACILITIES], town.sites[_FACILITIES : _FACILITIES + _MOVES]


def _moving(town: Town, started: Cover, targets: NDArray[np.int32]) -> Callable[[], int]:
    """Return work that moves another facility each time, always from the same start."""
    ticks = _limit_ticks(town)
    moves = itertools.cycle(list(_snapped(town.network, targets)))

    def move() -> int:
        number, goal = next(moves)
        moved = with_goal(without_goal(started, number), goal, _FACILITIES + number)
        return int(np.count_nonzero(moved.door_ticks <= ticks))

    move()
    return move


def _snapped(network: Network, targets: NDArray[np.int32]) -> Iterator[tuple[int, Snap]]:
    for number in range(len(targets)):
        yield number, at_nodes(network, targets[number : number + 1])


def _limit_ticks(town: Town) -> int:
    return round((limit_m_of(town) + 0.001) / 1e-4)


def _covered_anew(network: Network, doors: Snap, goals: Snap, limit_m: float) -> int:
    return int(np.count_nonzero(nearest_walks(network, doors, goals, "walk_m").walk_m <= limit_m + 0.001))


def _scipy_anew(town: Town, nodes: NDArray[np.int32]) -> Callable[[], int]:
    matrix = peers.scipy_graph(town.network)
    length_m = peers.rounded_lengths_m(town.network)[town.doors.edge]
    ends = town.network.edge_nodes[town.doors.edge]
    to_first, to_last, step = length_m * town.doors.share, length_m * (1 - town.doors.share), town.doors.leg_m
    limit_m = limit_m_of(town) + 0.001

    def anew() -> int:
        metres = peers.scipy_nearest(matrix, nodes)
        walk_m = np.minimum(metres[ends[:, 0]] + to_first, metres[ends[:, 1]] + to_last) + step
        return int(np.count_nonzero(walk_m <= limit_m))

    return anew


def _largest_difference(town: Town, started: Cover, nodes: NDArray[np.int32], targets: NDArray[np.int32]) -> str:
    """Compare some moved covers, door by door, with everything measured anew."""
    furthest_m, apart = 0.0, 0
    for number, goal in itertools.islice(_snapped(town.network, targets), 3):
        moved = with_goal(without_goal(started, number), goal, _FACILITIES + number).walk
        anew = nearest_walks(
            town.network,
            town.doors,
            at_nodes(town.network, np.append(np.delete(nodes, number), targets[number])),
            "walk_m",
        ).walk_m
        both = np.isfinite(moved) & np.isfinite(anew)
        apart += int((np.isfinite(moved) != np.isfinite(anew)).sum())
        furthest_m = max(furthest_m, float(np.abs(moved[both] - anew[both]).max(initial=0.0)))
    return f"{furthest_m * 1000:.2g} mm" + (f", {apart} doors reached in one only" if apart else "")
