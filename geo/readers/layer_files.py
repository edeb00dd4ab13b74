"""Read any supported file as one layer, and report what became of each row."""

import logging
from pathlib import Path

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geo.crs import to_lonlat
from geo.errors import EmptyLayerError
from geo.readers.cells import number_in, plain_text
from geo.readers.columns import DEMAND_HEADERS, recognised
from geo.readers.mending import mend_shapes, row_names
from geo.readers.osm.city import import_city
from geo.readers.osm.extract import is_osm
from geo.readers.raw import RawLayer
from geo.readers.report import ImportReport, existing_file
from geo.readers.tables import TABLE_SUFFIXES, read_table
from geo.readers.vector import declared_crs, read_vector

__all__ = ["read_layer"]

logger = logging.getLogger(__name__)

_COUNT_HEADERS = {
    name: headers
    for name, headers in DEMAND_HEADERS.items()
    if name
    in ("households", "people", "elderly", "elderly_80", "children_0_6", "children_7_14", "disabled", "buildings")
}
_MOST_CELLS_LISTED = 50


def read_layer(
    path: object,
    *,
    layer: str | None = None,
    crs: object = None,
    lon: str | None = None,
    lat: str | None = None,
    encoding: str | None = None,
) -> tuple[GeoDataFrame, ImportReport]:
    """
    Read a vector file, a table of points or one layer of an OpenStreetMap file.

    Parameters
    ----------
    layer
        The layer or sheet to read; without it the first with shapes (streets of an OpenStreetMap file).
    crs
        The coordinate system the coordinates are in, where the file does not say or is wrong.
    lon, lat
        The columns of a table that hold them, where their headers are unusual.
    encoding
        The encoding of the text, where it is neither UTF-8, GB18030 nor UTF-16.

    Returns
    -------
    rows, report
        The rows kept, indexed by their number in the file, in the file's own coordinate system (None if unknown) and
        with its own columns; and what became of each row. A bad row never stops the rest.

    Raises
    ------
    NoSuchFileError, BrokenFileError, EmptyLayerError, WrongGeometryError, MissingColumnError, WrongCrsError
        If there is no file, no layer in it, or no row that can be used.
    """
    file = existing_file(path, "a layer or a table of points")
    raw = _raw_layer(file, layer, lon, lat, encoding)
    rows, reasons = raw.rows, list(raw.reasons)
    if crs is not None:
        declared = declared_crs(crs)
        if rows.crs is not None and rows.crs != declared and file.suffix.lower() not in TABLE_SUFFIXES:
            reasons.append(f"{file.name} says it is in {rows.crs.name}; it was read as {declared.name} as asked.")
        rows = rows.set_crs(declared, allow_override=True)
    if rows.crs is None:
        reasons.append(
            f"{file.name} does not say which coordinate system it is in; declare it before measuring anything."
        )
    mended = mend_shapes(rows)
    if not len(mended.layer):
        raise EmptyLayerError(
            f"{file.name} has {len(rows)} rows and none can be used: {mended.reasons[0]} "
            "Look at the coordinates and their system, or choose another file."
        )
    kept, numbers_mended, number_reasons = _with_numbers(mended.layer)
    report = ImportReport(
        path=file,
        layer=raw.layer,
        crs="" if rows.crs is None else rows.crs.name,
        rows_kept=len(kept),
        rows_mended=len(numbers_mended | set(mended.mended)),
        rows_refused=len(mended.refused),
        reasons=(*reasons, *mended.reasons, *number_reasons),
    )
    logger.info(
        "Read %s: %d rows kept, %d mended, %d refused.", file.name, len(kept), report.rows_mended, report.rows_refused
    )
    return kept, report


def _raw_layer(file: Path, layer: str | None, lon: str | None, lat: str | None, encoding: str | None) -> RawLayer:
    if file.suffix.lower() in TABLE_SUFFIXES or file.suffix.lower() == ".xls":
        return read_table(file, layer, lon, lat, encoding)
    if file.suffix.lower() in (".osm", ".gz", ".bz2", ".pbf") or is_osm(file):
        city = import_city(file)
        chosen = layer or "streets"
        rows = to_lonlat(city[chosen], chosen).reset_index()
        if not len(rows):
            raise EmptyLayerError(f"{file.name} has no {chosen}; choose another layer or file.")
        rows.index = np.arange(1, len(rows) + 1)
        return RawLayer(rows, chosen, city.problems)
    return read_vector(file, layer, encoding)


def _with_numbers(rows: GeoDataFrame) -> tuple[GeoDataFrame, set[object], list[str]]:
    columns = [str(column) for column in recognised(rows.columns, _COUNT_HEADERS).values()]
    columns = [column for column in columns if not pd.api.types.is_numeric_dtype(rows[column])]
    names, read = row_names(rows), {}
    mended: set[object] = set()
    reasons: list[str] = []
    for column in columns:
        texts = rows[column]
        numbers = pd.to_numeric(texts.map(number_in)).astype(float)
        is_odd = numbers.notna() & (texts.map(plain_text) != numbers.map(lambda number: f"{number:g}"))
        is_odd &= pd.to_numeric(texts, errors="coerce").isna()
        is_lost = numbers.isna() & (texts.map(plain_text) != "")
        for row in rows.index[is_odd]:
            mended.add(row)
            reasons.append(f'{names[row]}: {column} says "{texts[row]}" and was read as {numbers[row]:g}.')
        reasons += [
            f'{names[row]}: {column} says "{texts[row]}", which is not a number.' for row in rows.index[is_lost]
        ]
        if not is_lost.any():
            read[column] = numbers
    further = len(reasons) - _MOST_CELLS_LISTED
    listed = [*reasons[:_MOST_CELLS_LISTED], f"{further} more cells alike."] if further > 0 else reasons
    return rows.assign(**read), mended, listed
