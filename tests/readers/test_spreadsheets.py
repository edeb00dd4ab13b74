"""Sheets give the values that were stored; nothing in them is run, and no sheet is larger than memory."""

import datetime as dt
import re
import struct
import zipfile

import openpyxl
import pytest

from geo.errors import BrokenFileError
from geo.readers import read_layer
from geo.readers.spreadsheets import opened_sheet, sheet_names


@pytest.fixture
def book(tmp_path):
    """A function from sheets {name: rows} to a workbook; `change` edits it before it is saved."""

    def write(sheets, change=lambda book: None, name="book.xlsx"):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(row)
        change(made)
        made.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def rewritten(tmp_path):
    """A function that puts another XML in place of the first sheet's."""

    def write(path, xml):
        target = tmp_path / "rewritten.xlsx"
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
            for name in source.namelist():
                made.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else source.read(name))
        return target

    return write


PLACED = [["名称", "经度", "纬度"], ["西园", 120.2, 27.3]]


def test_values_come_as_they_were_stored(book):
    moment = dt.datetime.fromisoformat("2020-01-02T08:30")
    path = book({"表": [["007", 12, 1.5, True, dt.date(2020, 1, 2), moment, None]]})
    ((number, row),) = opened_sheet(path).rows
    assert (number, row[:6]) == (1, ["007", 12, 1.5, True, "2020-01-02", "2020-01-02 08:30:00"])


def test_rows_keep_their_number_below_empty_ones(book):
    def change(made):
        made["表"]["B5"] = "西园"

    assert [(n, row) for n, row in opened_sheet(book({"表": []}, change)).rows if row[-1]] == [(5, [None, "西园"])]


def test_a_formula_without_a_stored_result_is_empty_and_told(book):
    sheet = opened_sheet(book({"表": [["a", "=1+1"], ["=cmd|' /C calc'!A0", "b"]]}))
    assert [row for _, row in sheet.rows] == [["a", ""], ["", "b"]]
    assert sheet.reasons == (
        (
            "2 formulas of book.xlsx have no stored result and count as empty; open the file in Excel, save it, and "
            "load it again."
        ),
    )


def test_hidden_sheets_are_not_offered(book):
    def hide(made):
        made["秘密"].sheet_state = "hidden"

    assert sheet_names(book({"秘密": PLACED, "公开": PLACED}, hide)) == ("公开",)


def test_the_sheet_with_a_table_is_read_and_not_the_cover(book):
    layer, report = read_layer(book({"说明": [["本表由街道填报"]], "数据": PLACED}))
    assert (report.layer, len(layer), report.layers) == ("数据", 1, ("说明", "数据"))
    assert "book.xlsx holds the sheets 说明, 数据; 数据 was read." in report.reasons


def test_cells_joined_downwards_count_for_every_row_and_are_told(book):
    def join(made):
        made["表"].merge_cells("A2:A4")

    rows = [["社区", "名称", "经度", "纬度"], ["西园社区", "1号楼", 120.2, 27.3]]
    rows += [[None, f"{n}号楼", 120.2 + n / 100, 27.3] for n in (2, 3)]
    layer, report = read_layer(book({"表": [*rows, [None, "4号楼", 120.25, 27.3]]}, join))
    assert layer["社区"].fillna("").tolist() == ["西园社区", "西园社区", "西园社区", ""]
    assert [note.row for note in report.notes if note.fault.key == "filled_down"] == [3, 4]


def test_headers_joined_over_two_rows_are_read(book):
    def join(made):
        for cells in ("A1:D1", "A2:A3", "B2:C2", "D2:D3"):
            made["表"].merge_cells(cells)

    title, upper, lower = ["设施一览表", None, None, None], ["名称", "坐标", None, "户数"], [None, "经度", "纬度", None]
    layer, _ = read_layer(
        book({"表": [title, upper, lower, ["西园", 120.2, 27.3, "1,200户"], ["合计", None, None, 1200]]}, join)
    )
    assert layer.columns.tolist() == ["名称", "坐标_经度", "坐标_纬度", "户数", "geometry"]
    assert layer["户数"].tolist() == [1200]


HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"


def test_a_cell_at_the_end_of_the_world_is_refused_before_it_takes_all_memory(book, rewritten):
    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(BrokenFileError, match=r"reaches to row 1,048,576 and column 16,384"):
        opened_sheet(rewritten(book({"表": PLACED}), HEAD + far + TAIL))


@pytest.mark.parametrize("xml", [b"", b"<", HEAD, HEAD + b"<row><c><v>1", b"\x00" * 50])
def test_a_damaged_sheet_is_a_sentence_or_what_is_left_of_it(book, rewritten, xml):
    path, said = rewritten(book({"表": PLACED}), xml), ""
    try:
        assert len(list(opened_sheet(path).rows)) <= 2
    except BrokenFileError as error:
        said = str(error)
    assert re.fullmatch(r"(rewritten\.xlsx is damaged or not an Excel file: [^\n]*\. Save it again as \.xlsx\.)?", said)


def test_an_old_excel_file_is_read(real_xls):
    layer, _ = read_layer(real_xls)
    assert layer[["名称", "户数"]].to_numpy().tolist() == [["西园", 12]]


@pytest.fixture
def real_xls(tmp_path):
    """A workbook of Excel 97 to 2003, made byte by byte: no well-kept library writes them any more."""

    def record(kind, body):
        return struct.pack("<HH", kind, len(body)) + body

    def text(row, column, words):
        return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(words), 1) + words.encode("utf-16-le"))

    def number(row, column, value):
        return record(0x0203, struct.pack("<HHHd", row, column, 0, value))

    name = "表".encode("utf-16-le")
    globals_end, code_page = record(0x000A, b""), record(0x0042, struct.pack("<H", 1200))
    begins = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    offset = len(begins) + len(code_page) + (4 + 8 + len(name)) + len(globals_end)
    sheet = record(0x0085, struct.pack("<IHBB", offset, 0, 1, 1) + name)
    cells = b"".join(text(0, column, word) for column, word in enumerate(["名称", "经度", "纬度", "户数"]))
    cells += text(1, 0, "西园") + number(1, 1, 120.2) + number(1, 2, 27.3) + number(1, 3, 12)
    page = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + record(0x000A, b"")
    path = tmp_path / "old.xls"
    path.write_bytes(compound_file("Workbook", begins + code_page + sheet + globals_end + page))
    return path


def compound_file(name, stream):
    """One stream in the container that old Office files are: header, one sector of table, one of names, the stream."""
    stream = stream.ljust(4096, b"\x00")  # shorter ones would go into a container within the container
    sectors = -(-len(stream) // 512)
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0)
    header += struct.pack("<I", free) * 108
    chain = [table, end, *range(3, 2 + sectors), end]
    places = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))

    def entry(title, kind, child, first, size):
        raw = title.encode("utf-16-le")
        return (
            raw.ljust(64, b"\x00")
            + struct.pack("<HBBIII", len(raw) + 2, kind, 1, free, free, child)
            + bytes(36)
            + struct.pack("<IQ", first, size)
        )

    names = entry("Root Entry", 5, 1, end, 0) + entry(name, 2, free, 2, len(stream)) + bytes(256)
    return header + places + names + stream.ljust(sectors * 512, b"\x00")
