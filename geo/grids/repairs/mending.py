"""Make the grids of one community tile it: arrange, own, join, and prove."""

import logging
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon
from shapely.errors import GEOSException

from geo.errors import GridError
from geo.grids.checks.land import usable_land
from geo.grids.checks.seams import ON_RIM_M, has_same_corners, loose_ends
from geo.grids.repairs.arrangements import CELLS_M, Arrangement, Borders, Shapes, arrangement_of, borders_of, with_cuts
from geo.grids.repairs.gaps import grown_pieces, is_web, open_gaps
from geo.grids.repairs.joining import joined_faces, without_needless_corners
from geo.grids.repairs.owners import (
    NOBODY,
    OUTSIDE,
    GapRule,
    OverlapRule,
    Owners,
    first_owners,
    mean_width_m,
    owners_with_gaps,
    ranks,
)
from geo.grids.segments import directed_segments, left_over

__all__ = ["Land", "Mended", "Rules", "mended"]

logger = logging.getLogger(__name__)

Land = Polygon | MultiPolygon

#: A gap that meets the rim along more than this many of its widths runs along it; with less it only ends there.
_MOUTHS = 6


@dataclass(frozen=True, slots=True)
class Rules:
    """Who gets an overlap, who gets a gap, and how wide sloppiness is, metres."""

    tolerance_m: float
    overlaps: OverlapRule
    gaps: GapRule


@dataclass(frozen=True, slots=True)
class Mended:
    """
    Grids that tile, and how that came about.

    Parameters
    ----------
    shapes
        One a grid, in the order given; an empty polygon for a grid that got no land.
    faces, owner
        The pieces the drawn lines cut out, in metres, and who owns each; below 0 nobody.
    cover_face, cover_grid
        Pairs of a face and a grid that covered it before.
    is_kept_gap
        Faces inside that were left to nobody, because the rule says so.
    """

    shapes: Shapes
    faces: Shapes
    owner: Owners
    cover_face: NDArray[np.int64]
    cover_grid: NDArray[np.int64]
    is_kept_gap: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Task:
    """The usable shapes, what is fixed, where all of it lies."""

    shapes: Shapes
    is_fixed: NDArray[np.bool_]
    rim: Land | None
    closings: Shapes
    rules: Rules


def mended(given: Shapes, rim: Land | None, rules: Rules) -> Mended | None:
    """
    Return polygons that tile `rim`, or each other where it is None; None if they do so already.

    `given` may hold None, empty and invalid shapes.

    Raises
    ------
    GridError
        If the result cannot be proved: never seen, and better than a false partition.
    """
    shapes, is_sound = usable_land(given)
    is_fixed = np.zeros(len(shapes), dtype=bool)
    if rim is not None:
        ends = loose_ends(shapes, np.zeros(len(shapes), dtype=np.int64), np.array([rim], dtype=object))
        if ends.is_seamless and is_sound.all():
            return None
        is_fixed = is_sound.copy()
        is_fixed[ends.grid] = False
    if shapely.is_empty(shapes).all() and rim is None:
        return None
    closings = open_gaps(shapes, rules.tolerance_m) if rim is None else np.empty(0, dtype=object)
    task = _Task(shapes, is_fixed, rim, closings, rules)
    for cell_m in CELLS_M:
        for is_careful in (False, True):
            try:
                result = _attempt(task, cell_m, is_careful)
            except GEOSException:  # faces that do not meet vertex to vertex: no proof either
                result = None
            if result is not None:
                same = has_same_corners(result.shapes, shapes) & is_sound
                result.shapes[same] = given[same]
                return result
            logger.info("no proof with cells of %g m, careful %s", cell_m, is_careful)
    raise GridError(
        "These borders could not be joined without a gap or an overlap. Redraw the grids where lines run within a "
        "millimetre of each other.",
        zh="这些边界无法拼成无缝网格；请重画线条相距不足一毫米的地方。",
    )


def _attempt(task: _Task, cell_m: float, is_careful: bool) -> Mended | None:
    drawn = _drawn(task)
    if not len(drawn):
        return None
    arrangement, owner, covers = _owned(task, arrangement_of(drawn, cell_m), [])
    borders = borders_of(arrangement.faces)
    webs, is_near = _web_pieces(task, arrangement, borders, owner)
    if webs:
        pieces = np.array([piece for _, piece in webs], dtype=object)
        arrangement, owner, covers = _owned(task, with_cuts(arrangement, pieces, is_near | is_careful), webs)
        borders = borders_of(arrangement.faces)
    rank = ranks(shapely.area(task.shapes), task.is_fixed, task.rules.overlaps)
    owner = owners_with_gaps(arrangement.faces, owner, borders, rank, task.rules.gaps, task.rules.tolerance_m)
    land = joined_faces(arrangement.faces, owner, len(task.shapes))
    is_kept_gap = owner == NOBODY
    kept = arrangement.faces[is_kept_gap]
    everything = np.r_[land, kept]
    if not is_careful:
        everything = without_needless_corners(everything, *_drawn_corners(task, arrangement), arrangement)
    everything = _placed(task, arrangement, everything)
    if not _is_proved(task, everything):
        return None
    faces = shapely.transform(arrangement.faces, arrangement.placed)
    return Mended(everything[: len(land)], faces, owner, covers[1], covers[0], is_kept_gap)


