"""Names of grids: the numerals as people write them, and names of one's own that stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.city import City
from geo.errors import SettingError
from geo.grids.codes import chinese_number, grid_name, named
from tests.grids.changes.town import grids, square

#: The rules of the numerals: no 一 before the first 十, a 零 for a missing ten, 一十 after a hundred.
NUMERALS = {1: "一", 9: "九", 10: "十", 12: "十二", 20: "二十", 35: "三十五", 99: "九十九", 100: "一百"}
NUMERALS |= {103: "一百零三", 110: "一百一十", 115: "一百一十五", 240: "二百四十", 999: "九百九十九"}


@pytest.mark.parametrize("number", NUMERALS)
def test_numerals_are_written_as_people_do(number):
    assert chinese_number(number) == NUMERALS[number]


def value(numeral):
    """Read a numeral back: 十 and 百 multiply the digit before them, 一 if there is none."""
    total, digit = 0, 0
    for sign in numeral:
        if sign in "十百":
            total, digit = total + (digit or 1) * {"十": 10, "百": 100}[sign], 0
        else:
            digit = "零一二三四五六七八九".index(sign)
    return total + digit


@given(st.integers(1, 999))
def test_every_numeral_reads_back(number):
    assert value(chinese_number(number)) == number


@pytest.mark.parametrize("number", [0, 1000, -3])
def test_other_numbers_are_refused(number):
    with pytest.raises(SettingError, match="numbered from 1 to 999") as refused:
        chinese_number(number)
    assert refused.value.zh


def test_special_grids_are_counted_apart():
    assert grid_name("上溪社区", "359901001001001") == "上溪社区第一网格"
    assert grid_name("上溪社区", "359901001001802") == "上溪社区第二专属网格"
    assert grid_name("上溪社区", "") == ""


def test_usual_names_follow_the_code_and_own_names_stay():
    layer = grids(
        {name: square(100 * at, 0) for at, name in enumerate("ABCD")},
        name=["上溪社区第九网格", "桥头网格", "", "没有代码"],
        grid_code=["359901001001002", "359901001001003", "359901001001014", ""],
    )
    names = named(layer, {"C": "上溪社区"})["name"]
    assert names.tolist() == ["上溪社区第二网格", "桥头网格", "上溪社区第十四网格", "没有代码"]


def test_the_demo_citys_names_are_those_of_its_codes():
    city = City.demo()
    assert named(city["grids"], city["communities"]["name"].to_dict())["name"].equals(city["grids"]["name"])
