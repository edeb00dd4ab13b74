"""
Read back the drawings this program wrote: rows with all their attributes, holes and several parts.

Every entity carries XDATA of the application `LINQUAN`, strings of group code 1000. The first says what the entity is,
"<kind> <row> <part> <ring> <pieces>": kind `area`, `line` or `point`; row, part and ring (0 the outline, above it
holes) by number; and in how many pieces the row's attributes come. The others are those pieces, of a JSON object; they
stand on ring 0. Of a row too long for one entity the rest is on invisible points, "more <row> <piece> 0 <pieces>"; the
name inside an outline is "label <row> 0 0 0". The CAD layer itself carries "about" and a JSON object: `datum`, `name`,
`notes`, `rows_without_shape`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from geo.readers.dxf.curves import Corners
from geo.readers.gathering import gathered

__all__ = [
    "OWN_APPLICATION",
    "OwnMark",
    "OwnRow",
    "PIECES_AN_ENTITY",
    "PIECE_CHARACTERS",
    "json_object",
    "mark_of",
    "own_rows",
]

OWN_APPLICATION = "LINQUAN"
#: XDATA holds strings of 255 bytes, 16 KB an entity.
PIECE_CHARACTERS, PIECES_AN_ENTITY = 240, 50
_DRAWN = ("area", "line", "point")


@dataclass(frozen=True, slots=True)
class OwnMark:
    """What our XDATA says an entity is; `pieces` of the attributes in all, `carried` on this entity."""

    kind: str
    row: int
    part: int
    ring: int
    pieces: int
    carried: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A row read back; `attributes` is None if some of them are missing in the file."""

    shape: BaseGeometry
    layer: bytes
    attributes: dict[str, object] | None


@dataclass(slots=True)
class _Gathered:
    layer: bytes
    carried: dict[int, bytes] = field(default_factory=dict)
    pieces: int = 0
    parts: dict[int, tuple[str, dict[int, Corners]]] = field(default_factory=dict)


def mark_of(own: tuple[bytes, ...]) -> OwnMark | None:
    """Return what the strings of our XDATA say, None if they are not understood."""
    words = own[0].split() if own else []
    if len(words) != 5:
        return None
    try:
        row, part, ring, pieces = (int(word) for word in words[1:])
    except ValueError:
        return None
    return OwnMark(words[0].decode("ascii", errors="replace"), row, part, ring, pieces, own[1:])


def json_object(pieces: Iterable[bytes]) -> dict[str, object] | None:
    """Return the JSON object that the pieces make, None if they make none."""
    try:
        value = json.loads(b"".join(pieces))
    except (ValueError, RecursionError):
        return None
    return {str(key): one for key, one in value.items()} if isinstance(value, dict) else None


def own_rows(drawn: Iterable[tuple[OwnMark, bytes, Corners]]) -> list[OwnRow]:
    """
    Put rows together again from marked entities, their CAD layers and corners, in the order of their numbers.

    An entity copied in a CAD program is a row of its own, with the attributes of the one it was copied from.
    """
    copies: defaultdict[tuple[int, int, int], int] = defaultdict(int)
    gathered: dict[tuple[int, int], _Gathered] = {}
    more: defaultdict[int, dict[int, bytes]] = defaultdict(dict)
    for mark, layer, corners in drawn:
        if mark.kind == "more":
            more[mark.row].update(enumerate(mark.carried, start=mark.part))
        if mark.kind not in _DRAWN:
            continue
        place = (mark.row, mark.part, mark.ring)
        row = gathered.setdefault((mark.row, copies[place]), _Gathered(layer))
        copies[place] += 1
        row.parts.setdefault(mark.part, (mark.kind, {}))[1][mark.ring] = corners
        if mark.ring == 0:
            row.layer, row.pieces = layer, mark.pieces
            row.carried.update(enumerate(mark.carried))
    rows = []
    for (number, _), row in sorted(gathered.items()):
        shape = _shape(row)
        if shape is not None:
            rows.append(OwnRow(shape, row.layer, _attributes({**more[number], **row.carried}, row.pieces)))
    return rows


def _attributes(carried: dict[int, bytes], pieces: int) -> dict[str, object] | None:
    if sorted(carried) != list(range(len(carried))) or len(carried) != pieces:
        return None
    found = json_object(carried[n] for n in range(pieces))
    if found is None:
        return None
    return {k: v if v is None or isinstance(v, (bool, int, float, str)) else str(v) for k, v in found.items()}


def _shape(row: _Gathered) -> BaseGeometry | None:
    parts = [_part(kind, rings) for _, (kind, rings) in sorted(row.parts.items())]
    drawn = [part for part in parts if part is not None]
    if len(drawn) < 2:
        return drawn[0] if drawn else None
    return gathered(drawn)


def _part(kind: str, rings: dict[int, Corners]) -> BaseGeometry | None:
    if kind == "point":
        return shapely.points(rings[0][0]) if 0 in rings else None
    if kind == "line":
        return shapely.LineString(rings[0]) if 0 in rings and len(rings[0]) > 1 else None
    long_enough = {number: ring for number, ring in rings.items() if len(ring) > 2}
    if 0 not in long_enough:
        return None
    holes = [ring for number, ring in sorted(long_enough.items()) if number]
    return shapely.Polygon(long_enough[0], holes)
