"""Turn the ways of an OpenStreetMap extract into streets, railways and line barriers."""

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.crs import LONLAT
from geo.errors import EmptyLayerError
from geo.layers import BARRIERS, RAILWAYS, STREETS
from geo.readers.osm.extract import OsmExtract, OsmWay, Tags
from geo.readers.report import named

__all__ = [
    "ARTERIALS",
    "ARTERIAL_WAIT_S",
    "SIGNAL_WAIT_S",
    "line_barriers",
    "located_lines",
    "railway_lines",
    "street_columns",
    "street_lines",
    "street_ways",
]

#: Mean wait at a signal and at an unsignalled crossing of an arterial: estimates, to be replaced by counts where there
#: are any.
SIGNAL_WAIT_S = 30.0
ARTERIAL_WAIT_S = 15.0
ARTERIALS = frozenset({"trunk", "primary", "secondary", "trunk_link", "primary_link", "secondary_link"})

#: highway=... that is not a street to walk along: not built yet, gone, or a platform, a lift, a corridor inside a
#: building.
_NOT_STREETS = frozenset(
    {
        "abandoned",
        "construction",
        "corridor",
        "demolished",
        "elevator",
        "no",
        "planned",
        "platform",
        "proposed",
        "razed",
    }
)
_TAGS_KEPT = (
    "footway", "crossing", "bicycle", "motorroad", "oneway", "covered", "indoor", "surface", "sidewalk", "sac_scale",
    "incline", "wheelchair", "motor_vehicle", "junction", "conveying", "ramp:wheelchair",
)  # fmt: skip
_RAILWAYS = frozenset({"rail", "light_rail", "subway", "tram", "narrow_gauge", "monorail"})
_SURFACE_RAILWAYS = frozenset({"rail", "light_rail", "narrow_gauge"})
_WALLS = frozenset({"wall", "city_wall", "fence", "hedge", "retaining_wall", "guard_rail"})


def street_ways(extract: OsmExtract) -> list[OsmWay]:
    """
    Return the ways that are streets: those tagged highway=*, whoever may use them.

    Left out are areas (area=yes), what is not built yet or gone, platforms, lifts and corridors inside buildings, and
    ferries.
    """
    return [
        way
        for way in extract.ways
        if way.tags.get("highway", "no") not in _NOT_STREETS and way.tags.get("area") != "yes"
    ]


def street_lines(
    extract: OsmExtract, signal_wait_s: float = SIGNAL_WAIT_S, arterial_wait_s: float = ARTERIAL_WAIT_S
) -> GeoDataFrame:
    """
    Return the STREETS layer of an extract in lon/lat, one row a way; `attrs["problems"]` names ways that could not be
    drawn.

    Lines meet only where they share a vertex (`is_noded`). `wait_s` is an estimate: on ways tagged as a crossing,
    `signal_wait_s` if there is a signal, `arterial_wait_s` if they cross an arterial without one.

    Raises
    ------
    EmptyLayerError
        If no street of at least two located points is left.
    """
    found = street_ways(extract)
    ways, lines, problems = located_lines(extract, found, "streets")
    if not ways:
        raise EmptyLayerError(f"{extract.path.name} holds no streets; choose another file or a larger area.")
    tags = pd.DataFrame([{"way_id": f"w{way.osm_id}", **street_columns(way.tags)} for way in ways])
    tags["wait_s"] = _waits_s(extract, ways, signal_wait_s, arterial_wait_s)
    streets = GeoDataFrame(tags.assign(is_noded=True), geometry=lines, crs=LONLAT)
    streets = STREETS.check(streets.set_index("way_id"))
    streets.attrs["problems"] = problems
    return streets


def railway_lines(extract: OsmExtract) -> GeoDataFrame:
    """Return the RAILWAYS layer of an extract in lon/lat, tunnels included; empty if there are none."""
    return _lines(
        extract, RAILWAYS.index, lambda tags: tags["railway"] if tags.get("railway") in _RAILWAYS else ""
    ).pipe(RAILWAYS.check)


def line_barriers(extract: OsmExtract) -> GeoDataFrame:
    """
    Return walls, rivers, surface railways and expressways as BARRIERS in lon/lat that cut no street.

    OpenStreetMap's streets are drawn as they are walked: a street that ends at a wall ends in the data too. These lines
    only explain why a walk is long.
    """
    barriers = _lines(extract, BARRIERS.index, _barrier_kind)
    return BARRIERS.check(barriers.assign(cuts_streets=False, gate_id=""))


