"""Make shapes of the pieces of a drawing, and give outlines the names that are written inside them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.readers.dxf.curves import Corners
from geo.readers.dxf.pieces import Piece

__all__ = ["Shaped", "names_inside", "shaped"]

_TOLERANCE_M, _TOLERANCE_DEGREES, _TOLERANCE_SHARE = 0.01, 1e-7, 0.001
_TEXTS_AT_ONCE = 200
_MOST_PAIRS = 5_000_000


@dataclass(frozen=True, slots=True)
class Shaped:
    """
    One shape of a drawing: kind is "area", "line" or "point"; `was_closed` if it was only nearly closed in the file.

    `index` is the place of its piece.
    """

    kind: str
    shape: BaseGeometry
    index: int
    was_closed: bool = False


def shaped(pieces: Sequence[Piece]) -> list[Shaped]:
    """
    Return the shapes that pieces draw, texts and what has no extent left out.

    A line whose end comes back to its beginning, to a centimetre or a thousandth of its length, is an outline. A hatch
    with the outline of an area that is there already is that area.
    """
    tolerance = _TOLERANCE_DEGREES if _is_degrees(pieces) else _TOLERANCE_M
    found: list[Shaped] = []
    hatches: list[Shaped] = []
    for index, piece in enumerate(pieces):
        one = _shape(piece, index, tolerance)
        if one is None:
            continue
        if piece.is_hatch:
            hatches.append(one)
            continue
        found.append(one)
    areas = (one for one in found if one.kind == "area") if hatches else ()
    outlines = {_key(pieces[one.index], one) for one in areas}
    for hatch in hatches:
        key = _key(pieces[hatch.index], hatch)
        if key not in outlines:
            outlines.add(key)
            found.append(hatch)
    return sorted(found, key=lambda one: one.index)


def names_inside(
    areas: NDArray[np.object_], sizes: NDArray[np.float64], places: NDArray[np.float64], texts: Sequence[str]
) -> tuple[list[list[str]], bool]:
    """
    Return, for each area, the texts that stand in it and in none of a smaller size, and whether all were looked at.

    `places` are where the texts begin, one row each.
    """
    inside: list[list[str]] = [[] for _ in areas]
    if not len(areas) or not len(texts):
        return inside, True
    tree = shapely.STRtree(areas)
    pairs = 0
    for first in range(0, len(texts), _TEXTS_AT_ONCE):
        chunk = shapely.points(places[first : first + _TEXTS_AT_ONCE])
        text, area = tree.query(chunk)
        pairs += len(text)
        if pairs > _MOST_PAIRS:
            return inside, False
        is_in = shapely.intersects_xy(areas[area], *places[first + text].T)
        text, area = text[is_in], area[is_in]
        smallest_first = np.lexsort((sizes[area], text))
        text, area = text[smallest_first], area[smallest_first]
        is_first = np.append(True, text[1:] != text[:-1])[: len(text)]
        for one, outline in zip(text[is_first], area[is_first], strict=True):
            inside[outline].append(texts[first + one])
    return inside, True


def _is_degrees(pieces: Sequence[Piece]) -> bool:
    ends = [ring for piece in pieces for ring in piece.rings]
    return bool(ends) and all((np.abs(ring).max(axis=0) <= (180, 90)).all() for ring in ends if len(ring))


def _shape(piece: Piece, index: int, tolerance: float) -> Shaped | None:
    if piece.kind == "point":
        return Shaped("point", shapely.points(piece.rings[0][0]), index)
    if piece.kind == "outline":
        return _area(piece.rings, index) or _line(piece.rings[0], index)
    if piece.kind == "line":
        corners = piece.rings[0]
        is_closed, gap = _comes_back(corners, tolerance)
        area = _area((corners,), index, was_closed=gap > 0) if is_closed else None
        return area or _line(corners, index)
    return None


def _comes_back(corners: Corners, tolerance: float) -> tuple[bool, float]:
    if len(corners) < 4:
        return False, 0.0
    steps = np.diff(corners, axis=0)
    length = float(np.hypot(steps[:, 0], steps[:, 1]).sum())
    gap = float(np.hypot(*(corners[-1] - corners[0])))
    return length > 0 and gap <= max(tolerance, length * _TOLERANCE_SHARE), gap


def _area(rings: Sequence[Corners], index: int, *, was_closed: bool = False) -> Shaped | None:
    usable = [_ring(ring) for ring in rings]
    areas = [shapely.Polygon(ring) for ring in usable if ring is not None]
    areas = [area for area in areas if area.area > 0]
    if not areas:
        return None
    if len(areas) == 1:
        return Shaped("area", areas[0], index, was_closed)
    edges = shapely.MultiLineString([ring for ring in usable if ring is not None])
    try:
        whole: BaseGeometry = shapely.build_area(shapely.node(edges))
    except shapely.errors.GEOSException:
        whole = areas[0]
    return Shaped("area", areas[0] if whole.is_empty else whole, index, was_closed)


def _ring(corners: Corners) -> shapely.LinearRing | None:
    """Return a ring, closed by one more side if need be; None for fewer than three corners."""
    is_closed = len(corners) > 1 and (corners[0] == corners[-1]).all()
    return shapely.LinearRing(corners) if len(corners) > (3 if is_closed else 2) else None


def _line(corners: Corners, index: int) -> Shaped | None:
    if len(corners) < 2 or not (corners != corners[0]).any():
        return None
    return Shaped("line", shapely.LineString(corners), index)


def _key(piece: Piece, one: Shaped) -> tuple[bytes, ...]:
    coarse = shapely.set_precision(one.shape, 0.01, mode="pointwise")
    return piece.layer, shapely.to_wkb(shapely.normalize(coarse))
