"""Move, insert and remove a vertex; every grid that shares it follows."""

from collections.abc import Callable

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geo.errors import GridError
from geo.grids.cutting import STEP_M, Points, with_nodes
from geo.grids.noding import edges_of
from geo.grids.tilings import Land, Tiling, bounds_of, exchanged, is_free, require_unlocked

__all__ = ["vertex_inserted", "vertex_moved", "vertex_removed"]

#: A point named from outside is the vertex within this reach; positions travel with tenths of a millimetre.
_REACH_M = 1e-3
#: A closed ring of three corners.
_LEAST_CORNERS = 4


def vertex_moved(tiling: Tiling, at: Points, to: Points) -> Tiling:
    """
    Move the vertex at `at`, (2,) metres, to `to`, in every grid that has it.

    Raises
    ------
    GridError
        If there is no vertex, it lies on a community's border or a locked grid's, or borders would cross.
    """
    at, sharing = _vertex(tiling, at)
    _require_movable(tiling, at, sharing, "moved", "移动")
    wanted = np.asarray(to, dtype=float)
    meant = _vertex_near(tiling, wanted)
    target = np.round(wanted / STEP_M) * STEP_M if meant is None else meant

    def follow(ring: Points) -> Points:
        moved = np.where((ring == at).all(axis=1)[:, None], target, ring)
        return moved[np.r_[True, (moved[1:] != moved[:-1]).any(axis=1)]]

    return exchanged(tiling, {key: _redrawn(tiling.shapes[key], follow) for key in sharing})


def vertex_inserted(tiling: Tiling, start: Points, end: Points, at: Points) -> Tiling:
    """
    Insert a vertex into the border between two neighbouring vertices, and move it to `at`.

    On a community's border the new vertex stays on the line.

    Raises
    ------
    GridError
    """
    start, _ = _vertex(tiling, start)
    end, _ = _vertex(tiling, end)
    along = end - start
    share = float(np.clip((np.asarray(at) - start) @ along / max(float(along @ along), 1e-12), 0.05, 0.95))
    foot = start + share * along
    noded = with_nodes(tiling, start[None], end[None], foot[None])
    touched = [key for key, shape in noded.shapes.items() if shape is not tiling.shapes[key]]
    if not touched:
        raise GridError(
            "There is no border between these two vertices any more; try again.",
            zh="这两个顶点之间已没有边线；请重试。",
        )
    require_unlocked(tiling, touched)
    if _is_on_rim(noded, foot):
        return noded
    return vertex_moved(noded, foot, at)


def vertex_removed(tiling: Tiling, at: Points) -> Tiling:
    """
    Remove a vertex from every grid that has it; the border runs straight between its neighbours.

    Raises
    ------
    GridError
        If borders meet there, or would cross without it.
    """
    at, sharing = _vertex(tiling, at)
    _require_movable(tiling, at, sharing, "removed", "删除")
    beside = {tuple(p) for key in sharing for p in _neighbours(tiling.shapes[key], at)}
    if len(beside) > 2:
        raise GridError(
            "Several borders meet at this vertex; move it, or merge grids, to change them.",
            zh="多条边界在此顶点相交，不能删除；可移动它，或合并网格。",
        )

    def without(ring: Points) -> Points:
        kept = ring[:-1][~(ring[:-1] == at).all(axis=1)]
        return np.concatenate([kept, kept[:1]]) if len(kept) > 2 else ring

    return exchanged(tiling, {key: _redrawn(tiling.shapes[key], without) for key in sharing})


def _vertex(tiling: Tiling, at: Points) -> tuple[Points, list[str]]:
    """Return the vertex that is meant, and the keys of the shapes that have it."""
    wanted = np.asarray(at, dtype=float)
    exact = _vertex_near(tiling, wanted)
    if exact is None:
        raise GridError("There is no vertex here any more; try again.", zh="这里已没有顶点；请重试。")
    keys = np.array(list(tiling.shapes), dtype=object)
    box = bounds_of(tiling.shapes.values())
    near = (box[:, :2] <= exact).all(axis=1) & (box[:, 2:] >= exact).all(axis=1)
    sharing = [str(key) for key in keys[near] if _has(tiling.shapes[key], exact)]
    return exact, sharing


def _vertex_near(tiling: Tiling, at: Points) -> Points | None:
    box = bounds_of(tiling.shapes.values())
    near = (box[:, :2] - _REACH_M <= at).all(axis=1) & (box[:, 2:] + _REACH_M >= at).all(axis=1)
    shapes = np.asarray(list(tiling.shapes.values()), dtype=object)[near]
    corners = shapely.get_coordinates(shapes)
    if not len(corners):
        return None
    away_m = np.hypot(*(corners - at).T)
    return np.asarray(corners[away_m.argmin()]) if away_m.min() <= _REACH_M else None


def _has(shape: Land, at: Points) -> bool:
    return bool((shapely.get_coordinates(shape) == at).all(axis=1).any())


def _is_on_rim(tiling: Tiling, at: Points) -> bool:
    return any(_has(rim, at) for rim in tiling.rims.values())


def _require_movable(tiling: Tiling, at: Points, sharing: list[str], done: str, done_zh: str) -> None:
    require_unlocked(tiling, [key for key in sharing if not is_free(key)])
    if _is_on_rim(tiling, at):
        raise GridError(
            f"This vertex lies on the border of a community and cannot be {done} here; "
            "community borders are changed by the street office's procedure.",
            zh=f"此顶点在社区边界上，不能在这里{done_zh}；社区边界须按街道的程序调整。",
        )


def _neighbours(shape: Land, at: Points) -> Points:
    starts, ends = edges_of(shape)
    return np.concatenate([ends[(starts == at).all(axis=1)], starts[(ends == at).all(axis=1)]])


def _redrawn(shape: Land, ring_of: Callable[[Points], Points]) -> Land:
    """Return a shape with every ring, (n, 2) and closed, passed through a function."""

    def ring(line: shapely.LinearRing) -> Points:
        redrawn = ring_of(shapely.get_coordinates(line))
        if len(redrawn) < _LEAST_CORNERS:
            raise GridError(
                "A piece of land would shrink to a line; merge the grids instead.",
                zh="这样会使一块地缩成一条线；如需合并请用合并工具。",
            )
        return redrawn

    parts = [Polygon(ring(part.exterior), [ring(hole) for hole in part.interiors]) for part in shapely.get_parts(shape)]
    return parts[0] if isinstance(shape, Polygon) else MultiPolygon(parts)
