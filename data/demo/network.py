"""Node every street at grade, part bridges and underpasses from the rest, and keep what can be walked to."""

import logging
from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from data.demo.blocks import open_streets
from data.demo.compounds import estates
from data.demo.frame import PRECISION_M, line_parts, rounded, stretch
from data.demo.frontage import Street, drawn_streets, main_streets
from data.demo.houses import hamlets
from data.demo.parks import park_walks
from data.demo.rivers import waters
from data.demo.skeleton import city_outline, expressway, railway

__all__ = ["Node", "ends_of", "node_of", "noded_streets", "walk_graph"]

logger = logging.getLogger(__name__)

Node = tuple[float, float]

_BRIDGE_M, _UNDER_RAILWAY_M, _UNDER_EXPRESSWAY_M = 9.0, 13.0, 21.0
_CROSSING_M = 9.0
_SCRAP_M = 0.6
_CROSSING_WAIT_S = 20.0
_ROAD_TO_EXPRESSWAY, _RAMP_M = "迎宾大道", 260.0


@cache
def noded_streets() -> tuple[Street, ...]:
    """Return every street: at grade noded and joined to the one network; then the expressway with its ramps."""
    streets = _without_scraps(_noded(_sources()))
    streets = [piece for street in streets for piece in _grades(street)]
    streets = _largest_component(streets)
    return (*_with_crossings(streets), *_motorways())


def _sources() -> list[Street]:
    others = [street for estate in estates() for street in estate.streets]
    others += [street for hamlet in hamlets() for street in hamlet.streets]
    return [*drawn_streets(), *open_streets(), *others, *park_walks()]


def _noded(sources: list[Street]) -> list[Street]:
    drawn = set(map(id, drawn_streets()))
    lines = [*main_streets(), *(street.line for street in sources if id(street) not in drawn)]
    pieces = line_parts(shapely.union_all(lines, grid_size=PRECISION_M))
    tree = shapely.STRtree([street.line for street in sources])
    probes = [_probe(piece) for piece in pieces]
    found, source = tree.query(probes, predicate="dwithin", distance=0.05)
    first: dict[int, int] = {}
    for piece, rank in zip(found.tolist(), source.tolist(), strict=True):
        first[piece] = min(rank, first.get(piece, rank))
    return [replace(sources[first[number]], line=rounded(piece)) for number, piece in enumerate(pieces)]


def _without_scraps(streets: list[Street]) -> list[Street]:
    """Draw the two ends of a piece of a few centimetres together: two streets were meant to meet there in one point."""
    merged = nx.Graph(ends_of(street) for street in streets if street.line.length < _SCRAP_M)
    kept = {node: min(group) for group in nx.connected_components(merged) for node in group}
    result = []
    for street in streets:
        if street.line.length >= _SCRAP_M:
            places = list(street.line.coords)
            start, end = ends_of(street)
            ends = (kept.get(start, places[0]), kept.get(end, places[-1]))
            result.append(replace(street, line=LineString([ends[0], *places[1:-1], ends[1]])))
    return result


def _probe(piece: LineString) -> Point:
    legs = np.asarray(piece.coords)
    longest = int(np.argmax(np.hypot(*np.diff(legs, axis=0).T)))
    return Point((legs[longest] + legs[longest + 1]) / 2)


def _grades(street: Street) -> list[Street]:
    pieces = [street]
    for zone, change in _zones():
        if not street.line.intersects(zone):
            continue
        cut = []
        for piece in pieces:
            for line in _cut_at(piece.line, zone.boundary):
                inside = zone.contains(_probe(line))
                cut.append(replace(piece, line=line, **(change if inside else {})))
        pieces = cut
    return pieces


@cache
def _zones() -> tuple[tuple[BaseGeometry, dict[str, Any]], ...]:
    under = {"is_tunnel": True, "level": -1}
    return (
        (waters().buffer(_BRIDGE_M), {"is_bridge": True, "level": 1}),
        (railway().buffer(_UNDER_RAILWAY_M), under),
        (expressway().buffer(_UNDER_EXPRESSWAY_M), under),
    )


def _cut_at(line: LineString, edge: BaseGeometry) -> list[LineString]:
    meets = shapely.get_coordinates(line.intersection(edge))
    spots = sorted({round(line.project(Point(place)), 3) for place in meets})
    spots = [0.0, *(spot for spot in spots if 0.5 < spot < line.length - 0.5), line.length]
    return [stretch(line, a, b) for a, b in pairwise(spots)]


