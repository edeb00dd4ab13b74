"""Turn the records of a drawing into what a planner can use: outlines, lines, points, texts and inserted blocks."""

import math
from dataclasses import dataclass

import numpy as np

from geo.readers.dxf.curves import Corners, arc, ellipse, spline, with_bulges
from geo.readers.dxf.hatches import hatch_rings
from geo.readers.dxf.own import OWN_APPLICATION
from geo.readers.dxf.tags import Record, Tag, Value, whole

__all__ = ["DRAWN_KINDS", "LARGEST_COORDINATE", "PIECE_FAULTS", "Insert", "Piece", "own_strings", "piece_of"]

DRAWN_KINDS = frozenset(
    (
        "LWPOLYLINE",
        "POLYLINE",
        "LINE",
        "ARC",
        "CIRCLE",
        "ELLIPSE",
        "SPLINE",
        "HATCH",
        "POINT",
        "INSERT",
        "TEXT",
        "MTEXT",
    )
)
#: What goes wrong in a record whose numbers contradict one another.
PIECE_FAULTS = (ValueError, IndexError, KeyError, OverflowError, ZeroDivisionError)
_OWN = OWN_APPLICATION.encode()
LARGEST_COORDINATE = 1e12
_MESH = 16 | 64
_CONTROL_POINT = 16


@dataclass(frozen=True, slots=True)
class Insert:
    """A block set into the drawing: where, how large, how turned (radians), in how many columns and rows."""

    block: bytes
    scale: tuple[float, float]
    turn: float
    columns: int
    rows: int
    spacing: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """
    One thing drawn: kind is "outline", "line", "point", "text" or "insert".

    `rings` are corners: of an outline (a hatch may have several), a line, or one place. `text` is as in the file, of
    a block that of its first attribute. `own` are the strings of our own XDATA.
    """

    kind: str
    layer: bytes
    rings: tuple[Corners, ...]
    text: bytes = b""
    own: tuple[bytes, ...] = ()
    insert: Insert | None = None
    is_hatch: bool = False
    is_mtext: bool = False


def piece_of(record: Record, parts: list[Record]) -> Piece | None:
    """
    Return what a record draws in model space, None if nothing; `parts` are the vertices or attributes that follow it.

    Raises
    ------
    ValueError, IndexError, KeyError, OverflowError, ZeroDivisionError
        If the record's numbers contradict one another.
    """
    plain, own = _without_xdata(record.tags), own_strings(record.tags)
    values = dict(reversed(plain))  # of a code that comes twice the first counts
    if record.is_cut:
        raise ValueError("the record is too long")
    if whole(values.get(67, 0)) == 1:
        return None
    layer = _bytes(values.get(8, b"0")).strip()
    if record.kind in ("TEXT", "MTEXT"):
        place = _text_place(record.kind, values)
        text = b"".join(_bytes(value) for code, value in plain if code == 3 or code == 1)
        return Piece("text", layer, (_finite(place),), text, own, is_mtext=record.kind == "MTEXT")
    if record.kind == "INSERT":
        text = next((_bytes(v) for part in parts if part.kind == "ATTRIB" for c, v in part.tags if c == 1), b"")
        return Piece("insert", layer, (_mirrored(_finite(_place(values)), values),), text, own, _insert(values))
    if record.kind == "HATCH":
        rings = tuple(_mirrored(_finite(ring), values) for ring in hatch_rings(plain))
        return Piece("outline", layer, rings, own=own, is_hatch=True) if rings else None
    corners, is_closed = _drawn(record.kind, plain, values, parts)
    corners = _mirrored(_finite(corners), values)
    if record.kind == "POINT" or len(corners) == 1:
        return Piece("point", layer, (corners[:1],), own=own)
    if not len(corners):
        return None
    return Piece("outline" if is_closed and len(corners) > 2 else "line", layer, (corners,), own=own)


def own_strings(tags: list[Tag]) -> tuple[bytes, ...]:
    """Return the strings of our own XDATA."""
    own: list[bytes] = []
    is_own = False
    for code, value in tags:
        if code == 1001:
            is_own = _bytes(value).strip() == _OWN
        elif code == 1000 and is_own:
            own.append(_bytes(value))
    return tuple(own)


def _without_xdata(tags: list[Tag]) -> list[Tag]:
    return tags[: next((n for n, (code, _) in enumerate(tags) if code >= 1000), len(tags))]


def _bytes(value: Value) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _place(values: dict[int, Value], first: int = 10) -> Corners:
    return np.array([[float(values[first]), float(values[first + 10])]])


