"""Draw the legend: what is on this map and nothing else, in the same colours."""

from collections.abc import Callable
from dataclasses import dataclass

import shapely
from geopandas import GeoDataFrame
from matplotlib.patches import PathPatch

from geo.briefing import style
from geo.briefing.answers import HATCH_MM, HATCH_SPACING_MM, building_classes
from geo.briefing.content import CLASSES, MapLayers
from geo.briefing.marks import draw_gap_badge, draw_symbol
from geo.briefing.paper import SIDE, Box, Drawing, box, line, write
from geo.briefing.shapes import hatch_lines, line_path, within
from geo.briefing.table import draw_heading
from geo.briefing.typeface import MM_PER_PT
from geo.briefing.typesetting import cut_to_width
from geo.briefing.words import facility_kind_name

__all__ = ["draw_legend"]

_ROW_MM, _KEY_MM, _TEXT_PT = 5.6, 9.0, 8.6
_COLUMN_MM = SIDE.width_mm / 2
_MOST_KINDS = 10

#: Draws a sample in a box on the sheet.
Sample = Callable[[Drawing, Box], None]


@dataclass(frozen=True, slots=True)
class _Entry:
    sample: Sample
    text: str


def draw_legend(drawing: Drawing, layers: MapLayers, top_mm: float) -> float:
    """Draw the legend below `top_mm` in two columns and return its lower edge."""
    top_mm = draw_heading(drawing, top_mm, drawing.words["legend"])
    answers, base = _answer_entries(drawing, layers), _base_entries(drawing, layers)
    kinds = _facility_entries(drawing, layers)
    # The answers need long names; facilities and the base map share the rest evenly.
    left, right = answers + kinds, base
    while len(left) > len(right) + 1 and kinds:
        right = [kinds.pop(), *right]
        left = answers + kinds
    for column, entries in enumerate((left, right)):
        for row, entry in enumerate(entries):
            _draw_entry(drawing, entry, SIDE.left_mm + column * (_COLUMN_MM + 3.5), top_mm - row * _ROW_MM, column)
    return top_mm - max(len(left), len(right)) * _ROW_MM


def _draw_entry(drawing: Drawing, entry: _Entry, left_mm: float, top_mm: float, column: int) -> None:
    entry.sample(drawing, Box(left_mm, top_mm - _ROW_MM + 0.9, _KEY_MM - 1.5, _ROW_MM - 1.8))
    room_mm = _COLUMN_MM - _KEY_MM + (3.0 if column == 0 else -4.0)
    text = cut_to_width(entry.text, room_mm, _TEXT_PT)
    write(drawing, left_mm + _KEY_MM, top_mm - _ROW_MM + 1.7, text, _TEXT_PT, gid="legend")


def _answer_entries(drawing: Drawing, layers: MapLayers) -> list[_Entry]:
    words = drawing.words
    entries = []
    buildings = _in_view(drawing, layers.city.get("buildings"))
    classes = building_classes(buildings, layers.is_covered, layers.is_falsely_covered)
    if layers.is_covered is not None:
        shown = [name for name in CLASSES if name != "falsely_covered" or layers.is_falsely_covered is not None]
        entries += [_Entry(_surface(style.BUILDING_STYLES[name]), words[f"{name}_home"]) for name in shown]
    if (classes == "other").any():
        entries.append(_Entry(_surface(style.BUILDING_STYLES["other"]), words["other_building"]))
    if layers.areas is not None and len(layers.areas):
        entries.append(_Entry(_surface(style.FillStyle("#D5E6F4", style.AREA_EDGE, 0.35)), words["walk_area"]))
    if layers.circles is not None and len(layers.circles):
        entries.append(_Entry(_stroke(0.24, style.CIRCLE_EDGE, (1.6, 1.1)), words["circle"]))
    if layers.gaps is not None and len(layers.gaps):
        entries.append(_Entry(_gap_sample, words["gap_area"]))
    return entries


def _facility_entries(drawing: Drawing, layers: MapLayers) -> list[_Entry]:
    facilities = layers.in_city_metres(layers.facilities)
    present = set() if facilities is None else set(_in_view(drawing, facilities)["kind"])
    kinds = [kind for kind in style.FACILITY_SYMBOLS if kind in present - {"unknown"}]
    if present - set(kinds):
        kinds.append("unknown")
    return [_Entry(_symbol(kind), facility_kind_name(kind, drawing.words)) for kind in kinds[:_MOST_KINDS]]


