"""Find numbers that lead to a person in the text of a cell: ID numbers, bank cards, phones, dates of birth."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from geo.readers.cells import plain_text
from geo.readers.personal_headers import HeaderWords

__all__ = ["FoundNumber", "day_in", "number_in_cell", "number_kind", "tidied"]

#: Quick to look for: eleven digits close together, or ten after a zero; what has none of these holds no such number.
_MANY_DIGITS = re.compile(r"\d(?:[^\w:/.,]{0,3}\d){10}|0(?:[^\w:/.,]{0,3}\d){9}")
#: Below the header of a phone seven are enough: a number without its area code.
_SEVEN_DIGITS = re.compile(r"\d(?:\D{0,2}\d){6}")

_DASHES = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹣－·•・", "-")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u202a\u202b\u202c\u202d\u202e")
)
_SCIENTIFIC = re.compile(r"[1-9](?:\.\d{5,20})?[eE]\+?1\d")
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)"
_ID_18 = re.compile(
    rf"(?<![\dA-Za-z.]){_PROVINCE}(?:[- ]{{0,2}}\d){{4}}[- ]{{0,2}}(?:19|20)"
    r"(?:[- ]{0,2}\d){9}[- ]{0,2}[\dXx](?![\dA-Za-z])"
)
_ID_15 = re.compile(rf"(?<![\dA-Za-z.]){_PROVINCE}\d{{4}}[2-9]\d[01]\d[0-3]\d{{4}}(?![\dA-Za-z])")
_CARD = re.compile(r"(?<![\dA-Za-z.])(?:62|4\d|5[1-5])\d{2}(?:[- ]?\d{4}){3}(?:[- ]?\d{1,3})?(?![\dA-Za-z])")
_END = r"(?!\d|\.\d*[1-9])"
_MOBILE = re.compile(
    r"(?:(?<![\dA-Za-z.])|(?<=tel)|(?<=one)|(?<=ile)|(?<=mob))(?:(?:\+?86|0086|0)[- )]{0,2})?"
    r"(1[3-9]\d{9}|1[3-9]\d[- ]{1,2}\d{4}[- ]{0,2}\d{4}|1[3-9]\d{2}[- ]{1,2}\d{3}[- ]{1,2}\d{4}|"
    r"1[3-9]\d{2}[- ]{1,2}\d{4}[- ]{1,2}\d{3}|1[3-9]\d[- ]{1,2}\d{3}[- ]{1,2}\d{5}|"
    r"1[3-9]\d{6}[- ]{1,2}\d{3})(?![A-Za-z])" + _END,
    re.IGNORECASE,
)
_AREA = r"(?:10|2[0-57-9]|[3-9]\d{2})"
_LANDLINE = re.compile(
    rf"(?:(?<![\dA-Za-z.])|(?<=tel)|(?<=one))(?:(?:\+?86[- ]?)\(?0?{_AREA}|\(?0{_AREA})([-) ]{{0,3}})"
    rf"[2-8]\d{{2,3}}[- ]?\d{{4}}" + _END,
    re.IGNORECASE,
)
#: Without the area code, or with its zero lost in a spreadsheet; only below the header of a phone.
_LOCAL = re.compile(rf"(?:\(?0?{_AREA}[-) ]{{0,3}})?[2-8]\d{{2,3}}[- ]?\d{{4}}(?:\.0)?(?:[-/、,;转 ].*)?")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
#: Cards of 15 digits were given out until 1999; people born before 1922 are hardly left, and grid codes look like them.
_OLD_CARD_YEARS = range(1922, 2000)
_EARLIEST_YEAR = 1905
_DAY = re.compile(
    r"((?:19|20)\d\d)(?:[-/.年]\s?(\d{1,2})(?:[-/.月]\s?(\d{1,2})?日?)?|(\d\d)(\d\d)?(?:\.0)?)"
    r"(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?"
)
_DAY_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d\d)")
_SHORT_DAY = re.compile(r"(\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
#: Digits of an ID number, of a phone with 0086 in front, and of the shortest number that could be taken for a phone.
_SHORTEST_ID, _LONGEST_PHONE, _SHORTEST_PEER = 15, 15, 9
_FIRST_SERIAL = dt.date(1899, 12, 30)
_SERIAL = re.compile(r"\d{4,5}(?:\.0)?")


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """
    The kind of number in a cell, "" for none.

    `is_sure` says that it can hardly be a code by chance; `group` is what codes share and people do not: the first two
    digits of a mobile phone, the year of birth of an ID number. `is_peer` marks a cell that is nothing but a number as
    long as such numbers are, without being one.
    """

    kind: str = ""
    is_sure: bool = False
    group: str = ""
    is_peer: bool = False


def number_in_cell(cell: object, words: HeaderWords) -> FoundNumber | None:
    """Return what number a cell holds, given its header; None for one without enough digits to hold any."""
    if not isinstance(cell, str):
        cell = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else plain_text(cell)
    enough = _SEVEN_DIGITS if words.is_phone else _MANY_DIGITS
    if enough.search(cell) or (cell[1:2] == "." and _SCIENTIFIC.fullmatch(cell.strip())):
        return number_kind(tidied(cell), words)
    return None


def tidied(text: str) -> str:
    """Return a text with plain digits and dashes, without what cannot be seen, whole numbers written out."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_DASHES)
    text = text.strip().lstrip("'")
    return str(int(Decimal(text))) if text[1:2] == "." and _SCIENTIFIC.fullmatch(text) else text.removesuffix(".0")