def node_of(place: object) -> Node:
    """Return the key of a vertex: whole centimetres."""
    east, north = np.asarray(place, float)[:2]
    return (round(float(east), 2), round(float(north), 2))


def ends_of(street: Street) -> tuple[Node, Node]:
    """Return the keys of a street's first and last vertex."""
    return node_of(street.line.coords[0]), node_of(street.line.coords[-1])


def walk_graph(streets: list[Street] | tuple[Street, ...]) -> "nx.Graph[Node]":
    """Return the graph of all vertices that people on foot may use, legs weighted by `length_m`."""
    graph: nx.Graph[Node] = nx.Graph()
    for street in streets:
        if street.foot == "no":
            continue
        places = [node_of(place) for place in street.line.coords]
        for a, b in pairwise(places):
            if a != b:
                graph.add_edge(a, b, length_m=float(np.hypot(a[0] - b[0], a[1] - b[1])))
    return graph


def _largest_component(streets: list[Street]) -> list[Street]:
    graph = walk_graph(streets)
    largest = max(nx.connected_components(graph), key=len)
    kept = [street for street in streets if ends_of(street)[0] in largest]
    logger.info("kept %d of %d pieces of street in one network", len(kept), len(streets))
    return kept


def _with_crossings(streets: list[Street]) -> list[Street]:
    """Let people wait where they cross an arterial: on the last metres of a side street that goes on beyond it."""
    at_node: dict[Node, list[tuple[int, bool]]] = defaultdict(list)
    for number, street in enumerate(streets):
        start, end = ends_of(street)
        at_node[start].append((number, True))
        at_node[end].append((number, False))
    cuts: Counter[tuple[int, bool]] = Counter()
    for arms in at_node.values():
        arterial = [arm for arm in arms if streets[arm[0]].highway == "primary"]
        sides = [arm for arm in arms if streets[arm[0]].highway != "primary"]
        if len(arterial) == 2 and len(sides) >= 2:
            cuts.update(arm for arm in sides if streets[arm[0]].line.length > 3 * _CROSSING_M)
    result = []
    for number, street in enumerate(streets):
        result += _with_crossing_ends(street, (number, True) in cuts, (number, False) in cuts)
    return result


def _with_crossing_ends(street: Street, at_start: bool, at_end: bool) -> list[Street]:
    if street.is_bridge or street.is_tunnel or not (at_start or at_end):
        return [street]
    first = _CROSSING_M if at_start else 0.0
    last = street.line.length - (_CROSSING_M if at_end else 0.0)
    crossing = replace(street, kind="crossing", wait_s=_CROSSING_WAIT_S)
    pieces = [replace(street, line=stretch(street.line, first, last))]
    if at_start:
        pieces.append(replace(crossing, line=stretch(street.line, 0, first)))
    if at_end:
        pieces.append(replace(crossing, line=stretch(street.line, last, street.line.length)))
    return pieces


def _motorways() -> list[Street]:
    """Return the expressway and the two ramps from the end of the road that leads to it; nobody walks there."""
    line = rounded(max(line_parts(expressway().intersection(city_outline().buffer(-30))), key=lambda part: part.length))
    gate = next(Point(street.line.coords[-1]) for street in drawn_streets() if street.name == _ROAD_TO_EXPRESSWAY)
    along = line.project(gate)
    spots = (along - _RAMP_M, along + _RAMP_M)
    joints = [rounded(line.interpolate(spot)) for spot in spots]
    cuts = (0.0, *spots, line.length)
    pieces = [stretch(line, a, b) for a, b in pairwise(cuts)]
    near = line.interpolate(along)
    ramps = [_ramp(gate, Point(0.7 * near.x + 0.3 * gate.x, 0.7 * near.y + 0.3 * gate.y), joint) for joint in joints]
    streets = [Street(piece, "motorway", foot="no", kind="expressway") for piece in pieces]
    return [*streets, *(Street(ramp, "motorway_link", foot="no", kind="expressway") for ramp in ramps)]


def _ramp(start: Point, bend: Point, end: Point) -> LineString:
    share = np.linspace(0, 1, 12)[:, None]
    points = [np.array(place.coords[0]) for place in (start, bend, end)]
    return rounded(
        LineString((1 - share) ** 2 * points[0] + 2 * share * (1 - share) * points[1] + share**2 * points[2])
    )
