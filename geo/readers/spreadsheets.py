"""Read Excel and OpenDocument sheets as rows of cells: values as they were stored, formulas never evaluated."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine

from geo.errors import BrokenFileError, EmptyLayerError
from geo.readers.cells import CellRows, MergedCells
from geo.readers.report import named
from geo.sentences import Sentence

__all__ = ["SPREADSHEET_SUFFIXES", "opened_sheet", "sheet_names"]

SPREADSHEET_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

#: The library lays a sheet out cell by cell up to the last one used, so a single cell far out would take all memory.
_MOST_CELLS = 12_000_000
_LARGEST_TEXTS_BYTES = 300_000_000
_LARGEST_SHEET_BYTES = 1_500_000_000
_CHUNK_BYTES, _OVERLAP_BYTES = 1_000_000, 200
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["'](\d{1,12})["']""")
_COLUMN = re.compile(rb"""\br=["']([A-Z]{1,6})\d""")
_UNSTORED = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f[^>]*/>)\s*(?:<(?:\w+:)?v>\s*</(?:\w+:)?v>|<(?:\w+:)?v\s*/>)?\s*</"
)
_BLOCK_ROWS = 10_000

_Errors = (
    python_calamine.CalamineError,
    python_calamine.XmlError,
    python_calamine.ZipError,
    python_calamine.WorksheetNotFound,
    OSError,
    ValueError,
)


def sheet_names(file: Path) -> tuple[str, ...]:
    """
    Return the names of the sheets of a workbook that people can see, else of all.

    Raises
    ------
    BrokenFileError
        If it is no workbook, is locked with a password, or would unpack beyond all bounds.
    """
    _check_bounds(file)
    book = _opened(file)
    pages = [sheet for sheet in book.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet]
    shown = [sheet.name for sheet in pages if sheet.visible == python_calamine.SheetVisibleEnum.Visible]
    return tuple(shown or [sheet.name for sheet in pages] or book.sheet_names)


def opened_sheet(file: Path, sheet: str | None = None) -> CellRows:
    """
    Return the cells of one sheet, the first one where none is named.

    A cell holds the value that was stored with it; of a formula that is its last result, and one without is empty and
    counted in the reasons.

    Raises
    ------
    BrokenFileError, EmptyLayerError
    """
    unstored = _check_bounds(file)
    book = _opened(file)
    names = tuple(book.sheet_names)
    if not names:
        raise EmptyLayerError(
            f"{file.name} has no sheet; choose another file.", zh=f"{file.name} 没有工作表；请换一个文件。"
        )
    if sheet is not None and sheet not in names and len(names) > 1:
        raise BrokenFileError(
            f"{file.name} has no sheet {sheet}; it has {named(list(names))}. Choose one of them.",
            zh=f"{file.name} 没有工作表“{sheet}”，只有 {named(list(names))}；请选其中之一。",
        )
    chosen = sheet if sheet in names else names[0]
    try:
        page = book.get_sheet_by_name(chosen)
        merged = _merged(page)
        first_column = (page.start or (0, 0))[1]
    except _Errors as error:
        raise _broken(file, error) from error
    reasons: tuple[str, ...] = ()
    if unstored:
        reasons = (
            Sentence(
                f"{unstored} formulas of {file.name} have no stored result and count as empty; open the file in Excel, "
                "save it, and load it again.",
                zh=f"{file.name} 有 {unstored} 个公式没有保存结果，按空白处理；请用 Excel 打开并保存后重新导入。",
            ),
        )
    rows = _rows(page, first_column)
    return CellRows(chosen, rows, merged=merged, sheets=names, reasons=reasons)


def _opened(file: Path) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.CalamineWorkbook.from_path(str(file))
    except python_calamine.PasswordError as error:
        raise BrokenFileError(
            f"{file.name} is locked with a password; open it, save it without one, and load it again.",
            zh=f"{file.name} 有密码保护；请打开后另存为无密码的文件，再导入。",
        ) from error
    except _Errors as error:
        raise _broken(file, error) from error


def _rows(page: python_calamine.CalamineSheet, first_column: int) -> Iterator[tuple[int, list[object]]]:
    before: list[object] = [None] * first_column  # empty rows at the top come with the rest, empty columns do not
    for number, row in enumerate(page.iter_rows(), start=1):
        yield number, [*before, *(_value(cell) for cell in row)]


def _value(cell: object) -> object:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if isinstance(cell, datetime | date | time | timedelta):
        midnight = isinstance(cell, datetime) and cell.time() == time()
        return cell.date().isoformat() if midnight and isinstance(cell, datetime) else str(cell)
    return cell


def _merged(page: python_calamine.CalamineSheet) -> tuple[MergedCells, ...]:
    found = page.merged_cell_ranges or ()
    return tuple((top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in found[:200_000])


def _check_bounds(file: Path) -> int:
    """Refuse a workbook that would unpack beyond all bounds; return how many formulas have no stored result."""
    if not zipfile.is_zipfile(file):
        return 0
    try:
        with zipfile.ZipFile(file) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
            if sum(sizes.values()) > _LARGEST_SHEET_BYTES or any(
                size > _LARGEST_TEXTS_BYTES for name, size in sizes.items() if "sharedStrings" in name
            ):
                raise BrokenFileError(
                    f"{file.name} would unpack to more than 1 GB; keep only the rows needed.",
                    zh=f"{file.name} 解压后超过 1 GB；请只保留需要的行。",
                )
            pages = [name for name in sizes if re.search(r"worksheets/[^/]+\.xml$", name)]
            return sum(_page_bounds(file, archive, name) for name in pages)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, RuntimeError) as error:
        raise _broken(file, error) from error


def _page_bounds(file: Path, archive: zipfile.ZipFile, name: str) -> int:
    last_row, columns, unstored, kept = 0, {b"A"}, 0, b""
    read = 0
    with archive.open(name) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            read += len(chunk)
            if read > _LARGEST_SHEET_BYTES:
                raise BrokenFileError(
                    f"{file.name} would unpack to more than 1 GB; keep only the rows needed.",
                    zh=f"{file.name} 解压后超过 1 GB；请只保留需要的行。",
                )
            text = kept + chunk
            last_row = max([last_row, *map(int, _ROW.findall(text))])
            columns |= set(_COLUMN.findall(text))
            unstored += sum(found.end() > len(kept) for found in _UNSTORED.finditer(text))
            kept = text[-_OVERLAP_BYTES:]
    width = max(_column_number(letters) for letters in columns)
    if last_row * width > _MOST_CELLS:
        raise BrokenFileError(
            f"A sheet of {file.name} reaches to row {last_row:,} and column {width:,}, more cells than can be held; "
            "delete what is far outside the table and save it again.",
            zh=f"{file.name} 的工作表一直用到第 {last_row:,} 行、第 {width:,} 列，单元格过多；"
            "请删掉表外的内容后重新保存。",
        )
    return unstored


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _broken(file: Path, error: BaseException) -> BrokenFileError:
    said = str(error).strip().split("\n")[0].rstrip(".")
    return BrokenFileError(
        f"{file.name} is damaged or not an Excel file: {said}. Save it again as .xlsx.",
        zh=f"{file.name} 已损坏或不是 Excel 文件；请用 Excel 打开后另存为 .xlsx。",
    )