def _finite(corners: Corners) -> Corners:
    if len(corners) and not (corners.min() > -LARGEST_COORDINATE and corners.max() < LARGEST_COORDINATE):
        raise ValueError("a coordinate is no number, or off every map")
    return corners


def _mirrored(corners: Corners, values: dict[int, Value]) -> Corners:
    """Turn back what was drawn on the back of the plane, where east counts to the west."""
    return corners * [-1.0, 1.0] if float(values.get(230, 1.0)) < 0 else corners


def _text_place(kind: str, values: dict[int, Value]) -> Corners:
    """Return where a text stands: its point of alignment if it has one, else where it begins."""
    is_aligned = kind == "TEXT" and (whole(values.get(72, 0)) or whole(values.get(73, 0))) and 11 in values
    return _place(values, 11 if is_aligned else 10)


def _insert(values: dict[int, Value]) -> Insert:
    scale = (float(values.get(41, 1.0)), float(values.get(42, 1.0)))
    turn = math.radians(float(values.get(50, 0.0)))
    columns, rows = max(1, whole(values.get(70, 1))), max(1, whole(values.get(71, 1)))
    spacing = (float(values.get(44, 0.0)), float(values.get(45, 0.0)))
    if not all(map(math.isfinite, (*scale, turn, *spacing))):
        raise ValueError("a block is set in with no number")
    return Insert(_bytes(values[2]).strip(), scale, turn, columns, rows, spacing)


def _drawn(kind: str, tags: list[Tag], values: dict[int, Value], parts: list[Record]) -> tuple[Corners, bool]:
    """Return the corners of what a record draws, and whether it says that it is closed."""
    if kind == "LWPOLYLINE":
        return _lightweight(tags, is_closed=bool(whole(values.get(70, 0)) & 1))
    if kind == "POLYLINE":
        return _heavy(values, parts)
    if kind == "LINE":
        return np.vstack([_place(values), _place(values, 11)]), False
    if kind == "POINT":
        return _place(values), False
    if kind == "SPLINE":
        return _spline(tags, values)
    centre = _place(values)[0].tolist()
    if kind == "ELLIPSE":
        start, end = float(values.get(41, 0.0)), float(values.get(42, math.tau))
        sweep = (end - start) % math.tau or math.tau
        major = (float(values[11]), float(values[21]))
        return ellipse(centre, major, float(values[40]), start, sweep), abs(sweep - math.tau) < 1e-6
    start, end = (math.radians(float(values.get(code, 0.0))) for code in (50, 51))
    sweep = math.tau if kind == "CIRCLE" else (end - start) % math.tau
    return arc(centre, float(values[40]), start, sweep), kind == "CIRCLE"


def _lightweight(tags: list[Tag], *, is_closed: bool) -> tuple[Corners, bool]:
    east: list[float] = []
    north: list[float] = []
    bulges: list[float] = []
    for code, value in tags:
        if code == 10:
            east.append(float(value))
            bulges.append(0.0)
        elif code == 20:
            north.append(float(value))
        elif code == 42 and bulges:
            bulges[-1] = float(value)
    if len(east) != len(north):
        raise ValueError("a corner has only one coordinate")
    return with_bulges(np.column_stack([east, north]), bulges, is_closed=is_closed), is_closed


def _heavy(values: dict[int, Value], parts: list[Record]) -> tuple[Corners, bool]:
    flags = whole(values.get(70, 0))
    if flags & _MESH:
        return np.empty((0, 2)), False
    corners, bulges = [], []
    for part in parts:
        vertex = dict(reversed(part.tags))
        if part.kind == "VERTEX" and not whole(vertex.get(70, 0)) & _CONTROL_POINT:
            corners.append(_place(vertex)[0])
            bulges.append(float(vertex.get(42, 0.0)))
    if not corners:
        return np.empty((0, 2)), False
    return with_bulges(np.vstack(corners), bulges, is_closed=bool(flags & 1)), bool(flags & 1)


def _spline(tags: list[Tag], values: dict[int, Value]) -> tuple[Corners, bool]:
    def listed(code: int) -> list[float]:
        return [float(value) for found, value in tags if found == code]

    is_closed = bool(whole(values.get(70, 0)) & 1)
    controls = np.column_stack([listed(10), listed(20)])
    if not len(controls):
        return np.column_stack([listed(11), listed(21)]), is_closed
    return spline(whole(values.get(71, 3)), listed(40), controls, listed(41)), is_closed