def number_kind(text: str, words: HeaderWords) -> FoundNumber:
    """Return the most telling number in a tidied text, given the header it stands below."""
    is_number = text.isascii() and text.isdecimal()
    found = None
    if not is_number or len(text) >= _SHORTEST_ID:
        found = _id_number(text) or _card(text, words)
    if found is None and (not is_number or len(text) <= _LONGEST_PHONE):
        found = _phone(text, words)
    return found or FoundNumber(is_peer=is_number and len(text) >= _SHORTEST_PEER)


def day_in(cell: object, *, is_birth: bool = False) -> dt.date | None:
    """
    Return the day a cell gives, if it is one of the last 120 years.

    With `is_birth`, below the header of a birth date, a month, a day without its century and the number a spreadsheet
    keeps for a day are days too.
    """
    if isinstance(cell, dt.date):
        return _day(str(cell.year), str(cell.month), str(cell.day))
    text = tidied(str(cell))
    if found := _DAY.fullmatch(text):
        year, month, day = found[1], found[2] or found[4], found[3] or found[5]
        return _day(year, month, day or ("1" if is_birth else ""))
    if found := _DAY_LAST.fullmatch(text):
        return _day(found[3], found[2], found[1]) or _day(found[3], found[1], found[2])
    if not is_birth:
        return None
    if found := _SHORT_DAY.fullmatch(text):
        return _day(f"19{found[1]}", found[2], found[3])
    if _SERIAL.fullmatch(text):
        day = _FIRST_SERIAL + dt.timedelta(days=int(float(text)))
        return _day(str(day.year), str(day.month), str(day.day))
    return None


def _id_number(text: str) -> FoundNumber | None:
    best = None
    for found in _ID_18.finditer(text):
        number = re.sub(r"[- ]", "", found.group()).upper()
        if _day(number[6:10], number[10:12], number[12:14]):
            total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
            best = FoundNumber("id_number", _CHECKS[total % 11] == number[17], number[6:10])
            if best.is_sure:
                return best
    for found in _ID_15.finditer(text):
        number = found.group()
        year = 1900 + int(number[6:8])
        if year in _OLD_CARD_YEARS and _day(str(year), number[8:10], number[10:12]):
            best = best or FoundNumber("id_number", False, str(year))
    return best


def _phone(text: str, words: HeaderWords) -> FoundNumber | None:
    if mobile := _MOBILE.search(text):
        return FoundNumber("mobile", True, mobile.group(1)[:2])
    if landline := _LANDLINE.search(text):
        return FoundNumber("landline", bool(landline.group(1)))
    return FoundNumber("landline", True) if words.is_phone and _LOCAL.fullmatch(text) else None


def _card(text: str, words: HeaderWords) -> FoundNumber | None:
    found = _CARD.search(text)
    if found is None:
        return None
    digits = re.sub(r"[- ]", "", found.group())
    if digits[0] != "6" and len(digits) != 16:
        return None
    if words.is_card or sum(_doubled(int(digit), place) for place, digit in enumerate(reversed(digits))) % 10 == 0:
        return FoundNumber("bank_card", True)
    return None


def _doubled(digit: int, place: int) -> int:
    twice = digit * (1 + place % 2)
    return twice - 9 if twice > 9 else twice


def _day(year: str, month: str, day: str) -> dt.date | None:
    if not (year and month and day):
        return None
    try:
        found = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year >= _EARLIEST_YEAR and found <= dt.datetime.now(tz=dt.UTC).date() else None
