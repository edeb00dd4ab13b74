"""A guard before a formula can be taken away again, whatever the text was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.writers.cells import csv_bytes, guarded, is_formula_like

_SIGNS = "=+-@＝＋－＠\t\n"


@given(st.text(alphabet=f"{_SIGNS}'a1 ", max_size=6))
def test_a_guard_is_taken_away_where_and_only_where_one_stands(text):
    written = guarded(text)
    assert not is_formula_like(written)
    is_guarded = written.startswith("'") and written.lstrip("'")[:1] in tuple(_SIGNS)
    assert (written[1:] if is_guarded else written) == text


@pytest.mark.parametrize(
    ("text", "written"), [("=1+1", "'=1+1"), ("'=1", "''=1"), ("'a", "'a"), ("a=1", "a=1"), ("", "")]
)
def test_only_what_a_spreadsheet_would_run_is_guarded(text, written):
    assert guarded(text) == written


def test_headers_are_guarded_and_numbers_are_not():
    # A number may be negative; as text it would no longer be one.
    written = csv_bytes(["=a", "b"], [(-1, "-1"), (True, None)], "utf-8")
    assert written == "\ufeff'=a,b\r\n-1,'-1\r\ntrue,\r\n".encode()


def test_another_encoding_has_no_mark_before_it():
    assert csv_bytes(["名称"], [("西园",)], "gb18030") == "名称\r\n西园\r\n".encode("gb18030")
