"""Texts from files: cleaned, cut, broken to a width, and never drawn as boxes."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.briefing.plain_text import cleaned
from geo.briefing.typeface import text_width_mm
from geo.briefing.typesetting import cut_to_width, drawable, lines_of_width


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("溪山\n街道\t ", "溪山 街道"),
        ("a\x00b\u202ec\u200d", "abc"),  # a control, a direction override, a joiner
        (None, ""),
        (float("nan"), ""),
        (pd.NA, ""),
        (12, "12"),
    ],
)
def test_texts_are_cleaned(given_text, kept):
    assert cleaned(given_text) == kept


def test_private_and_new_characters_stay_to_be_reported():
    assert cleaned("\ue000\U00031350") == "\ue000\U00031350"


def test_a_character_without_a_glyph_becomes_a_geta_and_is_told():
    assert drawable("王😀家") == ("王〓家", ("😀",))


@given(st.text(max_size=60), st.floats(3, 80))
def test_a_cut_text_always_fits(text, width_mm):
    cut = cut_to_width(text, width_mm, 8)
    assert text_width_mm(cut, 8) <= width_mm or cut == "…"


def test_a_text_that_fits_is_not_cut():
    assert cut_to_width("溪山街道", 40, 8) == "溪山街道"


@given(st.text(alphabet="覆盖，。（）a1 ", max_size=80))
def test_breaking_loses_nothing_but_spaces(text):
    lines = lines_of_width(text, 30, 8, most_lines=99)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width_mm(one, 8) <= 30 + 1e-9 for one in lines)


def test_no_line_begins_with_a_stop_or_splits_a_number():
    # 20 characters of 8 pt are 56 mm: the line would end just before the stop, or within 1,234.
    lines = lines_of_width("覆盖" * 10 + "，共有住户1,234户", 56.5, 8)
    assert not any(one.startswith("，") for one in lines)
    assert any("1,234" in one for one in lines)


def test_too_many_lines_end_in_an_ellipsis():
    lines = lines_of_width("覆盖" * 100, 30, 8, most_lines=3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")


def test_nothing_breaks_into_nothing():
    assert lines_of_width("", 30, 8) == ()
