"""Make any text from a file safe to print and to write: one line, no control characters."""

import unicodedata

import pandas as pd

__all__ = ["cleaned"]

_LONGEST_CHARACTERS = 2_000
_NEVER_PRINTED = frozenset(("Cc", "Cf", "Cs"))  # control, format, half a surrogate pair


def cleaned(text: object) -> str:
    """
    Return the text on one line without control and direction-changing characters; None and NaN are empty.

    Private and unassigned characters stay: old registers keep rare characters there, and they must be reported.
    """
    if text is None or text is pd.NA or text != text:  # NaN is the one value that differs from itself
        return ""
    spaced = " ".join(str(text)[:_LONGEST_CHARACTERS].split())
    return "".join(c for c in spaced if unicodedata.category(c) not in _NEVER_PRINTED)
