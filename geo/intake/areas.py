"""Link the layers of a city to the areas around them, whenever one of them changes."""

import json
from collections.abc import Mapping

from geopandas import GeoDataFrame

from geo.city import City
from geo.intake.boundaries import linked
from geo.intake.placement import placed_under, placement_notes
from geo.layers import LAYERS, LEVELS
from geo.sentences import Sentence

__all__ = ["placed_in_areas", "whole_city"]

_AREAS_OF = {contract.index: name for name, contract in LAYERS.items() if contract.index in LEVELS}
_PLACED_ROLES = ("buildings", "facilities", "partner_units", "shops", "issues", "compounds", "grids", "communities")
#: Layer -> the layers of areas it may lie in.
_ABOVE: Mapping[str, tuple[str, ...]] = {
    name: tuple(
        areas
        for level, areas in _AREAS_OF.items()
        if any(column.name == level for column in contract.columns) and areas != name
    )
    for name, contract in LAYERS.items()
}


def placed_in_areas(city: City, role: str) -> tuple[City, tuple[Sentence, ...]]:
    """
    Link every layer that a change of one layer concerns to the areas around it: names and codes become ids.

    Returns
    -------
    city, reasons
        The sentences are about the layer that changed.
    """
    concerned = [
        name for name in _PLACED_ROLES if name in city.layers and (name == role or role in _ABOVE.get(name, ()))
    ]
    concerned = concerned or ([name for name in _PLACED_ROLES if name in city.layers] if not role else [])
    reasons: list[Sentence] = []
    for name in sorted(concerned, key=_rank):
        layer, told = _linked(city, name)
        city = city.with_layer(name, layer)
        if name == role:
            reasons += told
    return city, tuple(reasons)


def whole_city(city: City) -> GeoDataFrame:
    """Return the outline of a city: its communities, else the hull of its buildings."""
    areas = city.get("communities")
    if len(areas):
        return areas[["geometry"]]
    hull = city["buildings"].geometry.union_all().convex_hull
    return GeoDataFrame(geometry=[hull], crs=city.crs)


def _rank(name: str) -> int:
    """Larger areas first: what lies in a community inherits its street."""
    order = ("communities", "grids", "compounds", *_PLACED_ROLES)
    return order.index(name)


def _linked(city: City, name: str) -> tuple[GeoDataFrame, list[Sentence]]:
    layer, told = city[name], []
    levels = [level for level, areas in _AREAS_OF.items() if areas in _ABOVE[name]]
    there = [level for level in levels if _AREAS_OF[level] in city.layers and len(city[_AREAS_OF[level]])]
    renamed = city.notes.get("renamings", "")
    renamings = json.loads(renamed) if renamed else None
    for level in there:
        found = linked(layer, city[_AREAS_OF[level]], level=level.removesuffix("_id"), renamings=renamings)
        layer = found.layer
        told += [sentence for sentence in found.sentences if name in ("communities", "grids", "compounds")]
    if name in ("buildings", "facilities") and there:
        layer = placed_under(layer, city, levels=there)
        told += placement_notes(layer, city, levels=[level for level in there if level != "compound_id"])
    return layer, told
