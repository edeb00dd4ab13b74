"""Node every street at grade, part bridges and underpasses from the rest, and keep what can be walked to."""

from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache
import logging

import networkx as nx
import numpy as np
import shapely
from shapely import LineString, Point

from data.demo.blocks import block_streets
from data.demo.compounds import estates
from data.demo.frame import PRECISION_M, parts, rounded
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
_CROSSING_WAIT_S = 20.0


@cache
def noded_streets() -> tuple[Street, ...]:
    """Return every street: at grade noded and joined to the one network; then the expressway with its ramps."""
    streets = _noded(_sources())
    streets = [piece for street in streets for piece in _grades(street)]
    streets = _largest_component(streets)
    return (*_with_crossings(streets), *_motorways())


def _sources() -> list[Street]:
    others = [street for estate in estates() for street in estate.streets]
    others += [street for hamlet in hamlets() for street in hamlet.streets]
    return [*drawn_streets(), *block_streets(), *others, *park_walks()]


def _noded(sources: list[Street]) -> list[Street]:
    drawn = set(map(id, drawn_streets()))
    lines = [*main_streets(), *(street.line for street in sources if id(street) not in drawn)]
    pieces = parts(shapely.union_all(lines, grid_size=PRECISION_M), "LineString")
    tree = shapely.STRtree([street.line for street in sources])
    probes = [_probe(piece) for piece in pieces]
    found, source = tree.query(probes, predicate="dwithin", distance=0.05)
    first: dict[int, int] = {}
    for piece, rank in zip(found.tolist(), source.tolist(), strict=True):
        first[piece] = min(rank, first.get(piece, rank))
    return [replace(sources[first[number]], line=rounded(piece)) for number, piece in enumerate(pieces)]


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
def _zones() -> tuple[tuple[shapely.Geometry, dict[str, object]], ...]:
    under = {"is_tunnel": True, "level": -1}
    return (
        (waters().buffer(_BRIDGE_M), {"is_bridge": True, "level": 1}),
        (railway().buffer(_UNDER_RAILWAY_M), under),
        (expressway().buffer(_UNDER_EXPRESSWAY_M), under),
    )


def _cut_at(line: LineString, edge: shapely.Geometry) -> list[LineString]:
    meets = shapely.get_coordinates(line.intersection(edge))
    spots = sorted({round(line.project(Point(place)), 3) for place in meets})
    spots = [0.0, *(spot for spot in spots if 0.5 < spot < line.length - 0.5), line.length]
    pieces = [shapely.ops.substring(line, a, b) for a, b in zip(spots, spots[1:], strict=False)]
    return [rounded(piece) for piece in pieces]


def node_of(place: object) -> Node:
    """Return the key of a vertex: whole centimetres."""
    east, north = np.asarray(place, float)[:2]
    return (round(float(east), 2), round(float(north), 2))


def ends_of(street: Street) -> tuple[Node, Node]:
    """Return the keys of a street's first and last vertex."""
    return node_of(street.line.coords[0]), node_of(street.line.coords[-1])


def walk_graph(streets: list[Street] | tuple[Street, ...]) -> nx.Graph:
    """Return the graph of all vertices that people on foot may use, legs weighted by `length_m`."""
    graph = nx.Graph()
    for street in streets:
        if street.foot == "no":
            continue
        places = [node_of(place) for place in street.line.coords]
        for a, b in zip(places, places[1:], strict=False):
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
    """Let people wait where they cross an arterial: the last metres of a side street, wherever streets leave on both sides."""
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
    pieces = [replace(street, line=rounded(shapely.ops.substring(street.line, first, last)))]
    if at_start:
        pieces.append(replace(crossing, line=rounded(shapely.ops.substring(street.line, 0, first))))
    if at_end:
        pieces.append(replace(crossing, line=rounded(shapely.ops.substring(street.line, last, street.line.length))))
    return pieces


def _motorways() -> list[Street]:
    line = rounded(expressway().intersection(city_outline().buffer(-30)))
    return [Street(part, "motorway", foot="no", kind="expressway") for part in parts(line, "LineString")]
