"""See a network from each of its nodes: arcs with their costs in whole ticks, ready for a search."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["METRES_PER_TICK", "SECONDS_PER_TICK", "Arcs", "arcs_between", "ticks_of"]

#: Walks are summed in whole ticks, so that the order of streets never changes an answer.
METRES_PER_TICK = 1e-4
SECONDS_PER_TICK = 1e-4


@dataclass(frozen=True, slots=True)
class Arcs:
    """
    The network seen from each node: arcs `start[n]:start[n + 1]`, each with the node at its other end.

    `packed` interleaves the node at the far end and the cost in ticks of walking **from there to here**: searches grow
    from facilities, people walk towards them. `along` is the other measure of the same arc, or None where one follows
    from the other.
    """

    start: NDArray[np.int32]
    packed: NDArray[np.int32]
    edge: NDArray[np.int32]
    along: NDArray[np.int32] | None


def ticks_of(amount: NDArray[np.float64], per_tick: float) -> NDArray[np.int32]:
    """Return amounts in whole ticks, none larger than a search can still add up."""
    return np.minimum(np.rint(amount / per_tick), 2**30).astype(np.int32)


def arcs_between(
    node_count: int, ends: NDArray[np.int32], there: NDArray[np.int32], along: NDArray[np.int32] | None
) -> Arcs:
    """Arrange edges by the node they are reached from; the cost is that of the walk back to it."""
    here = np.concatenate([ends[:, 0], ends[:, 1]])
    far = np.concatenate([ends[:, 1], ends[:, 0]])
    towards = np.concatenate([there[:, 1], there[:, 0]])
    edge = np.tile(np.arange(len(ends), dtype=np.int32), 2)
    order = np.argsort(here, kind="stable")
    start = np.zeros(node_count + 1, np.int32)
    np.cumsum(np.bincount(here, minlength=node_count), out=start[1:])
    packed = np.column_stack([far[order], towards[order]]).astype(np.int32).ravel()
    beside = None if along is None else np.concatenate([along[:, 1], along[:, 0]])[order].astype(np.int32)
    return Arcs(start, packed, edge[order], beside)
