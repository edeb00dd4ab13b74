"""The 20 positions of CJ/T 349, and ranges that must leave room for each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import GridError, SettingError
from geo.grids.codes import SPECIAL_KINDS, CodeRules, grid_number, is_special, long_code

COMMUNITY = "359901001001"


def test_the_long_code_is_object_county_street_community_grid():
    assert long_code("359901001002007", "010203") == "010203" + "359901" + "001" + "002" + "07"
    assert long_code("359901001601801", "010203") == "01020335990100160181"


fitting = st.one_of(st.integers(1, 80), st.integers(801, 819))


@given(fitting, fitting)
def test_two_grids_never_share_a_long_code(first, second):
    codes = [long_code(f"{COMMUNITY}{number:03d}", "010203") for number in (first, second)]
    assert all(len(code) == 20 for code in codes)
    assert (codes[0] == codes[1]) == (first == second)


@pytest.mark.parametrize("number", [81, 800, 820, 999])
def test_a_number_of_more_than_two_digits_is_told(number):
    with pytest.raises(GridError, match="does not fit in the two digits") as refused:
        long_code(f"{COMMUNITY}{number:03d}", "010203")
    assert refused.value.zh


@pytest.mark.parametrize(
    ("code", "object_code"), [("35990100100", "010203"), (f"{COMMUNITY}001", "1234"), ("", "x" * 6)]
)
def test_what_is_no_code_is_told(code, object_code):
    with pytest.raises(GridError, match="needs a grid code of 15 digits") as refused:
        long_code(code, object_code)
    assert refused.value.zh


def test_markets_and_schools_are_special_and_anything_else_is_basic():
    assert [kind for kind in ("", "basic", "residential", "market", "special") if is_special(kind)] == [
        "market",
        "special",
    ]
    assert all(words.zh for words in SPECIAL_KINDS.values())
    assert (CodeRules().numbers("school")[0], CodeRules().numbers("basic")[-1]) == (801, 800)


def test_the_number_of_a_grid_is_its_last_three_digits():
    assert grid_number(f"{COMMUNITY}012") == 12
    assert grid_number("G12") == grid_number(COMMUNITY) == 0


@pytest.mark.parametrize("ranges", [{"special_from": 1}, {"special_from": 1000}, {"merged_from": 150}, {"last_new": 0}])
def test_ranges_that_overlap_are_refused(ranges):
    with pytest.raises(SettingError, match="leave room for each other") as refused:
        CodeRules(**ranges)
    assert refused.value.zh
