"""Codes of areas are read however a spreadsheet has left them, and refused when digits are lost."""

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.intake.area_codes import area_code, code_at, code_fault, code_level, parent_code

STREET, COMMUNITY, GRID = "350982001", "350982001001", "350982001001002"


@pytest.mark.parametrize(
    "cell",
    [
        "350982001001", " 350982 001 001 ", "３５０９８２００１００１", "350-982-001-001", "'350982001001",
        350982001001, 350982001001.0, np.int64(350982001001), np.float64(350982001001), "350982001001.0",
        "350982001001.000", "3.50982001001E+11", "3.50982001001e11", "3.5098200100100E+11", "350,982,001,001",
    ],
)  # fmt: skip
def test_one_community_code_is_read_from_every_way_of_writing_it(cell):
    assert area_code(cell) == COMMUNITY


@pytest.mark.parametrize("cell", [GRID, int(GRID), float(GRID), "3.50982001001002E+14", "350982 001 001 002"])
def test_a_grid_code_has_fifteen_digits(cell):
    assert area_code(cell) == GRID


@pytest.mark.parametrize("cell", [STREET, "350982001000", "350982001000000", 350982001000, "3.50982001E+8"])
def test_a_street_written_with_twelve_digits_is_the_street(cell):
    assert area_code(cell) == STREET


@pytest.mark.parametrize(
    "cell",
    [
        "", None, float("nan"), float("inf"), True, "西园社区", "35098200100", "3509820010011", 350982001001.5,
        -350982001,
        "350982001001.5", "350982.001", "990982001001", "000000000000", 0, "350982001001001001", 10**40, "٣" * 12,
        "3.50982E+11", "3.509820010012345E+11", "1E+99", "350982001OO1",
    ],
)  # fmt: skip
def test_what_is_no_code_is_none(cell):
    assert area_code(cell) is None


@pytest.mark.parametrize("cell", ["1", "01", "001", 1, 1.0, "１"])
def test_a_last_part_without_its_leading_zeros_is_read_within_the_code_above(cell):
    assert area_code(cell, within=STREET) == COMMUNITY
    assert area_code(cell, within="350982001000") == COMMUNITY
    assert area_code(cell) is None


def test_zero_is_no_last_part_and_a_whole_code_needs_no_other():
    assert area_code("0", within=STREET) is None
    assert area_code("350982002001", within=STREET) == "350982002001"
    assert area_code("1", within=GRID) is None


def test_codes_know_their_level_and_the_area_above():
    assert [code_level(code) for code in ("350982", STREET, COMMUNITY, GRID, "35", "")] == [
        "city", "street", "community", "grid", None, None,
    ]  # fmt: skip
    assert [parent_code(code) for code in (GRID, COMMUNITY, STREET, "350982", "西园")] == [
        COMMUNITY, STREET, "350982", "", "",
    ]  # fmt: skip
    assert [code_at(GRID, level) for level in ("street", "community", "grid", "compound")] == [
        STREET,
        COMMUNITY,
        GRID,
        "",
    ]
    assert code_at(STREET, "community") == ""


@given(st.sampled_from((6, 9, 12, 15)), st.integers(0, 10**13 - 1), st.sampled_from(("11", "35", "65", "82")))
def test_a_code_survives_as_number_and_in_scientific_notation(length, rest, province):
    written = province + str(rest).zfill(13)[: length - 2]
    code = area_code(written)
    assert code is not None
    assert written.startswith(code)
    mantissa = f"{written[0]}.{written[1:]}E+{length - 1}"
    assert {area_code(int(written)), area_code(float(written)), area_code(mantissa), area_code(code)} == {code}


@given(st.text() | st.floats() | st.integers() | st.booleans() | st.none())
def test_any_cell_is_a_code_or_none_and_then_has_a_sentence_or_is_empty(cell):
    code = area_code(cell)
    assert (code is None) or code_level(code) is not None
    fault = code_fault(cell)
    assert not (code and fault)


@pytest.mark.parametrize(
    ("cell", "english", "chinese"),
    [
        ("3.50982E+11", "a spreadsheet shortened it, and its last digits are lost", "末几位已丢失"),
        ("西园社区", "a code has digits only", "代码只含数字"),
        ("990982001001", "no province has a code that begins with 99", "没有以 99 开头的省份"),
        ("35098200100", "a code has 6, 9, 12 or 15 digits, this has 11", "现为 11 位"),
    ],
)
def test_a_sentence_says_what_is_wrong_with_a_code(cell, english, chinese):
    fault = code_fault(cell)
    assert english in fault
    assert chinese in fault.zh
    assert str(cell) in fault
    assert str(cell) in fault.zh


def test_nothing_is_wrong_with_a_code_or_an_empty_cell():
    assert [code_fault(cell) for cell in (COMMUNITY, 350982001001.0, "", None, float("nan"))] == [None] * 5


def test_a_long_cell_is_shortened_in_its_sentence():
    assert len(code_fault("7" * 10_000)) < 200


def test_the_codes_of_fuding_lie_in_its_streets(real_file):
    streets, rows = (
        list(csv.DictReader(real_file(f"codes/fuding_{name}_2023.csv").read_text(encoding="utf-8").splitlines()))
        for name in ("streets", "villages")
    )
    streets = {row["code"] for row in streets}
    assert (len(streets), len(rows)) == (17, 288)
    for row in rows:
        assert parent_code(area_code(float(row["code"]))) == row["streetCode"]
        assert row["streetCode"] in streets
        assert area_code(row["code"][-3:].lstrip("0"), within=row["streetCode"]) == row["code"]
