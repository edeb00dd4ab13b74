"""A border in words: what it follows, what it only crosses, and what is left."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.grids.communities.borders import Guides, border_words, followed, guides_of
from tests.grids.communities.town import f4_city
from tests.streets.town import line, lines


def guides(*rows):
    return Guides(*(np.array(list(column), dtype=object) for column in zip(*rows, strict=True)))


NONE = Guides(*(np.empty(0, dtype=object) for _ in range(3)))
STREET = (line((0, 0), (300, 0)), "street", "中山路")


def table(border, *rows):
    return [
        (row.kind, row.name_, round(row.length_m))
        for row in followed(border, guides(*rows) if rows else NONE).rename(columns={"name": "name_"}).itertuples()
    ]


def test_a_border_along_the_pavement_follows_the_street():
    assert table(line((0, 12), (300, 12)), STREET) == [("street", "中山路", 300)]
    assert table(line((0, 25), (300, 25)), STREET) == [("", "", 300)]


def test_a_street_that_is_only_crossed_is_not_followed():
    assert table(line((150, -100), (150, 100)), STREET) == [("", "", 200)]


def test_a_river_beside_a_street_has_the_border():
    river = (line((0, 10), (300, 10)), "river", "鼎溪")
    assert table(line((0, 4), (300, 4)), STREET, river) == [("river", "鼎溪", 300)]


def test_f4s_border_follows_the_street_then_the_river():
    # ADGH | BCEFI: 200 m of 中山路 (x = 100), 100 m of the river (y = 100), 100 m between H and I (x = 200).
    words = border_words(line((100, 300), (100, 100), (200, 100), (200, 0)), guides_of(f4_city()))
    assert words == (
        "The border is 400 m long: 200 m along 中山路, 100 m along 鼎溪, 100 m along no street, river or railway."
    )
    assert words.zh == "分界线长 400 米：沿中山路 200 米，沿鼎溪 100 米，100 米不沿道路、河流或铁路。"


def test_what_has_no_name_is_called_by_its_kind():
    words = border_words(line((0, 0), (100, 0)), guides((line((0, 0), (100, 0)), "unnamed", "")))
    assert words == "The border is 100 m long: 100 m along streets without a name."
    assert border_words(line((0, 0), (60, 0)), NONE).startswith("The border is 60 m long: 60 m along no street")


def test_footpaths_without_a_name_divide_nothing():
    streets = lines(line((0, 0), (9, 0)), line((0, 5), (9, 5)), highway=["footway", "footway"], name=["", "古巷"])
    assert guides_of(f4_city(streets=streets)).names.tolist() == ["古巷", "鼎溪"]


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(-60, 60)), min_size=2, max_size=6, unique=True))
def test_the_stretches_add_up_to_the_border(places):
    border = line(*places)
    if border.is_valid and border.is_simple:
        assert followed(border, guides(STREET))["length_m"].sum() == pytest.approx(border.length)
        assert followed(shapely.reverse(border), guides(STREET))["length_m"].sum() == pytest.approx(border.length)
