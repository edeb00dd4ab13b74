"""Read what files of our own say about themselves: the word for where they are, and names that a format cut short."""

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyogrio
from geopandas import GeoDataFrame

from geo.crs.placements import WGS84, Placement, parsed
from geo.errors import WrongCrsError
from geo.readers.positions import positions
from geo.readers.raw import RawLayer

__all__ = [
    "DATUM_COLUMN",
    "LONGEST_CELL_CHARACTERS",
    "NOTE_COLUMN",
    "PLACE_COLUMNS",
    "with_own_word",
    "with_sidecars",
    "without_own_columns",
    "word_of_file",
]

#: The column of a table that holds the word, the same in every row that has a place.
DATUM_COLUMN = "datum"
#: The columns of a table that hold its shapes: degrees, metres, or text.
PLACE_COLUMNS = (("lon", "lat"), ("x_m", "y_m"), ("wkt",))
#: What stands before the heading of a note that is a column.
NOTE_COLUMN = "说明:"
#: A cell of Excel holds 32,767 units of UTF-16, of which an emoji takes two.
LONGEST_CELL_CHARACTERS = 16_383
_HEAD_BYTES = 65_536
_LONGEST_WORD = 60
_MOST_SIDECAR_BYTES = 50_000_000
_MEMBER = re.compile(rb'"datum"\s*:\s*("(?:[^"\\]|\\.){1,60}")')
#: Apostrophes before a sign that a spreadsheet would run; the first one is the guard (`geo.writers.cells`).
_GUARDED = re.compile(r"'+[=+\-@＝＋－＠\t\n]")


def with_own_word(raw: RawLayer, word: str) -> RawLayer:
    """
    Return the rows with the place that a word of ours declares; a word of somebody else's changes nothing.

    A coordinate system that the file declares itself wins over a word for another: somebody brought it there since.
    The shapes of a table are those of its own columns, whatever else in it looks like a position, unless somebody
    named other columns; the rows do not repeat them.
    """
    placement = _placement(word)
    if placement is None:
        return raw
    is_table = bool(raw.place_columns)
    raw = _with_own_positions(raw) if is_table else raw
    if placement.datum:
        return replace(raw, datum=placement.datum, taken_as="")
    if raw.rows.crs is not None and not is_table:
        return replace(raw, datum=WGS84, taken_as="")
    return replace(raw, rows=raw.rows.set_crs(placement.crs, allow_override=True), datum=WGS84, taken_as="")


def word_of_file(file: Path, layer: str) -> str:
    """Return the word that a GeoJSON or a GeoPackage of ours holds, "" if it holds none."""
    suffix = file.suffix.lower()
    if suffix in (".geojson", ".json"):
        with file.open("rb") as stream:
            found = _MEMBER.search(stream.read(_HEAD_BYTES).partition(b'"features"')[0])
        try:
            return str(json.loads(found[1])) if found else ""
        except ValueError:  # no UTF-8, or an escape that JSON does not know
            return ""
    if suffix == ".gpkg":
        about = pyogrio.read_info(file, layer=layer).get("layer_metadata") or {}
        return str(about.get("datum", ""))
    return ""


