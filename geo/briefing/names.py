"""Write the names on the map in the order of their rank: communities, street offices, rivers and hills, main roads."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.briefing import style
from geo.briefing.content import MapLayers
from geo.briefing.labels import Label, place_label, places_inside
from geo.briefing.paper import Drawing
from geo.briefing.plain_text import cleaned
from geo.briefing.shapes import within
from geo.briefing.typeface import text_width_mm
from geo.briefing.typesetting import cut_to_width
from geo.briefing.view import Focus

__all__ = ["draw_names"]

_LONGEST_NAME_MM = 42.0
#: Smaller maps name only the larger streets.
_SMALL_STREETS_TO = 20_000
_NAMED_STREETS = ("expressway", "primary", "secondary", "tertiary")


def draw_names(drawing: Drawing, layers: MapLayers, focus: Focus) -> tuple[str, ...]:
    """Write all names and return those of areas that found no free place."""
    homeless = [*_name_communities(drawing, layers, focus), *_name_street_offices(drawing, layers, focus)]
    _name_landcover(drawing, layers.city.get("landcover"))
    _name_streets(drawing, layers.city.get("streets"))
    return tuple(homeless)


def _on_paper(drawing: Drawing, area: shapely.Geometry) -> shapely.Geometry:
    """Return the part of an area in the frame, in millimetres on the sheet."""
    cut = shapely.clip_by_rect(area, *drawing.view.bounds)
    return shapely.transform(cut, drawing.view.to_paper_mm)


def _name_street_offices(drawing: Drawing, layers: MapLayers, focus: Focus) -> list[str]:
    homeless = []
    for street_id, office in layers.city.get("street_offices").iterrows():
        area_mm = _on_paper(drawing, office.geometry)
        name = cleaned(office["name"])
        is_beside = focus.level == "street_id" and street_id != focus.area_id
        size_pt = 12 if is_beside else 17
        label = Label(
            (cut_to_width(name, 60, size_pt, "bold"),),
            size_pt,
            places_inside(area_mm, 4.0, most=250),
            weight="bold",
            colour=style.STREET_OFFICE_BAND if is_beside else style.STREET_OFFICE_EDGE,
            gid="street_office_name",
        )
        is_shown = shapely.area(area_mm) > 100
        placed = is_shown and (place_label(drawing, label) or place_label(drawing, _smaller(label, 11)))
        if is_shown and not placed and not is_beside:
            homeless.append(name)
    return homeless


def _smaller(label: Label, size_pt: float) -> Label:
    return Label(
        label.lines,
        size_pt,
        label.candidates_mm,
        weight=label.weight,
        colour=label.colour,
        padding_mm=0.2,
        gid=label.gid,
    )


def _name_communities(drawing: Drawing, layers: MapLayers, focus: Focus) -> list[str]:
    homeless = []
    communities = layers.city.get("communities")
    if focus.level == "street_id":
        communities = communities[communities["street_id"] == focus.area_id]
    for community_id, community in communities.iterrows():
        area_mm = _on_paper(drawing, community.geometry)
        if shapely.area(area_mm) < 20 or (focus.level == "community_id" and community_id != focus.area_id):
            continue
        name = cut_to_width(cleaned(community["name"]), _LONGEST_NAME_MM, 10.5, "bold")
        share = layers.shares.get(community_id)
        figures = () if share is None or pd.isna(share) else (f"{share:.1%}",)
        label = Label(
            (name, *figures), 10.5, places_inside(area_mm, 2.5, most=200), weight="bold", gid="community_name"
        )
        placed = place_label(drawing, label) or place_label(drawing, _smaller(label, 8.5))
        if not placed and not place_label(
            drawing, _smaller(Label((name,), 8, label.candidates_mm, weight="bold"), 7.5)
        ):
            homeless.append(name)
    return homeless


def _name_landcover(drawing: Drawing, landcover: GeoDataFrame) -> None:
    named = landcover[
        (landcover["name"] != "") & landcover["kind"].isin(style.WATER_KINDS | style.GREEN_KINDS | style.HILL_KINDS)
    ]
    # A band of heights is named after its height, which is no name to write on a map.
    named = named[~(named["kind"].isin(style.RELIEF_KINDS) & named["name"].str.contains(r"\d"))]
    for (name, kind), rows in named.groupby(["name", "kind"], sort=True):
        area_mm = _on_paper(drawing, shapely.union_all(rows.geometry.to_numpy()))
        if shapely.area(area_mm) < 60:
            continue
        colour = style.WATER_INK if kind in style.WATER_KINDS else "#4C7A3A"
        shown = cut_to_width(cleaned(name), _LONGEST_NAME_MM, 8.5)
        place_label(
            drawing,
            Label((shown,), 8.5, places_inside(area_mm, 4, most=60), colour=colour, gid="landcover_name"),
        )


def _name_streets(drawing: Drawing, streets: GeoDataFrame) -> None:
    if len(streets) == 0:
        return
    classes = streets["highway"].map(style.street_class)
    is_small = drawing.view.scale > _SMALL_STREETS_TO
    written: set[object] = set()
    for wanted in _NAMED_STREETS[: -1 if is_small else None]:
        named = streets[(classes == wanted) & (streets["name"] != "") & ~streets["name"].isin(written)]
        written.update(named["name"])
        for name, rows in named.groupby("name", sort=True):
            parts = within(rows.geometry, drawing.view.bounds)
            if len(parts):
                _name_street(drawing, cleaned(name), shapely.transform(parts, drawing.view.to_paper_mm))


def _name_street(drawing: Drawing, name: str, parts_mm: NDArray[np.object_]) -> None:
    """Write a street's name along one of its straight stretches that is long enough for it."""
    size_pt = 7.5
    shown = cut_to_width(name, _LONGEST_NAME_MM, size_pt)
    merged = shapely.line_merge(shapely.union_all(parts_mm))
    stretches = _straight_stretches(merged, text_width_mm(shown, size_pt) + 2)
    if stretches:
        places, angles = zip(*stretches, strict=True)
        label = Label((shown,), size_pt, places, colour="#6A5A3C", angles_deg=angles, padding_mm=0.3, gid="street_name")
        place_label(drawing, label)


def _straight_stretches(lines_mm: shapely.Geometry, length_mm: float) -> list[tuple[tuple[float, float], float]]:
    """Return middles and upright angles of nearly straight stretches of this length, the longest line first."""
    parts = shapely.get_parts(lines_mm)
    stretches = []
    for part in parts[np.argsort(-shapely.length(parts), kind="stable")][:6]:
        total_mm = shapely.length(part)
        if total_mm < length_mm:
            break
        starts = np.linspace(0, total_mm - length_mm, min(12, 1 + int((total_mm - length_mm) / 6)))
        middle_first = starts[np.argsort(np.abs(starts - (total_mm - length_mm) / 2), kind="stable")]
        for start in middle_first:
            along = shapely.get_coordinates(shapely.line_interpolate_point(part, start + np.linspace(0, length_mm, 5)))
            chord = along[-1] - along[0]
            if np.hypot(*chord) > 0.985 * length_mm:
                angle_deg = float(np.degrees(np.arctan2(chord[1], chord[0])))
                upright_deg = (angle_deg + 90) % 180 - 90
                stretches.append(((float(along[2][0]), float(along[2][1])), upright_deg))
    return stretches
