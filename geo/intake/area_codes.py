"""
Read statistical codes of areas, and the code of the area above.

A county has 6 digits (GB/T 2260), a street three more (GB/T 10114), a community three more, a grid three more: 6, 9, 12
and 15 digits. Tables bring them with blanks, as decimal numbers and in scientific notation; a code whose last digits a
spreadsheet has rounded away is no code.
"""

import math
import re
from numbers import Integral, Real

from geo.hierarchy import LevelName
from geo.readers.cells import plain_text
from geo.sentences import Sentence

__all__ = ["CODE_DIGITS", "area_code", "code_at", "code_fault", "code_level", "parent_code"]

#: How many digits the code of a level has; a county-level city is the "city" of this program.
CODE_DIGITS: dict[LevelName, int] = {"city": 6, "street": 9, "community": 12, "grid": 15}

_LEVEL_OF_DIGITS = {digits: level for level, digits in CODE_DIGITS.items()}
_COUNTY_DIGITS, _STEP_DIGITS, _MOST_DIGITS = 6, 3, 15
#: The first two digits of all codes (GB/T 2260).
_PROVINCES = frozenset(
    map(
        str,
        (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82),
    )
)
_BETWEEN = re.compile(r"[\s'’‘`\"“”,，\-_·]")
_ENDLESS_ZEROS = re.compile(r"(\d+)\.0*")
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")


def area_code(cell: object, *, within: str = "") -> str | None:
    """
    Return the 6, 9, 12 or 15 digits that a cell means, None if it is no code.

    A street written with 12 digits ("350982001000") is the same as with 9. A cell of one to three digits is the last
    part of a code below `within`, its leading zeros perhaps lost: "1" within "350982001" is "350982001001".
    """
    digits = _digits(cell)
    if not digits:
        return None
    if within and len(digits) <= _STEP_DIGITS:
        digits = f"{_whole(within)}{digits.zfill(_STEP_DIGITS)}" if int(digits) else ""
    return _whole(digits) if _is_code(digits) else None


def code_level(code: str) -> LevelName | None:
    """Return the level that a code stands for, None if it is no code."""
    return _LEVEL_OF_DIGITS.get(len(code)) if _is_code(code) else None


def parent_code(code: str) -> str:
    """Return the code of the area above, "" above a county and for what is no code."""
    return code[:-_STEP_DIGITS] if _is_code(code) and len(code) > _COUNTY_DIGITS else ""


def code_at(code: str, level: str) -> str:
    """Return the part of a code that names the area of a level which it lies in or is, "" if it does not say."""
    digits = next((digits for one, digits in CODE_DIGITS.items() if one == level), 0)
    return code[:digits] if digits and _is_code(code) and len(code) >= digits else ""


def code_fault(cell: object) -> Sentence | None:
    """Return what is wrong with a cell that should hold a code, None if it is a code or empty."""
    text = plain_text(cell)
    if not text or area_code(cell) is not None:
        return None
    shown = text if len(text) <= 24 else f"{text[:24]}…"
    if _SCIENTIFIC.fullmatch(text):
        return Sentence(
            f'"{shown}" was a code before a spreadsheet shortened it, and its last digits are lost; format the column '
            "as text in the original file and export it again.",
            zh=f"“{shown}”原为代码，被电子表格改成科学计数法，末几位已丢失；请在原文件中把该列设为文本后重新导出。",
        )
    digits = _digits(cell)
    if not digits:
        return Sentence(
            f'"{shown}" is no area code; a code has digits only, 6, 9, 12 or 15 of them. Correct the cell.',
            zh=f"“{shown}”不是区划代码：代码只含数字，为 6、9、12 或 15 位；请更正该单元格。",
        )
    if len(digits) in _LEVEL_OF_DIGITS:
        return Sentence(
            f'"{shown}" is no area code: no province has a code that begins with {digits[:2]}. Correct the cell.',
            zh=f"“{shown}”不是区划代码：没有以 {digits[:2]} 开头的省份；请更正该单元格。",
        )
    return Sentence(
        f'"{shown}" is no area code: a code has 6, 9, 12 or 15 digits, this has {len(digits)}. Correct the cell.',
        zh=f"“{shown}”不是区划代码：应为 6、9、12 或 15 位数字，现为 {len(digits)} 位；请更正该单元格。",
    )


def _digits(cell: object) -> str:
    if isinstance(cell, bool):
        return ""
    if isinstance(cell, Integral):
        text = str(int(cell)) if 0 < int(cell) < 10**_MOST_DIGITS else ""
    elif isinstance(cell, Real):
        number = float(cell)
        is_whole = math.isfinite(number) and number == math.floor(number) and 0 < number < 10**_MOST_DIGITS
        text = str(int(number)) if is_whole else ""
    else:
        text = _written_out(plain_text(cell))
    return text if text.isascii() and text.isdigit() else ""


def _written_out(text: str) -> str:
    whole = _ENDLESS_ZEROS.fullmatch(text)
    if whole:
        return whole[1]
    short = _SCIENTIFIC.fullmatch(text)
    if short is None:
        return _BETWEEN.sub("", text)
    first, further, places = short[1], short[2] or "", int(short[3])
    # Fewer digits than places: a spreadsheet rounded the rest away. More: no whole number, unless only zeros follow.
    is_whole = len(further) >= places and not further[places:].strip("0")
    return first + further[:places] if is_whole else ""


def _is_code(digits: str) -> bool:
    return len(digits) in _LEVEL_OF_DIGITS and digits.isascii() and digits.isdigit() and digits[:2] in _PROVINCES


def _whole(digits: str) -> str:
    while len(digits) > _COUNTY_DIGITS and digits.endswith("0" * _STEP_DIGITS):
        digits = digits[:-_STEP_DIGITS]
    return digits
