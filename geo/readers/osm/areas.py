"""Close the ways and relations of an OpenStreetMap extract into polygons, or say which do not close."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.readers.osm.extract import OsmExtract, OsmRelation, OsmWay, Tags

__all__ = ["OsmAreas", "areas", "polygonal"]

_AREA_RELATIONS = ("multipolygon", "boundary")


@dataclass(frozen=True, slots=True)
class OsmAreas:
    """
    Polygons in lon/lat with the tags they carry, one row each: `ids` are "w..." and "r...".

    `refused` holds (id, tags, reason) of what is tagged as such an area and does not close in this file.
    """

    ids: list[str]
    tags: list[Tags]
    geometries: NDArray[np.object_]
    refused: list[tuple[str, Tags, str]]


def areas(extract: OsmExtract, is_wanted: Callable[[Tags], bool]) -> OsmAreas:
    """
    Return the ways and relations whose tags are wanted and that close into a polygon, mended where they cross
    themselves.
    """
    ways = [way for way in extract.ways if way.tags and is_wanted(way.tags)]
    geometries, reasons = _closed_ways(extract, ways)
    ids = [f"w{way.osm_id}" for way in ways]
    tags = [way.tags for way in ways]
    relations = [relation for relation in extract.relations if relation.tags and is_wanted(relation.tags)]
    if relations:
        ways_by_id = {way.osm_id: way for way in extract.ways}
        drawn = [_relation_area(extract, ways_by_id, relation) for relation in relations]
        ids += [f"r{relation.osm_id}" for relation in relations]
        tags += [relation.tags for relation in relations]
        geometries = np.concatenate([geometries, np.array([area for area, _ in drawn], dtype=object)])
        reasons += [reason for _, reason in drawn]
    is_good = ~shapely.is_missing(geometries)
    return OsmAreas(
        ids=[osm_id for osm_id, good in zip(ids, is_good, strict=True) if good],
        tags=[row for row, good in zip(tags, is_good, strict=True) if good],
        geometries=geometries[is_good],
        refused=[
            (osm_id, row, reason)
            for osm_id, row, reason, good in zip(ids, tags, reasons, is_good, strict=True)
            if not good
        ],
    )


def polygonal(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Mend what crosses itself and keep its polygons; None where no area is left."""
    mended = np.array(geometries, dtype=object)
    is_broken = ~shapely.is_valid(mended)
    mended[is_broken] = [_only_polygons(geometry) for geometry in mended[is_broken]]
    mended[shapely.area(mended) == 0] = None
    return mended


def _only_polygons(geometry: shapely.Geometry) -> shapely.Geometry | None:
    try:
        parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(geometry)))
    except shapely.errors.GEOSException:  # coordinates that no arithmetic holds
        return None
    parts = parts[np.isin(shapely.get_type_id(parts), (3,))]
    return shapely.unary_union(parts) if len(parts) else None


def _is_ring(way: OsmWay) -> bool:
    return len(way.refs) >= 4 and bool(way.refs[0] == way.refs[-1])


def _closed_ways(extract: OsmExtract, ways: list[OsmWay]) -> tuple[NDArray[np.object_], list[str]]:
    geometries = np.full(len(ways), None, dtype=object)
    reasons = [""] * len(ways)
    if not ways:
        return geometries, reasons
    sizes = np.array([len(way.refs) for way in ways])
    is_ring = np.array([_is_ring(way) for way in ways])
    owner = np.repeat(np.arange(len(ways)), sizes)
    lonlat = extract.locate(np.concatenate([way.refs for way in ways]))
    missing = np.bincount(owner[np.isnan(lonlat[:, 0])], minlength=len(ways))
    is_whole = (missing == 0) & is_ring
    used = is_whole[owner]
    if used.any():
        numbers = np.cumsum(is_whole) - 1
        rings = shapely.linearrings(lonlat[used], indices=numbers[owner[used]])
        geometries[is_whole] = polygonal(shapely.polygons(rings))
    for place in np.flatnonzero(shapely.is_missing(geometries)):
        if missing[place]:
            reasons[place] = f"{missing[place]} of its {sizes[place]} points are not in the file"
        else:
            reasons[place] = "it has no area" if is_ring[place] else "its outline is not closed"
    return geometries, reasons


def _relation_area(
    extract: OsmExtract, ways_by_id: dict[int, OsmWay], relation: OsmRelation
) -> tuple[shapely.Geometry | None, str]:
    if relation.tags.get("type") not in _AREA_RELATIONS:
        return None, "it is a relation of another type than multipolygon"
    members = [(ref, role) for kind, ref, role in relation.members if kind == "w"]
    if not members:
        return None, "it has no boundary line"
    absent = [ref for ref, _ in members if ref not in ways_by_id]
    if absent:
        return None, f"{len(absent)} of its {len(members)} boundary lines are not in the file"
    outer, reason = _rings(extract, [ways_by_id[ref] for ref, role in members if role != "inner"])
    if reason:
        return None, reason
    inner, reason = _rings(extract, [ways_by_id[ref] for ref, role in members if role == "inner"])
    if reason:
        return None, reason
    area = shapely.difference(outer, inner) if inner is not None else outer
    return (area, "") if area is not None and float(shapely.area(area)) > 0 else (None, "it has no area")


def _rings(extract: OsmExtract, ways: list[OsmWay]) -> tuple[shapely.Geometry | None, str]:
    lines = []
    for way in ways:
        lonlat = extract.locate(way.refs)
        if np.isnan(lonlat).any():
            return None, "some points of its boundary are not in the file"
        if len(lonlat) >= 2:
            lines.append(shapely.LineString(lonlat))
    if not lines:
        return None, ""
    closed, cuts, dangles, invalid = shapely.polygonize_full(lines)
    if shapely.get_num_geometries(dangles) or shapely.get_num_geometries(cuts):
        return None, "its boundary does not close"
    faces = np.concatenate([shapely.get_parts(closed), _faces_of(invalid)])
    return (shapely.unary_union(faces) if len(faces) else None), ""


def _faces_of(invalid: shapely.Geometry) -> NDArray[np.object_]:
    rings = [line for line in shapely.get_parts(invalid) if line.is_ring or line.is_closed]
    mended = (
        polygonal(np.array([shapely.Polygon(ring) for ring in rings], dtype=object)) if rings else np.empty(0, object)
    )
    return np.asarray(mended[~shapely.is_missing(mended)])
