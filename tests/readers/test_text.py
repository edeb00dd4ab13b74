"""The encoding of a text is found by what it says; a cell in another one does not spoil the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BrokenFileError
from geo.readers.text import encoding_guesses, named_encoding, opened_text, repaired, text_encoding

SIMPLIFIED = "名称,经度,纬度,户数\n西园社区,120.2,27.3,120\n桐北社区,120.21,27.31,80\n"
TRADITIONAL = "名稱,經度,緯度,戶數\n信義區公所,121.56,25.03,120\n松山車站,121.57,25.05,80\n"


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "utf-16", "utf-16-le"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "utf-8", "utf-8"),
        ("name,lon,lat\nA,1,2\n", "ascii", "utf-8"),
    ],
)
def test_the_encoding_is_found(text, encoding, found):
    assert text_encoding(text.encode(encoding)) == found


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\x00\xff\xff\xff\xfe", bytes(range(256)) * 4])
def test_what_is_no_text_has_no_encoding(content):
    assert text_encoding(content) == ""


def test_a_guess_shows_the_first_chinese_words():
    guess = encoding_guesses(SIMPLIFIED.encode("gbk"))[0]
    assert guess.label == "GB18030 / GBK"
    assert guess.sample.startswith("名称 经度 纬度 户数 西园社区")


def test_the_wrong_encodings_come_after_the_right_one_and_score_less():
    scores = [guess.score for guess in encoding_guesses(SIMPLIFIED.encode("gbk"))]
    assert scores[0] > 0.9 > scores[1]


def test_one_broken_byte_leaves_utf8_utf8():
    assert text_encoding(SIMPLIFIED.encode() * 20 + b"\xff\n") == "utf-8"


@pytest.mark.parametrize(
    ("name", "found"), [("GBK", "gb18030"), ("936", "gb18030"), ("Big5", "big5hkscs"), ("utf8", "utf-8")]
)
def test_encodings_are_known_by_the_names_people_use(name, found):
    assert named_encoding(name) == found


@pytest.mark.parametrize("name", ["klingon", "", "hex", "rot13", "\x00"])
def test_what_is_no_encoding_is_told(name):
    with pytest.raises(BrokenFileError, match="is no encoding of text"):
        named_encoding(name)


@pytest.mark.parametrize(("main", "other", "called"), [("utf-8", "gb18030", "gb18030"), ("gb18030", "utf-8", "utf-8")])
def test_a_line_pasted_from_another_encoding_is_read_in_that(tmp_path, main, other, called):
    path = tmp_path / "pasted.csv"
    path.write_bytes(SIMPLIFIED.encode(main) * 50 + "山前社区".encode(other))
    assert text_encoding(path.read_bytes()) == main
    with opened_text(path, main) as stream:
        last = stream.read().split("\n")[-1]
    assert repaired(last, main) == ("山前社区", called)


@pytest.mark.parametrize("text", ["囍", "犇羴", "臺北", "㙟", "𠮷野家"])
def test_rare_characters_of_the_right_encoding_stay(text):
    assert repaired(text, "gb18030") == (text, "")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40))
def test_whatever_is_written_in_utf8_is_read_back(text):
    content = ("名称,户数\n" + text).encode()
    assert content.decode(text_encoding(content)) == "名称,户数\n" + text
