"""Read streets from a GraphML file as OSMnx writes it: every attribute a string, each street piece once a direction."""

import ast
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

import numpy as np
import pandas as pd
import pyproj
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.crs import LONLAT
from geo.errors import BrokenFileError, EmptyLayerError
from geo.layers import STREETS
from geo.readers.report import existing_file, named
from geo.readers.vector import declared_crs

__all__ = ["Graph", "graph_streets", "read_graph"]

_EXPECTED = "a GraphML street graph as OSMnx writes it"
#: Digits kept of a coordinate when the two directions of a street are told to be one: about a centimetre.
_SAME_PLACE_DEG = 1e-7
_LARGEST_COORDINATE = 1e8
_TAGS_KEPT = ("highway", "foot", "access", "service", "name", "footway", "crossing", "bicycle", "oneway", "junction")


@dataclass(slots=True)
class Graph:
    """
    A GraphML graph as written: attributes of the graph, of each node by id, and (from, to, attributes) of each edge.
    """

    attributes: dict[str, str] = field(default_factory=dict)
    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    edges: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)


def read_graph(path: object) -> Graph:
    """
    Read the nodes and edges of a GraphML file, without believing it: document types and entities are refused.

    Raises
    ------
    NoSuchFileError, BrokenFileError
    """
    file = existing_file(path, _EXPECTED)
    reading = _Reading(file)
    try:
        with file.open("rb") as stream:
            reading.parser.ParseFile(stream)
    except (expat.ExpatError, KeyError, UnicodeDecodeError, LookupError) as error:
        raise _broken(file, f"{error} cannot be understood") from error
    if not reading.is_graphml:
        raise _broken(file, "it is XML of another kind")
    return reading.graph


def graph_streets(path: object) -> GeoDataFrame:
    """
    Return the STREETS layer of a GraphML street graph in lon/lat, one row a street piece, not one a direction.

    `attrs["problems"]` names the edges that could not be drawn. Of a simplified edge made of several ways, the first
    way's name and kind count.

    Raises
    ------
    NoSuchFileError, BrokenFileError, EmptyLayerError, WrongCrsError
    """
    file = existing_file(path, _EXPECTED)
    graph = read_graph(file)
    if not graph.edges:
        raise EmptyLayerError(f"{file.name} holds no street; choose another graph.")
    lines = _lines(file, graph)
    with np.errstate(invalid="ignore"):
        lines[~(np.abs(shapely.bounds(lines)) < _LARGEST_COORDINATE).all(axis=1)] = None
    is_drawn = shapely.length(lines) > 0
    names = [f"{start} to {end}" for (start, end, _), drawn in zip(graph.edges, is_drawn, strict=True) if not drawn]
    chosen = np.flatnonzero(is_drawn)
    chosen = chosen[_is_first_direction(graph, lines, chosen)]
    if not len(chosen):
        raise EmptyLayerError(f"{file.name} holds no street that can be drawn; choose another graph.")
    rows = pd.DataFrame([_street_columns(graph.edges[edge]) for edge in chosen])
    rows["way_id"] += "-" + rows.groupby("way_id").cumcount().astype(str)
    crs = declared_crs(graph.attributes["crs"]) if graph.attributes.get("crs") else LONLAT
    streets = GeoDataFrame(rows.assign(is_noded=True), geometry=lines[chosen], crs=crs).set_index("way_id")
    streets = STREETS.check(_in_lonlat(file, streets, crs))
    streets.attrs["problems"] = (
        (f"{len(names)} of {len(graph.edges)} street pieces have no place and are left out: {named(names)}.",)
        if names
        else ()
    )
    return streets


