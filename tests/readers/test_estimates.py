"""Estimates say how they were made and never go wild."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.readers.estimates import HOUSEHOLD_METHOD, estimated_homes, storeys_from_tags, whole_numbers


@pytest.mark.parametrize(
    ("levels", "height", "building", "storeys"),
    [
        ("6", "", "yes", 6),
        ("6;5", "", "yes", 6),
        ("约6层", "", "yes", 6),
        ("5.5", "", "yes", 5.5),
        ("", "18", "yes", 6),
        ("", "18 m", "yes", 6),
        ("", "60'", "yes", 6),
        ("", "1.5", "yes", 1),
        ("0", "", "yes", 3),
        ("999999", "", "apartments", 6),
        ("-", "tall", "house", 3),
        ("", "", "yes", 3),
        ("", "", "bungalow", 1),
        ("", "", "castle", 3),
    ],
)
def test_storeys_are_mapped_or_from_the_height_or_assumed_by_kind(levels, height, building, storeys):
    assert storeys_from_tags(levels, height, building) == storeys


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_storeys_are_always_those_of_a_building(levels, height, building):
    assert 1 <= storeys_from_tags(levels, height, building) <= 217


def test_a_walk_up_of_600_m2_and_six_storeys_holds_thirty_households():
    homes = estimated_homes(np.array([600.0]), np.array([6.0]), np.array([True]))
    assert homes["floor_area_m2"].tolist() == [3240]
    assert homes["people"].tolist() == [84]  # 3,240 / 38.6 = 83.94
    assert homes["households"].tolist() == [30]  # 83.94 / 2.80 = 29.98


@given(st.lists(st.floats(0, 500), max_size=40))
def test_whole_numbers_add_up_to_the_sum_and_stay_beside_each_amount(amounts):
    whole = whole_numbers(np.array(amounts))
    assert whole.sum() == round(sum(amounts))
    assert (np.abs(whole - np.array(amounts)) < 1).all()


def test_the_largest_remainders_are_rounded_up():
    # 1.5 + 1.4 + 1.3 + 0.8 = 5.0: two are missing after cutting off, for 0.8 and 1.5
    assert whole_numbers(np.array([1.5, 1.4, 1.3, 0.8])).tolist() == [2, 1, 1, 1]


def test_what_is_no_dwelling_has_zeros_and_is_not_called_an_estimate():
    homes = estimated_homes(np.array([600.0, 19.0]), np.array([6.0, 6.0]), np.array([False, True]))
    assert homes.to_numpy().astype(float).sum() == 0


def test_no_building_gives_no_rows():
    assert len(estimated_homes(np.array([]), np.array([]), np.array([], dtype=bool))) == 0


def test_the_method_names_every_figure():
    for figure in ("0.9", "38.6", "2.80", "3 m", "apartments 6"):
        assert figure in HOUSEHOLD_METHOD
