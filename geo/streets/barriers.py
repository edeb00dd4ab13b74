"""Let walls, rivers, railways and closures stop a walk, except at an open gate, a bridge or a tunnel."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from shapely.ops import substring

from geo.streets.noding import Lines

__all__ = ["Cuts", "connectors", "cut_by_barriers", "waiting_at_gates", "wall_segments"]

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
    order = np.argsort(cut_line, kind="stable")
    touched, first = np.unique(cut_line[order], return_index=True)
    rows = [np.setdiff1d(np.arange(len(lines.geometry)), touched)]
    pieces = [lines.geometry[rows[0]]]
    for row, places in zip(touched, np.split(cut_points[order], first)[1:], strict=True):
        line = lines.geometry[row]
        along = np.sort(shapely.line_locate_point(line, places))
        bounds = np.concatenate(
            [[0.0], np.repeat(along, 2) + np.tile([-_NOTCH_M, _NOTCH_M], len(along)), [line.length]]
        )
        kept = [substring(line, begin, end) for begin, end in bounds.reshape(-1, 2) if end - begin > 2 * _NOTCH_M]
        pieces.append(np.array(kept, dtype=object))
        rows.append(np.full(len(kept), row))
    return replace(lines.taking(np.concatenate(rows).astype(np.int64)), geometry=np.concatenate(pieces))


def connectors(lines: Lines, barriers: GeoDataFrame, gates: GeoDataFrame) -> list[shapely.LineString]:
    """
    Join each open gate that no street passes to the nearest street on either side of its wall.

    Each connector runs straight from the street through the gate and a metre beyond. No gate opens a closure.
    """
    walls, row = shapely.get_parts(barriers.geometry.to_numpy(), return_index=True)
    can_open = (barriers["kind"] != "closure").to_numpy()[row]
    open_gates = gates.geometry[gates["is_open"].to_numpy(bool)].to_numpy()
    if not can_open.any() or len(open_gates) == 0 or len(lines.geometry) == 0:
        return []
    street_tree, wall_tree = shapely.STRtree(lines.geometry), shapely.STRtree(walls)
    joined = []
    for gate in open_gates:
        own_walls = wall_tree.query(gate, predicate="dwithin", distance=GATE_REACH_M)
        if len(own_walls) == 0 or not can_open[own_walls].all():
            continue
        wall = min(walls[own_walls], key=gate.distance)
        passing = lines.geometry[street_tree.query(gate, predicate="dwithin", distance=GATE_REACH_M)]
        if not _is_passed(wall, passing):
            joined += _through(gate, wall, lines.geometry, street_tree, wall_tree)
    return joined


def _is_passed(wall: shapely.LineString, streets: NDArray[np.object_]) -> bool:
    """Whether one of the streets crosses the wall, or some that share a place on it lead away on both its sides."""
    meeting = streets[shapely.intersects(streets, wall)]
    if shapely.crosses(meeting, wall).any():
        return True
    ends = np.concatenate([shapely.get_point(meeting, 0), shapely.get_point(meeting, -1)])
    on_wall = ends[shapely.intersects(ends, wall)]
    return len(on_wall) > len(np.unique(np.round(shapely.get_coordinates(on_wall), 3), axis=0))


def waiting_at_gates(lines: Lines, barriers: GeoDataFrame, gates: GeoDataFrame) -> Lines:
    """
    Put the wait at each open gate on a step of the streets that pass its wall there; without a wall, on the nearest
    street.

    A street that ends in the gate carries half of it, so that going on along the next one costs the whole.
    """
    slow = gates[(gates["wait_s"] > 0) & gates["is_open"]]
    if len(slow) == 0:
        return lines
    walls = shapely.get_parts(barriers.geometry.to_numpy())
    wall_tree = shapely.STRtree(walls)
    street_tree = shapely.STRtree(lines.geometry)
    stops: dict[int, list[tuple[float, float]]] = {}
    for gate, wait_s in zip(slow.geometry.to_numpy(), slow["wait_s"].to_numpy(), strict=True):
        rows = street_tree.query(gate, predicate="dwithin", distance=GATE_REACH_M)
        near = walls[wall_tree.query(gate, predicate="dwithin", distance=GATE_REACH_M)]
        wall = shapely.intersection(shapely.union_all(near), gate.buffer(GATE_REACH_M))
        if wall.is_empty:
            rows = rows[np.argsort(shapely.distance(lines.geometry[rows], gate), kind="stable")][:1]
        for row in rows:
            line = lines.geometry[row]
            meet = gate if wall.is_empty else shapely.intersection(line, wall)
            if not meet.is_empty:
                stops.setdefault(int(row), []).append((line.project(meet.centroid), wait_s))
    return _with_stops(lines, stops)


def _with_stops(lines: Lines, stops: dict[int, list[tuple[float, float]]]) -> Lines:
    """Cut a short step out of each line at its stops (metres along it, seconds) and let it carry the wait."""
    untouched = np.setdiff1d(np.arange(len(lines.geometry)), list(stops))
    rows, pieces, waits = list(untouched), list(lines.geometry[untouched]), list(lines.wait_s[untouched])
    for row, places in stops.items():
        line, reached = lines.geometry[row], 0.0
        for along, wait_s in sorted(places):
            begin, end = max(along - _NOTCH_M, reached), min(along + _NOTCH_M, line.length)
            if end <= begin:
                continue
            is_end = along < _NOTCH_M or along > line.length - _NOTCH_M
            for part, seconds in (((reached, begin), 0.0), ((begin, end), wait_s / 2 if is_end else wait_s)):
                if part[1] > part[0]:
                    pieces.append(substring(line, *part))
                    waits.append(seconds)
            reached = end
        if reached < line.length:
            pieces.append(substring(line, reached, line.length))
            waits.append(0.0)
        rows += [row] * (len(pieces) - len(rows))
    return replace(
        lines.taking(np.array(rows, np.int64)),
        geometry=np.array(pieces, dtype=object),
        wait_s=np.array(waits, dtype=np.float64),
    )


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
