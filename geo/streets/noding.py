"""Turn street lines into nodes and edges: where lines meet, and where they only cross on the map."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

__all__ = ["Edges", "Lines", "edges_of", "lines_of", "with_crossings"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Vertices closer than this are the same place.
_GRID_M = 0.001
#: A loose end this close to another line meets it.
_JOIN_M = 0.5


@dataclass(frozen=True, slots=True)
class Lines:
    """
    Street pieces: a LineString (with or without heights) each, the row of the street layer it comes from, and the
    seconds one waits at a gate on it.
    """

    geometry: NDArray[np.object_]
    way: Ints
    level: Ints
    is_noded: NDArray[np.bool_]
    wait_s: Floats

    def taking(self, rows: NDArray) -> "Lines":  # type: ignore[type-arg]
        """Return some of the rows."""
        return Lines(self.geometry[rows], self.way[rows], self.level[rows], self.is_noded[rows], self.wait_s[rows])


@dataclass(frozen=True, slots=True)
class Edges:
    """
    Nodes (m) and edges between them; edge i has the points `start[i]:start[i + 1]` of `points`, x, y and height, and
    is a part of the line `line[i]`.
    """

    node_xy: Floats
    nodes: Ints
    way: Ints
    line: Ints
    start: Ints
    points: Floats


def lines_of(streets: GeoDataFrame) -> Lines:
    """Take a STREETS layer apart into single lines; a row without a usable line is left out."""
    parts, row = shapely.get_parts(streets.geometry.to_numpy(), return_index=True)
    usable = (shapely.get_type_id(parts) == 1) & (shapely.length(parts) > _GRID_M)
    parts, row = parts[usable], row[usable]
    level = streets["level"].to_numpy(np.int64) + streets["is_bridge"].to_numpy() - streets["is_tunnel"].to_numpy()
    is_noded = streets["is_noded"].to_numpy(bool)[row]
    return Lines(_with_heights(parts), row.astype(np.int64), level[row], is_noded, np.zeros(len(row)))


def _with_heights(geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    """Fill in heights that are missing at some vertices of a line from its others; a line without any is level."""
    xyz, line = shapely.get_coordinates(geometry, include_z=True, return_index=True)
    unknown = np.isnan(xyz[:, 2])
    partly = np.bincount(line[unknown], minlength=len(geometry)) > 0
    partly &= np.bincount(line[~unknown], minlength=len(geometry)) > 0
    geometry = geometry.copy()
    first = np.searchsorted(line, np.arange(len(geometry) + 1))
    for row in np.flatnonzero(partly):
        places = xyz[first[row] : first[row + 1]]
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(places[:, :2], axis=0).T))])
        known = ~np.isnan(places[:, 2])
        places[:, 2] = np.interp(along, along[known], places[known, 2])
        geometry[row] = shapely.LineString(places)
    return geometry


def with_crossings(lines: Lines, loose: NDArray[np.bool_] | None = None) -> Lines:
    """
    Give `loose` lines, those that are not noded if None, a common vertex where they cross on one level, and where an
    end of one meets another line.

    OpenStreetMap's own vertices are its topology and stay as they are.
    """
    loose = ~lines.is_noded if loose is None else loose
    lines, loose = _without_self_crossings(lines, loose)
    rows = np.flatnonzero(loose)
    if len(rows) == 0:
        return lines
    geometry = lines.geometry.copy()
    _join_ends(geometry, rows)
    at_line, at_xy = _crossings(geometry, lines.level, rows)
    end_line, end_xy = _loose_ends(geometry, rows)
    at_line, at_xy = np.concatenate([at_line, end_line]), np.concatenate([at_xy, end_xy])
    order = np.argsort(at_line, kind="stable")
    touched, begin, count = np.unique(at_line[order], return_index=True, return_counts=True)
    for row, first, size in zip(touched, begin, count, strict=True):
        geometry[row] = _with_vertices(geometry[row], at_xy[order[first : first + size]])
    return replace(lines, geometry=geometry)


def _without_self_crossings(lines: Lines, loose: NDArray[np.bool_]) -> tuple[Lines, NDArray[np.bool_]]:
    """Cut loose lines that cross or retrace themselves into pieces that do not."""
    tangled = loose & ~np.asarray(shapely.is_simple(lines.geometry))
    if not tangled.any():
        return lines, loose
    pieces, row = shapely.get_parts(shapely.node(lines.geometry[tangled]), return_index=True)
    rows = np.concatenate([np.flatnonzero(~tangled), np.flatnonzero(tangled)[row]])
    geometry = np.concatenate([lines.geometry[~tangled], pieces])
    return replace(lines.taking(rows), geometry=geometry), loose[rows]


def _join_ends(geometry: NDArray[np.object_], loose: Ints) -> None:
    """
    Move ends of loose lines that nearly touch onto one place.

    That is the nearest end of a line that is not loose, or else the westernmost of the ends that touch each other.
    """
    owner = np.concatenate([loose, loose])
    last = np.repeat([False, True], len(loose))
    points = np.concatenate([shapely.get_point(geometry[loose], 0), shapely.get_point(geometry[loose], -1)])
    first_end, second_end = shapely.STRtree(points).query(points, predicate="dwithin", distance=_JOIN_M)
    long_enough = np.tile(shapely.length(geometry[loose]) > _JOIN_M, 2)  # a shorter line would shrink to a point
    both = long_enough[first_end] & long_enough[second_end]
    first_end, second_end = first_end[both], second_end[both]
    joined = coo_array((np.ones(len(first_end), np.int8), (first_end, second_end)), shape=(len(points), len(points)))
    _, cluster = connected_components(joined, directed=False)
    old = shapely.get_coordinates(points)
    order = np.lexsort((old[:, 1], old[:, 0], cluster))
    _, chosen = np.unique(cluster[order], return_index=True)
    new = old[order[chosen]][cluster]
    fixed = np.setdiff1d(np.arange(len(geometry)), loose)
    if len(fixed):
        anchors = np.concatenate([shapely.get_point(geometry[fixed], 0), shapely.get_point(geometry[fixed], -1)])
        end, anchor = shapely.STRtree(anchors).query_nearest(points, max_distance=_JOIN_M, all_matches=False)
        end, anchor = end[long_enough[end]], anchor[long_enough[end]]
        new[end] = shapely.get_coordinates(anchors[anchor])
    for number in np.flatnonzero((new != old).any(axis=1)):
        row = owner[number]
        xy = shapely.get_coordinates(geometry[row], include_z=bool(shapely.has_z(geometry[row])))
        xy[-1 if last[number] else 0, :2] = new[number]
        geometry[row] = shapely.LineString(xy)


def _crossings(geometry: NDArray[np.object_], level: Ints, loose: Ints) -> tuple[Ints, Floats]:
    """Places where two loose lines of one level meet, listed for each of the two."""
    tree = shapely.STRtree(geometry[loose])
    first, second = tree.query(geometry[loose], predicate="intersects")
    first, second = loose[first], loose[second]
    pairs = (first < second) & (level[first] == level[second])
    first, second = first[pairs], second[pairs]
    meet, pair = shapely.get_parts(shapely.intersection(geometry[first], geometry[second]), return_index=True)
    xy, piece = shapely.get_coordinates(meet, return_index=True)
    pair = pair[piece]
    return np.concatenate([first[pair], second[pair]]), np.concatenate([xy, xy])


def _loose_ends(geometry: NDArray[np.object_], loose: Ints) -> tuple[Ints, Floats]:
    """Ends of lines that lie within `_JOIN_M` of another line, listed for that other line."""
    ends = np.concatenate([shapely.get_point(geometry[loose], 0), shapely.get_point(geometry[loose], -1)])
    owner = np.concatenate([loose, loose])
    end, other = shapely.STRtree(geometry).query(ends, predicate="dwithin", distance=_JOIN_M)
    foreign = owner[end] != other
    end, other = end[foreign], other[foreign]
    return other, shapely.get_coordinates(ends[end])


def _with_vertices(line: shapely.LineString, xy: Floats) -> shapely.LineString:
    """Insert vertices between the ends of a line; its ends have met what they meet already."""
    has_z = bool(shapely.has_z(line))
    old = shapely.get_coordinates(line, include_z=has_z)
    along_old = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(old[:, :2], axis=0).T))])
    along_new = np.asarray(shapely.line_locate_point(line, shapely.points(xy)))
    inner = (along_new >= _GRID_M) & (along_new <= along_old[-1] - _GRID_M)
    along_new = along_new[inner]
    new = np.empty((len(along_new), old.shape[1]))
    new[:, :2] = xy[inner]
    if has_z:
        new[:, 2] = np.interp(along_new, along_old, old[:, 2])
    order = np.argsort(np.concatenate([along_old, along_new]), kind="stable")
    return shapely.LineString(np.concatenate([old, new])[order])


def edges_of(lines: Lines) -> Edges:
    """
    Break lines into edges at every vertex that two lines share, that a line passes twice, or where a line ends.

    An inner vertex of a loose line on another level than the ground meets only what is on that level: a bridge drawn
    over a street.
    """
    has_z = bool(shapely.has_z(lines.geometry).any())
    points, line = shapely.get_coordinates(lines.geometry, include_z=True, return_index=True)
    points[:, 2] = np.nan_to_num(points[:, 2]) if has_z else 0.0
    rounded = np.round(points[:, :2] / _GRID_M).astype(np.int64)
    repeated = np.zeros(len(points), bool)
    repeated[1:] = (line[1:] == line[:-1]) & (rounded[1:] == rounded[:-1]).all(axis=1)
    points, line, rounded = points[~repeated], line[~repeated], rounded[~repeated]
    is_end = np.ones(len(points), bool)
    is_end[1:-1] = (line[1:-1] != line[:-2]) | (line[1:-1] != line[2:])
    level = lines.level[line]
    spot = _places(rounded, level)
    aloft = ~lines.is_noded[line] & (level != 0) & ~is_end & ~np.isin(spot, spot[is_end])
    place = _places(rounded, np.where(aloft, level, 0))
    is_node = is_end | (np.bincount(place)[place] > 1)
    return _cut_at_nodes(points, line, place, is_node, lines.way)


def _places(rounded: Ints, level: Ints) -> Ints:
    """Number the distinct places."""
    low = rounded.min(axis=0)
    span = rounded[:, 1].max() - low[1] + 1
    key = (rounded[:, 0] - low[0]) * span + (rounded[:, 1] - low[1])
    if level.any():
        return np.asarray(pd.MultiIndex.from_arrays([key, level]).factorize()[0], np.int64)
    return np.asarray(pd.factorize(key)[0], np.int64)


def _cut_at_nodes(points: Floats, line: Ints, place: Ints, is_node: NDArray[np.bool_], way: Ints) -> Edges:
    at = np.flatnonzero(is_node)
    same_line = line[at[1:]] == line[at[:-1]]
    first, last = at[:-1][same_line], at[1:][same_line]
    sizes = last - first + 1
    start = np.concatenate([[0], np.cumsum(sizes)])
    rows = np.repeat(first - start[:-1], sizes) + np.arange(start[-1])
    ends = np.column_stack([place[first], place[last]])
    used, inverse = np.unique(ends, return_inverse=True)
    spot = np.empty(int(place.max(initial=-1)) + 1, np.int64)
    spot[place] = np.arange(len(place))
    node_xy = points[spot[used], :2]
    order = _along_curve(node_xy)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    nodes = rank[inverse.reshape(ends.shape)]
    return Edges(node_xy[order], nodes, way[line[first]], line[first], start, points[rows])


def _along_curve(xy: Floats) -> Ints:
    """Order places along a Z-order curve, so that neighbours in the plane are neighbours in memory."""
    if len(xy) == 0:
        return np.empty(0, np.int64)
    low, high = xy.min(axis=0), xy.max(axis=0)
    cells = ((xy - low) / max(float((high - low).max()), _GRID_M) * 65535).astype(np.uint64)
    return np.argsort(_spread(cells[:, 0]) | (_spread(cells[:, 1]) << np.uint64(1)), kind="stable")


def _spread(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Put a zero between the sixteen low bits."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
    return bits
