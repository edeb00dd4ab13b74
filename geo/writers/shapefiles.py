"""Write a Shapefile as the zip that offices send, with the names and texts that do not fit into it beside it."""

import io
import tempfile
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.writers.cells import csv_bytes
from geo.writers.dbf import DbfField, dbf_bytes, dbf_fields, long_texts
from geo.writers.given import Given
from geo.writers.plain import PlainColumn, file_stem

__all__ = ["shapefile_zip_bytes"]

#: What a Shapefile calls the shapes it can hold, with the types of shapely that belong to each.
_KINDS = {"points": (0,), "multipoints": (4,), "lines": (1, 2, 5), "areas": (3, 6)}
_TYPES = {"points": "Point", "multipoints": "MultiPoint", "lines": "LineString", "areas": "Polygon"}


def shapefile_zip_bytes(given: Given) -> bytes:
    """
    Return a zip of one Shapefile for each kind of shape: `<name>.shp`, or `<name>_points.shp` and so on if there are
    several. Rows without a shape are in the first.

    Beside them, in UTF-8: `columns.csv` (short_name, full_name, kind), `datum.txt` with the word for where it is,
    `long_texts.csv` (file, row, column, text) with what had to be cut, `notes.txt`. A collection of several kinds of
    shapes comes out as its parts, each in the file of its kind with all that the row says.
    """
    parts = _parts(given)
    stem = file_stem(given.name)
    encoding = "utf-8" if given.encoding == "utf-8" else "gb18030"
    fields = dbf_fields(given.columns, encoding)
    too_long: list[tuple[str, int, str, str]] = []
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind, (rows, shapes) in parts.items():
            name = stem if len(parts) == 1 else f"{stem}_{kind}"
            chosen = [_chosen(field, rows) for field in fields]
            dbf = dbf_bytes(chosen, len(rows), encoding, given.name)
            for suffix, content in _shape_files(given, kind, shapes).items():
                archive.writestr(f"{name}{suffix}", content)
            archive.writestr(f"{name}.dbf", dbf)
            archive.writestr(f"{name}.cpg", _code_page(dbf, encoding))
            too_long += [(f"{name}.shp", *one) for one in long_texts(chosen, encoding)]
        named = [(field.short_name, field.column.name, field.column.kind) for field in fields]
        archive.writestr("columns.csv", csv_bytes(("short_name", "full_name", "kind"), named, "utf-8"))
        archive.writestr("datum.txt", given.place.declaration)
        if too_long:
            archive.writestr("long_texts.csv", csv_bytes(("file", "row", "column", "text"), too_long, "utf-8"))
        if given.notes:
            archive.writestr("notes.txt", "\ufeff" + given.note_text())
    return file.getvalue()


def _parts(given: Given) -> dict[str, tuple[NDArray[np.intp], NDArray[np.object_]]]:
    """Return, for each kind of shape there is, the rows and the shapes."""
    rows = np.arange(len(given.place.shapes))
    shapes = given.place.shapes
    is_collection = shapely.get_type_id(shapes) == 7
    while is_collection.any():
        inner, places = shapely.get_parts(shapes[is_collection], return_index=True)
        rows = np.concatenate([rows[~is_collection], rows[is_collection][places]])
        shapes = np.concatenate([shapes[~is_collection], inner])
        is_collection = shapely.get_type_id(shapes) == 7
    order = np.argsort(rows, kind="stable")
    rows, shapes = rows[order], shapes[order]
    types = shapely.get_type_id(shapes)
    there = [kind for kind, numbers in _KINDS.items() if np.isin(types, numbers).any()] or ["areas"]
    return {
        kind: (rows[chosen], shapes[chosen])
        for kind in there
        for chosen in [np.isin(types, (*_KINDS[kind], -1) if kind == there[0] else _KINDS[kind])]
    }


def _chosen(field: DbfField, rows: NDArray[np.intp]) -> DbfField:
    column = field.column
    return DbfField(field.short_name, PlainColumn(column.name, column.kind, tuple(column.values[n] for n in rows)))


def _shape_files(given: Given, kind: str, shapes: NDArray[np.object_]) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'crs' was not provided", UserWarning)  # GCJ-02 and BD-09 have none
        path = Path(folder) / "layer.shp"
        pyogrio.write_dataframe(
            GeoDataFrame(geometry=shapes, crs=given.place.crs), path, geometry_type=_TYPES[kind], promote_to_multi=False
        )
        found = {suffix: path.with_suffix(suffix) for suffix in (".shp", ".shx", ".prj")}
        return {suffix: file.read_bytes() for suffix, file in found.items() if file.exists()}


def _code_page(dbf: bytes, encoding: str) -> str:
    """Return what the .cpg says: GBK, which every program knows, unless there are characters that only GB18030 has."""
    if encoding == "utf-8":
        return "UTF-8"
    try:
        dbf[32:].decode("gbk")
    except UnicodeDecodeError:
        return "GB18030"
    return "GBK"
