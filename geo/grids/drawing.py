"""Draw grids: split them by a line, draw new ones, reshape a border, hand land to a neighbour, merge, delete."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from shapely import Polygon

from geo.errors import GridError
from geo.grids.cutting import Face, Points, cut_along, lines_of, met_by, snapped
from geo.grids.noding import edges_of
from geo.grids.regrouping import fresh, regrouped
from geo.grids.tilings import Land, Tiling, free_key, is_free, named, require_unlocked

__all__ = ["drawn", "land_handed", "reshaped", "split"]

#: A piece of less is a slip of the hand.
_LEAST_M2 = 1.0


def split(tiling: Tiling, points: Points, keys: Sequence[str] = (), homes: GeoDataFrame | None = None) -> Tiling:
    """
    Split grids along a line; the part with most households (else the largest) keeps the grid's id.

    Parameters
    ----------
    points
        The line, (n, 2) metres.
    keys
        The grids to split; without any, every grid that is not locked and that the line crosses.
    homes
        Points with `households`, in the tiling's metres.

    Raises
    ------
    GridError
        If the line crosses itself, or cuts no grid through.
    """
    require_unlocked(tiling, keys)
    line = snapped(tiling, _line(points))
    wanted = list(keys) or [key for key in met_by(tiling, line) if not is_free(key) and key not in tiling.locked]
    noded, _, faces = cut_along(tiling, [line], wanted)
    owners = {}
    made = 0
    for key in wanted:
        before = {part.wkb for part in shapely.get_parts(noded.shapes[key])}
        cut = [i for i, face in enumerate(faces) if face.key == key and face.land.wkb not in before]
        for i in sorted(cut, key=lambda i: _size(faces[i].land, homes), reverse=True)[1:]:
            made += 1
            owners[i] = fresh(made, key)
    if not made:
        raise GridError(
            "The line does not cut a grid through; begin and end it on the grid's border.",
            zh="这条线没有切穿网格；请让起点和终点都落在网格边界上。",
        )
    if min(faces[i].land.area for i in owners) < _LEAST_M2:
        raise GridError(
            "The line would cut off a piece of less than 1 m2; keep to the border, or clear of it.",
            zh="这条线会切下不足 1 平方米的碎块；请沿着边界画，或离边界远一些。",
        )
    return regrouped(noded, wanted, faces, [owners.get(i, face.key) for i, face in enumerate(faces)])


def drawn(tiling: Tiling, points: Points, is_carving: bool = False, name: str = "") -> Tiling:
    """
    Draw a new grid: of the free land inside a polygon, or carved out of the grids there as well.

    Land of locked grids and of other communities than the one that most of the polygon lies in is left alone.

    Parameters
    ----------
    points
        Corners of the polygon, (n, 2) metres, open or closed.

    Raises
    ------
    GridError
        If nothing of the polygon can be had.
    """
    ring = snapped(tiling, _ring(_line(points)))
    community_id = _community_under(tiling, _area(ring))
    wanted = [
        key
        for key in _beneath(tiling, _area(ring), community_id)
        if is_free(key) or (is_carving and key not in tiling.locked)
    ]
    noded, lines, faces = cut_along(tiling, [ring], wanted)
    is_taken = _within(_area(lines[0]), faces)
    if sum(face.land.area for face in np.array(faces, dtype=object)[is_taken]) < _LEAST_M2:
        raise GridError(
            "There is no free land inside the polygon; carve it out of the grids there, or draw elsewhere.",
            zh="所画范围内没有可用的空地；可改为从已有网格中划出，或换一个位置。",
        )
    new = fresh(1, free_key(community_id))
    owners = [new if is_new else face.key for is_new, face in zip(is_taken, faces, strict=True)]
    return regrouped(noded, wanted, faces, owners, {new: name})


def land_handed(tiling: Tiling, area: Land, to: str) -> Tiling:
    """
    Hand the land inside an area to a grid: a compound, a building's plot, blocks under the brush.

    Only land of the grid's own community moves, and none of locked grids.

    Raises
    ------
    GridError
        If none of the land can move, or it does not touch the grid.
    """
    require_unlocked(tiling, [to])
    rings = shapely.get_rings(shapely.get_parts(area))
    lines = [snapped(tiling, shapely.get_coordinates(ring)) for ring in rings]
    beneath = _beneath(tiling, area, tiling.community_of(to))
    wanted = [key for key in beneath if key not in tiling.locked and key != to]
    noded, lines, faces = cut_along(tiling, lines, wanted)
    is_moved = _within(area, faces)
    if not is_moved.any():
        raise GridError(
            f"{named(tiling, [to])} has this land already, or it is locked or in another community.",
            zh=f"{named(tiling, [to]).zh}已拥有这块地，或该地块已锁定、属于其他社区。",
        )
    owners = [to if moved else face.key for moved, face in zip(is_moved, faces, strict=True)]
    own = [Face(to, part) for part in shapely.get_parts(noded.shapes[to])]
    after = regrouped(noded, [*wanted, to], [*faces, *own], [*owners, *(to for _ in own)])
    if shapely.get_num_geometries(after.shapes[to]) > len(own):
        raise GridError(
            f"The land does not touch {named(tiling, [to])}; a grid stays in one piece. Hand over what lies between.",
            zh=f"这块地与{named(tiling, [to]).zh}不相邻；网格须连成一片，请先划入中间的地块。",
        )
    return after


def reshaped(tiling: Tiling, points: Points) -> Tiling:
    """
    Draw the border between two grids anew: where the line runs, the border shall run.

    Parameters
    ----------
    points
        The line, (n, 2) metres; it begins and ends on the border between the two.

    Raises
    ------
    GridError
        If it does not, or strays into a third grid.
    """
    line = snapped(tiling, _line(points))
    pair = _pair_between(tiling, line)
    require_unlocked(tiling, pair)
    noded, lines, faces = cut_along(tiling, [line], pair)
    pockets = _pockets(noded, pair, lines[0])
    inside = np.array([_within(pocket, faces) for pocket in pockets], dtype=bool).reshape(-1, len(faces))
    flips = np.asarray(inside.any(axis=0), dtype=bool)
    flipped_m2 = sum(face.land.area for face in np.array(faces, dtype=object)[flips])
    if not flips.any():
        raise GridError(
            "The line follows the border as it is, or does not meet it twice; draw it where the border shall run.",
            zh="所画的线与现有边界相同，或没有两次与边界相接；请画在新边界的位置上。",
        )
    if abs(flipped_m2 - sum(pocket.area for pocket in pockets)) > _LEAST_M2:
        raise GridError(
            f"The line leaves {named(tiling, pair)}; keep it within the two.",
            zh=f"所画的线越出了{named(tiling, pair).zh}；请只在这两个网格内画。",
        )
    other = {pair[0]: pair[1], pair[1]: pair[0]}
    owners = [other[face.key] if flips[i] else face.key for i, face in enumerate(faces)]
    return regrouped(noded, pair, faces, owners)


def _line(points: Points) -> Points:
    line = np.asarray(points, dtype=float).reshape(-1, 2)
    if len(line) < 2 or not np.isfinite(line).all():
        raise GridError("A line needs at least two points.", zh="画线至少需要两个点。")
    return line


def _ring(line: Points) -> Points:
    return line if (line[0] == line[-1]).all() else np.concatenate([line, line[:1]])


def _area(ring: Points) -> Polygon:
    if len(ring) < 4:
        raise GridError("An area needs at least three corners.", zh="画一个面至少需要三个角点。")
    area = Polygon(ring)
    if not area.is_valid:
        raise GridError("The outline crosses itself; draw it without a loop.", zh="轮廓与自身相交；请不要画出回环。")
    return area


def _size(land: Land, homes: GeoDataFrame | None) -> tuple[float, float]:
    """Return the households and the square metres of a piece."""
    if homes is None:
        return 0.0, land.area
    at = shapely.get_coordinates(homes.geometry.values)
    return float(homes["households"].to_numpy()[shapely.contains_xy(land, at[:, 0], at[:, 1])].sum()), land.area


def _community_under(tiling: Tiling, area: Polygon) -> str:
    shares = {key: shapely.intersection(rim, area).area for key, rim in tiling.rims.items()}
    best = max(shares, key=lambda key: shares[key], default="")
    if not best or shares[best] < _LEAST_M2:
        raise GridError("The polygon lies in no community; draw it inside one.", zh="所画范围不在任何社区内。")
    return best


def _beneath(tiling: Tiling, area: Land, community_id: str) -> list[str]:
    keys = [key for key in tiling.shapes if tiling.community_of(key) == community_id]
    lands = np.asarray([tiling.shapes[key] for key in keys], dtype=object)
    meets = np.asarray(shapely.intersects(lands, area), dtype=bool).reshape(-1)
    return [key for key, is_met in zip(keys, meets, strict=True) if is_met]


def _within(area: Land, faces: Sequence[Face]) -> NDArray[np.bool_]:
    """Tell which faces lie inside an area whose border they do not cross."""
    lands = np.array([face.land for face in faces], dtype=object)
    return np.asarray(shapely.contains(area, shapely.point_on_surface(lands)), dtype=bool).reshape(len(faces))


def _pair_between(tiling: Tiling, line: Points) -> list[str]:
    """Return the two shapes whose shared border a line begins and ends on."""
    keys = met_by(tiling, line)
    lands = np.asarray([tiling.shapes[key] for key in keys], dtype=object)
    touches = [
        np.asarray(shapely.dwithin(shapely.boundary(lands), shapely.Point(p), 1e-6), dtype=bool).reshape(-1)
        for p in (line[0], line[-1])
    ]
    common = [key for key, first, last in zip(keys, *touches, strict=True) if first and last]
    inside_m = {key: shapely.intersection(tiling.shapes[key], shapely.LineString(line)).length for key in common}
    pairs = [(inside_m[a] + inside_m[b], a, b) for a, b in combinations(common, 2) if _shared(tiling, a, b)]
    pairs = [pair for pair in pairs if tiling.community_of(pair[1]) == tiling.community_of(pair[2])]
    if not pairs:
        raise GridError(
            "Begin and end the line on the border between the same two grids of one community.",
            zh="请让线的起点和终点都落在同一社区内同两个网格之间的边界上。",
        )
    return list(max(pairs)[1:])


def _shared(tiling: Tiling, a: str, b: str) -> set[tuple[float, ...]]:
    """Return the directed edges of `a` that `b` walks the other way."""
    (starts, ends), (other_starts, other_ends) = (
        edges_of(shapely.orient_polygons(tiling.shapes[key])) for key in (a, b)
    )
    mine = set(map(tuple, np.hstack([starts, ends]).tolist()))
    return mine & set(map(tuple, np.hstack([other_ends, other_starts]).tolist()))


def _pockets(tiling: Tiling, pair: Sequence[str], line: Points) -> list[Polygon]:
    """Return the areas between a line and the border it replaces."""
    border = np.array(sorted(_shared(tiling, pair[0], pair[1]))).reshape(-1, 2, 2)
    pieces = np.stack([line[:-1], line[1:]], axis=1)
    edges = {tuple(map(tuple, sorted(edge))) for edge in border.tolist()}
    new = np.array([p for p in pieces.tolist() if tuple(map(tuple, sorted(p))) not in edges]).reshape(-1, 2, 2)
    found = shapely.get_parts(shapely.polygonize(lines_of(np.concatenate([border, new]))))
    middles = shapely.points(new.mean(axis=1))
    pockets = [area for area in found if shapely.dwithin(shapely.boundary(area), middles, 1e-9).any()]
    # A line inside an island leaves two areas; the smaller one is what was cut off.
    is_whole = any(abs(sum(p.area for p in pockets) - tiling.shapes[key].area) < _LEAST_M2 for key in pair)
    return sorted(pockets, key=lambda area: area.area)[:-1] if is_whole and len(pockets) > 1 else pockets
