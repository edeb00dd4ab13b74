"""Collect the placemarks of a KML file while it is parsed: one pass, bounded in depth and size, entities refused."""

from dataclasses import dataclass, field
from xml.parsers import expat

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.readers.gathering import gathered

__all__ = ["OWN_SCHEMA", "Document", "KmlTooLargeError", "Placemark"]

#: The schema in the files that this program writes.
OWN_SCHEMA = "linquan"
_DEEPEST = 100
_MOST_PLACEMARKS = 1_000_000
_CONTAINERS = ("Document", "Folder")
_MULTIPLE = ("MultiGeometry", "MultiTrack", "MultiPoint", "MultiLineString", "MultiPolygon")
_TYPES = {"int": int, "uint": int, "short": int, "ushort": int, "float": float, "double": float}
_FLAGS = {"1": True, "true": True, "0": False, "false": False}

Corners = NDArray[np.float64]


class KmlTooLargeError(ValueError):
    """The file is nested or filled beyond any map."""


@dataclass(slots=True)
class Placemark:
    """One placemark: its name, description, values by column, and shape; `is_own` if our own schema types it."""

    name: str = ""
    description: str = ""
    values: dict[str, object] = field(default_factory=dict)
    shape: BaseGeometry | None = None
    is_own: bool = False


@dataclass(slots=True)
class _Folder:
    name: str
    path: str
    marks: list[Placemark] = field(default_factory=list)


