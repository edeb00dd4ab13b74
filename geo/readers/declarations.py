"""Read what files of our own say about themselves: the word for where they are, and names that a format cut short."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyogrio
from geopandas import GeoDataFrame

from geo.crs.placements import parsed
from geo.errors import WrongCrsError
from geo.readers.raw import RawLayer

__all__ = ["with_own_word", "with_sidecars", "without_own_columns", "word_of_file"]

#: The column of a table that holds the word, the same in every row.
_DATUM_COLUMN = "datum"
_HEAD_BYTES = 65_536
_MOST_SIDECAR_BYTES = 50_000_000
_MEMBER = re.compile(rb'"datum"\s*:\s*("(?:[^"\\]|\\.){1,60}")')


def with_own_word(raw: RawLayer, word: str) -> RawLayer:
    """Return the rows with the place that a word of ours declares; a word of somebody else's changes nothing."""
    try:
        placement = parsed(word) if word else None
    except WrongCrsError:
        return raw
    if placement is None:
        return raw
    if placement.datum:
        return replace(raw, datum=placement.datum, taken_as="")
    return replace(raw, rows=raw.rows.set_crs(placement.crs, allow_override=True), datum="WGS-84", taken_as="")


def word_of_file(file: Path, layer: str) -> str:
    """Return the word that a GeoJSON or a GeoPackage of ours holds, "" if it holds none."""
    suffix = file.suffix.lower()
    if suffix in (".geojson", ".json"):
        with file.open("rb") as stream:
            found = _MEMBER.search(stream.read(_HEAD_BYTES).partition(b'"features"')[0])
        return str(json.loads(found[1])) if found else ""
    if suffix == ".gpkg":
        about = pyogrio.read_info(file, layer=layer).get("layer_metadata") or {}
        return str(about.get("datum", ""))
    return ""


def without_own_columns(table: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Take away what a table of ours says about itself: the word for its place, its notes, texts cut into cells."""
    names = [str(column) for column in table.columns]
    unwanted = [name for name in names if name.startswith("说明:")]
    for name in names:
        base, _, part = name.rpartition("__")
        if part.isdecimal() and base in names:
            table = table.assign(**{base: table[base].map(_text_of) + table[name].map(_text_of)})
            unwanted.append(name)
    word = ""
    if _DATUM_COLUMN in names:
        words = table[_DATUM_COLUMN].dropna().unique()
        word = str(words[0]) if len(words) == 1 else ""
        unwanted += [_DATUM_COLUMN] if word else []
    return table.drop(columns=unwanted), word


def _text_of(cell: object) -> str:
    """Return a cell as the text it is, "" if it is empty."""
    return cell if isinstance(cell, str) else ""


def with_sidecars(raw: RawLayer, texts: dict[str, Path], shapefile: str) -> RawLayer:
    """
    Return the rows of a Shapefile with the names, texts and place that lie beside it.

    Parameters
    ----------
    texts
        File name -> path of what lies in the same folder.
    shapefile
        Name of the .shp file.
    """
    rows = pd.DataFrame(raw.rows)
    names = _names(texts.get("columns.csv"))
    if set(names) >= {str(column) for column in rows.columns if column != "geometry"}:
        rows = rows.rename(columns=names)
    for row, column, text in _long_texts(texts.get("long_texts.csv"), shapefile):
        if column in rows.columns and row in rows.index:
            rows[column] = rows[column].astype(object)
            rows.loc[row, column] = text
    found = replace(raw, rows=GeoDataFrame(rows, geometry="geometry", crs=raw.rows.crs))
    word = texts.get("datum.txt")
    return with_own_word(found, word.read_text(encoding="utf-8", errors="replace")[:60].strip()) if word else found


def _names(path: Path | None) -> dict[str, str]:
    rows = _table(path)
    return {row["short_name"]: row["full_name"] for row in rows if row.get("short_name") and row.get("full_name")}


def _long_texts(path: Path | None, shapefile: str) -> list[tuple[int, str, str]]:
    return [
        (int(row["row"]), row["column"], row["text"])
        for row in _table(path)
        if row.get("file") == shapefile and str(row.get("row", "")).isdecimal() and row.get("column")
    ]


def _table(path: Path | None) -> list[dict[str, str]]:
    if path is None or path.stat().st_size > _MOST_SIDECAR_BYTES:
        return []
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    csv.field_size_limit(_MOST_SIDECAR_BYTES)
    try:
        return [dict(row) for row in csv.DictReader(io.StringIO(text))]
    except csv.Error:
        return []
