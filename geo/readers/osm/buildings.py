"""Turn the building outlines of an OpenStreetMap extract into buildings with storeys and estimated households."""

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from geo.crs import LONLAT, to_metric
from geo.layers import BUILDINGS
from geo.readers.estimates import estimated_homes, storeys_from_tags
from geo.readers.osm.areas import areas
from geo.readers.osm.extract import OsmExtract, Tags
from geo.readers.report import named

__all__ = ["buildings", "is_building"]

#: building=* -> the kind in our words; what is not here is "other", where nobody lives.
_KINDS = {
    **dict.fromkeys(("yes", "residential", "apartments", "block"), "residential"),
    **dict.fromkeys(
        ("house", "detached", "semidetached_house", "terrace", "bungalow", "hut", "cabin", "farm"), "self_built"
    ),
    "dormitory": "dormitory",
    **dict.fromkeys(("school", "kindergarten", "university", "college"), "school"),
    **dict.fromkeys(("office", "government", "civic", "public"), "office"),
    **dict.fromkeys(("commercial", "retail", "supermarket", "kiosk", "mall", "shop"), "shop"),
    **dict.fromkeys(("hospital", "clinic"), "medical"),
    **dict.fromkeys(("industrial", "warehouse", "factory", "manufacture"), "industrial"),
}
_DWELLINGS = ("residential", "self_built", "dormitory")
#: A plain building=yes that carries one of these is used for something else than living.
_OTHER_USE = (
    "amenity", "shop", "office", "leisure", "tourism", "healthcare", "craft", "industrial", "man_made", "power",
    "railway", "public_transport", "aeroway", "military", "historic",
)  # fmt: skip
_OTHER_USE_KINDS = {"shop": "shop", "office": "office", "healthcare": "medical", "industrial": "industrial"}
#: Inside such grounds a plain building=yes is taken for one of theirs, not for a home.
_OTHER_GROUNDS = {
    "landuse": {
        "industrial": "industrial", "commercial": "shop", "retail": "shop", "military": "other",
        "railway": "other", "education": "school", "institutional": "office",
    },
    "amenity": {
        "school": "school", "kindergarten": "school", "university": "school", "college": "school",
        "hospital": "medical", "clinic": "medical", "marketplace": "shop", "prison": "other",
    },
}  # fmt: skip


def is_building(tags: Tags) -> bool:
    """Tell whether tags are those of a building; its parts (building:part) are not counted again."""
    return tags.get("building", "no") != "no"


def buildings(extract: OsmExtract) -> tuple[GeoDataFrame, tuple[str, ...]]:
    """
    Return the BUILDINGS layer of an extract in lon/lat and the sentences about what could not be drawn.

    Households, people and dwelling floor area are estimates (`geo.readers.estimates`) for dwellings, zero for the rest.
    Buildings mapped as a point have no outline and are only counted in the sentences.
    """
    found = areas(extract, is_building)
    if not found.ids:
        return BUILDINGS.empty(LONLAT), _problems(extract, found.refused)
    kinds = _kinds(extract, found.tags, found.geometries)
    storeys = np.array(
        [storeys_from_tags(t.get("building:levels", ""), t.get("height", ""), t["building"]) for t in found.tags]
    )
    outlines = GeoDataFrame(geometry=found.geometries, crs=LONLAT)
    footprints_m2 = to_metric(outlines, "buildings").area.to_numpy()
    homes = estimated_homes(footprints_m2, storeys, np.isin(kinds, _DWELLINGS))
    layer = GeoDataFrame(
        homes.assign(
            building_id=found.ids,
            name=[_name(tags) for tags in found.tags],
            building_kind=kinds,
            storeys=storeys,
            osm_building=[tags["building"] for tags in found.tags],
        ),
        geometry=found.geometries,
        crs=LONLAT,
    )
    return BUILDINGS.check(layer.set_index("building_id")), _problems(extract, found.refused)


def _name(tags: Tags) -> str:
    return tags.get("name", "") or tags.get("addr:housename", "") or tags.get("addr:housenumber", "")


def _kinds(extract: OsmExtract, tags: list[Tags], geometries: NDArray[np.object_]) -> NDArray[np.str_]:
    kinds = np.array([_kind(row) for row in tags], dtype=object)
    is_plain = np.array([row["building"] == "yes" for row in tags]) & (kinds == "residential")
    grounds = areas(extract, lambda row: bool(_grounds_kind(row)) or row.get("landuse") == "residential")
    if not grounds.ids or not is_plain.any():
        return kinds.astype(str)
    middles = GeoSeries(geometries[is_plain]).representative_point().to_numpy()
    inside, ground = shapely.STRtree(grounds.geometries).query(middles, predicate="within")
    # The smallest grounds around a building say most about it: a residential block inside a campus is residential.
    order = np.argsort(-shapely.area(grounds.geometries[ground]), kind="stable")
    plain = np.flatnonzero(is_plain)
    for building, around in zip(plain[inside[order]], ground[order], strict=True):
        kinds[building] = _grounds_kind(grounds.tags[around]) or "residential"
    return kinds.astype(str)


def _kind(tags: Tags) -> str:
    kind = _KINDS.get(tags["building"], "other")
    if tags["building"] == "yes":
        for key in _OTHER_USE:
            if tags.get(key, "no") != "no":
                return (
                    _OTHER_GROUNDS["amenity"].get(tags[key], "other")
                    if key == "amenity"
                    else _OTHER_USE_KINDS.get(key, "other")
                )
    return kind


def _grounds_kind(tags: Tags) -> str:
    if is_building(tags):
        return ""
    return next((kinds[tags[key]] for key, kinds in _OTHER_GROUNDS.items() if tags.get(key) in kinds), "")


def _problems(extract: OsmExtract, refused: list[tuple[str, Tags, str]]) -> tuple[str, ...]:
    problems = []
    points = [f"n{node.osm_id}" for node in extract.nodes if is_building(node.tags)]
    if points:
        problems.append(
            f"{len(points)} buildings are mapped as a point without an outline and are left out: {named(points)}."
        )
    if refused:
        names = [f"{osm_id} ({reason})" for osm_id, _, reason in refused]
        problems.append(f"{len(refused)} buildings do not close and are left out: {named(names)}.")
    return tuple(problems)
