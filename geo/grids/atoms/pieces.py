"""Join and part pieces of land that tile, without moving what is left of their borders."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geo.grids.noding import with_shared_vertices
from geo.grids.segments import directed_segments, left_over

__all__ = ["Piece", "joined_by", "noded", "noded_from", "roundness"]

#: Two vertices nearer than this are one that was computed twice.
_SAME_M = 1e-3


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of land; `compound` is the position of the compound whose ground it is, -1 if none."""

    land: Polygon
    compound: int = -1


def noded(pieces: Sequence[Piece], rim: Polygon | MultiPolygon) -> list[Piece]:
    """Return the pieces with the same vertices wherever they touch each other or the rim, whose own stay in place."""
    return noded_from(pieces, rim)[0]


def noded_from(pieces: Sequence[Piece], rim: Polygon | MultiPolygon) -> tuple[list[Piece], NDArray[np.int64]]:
    """Return the same as `noded`, and the position each piece came from: slits go, folded pieces come apart."""
    lands = _with_one_vertex_a_place([piece.land for piece in pieces], shapely.get_coordinates(rim))
    kept = [at for at, land in enumerate(lands) if not land.is_empty]
    shared = with_shared_vertices([*(lands[at] for at in kept), rim])
    found = [
        (Piece(part, pieces[at].compound), at)
        for land, at in zip(shared, kept, strict=False)
        for part in ([land] if isinstance(land, Polygon) and shapely.is_valid(land) else _without_folds(land))
    ]
    return [piece for piece, _ in found], np.array([at for _, at in found], dtype=np.int64)


def joined_by(pieces: Sequence[Piece], label: NDArray[np.int64]) -> list[Piece]:
    """
    Return one piece for each part of the land that has one label.

    A label whose land lies apart gives several pieces; the compound, where there is one, goes with the piece that
    holds most of it, the first of those that hold it.
    """
    order = np.argsort(label, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(label[order]) != 0]) if len(order) else np.empty(0, dtype=int)
    whole: list[Piece] = []
    for members in np.split(order, starts[1:]):
        group = [pieces[at] for at in members]
        if len(group) == 1:
            whole.append(group[0])
            continue
        parts = shapely.get_parts(shapely.coverage_union_all([piece.land for piece in group]))
        owned = [piece for piece in group if piece.compound >= 0]
        shapely.prepare(parts)
        for part in parts:
            inside = [p for p in owned if shapely.contains(part, shapely.point_on_surface(p.land))]
            whole.append(Piece(part, max(inside, key=lambda p: p.land.area).compound if inside else -1))
    return whole


def roundness(lands: Sequence[shapely.Geometry]) -> NDArray[np.float64]:
    """Return the Polsby-Popper score of each shape: 1 for a disc, 0 for a line."""
    outline_m = np.maximum(shapely.length(np.asarray(lands, dtype=object)), 1e-9)
    score: NDArray[np.float64] = 4 * np.pi * shapely.area(np.asarray(lands, dtype=object)) / outline_m**2
    return score


def _with_one_vertex_a_place(lands: Sequence[Polygon], kept: NDArray[np.float64]) -> list[Polygon]:
    """Move vertices that differ by rounding only to one place; the `kept` ones are never moved."""
    points = np.unique(np.concatenate([shapely.get_coordinates(np.asarray(lands, dtype=object)), kept]), axis=0)
    marks = np.asarray(shapely.points(points), dtype=object)
    one, other = shapely.STRtree(marks).query(marks, predicate="dwithin", distance=_SAME_M)
    one, other = one[one != other], other[one != other]
    if not len(one):
        return list(lands)
    fixed = set(map(tuple, kept.tolist()))
    moved: dict[tuple[float, ...], tuple[float, ...]] = {}
    for a, b in zip(map(tuple, points[one].tolist()), map(tuple, points[other].tolist()), strict=True):
        if a not in fixed and (b in fixed or b < a):
            moved[a] = min(moved.get(a, b), b, key=lambda place: (place not in fixed, place))
    return [_moved(land, moved) for land in lands]


def _without_folds(land: Polygon | MultiPolygon) -> list[Polygon]:
    """Return what is left of a shape when borders that it walks there and back are taken out; nothing of a slit."""
    rim = left_over(directed_segments([land])[0])
    faces = shapely.get_parts(shapely.polygonize(np.asarray(shapely.linestrings(rim.reshape(-1, 2, 2)), dtype=object)))
    kept = shapely.contains(shapely.make_valid(land), shapely.point_on_surface(faces))
    return [face for face, is_land in zip(faces, kept, strict=True) if is_land]


def _moved(land: Polygon, moved: dict[tuple[float, ...], tuple[float, ...]]) -> Polygon:
    """Return the shape with its vertices in their places; empty where nothing but a slit was left."""
    if not any(tuple(corner) in moved for corner in shapely.get_coordinates(land).tolist()):
        return land
    rings = [_moved_ring(ring, moved) for ring in (land.exterior, *land.interiors)]
    return Polygon(rings[0], [ring for ring in rings[1:] if ring]) if rings[0] else Polygon()


def _moved_ring(ring: shapely.LinearRing, moved: dict[tuple[float, ...], tuple[float, ...]]) -> list[tuple[float, ...]]:
    places = [moved.get(tuple(corner), tuple(corner)) for corner in shapely.get_coordinates(ring).tolist()]
    kept = [place for at, place in enumerate(places) if at == 0 or place != places[at - 1]]
    return kept if len(kept) > 3 else []
