"""Read a table of points, CSV or Excel, by its longitude and latitude columns."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.etree.ElementTree import ParseError

import numpy as np
import openpyxl
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from openpyxl.utils.exceptions import InvalidFileException

from geo.crs import LONLAT
from geo.errors import BrokenFileError, EmptyLayerError, MissingColumnError
from geo.readers.cells import number_in, plain_text
from geo.readers.columns import header_key
from geo.readers.raw import RawLayer
from geo.readers.report import named

__all__ = ["TABLE_SUFFIXES", "read_table"]

TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
_LON_HEADERS = (
    "lon",
    "lng",
    "long",
    "longitude",
    "经度",
    "东经",
    "x经度",
    "经度x",
    "wgs_lon",
    "wgs84_lon",
    "wgs84_lng",
    "lon_wgs84",
)
_LAT_HEADERS = ("lat", "latitude", "纬度", "北纬", "y纬度", "纬度y", "wgs_lat", "wgs84_lat", "lat_wgs84")
_X_HEADERS, _Y_HEADERS = ("x", "x坐标", "横坐标", "东坐标", "easting"), ("y", "y坐标", "纵坐标", "北坐标", "northing")
_ENCODINGS = ("utf-8-sig", "gb18030")
#: Of UTF-16 text without a mark at least this share is digits, commas and Latin letters, whose second byte is zero.
_ASCII_SHARE = 0.2
_DELIMITERS = (",", "\t", ";", "|", "，")
#: Headers stand in one of the first rows; above them are titles.
_TITLE_ROWS = 15
_LARGEST_UNZIPPED_BYTES = 1_000_000_000

Rows = list[list[object]]


def read_table(
    file: Path, sheet: str | None = None, lon: str | None = None, lat: str | None = None, encoding: str | None = None
) -> RawLayer:
    """
    Read a CSV or Excel table as points, indexed by the row number in the file.

    The columns are recognised by their Chinese or English headers unless `lon` and `lat` name them. Degrees are taken
    as WGS-84 and said so; columns called x and y have no coordinate system until somebody declares it. A cell that is
    not a number leaves the row without a shape.

    Raises
    ------
    BrokenFileError, EmptyLayerError, MissingColumnError
    """
    rows, name = (
        _excel_rows(file, sheet) if file.suffix.lower().startswith(".xls") else (_csv_rows(file, encoding), file.stem)
    )
    if not any(any(plain_text(cell) for cell in row) for row in rows):
        raise EmptyLayerError(f"{file.name} is empty; choose another file.")
    place, lon_column, lat_column = _header_row(file, rows, lon, lat)
    headers = _unique_headers(rows[place])
    width = len(headers)
    body = [(place + 2 + n, (row + [""] * width)[:width]) for n, row in enumerate(rows[place + 1 :])]
    body = [(number, row) for number, row in body if any(plain_text(cell) for cell in row)]
    if not body:
        raise EmptyLayerError(f"{file.name} has headers and no rows below them; choose another file.")
    table = pd.DataFrame([row for _, row in body], columns=headers, index=[number for number, _ in body])
    positions = np.array([[number_in(row[lon_column]), number_in(row[lat_column])] for _, row in body], dtype=float)
    is_placed = np.isfinite(positions).all(axis=1)
    points = np.full(len(body), None, dtype=object)
    points[is_placed] = shapely.points(positions[is_placed])
    is_degrees = header_key(headers[lon_column]) not in _X_HEADERS or lon is not None
    reasons = (
        (f"{headers[lon_column]} and {headers[lat_column]} of {file.name} are taken as WGS-84 degrees.",)
        if is_degrees
        else ()
    )
    return RawLayer(GeoDataFrame(table, geometry=points, crs=LONLAT if is_degrees else None), name, reasons)


def _csv_rows(file: Path, encoding: str | None) -> Rows:
    text = _decoded(file, encoding)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        return [list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise BrokenFileError(f"{file.name} is not a table of cells: {error}. Save it again as CSV.") from error


def _decoded(file: Path, encoding: str | None) -> str:
    content = file.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tried: Iterable[str] = ("utf-16",)
    elif content[1:1000:2].count(0) > len(content[1:1000:2]) * _ASCII_SHARE:
        tried = ("utf-16-le",)
    elif content[0:1000:2].count(0) > len(content[0:1000:2]) * _ASCII_SHARE:
        tried = ("utf-16-be",)
    else:
        tried = _ENCODINGS
    for name in (encoding,) if encoding else tried:
        try:
            text = content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\x00" not in text:
            return text
    raise BrokenFileError(
        f"{file.name} is not text in {encoding or 'UTF-8, GB18030 or UTF-16'}; "
        "save it as CSV UTF-8, or name its encoding."
    )


def _excel_rows(file: Path, sheet: str | None) -> tuple[Rows, str]:
    if file.suffix.lower() == ".xls":
        raise BrokenFileError(f"{file.name} is an Excel file of before 2007; save it as .xlsx and load it again.")
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_UNZIPPED_BYTES:
                raise BrokenFileError(f"{file.name} would unpack to more than 1 GB; keep only the rows needed.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that openpyxl does not know change no cell
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            names = book.sheetnames
            if sheet is not None and sheet not in names and len(names) > 1:
                raise BrokenFileError(f"{file.name} has no sheet {sheet}; it has {named(names)}. Choose one of them.")
            chosen = sheet if sheet in names else names[0]
            rows: Rows = [list(row) for row in book[chosen].iter_rows(values_only=True)]
            book.close()
    except (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, OSError, EOFError, IndexError) as error:
        raise BrokenFileError(
            f"{file.name} is damaged or not an Excel file: {error}. Save it again as .xlsx."
        ) from error
    return rows, chosen


def _header_row(file: Path, rows: Rows, lon: str | None, lat: str | None) -> tuple[int, int, int]:
    pairs = [(_LON_HEADERS, _LAT_HEADERS), (_X_HEADERS, _Y_HEADERS)]
    if lon is not None and lat is not None:
        pairs = [((header_key(lon),), (header_key(lat),))]
    for lon_names, lat_names in pairs:
        for place, row in enumerate(rows[:_TITLE_ROWS]):
            keys = [header_key(cell) for cell in row]
            found = [
                next((keys.index(name) for name in names if name in keys), None) for names in (lon_names, lat_names)
            ]
            if found[0] is not None and found[1] is not None:
                return place, found[0], found[1]
    headers = next((row for row in rows if any(plain_text(cell) for cell in row)), [])
    wanted = f"columns {lon} and {lat}" if lon else "a longitude and a latitude column (经度 and 纬度, or lon and lat)"
    raise MissingColumnError(
        f"{file.name} needs {wanted}; it has {named([plain_text(cell) for cell in headers if plain_text(cell)])}. "
        "Name the two columns, or load a layer with shapes."
    )


def _unique_headers(row: list[object]) -> list[str]:
    headers: list[str] = []
    for number, cell in enumerate(row, start=1):
        name = plain_text(cell) or f"column_{number}"
        headers.append(name if name not in headers and name != "geometry" else f"{name}_{number}")
    return headers
