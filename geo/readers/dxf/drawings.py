"""Read the whole of a drawing into its pieces, and count what is left out."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from geo.errors import BrokenFileError
from geo.readers.dxf.blocks import Block
from geo.readers.dxf.pieces import DRAWN_KINDS, PIECE_FAULTS, Piece, own_strings, piece_of
from geo.readers.dxf.tags import Progress, Record, Value, records

__all__ = ["Drawing", "read_drawing"]

_MOST_PIECES, _MOST_CORNERS = 200_000, 4_000_000
_PARTS = ("VERTEX", "ATTRIB")
#: Records that draw nothing and need no mention.
_SILENT = frozenset((*_PARTS, "SEQEND", "SECTION", "BLOCK", "ENDBLK", "ATTDEF", "VIEWPORT", "ENDSEC"))


@dataclass(slots=True)
class Drawing:
    """
    What a drawing holds, texts as bytes still.

    `left_out` and `broken` count, by kind, what cannot be read at all and what contradicts itself; `abouts` are the
    strings of our own XDATA by the name of the CAD layer.
    """

    version: str = ""
    code_page: str = ""
    pieces: list[Piece] = field(default_factory=list)
    blocks: dict[bytes, Block] = field(default_factory=dict)
    abouts: dict[bytes, tuple[bytes, ...]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    progress: Progress = field(default_factory=Progress)

    def texts(self) -> set[bytes]:
        """Return everything that is written in the drawing's encoding."""
        listed = [*self.pieces, *(piece for block in self.blocks.values() for piece in block.pieces)]
        return {piece.layer for piece in listed} | {piece.text for piece in listed} | set(self.abouts)


def read_drawing(file: Path) -> Drawing:
    """
    Read a DXF of any version, ASCII or binary, as far as it can be understood.

    Raises
    ------
    BrokenFileError
        If the file is no DXF, is damaged all over, or holds more than 200,000 things or 4 million corners.
    """
    drawing = Drawing()
    target = drawing.pieces
    pending: tuple[Record, list[Piece]] | None = None
    parts: list[Record] = []
    total = corners = 0
    for record in records(file, DRAWN_KINDS, drawing.progress):
        if record.kind in _PARTS:
            parts.append(record)
            continue
        if pending is not None:
            total += 1
            corners += _add(drawing, *pending, parts)
            pending = None
        parts = []
        if record.kind == "SECTION" or record.section in ("HEADER", "TABLES"):
            _note(drawing, record)
        elif record.kind == "BLOCK":
            target = _block(drawing, record)
        elif record.section == "ENTITIES" and record.kind == "ENDBLK":
            continue
        elif record.kind in DRAWN_KINDS:
            pending = (record, drawing.pieces if record.section == "ENTITIES" else target)
        elif record.section == "ENTITIES" and record.kind not in _SILENT:
            drawing.left_out[_known(record.kind)] += 1
        if total > _MOST_PIECES or corners > _MOST_CORNERS:
            raise BrokenFileError(
                f"{file.name} holds more than {_MOST_PIECES:,} things or {_MOST_CORNERS:,} corners. Save only the CAD "
                "layers you need as DXF.",
                zh=f"{file.name} 中的对象超过 {_MOST_PIECES:,} 个，或顶点超过 {_MOST_CORNERS:,} 个；"
                "请在 CAD 中只保留需要的图层，另存为 DXF。",
            )
    if pending is not None:
        _add(drawing, *pending, parts)
    return drawing


def _add(drawing: Drawing, record: Record, target: list[Piece], parts: list[Record]) -> int:
    """Add what a record draws, if anything, and return how many corners it has."""
    try:
        with np.errstate(all="ignore"):  # what overflows is found when the corners are looked at
            piece = piece_of(record, parts)
    except PIECE_FAULTS:
        drawing.broken[record.kind] += 1
        return 0
    if piece is None:
        return 0
    target.append(piece)
    return sum(map(len, piece.rings))


def _known(kind: str) -> str:
    """Return the kind of a record as a word that can stand in a sentence."""
    return kind if kind.isascii() and kind.replace("_", "").isalnum() and len(kind) < 32 else "?"


def _note(drawing: Drawing, record: Record) -> None:
    """Note the version, the code page, and what our XDATA says about a CAD layer."""
    if record.kind == "LAYER":
        name = next((value for code, value in record.tags if code == 2 and isinstance(value, bytes)), b"").strip()
        own = own_strings(record.tags)
        if own[:1] == (b"about",):
            drawing.abouts[name] = own[1:]
    variable: Value = b""
    for code, value in record.tags if record.section == "HEADER" else ():
        if code == 9:
            variable = value
        elif isinstance(value, bytes) and variable == b"$ACADVER":
            drawing.version = value.strip().decode("ascii", errors="replace")
        elif isinstance(value, bytes) and variable == b"$DWGCODEPAGE":
            drawing.code_page = value.strip().decode("ascii", errors="replace")


def _block(drawing: Drawing, record: Record) -> list[Piece]:
    values = dict(reversed(record.tags))
    name = values.get(2, b"")
    try:
        base = (float(values.get(10, 0.0)), float(values.get(20, 0.0)))
    except ValueError:
        base = (0.0, 0.0)
    block = Block(base)
    if isinstance(name, bytes) and base[0] - base[0] == 0 and base[1] - base[1] == 0:
        drawing.blocks.setdefault(name.strip(), block)
    return block.pieces
