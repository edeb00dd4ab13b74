"""Read CAD drawings (DXF): closed outlines with the names written inside them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
from geopandas import GeoDataFrame

from geo.crs import LONLAT
from geo.crs.zones import CGCS2000, zones
from geo.errors import BrokenFileError, EmptyLayerError
from geo.readers.dxf.blocks import taken_apart
from geo.readers.dxf.drawings import Drawing, read_drawing
from geo.readers.dxf.noticed import drawing_sentences, layer_sentences
from geo.readers.dxf.own import json_object
from geo.readers.dxf.texts import chosen_encoding
from geo.readers.dxf.things import Thing, named_things, things_drawn
from geo.readers.raw import RawLayer
from geo.readers.report import named
from geo.readers.typed import typed_column

__all__ = ["read_dxf"]

_KINDS = ("area", "line", "point")


def read_dxf(file: Path, layer: str | None = None, encoding: str | None = None) -> RawLayer:
    """
    Read one CAD layer of a drawing: any DXF from R12 to 2018, ASCII or binary.

    Outlines (closed polylines, also those whose end nearly comes back; circles; hatches) win over lines, and lines over
    points, which inserted symbols are too. Arcs have corners within a centimetre. Blocks are taken apart. Paper space,
    solids, dimensions and the like are left out and named.

    Rows have the columns `cad_layer` and, where something is written inside an outline, `name` and `texts`: a text
    belongs to the smallest outline around it; the first one is the name, further ones are joined by ";". A drawing
    this program wrote (see `geo.readers.dxf.own`) gives back the rows as they were, with their attributes. An outline
    inside another is a row of its own, not a hole, unless our own XDATA says that it is one.

    Parameters
    ----------
    layer
        The CAD layer; without it the one with most outlines, and all are listed in `layers`, most outlines first.
    encoding
        Of the texts, where neither the drawing nor its texts tell.

    Returns
    -------
    raw
        Rows without a coordinate system, since a DXF knows none, unless our own drawing says which;
        `rows.attrs["datum"]` is the word that our own drawing says, also GCJ-02 and BD-09, which no system has.

    Raises
    ------
    BrokenFileError
        If the file is no DXF, too large or too disordered, or has no such CAD layer or encoding.
    EmptyLayerError
        If nothing is drawn in it.
    """
    drawing = read_drawing(file)
    try:
        codec = chosen_encoding(drawing.texts(), drawing.version, drawing.code_page, encoding)
    except LookupError as error:
        raise BrokenFileError(
            f'There is no encoding called "{encoding}"; choose UTF-8, GB18030 or Big5 for {file.name}.',
            zh=f"没有名为“{encoding}”的文字编码；请为 {file.name} 选择 UTF-8、GB18030 或 Big5。",
        ) from error
    taken = taken_apart(drawing.pieces, drawing.blocks)
    things = things_drawn(taken.pieces, codec)
    layers = _ranked(things)
    if not layers:
        raise EmptyLayerError(
            f"Nothing is drawn in {file.name} that could be read: no outline, no line, no point. "
            "Look whether the drawing is in model space, and save it again as DXF.",
            zh=f"{file.name} 中没有可读取的图形（轮廓、线或点）；请确认图形画在模型空间，再另存为 DXF。",
        )
    if layer is not None and layer not in layers:
        raise BrokenFileError(
            f"{file.name} has no CAD layer {layer}; it has {named(list(layers))}. Choose one of them.",
            zh=f"{file.name} 没有名为“{layer}”的图层；现有图层：{named(list(layers))}。请从中选择。",
        )
    chosen = layer if layer is not None else layers[0]
    on_layer = [thing for thing in things if thing.layer == chosen]
    kind = next(kind for kind in _KINDS if any(thing.kind == kind for thing in on_layer))
    kept = [thing for thing in on_layer if thing.kind == kind or thing.is_own]
    names, all_named = named_things(kept, things, taken.pieces, codec)
    reasons = (*drawing_sentences(file.name, drawing, taken), *layer_sentences(on_layer, kept, kind, chosen, all_named))
    return RawLayer(_rows(kept, names, _about(drawing, chosen, codec)), chosen, reasons, layers, codec)


def _ranked(things: list[Thing]) -> tuple[str, ...]:
    """Return the CAD layers, those with most outlines first, then those with most lines, then points."""
    counts: dict[str, list[int]] = {}
    for thing in things:
        counts.setdefault(thing.layer, [0, 0, 0])[_KINDS.index(thing.kind)] += 1
    return tuple(sorted(counts, key=lambda name: ([-count for count in counts[name]], name)))


def _rows(kept: list[Thing], names: list[list[str]], about: dict[str, object]) -> GeoDataFrame:
    index = pd.RangeIndex(1, len(kept) + 1)
    listed: dict[str, list[object]] = {}
    for place, thing in enumerate(kept):
        for column, value in (thing.attributes or {}).items():
            listed.setdefault(column, [None] * len(kept))[place] = value
    columns: dict[str, pd.Series] = {name: typed_column(values, index) for name, values in listed.items()}
    added = {
        "name": [texts[0] if texts else None for texts in names],
        "texts": [";".join(texts[1:]) or None for texts in names],
    }
    for name, values in added.items():
        if name not in columns and any(value is not None for value in values):
            columns[name] = typed_column(values, index)
        elif name in columns and name == "name":
            columns[name] = columns[name].astype(object).where(columns[name].notna(), pd.Series(values, index=index))
    columns.setdefault("cad_layer", typed_column([thing.layer for thing in kept], index))
    columns.pop("geometry", None)
    shapes = np.array([thing.shape for thing in kept], dtype=object)
    rows = GeoDataFrame(columns, geometry=shapes, crs=_declared_crs(about), index=index)
    if isinstance(about.get("datum"), str):
        rows.attrs["datum"] = about["datum"]
    return rows


def _about(drawing: Drawing, layer: str, codec: str) -> dict[str, object]:
    for name, pieces in drawing.abouts.items():
        if name.decode(codec, errors="replace").strip() == layer:
            return json_object(pieces) or {}
    return {}


def _declared_crs(about: dict[str, object]) -> pyproj.CRS | None:
    declared = {"WGS-84": LONLAT, "CGCS2000": CGCS2000}
    datum = about.get("datum")
    if not isinstance(datum, str):
        return None
    return declared.get(datum) or next((zone.crs for zone in zones() if zone.crs.to_string() == datum), None)
