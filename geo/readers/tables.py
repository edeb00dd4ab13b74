"""Read a table, text or spreadsheet, as rows with positions: headers found, totals and titles left out by name."""

import re
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geo.crs import LONLAT
from geo.errors import BrokenFileError, EmptyLayerError, MissingColumnError
from geo.progress import step
from geo.readers.cells import CellRows, number_in, plain_text
from geo.readers.columns import is_known_header, lat_header, lon_header, position_header
from geo.readers.declarations import with_own_word, without_own_columns
from geo.readers.delimited import delimited_cells
from geo.readers.faults import FAULTS, RowNote
from geo.readers.headings import TITLE_ROWS, Head, found_head
from geo.readers.joined_cells import JoinedCells
from geo.readers.noise_rows import NOISE_SAID, noise_kind
from geo.readers.personal_headers import HeaderWords
from geo.readers.personal_numbers import number_in_cell
from geo.readers.positions import Positions, positions
from geo.readers.raw import RawLayer
from geo.readers.report import named
from geo.readers.spreadsheets import SPREADSHEET_SUFFIXES, opened_sheet, sheet_names
from geo.sentences import Sentence

__all__ = ["TABLE_SUFFIXES", "read_table", "table_cells"]

TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".dat", *SPREADSHEET_SUFFIXES)
_BLOCK_ROWS = 20_000
_MOST_SHEETS_TRIED = 30
_SHOWN = 40
_MOST_ROWS = 5_000_000
_OWN_UNIT = re.compile(r"[万户戶人层層元米㎡m]")
_READING = Sentence("Reading rows", zh="正在读取")


def read_table(
    file: Path,
    sheet: str | None = None,
    lon: str | None = None,
    lat: str | None = None,
    encoding: str | None = None,
    *,
    is_place_needed: bool = True,
) -> RawLayer:
    """
    Read a text table or one sheet of a workbook as rows with shapes, indexed by the row number in the file.

    Columns are recognised by their Chinese or English headers unless `lon` and `lat` name them. Degrees carry WGS-84,
    which the reasons say is only taken so unless the file declares it; metres carry no coordinate system. Without a
    `sheet` the first one with positions is read. A cell that is no position leaves the row without a shape.

    Parameters
    ----------
    is_place_needed
        False reads a table without positions too, its rows without shapes.

    Raises
    ------
    BrokenFileError, EmptyLayerError, MissingColumnError
    """
    cells, head, body = _sheet(file, sheet, (lon, lat), encoding)
    table, notes = _framed(file, cells, head, body)
    if not len(table):
        raise EmptyLayerError(
            f"{file.name} has headers and no rows below them; choose another file.",
            zh=f"{file.name} 只有表头没有数据；请换一个文件。",
        )
    table, word = without_own_columns(table)
    found = positions(table, lon, lat, head.notes)
    if found is None and is_place_needed:
        raise _no_place(file, table, lon, lat)
    reasons = [*cells.reasons, *_about_head(file, head)]
    if found is None:
        rows = GeoDataFrame(table, geometry=np.full(len(table), None, dtype=object), crs=None)
        return RawLayer(rows, cells.name, tuple(reasons), cells.sheets, cells.encoding, notes=notes)
    reasons += [*found.reasons, *_about_datum(file, found)]
    where, where_zh = " and ".join(found.columns), "、".join(found.columns)
    taken_as = Sentence(
        f"{where} of {file.name} are taken as WGS-84 degrees.",
        zh=f"{file.name} 的 {where_zh} 暂按 WGS-84 经纬度读取；文件没有说明坐标系。",
    )
    rows = GeoDataFrame(table, geometry=found.shapes, crs=LONLAT if found.is_degrees else None)
    raw = RawLayer(
        rows,
        cells.name,
        tuple(reasons),
        cells.sheets,
        cells.encoding,
        datum=found.datum,
        taken_as=taken_as if found.is_degrees and not found.datum else "",
        place_columns=found.columns,
        notes=(*notes, *found.notes),
    )
    return with_own_word(raw, word)


