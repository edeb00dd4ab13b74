"""Keep a sheet's colours, widths and symbols in one place: calm ground, blue for served, orange for not."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

__all__ = [
    "ACCENT",
    "AREA_EDGE",
    "AREA_FILL",
    "BUILDING_STYLES",
    "CIRCLE_EDGE",
    "COMMUNITY_EDGE",
    "FACILITY_SYMBOLS",
    "GAP_EDGE",
    "GAP_FILL",
    "GREEN_KINDS",
    "GROUND",
    "HILL_KINDS",
    "INK",
    "LANDCOVER_STYLES",
    "PANEL",
    "QUIET_INK",
    "RAILWAY_INK",
    "RELIEF_KINDS",
    "STREET_OFFICE_BAND",
    "STREET_OFFICE_EDGE",
    "STREET_STYLES",
    "WARNING_INK",
    "WATER_INK",
    "WATER_KINDS",
    "FacilitySymbol",
    "FillStyle",
    "Shape",
    "StreetStyle",
    "facility_symbol",
    "street_class",
]

INK = "#1F2A36"
QUIET_INK = "#5B6773"
ACCENT = "#0B4F8A"
WARNING_INK = "#A63A00"
GROUND = "#F8F6F1"
PANEL = "#EEF3F7"
AREA_FILL = "#5AA2DC"
AREA_EDGE = "#1F6FB2"
CIRCLE_EDGE = "#33566F"
GAP_FILL = "#F7C79B"
GAP_EDGE = "#B34700"
STREET_OFFICE_EDGE = "#5A3E73"
STREET_OFFICE_BAND = "#B9A3CC"
COMMUNITY_EDGE = "#7A6690"
WATER_INK = "#3D7FA6"
RAILWAY_INK = "#5F6368"


@dataclass(frozen=True, slots=True)
class FillStyle:
    """How a surface is drawn; widths on paper."""

    fill: str
    edge: str = "none"
    edge_mm: float = 0.0


#: The three answers of a walk, and buildings where nobody lives. In grey: light, lighter with a dark rim, dark.
BUILDING_STYLES: Mapping[str, FillStyle] = MappingProxyType(
    {
        "other": FillStyle("#DEDBD4", "#C3BFB6", 0.08),
        "covered": FillStyle("#6FAEDD", "#2F6E9F", 0.08),
        "falsely_covered": FillStyle("#FFC857", "#8A4B00", 0.14),
        "uncovered": FillStyle("#C4490A", "#7A2B00", 0.08),
    }
)

#: Land cover in the order it is drawn; kinds that are not here are not drawn.
LANDCOVER_STYLES: Mapping[str, FillStyle] = MappingProxyType(
    {
        "farmland": FillStyle("#F3F0DF"),
        "built_up": FillStyle("#F1EEE8"),
        "residential": FillStyle("#F3EFE8"),
        "industrial": FillStyle("#ECE8EC"),
        "commercial": FillStyle("#F5EDE6"),
        "school": FillStyle("#F2ECE0"),
        "forest": FillStyle("#DDE9D2"),
        "wood": FillStyle("#DDE9D2"),
        "hill": FillStyle("#BFD0AC", "#93A87C", 0.1),
        "grass": FillStyle("#E3EFD6"),
        "green": FillStyle("#D5E8C4"),
        "park": FillStyle("#CFE6BC", "#A9CB8F", 0.12),
        "square": FillStyle("#EFE6D3", "#D9CBB0", 0.1),
        "wetland": FillStyle("#D6E8E6"),
        "river": FillStyle("#C6DFEE", "#93BED8", 0.15),
        "lake": FillStyle("#C6DFEE", "#93BED8", 0.15),
        "reservoir": FillStyle("#C6DFEE", "#93BED8", 0.15),
        "sea": FillStyle("#C6DFEE", "#93BED8", 0.15),
        "water": FillStyle("#C6DFEE", "#93BED8", 0.15),
    }
)
WATER_KINDS = frozenset(("river", "lake", "reservoir", "sea", "water"))
GREEN_KINDS = frozenset(("green", "park", "grass"))
HILL_KINDS = frozenset(("hill", "forest", "wood"))
#: Kinds whose polygons lie in one another, one a height.
RELIEF_KINDS = frozenset(("hill",))


@dataclass(frozen=True, slots=True)
class StreetStyle:
    """How a class of street is drawn at 1:20,000: a casing around a fill, widths on paper."""

    width_mm: float
    fill: str
    casing: str
    casing_mm: float = 0.13
    is_dashed: bool = False


#: From the least to the greatest: the greatest is drawn last.
STREET_STYLES: Mapping[str, StreetStyle] = MappingProxyType(
    {
        "path": StreetStyle(0.18, "#B9AE9D", "none", 0.0, is_dashed=True),
        "lane": StreetStyle(0.34, "#FFFFFF", "#BDB4A4", 0.1),
        "local": StreetStyle(0.55, "#FFFFFF", "#B3A998", 0.12),
        "tertiary": StreetStyle(0.80, "#FFFFFF", "#A89D8A"),
        "secondary": StreetStyle(1.05, "#FFFAEA", "#A39577", 0.15),
        "primary": StreetStyle(1.35, "#FFEEC2", "#A68A4E", 0.16),
        "expressway": StreetStyle(1.55, "#FBDDB0", "#B5803A", 0.18),
    }
)

_STREET_CLASSES = {
    "motorway": "expressway",
    "trunk": "expressway",
    "expressway": "expressway",
    "primary": "primary",
    "secondary": "secondary",
    "tertiary": "tertiary",
    "residential": "local",
    "unclassified": "local",
    "road": "local",
    "living_street": "lane",
    "service": "lane",
    "pedestrian": "lane",
    "track": "lane",
    "footway": "path",
    "path": "path",
    "steps": "path",
    "cycleway": "path",
    "bridleway": "path",
    "corridor": "path",
}


def street_class(highway: str) -> str:
    """Return the drawn class of an OpenStreetMap highway value; links go with their road, the unknown are local."""
    return _STREET_CLASSES.get(highway.removesuffix("_link"), "local")


Shape = Literal["circle", "square", "diamond", "hexagon", "triangle"]


@dataclass(frozen=True, slots=True)
class FacilitySymbol:
    """How a kind of facility is marked: a shape, a colour and one character, as on Chinese planning maps."""

    character: str
    shape: Shape
    colour: str
    size_mm: float = 4.0


_RED, _PURPLE, _BLUE, _GREEN = "#B3202C", "#6B3F8F", "#1B5E9B", "#2E7045"
_BROWN, _TEAL, _SLATE, _ORANGE = "#7A4A21", "#0F6E75", "#4A5560", "#C2570C"

FACILITY_SYMBOLS: Mapping[str, FacilitySymbol] = MappingProxyType(
    {
        "party_centre": FacilitySymbol("党", "circle", _RED, 5.2),
        "community_station": FacilitySymbol("站", "circle", _RED, 4.4),
        "red_post": FacilitySymbol("驿", "square", _RED, 3.8),
        "rider_station": FacilitySymbol("骑", "diamond", _ORANGE, 4.8),
        "elder_canteen": FacilitySymbol("食", "hexagon", _PURPLE, 4.4),
        "fitness": FacilitySymbol("健", "hexagon", _GREEN),
        "training": FacilitySymbol("学", "square", _TEAL),
        "childcare": FacilitySymbol("托", "circle", _PURPLE),
        "medical": FacilitySymbol("医", "square", _BLUE),
        "other_open": FacilitySymbol("开", "square", _SLATE),
        "kiosk": FacilitySymbol("助", "diamond", _BLUE, 4.4),
        "talk_point": FacilitySymbol("议", "hexagon", _BROWN),
        "wet_market": FacilitySymbol("市", "square", _BROWN, 4.2),
        "school": FacilitySymbol("校", "square", _TEAL, 4.2),
        "park": FacilitySymbol("园", "circle", _GREEN),
        "pharmacy": FacilitySymbol("药", "diamond", _TEAL, 4.4),
        "convenience": FacilitySymbol("店", "square", _BROWN, 3.6),
        "toilet": FacilitySymbol("厕", "square", _SLATE, 3.6),
        "unknown": FacilitySymbol("他", "circle", _SLATE, 3.6),
    }
)


def facility_symbol(kind: str) -> FacilitySymbol:
    """Return the symbol of a kind; a kind nobody named gets the symbol of the unknown."""
    return FACILITY_SYMBOLS.get(kind, FACILITY_SYMBOLS["unknown"])
