"""Columns are known by their headers, each used once."""

import pytest

from geo.readers.columns import header_key, recognised
from geo.readers.headers import DEMAND_HEADERS, FACILITY_HEADERS, STREET_HEADERS


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("户数(户)", "户数"),
        (" 户 数 ", "户_数"),
        ("ＮＡＭＥ", "name"),
        ("Floor Area", "floor_area"),
        ("面积(㎡)", "面积"),
        (None, ""),
    ],
)
def test_a_header_is_known_by_what_does_not_vary(header, key):
    assert header_key(header) == key


def test_chinese_and_english_headers_are_recognised():
    assert recognised(["编号", "名称", "总户数(户)", "常住人口", "备注"], DEMAND_HEADERS) == {
        "demand_id": "编号", "name": "名称", "households": "总户数(户)", "people": "常住人口",
    }  # fmt: skip
    assert recognised(["Name", "TYPE", "opening_hours"], FACILITY_HEADERS) == {
        "name": "Name", "kind": "TYPE", "hours": "opening_hours",
    }  # fmt: skip


def test_the_contracts_own_name_wins():
    assert recognised(["类型", "kind"], FACILITY_HEADERS)["kind"] == "kind"


def test_a_column_is_used_once():
    for headers in (DEMAND_HEADERS, FACILITY_HEADERS, STREET_HEADERS):
        found = recognised([name for names in headers.values() for name in names], headers)
        assert len(set(map(id, found.values()))) == len(found)


def test_a_chinese_header_cut_off_by_a_shapefile_is_known():
    assert recognised(["道路名", "道路等", "其他"], STREET_HEADERS) == {"name": "道路名", "highway": "道路等"}


def test_nothing_is_recognised_in_nothing():
    assert recognised([], DEMAND_HEADERS) == {}