def table_cells(file: Path, sheet: str | None = None, encoding: str | None = None) -> CellRows:
    """
    Return the cells of a text table or of one sheet of a workbook.

    Raises
    ------
    BrokenFileError, EmptyLayerError
    """
    if file.suffix.lower() in SPREADSHEET_SUFFIXES:
        return opened_sheet(file, sheet)
    return delimited_cells(file, encoding)


Body = Iterator[tuple[int, list[object]]]


def _sheet(
    file: Path, sheet: str | None, wanted: tuple[str | None, str | None], encoding: str | None
) -> tuple[CellRows, Head, Body]:
    """Open the sheet that was named, else the one with most known headers, those of positions before all others."""
    if sheet is not None or file.suffix.lower() not in SPREADSHEET_SUFFIXES:
        return _opened(file, sheet, wanted, encoding)
    names = sheet_names(file)
    best, most = names[0] if names else None, (False, -1)
    for name in names[:_MOST_SHEETS_TRIED] if len(names) > 1 else ():
        try:
            _, head, _ = _opened(file, name, wanted, encoding)
        except EmptyLayerError:
            continue
        known = _known_headers(head)
        if known > most:
            best, most = name, known
    cells, head, body = _opened(file, best, wanted, encoding)
    if len(names) > 1:
        told = Sentence(
            f"{file.name} holds the sheets {named(names)}; {cells.name} was read.",
            zh=f"{file.name} 有工作表 {named(names)}；已读取“{cells.name}”。",
        )
        cells = CellRows(cells.name, cells.rows, cells.merged, names, cells.encoding, (*cells.reasons, told))
    return cells, head, body


def _known_headers(head: Head) -> tuple[bool, int]:
    """Return whether headers say where the rows are, and how many are known."""
    if not head.has_headers:
        return False, 0
    has_place = any(map(position_header, head.names)) or (
        any(map(lon_header, head.names)) and any(map(lat_header, head.names))
    )
    return has_place, sum(is_known_header(column) for column in head.names)


def _opened(
    file: Path, sheet: str | None, wanted: tuple[str | None, str | None], encoding: str | None
) -> tuple[CellRows, Head, Body]:
    cells = table_cells(file, sheet, encoding)
    first = list(islice(cells.rows, TITLE_ROWS * 2))
    if not any(plain_text(cell) for _, row in first for cell in row):
        first += list(islice(cells.rows, 10_000))
        first = [(number, row) for number, row in first if any(plain_text(cell) for cell in row)]
        if not first:
            raise EmptyLayerError(
                f"{file.name} is empty; choose another file.", zh=f"{file.name} 是空的；请换一个文件。"
            )
    head = found_head(first, cells.merged, [name for name in wanted if name])
    return cells, head, chain(first[head.first_body :], cells.rows)


def _framed(file: Path, cells: CellRows, head: Head, body: Body) -> tuple[pd.DataFrame, tuple[RowNote, ...]]:
    """Gather the rows of data in blocks, so that memory holds columns and not cells."""
    notes = [_left_out(number, kind, label) for number, kind, label in head.left_out if kind != "blank"]
    names, width = list(head.names), len(head.names)
    above = JoinedCells(cells.merged, names)
    totals: dict[int, list[object]] = {}
    frames: list[pd.DataFrame] = []
    numbers: list[int] = []
    block: list[list[object]] = []
    for number, row in body:
        kind = noise_kind(row, head.names, head.levels)
        if kind:
            if kind != "blank":
                notes.append(_left_out(number, kind, next((plain_text(c) for c in row if plain_text(c)), "")))
            if kind == "total":
                totals[number] = row
            continue
        filled, joined = above.filled(number, row)
        notes += joined
        if any(plain_text(cell) for cell in filled[width:]):
            notes.append(RowNote(number, "", FAULTS["too_many_cells"]))
        block.append([*filled[:width], *[None] * (width - len(filled))])
        numbers.append(number)
        if len(block) == _BLOCK_ROWS:
            frames.append(_frame(block, names, head))
            block = []
            step(_READING, len(numbers))
        if len(numbers) > _MOST_ROWS:
            raise BrokenFileError(
                f"{file.name} has more than {_MOST_ROWS:,} rows; cut it into parts.",
                zh=f"{file.name} 超过 {_MOST_ROWS:,} 行；请分成几个文件。",
            )
    frames.append(_frame(block, names, head))
    table = pd.concat([frame for frame in frames if len(frame)] or frames, ignore_index=True)
    for column in table.columns:
        table[column] = table[column].infer_objects()
    return table.set_axis(pd.Index(numbers, dtype="int64")), (*notes, *_wrong_totals(table, totals, head))


