"""Give a column of plain values the type that holds all of them, gaps included."""

from collections.abc import Sequence

import pandas as pd

__all__ = ["typed_column"]

_LARGEST_COUNT = 2**63 - 1


def typed_column(values: Sequence[object], index: pd.Index) -> pd.Series:
    """
    Return values (bool, int, float, str or None) as a column: flags, whole numbers, numbers, else texts.

    Flags and whole numbers with gaps stay what they are, as pandas' `boolean` and `Int64`; in a column of several
    kinds, and for whole numbers of more than 64 bits, everything becomes text. A gap among texts is None.
    """
    kinds = {type(value) for value in values if value is not None}
    has_gaps = any(value is None for value in values)
    if kinds == {bool}:
        return pd.Series(list(values), index=index, dtype="boolean" if has_gaps else "bool")
    if kinds == {int} and all(abs(value) <= _LARGEST_COUNT for value in values if isinstance(value, int)):
        return pd.Series(list(values), index=index, dtype="Int64" if has_gaps else "int64")
    if kinds and kinds <= {int, float}:
        return pd.Series([None if v is None else float(str(v)) for v in values], index=index, dtype="float64")
    texts = [value if value is None or isinstance(value, str) else str(value) for value in values]
    return pd.Series(texts, index=index, dtype=object)
