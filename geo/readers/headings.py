"""Find the table in a sheet: headers below titles, in one row or several, units, and rows that are no data."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from geo.readers.cells import MergedCells, number_in
from geo.readers.columns import header_key, is_known_header
from geo.readers.noise_rows import header_text, noise_kind

__all__ = ["Head", "found_head", "noise_kind"]

#: Headers stand in one of the first rows; above them are titles.
TITLE_ROWS = 40
_MOST_LEVELS = 3
_LONGEST_HEADER = 40
_UNITS = {
    "": 1.0, "户": 1.0, "人": 1.0, "个": 1.0, "栋": 1.0, "幢": 1.0, "层": 1.0, "间": 1.0, "处": 1.0, "家": 1.0,
    "张": 1.0,
    "套": 1.0, "座": 1.0, "条": 1.0, "件": 1.0, "项": 1.0, "次": 1.0, "岁": 1.0, "年": 1.0, "度": 1.0, "°": 1.0,
    "米": 1.0, "m": 1.0, "平方米": 1.0, "平米": 1.0, "m2": 1.0, "㎡": 1.0, "元": 1.0, "%": 1.0, "％": 1.0, "分钟": 1.0,
    "万": 1e4, "万户": 1e4, "万人": 1e4, "万元": 1e4, "万平方米": 1e4, "千人": 1e3, "公里": 1e3, "千米": 1e3, "km": 1e3,
    "公顷": 1e4, "ha": 1e4, "hm2": 1e4, "亩": 2000 / 3, "平方公里": 1e6, "平方千米": 1e6, "km2": 1e6,
}  # fmt: skip
_BRACKETS = str.maketrans("", "", "()[]【】")
_IN_BRACKETS = re.compile(r"[(\[【](?:单位:)?([^()\[\]【】]{1,8})[)\]】]\s*$")


@dataclass(frozen=True, slots=True)
class Head:
    """
    What stands above the rows of a table.

    Parameters
    ----------
    names
        The header of each column, unique; "column_3" where there is none.
    factors
        By column, what its numbers are to be multiplied with because of the unit: 10,000 under 万人.
    first_body
        Place in the list of rows of the first row below.
    left_out
        (row number, kind, first text) of the rows above and between that are no data.
    notes
        Their texts: titles may say the coordinate system.
    has_headers
        False where the table begins with data.
    levels
        The texts of the rows of headers and units as they stand: they may come again.
    """

    names: tuple[str, ...]
    factors: dict[int, float] = field(default_factory=dict)
    first_body: int = 0
    left_out: tuple[tuple[int, str, str], ...] = ()
    notes: str = ""
    has_headers: bool = True
    levels: tuple[tuple[str, ...], ...] = ()


Rows = Sequence[tuple[int, list[object]]]


def found_head(rows: Rows, merged: Iterable[MergedCells] = (), wanted: Iterable[str] = ()) -> Head:
    """
    Find the headers among the first rows of a sheet.

    The row that holds most known headers, and otherwise most short texts above numbers, is the first one of the
    headers; rows below that only divide it further belong to it. `wanted` are headers that somebody named.
    """
    texts = [[header_text(cell) for cell in row] for _, row in rows[:TITLE_ROWS]]
    keys = {header_key(name) for name in wanted}
    place = _first_header(texts, keys)
    if place is None:
        width = max((len(row) for row in texts), default=0)
        return Head(tuple(f"column_{n + 1}" for n in range(width)), has_headers=False)
    numbers = [number for number, _ in rows[:TITLE_ROWS]]
    spans = tuple(merged)
    while place > 0 and _is_parent(texts[place - 1]) and _divides(texts, place - 1, place, numbers, spans):
        place -= 1
    levels = [_filled(texts[place], numbers[place], spans)]
    below = place + 1
    while below < len(texts) and len(levels) < _MOST_LEVELS and _divides(texts, place, below, numbers, spans):
        levels.append(_filled(texts[below], numbers[below], spans))
        below += 1
    names = _joined(levels)
    factors = {n: factor for n, name in enumerate(names) if (factor := _unit_factor(name)) != 1.0}
    left_out = [(numbers[n], "title" if any(texts[n]) else "blank", _label(texts[n])) for n in range(place)]
    left_out += [(numbers[n], "headers", _label(texts[n])) for n in range(place + 1, below)]
    while below < len(texts) and (kind := _between(texts[below])):
        if kind == "ordinals" and not any(map(any, texts[below + 1 :])):
            break  # the only row there is
        left_out.append((numbers[below], kind, _label(texts[below])))
        if kind == "units":
            factors |= {n: f for n, text in enumerate(texts[below]) if (f := _UNITS.get(_bare(text), 1.0)) != 1.0}
        below += 1
    notes = " ".join(text for row in texts[:place] for text in row if text)
    levels_read = tuple(map(tuple, texts[place:below]))
    return Head(_unique(names), factors, below, tuple(left_out), notes, levels=levels_read)


def _first_header(texts: list[list[str]], wanted: set[str]) -> int | None:
    best, most = None, 0.0
    for place, row in enumerate(texts):
        filled = [text for text in row if text]
        if not filled or (any(len(text) > _LONGEST_HEADER for text in filled[:3]) and len(filled) < 3):
            continue
        words = {text for text in filled if not _is_number(text) and len(text) <= _LONGEST_HEADER}
        known = {text for text in words if is_known_header(text) or header_key(text) in wanted}
        numbers = len([text for text in filled if _is_number(text)])
        score = 3.0 * len(known) + (0.5 * len(words) if len(words) > 1 else 0.0) - 2.0 * numbers
        if (known or (len(words) > 1 and not numbers)) and score > most + 1e-9:
            best, most = place, score
            if not known:
                most = min(most, 2.9)  # a row of plain words gives way to the first known header below
    return best


def _divides(texts: list[list[str]], top: int, place: int, numbers: list[int], spans: tuple[MergedCells, ...]) -> bool:
    """Tell whether a row below the headers only divides them: words, where the row above is empty or spans columns."""
    row, above = texts[place], texts[place - 1]
    filled = [n for n, text in enumerate(row) if text]
    if not filled or any(_is_number(row[n]) or len(row[n]) > _LONGEST_HEADER for n in filled):
        return False
    if _between(row):
        return False
    joined = {
        n
        for first_row, left, last_row, right in spans
        if first_row <= numbers[place - 1] <= last_row and right > left
        for n in range(left, right + 1)
    }
    empty_above = {n for n in range(len(row)) if n >= len(above) or not above[n]}
    last_filled = max((n for n, text in enumerate(texts[top]) if text), default=-1)
    divided = {n for n in filled if n in joined or (n in empty_above and (n <= last_filled or n - 1 in filled))}
    parents = {n - 1 for n in divided if n - 1 in filled and n - 1 not in divided}
    if not divided or set(filled) - divided - parents:
        return False
    return any(is_known_header(row[n]) for n in filled) or len(divided) > 1 or bool(joined)


def _is_parent(row: Sequence[str]) -> bool:
    """Tell whether a row may be the upper one of divided headers: several words, where a title is one."""
    filled = [text for text in row if text]
    return len(set(filled)) > 1 and not any(_is_number(text) or len(text) > _LONGEST_HEADER for text in filled)


def _between(row: Sequence[str]) -> str:
    """Return what a row between headers and data is: the units, the numbers of the columns, or blank; else ""."""
    filled = [text for text in row if text]
    if not filled:
        return "blank"
    bare = [_bare(text) for text in filled]
    if all(text in _UNITS or text == "单位" for text in bare) and any(text != "单位" for text in bare):
        return "units"
    counted = [text.strip("()栏列第") for text in filled]
    if len(filled) > 2 and counted == [str(n) for n in range(1, len(filled) + 1)]:
        return "ordinals"
    return ""


def _is_number(text: str) -> bool:
    return number_in(text) is not None and not is_known_header(text)


def _label(row: Sequence[str]) -> str:
    return next((text for text in row if text), "")


def _bare(text: str) -> str:
    return text.translate(_BRACKETS).strip().removeprefix("单位").lstrip(":").strip()


def _unit_factor(name: str) -> float:
    found = _IN_BRACKETS.search(name)
    unit = found[1].strip() if found else name.rpartition("/")[2].strip() if "/" in name else ""
    return _UNITS.get(unit, 1.0)


def _filled(row: list[str], number: int, spans: tuple[MergedCells, ...]) -> list[str]:
    """Write the text of cells that were joined into each of them."""
    filled = list(row)
    for first_row, left, _, right in spans:
        if first_row == number and right > left and left < len(row) and row[left]:
            filled += [""] * (right + 1 - len(filled))
            filled[left : right + 1] = [row[left]] * (right + 1 - left)
    return filled


def _joined(levels: list[list[str]]) -> list[str]:
    """Join the header of each column from top to bottom; a blank one beside a parent takes the parent's name."""
    width = max(map(len, levels))
    rows = [[*level, *[""] * (width - len(level))] for level in levels]
    for upper, lower in pairwise(rows):
        for n in range(1, width):
            if not upper[n] and lower[n] and upper[n - 1] and (lower[n - 1] or (n > 1 and not upper[n - 1])):
                upper[n] = upper[n - 1]
    return ["_".join(dict.fromkeys(text for text in column if text)) for column in zip(*rows, strict=True)]


def _unique(names: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for number, given in enumerate(names, start=1):
        name = given or f"column_{number}"
        found.append(name if name not in found and name != "geometry" else f"{name}_{number}")
    return tuple(found)
