"""Make a city of an OpenStreetMap file: streets, buildings with estimated households, facilities, areas, barriers."""

from dataclasses import replace

import pandas as pd
from geopandas import GeoDataFrame

from geo.city import City, Provenance
from geo.layers import BARRIERS
from geo.readers.estimates import HOUSEHOLD_METHOD
from geo.readers.kinds import POI_KEYS
from geo.readers.osm.buildings import buildings
from geo.readers.osm.extract import OsmExtract, read_osm
from geo.readers.osm.facilities import facilities
from geo.readers.osm.gates import closures, gates
from geo.readers.osm.land import administrative_areas, compounds, containing, landcover
from geo.readers.osm.ways import ARTERIAL_WAIT_S, SIGNAL_WAIT_S, line_barriers, railway_lines, street_lines
from geo.readers.sufficiency import NEAR_STREET_M, mapped_street_share, shortage

__all__ = ["import_city"]

_SOURCE = "OpenStreetMap contributors"
_LICENCE = "ODbL 1.0"
_METHODS = {
    "streets": (
        f"Every way tagged highway=*; a crossing waits {SIGNAL_WAIT_S:g} s with a signal and {ARTERIAL_WAIT_S:g} s "
        "across an arterial without one, an estimate."
    ),
    "buildings": HOUSEHOLD_METHOD,
    "facilities": (
        f"Every object tagged {', '.join(POI_KEYS)}; its kind is unknown unless its tags or its name state it."
    ),
    "barriers": (
        "Walls, rivers, railways and expressways explain detours and cut nothing; closures cut streets at shut nodes."
    ),
    "communities": "Closed boundaries of admin_level 9 or 10.",
    "street_offices": "Closed boundaries of admin_level 8.",
}
_PLACE_RANK = ("city", "town", "municipality", "county", "borough", "suburb", "quarter", "village", "neighbourhood")


def import_city(path: object, name: str | None = None) -> City:
    """
    Make a city of an OpenStreetMap file (.osm, .osm.gz, .osm.pbf).

    Without a `name`, the largest named place in the file gives it, else the file's name. Households are estimated and
    marked so; ages are unknown and left at 0, which `notes` says. `problems` holds a sentence about everything that
    was left out, and one if there is too little for an honest coverage map (`require_enough_data` raises it).

    Raises
    ------
    NoSuchFileError, BrokenFileError, EmptyLayerError
    """
    extract = read_osm(path)
    layers, problems = _layers(extract)
    city = City.of(
        name or _place_name(extract),
        {key: layer for key, layer in layers.items() if len(layer) or key in ("streets", "buildings", "facilities")},
        provenance=tuple(
            Provenance(key, _SOURCE, extract.as_of, _LICENCE, _METHODS.get(key, ""))
            for key, layer in layers.items()
            if len(layer)
        ),
        problems=(*extract.problems, *problems),
        as_of=extract.as_of,
        notes=_notes(layers),
    )
    sentence = shortage(city)
    mapped = (
        f"{mapped_street_share(city):.0%} of the street length has a mapped home within {NEAR_STREET_M:g} m. Homes "
        "that are not on the map count nowhere: shares speak for the mapped homes only."
    )
    problems = (*city.problems, sentence) if sentence else city.problems
    return replace(city, problems=problems, notes={**city.notes, "mapping": mapped})


def _layers(extract: OsmExtract) -> tuple[dict[str, GeoDataFrame], tuple[str, ...]]:
    streets = street_lines(extract)
    problems = streets.attrs.pop("problems")
    homes, building_problems = buildings(extract)
    places, facility_problems = facilities(extract)
    offices, communities, area_problems = administrative_areas(extract)
    estates = compounds(extract)
    barriers = pd.concat([line_barriers(extract), closures(extract)])
    areas = {"street_id": offices, "community_id": communities, "compound_id": estates}
    layers = {
        "street_offices": offices,
        "communities": communities,
        "compounds": estates.assign(community_id=_inside(estates, communities)),
        "buildings": homes.assign(**{level: _inside(homes, layer) for level, layer in areas.items()}),
        "facilities": places.assign(street_id=_inside(places, offices), community_id=_inside(places, communities)),
        "streets": streets,
        "gates": gates(extract),
        "barriers": BARRIERS.check(GeoDataFrame(barriers)),
        "railways": railway_lines(extract),
        "landcover": landcover(extract),
    }
    return layers, (*problems, *building_problems, *facility_problems, *area_problems)


def _inside(layer: GeoDataFrame, areas: GeoDataFrame) -> list[str]:
    return containing(layer.geometry.representative_point().to_numpy(), areas)


def _notes(layers: dict[str, GeoDataFrame]) -> dict[str, str]:
    notes = {
        "households": HOUSEHOLD_METHOD,
        "ages": "OpenStreetMap does not know ages: elderly and children are unknown and stand at 0, not estimated.",
    }
    if not len(layers["communities"]):
        notes["communities"] = (
            "No community boundary closes in the file; load the official boundaries to count by community."
        )
    if not len(layers["facilities"]):
        notes["facilities"] = "The file holds no facilities; load the facilities to be judged."
    return notes


def _place_name(extract: OsmExtract) -> str:
    places = [node.tags for node in extract.nodes if node.tags.get("place") in _PLACE_RANK and node.tags.get("name")]
    places.sort(key=lambda tags: _PLACE_RANK.index(tags["place"]))
    return places[0]["name"] if places else extract.path.name.split(".")[0]
