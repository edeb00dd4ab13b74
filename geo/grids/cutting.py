"""
Cut land along a drawn line, and give the pieces to whom they shall belong.

Every drawing tool is these two steps: `cut_along` puts the line into the borders it meets and cuts the shapes it
crosses into faces; `regrouped` joins faces to new shapes. Faces are joined by cancelling the borders between them, not
by overlay, so no coordinate is computed twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geo.errors import GridError
from geo.grids.noding import edges_of, with_ring_points
from geo.grids.segments import directed_segments, left_over
from geo.grids.tilings import Land, Tiling, bounds_of

__all__ = ["SNAP_M", "Face", "Points", "cut_along", "joined", "lines_of", "met_by", "snapped", "with_nodes"]

#: A drawn point this near to a vertex or an edge means it.
SNAP_M = 0.02
#: New vertices are set to whole millimetres.
STEP_M = 0.001
#: A point this near to an edge is on it: what is left of a foot computed in floating point.
_ON_M = 1e-6
#: A line that bends to a vertex may meet one more edge; seldom twice.
_MOST_ROUNDS = 4

Points = NDArray[np.float64]
#: An edge's start and end, and the place on it that needs a vertex.
Hit = tuple[Points, Points, Points]


@dataclass(frozen=True, slots=True)
class Face:
    """A piece of land and the key of the shape it was cut from."""

    key: str
    land: Polygon


def met_by(tiling: Tiling, points: Points) -> list[str]:
    """Return the keys of the shapes that a line comes near, in the order of the tiling."""
    keys = list(tiling.shapes)
    line = shapely.linestrings(points) if len(points) > 1 else shapely.points(points[0])
    near = shapely.dwithin(np.asarray(list(tiling.shapes.values()), dtype=object), line, SNAP_M)
    return [key for key, is_near in zip(keys, near, strict=True) if is_near]


def snapped(tiling: Tiling, points: Points) -> Points:
    """
    Return drawn points on the vertices or edges they mean, the others on whole millimetres; no point twice in a row.

    Parameters
    ----------
    points
        Array of shape (n, 2), metres.

    Raises
    ------
    GridError
        If they are all one point.
    """
    shapes = [tiling.shapes[key] for key in met_by(tiling, points)]
    starts, ends = _edges_near(shapes, points)
    found = [_snapped(point, starts, ends) for point in points]
    line = np.array([point for i, point in enumerate(found) if i == 0 or (point != found[i - 1]).any()])
    if len(line) < 2:
        raise GridError("The points lie on one spot; draw a longer line.", zh="所画的点重合在一处；请画长一些。")
    return line


def cut_along(tiling: Tiling, lines: Sequence[Points], keys: Sequence[str]) -> tuple[Tiling, list[Points], list[Face]]:
    """
    Put lines into every border they meet, and cut the shapes of `keys` along them.

    Parameters
    ----------
    lines
        Each (n, 2) metres, as `snapped` returns it; closed if the first point comes again at the end. They do not
        cross each other.

    Returns
    -------
    tiling, lines, faces
        The tiling with the new vertices on its borders (nothing moved), the lines with the same vertices, and the
        pieces of the shapes; a shape that no line cuts is one face a part.

    Raises
    ------
    GridError
        If a line crosses itself.
    """
    noded: list[Points] = []
    for points in lines:
        if not shapely.is_simple(shapely.linestrings(points)):
            raise GridError("The line crosses itself; draw it without a loop.", zh="画的线与自身相交；请不要画出回环。")
        tiling, line = _noded(tiling, points)
        noded.append(line)
    pieces = np.concatenate([np.stack([line[:-1], line[1:]], axis=1) for line in noded])
    return tiling, noded, [Face(key, land) for key in keys for land in _faces(tiling.shapes[key], pieces)]


def _noded(tiling: Tiling, line: Points) -> tuple[Tiling, Points]:
    for _ in range(_MOST_ROUNDS):
        shapes = [tiling.shapes[key] for key in met_by(tiling, line)]
        bent, starts, ends, at = _crossed(line, *_once(*_edges_near(shapes, line)))
        tiling = with_nodes(tiling, starts, ends, at)
        is_settled = not len(at) and len(bent) == len(line)
        line = bent
        if is_settled:
            break
    return tiling, line


def with_nodes(tiling: Tiling, starts: Points, ends: Points, at: Points) -> Tiling:
    """Insert vertices into edges of the tiling, in every shape and rim that has the edge."""
    if not len(at):
        return tiling
    west, south = np.minimum(starts, ends).min(axis=0)
    east, north = np.maximum(starts, ends).max(axis=0)

    def noded(lands: Mapping[str, Land]) -> Mapping[str, Land]:
        box = bounds_of(lands.values())
        near = (box[:, 0] <= east) & (box[:, 2] >= west) & (box[:, 1] <= north) & (box[:, 3] >= south)
        pairs = zip(lands.items(), near, strict=True)
        return MappingProxyType(
            {key: with_ring_points(land, starts, ends, at) if is_near else land for (key, land), is_near in pairs}
        )

    return replace(tiling, shapes=noded(tiling.shapes), rims=noded(tiling.rims))


def lines_of(pairs: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return a line for each pair of points, (n, 2, 2) metres."""
    return np.atleast_1d(np.asarray(shapely.linestrings(pairs.reshape(-1, 2, 2)), dtype=object))


