"""Take inserted blocks apart: what is drawn in a block lands where the block was set in, symbols become points."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from geo.readers.dxf.curves import Corners
from geo.readers.dxf.pieces import LARGEST_COORDINATE, Insert, Piece

__all__ = ["Block", "Taken", "taken_apart"]

_DEEPEST = 8
_MOST_PIECES, _MOST_CORNERS, _MOST_COPIES = 200_000, 4_000_000, 10_000
#: A block no larger than this is a symbol for a place, not a thing with an outline.
_LARGEST_SYMBOL = 10.0

#: From the coordinates of a block to those of the drawing: a matrix and a shift.
_Motion = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Block:
    """What is drawn in a block, around its base point."""

    base: tuple[float, float]
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class Taken:
    """The pieces of a drawing without blocks, and what was noticed: blocks opened, and whether some were left out."""

    pieces: list[Piece] = field(default_factory=list)
    opened: int = 0
    is_cut: bool = False
    pieces_left: int = _MOST_PIECES
    corners_left: int = _MOST_CORNERS


def taken_apart(pieces: Iterable[Piece], blocks: dict[bytes, Block]) -> Taken:
    """
    Return the pieces with every inserted block replaced by its contents, at most 8 blocks deep and 200,000 pieces.

    A block of at most 10 units, or with nothing but texts in it, is a symbol: it becomes a point whose text is that
    of its first attribute. What a block draws on CAD layer 0 comes onto the layer that the block was set in on.
    """
    taken = Taken()
    for piece in pieces:
        if piece.insert is None:
            taken.pieces.append(piece)
            continue
        with np.errstate(all="ignore"):  # what overflows is off every map and left out
            contents = [one for one in _contents(piece, piece.insert, blocks, taken, _DEEPEST) if _is_on_map(one)]
        if _is_symbol(contents):
            taken.pieces.append(Piece("point", piece.layer, piece.rings, piece.text, piece.own))
        else:
            taken.opened += 1
            taken.pieces += contents
            if piece.text:
                taken.pieces.append(Piece("text", piece.layer, piece.rings, piece.text))
    return taken


def _contents(
    inserted: Piece, insert: Insert, blocks: dict[bytes, Block], taken: Taken, levels: int
) -> Iterator[Piece]:
    block = blocks.get(insert.block)
    if block is None:
        return
    if levels == 0:
        taken.is_cut = True
        return
    for motion in _motions(inserted, insert, block, taken):
        for piece in block.pieces:
            if taken.pieces_left <= 0 or taken.corners_left <= 0:
                taken.is_cut = True
                return
            taken.pieces_left -= 1
            taken.corners_left -= sum(map(len, piece.rings))
            layer = inserted.layer if piece.layer == b"0" else piece.layer
            if piece.insert is None:
                yield _moved(piece, layer, motion)
            else:
                inner = replace(piece, layer=layer)
                for deep in _contents(inner, piece.insert, blocks, taken, levels - 1):
                    yield _moved(deep, deep.layer, motion)


def _motions(inserted: Piece, insert: Insert, block: Block, taken: Taken) -> Iterator[_Motion]:
    cos, sin = math.cos(insert.turn), math.sin(insert.turn)
    turn = np.array([[cos, -sin], [sin, cos]])
    matrix = turn * np.array(insert.scale)
    copies = 0
    for column in range(insert.columns):
        for row in range(insert.rows):
            copies += 1
            if copies > _MOST_COPIES:
                taken.is_cut = True
                return
            step = turn @ np.array([column * insert.spacing[0], row * insert.spacing[1]])
            yield matrix, inserted.rings[0][0] + step - matrix @ np.array(block.base)


def _moved(piece: Piece, layer: bytes, motion: _Motion) -> Piece:
    matrix, shift = motion
    rings: tuple[Corners, ...] = tuple(ring @ matrix.T + shift for ring in piece.rings)
    return replace(piece, layer=layer, rings=rings, own=())


def _is_on_map(piece: Piece) -> bool:
    return all(bool((np.abs(ring) < LARGEST_COORDINATE).all()) for ring in piece.rings)


def _is_symbol(contents: list[Piece]) -> bool:
    drawn = [ring for piece in contents if piece.kind in ("outline", "line") for ring in piece.rings]
    if not drawn:
        return True
    low = np.min([ring.min(axis=0) for ring in drawn], axis=0)
    high = np.max([ring.max(axis=0) for ring in drawn], axis=0)
    return bool((high - low).max() <= _LARGEST_SYMBOL)
