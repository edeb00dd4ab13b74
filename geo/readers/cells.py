"""Read what people write into the cells of a table: numbers with commas, words around them, full-width digits."""

import re
import unicodedata

__all__ = ["number_in", "plain_text"]

_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,3})?")
_TEN_THOUSAND = "万"
_WORDS_AROUND = (
    re.compile(r"^(?:约|大约|近|共|总计|合计|~|≈)?$"),
    re.compile(r"^(?:余|多|左右)?(?:户|人|栋|幢|层|岁|个|家|平方米|平米|m2|㎡|m²|米|m)?(?:左右|以上)?$"),
)


def plain_text(value: object) -> str:
    """
    Return a cell as text: full-width letters and digits made plain, blanks at the ends gone, "" for an empty cell.
    """
    if value is None or (isinstance(value, float) and value != value):
        return ""
    text = unicodedata.normalize("NFKC", str(value)).strip()
    return "" if text.lower() in ("nan", "none", "null", "<na>", "nat") else text


def number_in(value: object) -> float | None:
    """
    Return the number a cell means, None if it has none or more than one.

    "1,234", "约1200人", "１２", "3.5万" and "300户左右" are numbers; "3-5", "6;5" and "未知" are not.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if value == value and abs(value) != float("inf") else None
    text = plain_text(value).replace(" ", "")
    found = _NUMBER.search(text)
    if found is None:
        return None
    before, after = text[: found.start()], text[found.end() :]
    factor = 1.0
    if after.startswith(_TEN_THOUSAND):
        factor, after = 10_000.0, after[1:]
    words_before, words_after = _WORDS_AROUND
    if not words_before.match(before) or not words_after.match(after):
        return None
    number = float(found.group().replace(",", "")) * factor
    return number if abs(number) != float("inf") else None
