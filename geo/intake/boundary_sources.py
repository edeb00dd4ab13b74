"""Ask each source which area a row belongs to: its id, its code, the name it writes, the place where it lies."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.intake.area_cells import ids_in, texts_in
from geo.intake.area_codes import CODE_DIGITS, area_code, code_at, code_fault
from geo.intake.area_names import area_key
from geo.intake.area_shares import in_place_order, shapes_of, shares_of
from geo.intake.name_matching import NameMatch, area_names, named_area
from geo.layers import LEVELS
from geo.sentences import Sentence

__all__ = ["LEAST_SHARE", "Places", "Written", "by_code", "by_id", "by_name", "by_polygon"]

#: A smaller part of an area inside another is no link.
LEAST_SHARE = 0.5

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Places:
    """For each child the parent row that holds most of it, -1 if none holds half, and the largest share."""

    parent: Rows
    share: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Written:
    """For each child the parent's name as it is written there, "" if it is not, and what it may mean."""

    texts: list[str]
    matches: list[NameMatch]


def by_id(children: GeoDataFrame, parents: GeoDataFrame, level: str) -> Rows:
    """Return the parent row whose id stands in the column `<level>_id`, -1 for none."""
    ids = pd.Index(parents.index.astype(str).to_numpy(object))
    return np.asarray(ids.get_indexer(pd.Index(ids_in(children, f"{level}_id"), dtype=object)), dtype=np.intp)


def by_code(children: GeoDataFrame, parents: GeoDataFrame, level: str) -> tuple[Rows, list[Sentence]]:
    """
    Return the parent row whose code begins the child's, -1 for none or several; and what is wrong with codes.

    Codes stand in `<level>_code`, `<level>_id`, `code`, `<own level>_code` or are the ids.
    """
    found = np.full(len(children), -1, dtype=np.intp)
    if level not in CODE_DIGITS:
        return found, []
    rows_of: dict[str, list[int]] = {}
    for row, code in enumerate(_codes(parents, level, _code_columns(level))):
        if code:
            rows_of.setdefault(code, []).append(row)
    columns = [f"{level}_code", f"{level}_id", *_code_columns(str(children.index.name).removesuffix("_id"))]
    for child, code in enumerate(_codes(children, level, columns)):
        rows = rows_of.get(code, [])
        if len(rows) == 1:
            found[child] = rows[0]
    return found, _code_faults(children, columns)


def by_name(children: GeoDataFrame, parents: GeoDataFrame, level: str, renamings: Mapping[str, str] | None) -> Written:
    """
    Return what the name of a parent written in `<level>_name`, `<level>` or `<level>_id` may mean.

    A grid called 上溪社区第一网格 names its community too. Where both layers know a still larger area, only its own are
    asked, so that two villages of one name in two towns stay apart.
    """
    ids = set(parents.index.astype(str))
    columns = [texts_in(children, f"{level}_name"), texts_in(children, level), ids_in(children, f"{level}_id")]
    own_names = texts_in(children, "name") if children.index.name == "grid_id" and level == "community" else None
    texts = []
    for row in range(len(children)):
        written = next((column[row] for column in columns if column[row] and column[row] not in ids), "")
        if written and area_code(written):
            written = ""
        if not written and own_names is not None:
            written = area_key(own_names[row], "grid").stem
        texts.append(written)
    areas = area_names(texts_in(parents, "name"), level, renamings)
    among = _among(children, parents, level)
    known: dict[tuple[str, str], NameMatch] = {}
    for text, (above, rows) in zip(texts, among, strict=True):
        if (text, above) not in known:
            known[text, above] = named_area(areas, text, rows) if text else NameMatch()
    return Written(texts, [known[text, above] for text, (above, _) in zip(texts, among, strict=True)])


def by_polygon(children: GeoDataFrame, parents: GeoDataFrame) -> Places:
    """
    Return the parent that holds most of each child; areas by their share, points and lines by a point on them.

    Equal shares and shared borders go to the smaller parent, then to the one further west and north.
    """
    geometries = children.geometry.to_numpy()
    outlines = shapes_of(parents, children)
    is_area = np.isin(shapely.get_type_id(geometries), (3, 6))
    shapes = shapes_of(children)
    child, parent, _, share = shares_of(shapes, outlines)
    points = np.where(is_area, None, shapely.point_on_surface(geometries))
    point, around = shapely.STRtree(outlines).query(points, predicate="intersects")
    child, parent = np.concatenate([child, point]), np.concatenate([parent, around])
    share = np.concatenate([share, np.ones(len(point))])
    order = np.lexsort(
        (in_place_order(parents)[parent], np.round(shapely.area(outlines))[parent], -np.round(share, 9), child)
    )
    first = order[np.flatnonzero(np.diff(child[order], prepend=-1))]
    best, largest = np.full(len(children), -1, dtype=np.intp), np.zeros(len(children))
    largest[child[first]] = share[first]
    is_link = np.round(share[first], 9) >= LEAST_SHARE
    best[child[first][is_link]] = parent[first][is_link]
    return Places(best, largest)


def _code_columns(level: str) -> list[str]:
    return [f"{level}_code", "code"]


def _codes(layer: GeoDataFrame, level: str, columns: list[str]) -> list[str]:
    """Return for each row the first code that names an area of the level, the id last; "" for none."""
    raw = [layer[column].to_list() for column in columns if column in layer] + [layer.index.to_list()]
    codes = []
    for row in range(len(layer)):
        read = (area_code(column[row]) for column in raw)
        codes.append(next((part for code in read if code and (part := code_at(code, level))), ""))
    return codes


def _code_faults(children: GeoDataFrame, columns: list[str]) -> list[Sentence]:
    raw = [cell for column in columns if column in children and column.endswith("code") for cell in children[column]]
    faults = {str(cell): fault for cell in raw if (fault := code_fault(cell))}
    return list(faults.values())


def _among(children: GeoDataFrame, parents: GeoDataFrame, level: str) -> list[tuple[str, frozenset[int] | None]]:
    """Return for each child the larger area that both layers know, and the parents in it; None if there is none."""
    among: list[tuple[str, frozenset[int] | None]] = [("", None)] * len(children)
    for above in LEVELS:
        if above == f"{level}_id" or above not in children or above not in parents:
            continue
        rows_of: dict[str, list[int]] = {}
        for row, area in enumerate(ids_in(parents, above)):
            rows_of.setdefault(area, []).append(row)
        unknown = rows_of.pop("", [])
        sets = {area: frozenset([*rows, *unknown]) for area, rows in rows_of.items()}
        among = [
            (area, sets[area]) if area in sets else before
            for before, area in zip(among, ids_in(children, above), strict=True)
        ]
    return among
