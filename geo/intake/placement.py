"""Tell buildings, facilities and other places which street, community, grid and compound they are in."""

from collections.abc import Sequence

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.city import City
from geo.crs import require_crs
from geo.hierarchy import hierarchy_of, level_name
from geo.intake.area_cells import called, ids_in
from geo.intake.area_shares import in_place_order
from geo.layers import LAYERS, LEVELS
from geo.readers.osm.areas import polygonal
from geo.sentences import Sentence

__all__ = ["placed_under", "placement_notes"]

#: Which layer holds the areas of each level.
_AREAS_OF = {contract.index: name for name, contract in LAYERS.items() if contract.index in LEVELS}
_NAMES_SHOWN = 8

_Cells = dict[str, NDArray[np.object_]]


def placed_under(layer: GeoDataFrame, city: City, *, levels: Sequence[str] = LEVELS) -> GeoDataFrame:
    """
    Fill the empty cells of `street_id`, `community_id`, `grid_id` and `compound_id` by where each row is.

    A point counts by itself, a footprint by a point inside it. On a shared border or where areas overlap, the area
    counts that belongs to the larger area already found, then the one that holds more of the footprint, then the
    smaller one, then the one further west and north; so the answer never depends on the order of the rows. What no
    area holds stays empty. A level whose areas are missing is taken from the areas below it, which know theirs.

    Parameters
    ----------
    layer
        Any layer of places; columns that are missing are added. The layer given is not modified.
    levels
        The columns to fill.

    Raises
    ------
    MissingCrsError
    """
    require_crs(layer, str(layer.index.name or "given").removesuffix("_id"))
    shapes = _in_metres(layer, city)
    points = shapely.point_on_surface(shapes)
    found = {level: np.array(ids_in(layer, level), dtype=object) for level in LEVELS}
    for level in [level for level in LEVELS if level in levels and _AREAS_OF[level] in city.layers]:
        rows = np.flatnonzero(found[level] == "")
        areas = city[_AREAS_OF[level]]
        known = {one: cells[rows] for one, cells in found.items()}
        place, area = _best(shapes[rows], points[rows], areas, known)
        found[level][rows[place]] = areas.index.astype(str).to_numpy(object)[area]
    return layer.assign(**{level: cells for level, cells in _inherited(found, city).items() if level in levels})


def placement_notes(placed: GeoDataFrame, city: City, *, levels: Sequence[str] = LEVELS[:3]) -> tuple[Sentence, ...]:
    """
    Say which rows are in no area of a level, in more than one, or call an area that is not there or not around them.

    Compounds are left out unless asked for: many buildings are rightly in none.
    """
    points = shapely.point_on_surface(_in_metres(placed, city))
    names, sentences = np.array(called(placed), dtype=object), []
    for level in [level for level in levels if _AREAS_OF[level] in city.layers and level in placed]:
        areas = city[_AREAS_OF[level]]
        ids, cells = areas.index.astype(str), np.array(ids_in(placed, level), dtype=object)
        row, area = shapely.STRtree(polygonal(areas.geometry.to_numpy())).query(points, predicate="intersects")
        around = np.bincount(row, minlength=len(placed))
        is_around = np.zeros(len(placed), dtype=bool)
        is_around[row[ids.to_numpy(object)[area] == cells[row]]] = True
        word = level_name(hierarchy_of(city.notes), level.removesuffix("_id"))
        is_known = np.isin(cells.astype(str), ids.to_numpy(str))
        sentences += [
            *_note(names[(around == 0) & (cells == "")], len(placed), f"in no {word}", f"不在任何{word.zh}内"),
            *_note(names[around > 1], len(placed), f"in more than one {word}", f"同时在一个以上的{word.zh}内"),
            *_note(names[(cells != "") & ~is_known], len(placed), f"under a {word} that the city does not have",
                   f"所属的{word.zh}在本市图层中不存在"),
            *_note(names[is_known & ~is_around], len(placed), f"under a {word} that does not lie around them",
                   f"不在其所属{word.zh}的范围内"),
        ]  # fmt: skip
    return tuple(sentences)


def _best(
    shapes: NDArray[np.object_], points: NDArray[np.object_], areas: GeoDataFrame, known: _Cells
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return one area a row for the rows that lie in any: positions of the rows, positions of the areas."""
    outlines = polygonal(areas.geometry.to_numpy())
    row, area = shapely.STRtree(outlines).query(points, predicate="intersects")
    is_contested = np.bincount(row, minlength=len(points))[row] > 1
    contested = np.flatnonzero(is_contested)
    is_stranger, held_m2 = np.zeros(len(row), dtype=bool), np.zeros(len(row))
    for level in [level for level in LEVELS if level in areas]:
        own, above = known[level][row], np.array(ids_in(areas, level), dtype=object)[area]
        is_stranger |= is_contested & (own != "") & (above != "") & (own != above)
    held = shapely.intersection(polygonal(shapes[row[contested]]), outlines[area[contested]])
    held_m2[contested] = np.nan_to_num(np.round(shapely.area(held), 3))
    order = np.lexsort(
        (in_place_order(areas)[area], np.round(shapely.area(outlines))[area], -held_m2, is_stranger, row)
    )
    first = np.flatnonzero(np.diff(row[order], prepend=-1))
    return row[order][first], area[order][first]


def _inherited(found: _Cells, city: City) -> _Cells:
    """Return the cells with those filled in which an area that was found knows the larger one around it."""
    filled = {level: cells.copy() for level, cells in found.items()}
    for level in reversed(LEVELS):
        areas = city.get(_AREAS_OF[level])
        for above in [above for above in LEVELS if above in areas]:
            parents = dict(zip(areas.index.astype(str), ids_in(areas, above), strict=True))
            is_missing = filled[above] == ""
            filled[above][is_missing] = [parents.get(area, "") for area in filled[level][is_missing]]
    return filled


def _in_metres(layer: GeoDataFrame, city: City) -> NDArray[np.object_]:
    placed = layer if layer.crs == city.crs else layer.to_crs(city.crs)
    return np.asarray(shapely.force_2d(placed.geometry.to_numpy()))


def _note(names: NDArray[np.object_], rows: int, fault: str, fault_zh: str) -> list[Sentence]:
    if not len(names):
        return []
    shown, further = list(names[:_NAMES_SHOWN]), len(names) - _NAMES_SHOWN
    more, more_zh = (f" and {further:,} more", f"等，另有 {further:,} 个") if further > 0 else ("", "")
    return [
        Sentence(
            f"{len(names):,} of {rows:,} lie {fault}: {', '.join(shown)}{more}. Look at them on the map.",
            zh=f"{rows:,} 个中有 {len(names):,} 个{fault_zh}：{'、'.join(shown)}{more_zh}。请在图上核对。",
        )
    ]
