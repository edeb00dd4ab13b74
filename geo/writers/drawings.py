"""Write a CAD drawing (DXF): outlines on a CAD layer, names inside them, and every attribute as XDATA."""

import io
import json
import re
from collections.abc import Iterator

import numpy as np
import shapely
from ezdxf.document import Drawing
from ezdxf.entities.dxfentity import DXFEntity
from ezdxf.entities.dxfgfx import DXFGraphic
from ezdxf.enums import TextEntityAlignment
from ezdxf.filemanagement import new
from ezdxf.layouts.layout import Modelspace
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.readers.columns import recognised
from geo.readers.dxf.own import OWN_APPLICATION, PIECE_CHARACTERS, PIECES_AN_ENTITY
from geo.readers.headers import NAME_HEADERS
from geo.writers.given import Given
from geo.writers.plain import one_line

__all__ = ["drawing_bytes"]

_FORBIDDEN_IN_LAYER_NAMES = re.compile(r"""[<>/\\":;?*|=,`']+""")
_LONGEST_LAYER_NAME, _LONGEST_LABEL = 200, 120
_LABEL_STYLE = "LINQUAN"
_SMALLEST_LABEL_M, _LARGEST_LABEL_M, _POINT_LABEL_M, _LABEL_SHARE = 0.5, 30.0, 2.0, 0.08
_METRES_A_DEGREE = 111_000.0


def drawing_bytes(given: Given) -> bytes:
    """
    Return a DXF: of 2018 in UTF-8, or of 2000 in GBK where that encoding is asked for.

    What the CAD layer's XDATA says about the whole (`datum`, the full name, notes) and an entity's about its row is
    described in `geo.readers.dxf.own`, which reads it back. Rows without a shape are counted there.
    """
    drawing = new("R2018" if given.encoding == "utf-8" else "R2000", setup=False)
    if given.encoding != "utf-8":
        drawing.encoding = "gbk"
        drawing.header["$DWGCODEPAGE"] = "ANSI_936"
    drawing.header["$INSUNITS"] = 6 if given.place.is_metric else 0
    drawing.appids.add(OWN_APPLICATION)
    drawing.styles.add(_LABEL_STYLE, font="simsun.ttc")
    layer = _FORBIDDEN_IN_LAYER_NAMES.sub("_", given.name)[:_LONGEST_LAYER_NAME].strip() or "layer"
    missing = int(shapely.is_missing(given.place.shapes).sum())
    about = {"datum": given.place.declaration, "name": given.name, "notes": given.notes, "rows_without_shape": missing}
    _mark(drawing.layers.add(layer) if layer != "0" else drawing.layers.get("0"), "about", _pieces(about))
    _add_comments(drawing, given, missing)
    _draw_rows(drawing.modelspace(), given, layer)
    text = io.StringIO(newline="\r\n")
    drawing.write(text)
    return text.getvalue().encode("utf-8" if given.encoding == "utf-8" else "gbk", errors="dxfreplace")


def _add_comments(drawing: Drawing, given: Given, missing: int) -> None:
    """Put the datum and the notes where CAD programs show the properties of a drawing."""
    rows = [("datum", given.place.declaration), *given.notes]
    if missing:
        rows.append(("rows without a shape", str(missing)))
    for heading, sentence in rows:
        drawing.header.custom_vars.append(one_line(heading)[:200], one_line(sentence)[:2000])


def _draw_rows(space: Modelspace, given: Given, layer: str) -> None:
    names = [column.name for column in given.columns]
    found = recognised(names, {"name": NAME_HEADERS}).get("name")
    label = names.index(str(found)) if found is not None else 0 if names else None
    unit = 1.0 if given.place.is_metric else _METRES_A_DEGREE
    for row, shape in enumerate(given.place.shapes, start=1):
        if shape is None:
            continue
        cells = [column.values[row - 1] for column in given.columns]
        pieces = _pieces(dict(zip(names, cells, strict=True)))
        carried, spilled = pieces[:PIECES_AN_ENTITY], pieces[PIECES_AN_ENTITY:]
        for entity, role in _entities(space, shape, layer, row):
            _mark(entity, f"{role} {len(pieces)}", [] if role.split()[3] != "0" else carried)
        middle = shapely.point_on_surface(shape)
        for first in range(0, len(spilled), PIECES_AN_ENTITY):
            more = space.add_point((middle.x, middle.y), {"layer": layer, "invisible": 1})
            place = PIECES_AN_ENTITY + first
            _mark(more, f"more {row} {place} 0 {len(pieces)}", spilled[first : first + PIECES_AN_ENTITY])
        text = "" if label is None or cells[label] is None else one_line(cells[label])[:_LONGEST_LABEL]
        if text:
            height = _label_height_m(shape, unit) / unit
            written = space.add_text(text, height=height, dxfattribs={"layer": layer, "style": _LABEL_STYLE})
            written.set_placement((middle.x, middle.y), align=TextEntityAlignment.MIDDLE_CENTER)
            _mark(written, f"label {row} 0 0 0", [])


def _entities(space: Modelspace, shape: BaseGeometry, layer: str, row: int) -> Iterator[tuple[DXFGraphic, str]]:
    """Draw a shape and yield each entity with its role: kind, row, part, ring."""
    on_layer = {"layer": layer}
    for number, part in enumerate(_simple_parts(shape)):
        if isinstance(part, shapely.Point):
            yield space.add_point((part.x, part.y), on_layer), f"point {row} {number} 0"
        elif isinstance(part, shapely.Polygon):
            for ring_number, ring in enumerate((part.exterior, *part.interiors)):
                corners = _corners(ring)[:-1]
                entity = space.add_lwpolyline(corners.tolist(), close=True, dxfattribs=on_layer)
                yield entity, f"area {row} {number} {ring_number}"
        else:
            entity = space.add_lwpolyline(_corners(part).tolist(), close=False, dxfattribs=on_layer)
            yield entity, f"line {row} {number} 0"


def _simple_parts(shape: BaseGeometry) -> Iterator[BaseGeometry]:
    for part in shapely.get_parts(shape):
        if shapely.get_type_id(part) > 3:
            yield from _simple_parts(part)
        elif not part.is_empty:
            yield part


def _corners(line: BaseGeometry) -> NDArray[np.float64]:
    return np.asarray(shapely.get_coordinates(line), dtype=float)


def _pieces(values: object) -> list[str]:
    """
    Return values as JSON in pieces that XDATA can hold.

    It is plain ASCII, and a backslash is written as its number, so that no CAD program finds an escape in it.
    """
    text = json.dumps(values, ensure_ascii=True, allow_nan=False, separators=(",", ":")).replace("\\\\", "\\u005c")
    return [text[start : start + PIECE_CHARACTERS] for start in range(0, len(text), PIECE_CHARACTERS)]


def _mark(entity: DXFEntity, role: str, pieces: list[str]) -> None:
    entity.set_xdata(OWN_APPLICATION, [(1000, role), *((1000, piece) for piece in pieces)])


def _label_height_m(shape: BaseGeometry, unit: float) -> float:
    if shape.area == 0:
        return _POINT_LABEL_M
    side_m = float(np.sqrt(shape.area)) * unit
    return float(np.clip(side_m * _LABEL_SHARE, _SMALLEST_LABEL_M, _LARGEST_LABEL_M))