def located_lines(
    extract: OsmExtract, ways: list[OsmWay], what: str
) -> tuple[list[OsmWay], NDArray[np.object_], tuple[str, ...]]:
    """
    Draw ways as lines through those of their nodes that are in the file.

    Returns the ways that could be drawn, their lines, and a sentence each about ways cut short and ways left out.
    """
    sizes = np.array([len(way.refs) for way in ways], dtype=np.int64)
    refs = np.concatenate([way.refs for way in ways]) if ways else np.empty(0, dtype=np.int64)
    owner = np.repeat(np.arange(len(ways)), sizes)
    lonlat = extract.locate(refs)
    known = ~np.isnan(lonlat[:, 0])
    is_repeat = np.zeros(len(refs), dtype=bool)
    is_repeat[1:] = (owner[1:] == owner[:-1]) & (lonlat[1:] == lonlat[:-1]).all(axis=1)
    used = known & ~is_repeat
    points = np.bincount(owner[used], minlength=len(ways))
    is_drawn = points >= 2
    used &= is_drawn[owner]
    numbers = np.cumsum(is_drawn) - 1
    lines = shapely.linestrings(lonlat[used], indices=numbers[owner[used]]) if used.any() else np.empty(0, dtype=object)
    is_short = is_drawn & (np.bincount(owner[known], minlength=len(ways)) < sizes)
    problems = (
        *_way_sentence(
            ways, ~is_drawn, len(ways), f"{what} have fewer than two different points in the file and are left out"
        ),
        *_way_sentence(
            ways, is_short, len(ways), f"{what} end at the edge of the file, some of their points are missing"
        ),
    )
    return [way for way, drawn in zip(ways, is_drawn, strict=True) if drawn], np.asarray(lines), problems


def _way_sentence(ways: list[OsmWay], chosen: NDArray[np.bool_], total: int, text: str) -> Iterable[str]:
    names = [f"way {way.osm_id}" for way, is_chosen in zip(ways, chosen, strict=True) if is_chosen]
    return [f"{len(names)} of {total} {text}: {named(names)}."] if names else []


def street_columns(tags: Tags) -> dict[str, object]:
    """Return the columns of STREETS that the tags of one street give, and the tags kept beside them."""
    row: dict[str, object] = {
        "name": tags.get("name", tags.get("name:zh", "")),
        "highway": tags.get("highway", ""),
        "foot": tags.get("foot", ""),
        "access": tags.get("access", ""),
        "service": tags.get("service", ""),
        "is_bridge": tags.get("bridge", "no") != "no",
        "is_tunnel": tags.get("tunnel", "no") != "no",
        "level": _level(tags.get("layer", "")),
    }
    for key in _TAGS_KEPT:
        row[key.replace(":", "_")] = tags.get(key, "")
    return row


def _level(text: str) -> int:
    return int(text) if text.lstrip("+-").isdecimal() and len(text) <= 3 else 0


def _is_crossing(way: OsmWay) -> bool:
    tags = way.tags
    return tags["highway"] == "crossing" or "crossing" in (tags.get("footway"), tags.get("path"), tags.get("cycleway"))


def _has_signal(tags: dict[str, str]) -> bool:
    return (
        "traffic_signals" in tags.get("crossing", "")
        or tags.get("crossing:signals") == "yes"
        or tags.get("highway") == "traffic_signals"
    )


def _waits_s(
    extract: OsmExtract, ways: list[OsmWay], signal_wait_s: float, arterial_wait_s: float
) -> NDArray[np.float64]:
    waits_s = np.zeros(len(ways))
    crossings = [number for number, way in enumerate(ways) if _is_crossing(way)]
    if not crossings:
        return waits_s
    signals = {node.osm_id for node in extract.nodes if _has_signal(node.tags)}
    arterial = {int(ref) for way in ways if way.tags["highway"] in ARTERIALS for ref in way.refs}
    for number in crossings:
        refs = {int(ref) for ref in ways[number].refs}
        if _has_signal(ways[number].tags) or refs & signals:
            waits_s[number] = signal_wait_s
        elif refs & arterial:
            waits_s[number] = arterial_wait_s
    return waits_s


def _barrier_kind(tags: dict[str, str]) -> str:
    is_above_or_below = tags.get("tunnel", "no") != "no" or tags.get("bridge", "no") != "no"
    if is_above_or_below:
        return ""
    if tags.get("barrier") in _WALLS:
        return "wall"
    if tags.get("waterway") in ("river", "canal"):
        return "river"
    if tags.get("railway") in _SURFACE_RAILWAYS:
        return "railway"
    return "expressway" if tags.get("highway") in ("motorway", "trunk") else ""


def _lines(extract: OsmExtract, index: str, kind_of: Callable[[dict[str, str]], str]) -> GeoDataFrame:
    chosen = [way for way in extract.ways if way.tags and kind_of(way.tags)]
    ways, lines, _ = located_lines(extract, chosen, "lines")
    columns = {
        index: [f"w{way.osm_id}" for way in ways],
        "kind": [kind_of(way.tags) for way in ways],
        "name": [way.tags.get("name", "") for way in ways],
    }
    return GeoDataFrame(columns, geometry=lines, crs=LONLAT).set_index(index)
