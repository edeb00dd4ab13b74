"""Turn an answer into what the browser map is fed: codes, small shapes in whole steps, texts."""

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries

from geo.circles import Coverage
from geo.city import City
from geo.crs import to_lonlat
from geo.streets import Route
from pages.map.drawing import AREA_LAYERS
from pages.map.shapes import Origin, packed_points, packed_shapes
from pages.ui.routes import assets_address, drawing_address
from pages.words import Words

__all__ = [
    "AREA_LAYERS",
    "Place",
    "building_codes",
    "building_walks",
    "circle_features",
    "facility_features",
    "focus_on",
    "gap_features",
    "gate_features",
    "legend",
    "map_data",
    "packed_shapes",
    "share_features",
    "walk_area_features",
    "walk_features",
]

#: Shares of at least so much are of the next class; the first class is the worst. See SHARES in browser/palette.js.
SHARE_CLASSES = (0.3, 0.5, 0.7, 0.9)
_MOST_WALKS = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a city lies: west, south, east, north in degrees, and the corner its steps are counted from."""

    bounds: tuple[float, float, float, float]
    origin: Origin


def map_data(
    city: City,
    city_key: str,
    place: Place,
    say: Words,
    answer: Mapping[str, Any],
    entries: Sequence[Mapping[str, str]],
    *,
    drawings: Sequence[str] = ("base", "buildings", "areas"),
    focus: Mapping[str, Any] | None = None,
    hint: str = "",
    height: str = "600px",
    began_s: float = 0.0,
) -> dict[str, Any]:
    """
    Return everything the map component is fed.

    `revision` changes exactly when what is drawn does; `compute_ms` is how long the answer took since `began_s`.
    """
    content = {"answer": answer, "language": say.language, "city": city_key}
    return {
        "assets": assets_address(),
        "height": height,
        "revision": hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:16],
        "drawings": {name: drawing_address(city_key, name) for name in drawings},
        "city": {
            "key": city_key,
            "bounds": place.bounds,
            "origin": [place.origin.lon, place.origin.lat],
            "label": say("app.synthetic") if city.is_synthetic else "",
        },
        "words": say.pick("map."),
        "legend": {"title": say("legend.title"), "entries": list(entries)},
        "compute_ms": round(1000 * (time.perf_counter() - began_s), 1) if began_s else 0.0,
        "hint": hint,
        "focus": focus,
        "answer": dict(answer),
    }


def building_codes(
    city: City,
    counted: Coverage,
    false_ids: pd.Index,
    *,
    bands: pd.Series | None = None,
    gained: pd.Index | None = None,
    lost: pd.Index | None = None,
) -> str:
    """
    Return one letter a building, in the order of the layer.

    n nobody lives there, c covered (1, 2, 3 by `bands` of the walk), f inside the circle but outside the walk, g not
    covered, + and - covered only after, only before a change.
    """
    buildings = city.get("buildings")
    codes = np.full(len(buildings), "n", dtype="<U1")
    homes = counted.is_covered.index
    letters = np.where(counted.is_covered.to_numpy(bool), "c", "g").astype("<U1")
    if bands is not None:
        band = bands.reindex(homes).to_numpy()
        is_banded = (letters == "c") & ~pd.isna(band)
        letters[is_banded] = band[is_banded].astype(int).astype(str)
    letters[homes.isin(false_ids) & (letters == "g")] = "f"
    for ids, letter in ((gained, "+"), (lost, "-")):
        if ids is not None:
            letters[homes.isin(ids)] = letter
    place = buildings.index.get_indexer(homes)
    codes[place[place >= 0]] = letters[place >= 0]
    return "".join(codes)


def building_walks(city: City, nearest: pd.DataFrame) -> list[int]:
    """Return whole metres on foot to the nearest facility, one a building, -1 if unknown; nothing for a huge city."""
    buildings = city.get("buildings")
    if len(buildings) > _MOST_WALKS:
        return []
    walk_m = nearest["walk_m"].reindex(buildings.index).to_numpy(float)
    walks: list[int] = np.where(np.isfinite(walk_m), np.rint(walk_m), -1).astype(int).tolist()
    return walks


def walk_area_features(areas: GeoDataFrame, origin: Origin) -> list[dict[str, Any]]:
    """Return walking areas by band, the outermost first so that near lies on far; band 0 is the outermost."""
    if len(areas) == 0:
        return []
    limits = areas.filter(regex="^limit_").iloc[:, 0]
    outward = sorted(limits.unique(), reverse=True)
    return [
        {"band": band, "shapes": packed_shapes(_lighter(areas.geometry[limits == limit]), origin)}
        for band, limit in enumerate(outward)
    ]


def circle_features(circles: GeoDataFrame, origin: Origin, is_one: bool) -> list[list[list[int]]]:
    """Return straight circles, each drawn whole or all as the rim of what they cover together."""
    shapes = GeoSeries([circles.geometry.union_all()], crs=circles.crs) if is_one else circles.geometry
    return packed_shapes(_lighter(shapes), origin)


def facility_features(
    facilities: GeoDataFrame, origin: Origin, say: Words, states: Mapping[object, str] | None = None
) -> list[dict[str, Any]]:
    """Return signs of facilities, each with the lines of its card; `states`: closed, new."""
    states = states or {}
    points = packed_points(facilities.geometry, origin)
    rows = zip(facilities.index, facilities["kind"], facilities["name"], facilities["hours"], points, strict=True)
    return [
        {
            "id": str(facility_id),
            "at": at,
            "kind": kind,
            "name": name or say.name("kind", kind),
            "state": states.get(facility_id, ""),
            "card": [name or say.name("kind", kind), say.name("kind", kind), hours or say("facility.hours_unknown")],
        }
        for facility_id, kind, name, hours, at in rows
    ]


def gate_features(gates: GeoDataFrame, origin: Origin, say: Words) -> list[dict[str, Any]]:
    """Return gates, each with the lines of its card."""
    points = packed_points(gates.geometry, origin)
    return [
        {
            "id": str(gate_id),
            "at": at,
            "is_open": bool(is_open),
            "card": [name or say("gate.name"), say("gate.open" if is_open else "gate.closed")],
        }
        for gate_id, name, is_open, at in zip(gates.index, gates["name"], gates["is_open"], points, strict=True)
    ]


def gap_features(gaps: GeoDataFrame, origin: Origin, say: Words) -> dict[str, Any]:
    """Return the outlines of gaps in the order of their ranks."""
    cards = [
        [
            f"{rank}. {name}",
            say("gap.card", households=f"{households:,.0f}", reason=say(f"reason.{reason}")),
            say("gap.extra", metres=f"{extra:,.0f}") if np.isfinite(extra) else say("gap.no_walk"),
        ]
        for rank, (name, households, reason, extra) in enumerate(
            zip(gaps["name"], gaps["households"], gaps["reason"], gaps["extra_walk_m"], strict=True), start=1
        )
    ]
    return {
        "ids": gaps.index.astype(str).tolist(),
        "shapes": packed_shapes(_lighter(gaps.geometry), origin),
        "middles": packed_points(gaps.geometry.representative_point(), origin) if len(gaps) else [],
        "cards": cards,
    }


def share_features(
    level: str, ids: Sequence[str], names: Mapping[str, str], table: pd.DataFrame, say: Words
) -> dict[str, Any]:
    """Return areas coloured by their covered share, with the share written in each; `table` is indexed by area."""
    codes, lines, cards = [], [], []
    for area_id in ids:
        row = table.loc[area_id] if area_id in table.index else None
        if row is None or not row["total"] > 0:
            codes.append("x")
            lines.append("")
            cards.append([names.get(area_id, ""), say("area.nobody")])
            continue
        codes.append(str(int(np.searchsorted(SHARE_CLASSES, row["share"], side="right"))))
        lines.append(f"{row['share']:.0%}")
        households = f"{row['covered']:,.0f} / {row['total']:,.0f}"
        cards.append([names.get(area_id, ""), say("area.card", households=households, share=f"{row['share']:.1%}")])
    return {"level": level, "codes": "".join(codes), "lines": lines, "cards": cards}


def walk_features(walk: Route, origin: Origin, label: str) -> dict[str, Any]:
    """Return one walk as a line with its label."""
    lines = GeoSeries([walk.geometry], crs="OGC:CRS84")
    return {"shapes": packed_shapes(lines, origin), "label": label}


def focus_on(geometry: GeoSeries, nonce: str, max_zoom: float = 17) -> dict[str, Any]:
    """Ask the map to look at something; it moves once for each `nonce`."""
    west, south, east, north = to_lonlat(geometry).total_bounds
    return {"bounds": [west, south, east, north], "nonce": nonce, "max_zoom": max_zoom}


def legend(*entries: tuple[str, str]) -> list[dict[str, str]]:
    """Return legend entries of (look, label); looks are known to browser/panel.js."""
    return [{"look": look, "label": label} for look, label in entries]


def _lighter(shapes: GeoSeries) -> GeoSeries:
    """Drop corners that nobody can see: a metre is a pixel at the closest zoom."""
    return shapes.simplify(1.0)