def _base_entries(drawing: Drawing, layers: MapLayers) -> list[_Entry]:
    words, city = drawing.words, layers.city
    entries = []
    if len(city.get("street_offices")):
        entries.append(
            _Entry(_stroke(0.5, style.STREET_OFFICE_EDGE, (3.0, 0.8, 0.6, 0.8)), words["street_office_edge"])
        )
    if len(city.get("communities")):
        entries.append(_Entry(_stroke(0.3, style.COMMUNITY_EDGE, (2.0, 0.75)), words["community_edge"]))
    classes = set(_in_view(drawing, city.get("streets"))["highway"].map(style.street_class))
    shown = [name for name in ("expressway", "primary", "secondary", "local", "path") if name in classes]
    entries += [_Entry(_street(name), words[name]) for name in shown]
    if len(_in_view(drawing, city.get("railways"))):
        entries.append(_Entry(_railway, words["railway"]))
    kinds = set(_in_view(drawing, city.get("landcover"))["kind"])
    for name, group, look in (
        ("water", style.WATER_KINDS, style.LANDCOVER_STYLES["water"]),
        ("green", style.GREEN_KINDS, style.LANDCOVER_STYLES["park"]),
        ("hill", style.HILL_KINDS, style.LANDCOVER_STYLES["forest"]),
    ):
        if kinds & group:
            entries.append(_Entry(_surface(look), words[name]))
    return entries


def _in_view(drawing: Drawing, layer: GeoDataFrame) -> GeoDataFrame:
    """Return the rows of a layer that the map shows."""
    return layer[shapely.intersects(shapely.box(*drawing.view.bounds), layer.geometry.to_numpy())]


def _surface(look: style.FillStyle) -> Sample:
    def sample(drawing: Drawing, place: Box) -> None:
        box(drawing, place, fill=look.fill, edge=look.edge, edge_mm=max(look.edge_mm, 0.15))

    return sample


def _stroke(width_mm: float, colour: str, dashes_mm: tuple[float, ...]) -> Sample:
    def sample(drawing: Drawing, place: Box) -> None:
        middle_mm = place.bottom_mm + place.height_mm / 2
        line(drawing, [place.left_mm, place.right_mm], [middle_mm] * 2, width_mm, colour, dashes_mm=dashes_mm)

    return sample


def _street(name: str) -> Sample:
    look = style.STREET_STYLES[name]

    def sample(drawing: Drawing, place: Box) -> None:
        xs_mm, ys_mm = [place.left_mm, place.right_mm], [place.bottom_mm + place.height_mm / 2] * 2
        if look.is_dashed:
            line(drawing, xs_mm, ys_mm, 0.3, look.fill, dashes_mm=(0.8, 0.5))
            return
        width_mm = 1.25 * look.width_mm
        line(drawing, xs_mm, ys_mm, width_mm + 2.6 * look.casing_mm, look.casing)
        line(drawing, xs_mm, ys_mm, width_mm, look.fill, zorder=6.1)

    return sample


def _railway(drawing: Drawing, place: Box) -> None:
    xs_mm, ys_mm = [place.left_mm, place.right_mm], [place.bottom_mm + place.height_mm / 2] * 2
    line(drawing, xs_mm, ys_mm, 0.8, style.RAILWAY_INK)
    line(drawing, xs_mm, ys_mm, 0.5, "white", zorder=6.1, dashes_mm=(1.5, 1.5))


def _gap_sample(drawing: Drawing, place: Box) -> None:
    box(drawing, place, fill=style.GAP_FILL, alpha=0.5)
    path = line_path(within([*hatch_lines(place.polygon(), HATCH_SPACING_MM)], (0, 0, 1000, 1000)))
    if path is not None:
        drawing.paper.add_artist(
            PathPatch(path, facecolor="none", edgecolor=style.GAP_EDGE, linewidth=HATCH_MM / MM_PER_PT, zorder=5.2)
        )
    box(drawing, place, edge=style.GAP_EDGE, edge_mm=0.3, zorder=5.3)
    draw_gap_badge(drawing, 1, place.left_mm + place.width_mm / 2, place.bottom_mm + place.height_mm / 2, 3.9)


def _symbol(kind: str) -> Sample:
    symbol = style.facility_symbol(kind)

    def sample(drawing: Drawing, place: Box) -> None:
        size_mm = min(symbol.size_mm, 4.6)
        draw_symbol(drawing, symbol, place.left_mm + place.width_mm / 2, place.bottom_mm + place.height_mm / 2, size_mm)

    return sample
