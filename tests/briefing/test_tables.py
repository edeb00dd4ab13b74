"""Tables that leave the program: they come back as they were, and a text never becomes a formula."""

import csv
import io
from datetime import date

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.briefing import Imprint, table_bytes
from geo.errors import SettingError

IMPRINT = Imprint(
    title="鼎溪市500米邻里服务圈覆盖表",
    definition=("覆盖：步行不超过500米（含）。", "=不是公式"),
    sources=("建筑：测试",),
    made_on=date(2026, 11, 23),
    unit="溪山街道办事处",
    is_synthetic=True,
)


def communities():
    return pd.DataFrame(
        {
            "name": ["西园社区", "桐桥社区"],
            "households": [1234.0, 560.5],
            "share": [0.7641, np.nan],
            "walk_m": [12.0, 499.9],
            "is_covered": [True, False],
        },
        index=pd.Index(["c1", "c2"], name="community_id"),
    )


def rows_of(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_csv_begins_with_the_mark_that_excel_needs():
    assert table_bytes(communities(), "csv", IMPRINT).startswith(b"\xef\xbb\xbf")


def test_a_csv_holds_the_table_under_chinese_headings():
    head, first, second = rows_of(table_bytes(communities(), "csv", IMPRINT))
    assert head == ["社区编号", "名称", "户数", "覆盖率", "步行距离(米)", "是否覆盖", "数据标签"]
    assert first == ["c1", "西园社区", "1234.0", "0.7641", "12.0", "是", "虚构演示数据 · Synthetic demo data"]
    assert second[3] == ""


def test_a_csv_for_programs_keeps_the_columns_names():
    data = table_bytes(communities(), "csv", IMPRINT, language=None)
    table = pd.read_csv(io.BytesIO(data), index_col="community_id")
    pd.testing.assert_frame_equal(
        table[["name", "households", "share", "walk_m"]],
        communities()[["name", "households", "share", "walk_m"]],
        check_index_type=False,
        check_dtype=False,
    )


def test_a_real_citys_csv_has_no_label():
    real = Imprint("表", ("口径",), (), date(2026, 1, 1))
    assert "数据标签" not in rows_of(table_bytes(communities(), "csv", real))[0]


def test_an_xlsx_comes_back_as_it_was():
    book = openpyxl.load_workbook(io.BytesIO(table_bytes(communities(), "xlsx", IMPRINT)))
    assert book.sheetnames == ["数据", "口径 Definition"]
    data = book["数据"]
    assert [cell.value for cell in data[1]] == ["社区编号", "名称", "户数", "覆盖率", "步行距离(米)", "是否覆盖"]
    assert [cell.value for cell in data[2]] == ["c1", "西园社区", 1234, 0.7641, 12, "是"]
    assert data["D3"].value is None
    assert (data["C2"].number_format, data["D2"].number_format, data["E2"].number_format) == ("#,##0", "0.0%", "#,##0")
    assert data.freeze_panes == "A2"
    assert data["A1"].font.b
    assert data.column_dimensions["B"].width > 8


def test_the_second_sheet_says_how_it_was_counted():
    book = openpyxl.load_workbook(io.BytesIO(table_bytes(communities(), "xlsx", IMPRINT)))
    said = {cell.value for row in book["口径 Definition"].iter_rows() for cell in row}
    assert said >= {
        "覆盖：步行不超过500米（含）。",
        "=不是公式",
        "建筑：测试",
        "溪山街道办事处",
        "2026-11-23",
        "虚构演示数据 · Synthetic demo data",
        "内部工作用图，不得公开",
    }


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "＝1+1", "-"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_from_a_file_is_never_a_formula_in_excel(text):
    table = pd.DataFrame({"name": [text], text: ["a"]})
    book = openpyxl.load_workbook(io.BytesIO(table_bytes(table, "xlsx", IMPRINT)))
    sheet = book["数据"]
    for cell in (sheet["A2"], sheet["B1"]):
        assert cell.data_type == "s"
        assert cell.value == text
        assert cell.quotePrefix


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_text_in_a_csv_begins_like_a_formula(name, column):
    table = pd.DataFrame({"name": [name], f"column {column}": [name]})
    for row in rows_of(table_bytes(table, "csv", IMPRINT)):
        assert not any(cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")) for cell in row)


def test_a_negative_number_stays_a_number():
    table = pd.DataFrame({"change": [-12.5]})
    assert rows_of(table_bytes(table, "csv", IMPRINT))[1][0] == "-12.5"
    sheet = openpyxl.load_workbook(io.BytesIO(table_bytes(table, "xlsx", IMPRINT)))["数据"]
    assert sheet["A2"].value == -12.5


def test_control_characters_and_infinities_do_not_break_a_workbook():
    table = pd.DataFrame({"name": ["a\x00\x1b\x07b"], "walk_m": [np.inf], "ids": [["c1", "c2"]]})
    sheet = openpyxl.load_workbook(io.BytesIO(table_bytes(table, "xlsx", IMPRINT)))["数据"]
    assert [cell.value for cell in sheet[2]] == ["ab", None, "c1;c2"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_empty_table_keeps_its_headings(form):
    data = table_bytes(communities().iloc[:0], form, IMPRINT, language="en")
    if form == "csv":
        assert len(rows_of(data)) == 1
        assert rows_of(data)[0][:2] == ["Community id", "Name"]
    else:
        assert openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].max_row == 1


def test_an_unknown_format_is_named():
    with pytest.raises(SettingError, match='"docx" is neither'):
        table_bytes(communities(), "docx", IMPRINT)
