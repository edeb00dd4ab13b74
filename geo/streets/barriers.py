"""Let walls, rivers, railways and closures stop a walk, except at an open gate, a bridge or a tunnel."""

from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from shapely.ops import substring

from geo.streets.noding import Lines

__all__ = ["Cuts", "connectors", "cut_by_barriers", "wall_segments"]

#: A street passes a barrier where an open gate lies this close.
GATE_REACH_M = 3.0
#: What is taken out of a street on each side of the barrier it may not cross.
_NOTCH_M = 0.05
#: How far a gate without a street of its own may lie from one.
_CONNECTOR_M = 80.0
#: How far beyond the wall a connector reaches, so that what is inside can step onto it.
_THROUGH_M = 1.0


@dataclass(frozen=True, slots=True)
class Cuts:
    """The streets with what may not be crossed taken out, and how many places were cut."""

    lines: Lines
    places: int


def wall_segments(barriers: GeoDataFrame) -> NDArray[np.float64]:
    """Return every straight piece of the barriers as x0, y0, x1, y1."""
    parts = shapely.get_parts(barriers.geometry.to_numpy())
    xy, row = shapely.get_coordinates(parts, return_index=True)
    same = row[1:] == row[:-1]
    return np.column_stack([xy[:-1][same], xy[1:][same]]).reshape(-1, 4)


def cut_by_barriers(lines: Lines, is_raised: NDArray[np.bool_], barriers: GeoDataFrame, gates: GeoDataFrame) -> Cuts:
    """
    Take out of each line the place where it crosses a barrier that cuts streets.

    Parameters
    ----------
    is_raised
        A line: on a bridge or in a tunnel; only a closure stops it.
    gates
        GATES; a closed one lets nobody through.
    """
    cutting = barriers[barriers["cuts_streets"].to_numpy(bool)]
    if len(cutting) == 0 or len(lines.geometry) == 0:
        return Cuts(lines, 0)
    walls = cutting.geometry.to_numpy()
    is_closure = (cutting["kind"] == "closure").to_numpy()
    line, wall = shapely.STRtree(walls).query(lines.geometry, predicate="intersects")
    stopped = is_closure[wall] | ~is_raised[line]
    line, wall = line[stopped], wall[stopped]
    meet, pair = shapely.get_parts(shapely.intersection(lines.geometry[line], walls[wall]), return_index=True)
    points = shapely.centroid(meet)
    open_gates = gates.geometry[gates["is_open"].to_numpy(bool)].to_numpy()
    is_passed = np.zeros(len(points), bool)
    if len(open_gates):
        near, _ = shapely.STRtree(open_gates).query(points, predicate="dwithin", distance=GATE_REACH_M)
        is_passed[near] = True
    is_passed &= ~is_closure[wall[pair]]
    cut_line, cut_points = line[pair][~is_passed], points[~is_passed]
    return Cuts(_notched(lines, cut_line, cut_points), len(cut_points))


def _notched(lines: Lines, cut_line: NDArray[np.int64], cut_points: NDArray[np.object_]) -> Lines:
    touched = np.unique(cut_line)
    rows = [np.setdiff1d(np.arange(len(lines.geometry)), touched)]
    pieces = [lines.geometry[rows[0]]]
    for row in touched:
        line = lines.geometry[row]
        along = np.sort(shapely.line_locate_point(line, cut_points[cut_line == row]))
        bounds = np.concatenate(
            [[0.0], np.repeat(along, 2) + np.tile([-_NOTCH_M, _NOTCH_M], len(along)), [line.length]]
        )
        kept = [substring(line, begin, end) for begin, end in bounds.reshape(-1, 2) if end - begin > 2 * _NOTCH_M]
        pieces.append(np.array(kept, dtype=object))
        rows.append(np.full(len(kept), row))
    parts = lines.taking(np.concatenate(rows).astype(np.int64))
    return Lines(np.concatenate(pieces), parts.way, parts.level, parts.is_noded)


def connectors(lines: Lines, barriers: GeoDataFrame, gates: GeoDataFrame) -> list[shapely.LineString]:
    """
    Join each open gate that no street passes to the nearest street on either side of its wall.

    Each connector runs straight from the street through the gate and a metre beyond.
    """
    walls = barriers.geometry.to_numpy()
    open_gates = gates.geometry[gates["is_open"].to_numpy(bool)].to_numpy()
    if len(walls) == 0 or len(open_gates) == 0 or len(lines.geometry) == 0:
        return []
    street_tree, wall_tree = shapely.STRtree(lines.geometry), shapely.STRtree(walls)
    joined = []
    for gate in open_gates:
        own_walls = wall_tree.query(gate, predicate="dwithin", distance=GATE_REACH_M)
        if len(own_walls) == 0:
            continue
        wall = walls[own_walls[0]]
        passing = lines.geometry[street_tree.query(gate, predicate="dwithin", distance=GATE_REACH_M)]
        if shapely.intersects(passing, wall).any():
            continue
        joined += _through(gate, wall, lines.geometry, street_tree, wall_tree)
    return joined


def _through(
    gate: shapely.Point,
    wall: shapely.LineString,
    streets: NDArray[np.object_],
    street_tree: shapely.STRtree,
    wall_tree: shapely.STRtree,
) -> list[shapely.LineString]:
    along = wall.project(gate)
    foot = wall.interpolate(along)
    before, after = wall.interpolate(max(along - 1, 0)), wall.interpolate(min(along + 1, wall.length))
    run = np.array([after.x - before.x, after.y - before.y])
    normal = np.array([-run[1], run[0]]) / max(float(np.hypot(*run)), 1e-9) * _THROUGH_M
    sides = tuple(shapely.Point(foot.x + sign * normal[0], foot.y + sign * normal[1]) for sign in (1, -1))
    doorway = shapely.LineString([sides[0], foot, sides[1]])
    ways = []
    for side in sides:
        for row in street_tree.query(side, predicate="dwithin", distance=_CONNECTOR_M)[:200]:
            walk = shapely.shortest_line(side, streets[row])
            if len(wall_tree.query(walk, predicate="intersects")) == 0:
                ways.append((walk.length, walk, side))
    best = {side: min((way for way in ways if way[2] is side), key=lambda way: way[0], default=None) for side in sides}
    if all(way is None for way in best.values()):
        return []
    return [doorway, *(way[1] for way in best.values() if way is not None)]
