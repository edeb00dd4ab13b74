"""Keep straight pieces of streets and walls in a grid of cells, and find the nearest one that can be stepped to."""

# ruff: noqa: ANN001, ANN202, C901  (compiled kernels: numba reads the types off the arrays)
# mypy: disable-error-code="no-untyped-def, no-any-return"

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["PieceIndex", "index_of", "nearest_piece"]

#: Distances and places that differ by less are the same, so that the order of streets never decides.
_SAME_M = 1e-5


@dataclass(frozen=True, slots=True)
class PieceIndex:
    """A grid of square cells; `rows[start[c]:start[c + 1]]` are the straight pieces that pass near cell c."""

    pieces: NDArray[np.float64]
    low: NDArray[np.float64]
    cell_m: float
    shape: tuple[int, int]
    start: NDArray[np.int64]
    rows: NDArray[np.int32]


def index_of(pieces: NDArray[np.float64]) -> PieceIndex:
    """List, cell by cell, the straight pieces (n, 4) that pass through it."""
    if len(pieces) == 0:
        return PieceIndex(np.empty((0, 4)), np.zeros(2), 1.0, (0, 0), np.zeros(1, np.int64), np.empty(0, np.int32))
    low = np.minimum(pieces[:, :2], pieces[:, 2:]).min(axis=0)
    high = np.maximum(pieces[:, :2], pieces[:, 2:]).max(axis=0)
    area = max(float((high - low).prod()), 1.0)
    cell_m = float(np.clip(np.sqrt(area / len(pieces)) * 1.5, 25.0, 500.0))
    shape = (int((high[0] - low[0]) / cell_m) + 1, int((high[1] - low[1]) / cell_m) + 1)
    start, rows = _fill(np.ascontiguousarray(pieces), low, cell_m, shape[0], shape[1])
    return PieceIndex(np.ascontiguousarray(pieces), low, cell_m, shape, start, rows)


