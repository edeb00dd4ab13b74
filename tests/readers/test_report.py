"""Reports are short enough to read."""

import pytest

from geo.errors import NoSuchFileError
from geo.readers.report import existing_file, named


def test_long_lists_end_in_a_number():
    assert named(["a", "b"]) == "a, b"
    assert named([str(n) for n in range(10)]) == "0, 1, 2, 3, 4, 5, 6, 7 and 2 more"
    assert named([]) == ""


def test_a_missing_file_is_named_with_what_it_should_be(tmp_path):
    with pytest.raises(NoSuchFileError, match="is not there; expected a table"):
        existing_file(tmp_path / "x.csv", "a table")


def test_a_file_that_is_there_is_returned(tmp_path):
    (tmp_path / "x.csv").write_text("a", encoding="utf-8")
    assert existing_file(str(tmp_path / "x.csv"), "a table") == tmp_path / "x.csv"
