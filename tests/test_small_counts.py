"""Counts so small that somebody could be recognised do not leave the program."""

import pandas as pd
import pytest
from geopandas import GeoDataFrame
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from geo.small_counts import LEAST_SHOWN, SENSITIVE_COUNTS, masked_numbers, masked_texts


@pytest.mark.parametrize("column", SENSITIVE_COUNTS)
def test_one_to_four_of_a_group_are_masked_and_others_shown(column):
    masked, said = masked_texts(pd.DataFrame({column: [0, 1, 4, 5, 60], "households": [1, 2, 3, 4, 5]}))
    assert masked[column].tolist() == [0, "<5", "<5", 5, 60]
    assert masked["households"].tolist() == [1, 2, 3, 4, 5]
    assert said.startswith("2 counts of 1 to 4")
    assert "2 处" in said.zh


def test_in_a_long_table_the_row_says_the_group():
    table = pd.DataFrame(
        {
            "count": ["elderly", "households", "disabled"],
            "covered": [3, 3, 7],
            "total": [9, 4, 20],
            "share": [1 / 3, 0.75, 0.35],
        }
    )
    masked, said = masked_texts(table)
    assert masked["covered"].tolist() == ["<5", 3, 7]
    assert masked["total"].tolist() == [9, 4, 20]
    assert masked["share"].tolist() == ["", 0.75, 0.35]
    assert said is not None


def test_in_a_layer_they_are_missing():
    layer = GeoDataFrame({"elderly_80": [2, 7, 0]}, geometry=[Point(0, 0)] * 3, crs="OGC:CRS84")
    masked, said = masked_numbers(layer)
    assert masked["elderly_80"].isna().tolist() == [True, False, False]
    assert said.startswith("1 count of 1 to 4")
    assert layer["elderly_80"].tolist() == [2, 7, 0]


def test_nothing_small_is_nothing_said():
    assert masked_texts(pd.DataFrame({"elderly": [0, 12], "households": [1, 2]}))[1] is None
    assert masked_texts(pd.DataFrame())[1] is None


@given(st.lists(st.integers(0, 30), max_size=30))
def test_no_small_count_is_left_and_nothing_else_changes(counts):
    masked, said = masked_texts(pd.DataFrame({"disabled": counts}))
    shown = masked["disabled"].tolist()
    assert [one for one in shown if isinstance(one, int) and 0 < one < LEAST_SHOWN] == []
    assert [a for a, b in zip(shown, counts, strict=True) if b == 0 or b >= LEAST_SHOWN] == [
        b for b in counts if b == 0 or b >= LEAST_SHOWN
    ]
    assert (said is None) == (not any(0 < one < LEAST_SHOWN for one in counts))