class _Reading:
    """The state of one pass through a GraphML file: which element is open and what has been gathered."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.graph = Graph()
        self.is_graphml = False
        self.names: dict[str, str] = {}
        self.owner = self.graph.attributes
        self.key = ""
        self.text: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def _refuse(self, *_: object) -> None:
        raise _broken(self.file, "it declares a document type or entities, which no street graph needs")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = name.rpartition(" ")[2]
        if element == "graphml":
            self.is_graphml = True
        elif element == "key":
            self.names[attributes["id"]] = attributes.get("attr.name", attributes["id"])
        elif element == "node":
            self.owner = self.graph.nodes.setdefault(attributes["id"], {})
        elif element == "edge":
            self.owner = {}
            self.graph.edges.append((attributes["source"], attributes["target"], self.owner))
        elif element == "data":
            self.key, self.text = attributes["key"], []

    def _characters(self, text: str) -> None:
        if self.key:
            self.text.append(text)

    def _end(self, name: str) -> None:
        element = name.rpartition(" ")[2]
        if element == "data" and self.key:
            self.owner[self.names.get(self.key, self.key)] = "".join(self.text)
            self.key = ""
        elif element in ("node", "edge"):
            self.owner = self.graph.attributes


def _lines(file: Path, graph: Graph) -> NDArray[np.object_]:
    places = {node_id: (_number(row.get("x")), _number(row.get("y"))) for node_id, row in graph.nodes.items()}
    if places and np.isnan(np.array(list(places.values()))).all():
        raise _broken(file, "its nodes have no x and y")
    nowhere = (float("nan"), float("nan"))
    ends = np.array([[places.get(start, nowhere), places.get(end, nowhere)] for start, end, _ in graph.edges])
    lines = np.full(len(ends), None, dtype=object)
    is_placed = np.isfinite(ends).all(axis=(1, 2))
    lines[is_placed] = shapely.linestrings(ends[is_placed])
    drawn = shapely.from_wkt([row.get("geometry") or None for _, _, row in graph.edges], on_invalid="ignore")
    is_line = shapely.get_type_id(drawn) == 1
    lines[is_line] = shapely.force_2d(drawn[is_line])
    return lines


def _is_first_direction(graph: Graph, lines: NDArray[np.object_], chosen: NDArray[np.int64]) -> NDArray[np.bool_]:
    ends = [tuple(sorted(graph.edges[edge][:2])) for edge in chosen]
    outline = shapely.to_wkb(shapely.normalize(shapely.set_precision(lines[chosen], _SAME_PLACE_DEG, mode="pointwise")))
    return ~pd.DataFrame({"ends": ends, "outline": outline}).duplicated().to_numpy()


def _street_columns(edge: tuple[str, str, dict[str, str]]) -> dict[str, object]:
    start, end, row = edge
    first = {key: _first(value) for key, value in row.items() if key != "geometry"}
    level = _number(first.get("layer"))
    low, high = sorted((start, end))
    return {
        "way_id": f"{low}-{high}",
        **{key: first.get(key, "") for key in _TAGS_KEPT},
        "osmid": first.get("osmid", ""),
        "is_bridge": first.get("bridge", "no") not in ("no", ""),
        "is_tunnel": first.get("tunnel", "no") not in ("no", ""),
        "level": int(level) if np.isfinite(level) and abs(level) < 100 else 0,
    }


def _first(text: str) -> str:
    if not text.startswith("["):
        return text
    try:
        values = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
    return str(values[0]) if isinstance(values, list) and values else ""


def _number(text: str | None) -> float:
    try:
        return float(text) if text else float("nan")
    except ValueError:
        return float("nan")


def _in_lonlat(file: Path, streets: GeoDataFrame, crs: pyproj.CRS) -> GeoDataFrame:
    west, south, east, north = streets.total_bounds
    is_off = max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90
    if crs.is_geographic and is_off:
        raise _broken(file, f"it says its coordinates are degrees, but they reach from {west:g} to {east:g}")
    return streets if crs == LONLAT else streets.to_crs(LONLAT)


def _broken(file: Path, found: str) -> BrokenFileError:
    return BrokenFileError(f"{file.name} is damaged or not {_EXPECTED}: {found}. Save the graph again.")
