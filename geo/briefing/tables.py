"""Write tables that Excel opens as they are meant: CSV with a byte-order mark, XLSX with its definition beside it."""

import io
import math
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from pandas import DataFrame

from geo.briefing.headings import column_heading
from geo.briefing.imprint import Imprint
from geo.briefing.plain_text import cleaned
from geo.briefing.words import Language, Words, sheet_words
from geo.errors import SettingError
from geo.sentences import said_in
from geo.small_counts import masked_texts

__all__ = ["TableFormat", "table_bytes"]

TableFormat = Literal["csv", "xlsx"]

#: With one of these in front a spreadsheet takes a text for a formula; the wide ones too, in East Asian versions.
_FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
_WIDEST, _NARROWEST = 48, 8
_NUMBER_FORMATS = (("share", "0.0%"), ("_min", "#,##0.0"), ("_s", "#,##0"), ("_m", "#,##0"), ("_m2", "#,##0"))


def table_bytes(
    table: DataFrame,
    format: TableFormat,  # noqa: A002
    imprint: Imprint,
    *,
    language: Language | None = "zh",
) -> bytes:
    """
    Return a table as a file.

    An index with a name comes first as a column. Texts that a spreadsheet would run as a formula stay texts. A made-up
    city is labelled in a last column of the CSV and on the second sheet of the XLSX. Small counts of sensitive groups
    are masked, and the definition says so.

    Parameters
    ----------
    language
        Of the headings and of yes and no; None keeps the columns' own names, for programs to read.
    """
    words = sheet_words(language or "en")
    plain = table.drop(columns="geometry", errors="ignore")
    plain = pd.DataFrame(plain.reset_index() if plain.index.name else plain)
    plain, masked = masked_texts(plain)
    if masked is not None:
        imprint = replace(imprint, definition=(*imprint.definition, said_in(language or "en", masked)))
    headings = [str(c) if language is None else column_heading(str(c), words) for c in plain.columns]
    if format == "csv":
        return _csv(plain, headings, imprint, words)
    if format == "xlsx":
        return _xlsx(plain, headings, imprint, words)
    raise SettingError(f'A table is written as "csv" or "xlsx"; "{format}" is neither.')


def _csv(table: DataFrame, headings: list[str], imprint: Imprint, words: Words) -> bytes:
    shown = DataFrame({column: [_csv_value(v, words) for v in table[column]] for column in table.columns}, dtype=object)
    shown.columns = pd.Index([_csv_text(heading) for heading in headings])
    if imprint.is_synthetic:
        shown[words["label"]] = words["synthetic"]
    return ("\ufeff" + shown.to_csv(index=False, lineterminator="\r\n")).encode()


def _csv_value(value: object, words: Words) -> object:
    kept = _value(value, words)
    return _csv_text(kept) if isinstance(kept, str) else kept


def _csv_text(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def _value(value: object, words: Words) -> object:
    """Return a cell as a number, a text or nothing."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool):
        return words["yes"] if value else words["no"]
    if isinstance(value, (int, float)):
        return value if math.isfinite(value) else None
    if isinstance(value, (list, tuple, set, frozenset)):
        return cleaned(";".join(map(str, value)))
    return cleaned(value) or None


def _xlsx(table: DataFrame, headings: list[str], imprint: Imprint, words: Words) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    data = book.create_sheet(words["data"])
    for place, (column, heading) in enumerate(zip(table.columns, headings, strict=True), start=1):
        _write_column(data, place, heading, [_value(v, words) for v in table[column]], _number_format(str(column)))
    data.freeze_panes = "A2"
    if len(table.columns):
        data.auto_filter.ref = data.dimensions
    notes = book.create_sheet("口径 Definition")
    for row, (heading, sentence) in enumerate(imprint.rows(words), start=1):
        _write(notes.cell(row, 1), heading)
        notes.cell(row, 1).font = Font(bold=True)
        _write(notes.cell(row, 2), cleaned(sentence))
        notes.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 16, 90
    book.properties.title, book.properties.creator = cleaned(imprint.title), "邻圈"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_column(sheet: Worksheet, place: int, heading: str, values: list[object], number_format: str) -> None:
    head = sheet.cell(1, place)
    _write(head, heading)
    head.font = Font(bold=True, color="FFFFFF")
    head.fill = PatternFill("solid", fgColor="0B4F8A")
    head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    head.border = Border(bottom=Side(style="medium", color="1F2A36"))
    widest = _text_width(heading)
    for row, value in enumerate(values, start=2):
        cell = sheet.cell(row, place)
        _write(cell, value)
        if isinstance(value, (int, float)):
            cell.number_format = number_format or ("#,##0" if float(value).is_integer() else "#,##0.0")
            widest = max(widest, len(f"{value:,.0f}") + 2)
        else:
            widest = max(widest, _text_width(str(value or "")))
    sheet.column_dimensions[get_column_letter(place)].width = min(max(widest + 3, _NARROWEST), _WIDEST)


def _write(cell: Cell | MergedCell, value: object) -> None:
    """Put a value into a cell; a text is marked as text, whatever it begins with."""
    cell.value = value  # type: ignore[assignment]
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(_FORMULA_SIGNS):
            cell.quotePrefix = True  # the apostrophe of Excel: editing the cell does not make it a formula either


def _number_format(column: str) -> str:
    if column in ("lon", "lat"):
        return "0.000000"
    return next((shape for ending, shape in _NUMBER_FORMATS if column.endswith(ending)), "")


def _text_width(text: str) -> int:
    """Return the width of a text in Latin letters; a Chinese character takes two."""
    return sum(1 if character.isascii() else 2 for character in text)
