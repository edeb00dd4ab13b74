"""Read what the grid editor asks: JSON of a browser becomes an operation in metres, or one sentence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely
from geopandas import GeoDataFrame
from shapely import MultiPolygon, Polygon

from geo.city import City
from geo.crs import LONLAT
from geo.errors import GridError
from geo.grids.operations import (
    Delete,
    Draw,
    Hand,
    Insert,
    Lock,
    Merge,
    Move,
    Operation,
    Remove,
    Rename,
    Reshape,
    Split,
    Unlock,
)
from geo.grids.plots import plot_of_building, plot_of_compound
from geo.grids.tilings import Tiling
from geo.grids.tracing import traced

__all__ = ["Desk", "asked_operation", "metres_of"]

#: A drawn line has at most so many points.
_MOST_POINTS = 5_000


@dataclass(frozen=True)
class Desk:
    """What operations need beside the tiling: the city, what borders can follow, where each vertex is, the blocks."""

    city: City
    lines: GeoDataFrame
    vertices: Sequence[tuple[float, float]]
    blocks: Callable[[str], GeoDataFrame]


Asked = Mapping[str, Any]


def asked_operation(asked: Asked, tiling: Tiling, desk: Desk) -> Operation:
    """
    Return the operation that a browser asks for.

    Raises
    ------
    GridError
        If it is none, or names what is not there.
    """
    try:
        return _READERS[str(asked["do"])](asked, tiling, desk)
    except GridError:
        raise
    except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        raise GridError(
            "The editor asked for something that is no operation; load the page again.",
            zh="编辑器发来的操作无法识别；请刷新页面。",
        ) from error


def metres_of(places: object, crs: pyproj.CRS) -> tuple[tuple[float, float], ...]:
    """
    Return (lon, lat) pairs as places in metres.

    Raises
    ------
    GridError
        If they are no places on the map.
    """
    lonlat = np.array(places, dtype=float).reshape(-1, 2)
    if len(lonlat) > _MOST_POINTS:
        raise GridError("The line has too many points; draw it in parts.", zh="线上的点太多；请分段来画。")
    x, y = pyproj.Transformer.from_crs(LONLAT, crs, always_xy=True).transform(*lonlat.T)
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise GridError("A point lies off the map; draw it again.", zh="有点落在地图之外；请重画。")
    return tuple(zip(x.tolist(), y.tolist(), strict=True))


def _place(value: object, desk: Desk) -> tuple[float, float]:
    """Return a place named by a vertex's number or as (lon, lat)."""
    if isinstance(value, int) and not isinstance(value, bool):
        if not 0 <= value < len(desk.vertices):
            raise GridError("There is no vertex here any more; try again.", zh="这里已没有顶点；请重试。")
        return desk.vertices[value]
    return metres_of([value], desk.city.crs)[0]


def _ids(asked: Asked, name: str = "grids") -> tuple[str, ...]:
    value = asked[name]
    if not isinstance(value, list) or not all(isinstance(key, str) for key in value):
        raise TypeError(name)
    return tuple(value)


def _line(asked: Asked, name: str, desk: Desk) -> tuple[tuple[float, float], ...]:
    return metres_of(asked[name], desk.city.crs)


def _trace(asked: Asked, desk: Desk) -> Operation:
    line = traced(desk.lines, _line(asked, "through", desk))
    return Reshape(tuple((float(x), float(y)) for x, y in line.coords))


def _hand(asked: Asked, tiling: Tiling, desk: Desk) -> Operation:
    if "compound" in asked:
        area = plot_of_compound(desk.city.get("compounds"), str(asked["compound"]))
    else:
        area = plot_of_building(tiling, desk.city.get("buildings"), str(asked["building"]))
    return Hand(area, str(asked["to"]))


def _paint(asked: Asked, tiling: Tiling, desk: Desk) -> Operation:
    to = str(asked["to"])
    if to not in tiling.traits.index:
        raise GridError("The grid that shall get the land is gone; choose another.", zh="要接收土地的网格已不存在。")
    blocks = desk.blocks(tiling.community_of(to))
    wanted = [key for key in _ids(asked, "blocks") if key in blocks.index]
    if not wanted:
        raise GridError("There is no such block; try again.", zh="没有这个街区；请重试。")
    area = shapely.union_all(blocks.geometry[wanted].values)
    if not isinstance(area, Polygon | MultiPolygon):
        raise GridError("These blocks have no land; try others.", zh="所选街区没有面积；请另选。")
    return Hand(area, to)


#: One line an operation.
_READERS: Mapping[str, Callable[[Asked, Tiling, Desk], Operation]] = {
    "move": lambda it, _, desk: Move(_place(it["vertex"], desk), _place(it["to"], desk)),
    "insert": lambda it, _, desk: Insert(*(_place(it[name], desk) for name in ("a", "b", "at"))),
    "remove": lambda it, _, desk: Remove(_place(it["vertex"], desk)),
    "split": lambda it, _, desk: Split(_line(it, "line", desk), _ids(it)),
    "merge": lambda it, *_: Merge(_ids(it)),
    "draw": lambda it, _, desk: Draw(_line(it, "polygon", desk), it["how"] == "carve", str(it.get("name", ""))[:60]),
    "reshape": lambda it, _, desk: Reshape(_line(it, "line", desk)),
    "trace": lambda it, _, desk: _trace(it, desk),
    "hand": _hand,
    "paint": _paint,
    "delete": lambda it, *_: Delete(_ids(it), it["how"] == "free"),
    "lock": lambda it, *_: Lock(_ids(it)),
    "unlock": lambda it, *_: Unlock(_ids(it)),
    "rename": lambda it, *_: Rename(str(it["grid"]), str(it["name"])),
}
