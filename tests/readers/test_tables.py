"""Tables of points are read by their headers, in the encodings offices use."""

import openpyxl
import pytest

from geo.errors import BrokenFileError, EmptyLayerError, MissingColumnError
from geo.readers import read_layer
from geo.readers.tables import read_table

TEXT = "名称,经度,纬度,户数\n西园,120.2,27.3,120\n桐北,120.21,27.31,80\n"


@pytest.fixture
def table(tmp_path):
    """A function from bytes or text to a CSV file."""

    def write(content=TEXT, name="points.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def workbook(tmp_path):
    """A function from rows of cells to an Excel file."""

    def write(*rows, name="points.xlsx", sheets=("Sheet1",)):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title in sheets:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_is_found(table, encoding):
    raw = read_table(table(encoding=encoding))
    assert raw.rows["名称"].tolist() == ["西园", "桐北"]
    assert raw.rows.total_bounds.tolist() == [120.2, 27.3, 120.21, 27.31]
    assert raw.rows.index.tolist() == [2, 3]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found(table, delimiter):
    assert len(read_table(table(TEXT.replace(",", delimiter))).rows) == 2


def test_degrees_are_said_to_be_taken_as_wgs84(table):
    raw = read_table(table())
    assert (raw.taken_as, raw.reasons) == ("经度 and 纬度 of points.csv are taken as WGS-84 degrees.", ())
    assert raw.taken_as in read_layer(table())[1].reasons


def test_x_and_y_have_no_coordinate_system(table):
    assert read_table(table("x,y\n520000,3020000\n")).rows.crs is None


def test_the_columns_can_be_named(table):
    raw = read_table(table("a,b\n120.2,27.3\n"), lon="a", lat="b")
    assert raw.rows.geometry.iloc[0].wkt == "POINT (120.2 27.3)"


def test_an_excel_table_is_read_below_its_title(workbook):
    raw = read_table(
        workbook(
            ["党群服务中心一览表"],
            [],
            ["名称", "经度", "纬度"],
            ["西园", 120.2, 27.3],
            [None],
            ["桐北", "120.21", "27.31"],
        )
    )
    assert raw.rows["名称"].to_dict() == {4: "西园", 6: "桐北"}
    assert raw.layer == "Sheet1"


def test_the_sheet_can_be_chosen(workbook):
    path = workbook(["lon", "lat"], [1, 2], sheets=("甲", "乙"))
    assert read_table(path, "乙").layer == "乙"
    with pytest.raises(BrokenFileError, match="has no sheet 丙; it has 甲, 乙"):
        read_table(path, "丙")


@pytest.mark.parametrize("cells", ["西园,,27.3", "西园,东经,27.3", "西园"])
def test_a_row_without_coordinates_has_no_shape_and_stops_nothing(table, cells):
    raw = read_table(table(f"名称,经度,纬度\n{cells}\n桐北,120.21,27.31\n"))
    assert raw.rows.geometry.isna().tolist() == [True, False]


def test_repeated_and_empty_headers_are_told_apart(table):
    assert read_table(table("lon,lat,a,a,\n1,2,3,4,5\n")).rows.columns.tolist() == [
        "lon",
        "lat",
        "a",
        "a_4",
        "column_5",
        "geometry",
    ]


def test_a_table_without_coordinates_names_its_columns(table):
    with pytest.raises(
        MissingColumnError, match=r"points\.csv needs a longitude and a latitude column .* it has 名称, 地址"
    ):
        read_table(table("名称,地址\n西园,中山路\n"))


@pytest.mark.parametrize(
    ("content", "told"), [("", "is empty"), ("\n\n", "is empty"), ("lon,lat\n", "no rows below them")]
)
def test_an_empty_table_is_told(table, content, told):
    with pytest.raises(EmptyLayerError, match=told):
        read_table(table(content))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00\xff\xff\xff\xfe"),
        ("a.xlsx", b"not a workbook"),
        ("a.xlsx", b"PK\x05\x06" + b"\x00" * 18),
        ("a.xls", b"\xd0\xcf\x11\xe0"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(table, name, content):
    with pytest.raises(BrokenFileError, match=name.replace(".", r"\.")) as caught:
        read_table(table(content, name))
    assert "\n" not in str(caught.value)


def test_a_workbook_that_unpacks_to_a_mountain_is_refused(workbook, monkeypatch):
    monkeypatch.setattr("geo.readers.spreadsheets._LARGEST_SHEET_BYTES", 100)
    with pytest.raises(BrokenFileError, match="would unpack to more than"):
        read_table(workbook(["lon", "lat"], [1, 2]))


def test_an_unknown_encoding_is_told(table):
    with pytest.raises(BrokenFileError, match="is no encoding of text"):
        read_table(table(), encoding="klingon")
