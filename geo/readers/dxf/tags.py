"""Read a DXF file, ASCII or binary, as the records it is made of, one after the other."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from geo.errors import BrokenFileError

__all__ = ["Progress", "Record", "Tag", "records", "whole"]

Value = bytes | int | float
Tag = tuple[int, Value]

_BINARY_SIGN = b"AutoCAD Binary DXF\r\n\x1a\x00"
_LARGEST_FILE_BYTES = 100_000_000
_MOST_MISPLACED_LINES = 200
_MOST_TAGS_A_RECORD = 1_000_000
_MOST_CODES = 4_000
_SECTIONS = ("HEADER", "TABLES", "BLOCKS", "ENTITIES")
_STRUCTURE = ("SECTION", "BLOCK", "ENDBLK", "LAYER", "SEQEND", "VERTEX", "ATTRIB")


@dataclass(slots=True)
class Progress:
    """What was noticed while a file was read."""

    misplaced_lines: int = 0
    is_complete: bool = False
    has_sections: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """Everything between two group codes 0: an entity, a block's begin, a section's head with the header variables."""

    section: str
    kind: str
    tags: list[Tag] = field(default_factory=list)
    is_cut: bool = False


def whole(value: Value) -> int:
    """Return a whole number, also one that a program wrote with a decimal point."""
    return int(float(value))


def records(file: Path, kinds: frozenset[str], progress: Progress) -> Iterator[Record]:
    """
    Yield the records of the sections HEADER, TABLES, BLOCKS and ENTITIES in the order of the file.

    Only those of the given `kinds`, and those that give the file its structure, come with their tags. A line too many
    or too few is stepped over; a file that ends in the middle is read as far as it goes.

    Raises
    ------
    BrokenFileError
        If the file is no DXF, is larger than 100 MB, or is so disordered that nothing in it can be trusted.
    """
    if file.stat().st_size > _LARGEST_FILE_BYTES:
        raise BrokenFileError(
            f"{file.name} is larger than 100 MB. Save only the CAD layers you need as a DXF of their own.",
            zh=f"{file.name} 超过 100 MB；请在 CAD 中只保留需要的图层，另存为 DXF。",
        )
    with file.open("rb") as stream:
        head = stream.read(len(_BINARY_SIGN))
        if head.startswith(b"AC10"):
            raise BrokenFileError(
                f"{file.name} is a DWG drawing; save it as DXF in your CAD program and load that.",
                zh=f"{file.name} 是 DWG 图纸；请在 CAD 中另存为 DXF 后再导入。",
            )
        if head == _BINARY_SIGN:
            yield from _grouped(_binary_tags(stream.read(), file), kinds, progress)
        else:
            stream.seek(3 if head.startswith(b"\xef\xbb\xbf") else 0)
            yield from _grouped(_ascii_tags(stream, file, progress), kinds, progress)
    if not progress.has_sections:
        raise BrokenFileError(
            f"{file.name} is not a DXF drawing: it has no sections. Save it again as DXF.",
            zh=f"{file.name} 不是 DXF 图纸（没有任何段）；请重新另存为 DXF。",
        )


def _grouped(tags: Iterator[Tag], kinds: frozenset[str], progress: Progress) -> Iterator[Record]:
    section, record, is_wanted = "", Record("", ""), False
    kept: list[Tag] = record.tags
    for code, value in tags:
        if code != 0:
            if is_wanted and len(kept) <= _MOST_TAGS_A_RECORD:
                kept.append((code, value))
            continue
        if record.kind == "SECTION":
            section = _name(record)
            record = Record(section, "SECTION", kept)
            progress.has_sections |= section in _SECTIONS
        if record.kind and section in _SECTIONS:
            yield record if len(kept) <= _MOST_TAGS_A_RECORD else Record(section, record.kind, kept[:100], True)
        kind = value.strip().decode("ascii", errors="replace").upper() if isinstance(value, bytes) else ""
        if kind == "ENDSEC":
            section = ""
        if kind == "EOF":
            progress.is_complete = True
            return
        record, is_wanted = Record(section, kind), kind in kinds or kind in _STRUCTURE
        kept = record.tags
    if record.kind and section in _SECTIONS:  # the file ends without EOF: its last record may be cut off
        yield record


def _name(record: Record) -> str:
    name = next((value for code, value in record.tags if code == 2 and isinstance(value, bytes)), b"")
    return name.strip().decode("ascii", errors="replace").upper()


def _ascii_tags(stream: BinaryIO, file: Path, progress: Progress) -> Iterator[Tag]:
    lines: Iterator[bytes] = iter(stream)
    codes: dict[bytes, int] = {}
    is_done = False
    while not is_done:
        is_done = True
        for line, value in zip(lines, lines, strict=False):
            code = codes.get(line)
            if code is None:
                try:
                    code = int(line)
                except ValueError:
                    progress.misplaced_lines += 1
                    if progress.misplaced_lines > _MOST_MISPLACED_LINES:
                        raise _disordered(file) from None
                    lines = chain((value,), lines)
                    is_done = False
                    break
                if len(codes) < _MOST_CODES:
                    codes[line] = code
            yield code, value.rstrip(b"\r\n")


def _disordered(file: Path) -> BrokenFileError:
    return BrokenFileError(
        f"{file.name} is damaged, or not a DXF drawing: group codes and values do not follow one another. "
        "Save it again as DXF.",
        zh=f"{file.name} 已损坏，或不是 DXF 图纸：组码与组值没有成对出现；请重新另存为 DXF。",
    )


def _binary_tags(data: bytes, file: Path) -> Iterator[Tag]:
    is_old = data[1:2] != b"\x00"  # before R13 a group code has one byte
    place = 0
    try:
        while place < len(data):
            if not is_old:
                (code,) = struct.unpack_from("<H", data, place)
                place += 2
            elif data[place] == 255:
                (code,) = struct.unpack_from("<H", data, place + 1)
                place += 3
            else:
                code, place = data[place], place + 1
            value, place = _binary_value(code, data, place)
            yield code, value
    except (struct.error, IndexError):
        return  # the file ends in the middle of a value
    except ValueError:
        raise _disordered(file) from None


def _binary_value(code: int, data: bytes, place: int) -> tuple[Value, int]:
    layout = _binary_layout(code)
    if layout:
        (number,) = struct.unpack_from(layout, data, place)
        return number, place + struct.calcsize(layout)
    if 310 <= code <= 319 or code == 1004:
        length = data[place]
        return data[place + 1 : place + 1 + length], place + 1 + length
    end = data.find(b"\x00", place)
    if end < 0:
        raise IndexError
    if code > 1071:
        raise ValueError
    return data[place:end], end + 1


def _binary_layout(code: int) -> str:
    if 10 <= code < 60 or 110 <= code < 150 or 210 <= code < 240 or 460 <= code < 470 or 1010 <= code < 1060:
        return "<d"
    if 60 <= code < 80 or 170 <= code < 180 or 270 <= code < 290 or 370 <= code < 390 or 400 <= code < 410:
        return "<h"
    if code == 1070:
        return "<h"
    if 90 <= code < 100 or 420 <= code < 430 or 440 <= code < 460 or code == 1071:
        return "<i"
    if 160 <= code < 170:
        return "<q"
    return "<?" if 290 <= code < 300 else ""
