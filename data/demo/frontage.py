"""Trim the hand-drawn roads to the rivers and the tracks, add the embankments, and node them."""

from collections import Counter
from dataclasses import dataclass
from functools import cache

import shapely
from shapely import LineString, Point, Polygon

from data.demo.frame import PRECISION_M, line_parts, rounded, smooth_line, stretch
from data.demo.rivers import BANK_ROADS_M, MAIN_RIVER, SIDE_RIVER, river_lines, waters
from data.demo.skeleton import DRAWN_ROADS, city_outline, expressway, railway

__all__ = ["HALF_WIDTHS_M", "Street", "boundaries", "drawn_streets", "main_streets", "urban_limit"]

#: From the middle of a street to where building land begins.
HALF_WIDTHS_M = {
    "primary": 21.0, "secondary": 16.0, "tertiary": 12.0, "unclassified": 8.0, "residential": 8.0, "living_street": 5.0,
    "pedestrian": 6.0, "service": 4.0, "footway": 2.5, "path": 2.0, "steps": 2.0,
}  # fmt: skip

_SHORTEST_DEAD_END_M = 170.0
_URBAN_POINTS = (
    (1640, 6020), (2300, 6090), (2800, 6170), (3300, 6020), (3900, 5900), (4560, 5520), (5060, 4960), (5480, 4330),
        (5660, 3500), (5600, 2600), (5640, 1500),
    (5620, 960), (5150, 900), (4300, 1080), (3500, 1130), (2750, 1220), (2250, 1830), (1900, 2350), (1480, 2560),
        (1470, 3400), (1430, 3900), (1400, 4600),
    (1450, 5400), (1640, 6020),
)  # fmt: skip
#: The embankments that are through roads; the others are local and have no name.
_EAST_BANK, _OLD_TOWN_BANK = "滨溪大道", "溪滨西路"


@dataclass(frozen=True, slots=True)
class Street:
    """A piece of street before noding: where it runs and what it is."""

    line: LineString
    highway: str
    name: str = ""
    foot: str = ""
    access: str = ""
    service: str = ""
    kind: str = ""
    is_bridge: bool = False
    is_tunnel: bool = False
    level: int = 0
    wait_s: float = 0.0


@cache
def urban_limit() -> Polygon:
    """Return the edge of the built-up city."""
    return rounded(Polygon(smooth_line(_URBAN_POINTS, 60.0).coords).buffer(0))


@cache
def boundaries() -> list[LineString]:
    """Return the lines that part blocks without being streets: rivers, tracks, the edges of city and town."""
    inside = city_outline()
    lines = [*river_lines().values(), railway(), expressway(), urban_limit().exterior]
    return [inside.exterior, *(part for line in lines for part in line_parts(line.intersection(inside)))]


@cache
def drawn_streets() -> list[Street]:
    """Return the drawn roads and the embankments, trimmed, not yet noded; the earlier one names a shared stretch."""
    inside, wet = city_outline().buffer(-60), waters().buffer(BANK_ROADS_M - 7.0)
    streets = [*_embankments()]
    for drawn in DRAWN_ROADS:
        line = smooth_line(drawn.points).intersection(inside)
        if not drawn.has_bridge:
            line = line.difference(wet)
        longest = max(line_parts(line), key=lambda part: part.length)
        streets.append(Street(rounded(longest), drawn.highway, drawn.name))
    return streets


def _embankments() -> list[Street]:
    inside = city_outline().buffer(-60)
    bank = waters().buffer(BANK_ROADS_M).simplify(0.5).boundary.intersection(inside)
    streets = []
    for piece in line_parts(shapely.line_merge(bank)):
        middle = piece.interpolate(0.5, normalized=True)
        east_side = middle.x > 3000 and _is_left_of_main(middle)
        for part in line_parts(piece.intersection(urban_limit().buffer(140))):
            if east_side:
                streets.append(Street(rounded(part), "primary", _EAST_BANK))
            else:
                streets += [Street(rounded(half), highway, name) for half, highway, name in _split_at_tip(part)]
    return streets


def _is_left_of_main(place: Point) -> bool:
    main = river_lines()[MAIN_RIVER]
    along = main.project(place)
    a, b = main.interpolate(along - 5), main.interpolate(along + 5)
    return (b.x - a.x) * (place.y - a.y) - (b.y - a.y) * (place.x - a.x) > 0


def _split_at_tip(part: LineString) -> list[tuple[LineString, str, str]]:
    side, main = river_lines()[SIDE_RIVER], river_lines()[MAIN_RIVER]
    tip = part.project(Point(shapely.get_coordinates(side)[-1]))
    pieces = []
    for half in (stretch(part, 0, tip), stretch(part, tip, part.length)):
        if half.length > 1:
            middle = half.interpolate(0.5, normalized=True)
            in_old_town = middle.y > 3300 and middle.distance(main) < 110
            pieces.append((half, *(("tertiary", _OLD_TOWN_BANK) if in_old_town else ("residential", ""))))
    return pieces


def _ends(piece: LineString) -> list[tuple[float, float]]:
    return [(round(float(end[0]), 2), round(float(end[1]), 2)) for end in (piece.coords[0], piece.coords[-1])]


@cache
def main_streets() -> list[LineString]:
    """Return the noded pieces of the drawn streets without short dead ends."""
    noded = shapely.union_all([street.line for street in drawn_streets()], grid_size=PRECISION_M)
    pieces = line_parts(shapely.line_merge(noded))
    while True:
        ends = Counter(end for piece in pieces for end in _ends(piece))
        kept = [
            piece
            for piece in pieces
            if piece.length > _SHORTEST_DEAD_END_M or min(ends[end] for end in _ends(piece)) > 1
        ]
        if len(kept) == len(pieces):
            return pieces
        pieces = line_parts(shapely.line_merge(shapely.union_all(kept)))
