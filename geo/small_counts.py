"""Mask counts of 1 to 4 of the old, the young and the disabled in what leaves the program: they could be known."""

import pandas as pd
from geopandas import GeoDataFrame

from geo.sentences import Sentence

__all__ = ["LEAST_SHOWN", "SENSITIVE_COUNTS", "masked_numbers", "masked_texts"]

#: Counts of groups that need protection.
SENSITIVE_COUNTS = ("elderly", "elderly_80", "children_0_6", "children_7_14", "disabled")
#: A smaller count than this, and more than nobody, is not shown.
LEAST_SHOWN = 5

_MASK = f"<{LEAST_SHOWN}"
#: In a table with one row a count, these columns hold figures of the group that the column `count` names.
_FIGURES = ("covered", "total", "uncovered", "falsely_covered")


def masked_texts(table: pd.DataFrame) -> tuple[pd.DataFrame, Sentence | None]:
    """
    Return a table in which small counts are "<5", and a sentence that says so; None if there are none.

    Masked are the columns of the groups, and in a table whose column `count` names the group the figures of its row;
    a share of such a row is left away, for it would give the count away. The table given is not modified.
    """
    masked, cells = table.copy(), 0
    for column in SENSITIVE_COUNTS:
        if column in masked.columns:
            is_small = _is_small(masked[column])
            cells += int(is_small.sum())
            if is_small.any():
                masked[column] = masked[column].astype(object).mask(is_small, _MASK)
    if "count" in masked.columns:
        is_group = masked["count"].isin(SENSITIVE_COUNTS)
        is_any = pd.Series(False, index=masked.index)
        for column in (name for name in _FIGURES if name in masked.columns):
            is_small = is_group & _is_small(masked[column])
            is_any |= is_small
            cells += int(is_small.sum())
            if is_small.any():
                masked[column] = masked[column].astype(object).mask(is_small, _MASK)
        for column in (name for name in masked.columns if str(name).endswith("share") and is_any.any()):
            masked[column] = masked[column].astype(object).mask(is_any, "")
    return masked, _said(cells)


def masked_numbers(layer: GeoDataFrame) -> tuple[GeoDataFrame, Sentence | None]:
    """Return a layer in which small counts are missing, and a sentence that says so; None if there are none."""
    masked, cells = layer, 0
    for column in SENSITIVE_COUNTS:
        if column in layer.columns:
            is_small = _is_small(layer[column])
            if is_small.any():
                cells += int(is_small.sum())
                masked = masked.assign(**{column: pd.to_numeric(layer[column], errors="coerce").mask(is_small)})
    return masked, _said(cells)


def _is_small(cells: pd.Series) -> "pd.Series[bool]":
    numbers = pd.to_numeric(cells, errors="coerce")
    return (numbers > 0) & (numbers < LEAST_SHOWN)


def _said(cells: int) -> Sentence | None:
    if not cells:
        return None
    noun = "count" if cells == 1 else "counts"
    return Sentence(
        f"{cells:,} {noun} of 1 to {LEAST_SHOWN - 1} old, young or disabled people are masked, so that nobody can be "
        "recognised.",
        zh=f"为保护个人信息，有 {cells:,} 处 1～{LEAST_SHOWN - 1} 人的老人、儿童或残疾人数已遮盖。",
    )
