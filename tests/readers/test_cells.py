"""Cells mean what people mean by them, and nothing is read into them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.readers.cells import number_in, plain_text


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (12, 12),
        (1.5, 1.5),
        ("1,234", 1234),
        ("约1200人", 1200),
        ("１２", 12),
        ("3.5万", 35_000),
        ("300户左右", 300),
        (" -7.25 ", -7.25),
        ("1e3", 1000),
        ("120.2165", 120.2165),
        ("约 80 户", 80),
    ],
)
def test_a_number_is_read_as_people_write_it(cell, number):
    assert number_in(cell) == pytest.approx(number)


@pytest.mark.parametrize(
    "cell", ["", None, "未知", "3-5", "6;5", "nan", "1.2.3", float("nan"), float("inf"), True, "12号楼"]
)
def test_what_is_not_one_number_is_none(cell):
    assert number_in(cell) is None


@pytest.mark.parametrize(
    ("cell", "text"), [(None, ""), (float("nan"), ""), ("ＡＢ１　", "AB1"), ("NULL", ""), (3, "3")]
)
def test_a_cell_is_plain_text(cell, text):
    assert plain_text(cell) == text


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none()))
def test_any_cell_gives_a_finite_number_or_none(cell):
    number = number_in(cell)
    assert number is None or abs(number) < float("inf")


@given(st.integers(-(10**9), 10**9))
def test_a_number_written_with_commas_is_the_same_number(number):
    assert number_in(f"{number:,}") == number_in(str(number)) == number