def _drawn(task: _Task) -> Shapes:
    """All lines, those that may not move first: they name the vertices that others drew too."""
    land = np.r_[task.shapes[task.is_fixed], task.shapes[~task.is_fixed], task.closings]
    land = land[~shapely.is_empty(land)]
    return land if task.rim is None else np.concatenate([np.array([task.rim], dtype=object), land])


def _owned(
    task: _Task, arrangement: Arrangement, webs: list[tuple[int, shapely.Geometry]]
) -> tuple[Arrangement, Owners, NDArray[np.int64]]:
    """Return the arrangement, who owns each face at first, and the pairs of grid and face covered."""
    points = shapely.point_on_surface(arrangement.faces)
    tree = shapely.STRtree(points)
    covers = tree.query(_local(task.shapes, arrangement), predicate="intersects")
    # What was seamless keeps its border against sloppy lines, not against land that somebody drew over it.
    area_m2, is_narrow = shapely.area(task.shapes), mean_width_m(arrangement.faces) < task.rules.tolerance_m
    by_rule = ranks(area_m2, np.zeros_like(task.is_fixed), task.rules.overlaps)
    owner = np.where(
        is_narrow,
        first_owners(len(points), covers[1], covers[0], ranks(area_m2, task.is_fixed, task.rules.overlaps)),
        first_owners(len(points), covers[1], covers[0], by_rule),
    )
    if webs:
        piece, face = tree.query(np.array([piece for _, piece in webs], dtype=object), predicate="intersects")
        piece, face = piece[owner[face] == NOBODY], face[owner[face] == NOBODY]
        first = np.full(len(points), len(webs))
        np.minimum.at(first, face, piece)
        owner[face] = np.array([number for number, _ in webs])[first[face]]
    if task.rim is not None:
        inside = np.isin(np.arange(len(points)), tree.query(_local_one(task.rim, arrangement), predicate="intersects"))
    else:
        # Nobody said where the outside is: a narrow hole is a gap, a wide one may be a lake.
        inside = (owner >= 0) | (mean_width_m(arrangement.faces) < task.rules.tolerance_m)
        inside[tree.query(_local(task.closings, arrangement), predicate="intersects")[1]] = True
    owner[~inside] = OUTSIDE
    return arrangement, owner, covers


def _web_pieces(
    task: _Task, arrangement: Arrangement, borders: Borders, owner: Owners
) -> tuple[list[tuple[int, shapely.Geometry]], NDArray[np.bool_]]:
    """Return what grids reach of the gaps between many, and which faces these gaps are or touch."""
    is_gap = owner == NOBODY
    width_m = mean_width_m(arrangement.faces)
    if task.rules.gaps == "narrow":
        is_gap &= width_m < task.rules.tolerance_m
    is_web_face = np.zeros(len(owner), dtype=bool)
    if task.rules.gaps == "keep" or not is_gap.any():
        return [], is_web_face
    at_rim_m = shapely.length(arrangement.faces) - _shared_m(borders, owner)
    shapes = _local(task.shapes, arrangement)
    rank = ranks(shapely.area(task.shapes), task.is_fixed, task.rules.overlaps)
    pieces: list[tuple[int, shapely.Geometry]] = []
    for face, (neighbours, sums_m) in _neighbours_of(np.flatnonzero(is_gap), borders, owner).items():
        side_count = len(neighbours) + int(at_rim_m[face] > _MOUTHS * width_m[face])
        if is_web(arrangement.faces[face], side_count):
            by = rank[neighbours] if task.rules.gaps == "smaller" else -np.round(sums_m, 3)
            # Who gives way in overlaps gets the gap where borders are equally long, as in `owners`.
            first_to_last = neighbours[np.lexsort([-rank[neighbours], by])].tolist()
            pieces += grown_pieces(arrangement.faces[face], first_to_last, shapes, arrangement.cell_m)
            is_web_face[face] = True
    is_near = is_web_face.copy()
    is_near[borders.first[is_web_face[borders.second]]] = True
    is_near[borders.second[is_web_face[borders.first]]] = True
    return pieces, is_near


