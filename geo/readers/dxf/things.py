"""Tell what is drawn on which CAD layer, rows of our own drawings put together again, and what things are called."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.readers.dxf.curves import Corners
from geo.readers.dxf.outlines import names_inside, shaped
from geo.readers.dxf.own import OwnMark, mark_of, own_rows
from geo.readers.dxf.pieces import Piece
from geo.readers.dxf.texts import mtext_words, text_words

__all__ = ["Thing", "named_things", "things_drawn"]

#: Of two outlines of about the same size around a text, the one on the layer that is read gets it.
_PREFERENCE = 0.99


@dataclass(frozen=True, slots=True)
class Thing:
    """
    A row to be: kind is "area", "line" or "point", `text` what a symbol says.

    Of a row of our own drawing `is_own` is True and `attributes` is what it says, None if that is damaged.
    """

    kind: str
    layer: str
    shape: BaseGeometry
    text: str = ""
    is_own: bool = False
    attributes: dict[str, object] | None = None
    was_closed: bool = False


def things_drawn(pieces: Sequence[Piece], codec: str) -> list[Thing]:
    """Return what is drawn, our own rows first by their numbers, then everything else in the order of the file."""
    layers = {layer: text_words(layer, codec) for layer in {piece.layer for piece in pieces}}
    marks = [mark_of(piece.own) for piece in pieces]
    ours: list[tuple[OwnMark, bytes, Corners]] = [
        (mark, piece.layer, piece.rings[0]) for mark, piece in zip(marks, pieces, strict=True) if mark is not None
    ]
    things = [
        Thing(_kind(row.shape), layers[row.layer], row.shape, is_own=True, attributes=row.attributes)
        for row in own_rows(ours)
    ]
    others = [piece for mark, piece in zip(marks, pieces, strict=True) if mark is None]
    for one in shaped(others):
        piece = others[one.index]
        text = text_words(piece.text, codec)
        things.append(Thing(one.kind, layers[piece.layer], one.shape, text, was_closed=one.was_closed))
    return things


def named_things(
    kept: Sequence[Thing], things: Sequence[Thing], pieces: Sequence[Piece], codec: str
) -> tuple[list[list[str]], bool]:
    """
    Return the texts of each thing that is kept, and whether all texts could be looked at.

    A text on the layer that is read looks for an outline of that layer, any other text for an outline of any layer.
    """
    names = [[thing.text] if thing.text else [] for thing in kept]
    places = {id(thing): place for place, thing in enumerate(kept)}
    written = [piece for piece in pieces if piece.kind == "text" and mark_of(piece.own) is None]
    texts = [(mtext_words if piece.is_mtext else text_words)(piece.text, codec) for piece in written]
    layers = [text_words(piece.layer, codec) for piece in written]
    chosen = kept[0].layer if kept else ""
    is_complete = True
    for is_here in (True, False):
        outlines = [thing for thing in (kept if is_here else things) if thing.kind == "area"]
        told = [n for n, text in enumerate(texts) if text and (layers[n] == chosen) == is_here]
        at = np.array([written[n].rings[0][0] for n in told]).reshape(-1, 2)
        areas = np.array([thing.shape for thing in outlines], dtype=object)
        sizes = shapely.area(areas) * np.where([id(thing) in places for thing in outlines], _PREFERENCE, 1.0)
        inside, all_told = names_inside(areas, sizes, at, [texts[n] for n in told])
        is_complete &= all_told
        for thing, found in zip(outlines, inside, strict=True):
            if id(thing) in places:
                names[places[id(thing)]] += found
    return names, is_complete


def _kind(shape: BaseGeometry) -> str:
    dimension = int(shapely.get_dimensions(shape))
    return ("point", "line", "area")[max(dimension, 0)]
