"""One coordinate or a pair of them is understood in the ways people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.readers.degrees import degrees_in, pair_in


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("120.2", 120.2),
        (120.2, 120.2),
        ("-51.2", -51.2),
        ("１２０．２", 120.2),
        ("120°", 120.0),
        ("120.2°", 120.2),
        ("E120.22", 120.22),
        ("东经120.22度", 120.22),
        ("西经 51.2", -51.2),
        ("S27.3", -27.3),
        ("120°12′36″", 120.21),  # 12/60 + 36/3600 = 0.21
        ("120°12'36\"E", 120.21),
        ("120度12分36秒", 120.21),
        ("东经120度12分36秒", 120.21),
        ("120 12 36", 120.21),
        ("120:12:36", 120.21),
        ("120-12-36", 120.21),
        ("27°18.6′", 27.31),  # 18.6/60 = 0.31
        ("N 27°18′36″", 27.31),
    ],
)
def test_degrees_are_read(text, degrees):
    assert degrees_in(text) == pytest.approx(degrees, abs=1e-12)


@pytest.mark.parametrize(
    "text", ["", "西园", "abc", None, float("nan"), float("inf"), "120°75′", "1 2 3 4", "1e999x", True]
)
def test_what_is_no_degree_is_none(text):
    assert degrees_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "120.2,27.3",
        "120.2 27.3",
        "120.2，27.3",
        "（120.2；27.3）",
        "[120.2, 27.3]",
        "120.2/27.3",
        "lng:120.2,lat:27.3",
        "纬度27.3 经度120.2",
        "经度：120.2，纬度：27.3",
        "N27.3 E120.2",
        "27.3N,120.2E",
        "120°12′0″,27°18′0″",
        "120 12 0 27 18 0",
        "N27 18 00 E120 12 00",
        "东经120°12′，北纬27°18′",
        "120.2,27.3,15.0",
    ],
)
def test_a_pair_in_one_cell_is_read(text):
    assert pair_in(text) == pytest.approx((120.2, 27.3))


@pytest.mark.parametrize("text", ["", "西园", "120.2", "中山路12号,3楼", "120.2,西园", "1,2,3,4"])
def test_what_is_no_pair_is_none(text):
    assert pair_in(text) is None


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 599))
def test_degrees_minutes_and_seconds_add_up(degrees, minutes, tenths):
    seconds = tenths / 10
    expected = degrees + minutes / 60 + seconds / 3600
    assert degrees_in(f"{degrees}°{minutes}′{seconds}″") == pytest.approx(expected, abs=1e-12)


@given(st.text(max_size=80))
def test_any_text_ends_in_a_number_or_nothing(text):
    assert degrees_in(text) is None or isinstance(degrees_in(text), float)
    assert pair_in(text) is None or len(pair_in(text)) == 2
