"""Write the table of a Shapefile, and say what it cannot hold."""

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from geo.errors import SettingError
from geo.writers.plain import PlainColumn

__all__ = ["DbfField", "dbf_bytes", "dbf_fields", "long_texts"]

_NAME_BYTES, _TEXT_BYTES, _NUMBER_WIDTH, _NUMBER_DECIMALS = 10, 254, 24, 15
#: Programs read whole numbers beside a gap as fractions, of which 15 digits are sure.
_COUNT_DIGITS, _COUNT_DIGITS_BESIDE_GAPS = 18, 15
_MOST_FIELDS, _MOST_RECORD_BYTES = 255, 65_535
_NOT_IN_NAMES = re.compile(r"\W+")
_GBK_DRIVER, _NO_DRIVER = 0x4D, 0x00


@dataclass(frozen=True, slots=True)
class DbfField:
    """A column under the ten bytes that a .dbf has for its name; its values are those the field can hold."""

    short_name: str
    column: PlainColumn


def dbf_fields(columns: Sequence[PlainColumn], encoding: str) -> tuple[DbfField, ...]:
    """Give every column a short name of its own; whole numbers too long for it become text."""
    used: set[str] = set()
    fields = []
    for column in columns:
        short = _short_name(column.name, used, encoding)
        used.add(short.casefold())
        digits = _COUNT_DIGITS_BESIDE_GAPS if None in column.values else _COUNT_DIGITS
        is_wide = column.kind == "count" and any(len(str(v)) > digits for v in column.values if v is not None)
        if is_wide:
            column = PlainColumn(column.name, "text", tuple(None if v is None else str(v) for v in column.values))  # noqa: PLW2901
        fields.append(DbfField(short, column))
    return tuple(fields)


def dbf_bytes(fields: Sequence[DbfField], rows: int, encoding: str, layer_name: str) -> bytes:
    """
    Return the .dbf.

    Texts are cut after 254 bytes, never within a character; `long_texts` says which. Numbers are written with all their
    digits.

    Raises
    ------
    SettingError
        If there are more columns than a .dbf holds.
    """
    cells = [[_cell(value, field.column.kind, encoding) for value in field.column.values] for field in fields]
    lengths = [_length(field.column.kind, values) for field, values in zip(fields, cells, strict=True)]
    record_bytes = 1 + sum(lengths)
    if len(fields) > _MOST_FIELDS or record_bytes > _MOST_RECORD_BYTES:
        raise SettingError(
            f"A Shapefile holds {_MOST_FIELDS} columns of together {_MOST_RECORD_BYTES:,} bytes; {layer_name} has "
            f"{len(fields)} of {record_bytes:,}. Choose GeoPackage, or fewer columns.",
            zh=f"Shapefile 最多 {_MOST_FIELDS} 列、每行 {_MOST_RECORD_BYTES:,} 字节，{layer_name} 有 {len(fields)} 列、"
            f"{record_bytes:,} 字节；请改选 GeoPackage，或减少列数。",
        )
    driver = _NO_DRIVER if encoding == "utf-8" else _GBK_DRIVER
    head = struct.pack("<B3BIHH17xB2x", 3, 100, 1, 1, rows, 33 + 32 * len(fields), record_bytes, driver)
    for field, length in zip(fields, lengths, strict=True):
        letter, decimals = {"flag": (b"L", 0), "count": (b"N", 0), "text": (b"C", 0)}.get(
            field.column.kind, (b"F", _NUMBER_DECIMALS)
        )
        head += struct.pack("<11sc4xBB14x", field.short_name.encode(encoding), letter, length, decimals)
    padded = [
        [value.ljust(length) if field.column.kind in ("text", "flag") else value.rjust(length) for value in values]
        for field, length, values in zip(fields, lengths, cells, strict=True)
    ]
    records = zip(*padded, strict=True) if fields else ((),) * rows
    return head + b"\r" + b"".join(b" " + b"".join(record) for record in records) + b"\x1a"


def long_texts(fields: Sequence[DbfField], encoding: str) -> list[tuple[int, str, str]]:
    """Return row (from 1), full column name and full text of what a .dbf cuts or strips of blanks."""
    return [
        (row, field.column.name, value)
        for field in fields
        for row, value in enumerate(field.column.values, start=1)
        if isinstance(value, str) and (len(value.encode(encoding)) > _TEXT_BYTES or value != value.strip())
    ]


def _short_name(name: str, used: set[str], encoding: str) -> str:
    plain = _NOT_IN_NAMES.sub("_", name).strip("_") or "column"
    number, short = 1, _cut(plain, _NAME_BYTES, encoding).decode(encoding)
    while short.casefold() in used:
        number += 1
        ending = f"_{number}"
        short = _cut(plain, _NAME_BYTES - len(ending), encoding).decode(encoding) + ending
    return short


def _cut(text: str, most_bytes: int, encoding: str) -> bytes:
    """Return at most so many bytes of a text, whole characters only."""
    coded = text.encode(encoding)
    if len(coded) <= most_bytes:
        return coded
    return coded[:most_bytes].decode(encoding, errors="ignore").encode(encoding)


def _cell(value: object, kind: str, encoding: str) -> bytes:
    if value is None:
        return b"?" if kind == "flag" else b""
    if kind == "flag":
        return b"T" if value else b"F"
    return _cut(value, _TEXT_BYTES, encoding) if isinstance(value, str) else repr(value).encode()


def _length(kind: str, values: Sequence[bytes]) -> int:
    if kind == "flag":
        return 1
    if kind == "number":
        return _NUMBER_WIDTH
    return max([1, *map(len, values)])