def _frame(block: list[list[object]], names: list[str], head: Head) -> pd.DataFrame:
    frame = pd.DataFrame(block, columns=names, dtype=object)
    for place, factor in head.factors.items():
        if place < len(names):
            scaled = frame[names[place]].map(lambda cell, factor=factor: _scaled(cell, factor))
            frame[names[place]] = scaled.astype(object)
    return frame.infer_objects()


def _scaled(cell: object, factor: float) -> object:
    """Multiply a number by the unit of its header, unless the cell names a unit of its own."""
    number = number_in(cell)
    return cell if number is None or (isinstance(cell, str) and _OWN_UNIT.search(cell)) else number * factor


def _left_out(number: int, kind: str, label: str) -> RowNote:
    said, zh = NOISE_SAID[kind]
    is_personal = (found := number_in_cell(label, HeaderWords())) is not None and found.kind != ""
    short = "…" if is_personal else label.split(":", maxsplit=1)[0].split("：", maxsplit=1)[0][:_SHOWN]
    return RowNote(number, "", FAULTS["left_out"], value=short, more=said, more_zh=zh)


def _wrong_totals(table: pd.DataFrame, totals: dict[int, list[object]], head: Head) -> list[RowNote]:
    """Compare the last total of the table with the sum of its rows: somebody has to know if they differ."""
    if len(totals) != 1:
        return []
    (number, row), notes = next(iter(totals.items())), []
    for place, (column, cell) in enumerate(zip(head.names, row, strict=False)):
        stated = number_in(cell)
        if stated is None or not is_known_header(column) or stated == 0:
            continue
        stated *= head.factors.get(place, 1.0)
        numbers = table[column].map(number_in)
        if numbers.notna().mean() > 0.9 and abs(numbers.sum() - stated) > 0.5:
            more = f"{numbers.sum():,.10g}"
            notes.append(RowNote(number, "", FAULTS["wrong_total"], column, f"{stated:,.10g}", more))
    return notes


def _about_head(file: Path, head: Head) -> list[Sentence]:
    if head.has_headers:
        return []
    return [
        Sentence(
            f"{file.name} has no headers; its columns were numbered.", zh=f"{file.name} 没有表头；各列按顺序编号。"
        )
    ]


def _about_datum(file: Path, found: Positions) -> list[Sentence]:
    where, where_zh = " and ".join(found.columns), "、".join(found.columns)
    if not found.is_degrees or not found.datum:
        return []
    return [
        Sentence(
            f"{where} of {file.name} are degrees in {found.datum}, as the file says.",
            zh=f"{file.name} 的 {where_zh} 是 {found.datum} 经纬度（文件中注明）。",
        )
    ]


def _no_place(file: Path, table: pd.DataFrame, lon: str | None, lat: str | None) -> MissingColumnError:
    headers = [str(column) for column in table.columns]
    wanted = f"columns {lon} and {lat}" if lon else "a longitude and a latitude column (经度 and 纬度, or lon and lat)"
    wanted_zh = f"{lon} 和 {lat} 两列" if lon else "经度和纬度两列（或 lon、lat）"
    return MissingColumnError(
        f"{file.name} needs {wanted}; it has {named(headers)}. Name the two columns, or load a layer with shapes.",
        zh=f"{file.name} 需要{wanted_zh}，只有 {named(headers)}；请指明这两列，或换一个带图形的图层。",
    )
