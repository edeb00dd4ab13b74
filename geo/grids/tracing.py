"""Follow a street, a river or a railway between points, so that a border can run along it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from shapely import LineString

from geo.city import City
from geo.errors import GridError

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["MOST_REACH_M", "trace_lines", "traced"]

#: A clicked point means the line within this reach.
MOST_REACH_M = 40.0
#: How far beyond its points a trace may swing out.
_AROUND_M = 400.0
_STEP_M = 0.001
_RIVER_KINDS = ("river", "water", "canal")


def trace_lines(city: City) -> GeoDataFrame:
    """Return what a border can follow, in the city's metres: streets, railways, rivers and their banks, walls."""
    lines = [city.get(layer).geometry for layer in ("streets", "railways", "barriers")]
    landcover = city.get("landcover")
    lines.append(landcover.geometry[landcover["kind"].isin(_RIVER_KINDS)].boundary)
    every = np.concatenate([np.asarray(line.values, dtype=object) for line in lines])
    return GeoDataFrame(geometry=every[~shapely.is_empty(every)], crs=city.crs)


def traced(lines: GeoDataFrame, through: Sequence[tuple[float, float]]) -> LineString:
    """
    Return the shortest line along `lines` through points, which are its ends and corners too.

    Parameters
    ----------
    through
        At least two places in the metres of `lines`.

    Raises
    ------
    GridError
        If a point has no line within `MOST_REACH_M`, the lines do not connect the points, or all are one point.
    """
    points = np.asarray(through, dtype=float).reshape(-1, 2)
    if len(points) < 2:
        raise GridError("A trace needs at least two points.", zh="描线至少需要两个点。")
    box = shapely.box(*(points.min(axis=0) - _AROUND_M), *(points.max(axis=0) + _AROUND_M))
    near = lines.geometry.values[lines.sindex.query(box, predicate="intersects")]
    pieces = _noded(near, box)
    feet = [_foot(pieces, point) for point in points]
    walked = _split_at(pieces, feet)
    import networkx as nx

    graph: nx.Graph[tuple[float, float]] = nx.Graph()
    for piece in walked:
        ends = shapely.get_coordinates(piece)
        a, b = tuple(ends[0].tolist()), tuple(ends[-1].tolist())
        if not graph.has_edge(a, b) or graph[a][b]["length"] > piece.length:
            graph.add_edge(a, b, length=piece.length, line=piece)
    corners = [points[:1]]
    stops = [_place(pieces[at], along) for at, along in feet]
    for (here, start), (there, end) in pairwise(zip(points, stops, strict=True)):
        corners += [here[None], _path(graph, start, end), there[None]]
    every = np.round(np.concatenate(corners) / _STEP_M) * _STEP_M
    kept = every[np.r_[True, (every[1:] != every[:-1]).any(axis=1)]]
    if len(kept) < 2:
        raise GridError("The points lie on one spot; draw a longer line.", zh="所画的点重合在一处；请画长一些。")
    return LineString(kept)


def _noded(lines: NDArray[np.object_], box: shapely.Polygon) -> list[LineString]:
    """Cut lines where they meet, inside a box."""
    whole = shapely.union_all(shapely.intersection(shapely.force_2d(lines), box))
    return [part for part in shapely.get_parts(whole) if isinstance(part, LineString)]


def _foot(pieces: list[LineString], point: NDArray[np.float64]) -> tuple[int, float]:
    """Return the nearest piece and how far along it the point's foot lies."""
    away_m = shapely.distance(np.array(pieces, dtype=object), shapely.Point(point)) if pieces else np.array([np.inf])
    best = int(np.argmin(away_m))
    if away_m[best] > MOST_REACH_M:
        raise GridError(
            f"There is no street, river or railway within {MOST_REACH_M:.0f} m of a point; click nearer to one.",
            zh=f"所点位置 {MOST_REACH_M:.0f} 米内没有街道、河流或铁路；请点得更近一些。",
        )
    return best, float(shapely.line_locate_point(pieces[best], shapely.Point(point)))


def _split_at(pieces: list[LineString], feet: list[tuple[int, float]]) -> list[LineString]:
    walked = []
    for number, piece in enumerate(pieces):
        stops = sorted({along for at, along in feet if at == number and 0 < along < piece.length})
        for start, end in pairwise([0.0, *stops, piece.length]):
            walked.append(_between(piece, start, end))
    return walked


def _between(piece: LineString, start: float, end: float) -> LineString:
    """Return the part of a piece between two distances along it; equal distances give equal points."""
    corners = shapely.get_coordinates(piece)
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(corners, axis=0).T))])
    inner = corners[(along > start) & (along < end)]
    return LineString([_place(piece, start), *inner, _place(piece, end)])


def _place(piece: LineString, along: float) -> tuple[float, float]:
    """Return the place at a distance along a piece; its ends are its ends to the bit."""
    corners = shapely.get_coordinates(piece)
    if 0 < along < piece.length:
        corners = shapely.get_coordinates(shapely.line_interpolate_point(piece, along))
    x, y = corners[0 if along < piece.length else -1].tolist()
    return x, y


def _path(
    graph: "nx.Graph[tuple[float, float]]", start: tuple[float, float], end: tuple[float, float]
) -> NDArray[np.float64]:
    import networkx as nx

    try:
        stops = nx.shortest_path(graph, start, end, weight="length")
    except (nx.NetworkXNoPath, nx.NodeNotFound) as error:
        raise GridError(
            "No street, river or railway connects these points nearby; add a point between them, or draw the line.",
            zh="附近没有街道、河流或铁路连接这些点；请在中间加点，或直接画线。",
        ) from error
    corners = [np.array([start])]
    for here, there in pairwise(stops):
        line = shapely.get_coordinates(graph[here][there]["line"])
        corners.append(line if tuple(line[0].tolist()) == here else line[::-1])
    return np.concatenate(corners)
