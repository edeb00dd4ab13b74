"""The table in a sheet is found: headers in one row or two below titles; units, totals and signatures are no data."""

import pytest

from geo.readers.headings import found_head, noise_kind


def sheet(*rows):
    """Rows of cells, numbered from 1."""
    return list(enumerate((list(row) for row in rows), start=1))


TITLED = sheet(
    ["西园社区服务设施一览表", None, None, None],
    ["单位:户", None, None, None],
    ["名称", "经度", "纬度", "户数"],
    ["西园站", 120.2, 27.3, 12],
)


def test_headers_are_found_below_titles():
    head = found_head(TITLED)
    assert head.names == ("名称", "经度", "纬度", "户数")
    assert TITLED[head.first_body][1][0] == "西园站"
    assert head.left_out == ((1, "title", "西园社区服务设施一览表"), (2, "title", "单位:户"))
    assert "一览表" in head.notes


@pytest.mark.parametrize("merged", [(), ((1, 2, 1, 3), (1, 0, 2, 0), (1, 1, 2, 1))])
def test_headers_in_two_rows_are_joined(merged):
    rows = sheet(
        ["序号", "名称", "坐标", None, "人口", None, None],
        [None, None, "经度", "纬度", "总数", "60岁以上", "0-6岁"],
        [1, "西园", 120.2, 27.3, 100, 20, 5],
    )
    head = found_head(rows, merged)
    assert head.names == ("序号", "名称", "坐标_经度", "坐标_纬度", "人口_总数", "人口_60岁以上", "人口_0-6岁")
    assert head.first_body == 2


def test_units_below_the_headers_scale_their_columns():
    head = found_head(sheet(["名称", "人口", "面积"], [None, "万人", "公顷"], ["西园", 1.2, 3]))
    assert head.factors == {1: 10_000.0, 2: 10_000.0}
    assert head.left_out == ((2, "units", "万人"),)


def test_units_in_the_headers_scale_their_columns():
    assert found_head(sheet(["名称", "人口(万人)", "面积(㎡)"], ["西园", 1.2, 3])).factors == {1: 10_000.0}


def test_the_numbers_of_the_columns_are_left_out():
    head = found_head(sheet(["名称", "经度", "纬度"], ["1", "2", "3"], ["西园", 120.2, 27.3]))
    assert head.left_out == ((2, "ordinals", "1"),)


def test_a_first_row_of_data_that_counts_is_data():
    head = found_head(sheet(["lon", "lat", "a"], ["1", "2", "3"]))
    assert (head.left_out, head.first_body) == ((), 1)


def test_a_table_without_headers_begins_with_data():
    head = found_head(sheet(["P1", 521425.2, 3024491.9], ["P2", 521435.2, 3024401.9]))
    assert (head.has_headers, head.names, head.first_body) == (False, ("column_1", "column_2", "column_3"), 0)


def test_a_row_of_texts_below_the_headers_is_data():
    head = found_head(sheet(["名称", "地址", "类型"], ["西园站", "中山路", "小哥驿站"], ["桐北站", "古城路", "食堂"]))
    assert head.first_body == 1


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (["合计", None, None, 92], "total"),
        (["合  计", None, None, 92], "total"),
        (["西园社区小计", None, None, 92], "total"),
        (["Total", None, None, 92], "total"),
        ([None, "总计", None, 92], "total"),
        (["填表人：某人", None, "审核：某人", None], "signature"),
        (["注：数据截至2025年底", None, None, None], "signature"),
        (["制表日期: 2025-01-01", None, None, None], "signature"),
        ([None, "", " ", None], "blank"),
        (["名称", "经度", "纬度", "户数"], "repeated"),
        (["合计超市", 120.2, 27.3, 1], ""),
        (["注溪村", 120.2, 27.3, 1], ""),
        (["日期广场", 120.2, 27.3, 1], ""),
        (["西园", 120.2, 27.3, 1], ""),
        ([1, "合计", 27.3, 1], ""),
    ],
)
def test_rows_that_are_no_data_are_told_from_those_that_are(row, kind):
    assert noise_kind(row, ("名称", "经度", "纬度", "户数")) == kind
