"""Keep with each network what its searches ask for again and again: costs in ticks, bucket widths, work arrays."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from geo.streets.arcs import METRES_PER_TICK, SECONDS_PER_TICK, Arcs
from geo.streets.network import Network
from geo.streets.search import FAR

__all__ = ["Costs", "Desk", "Measure", "costs_of", "desk_for"]

#: What a limit is said in, and what a walk is chosen by: the shortest or the quickest.
Measure = Literal["walk_m", "walk_s"]


@dataclass(frozen=True, slots=True)
class Costs:
    """
    A network's costs in one measure.

    `there` (m, 2) ticks of each edge both ways, `beside` the same in the other measure; buckets are `2 ** shift` ticks
    wide; `longest_ticks` and `longest_m` belong to the longest edge.
    """

    arcs: Arcs
    there: NDArray[np.float64]
    beside: NDArray[np.float64]
    shift: int
    longest_ticks: int
    longest_m: float


@dataclass(slots=True)
class Desk:
    """
    Arrays as long as the network that one search at a time works in and leaves as it found them: `cost` all `FAR`.

    A small circle then costs no more in a large city than in a village. `stamps` counts the marks given out in `stamp`.
    """

    cost: NDArray[np.int32]
    beside: NDArray[np.int32]
    touched: NDArray[np.int32]
    stamp: NDArray[np.int32]
    stamps: int = 0


@dataclass(slots=True)
class _Kept:
    costs: dict[Measure, Costs] = field(default_factory=dict)
    desks: list[Desk] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


_KEPT: WeakKeyDictionary[Network, _Kept] = WeakKeyDictionary()
_MOST_STAMPS = 2**30


def costs_of(network: Network, measure: Measure) -> Costs:
    """Return the network's costs in a measure, worked out once."""
    kept = _KEPT.setdefault(network, _Kept())
    if measure not in kept.costs:
        metres = np.column_stack([network.edge_length_m, network.edge_length_m]) / METRES_PER_TICK
        seconds = network.edge_seconds / SECONDS_PER_TICK
        there, beside = (metres, seconds) if measure == "walk_m" else (seconds, metres)
        kept.costs[measure] = Costs(
            arcs=network.arcs_m if measure == "walk_m" else network.arcs_s,
            there=there,
            beside=beside,
            # about half a mean edge wide: narrow enough that little is looked at twice, wide enough to be few
            shift=max(int(float(there.mean()) / 2).bit_length(), 1),
            longest_ticks=int(there.max(initial=1)) + 1,
            longest_m=float(network.edge_length_m.max(initial=0.0)),
        )
    return kept.costs[measure]


@contextmanager
def desk_for(network: Network) -> Iterator[Desk]:
    """Lend a desk nobody else works at; one that a failed search left in disorder is not used again."""
    kept = _KEPT.setdefault(network, _Kept())
    with kept.lock:
        desk = kept.desks.pop() if kept.desks else None
    nodes, edges = len(network.node_xy), len(network.edge_nodes)
    if desk is None:
        cost, touched = np.full(nodes, FAR, np.int32), np.empty(nodes, np.int32)
        desk = Desk(cost, np.zeros(nodes, np.int32), touched, np.full(edges, -1, np.int32))
    if desk.stamps > _MOST_STAMPS:
        desk.stamp[:] = -1
        desk.stamps = 0
    yield desk
    with kept.lock:
        kept.desks.append(desk)