def joined(lands: Sequence[Land]) -> Land | None:
    """
    Return the land of pieces that tile, as one shape; None of none. Borders between the pieces go, all else stays.

    Pieces that do not touch along a border become parts.
    """
    if not lands:
        return None
    if len(lands) == 1:
        return lands[0]
    rim = left_over(directed_segments(lands)[0])
    whole = shapely.get_parts(shapely.polygonize(lines_of(rim.reshape(-1, 2, 2))))
    parts = [part for part in whole if _is_left_of(part, rim)]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _is_left_of(part: Polygon, rim: Points) -> bool:
    """Tell whether a face of a rim is the land on its left, not a hole of it."""
    corners = shapely.get_coordinates(part.exterior)
    a, b = (corners[0], corners[1]) if part.exterior.is_ccw else (corners[1], corners[0])
    return bool((rim == [*a, *b]).all(axis=1).any())


def _faces(shape: Land, pieces: NDArray[np.float64]) -> list[Polygon]:
    """Return the faces that pieces of lines, (n, 2, 2), cut a shape into; they meet its border only in its vertices."""
    middles = pieces.mean(axis=1)
    shapely.prepare(shape)
    inner = pieces[shapely.contains_xy(shape, middles[:, 0], middles[:, 1])]
    starts, ends = edges_of(shape)
    inner = inner[~_are_edges(inner, starts, ends)]
    if not len(inner):
        return list(shapely.get_parts(shape))
    borders = lines_of(np.concatenate([np.stack([starts, ends], axis=1), inner]))
    found = shapely.get_parts(shapely.polygonize(borders))
    within = shapely.contains(shape, shapely.point_on_surface(found))
    return [face for face, is_within in zip(found, within, strict=True) if is_within]


def _are_edges(pieces: Points, starts: Points, ends: Points) -> NDArray[np.bool_]:
    """Tell which pieces of a line are edges already."""
    known = {
        (*min(a, b), *max(a, b)) for a, b in zip(map(tuple, starts.tolist()), map(tuple, ends.tolist()), strict=True)
    }
    return np.array(
        [(*min(tuple(a), tuple(b)), *max(tuple(a), tuple(b))) in known for a, b in pieces.tolist()], dtype=bool
    )


def _edges_near(shapes: Sequence[Land], points: Points) -> tuple[Points, Points]:
    """Return the edges of shapes within reach of the bounds of a line."""
    pairs = [edges_of(shape) for shape in shapes]
    if not pairs:
        return np.empty((0, 2)), np.empty((0, 2))
    starts, ends = (np.concatenate(side) for side in zip(*pairs, strict=True))
    low, high = points.min(axis=0) - SNAP_M, points.max(axis=0) + SNAP_M
    near = ((np.minimum(starts, ends) <= high) & (np.maximum(starts, ends) >= low)).all(axis=1)
    return starts[near], ends[near]


def _once(starts: Points, ends: Points) -> tuple[Points, Points]:
    """Return each edge once, whichever way it is walked."""
    is_forward = (starts[:, 0] < ends[:, 0]) | ((starts[:, 0] == ends[:, 0]) & (starts[:, 1] < ends[:, 1]))
    ways = np.unique(np.where(is_forward[:, None], np.hstack([starts, ends]), np.hstack([ends, starts])), axis=0)
    return ways[:, :2], ways[:, 2:]