def without_own_columns(table: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """
    Take away what a table of ours says about itself: the word for its place, its notes, texts cut into cells.

    A table without a word of ours is somebody else's and stays as it is.
    """
    names = [str(column) for column in table.columns]
    words = [] if DATUM_COLUMN not in names else [word for word in table[DATUM_COLUMN].dropna().unique() if word != ""]
    word = str(words[0]).strip() if len(words) == 1 else ""
    if _placement(word) is None:
        return table, ""
    unwanted = [DATUM_COLUMN, *(name for name in names if name.startswith(NOTE_COLUMN))]
    for name in names:
        base, _, part = name.rpartition("__")
        if part.isdecimal() and base in names and _is_cut(table[base]):
            table = table.assign(**{base: table[base].map(_text_of) + table[name].map(_text_of)})
            unwanted.append(name)
    return table.drop(columns=unwanted), word


def with_sidecars(raw: RawLayer, texts: dict[str, Path], shapefile: str) -> RawLayer:
    """
    Return the rows of a Shapefile with the names, kinds, texts and place that lie beside it.

    What was changed in the Shapefile since stays: a new column keeps its name, and a long text is only put back where
    its beginning still stands.

    Parameters
    ----------
    texts
        File name -> path of what lies in the same folder.
    shapefile
        Name of the .shp file.
    """
    rows = pd.DataFrame(raw.rows)
    described = _table(texts.get("columns.csv"), ("short_name", "full_name", "kind"))
    rows = _with_kinds(rows, {row["short_name"]: row["kind"] for row in described})
    rows = rows.rename(columns=_new_names(rows, {row["short_name"]: row["full_name"] for row in described}))
    long_texts: dict[str, dict[int, str]] = {}
    for row in _table(texts.get("long_texts.csv"), ("file", "row", "column", "text")):
        if row["file"] == shapefile and re.fullmatch(r"\d{1,9}", row["row"], re.ASCII):
            long_texts.setdefault(row["column"], {})[int(row["row"])] = row["text"]
    for column, by_row in long_texts.items():
        if column in rows.columns and column != "geometry":
            cells = zip(rows.index, rows[column].astype(object), strict=True)
            whole = [_whole_text(cell, by_row.get(int(row))) for row, cell in cells]
            rows[column] = pd.Series(whole, index=rows.index, dtype=object)
    found = replace(raw, rows=GeoDataFrame(rows, geometry="geometry", crs=raw.rows.crs))
    beside = texts.get("datum.txt")
    return found if beside is None else with_own_word(found, _beginning(beside))


def _placement(word: str) -> Placement | None:
    """Return the placement that one of our words stands for; we write neither swapped nor scaled nor mixed ones."""
    if not word or len(word) > _LONGEST_WORD:
        return None
    try:
        found = parsed(word)
    except WrongCrsError:
        return None
    is_ours = not found.is_swapped and found.factor == 1.0 and (not found.datum or found.system == WGS84)
    return found if is_ours else None


def _with_own_positions(raw: RawLayer) -> RawLayer:
    table = pd.DataFrame(raw.rows.drop(columns="geometry"))
    own = next((names for names in PLACE_COLUMNS if set(names) <= set(table.columns)), ())
    if raw.place_columns == own:
        return replace(raw, rows=raw.rows.drop(columns=list(own)), place_columns=())
    guessed, found = positions(table), positions(table[list(own)]) if own else None
    if found is None or guessed is None or guessed.columns != raw.place_columns:
        return raw
    about_others = " and ".join(guessed.columns)
    return replace(
        raw,
        rows=raw.rows.set_geometry(found.shapes).set_crs(None, allow_override=True).drop(columns=list(own)),
        reasons=tuple(r for r in raw.reasons if r not in guessed.reasons and not r.startswith(about_others)),
        notes=(*(note for note in raw.notes if note not in guessed.notes), *found.notes),
        place_columns=(),
    )


def _is_cut(cells: pd.Series) -> bool:
    """Tell whether some text fills its cell, so that it may go on in another."""
    return any(isinstance(cell, str) and len(cell) == LONGEST_CELL_CHARACTERS for cell in cells)


def _text_of(cell: object) -> str:
    """Return a cell as the text it is, "" if it is empty."""
    return cell if isinstance(cell, str) else ""


def _with_kinds(rows: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """Make flags and whole numbers again of what came as fractions because some are missing."""
    typed: dict[str, pd.Series] = {}
    for column in map(str, rows.columns):
        cells = rows[column]
        if kinds.get(column) == "flag" and pd.api.types.is_float_dtype(cells) and cells.dropna().isin((0, 1)).all():
            typed[column] = cells.astype("boolean")
        if kinds.get(column) == "count" and pd.api.types.is_float_dtype(cells) and (cells.dropna() % 1 == 0).all():
            typed[column] = cells.astype("Int64")
    return rows.assign(**typed)


def _new_names(rows: pd.DataFrame, names: Mapping[str, str]) -> dict[str, str]:
    """Return short name -> full name where both are sure: no two columns get the same."""
    wanted = {column: names.get(column) or column for column in map(str, rows.columns) if column != "geometry"}
    listed = ["geometry", *wanted.values()]
    return {column: name for column, name in wanted.items() if listed.count(name) == 1}


def _whole_text(cell: object, text: str | None) -> object:
    """Return the text that a cell is the beginning of, the cell itself if it is not."""
    is_beginning = text is not None and text.strip().startswith(_text_of(cell).strip())
    return text if is_beginning and (_text_of(cell) or not (text or "").strip()) else cell


def _beginning(path: Path) -> str:
    with path.open("rb") as stream:
        return stream.read(_LONGEST_WORD).decode("utf-8-sig", errors="replace").strip()


def _table(path: Path | None, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a table of ours as texts, [] if it is none."""
    if path is None or path.stat().st_size > _MOST_SIDECAR_BYTES:
        return []
    text = io.StringIO(path.read_text(encoding="utf-8-sig", errors="replace"), newline="")
    try:
        table = pd.read_csv(text, dtype=str, keep_default_na=False)
    except ValueError:  # no table
        return []
    if list(table.columns) != list(columns):
        return []
    return [dict(zip(columns, map(_unguarded, row), strict=True)) for row in table.itertuples(index=False)]


def _unguarded(cell: object) -> str:
    text = _text_of(cell)
    return text[1:] if _GUARDED.match(text) else text