def _neighbours_of(
    faces: NDArray[np.int64], borders: Borders, owner: Owners
) -> dict[int, tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Return of each face its neighbouring owners and how long the border with each is."""
    face, other = np.r_[borders.first, borders.second], np.r_[borders.second, borders.first]
    length_m = np.r_[borders.length_m, borders.length_m]
    use = (owner[other] >= 0) & np.isin(face, faces)
    count = np.int64(owner.max(initial=0) + 1)
    keys, group = np.unique(face[use] * count + owner[other[use]], return_inverse=True)
    sums_m = np.bincount(group, weights=length_m[use], minlength=len(keys))
    ends = np.flatnonzero(np.r_[keys[1:] // count != keys[:-1] // count, True])[: len(keys)] + 1
    starts = np.r_[0, ends[:-1]].astype(np.int64)
    return {
        int(keys[start] // count): (keys[start:end] % count, sums_m[start:end].astype(float))
        for start, end in zip(starts.tolist(), ends.tolist(), strict=False)
    }


def _shared_m(borders: Borders, owner: Owners) -> NDArray[np.float64]:
    """Sum the border of each face with faces that are inside."""
    sums_m = np.zeros(len(owner))
    for face, other in ((borders.first, borders.second), (borders.second, borders.first)):
        sums_m += np.bincount(face, weights=borders.length_m * (owner[other] != OUTSIDE), minlength=len(owner))
    return sums_m


def _drawn_corners(task: _Task, arrangement: Arrangement) -> tuple[Shapes, Shapes]:
    rim = np.array([] if task.rim is None else [task.rim], dtype=object)
    return _local(task.shapes, arrangement), _local(rim, arrangement)


def _local(shapes: Shapes, arrangement: Arrangement) -> Shapes:
    return np.asarray(shapely.transform(shapes, lambda xy: xy - arrangement.origin))


def _local_one(shape: Land, arrangement: Arrangement) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: xy - arrangement.origin)


def _placed(task: _Task, arrangement: Arrangement, land: Shapes) -> Shapes:
    """Give corners their drawn coordinates back; new ones on lines that may not move are set on those lines."""
    fixed = task.shapes[task.is_fixed]
    held = np.r_[fixed, np.array([task.rim], dtype=object)] if task.rim is not None else fixed
    placed = np.asarray(shapely.transform(land, arrangement.placed))
    if not len(held):
        return placed
    segments, owner = directed_segments(placed)
    on_held = np.r_[task.is_fixed, np.zeros(len(land) - len(task.is_fixed), dtype=bool)][owner]
    corners = np.unique(np.vstack([left_over(segments)[:, :2], segments[on_held, :2]]), axis=0)
    edges = directed_segments(held)[0]
    known = {tuple(corner) for corner in edges[:, :2].tolist()}
    corners = corners[[tuple(corner) not in known for corner in corners.tolist()]]
    moved = dict(zip(map(tuple, corners.tolist()), _on_edges(corners, edges, 2 * arrangement.cell_m), strict=True))

    def onto_edges(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array([moved.get(tuple(point), point) for point in (points + 0.0).tolist()]).reshape(-1, 2)

    return np.asarray(shapely.transform(placed, onto_edges)) if moved else placed


def _on_edges(points: NDArray[np.float64], edges: NDArray[np.float64], reach_m: float) -> list[tuple[float, ...]]:
    """Return the points, each set on the nearest edge within reach; one that is on it already stays."""
    found = points.copy()
    tree = shapely.STRtree(np.asarray(shapely.linestrings(edges.reshape(-1, 2, 2))))
    (at, edge), away_m = tree.query_nearest(
        shapely.points(points), max_distance=reach_m, all_matches=False, return_distance=True
    )
    at, edge = at[away_m > ON_RIM_M / 2], edge[away_m > ON_RIM_M / 2]
    along = edges[edge, 2:] - edges[edge, :2]
    share = ((points[at] - edges[edge, :2]) * along).sum(axis=1) / (along**2).sum(axis=1)
    found[at] = edges[edge, :2] + np.clip(share, 0, 1)[:, None] * along
    return list(map(tuple, found.tolist()))


def _is_proved(task: _Task, land: Shapes) -> bool:
    if not shapely.is_valid(land).all():
        return False
    filled = land[~shapely.is_empty(land)]
    rim = task.rim if task.rim is not None else shapely.coverage_union_all(filled)
    ends = loose_ends(filled, np.zeros(len(filled), dtype=np.int64), np.array([rim], dtype=object))
    return ends.is_seamless
