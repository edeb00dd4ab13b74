"""Turn the areas of an OpenStreetMap extract into compounds, land cover and administrative areas."""

from collections.abc import Callable

import numpy as np
import shapely
from geopandas import GeoDataFrame

from geo.contracts import LayerContract
from geo.crs import LONLAT
from geo.layers import COMMUNITIES, COMPOUNDS, LANDCOVER, STREET_OFFICES
from geo.readers.osm.areas import OsmAreas, areas
from geo.readers.osm.buildings import is_building
from geo.readers.osm.extract import OsmExtract, Tags

__all__ = ["administrative_areas", "compounds", "containing", "landcover"]

#: What admin_level says in China: 8 is the street office or town, 9 and 10 are communities and villages.
_STREET_LEVEL = ("8",)
_COMMUNITY_LEVELS = ("10", "9")

_COVER_OF_TAG = {
    "natural": {
        "water": "water", "bay": "water", "wood": "forest", "scrub": "forest", "grassland": "grass", "wetland": "water",
        "beach": "grass",
    },
    "waterway": {"riverbank": "water", "dock": "water"},
    "landuse": {
        "reservoir": "water", "basin": "water", "forest": "forest", "orchard": "farmland", "farmland": "farmland",
        "vineyard": "farmland", "greenhouse_horticulture": "farmland", "grass": "grass", "meadow": "grass",
        "village_green": "park", "recreation_ground": "park", "park": "park", "residential": "residential",
        "industrial": "industrial", "commercial": "commercial", "retail": "commercial", "railway": "railway",
        "construction": "construction", "cemetery": "cemetery",
    },
    "leisure": {"park": "park", "garden": "park", "nature_reserve": "forest", "golf_course": "grass"},
    "amenity": {"school": "school", "university": "school", "college": "school", "hospital": "medical"},
}  # fmt: skip


def compounds(extract: OsmExtract) -> GeoDataFrame:
    """
    Return the named residential areas (landuse=residential, place=neighbourhood or quarter) as COMPOUNDS in lon/lat.
    """
    found = areas(extract, _is_compound)
    layer = _frame(COMPOUNDS, found).assign(
        is_gated=[tags.get("access") in ("private", "no") or tags.get("barrier", "") != "" for tags in found.tags]
    )
    return COMPOUNDS.check(layer)


def landcover(extract: OsmExtract) -> GeoDataFrame:
    """
    Return water, parks, woods, fields and grounds as LANDCOVER in lon/lat; large areas first, so that small ones are
    seen.
    """
    found = areas(extract, lambda tags: bool(_cover(tags)) and not is_building(tags))
    layer = _frame(LANDCOVER, found).assign(kind=[_cover(tags) for tags in found.tags])
    return LANDCOVER.check(layer.iloc[np.argsort(-shapely.area(found.geometries), kind="stable")])


def administrative_areas(extract: OsmExtract) -> tuple[GeoDataFrame, GeoDataFrame, tuple[str, ...]]:
    """
    Return STREET_OFFICES and COMMUNITIES in lon/lat, and a sentence naming each boundary that does not close.

    Only boundaries that close in this file are drawn; a boundary that leaves it is never completed by guessing.
    """
    offices, problems = _level(extract, STREET_OFFICES, _STREET_LEVEL)
    communities, community_problems = _level(extract, COMMUNITIES, _COMMUNITY_LEVELS)
    if len(communities) and len(offices):
        middles = communities.geometry.representative_point().to_numpy()
        communities = communities.assign(street_id=containing(middles, offices))
    return offices, communities, problems + community_problems


def containing(points: "np.ndarray[tuple[int], np.dtype[np.object_]]", layer: GeoDataFrame) -> "list[str]":
    """Return, for each point, the id of the smallest area of `layer` it lies in, "" if in none; both in one CRS."""
    ids = [""] * len(points)
    if not len(layer) or not len(points):
        return ids
    geometries = layer.geometry.to_numpy()
    inside, around = shapely.STRtree(geometries).query(points, predicate="within")
    order = np.argsort(-shapely.area(geometries[around]), kind="stable")
    for point, area in zip(inside[order], around[order], strict=True):
        ids[point] = str(layer.index[area])
    return ids


def _is_compound(tags: Tags) -> bool:
    is_residential = tags.get("landuse") == "residential" or tags.get("place") in (
        "neighbourhood",
        "quarter",
        "city_block",
    )
    return (
        is_residential and bool(tags.get("name")) and not is_building(tags) and tags.get("boundary") != "administrative"
    )


def _cover(tags: Tags) -> str:
    return next((kinds[tags[key]] for key, kinds in _COVER_OF_TAG.items() if tags.get(key) in kinds), "")


def _level(
    extract: OsmExtract, contract: LayerContract, levels: tuple[str, ...]
) -> tuple[GeoDataFrame, tuple[str, ...]]:
    problems: list[str] = []
    layers = []
    for level in levels:
        found = areas(extract, _is_boundary(level))
        layers.append(_frame(contract, found).assign(name=[_name(tags, osm_id) for osm_id, tags in _pairs(found)]))
        problems += [
            f"The boundary of {_name(tags, osm_id)} (admin_level {level}) is left out: {reason}."
            for osm_id, tags, reason in found.refused
            if osm_id.startswith("r")
        ]
    # The most detailed level that closes anywhere is the one that counts: levels overlap, and a home is in one
    # community.
    chosen = next((layer for layer in layers if len(layer)), layers[0])
    return contract.check(chosen), tuple(problems)


def _is_boundary(level: str) -> Callable[[Tags], bool]:
    return lambda tags: tags.get("boundary") == "administrative" and tags.get("admin_level") == level and "name" in tags


def _name(tags: Tags, osm_id: str) -> str:
    return tags.get("name", osm_id)


def _pairs(found: OsmAreas) -> "list[tuple[str, Tags]]":
    return list(zip(found.ids, found.tags, strict=True))


def _frame(contract: LayerContract, found: OsmAreas) -> GeoDataFrame:
    names = [tags.get("name", "") for tags in found.tags]
    return GeoDataFrame({contract.index: found.ids, "name": names}, geometry=found.geometries, crs=LONLAT).set_index(
        contract.index
    )