def nearest_piece(
    xy: NDArray[np.float64],
    streets: PieceIndex,
    walls: PieceIndex,
    is_scrap: NDArray[np.bool_],
    max_leg_m: float,
    pass_over_m: float,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """
    Return, a place, the nearest piece that no wall cuts off (-1: none within `max_leg_m`), the position on it from 0
    to 1, and the distance in metres. A piece on a scrap is passed over where another lies within `pass_over_m`.
    """
    return _nearest(np.ascontiguousarray(xy, float), max_leg_m, is_scrap, pass_over_m, *_flat(streets), *_flat(walls))


def _flat(index: PieceIndex) -> tuple[object, ...]:
    return (index.pieces, index.low, index.cell_m, index.shape[0], index.shape[1], index.start, index.rows)


@njit(cache=True, nogil=True)
def _touches(ax, ay, bx, by, x0, y0, x1, y1):
    """Whether a straight piece passes through a box (separating axis of the piece; its own box is known to overlap)."""
    dx, dy = bx - ax, by - ay
    c0 = dx * (y0 - ay) - dy * (x0 - ax)
    c1 = dx * (y0 - ay) - dy * (x1 - ax)
    c2 = dx * (y1 - ay) - dy * (x0 - ax)
    c3 = dx * (y1 - ay) - dy * (x1 - ax)
    return not ((c0 > 0 and c1 > 0 and c2 > 0 and c3 > 0) or (c0 < 0 and c1 < 0 and c2 < 0 and c3 < 0))


@njit(cache=True, nogil=True)
def _fill(pieces, low, cell_m, columns, rows_count):
    """List, cell by cell, the pieces that pass through it: once to count, once to write."""
    start = np.zeros(columns * rows_count + 1, np.int64)
    rows = np.empty(0, np.int32)
    for turn in range(2):
        for p in range(len(pieces)):
            ax, ay, bx, by = pieces[p, 0], pieces[p, 1], pieces[p, 2], pieces[p, 3]
            i0 = int((min(ax, bx) - low[0]) / cell_m)
            i1 = min(int((max(ax, bx) - low[0]) / cell_m), columns - 1)
            j0 = int((min(ay, by) - low[1]) / cell_m)
            j1 = min(int((max(ay, by) - low[1]) / cell_m), rows_count - 1)
            for i in range(i0, i1 + 1):
                for j in range(j0, j1 + 1):
                    x0, y0 = low[0] + i * cell_m, low[1] + j * cell_m
                    if not _touches(ax, ay, bx, by, x0, y0, x0 + cell_m, y0 + cell_m):
                        continue
                    cell = j * columns + i
                    if turn == 0:
                        start[cell + 1] += 1
                    else:
                        rows[start[cell]] = p
                        start[cell] += 1
        if turn == 0:
            start = np.cumsum(start)
            rows = np.empty(start[-1], np.int32)
    for cell in range(columns * rows_count, 0, -1):
        start[cell] = start[cell - 1]
    start[0] = 0
    return start, rows


@njit(cache=True, nogil=True)
def _side(ax, ay, bx, by, px, py):
    return (bx - ax) * (py - ay) - (by - ay) * (px - ax)


@njit(cache=True, nogil=True)
def _is_walled(px, py, qx, qy, walls, low, cell_m, columns, rows_count, start, rows):
    """Whether the step from p to q crosses a wall; one that only ends on it does not."""
    if len(walls) == 0:
        return False
    i0 = max(int(np.floor((min(px, qx) - low[0]) / cell_m)), 0)
    i1 = min(int(np.floor((max(px, qx) - low[0]) / cell_m)), columns - 1)
    j0 = max(int(np.floor((min(py, qy) - low[1]) / cell_m)), 0)
    j1 = min(int(np.floor((max(py, qy) - low[1]) / cell_m)), rows_count - 1)
    for j in range(j0, j1 + 1):
        for i in range(i0, i1 + 1):
            cell = j * columns + i
            for k in range(start[cell], start[cell + 1]):
                w = rows[k]
                ax, ay, bx, by = walls[w, 0], walls[w, 1], walls[w, 2], walls[w, 3]
                s1, s2 = _side(ax, ay, bx, by, px, py), _side(ax, ay, bx, by, qx, qy)
                if (s1 > 0 and s2 < 0) or (s1 < 0 and s2 > 0):
                    t1, t2 = _side(px, py, qx, qy, ax, ay), _side(px, py, qx, qy, bx, by)
                    if (t1 >= 0 and t2 <= 0) or (t1 <= 0 and t2 >= 0):
                        return True
    return False


@njit(cache=True, nogil=True)
def _is_nearer(square, x, y, best_square, held, held_x, held_y):
    """Whether a place is nearer than the one held; of two equally near the western, then the southern one is taken."""
    if held < 0:
        return square <= best_square
    gap = np.sqrt(square) - np.sqrt(best_square)
    if abs(gap) > _SAME_M:
        return gap < 0
    if abs(x - held_x) > _SAME_M:
        return x < held_x
    return y < held_y - _SAME_M


@njit(cache=True, nogil=True)
def _nearest(
    xy, max_leg_m, is_scrap, pass_over_m,
    pieces, low, cell_m, columns, rows_count, start, rows,
    walls, wall_low, wall_cell_m, wall_columns, wall_rows, wall_start, wall_list,
):  # fmt: skip
    """Search ring after ring of cells around each point until nothing nearer can follow."""
    count = len(xy)
    best_piece = np.full(count, -1, np.int64)
    best_at = np.zeros(count)
    best_m = np.full(count, np.nan)
    furthest = int(np.ceil(max_leg_m / cell_m)) + 1
    for n in range(count):
        px, py = xy[n, 0], xy[n, 1]
        if not (np.isfinite(px) and np.isfinite(py)):
            continue
        ci, cj = int(np.floor((px - low[0]) / cell_m)), int(np.floor((py - low[1]) / cell_m))
        near = max_leg_m * max_leg_m * (1 + 1e-12)
        near_scrap = near
        piece, at, scrap, scrap_at = -1, 0.0, -1, 0.0
        piece_x, piece_y, scrap_x, scrap_y = 0.0, 0.0, 0.0, 0.0
        for ring in range(furthest + 1):
            reach = max(ring - 1, 0) * cell_m
            if reach * reach > near:
                break
            for j in range(max(cj - ring, 0), min(cj + ring, rows_count - 1) + 1):
                step = 1 if (j == cj - ring or j == cj + ring or ring == 0) else 2 * ring
                for i in range(ci - ring, ci + ring + 1, step):
                    if i < 0 or i >= columns:
                        continue
                    cell = j * columns + i
                    for k in range(start[cell], start[cell + 1]):
                        p = rows[k]
                        ax, ay = pieces[p, 0], pieces[p, 1]
                        dx, dy = pieces[p, 2] - ax, pieces[p, 3] - ay
                        square = dx * dx + dy * dy
                        t = 0.0
                        if square > 0:
                            t = min(1.0, max(0.0, ((px - ax) * dx + (py - ay) * dy) / square))
                        qx, qy = ax + t * dx, ay + t * dy
                        d = (qx - px) * (qx - px) + (qy - py) * (qy - py)
                        if is_scrap[p]:
                            better = _is_nearer(d, qx, qy, near_scrap, scrap, scrap_x, scrap_y)
                        else:
                            better = _is_nearer(d, qx, qy, near, piece, piece_x, piece_y)
                        if better:
                            if _is_walled(
                                px, py, qx, qy,
                                walls, wall_low, wall_cell_m, wall_columns, wall_rows, wall_start, wall_list,
                            ):  # fmt: skip
                                continue
                            if is_scrap[p]:
                                near_scrap, scrap, scrap_at, scrap_x, scrap_y = d, p, t, qx, qy
                            else:
                                near, piece, at, piece_x, piece_y = d, p, t, qx, qy
        if scrap >= 0 and near_scrap < near and (piece < 0 or near > pass_over_m * pass_over_m):
            piece, at, near = scrap, scrap_at, near_scrap
        if piece >= 0:
            best_piece[n], best_at[n], best_m[n] = piece, at, np.sqrt(near)
    return best_piece, best_at, best_m
