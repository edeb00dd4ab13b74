"""Check that areas lie in the area above them and fill it: HIER-01 and HIER-02 (requirement R001)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from geo.city import City
from geo.hierarchy import DEFAULT_HIERARCHY, Hierarchy, hierarchy_of, level_name
from geo.intake.area_cells import called, ids_in
from geo.intake.area_shares import shapes_of
from geo.sentences import Sentence

__all__ = ["TOLERANCE_M2", "child_findings", "hierarchy_findings"]

#: Smaller differences are the rounding of coordinates.
TOLERANCE_M2 = 1.0

#: Child layer, parent layer, the level of the parents, whether the children must fill their parent. Compounds need not.
_CHAIN = (
    ("communities", "street_offices", "street", True),
    ("grids", "communities", "community", True),
    ("compounds", "communities", "community", False),
)
_COLUMNS = ("rule", "child_id", "other_id", "parent_id", "area_m2", "sentence")


@dataclass(frozen=True, slots=True)
class _Areas:
    shapes: NDArray[np.object_]
    ids: NDArray[np.object_]
    names: NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class _Finding:
    rule: str
    child_id: str
    other_id: str
    parent_id: str
    sentence: Sentence
    geometry: shapely.Geometry


def hierarchy_findings(city: City) -> GeoDataFrame:
    """Return what `child_findings` finds at each level of a city that has both the areas and those above them."""
    hierarchy = hierarchy_of(city.notes)
    found = [
        child_findings(city[children], city[parents], level=level, must_tile=must_tile, hierarchy=hierarchy)
        for children, parents, level, must_tile in _CHAIN
        if len(city.get(children)) and len(city.get(parents))
    ]
    found = [findings for findings in found if len(findings)]
    return GeoDataFrame(pd.concat(found, ignore_index=True), crs=city.crs) if found else _layer([], city.crs)


def child_findings(
    children: GeoDataFrame,
    parents: GeoDataFrame,
    *,
    level: str,
    must_tile: bool = True,
    hierarchy: Hierarchy = DEFAULT_HIERARCHY,
) -> GeoDataFrame:
    """
    Find where children reach out of their parent, overlap one another, or leave a part of the parent empty.

    Parameters
    ----------
    children, parents
        Layers of polygons, `children` in a metric system and with the column `<level>_id`.
    must_tile
        Whether the children of a parent must fill it without overlap; compounds, for example, need not fill it.

    Returns
    -------
    findings
        One row a place: rule, child_id, other_id (the second of two that overlap), parent_id, area_m2 (above
        `TOLERANCE_M2`), sentence, geometry; HIER-01 first, then in the order of the children and parents.

    Raises
    ------
    MissingCrsError, WrongCrsError
    """
    inner, outer = _areas(children, children), _areas(parents, children)
    parent_of = np.full(len(children), -1)
    if f"{level}_id" in children:
        parent_of = pd.Index(outer.ids).get_indexer(pd.Index(ids_in(children, f"{level}_id"), dtype=object))
    findings = [*_orphans(inner, parent_of, level_name(hierarchy, level)), *_outside(inner, outer, parent_of)]
    findings += _overlaps(inner, outer, parent_of)
    if must_tile:
        findings += _gaps(inner, outer, parent_of)
    return _layer(findings, children.crs)


def _areas(layer: GeoDataFrame, beside: GeoDataFrame) -> _Areas:
    ids = layer.index.astype(str).to_numpy(object)
    return _Areas(shapes_of(layer, beside), ids, np.array(called(layer), dtype=object))


def _orphans(inner: _Areas, parent_of: NDArray[np.intp], level: Sentence) -> Iterator[_Finding]:
    for row in np.flatnonzero(parent_of < 0):
        name, shape = inner.names[row], inner.shapes[row]
        if shape is not None:
            sentence = Sentence(
                f"{name} belongs to no {level}; link it to one.",
                zh=f"{name}没有所属{level.zh}，请建立隶属关系。",
            )
            yield _Finding("HIER-01", inner.ids[row], "", "", sentence, shape)


def _outside(inner: _Areas, outer: _Areas, parent_of: NDArray[np.intp]) -> Iterator[_Finding]:
    rows = np.flatnonzero(parent_of >= 0)
    beyond = shapely.difference(inner.shapes[rows], outer.shapes[parent_of[rows]])
    for row, piece in zip(rows, beyond, strict=True):
        if piece is not None and shapely.area(piece) > TOLERANCE_M2:
            name, above, parent = inner.names[row], outer.names[parent_of[row]], outer.ids[parent_of[row]]
            sentence = Sentence(
                f"{name} reaches {_m2(piece)} m2 beyond {above}; correct its border or its parent.",
                zh=f"{name}有 {_m2(piece)} 平方米在{above}之外，请改边界或改隶属关系。",
            )
            yield _Finding("HIER-01", inner.ids[row], "", parent, sentence, piece)


def _overlaps(inner: _Areas, outer: _Areas, parent_of: NDArray[np.intp]) -> Iterator[_Finding]:
    one, other = shapely.STRtree(inner.shapes).query(inner.shapes, predicate="intersects")
    is_pair = (one < other) & (parent_of[one] == parent_of[other]) & (parent_of[one] >= 0)
    one, other = one[is_pair], other[is_pair]
    shared = shapely.intersection(inner.shapes[one], inner.shapes[other])
    for pair in np.lexsort((other, one)):
        piece, first, second = shared[pair], one[pair], other[pair]
        if shapely.area(piece) > TOLERANCE_M2:
            above, parent = outer.names[parent_of[first]], outer.ids[parent_of[first]]
            sentence = Sentence(
                f"{inner.names[first]} and {inner.names[second]} in {above} overlap by {_m2(piece)} m2; "
                "give the piece to one of them.",
                zh=f"{above}内，{inner.names[first]}与{inner.names[second]}重叠 {_m2(piece)} 平方米，请划归其中之一。",
            )
            yield _Finding("HIER-02", inner.ids[first], inner.ids[second], parent, sentence, piece)


def _gaps(inner: _Areas, outer: _Areas, parent_of: NDArray[np.intp]) -> Iterator[_Finding]:
    for parent, shape in enumerate(outer.shapes):
        rows = np.flatnonzero(parent_of == parent)
        if shape is None:
            continue
        above = outer.names[parent]
        left = shapely.difference(shape, shapely.union_all(inner.shapes[rows])) if len(rows) else shape
        for piece in shapely.get_parts(left):
            if shapely.area(piece) > TOLERANCE_M2:
                sentence = Sentence(
                    f"{_m2(piece)} m2 of {above} lie in none of its areas; give the piece to a neighbour.",
                    zh=f"{above}有 {_m2(piece)} 平方米未划入任何下级区域，请划归相邻区域。",
                )
                yield _Finding("HIER-02", "", "", outer.ids[parent], sentence, piece)


def _m2(piece: shapely.Geometry) -> str:
    area_m2 = float(shapely.area(piece))
    return f"{area_m2:,.0f}" if area_m2 >= 10 else f"{area_m2:.1f}"


def _layer(findings: list[_Finding], crs: object) -> GeoDataFrame:
    rows = {
        "rule": [one.rule for one in findings],
        "child_id": [one.child_id for one in findings],
        "other_id": [one.other_id for one in findings],
        "parent_id": [one.parent_id for one in findings],
        "area_m2": [float(shapely.area(one.geometry)) for one in findings],
        # Kept as objects: a column of plain text would lose the Chinese.
        "sentence": pd.Series([one.sentence for one in findings], dtype=object),
    }
    geometry = GeoSeries([_polygons(one.geometry) for one in findings], crs=crs)
    return GeoDataFrame(rows, geometry=geometry)[[*_COLUMNS, "geometry"]]


def _polygons(piece: shapely.Geometry) -> shapely.Geometry:
    """Return only the areas of a piece; borders that touch elsewhere come along as lines."""
    parts = [part for part in shapely.get_parts(piece) if part.geom_type == "Polygon"]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
