"""Tell the rows of a sheet that are no data: totals, signatures, notes, and headers that come again."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from geo.readers.cells import plain_text, without_gaps
from geo.readers.columns import header_key
from geo.readers.headers import NAME_HEADERS
from geo.readers.traditional import simplified

__all__ = ["NOISE_SAID", "header_text", "noise_kind"]

_TOTAL = re.compile(
    r"^(?:.{0,20}(?:合计|总计|小计|共计|累计)|总\s*数|汇\s*总|合\s+计|总\s+计|小\s+计"
    r"|grand total|sub-?total|totals?|sum)\s*:?$",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"^(?:填\s*表|制\s*表|编\s*制|审\s*核|复\s*核|审\s*批|填\s*报|上\s*报|统\s*计|经\s*办|签\s*字|盖\s*章|负\s*责|联\s*系|"
    r"单\s*位|日\s*期|备\s*注|注|说\s*明|附\s*注|数\s*据\s*来\s*源|资\s*料\s*来\s*源|来\s*源"
    r"|prepared by|checked by|date|notes?|source)[^:]{0,8}:",
    re.IGNORECASE,
)
_MOST_SIGNED_CELLS, _LONGEST_LABEL = 8, 60
_NAME_KEYS = frozenset(map(header_key, NAME_HEADERS))

#: What is left out of a sheet as no row of data, in English and Chinese.
NOISE_SAID = {
    "title": ("a title", "标题"),
    "headers": ("part of the headers", "表头"),
    "units": ("the units", "单位行"),
    "ordinals": ("the numbers of the columns", "列号"),
    "blank": ("blank", "空行"),
    "total": ("a total", "合计行"),
    "signature": ("a note or a signature", "备注或落款"),
    "repeated": ("a repetition of the headers", "重复的表头"),
}


def header_text(cell: object) -> str:
    """Return a header as one word, however it was broken or spread to fill its cell."""
    return without_gaps(plain_text(cell).replace("\n", ""))


def noise_kind(row: Sequence[object], names: Sequence[str], levels: Sequence[Sequence[str]] = ()) -> str:
    """
    Return why a row of the body is no data, "" if it is: blank, a total, a signature, or headers once more.

    `names` are the headers of the columns, `levels` the rows they were read from. The first cell tells; that a row is
    a total may also stand below the header of a name, behind sums.
    """
    filled = [cell for cell in row if cell is not None and cell != ""]
    if not filled:
        return "blank"
    first = filled[0]
    if not isinstance(first, str):
        return "total" if _is_named_total(row, names) else ""
    if len(first) > _LONGEST_LABEL:
        return ""
    label = plain_text(first)
    if not label and not any(plain_text(cell) for cell in filled):
        return "blank"
    plain = simplified(label)
    if _TOTAL.match(plain) or _is_named_total(row, names):
        return "total"
    if _SIGNED.match(plain) and len(filled) <= _MOST_SIGNED_CELLS and _is_signed(filled):
        return "signature"
    levels = (names, *levels)
    is_repeated = any(header_text(label) in level for level in levels) and _is_among(row, levels)
    return "repeated" if is_repeated else ""


def _is_named_total(row: Sequence[object], names: Sequence[str]) -> bool:
    place = _name_place(tuple(names))
    cell = row[place] if 0 <= place < len(row) else None
    return isinstance(cell, str) and len(cell) <= _LONGEST_LABEL and bool(_TOTAL.match(simplified(plain_text(cell))))


@lru_cache(maxsize=256)
def _name_place(names: tuple[str, ...]) -> int:
    """Return the place of the first column with the header of a name, -1 if none has one."""
    return next((place for place, name in enumerate(names) if header_key(name) in _NAME_KEYS), -1)


def _is_signed(filled: Sequence[object]) -> bool:
    """Tell whether a row is signed, not one of data that begins with a remark: half of its cells ask for something."""
    asking = [cell for cell in filled if isinstance(cell, str) and _SIGNED.match(simplified(plain_text(cell)))]
    return 2 * len(asking) >= len(filled)


def _is_among(row: Sequence[object], levels: Sequence[Sequence[str]]) -> bool:
    texts = _trimmed(map(header_text, row))
    return any(texts == _trimmed(level) for level in levels)


def _trimmed(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts of a row without the empty ones at its end."""
    listed = list(texts)
    while listed and not listed[-1]:
        listed.pop()
    return tuple(listed)
