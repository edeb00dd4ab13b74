"""Name everything that a hand can do to a tiling as small values, and apply them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from geopandas import GeoDataFrame
from shapely import MultiPolygon, Polygon

from geo.errors import GridError
from geo.grids.cutting import Points
from geo.grids.drawing import drawn, land_handed, reshaped, split
from geo.grids.regrouping import deleted, merged, renamed
from geo.grids.tilings import Tiling, is_free
from geo.grids.vertices import vertex_inserted, vertex_moved, vertex_removed

__all__ = [
    "Delete",
    "Draw",
    "Hand",
    "Insert",
    "Lock",
    "Merge",
    "Move",
    "Operation",
    "Remove",
    "Rename",
    "Reshape",
    "Split",
    "Unlock",
    "applied",
]

#: A place in the tiling's metres, and a line of them.
Place = tuple[float, float]
Line = tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Move a vertex."""

    at: Place
    to: Place


@dataclass(frozen=True, slots=True)
class Insert:
    """Insert a vertex into the border between two, and move it to its place."""

    start: Place
    end: Place
    at: Place


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove a vertex."""

    at: Place


@dataclass(frozen=True, slots=True)
class Split:
    """Split grids along a line; without ids, all that it crosses."""

    line: Line
    grid_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merge:
    """Merge grids into the first."""

    grid_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """Draw a new grid on free land, or carve it out of others."""

    polygon: Line
    is_carving: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reshape:
    """Draw the border between two grids anew."""

    line: Line


@dataclass(frozen=True)
class Hand:
    """Hand the land of a compound, a building's plot or blocks to a grid."""

    area: Polygon | MultiPolygon
    to: str


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete grids; their land becomes free, or goes to the closest neighbour."""

    grid_ids: tuple[str, ...]
    is_freeing: bool = True


@dataclass(frozen=True, slots=True)
class Lock:
    """Lock finished grids."""

    grid_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unlock:
    """Unlock grids."""

    grid_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a grid another name."""

    grid_id: str
    name: str


Operation = Move | Insert | Remove | Split | Merge | Draw | Reshape | Hand | Delete | Lock | Unlock | Rename


def applied(tiling: Tiling, operation: Operation, homes: GeoDataFrame | None = None) -> Tiling:
    """
    Return the tiling after an operation; land, people and every shape it did not touch stay the same.

    Parameters
    ----------
    homes
        Points with `households`; with them the part with most households keeps the id of a grid that is split.

    Raises
    ------
    GridError
        If it cannot be done; nothing is changed then.
    """
    _require_known(tiling, operation)
    return _HANDS[type(operation)](tiling, operation, homes)


def _require_known(tiling: Tiling, operation: Operation) -> None:
    named = getattr(operation, "grid_ids", ()) or tuple(
        getattr(operation, field.name) for field in fields(operation) if field.name in ("grid_id",)
    )
    if any(grid_id not in tiling.traits.index for grid_id in named):
        raise GridError("This grid is gone already; choose another.", zh="该网格已不存在；请另选一个。")
    if isinstance(operation, Hand) and (operation.to not in tiling.shapes or is_free(operation.to)):
        raise GridError("The grid that shall get the land is gone; choose another.", zh="要接收土地的网格已不存在。")


def _points(line: Line) -> Points:
    return np.array(line, dtype=float).reshape(-1, 2)


#: One line an operation.
_HANDS: Mapping[type, Callable[[Tiling, Any, GeoDataFrame | None], Tiling]] = {
    Move: lambda tiling, it, _: vertex_moved(tiling, np.array(it.at), np.array(it.to)),
    Insert: lambda tiling, it, _: vertex_inserted(tiling, np.array(it.start), np.array(it.end), np.array(it.at)),
    Remove: lambda tiling, it, _: vertex_removed(tiling, np.array(it.at)),
    Split: lambda tiling, it, homes: split(tiling, _points(it.line), it.grid_ids, homes),
    Merge: lambda tiling, it, _: merged(tiling, it.grid_ids),
    Draw: lambda tiling, it, _: drawn(tiling, _points(it.polygon), it.is_carving, it.name),
    Reshape: lambda tiling, it, _: reshaped(tiling, _points(it.line)),
    Hand: lambda tiling, it, _: land_handed(tiling, it.area, it.to),
    Delete: lambda tiling, it, _: deleted(tiling, it.grid_ids, it.is_freeing),
    Lock: lambda tiling, it, _: replace(tiling, locked=tiling.locked | set(it.grid_ids)),
    Unlock: lambda tiling, it, _: replace(tiling, locked=tiling.locked - set(it.grid_ids)),
    Rename: lambda tiling, it, _: renamed(tiling, it.grid_id, it.name),
}
