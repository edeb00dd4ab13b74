"""Write KML with the attributes typed in ExtendedData."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import SettingError
from geo.readers.columns import recognised
from geo.readers.headers import NAME_HEADERS
from geo.readers.kml import OWN_SCHEMA
from geo.writers.geojson import rounded, with_outer_rings_left
from geo.writers.given import Given
from geo.writers.plain import PlainColumn

__all__ = ["kml_bytes"]

_TYPES = {"flag": "bool", "count": "int", "number": "double", "text": "string"}
_LARGEST_INT = 2**31 - 1


def kml_bytes(given: Given) -> bytes:
    """
    Return a KML document with one folder, a placemark a row.

    KML holds degrees and takes all of them for WGS-84, so another datum is said three times: in the name of the
    folder, in the description and as `datum` in the document's ExtendedData.

    Raises
    ------
    SettingError
        If the coordinates are metres.
    """
    if given.place.is_metric:
        raise SettingError(
            "A KML file holds longitude and latitude, never metres. Choose WGS-84, or another format for a zone.",
            zh="KML 只能保存经纬度，不能保存以米为单位的坐标；请选择 WGS-84，或换一种格式导出投影带坐标。",
        )
    return "\n".join(_lines(given)).encode()


def _lines(given: Given) -> Iterator[str]:
    datum = given.place.declaration
    folder = given.name if datum == "WGS-84" else f"{given.name} ({datum})"
    notes = "\n".join(text for text in (f"datum: {datum}", given.note_text()) if text)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<kml xmlns="http://www.opengis.net/kml/2.2">'
    yield f"<Document><name>{escape(given.name)}</name><description>{escape(notes)}</description>"
    yield f'<ExtendedData><Data name="datum"><value>{escape(datum)}</value></Data></ExtendedData>'
    columns = [_typed(column) for column in given.columns]
    yield f'<Schema id="{OWN_SCHEMA}" name={quoteattr(given.name)}>'
    yield from (f'<SimpleField type="{_TYPES[c.kind]}" name={quoteattr(c.name)}/>' for c in columns)
    yield f"</Schema><Folder><name>{escape(folder)}</name>"
    names = _row_names(columns, len(given.place.shapes))
    shapes = with_outer_rings_left(rounded(given.place))
    for row, (name, shape) in enumerate(zip(names, shapes, strict=True)):
        cells = "".join(_cell(column, row) for column in columns)
        yield (
            f"<Placemark>{name}<ExtendedData>"
            f'<SchemaData schemaUrl="#{OWN_SCHEMA}">{cells}</SchemaData></ExtendedData>{_shape(shape)}</Placemark>'
        )
    yield "</Folder></Document></kml>"


def _typed(column: PlainColumn) -> PlainColumn:
    """Return a column as KML can type it: its whole numbers have 32 bits."""
    if column.kind == "count" and any(abs(v) > _LARGEST_INT for v in column.values if isinstance(v, int)):
        return PlainColumn(column.name, "text", tuple(None if v is None else str(v) for v in column.values))
    return column


def _row_names(columns: list[PlainColumn], rows: int) -> list[str]:
    found = recognised([column.name for column in columns], {"name": NAME_HEADERS}).get("name")
    names = next((column.values for column in columns if column.name == found), (None,) * rows)
    return ["" if name in (None, "") else f"<name>{escape(str(name))}</name>" for name in names]


def _cell(column: PlainColumn, row: int) -> str:
    value = column.values[row]
    if value is None:
        return ""
    text = str(int(value)) if isinstance(value, bool) else repr(value) if isinstance(value, float) else str(value)
    return f"<SimpleData name={quoteattr(column.name)}>{escape(text)}</SimpleData>"


def _shape(shape: BaseGeometry | None) -> str:
    if shape is None:
        return ""
    if isinstance(shape, shapely.Polygon):
        holes = "".join(f"<innerBoundaryIs>{_ring(hole)}</innerBoundaryIs>" for hole in shape.interiors)
        return f"<Polygon><outerBoundaryIs>{_ring(shape.exterior)}</outerBoundaryIs>{holes}</Polygon>"
    if isinstance(shape, (shapely.Point, shapely.LineString)):
        kind = "Point" if isinstance(shape, shapely.Point) else "LineString"
        return f"<{kind}>{_coordinates(shape)}</{kind}>"
    return f"<MultiGeometry>{''.join(_shape(part) for part in shapely.get_parts(shape))}</MultiGeometry>"


def _ring(ring: BaseGeometry) -> str:
    return f"<LinearRing>{_coordinates(ring)}</LinearRing>"


def _coordinates(shape: BaseGeometry) -> str:
    places: np.ndarray[tuple[int, int], np.dtype[np.float64]] = shapely.get_coordinates(shape)
    return f"<coordinates>{' '.join(f'{lon:.9f},{lat:.9f}' for lon, lat in places)}</coordinates>"
