"""Turn the columns of a layer into plain values that every file can hold: yes or no, numbers, texts, nothing."""

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

__all__ = ["ColumnKind", "PlainColumn", "file_stem", "kept_text", "one_line", "plain_columns", "unique_names"]

ColumnKind = Literal["flag", "count", "number", "text"]

#: Control characters except tab and newline, halves of surrogate pairs and non-characters: XML and SQLite refuse them.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN_IN_FILE_NAMES = re.compile(r"""[\\/:*?"<>|%#&{}$!'`@=+~\s]+""")
_RESERVED_BY_WINDOWS = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(?=$|[._])")
_LONGEST_STEM_BYTES = 60
_LARGEST_COUNT = 2**63 - 1
#: What every reader calls the shapes; a column of that name would get lost among them.
_SHAPES = "geometry"


@dataclass(frozen=True, slots=True)
class PlainColumn:
    """
    One column: its name, what kind of values it has, and the values, None where there is none.

    A flag has bool, a count int (of 64 bits), a number finite float, a text str without control characters.
    """

    name: str
    kind: ColumnKind
    values: tuple[object, ...]


def plain_columns(layer: GeoDataFrame) -> tuple[PlainColumn, ...]:
    """
    Return the index, if it has a name, and every column beside the geometry as plain columns with unique names.

    Dates become text (2026-11-23, or with the time if there is one), lists are joined by ";", whole numbers of more
    than 64 bits become text, infinities nothing, "\\r\\n" one "\\n", and control characters are left out. A column of
    several kinds becomes text. An index named as a column that says the same is written once. A column "geometry"
    beside the shapes is numbered.
    """
    table = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    columns = [(str(name), table.iloc[:, place]) for place, name in enumerate(table.columns)]
    named = [level for level in range(layer.index.nlevels) if layer.index.names[level] is not None]
    keys = [(str(layer.index.names[level]), layer.index.get_level_values(level).to_series()) for level in named]
    keys = [
        (name, key)
        for name, key in keys
        if not any(name == other and list(map(str, key)) == list(map(str, column)) for other, column in columns)
    ]
    listed = [*keys, *columns]
    names = unique_names((one_line(name) or "column" for name, _ in listed), taken=[_SHAPES])
    return tuple(_plain_column(name, column) for name, (_, column) in zip(names, listed, strict=True))


def unique_names(names: Iterable[str], key: Callable[[str], str] = str, taken: Iterable[str] = ()) -> list[str]:
    """Number repeated names, the first stays: name, name_2, name_3; two names are the same if their `key` is."""
    unique: list[str] = []
    used = {key(name) for name in taken}
    for name in names:
        candidate, number = name, 1
        while key(candidate) in used:
            number += 1
            candidate = f"{name}_{number}"
        unique.append(candidate)
        used.add(key(candidate))
    return unique


def kept_text(value: object) -> str:
    """Return a value as text; newlines are "\\n", control characters are left out, everything else stays."""
    return _UNWRITABLE.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))


def one_line(value: object) -> str:
    """Return a value as text on one line."""
    return " ".join(kept_text(value).split())


def file_stem(name: str) -> str:
    """Return a name that every system takes as the name of a file, without what could lead elsewhere."""
    stem = _FORBIDDEN_IN_FILE_NAMES.sub("_", one_line(name)).strip("._-")
    stem = stem.encode()[:_LONGEST_STEM_BYTES].decode(errors="ignore").rstrip("._-") or "layer"
    return f"_{stem}" if _RESERVED_BY_WINDOWS.match(stem) else stem


def _plain_column(name: str, column: pd.Series) -> PlainColumn:
    values = [_scalar(value) for value in column.astype(object)]
    kinds = {type(value) for value in values if value is not None}
    if not kinds:
        return PlainColumn(name, _kind_of_dtype(column), tuple(values))
    if kinds == {bool}:
        return PlainColumn(name, "flag", tuple(values))
    if kinds == {int} and all(-_LARGEST_COUNT <= v <= _LARGEST_COUNT for v in values if isinstance(v, int)):
        return PlainColumn(name, "count", tuple(values))
    if kinds == {float} or (kinds == {float, int} and all(_is_exact(value) for value in values)):
        return PlainColumn(name, "number", tuple(float(v) if isinstance(v, int) else v for v in values))
    return PlainColumn(name, "text", tuple(None if value is None else kept_text(value) for value in values))


def _kind_of_dtype(column: pd.Series) -> ColumnKind:
    if pd.api.types.is_bool_dtype(column.dtype):
        return "flag"
    if pd.api.types.is_integer_dtype(column.dtype):
        return "count"
    return "number" if pd.api.types.is_float_dtype(column.dtype) else "text"


def _is_exact(value: object) -> bool:
    return not isinstance(value, int) or (abs(value) <= _LARGEST_COUNT and int(float(value)) == value)


def _scalar(value: object) -> object:
    """Return a cell as bool, int, float, str or None."""
    if isinstance(value, np.generic) and not isinstance(value, (np.datetime64, np.timedelta64)):
        value = value.item()
    if isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (list, tuple, set, frozenset, np.ndarray)):
        return ";".join(str(one) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return None if value is None or value is pd.NA or value != value else _other(value)


def _other(value: object) -> str:
    if isinstance(value, dt.datetime):
        is_date = value.timetz() == dt.time()
        return value.date().isoformat() if is_date else value.isoformat()
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else str(value)