class Document:
    """
    A KML file being read: `feed` it text, `close` it, then ask.

    Raises `expat.ExpatError` if the text is no XML, and KmlTooLargeError if it is nested too deep, has too many
    placemarks, or declares entities, which no KML needs and bombs are made of.
    """

    def __init__(self) -> None:
        self.is_kml = False
        self.datum = ""
        self.links = 0
        self.broken = 0
        self._types: dict[str, str] = {}
        self._own_columns: list[str] = []
        self._stack: list[str] = []
        self._text: list[str] = []
        self._folders: list[_Folder] = []
        self._open: list[_Folder] = []
        self._mark: Placemark | None = None
        self._column = ""
        self._is_own_schema = False
        self._count = 0
        self._shapes: list[list[BaseGeometry]] = []
        self._rings: list[Corners] = []
        self._track: list[list[float]] = []
        self._corners: Corners = np.empty((0, 2))
        self._parser = expat.ParserCreate("UTF-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text.append
        self._parser.EntityDeclHandler = self._refuse_entity

    def feed(self, text: str) -> None:
        """Read on."""
        self._parser.Parse(text.encode("utf-8", errors="replace"), False)

    def close(self) -> None:
        """Read the end."""
        self._parser.Parse(b"", True)

    def folders(self) -> dict[str, list[Placemark]]:
        """Return the placemarks by folder, under its name, or its path where the name is taken."""
        found: dict[str, list[Placemark]] = {}
        for folder in self._folders:
            if folder.marks:
                name = folder.name or "layer"
                name = name if name not in found else folder.path or name
                number = 1
                unique = name
                while unique in found:
                    number += 1
                    unique = f"{name} ({number})"
                found[unique] = folder.marks
        return found

    def own_columns(self) -> list[str]:
        """Return the columns of our own schema in their order."""
        return self._own_columns

    def typed(self, column: str, values: list[object]) -> list[object]:
        """Return the values of a column as its schema types them, as they are if one of them is not of that type."""
        kind = self._types.get(column, "string")
        try:
            if kind == "bool":
                return [None if v is None else _FLAGS[str(v).strip().lower()] for v in values]
            read = _TYPES.get(kind)
            return values if read is None else [None if v is None or v == "" else read(str(v)) for v in values]
        except (ValueError, KeyError, OverflowError):
            return values

    def _refuse_entity(self, *_: object) -> None:
        raise KmlTooLargeError("entities of its own")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self._stack.append(name)
        if len(self._stack) > _DEEPEST:
            raise KmlTooLargeError(f"elements nested more than {_DEEPEST} deep")
        self._text.clear()
        self.is_kml |= name == "kml" or (name in _CONTAINERS and len(self._stack) == 1)
        if name in _CONTAINERS:
            self._open.append(_Folder("", ""))
            self._folders.append(self._open[-1])
        elif name == "Placemark":
            self._begin_placemark()
        elif name == "Schema":
            self._is_own_schema = attributes.get("id") == OWN_SCHEMA
        elif name == "SimpleField":
            self._begin_field(attributes)
        elif name in ("Data", "SimpleData", "SimpleArrayData"):
            self._column = " ".join(attributes.get("name", "").split())
        elif name == "SchemaData" and self._mark is not None:
            self._mark.is_own = attributes.get("schemaUrl", "").endswith(f"#{OWN_SCHEMA}")
        elif name in ("NetworkLink", "GroundOverlay", "ScreenOverlay", "PhotoOverlay", "Model"):
            self.links += 1
        elif name in _MULTIPLE:
            self._shapes.append([])
        elif name == "Polygon":
            self._rings = []
        elif name == "Track":
            self._track = []

    def _begin_placemark(self) -> None:
        self._count += 1
        if self._count > _MOST_PLACEMARKS:
            raise KmlTooLargeError(f"more than {_MOST_PLACEMARKS:,} placemarks")
        if not self._open:
            self._open.append(_Folder("", ""))
            self._folders.append(self._open[-1])
        self._mark = Placemark()
        self._open[-1].marks.append(self._mark)
        self._shapes = [[]]

    def _begin_field(self, attributes: dict[str, str]) -> None:
        column = " ".join(attributes.get("name", "").split())
        self._types.setdefault(column, attributes.get("type", "string").lower().removeprefix("xsd:"))
        if self._is_own_schema:
            self._own_columns.append(column)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        self._stack.pop()
        text, parent = "".join(self._text), self._stack[-1] if self._stack else ""
        self._text.clear()
        if name in _CONTAINERS and self._open:
            self._open.pop()
        elif name == "name" and parent in _CONTAINERS and self._open:
            self._open[-1].name = " ".join(text.split())
            self._open[-1].path = "/".join(folder.name for folder in self._open if folder.name)
        elif self._mark is None:
            if name == "value" and self._column == "datum" and parent == "Data":
                self.datum = text.strip()
        elif name == "Placemark":
            self._end_placemark()
        elif parent == "Placemark" and name in ("name", "description"):
            setattr(self._mark, name, " ".join(text.split()) if name == "name" else text.strip())
        elif (name == "value" and parent == "Data") or name == "SimpleData":
            self._mark.values[self._column or "column"] = text
        else:
            self._end_shape(name, text)

    def _end_placemark(self) -> None:
        mark, shapes = self._mark, self._shapes[0] if self._shapes else []
        if mark is not None:
            mark.shape = shapes[0] if len(shapes) == 1 else _together(shapes) if shapes else None
        self._mark, self._shapes = None, []

    def _end_shape(self, name: str, text: str) -> None:
        if name == "coordinates":
            self._corners = self._read(text)
        elif name == "coord":  # of a track: east, north and height with blanks between
            self._track.append([float(word) for word in text.split()[:2]] if _is_numbers(text) else [])
        elif name == "LinearRing" and "Polygon" in self._stack:
            self._rings.append(self._corners)
        elif name == "Polygon":
            self._add(_polygon(self._rings))
        elif name == "Point":
            self._add(shapely.points(self._corners[0]) if len(self._corners) else None)
        elif name in ("LineString", "LinearRing"):
            self._add(shapely.LineString(self._corners) if len(self._corners) > 1 else None)
        elif name == "Track":
            corners = [place for place in self._track if len(place) == 2]
            self._add(shapely.linestrings(corners) if len(corners) > 1 else None)
        elif name in _MULTIPLE and len(self._shapes) > 1:
            parts = self._shapes.pop()
            if parts:
                self._shapes[-1].append(_together(parts))

    def _add(self, shape: BaseGeometry | None) -> None:
        self._corners = np.empty((0, 2))
        if shape is None:
            self.broken += 1
        elif self._shapes:
            self._shapes[-1].append(shape)

    def _read(self, text: str) -> Corners:
        """Return coordinates "east,north,height east,north ..."; a place that is none makes the shape broken."""
        try:
            places = [place.split(",")[:2] for place in text.replace(", ", ",").split()]
            corners = np.array([[float(east), float(north)] for east, north in places]).reshape(-1, 2)
        except ValueError:
            return np.empty((0, 2))
        return corners if np.isfinite(corners).all() else np.empty((0, 2))


def _is_numbers(text: str) -> bool:
    try:
        return bool(np.isfinite([float(word) for word in text.split()[:2]]).all())
    except ValueError:
        return False


def _polygon(rings: list[Corners]) -> BaseGeometry | None:
    usable = [shapely.LinearRing(ring) if len(ring) > 2 else None for ring in rings]
    if not usable or usable[0] is None:
        return None
    return shapely.Polygon(usable[0], [ring for ring in usable[1:] if ring is not None])


def _together(shapes: list[BaseGeometry]) -> BaseGeometry:
    return gathered(shapes)
