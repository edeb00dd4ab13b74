"""Write CSV that spreadsheets open as text and never run as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

__all__ = ["csv_bytes", "guarded", "is_formula_like"]

#: With one of these in front a spreadsheet takes a text for a formula; the wide ones too, in East Asian versions.
_FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\n")
_GUARD = "'"


def is_formula_like(text: str) -> bool:
    """Tell whether a spreadsheet would run the text as a formula."""
    return text.startswith(_FORMULA_SIGNS)


def guarded(text: str) -> str:
    """
    Put an apostrophe before a text that a spreadsheet would run as a formula.

    So that it can be taken away again without doubt, a text that already is one or more apostrophes before such a sign
    gets one more: whoever reads the file takes the first apostrophe away wherever apostrophes are followed by a sign.
    """
    return f"{_GUARD}{text}" if is_formula_like(text.lstrip(_GUARD)) else text


def csv_bytes(headers: Sequence[str], rows: Iterable[Sequence[object]], encoding: str) -> bytes:
    """Return a table as CSV: UTF-8 with a byte-order mark, or another encoding without; nothing is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([guarded(header) for header in headers])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig" if encoding == "utf-8" else encoding)


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value) if isinstance(value, str) else value
