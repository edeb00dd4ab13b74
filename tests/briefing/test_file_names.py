"""Names of files that every system keeps and that stay in their folder."""

from datetime import date
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.briefing import file_name

DAY = date(2026, 11, 23)


def test_a_name_is_the_parts_the_date_and_the_suffix():
    assert (
        file_name("鼎溪市", "500米服务圈", "覆盖表", made_on=DAY, suffix="csv")
        == "鼎溪市_500米服务圈_覆盖表_20261123.csv"
    )


@pytest.mark.parametrize(
    ("part", "kept"),
    [
        ("../../etc/passwd", "etcpasswd"),
        ("a/b\\c:d*e", "abcde"),
        ("名\x00\u202e称", "名称"),
        ("  . ", "未命名"),
        ("溪山 街道", "溪山_街道"),
        ("$(rm)`x`", "(rm)x"),
    ],
)
def test_hostile_characters_are_taken_out(part, kept):
    assert file_name(part, made_on=DAY, suffix="pdf") == f"{kept}_20261123.pdf"


@pytest.mark.parametrize("device", ["CON", "nul", "com1", "LPT9"])
def test_device_names_of_windows_are_avoided(device):
    assert file_name(device, made_on=DAY, suffix="pdf") == f"_{device}_20261123.pdf"


@given(st.lists(st.text(max_size=400), max_size=3), st.text(max_size=9))
def test_a_name_is_one_short_part_on_every_system(parts, suffix):
    name = file_name(*parts, made_on=DAY, suffix=suffix)
    assert PurePosixPath(name).name == PureWindowsPath(name).name == name
    assert len(name.encode()) <= 255
    assert not name.startswith((".", "-"))
