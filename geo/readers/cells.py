"""Read what people write into the cells of a table: numbers with commas, words around them, full-width digits."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["CellRows", "MergedCells", "number_in", "plain_text", "without_gaps"]

#: First row, first column, last row, last column of cells that were joined into one; rows count from 1, columns from 0.
MergedCells = tuple[int, int, int, int]

_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,3})?")
_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_TEN_THOUSAND = "万"
_WORDS_AROUND = (
    re.compile(r"^(?:约|大约|近|共|总计|合计|第|~|≈)?$"),
    re.compile(
        r"^(?:余|多|左右)?(?:户|人|栋|幢|层|楼|岁|个|间|家|处|张|平方米|平米|m2|㎡|m²|米|m|元|年|层楼|[fF])?(?:左右|以上)?$"
    ),
)
_CHINESE_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_CHINESE_NUMBER = re.compile(
    r"^(?:([一二三四五六七八九])百)?零?(?:([一二三四五六七八九])?(十))?([零一二三四五六七八九两])?$"
)
_LARGEST_WHOLE = 1e15


@dataclass(frozen=True, slots=True)
class CellRows:
    """
    One sheet as rows of cells, read as they are asked for.

    Parameters
    ----------
    rows
        Pairs of the row's number in the file, from 1, and its cells.
    merged
        Cells joined into one, of which only the first holds a value.
    sheets
        The sheets one could choose from.
    reasons
        Sentences about the file as a whole.
    """

    name: str
    rows: Iterator[tuple[int, list[object]]]
    merged: tuple[MergedCells, ...] = ()
    sheets: tuple[str, ...] = ()
    encoding: str = ""
    reasons: tuple[str, ...] = ()


def plain_text(value: object) -> str:
    """
    Return a cell as text: full-width letters and digits made plain, blanks at the ends gone, "" for an empty cell.

    Whole numbers, which spreadsheets keep with a fraction of zero, come without it: 12.0 is "12".
    """
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_WHOLE:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    text = str(value)
    text = (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()
    return "" if text.lower() in ("nan", "none", "null", "<na>", "nat") else text


def without_gaps(text: str) -> str:
    """Return a header without the blanks that make short words wide: "名 称" is "名称", "floor area" stays."""
    return _GAP.sub("", text)


def number_in(value: object) -> float | None:
    """
    Return the number a cell means, None if it has none or more than one.

    "1,234", "约1200人", "１２", "3.5万", "300户左右" and "六层" are numbers; "3-5", "6;5" and "未知" are not.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if value == value and abs(value) != float("inf") else None
    text = plain_text(value).replace(" ", "")
    found = _NUMBER.search(text)
    if found is None:
        return _chinese_number(text)
    before, after = text[: found.start()], text[found.end() :]
    factor = 1.0
    if after.startswith(_TEN_THOUSAND):
        factor, after = 10_000.0, after[1:]
    words_before, words_after = _WORDS_AROUND
    if not words_before.match(before) or not words_after.match(after):
        return None
    number = float(found.group().replace(",", "")) * factor
    return number if abs(number) != float("inf") else None


def _chinese_number(text: str) -> float | None:
    """Return the number a cell writes in characters, up to 999: "六层", "十八", "一百二十户"."""
    word = text.rstrip("层楼户人栋个间家岁年处")
    found = _CHINESE_NUMBER.match(word) if word else None
    if found is None:
        return None
    hundreds, tens, is_tens, ones = found.groups()
    number = 100 * _CHINESE_DIGITS.get(hundreds, 0) + _CHINESE_DIGITS.get(ones, 0)
    return float(number + 10 * (_CHINESE_DIGITS[tens] if tens else 1) if is_tens else number)
