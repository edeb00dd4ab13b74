"""
Hold, for every eight-metre cell near a street, where someone standing there would step onto the street.

Each cell is snapped exactly as a door would be (the nearest edge, walls respected), so a picture made from cells is a
picture of the travel table's own rule. Tiles of cells are snapped when a circle first needs them and kept with the
network.
"""

# ruff: noqa: ANN001, ANN202  (compiled kernels: numba reads the types off the arrays)
# mypy: disable-error-code="no-untyped-def, no-any-return"

from dataclasses import dataclass, field
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from numba import njit
from numpy.typing import NDArray

from geo.streets.network import Network
from geo.streets.search import FAR
from geo.streets.snapping import snap_on_edges

__all__ = ["CELL_M", "Window", "walk_window"]

CELL_M = 8.0
#: How far from a street the ground is still drawn as reached.
REACH_M = 50.0
_TILE = 32


@dataclass(frozen=True, slots=True)
class Window:
    """
    A rectangle of cells with a rim of one cell that nothing reaches: `walk` (rows, columns) in ticks from each cell's
    middle, `beyond` at most and where nobody can step to a street in reach; `owner` the goal it leads to, -1 if none;
    the middle of cell (0, 0) is at `x0, y0` in the network's system.
    """

    walk: NDArray[np.float64]
    owner: NDArray[np.int32]
    x0: float
    y0: float


@dataclass
class _Tiles:
    """The tiles snapped so far; `slot[row, column]` is the place of a tile in the lists, -1 until it is needed."""

    x0: float
    y0: float
    slot: NDArray[np.int32]
    edge: NDArray[np.int32]
    share: NDArray[np.float32]
    leg_m: NDArray[np.float32]
    count: int = 0
    lock: Lock = field(default_factory=Lock)


_CACHE: WeakKeyDictionary[Network, _Tiles] = WeakKeyDictionary()