def _snapped(point: Points, starts: Points, ends: Points) -> Points:
    if len(starts):
        corners = np.concatenate([starts, ends])
        away_m = np.hypot(*(corners - point).T)
        if away_m.min() <= SNAP_M:
            return np.asarray(corners[away_m.argmin()])
        along = ends - starts
        share = np.clip(((point - starts) * along).sum(axis=1) / (along**2).sum(axis=1), 0, 1)
        feet = starts + share[:, None] * along
        away_m = np.hypot(*(feet - point).T)
        if away_m.min() <= SNAP_M:
            return np.asarray(feet[away_m.argmin()])
    return np.round(point / STEP_M) * STEP_M


def _crossed(line: Points, starts: Points, ends: Points) -> tuple[Points, Points, Points, Points]:
    """
    Find where a line meets edges: at its own vertices, at theirs, and where the two cross.

    Returns
    -------
    line, starts, ends, at
        The line with all these places among its vertices, and the places to insert into which edges.
    """
    tree = shapely.STRtree(lines_of(np.stack([starts, ends], axis=1)))
    walked: list[Points] = [line[:1]]
    found: list[Hit] = []
    for a, b in pairwise(line):
        near = tree.query(shapely.LineString([a, b]), predicate="dwithin", distance=SNAP_M)
        on_line, hits = _meetings(a, b, starts[near], ends[near])
        found += hits
        walked.append(_in_order(a, b, on_line))
    every = np.concatenate(walked)
    kept = np.r_[True, (every[1:] != every[:-1]).any(axis=1)]
    if not found:
        return every[kept], np.empty((0, 2)), np.empty((0, 2)), np.empty((0, 2))
    edge_starts, edge_ends, at = (np.array(side) for side in zip(*found, strict=True))
    return every[kept], edge_starts, edge_ends, at


def _meetings(a: Points, b: Points, starts: Points, ends: Points) -> tuple[list[Points], list[Hit]]:
    """Return the places on a-b where it meets edges, and the edges that need a vertex there."""
    on_line: list[Points] = []
    hits: list[Hit] = []
    for start, end in zip(starts, ends, strict=True):
        touching = [p for p in (start, end) if _is_apart(p, SNAP_M, a, b) and _distance_m(p, a, b) <= SNAP_M]
        on_line += touching
        ends_on_edge = [p for p in (a, b) if _is_apart(p, _ON_M, start, end) and _distance_m(p, start, end) <= _ON_M]
        hits += [(start, end, p) for p in ends_on_edge]
        is_joined = not all(_is_apart(p, _ON_M, start, end) for p in (a, b))
        if not touching and not ends_on_edge and not is_joined:
            place = _crossing(a, b, start, end)
            if place is not None:
                on_line.append(place)
                hits.append((start, end, place))
    return on_line, hits


def _is_apart(p: Points, least_m: float, *others: Points) -> bool:
    return all(np.hypot(*(p - other)) > least_m for other in others)


def _distance_m(p: Points, a: Points, b: Points) -> float:
    along = b - a
    share = min(1.0, max(0.0, float((p - a) @ along) / float(along @ along)))
    return float(np.hypot(*(a + share * along - p)))


def _crossing(a: Points, b: Points, c: Points, d: Points) -> Points | None:
    r, s, gap = b - a, d - c, c - a
    turn = r[0] * s[1] - r[1] * s[0]
    if turn == 0:
        return None
    t, u = (gap[0] * s[1] - gap[1] * s[0]) / turn, (gap[0] * r[1] - gap[1] * r[0]) / turn
    return c + u * s if 0 < t < 1 and 0 < u < 1 else None


def _in_order(a: Points, b: Points, places: list[Points]) -> Points:
    """Return the places between a and b in walking order, and b."""
    if not places:
        return b[None]
    at = np.unique(np.array(places), axis=0)
    at = at[[_is_apart(p, _ON_M, a, b) for p in at]]
    return np.concatenate([at[np.argsort((at - a) @ (b - a), kind="stable")], b[None]])
