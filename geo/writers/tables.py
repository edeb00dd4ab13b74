"""Write a layer as a table: points as two columns, other shapes as text, the datum beside them."""

import io

import numpy as np
import shapely
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from geo.errors import SettingError
from geo.readers.declarations import DATUM_COLUMN, LONGEST_CELL_CHARACTERS, NOTE_COLUMN, PLACE_COLUMNS
from geo.writers.cells import csv_bytes, is_formula_like
from geo.writers.geojson import rounded
from geo.writers.given import Given
from geo.writers.plain import PlainColumn, unique_names

__all__ = ["csv_table_bytes", "xlsx_table_bytes"]

_MOST_ROWS, _MOST_COLUMNS = 1_048_575, 16_384
#: Excel keeps 15 digits of any number.
_LARGEST_EXACT = 10**15


def csv_table_bytes(given: Given) -> bytes:
    """Return a CSV; the notes are its last columns, the same in every row."""
    columns = [*_with_position(given), *_notes(given)]
    return csv_bytes([c.name for c in columns], zip(*(c.values for c in columns), strict=True), given.encoding)


def xlsx_table_bytes(given: Given) -> bytes:
    """
    Return an Excel file; the notes are on its second sheet.

    Raises
    ------
    SettingError
        If there are more rows or columns than a sheet of Excel has.
    """
    columns = _cut(_with_position(given))
    rows = len(given.place.shapes)
    if rows > _MOST_ROWS or len(columns) > _MOST_COLUMNS:
        raise SettingError(
            f"A sheet of Excel has {_MOST_ROWS:,} rows and {_MOST_COLUMNS:,} columns; {given.name} has {rows:,} and "
            f"{len(columns):,}. Choose GeoPackage or CSV.",
            zh=f"Excel 工作表最多 {_MOST_ROWS:,} 行、{_MOST_COLUMNS:,} 列，{given.name} 有 {rows:,} 行、"
            f"{len(columns):,} 列；请改选 GeoPackage 或 CSV。",
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(given.name))
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, column.name, is_heading=True) for column in columns])
    for row in zip(*(column.values for column in columns), strict=True):
        sheet.append([_cell(sheet, value) for value in row])
    notes = book.create_sheet("说明 Notes")
    for heading, sentence in ((DATUM_COLUMN, given.place.declaration), *given.notes):
        notes.append([_cell(notes, heading, is_heading=True), _cell(notes, sentence[:LONGEST_CELL_CHARACTERS])])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _with_position(given: Given) -> list[PlainColumn]:
    shapes = rounded(given.place)
    is_missing = shapely.is_missing(shapes)
    if (is_missing | (shapely.get_type_id(shapes) == 0)).all():
        position = _points(given, shapes)
    else:
        texts = shapely.to_wkt(shapes, rounding_precision=-1)
        position = [PlainColumn("wkt", "text", tuple(texts))]
    declared = tuple(None if missing else given.place.declaration for missing in is_missing)
    position.append(PlainColumn(DATUM_COLUMN, "text", declared))
    taken = [DATUM_COLUMN, *(name for names in PLACE_COLUMNS for name in names)]
    names = unique_names((column.name for column in given.columns), str.casefold, taken)
    renamed = [PlainColumn(n, c.kind, c.values) for n, c in zip(names, given.columns, strict=True)]
    return [*renamed, *position]


def _points(given: Given, shapes: np.ndarray[tuple[int], np.dtype[np.object_]]) -> list[PlainColumn]:
    names = ("x_m", "y_m") if given.place.is_metric else ("lon", "lat")
    values = (shapely.get_x(shapes), shapely.get_y(shapes))
    return [
        PlainColumn(name, "number", tuple(None if v != v else float(v) for v in axis))
        for name, axis in zip(names, values, strict=True)
    ]


def _notes(given: Given) -> list[PlainColumn]:
    rows = len(given.place.shapes)
    return [PlainColumn(f"{NOTE_COLUMN}{heading}", "text", (sentence,) * rows) for heading, sentence in given.notes]


def _cut(columns: list[PlainColumn]) -> list[PlainColumn]:
    """Cut the columns into what a cell of Excel can hold; a column that is called like a piece is numbered."""
    cut = [_pieces(column) for column in columns]
    taken = [piece.name for pieces in cut for piece in pieces[1:]]
    names = unique_names((pieces[0].name for pieces in cut), str.casefold, taken)
    firsts = [PlainColumn(name, pieces[0].kind, pieces[0].values) for name, pieces in zip(names, cut, strict=True)]
    return [piece for first, pieces in zip(firsts, cut, strict=True) for piece in (first, *pieces[1:])]


def _pieces(column: PlainColumn) -> list[PlainColumn]:
    """Return a column as those that a cell of Excel can hold: what is too long goes on in the next."""
    texts = [_excel_text(value) for value in column.values]
    longest = max((len(text) for text in texts if isinstance(text, str)), default=0)
    if longest <= LONGEST_CELL_CHARACTERS:
        return [PlainColumn(column.name, column.kind, tuple(texts))]
    starts = range(0, longest, LONGEST_CELL_CHARACTERS)
    return [
        PlainColumn(
            column.name if start == 0 else f"{column.name}__{number}",
            "text",
            tuple(_piece(text, start) for text in texts),
        )
        for number, start in enumerate(starts, start=1)
    ]


def _piece(text: object, start: int) -> object:
    return (
        (text[start : start + LONGEST_CELL_CHARACTERS] or None)
        if isinstance(text, str)
        else text
        if start == 0
        else None
    )


def _excel_text(value: object) -> object:
    is_long = isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _LARGEST_EXACT
    return str(value) if is_long else value


def _cell(sheet: WriteOnlyWorksheet, value: object, *, is_heading: bool = False) -> object:
    """Return a value as it is, a text marked as text whatever it begins with."""
    if not isinstance(value, str) and not is_heading:
        return value
    cell = WriteOnlyCell(sheet, value=None)
    cell.value = value or None  # type: ignore[assignment]
    if isinstance(value, str) and value:
        cell.data_type = "s"
        cell.quotePrefix = is_formula_like(value)  # editing the cell does not make it a formula either
    if is_heading:
        cell.font = Font(bold=True)
    return cell


def _sheet_name(name: str) -> str:
    kept = "".join(character for character in name if character not in "[]:*?/\\").strip("' ")
    return kept[:31] or "layer"