def walk_window(
    network: Network,
    bounds: tuple[float, float, float, float],
    node_ticks: NDArray[np.int32],
    node_owner: NDArray[np.int32],
    edge_ticks: NDArray[np.float64],
    leg_ticks_per_m: float,
    own: NDArray[np.float64],
    beyond: float,
) -> Window:
    """
    Return the walk from every cell of a rectangle to its nearest goal.

    Parameters
    ----------
    bounds
        West, south, east, north in metres; widened to whole tiles.
    node_ticks, node_owner
        (n,) ticks from each node to its nearest goal, `FAR` if beyond, and which goal that is.
    edge_ticks
        (m, 2) ticks of each edge, both ways.
    own
        (g, 4) a goal each: edge, share along it, ticks of the step from the street, and its number; sorted by edge.
    beyond
        What stands for every walk longer than that, in ticks.
    """
    tiles = _tiles_of(network)
    size_m = _TILE * CELL_M
    column0 = max(int((bounds[0] - REACH_M - tiles.x0) // size_m), 0)
    row0 = max(int((bounds[1] - REACH_M - tiles.y0) // size_m), 0)
    column1 = min(int((bounds[2] + REACH_M - tiles.x0) // size_m), tiles.slot.shape[1] - 1)
    row1 = min(int((bounds[3] + REACH_M - tiles.y0) // size_m), tiles.slot.shape[0] - 1)
    with tiles.lock:
        _snap_missing(network, tiles, row0, row1, column0, column1)
        edge, share, leg_m = tiles.edge, tiles.share, tiles.leg_m
    walk, owner = _fill_window(
        tiles.slot[row0 : row1 + 1, column0 : column1 + 1], edge, share, leg_m, network.edge_nodes,
        node_ticks, node_owner, edge_ticks, leg_ticks_per_m, np.ascontiguousarray(own, float), _TILE, FAR, beyond,
    )  # fmt: skip
    return Window(walk, owner, tiles.x0 + column0 * size_m - CELL_M / 2, tiles.y0 + row0 * size_m - CELL_M / 2)


def _tiles_of(network: Network) -> _Tiles:
    if network not in _CACHE:
        size_m = _TILE * CELL_M
        low = network.points.min(axis=0) - REACH_M - CELL_M
        high = network.points.max(axis=0) + REACH_M + CELL_M
        columns, rows = (int(n) for n in np.ceil((high - low) / size_m))
        x0, y0 = np.floor(low / CELL_M) * CELL_M
        _CACHE[network] = _Tiles(
            x0=float(x0),
            y0=float(y0),
            slot=np.full((rows + 1, columns + 1), -1, np.int32),
            edge=np.empty((0, _TILE, _TILE), np.int32),
            share=np.empty((0, _TILE, _TILE), np.float32),
            leg_m=np.empty((0, _TILE, _TILE), np.float32),
        )
    return _CACHE[network]


def _snap_missing(network: Network, tiles: _Tiles, row0: int, row1: int, column0: int, column1: int) -> None:
    rows, columns = np.nonzero(tiles.slot[row0 : row1 + 1, column0 : column1 + 1] < 0)
    if len(rows) == 0:
        return
    middle = (np.arange(_TILE) + 0.5) * CELL_M
    x = tiles.x0 + (columns + column0)[:, None, None] * _TILE * CELL_M + middle[None, None, :]
    y = tiles.y0 + (rows + row0)[:, None, None] * _TILE * CELL_M + middle[None, :, None]
    x, y = np.broadcast_arrays(x, y)
    edge, share, leg_m = snap_on_edges(network, np.column_stack([x.ravel(), y.ravel()]), REACH_M)
    count = tiles.count + len(rows)
    if count > len(tiles.edge):
        room = max(2 * len(tiles.edge), count)
        tiles.edge, tiles.share, tiles.leg_m = (
            np.concatenate([part[: tiles.count], np.empty((room - tiles.count, _TILE, _TILE), part.dtype)])
            for part in (tiles.edge, tiles.share, tiles.leg_m)
        )
    shape = (len(rows), _TILE, _TILE)
    tiles.edge[tiles.count : count] = edge.reshape(shape)
    tiles.share[tiles.count : count] = share.reshape(shape)
    tiles.leg_m[tiles.count : count] = leg_m.reshape(shape)
    tiles.slot[rows + row0, columns + column0] = np.arange(tiles.count, count)
    tiles.count = count


@njit(cache=True, nogil=True)
def _fill_window(
    slot,
    cell_edge,
    cell_share,
    cell_leg_m,
    ends,
    node_ticks,
    node_owner,
    edge_ticks,
    leg_ticks_per_m,
    own,
    tile,
    far,
    beyond,
):
    rows, columns = slot.shape
    walk = np.full((rows * tile + 2, columns * tile + 2), beyond)
    owner = np.full((rows * tile + 2, columns * tile + 2), -1, np.int32)
    for r in range(rows):
        for c in range(columns):
            s = slot[r, c]
            for j in range(tile):
                for i in range(tile):
                    edge = cell_edge[s, j, i]
                    if edge < 0:
                        continue
                    share = cell_share[s, j, i]
                    best, mine = np.float64(1e18), -1
                    u, v = ends[edge, 0], ends[edge, 1]
                    if node_ticks[u] < far:
                        best, mine = node_ticks[u] + edge_ticks[edge, 1] * share, node_owner[u]
                    if node_ticks[v] < far:
                        other = node_ticks[v] + edge_ticks[edge, 0] * (1.0 - share)
                        if other < best:
                            best, mine = other, node_owner[v]
                    k = np.searchsorted(own[:, 0], edge)
                    while k < len(own) and own[k, 0] == edge:
                        gap = own[k, 1] - share
                        direct = abs(gap) * edge_ticks[edge, 0 if gap >= 0 else 1] + own[k, 2]
                        if direct < best:
                            best, mine = direct, int(own[k, 3])
                        k += 1
                    best += cell_leg_m[s, j, i] * leg_ticks_per_m
                    if best < beyond:
                        walk[r * tile + j + 1, c * tile + i + 1] = best
                        owner[r * tile + j + 1, c * tile + i + 1] = mine
    return walk, owner
