"""Find the columns of a table that say where its rows are, and read them into shapes, whatever way they are written."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.readers.cells import number_in, plain_text, without_gaps
from geo.readers.columns import datum_in, header_key, lat_header, lon_header, position_header
from geo.readers.degrees import degrees_in, pair_in
from geo.readers.faults import FAULTS, RowNote
from geo.sentences import Sentence

__all__ = ["Positions", "positions"]

#: Where China lies, degrees: numbers beyond are no Chinese longitude or latitude, so that a swap can be told.
_CHINA_LON, _CHINA_LAT = (73.0, 136.0), (3.0, 54.5)
_PLANE_X = ("x", "x坐标", "横坐标", "东坐标", "easting", "东", "e", "coord_x", "point_x", "x_m", "y坐标(东)")
_PLANE_Y = ("y", "y坐标", "纵坐标", "北坐标", "northing", "北", "n", "coord_y", "point_y", "y_m")
_WKT = re.compile(r"^\s*(?:SRID=\d+;)?\s*(?:POINT|LINESTRING|POLYGON|MULTI\w+|GEOMETRYCOLLECTION)\b", re.IGNORECASE)
_DEGREE_SCALES = (1.0, 1e6, 1e7)
_SHOWN = 40
#: At least this share of a column must read as coordinates before its content is believed without a header.
_CONVINCING_SHARE = 0.8

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Positions:
    """
    Where the rows are: one shape a row, None where none can be read.

    Parameters
    ----------
    columns
        The columns they were read from.
    is_degrees
        False for metres of a system that the table does not name.
    datum
        What headers or titles say: "GCJ-02", "BD-09", "WGS-84", or "" if they say nothing.
    """

    shapes: NDArray[np.object_]
    columns: tuple[str, ...]
    is_degrees: bool
    datum: str = ""
    notes: tuple[RowNote, ...] = ()
    reasons: tuple[Sentence, ...] = ()


def positions(
    table: pd.DataFrame, lon: str | None = None, lat: str | None = None, titles: str = ""
) -> Positions | None:
    """
    Read the positions of a table indexed by row number, None if no column holds any.

    Looked for are, in this order: the columns named by `lon` and `lat`, a pair of degrees by its headers (of several
    pairs the one in WGS-84), x and y, one column with pairs or shapes as text, and at last two columns that can be
    nothing else by their content.
    """
    columns = [str(column) for column in table.columns]
    if lon is not None and lat is not None:
        lon, lat = without_gaps(lon), without_gaps(lat)
        keys = {header_key(column): column for column in columns}
        if header_key(lon) in keys and header_key(lat) in keys:
            return _of_pair(table, keys[header_key(lon)], keys[header_key(lat)], titles, is_named=True)
        return None
    for pair in _degree_pairs(columns):
        return _of_pair(table, *pair, titles)
    plane = _by_key(columns, _PLANE_X), _by_key(columns, _PLANE_Y)
    if plane[0] and plane[1]:
        return _of_pair(table, plane[0], plane[1], titles)
    for column in (*(c for c in columns if position_header(c)), *(c for c in columns if not position_header(c))):
        found = _of_one(table, column, titles, is_headed=position_header(column))
        if found is not None:
            return found
    return _by_content(table, columns, titles)


def _degree_pairs(columns: Sequence[str]) -> list[tuple[str, str]]:
    """Pair each longitude with its latitude; those of WGS-84 first, those of a map service last."""
    lons, lats = [c for c in columns if lon_header(c)], [c for c in columns if lat_header(c)]
    pairs = []
    for lon in lons:
        alike = [lat for lat in lats if datum_in(lat) == datum_in(lon)]
        if alike or lats:
            pairs.append((lon, (alike or lats)[0]))
    ranks = {"WGS-84": 0, "": 1}
    return sorted(pairs, key=lambda pair: ranks.get(datum_in(pair[0]), 2))


def _by_key(columns: Sequence[str], keys: Sequence[str]) -> str:
    found = {header_key(column): column for column in reversed(columns)}
    return next((found[key] for key in keys if key in found), "")


def _of_pair(table: pd.DataFrame, lon: str, lat: str, titles: str, *, is_named: bool = False) -> Positions:
    read = degrees_in if not (header_key(lon) in _PLANE_X and not is_named) else _metres_in
    first, second = _numbers(table[lon], read), _numbers(table[lat], read)
    is_plane = header_key(lon) in _PLANE_X and not is_named
    datum = datum_in(f"{lon} {lat}") or datum_in(titles)
    return _judged(table, first, second, (lon, lat), datum, is_plane=is_plane)


def _of_one(table: pd.DataFrame, column: str, titles: str, *, is_headed: bool) -> Positions | None:
    cells = table[column]
    if pd.api.types.is_numeric_dtype(cells):
        return None
    texts = cells.map(plain_text)
    filled = texts[texts != ""]
    if not len(filled):
        return None
    sample = filled.iloc[:: max(len(filled) // 200, 1)]
    datum = datum_in(column) or datum_in(titles)
    if sample.str.match(_WKT).mean() >= (0.3 if is_headed else _CONVINCING_SHARE):
        return _of_texts(table, texts, column, datum)
    if not is_headed and not sample.str.contains(r"\d{2,3}\.\d{3,}\D+\d{2,3}\.\d{3,}", regex=True).mean() >= 0.95:
        return None
    if sample.map(lambda text: pair_in(text) is not None).mean() < (0.3 if is_headed else _CONVINCING_SHARE):
        return None
    pairs = [pair_in(text) or (np.nan, np.nan) for text in texts]
    xy = np.array(pairs, dtype=float).reshape(-1, 2)
    return _judged(table, xy[:, 0], xy[:, 1], (column,), datum, is_plane=False)


def _of_texts(table: pd.DataFrame, texts: "pd.Series[str]", column: str, datum: str) -> Positions:
    bare = texts.str.replace(r"^\s*SRID=\d+;", "", regex=True)
    written: NDArray[np.object_] = bare.mask(bare == "", None).to_numpy(dtype=object)
    shapes = shapely.from_wkt(written, on_invalid="ignore")
    notes = tuple(
        RowNote(int(row), "", FAULTS["no_position"], column, value=texts[row][:_SHOWN])
        for row in table.index[shapely.is_missing(shapes) & (texts != "").to_numpy()]
    )
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        is_degrees = bool(np.nanmax(np.abs(bounds), initial=0.0) <= 180)
    return Positions(np.asarray(shapes, dtype=object), (column,), is_degrees, datum, notes)


def _by_content(table: pd.DataFrame, columns: Sequence[str], titles: str) -> Positions | None:
    """Take two neighbouring columns of fractions that lie where China is; nothing less is convincing."""
    kinds: list[str] = []
    for column in columns:
        cells = table[column]
        sample = _numbers(cells.iloc[:: max(len(cells) // 200, 1)], degrees_in)
        kinds.append(_kind_of(sample))
    for n in range(len(columns) - 1):
        if {kinds[n], kinds[n + 1]} in ({"lon", "lat"}, {"east", "north"}):
            lon, lat = (n, n + 1) if kinds[n] in ("lon", "east") else (n + 1, n)
            read = degrees_in if kinds[lon] == "lon" else _metres_in
            first, second = _numbers(table[columns[lon]], read), _numbers(table[columns[lat]], read)
            found = _judged(
                table, first, second, (columns[lon], columns[lat]), datum_in(titles), is_plane=kinds[lon] == "east"
            )
            told = Sentence(
                f"No header says where the rows are; {columns[lon]} and {columns[lat]} were taken for it "
                "by their numbers.",
                zh=f"没有表头说明坐标；按数值把 {columns[lon]} 和 {columns[lat]} 当作坐标。",
            )
            return Positions(
                found.shapes, found.columns, found.is_degrees, found.datum, found.notes, (told, *found.reasons)
            )
    return None


def _kind_of(numbers: Floats) -> str:
    good = numbers[np.isfinite(numbers)]
    if len(good) < max(1, _CONVINCING_SHARE * len(numbers)):
        return ""
    is_fraction = (np.abs(good - np.rint(good)) > 1e-6).mean() > 0.5

    def within(low: float, high: float) -> bool:
        return bool(((good >= low) & (good <= high)).mean() >= 0.95)

    if is_fraction and within(*_CHINA_LON):
        return "lon"
    if is_fraction and within(*_CHINA_LAT):
        return "lat"
    if within(166_000, 834_000) or within(13_166_000, 45_834_000):
        return "east"
    return "north" if within(380_000, 6_000_000) else ""


def _numbers(cells: pd.Series, read: Callable[[object], float | None]) -> Floats:
    if pd.api.types.is_bool_dtype(cells):
        return np.full(len(cells), np.nan)
    if pd.api.types.is_numeric_dtype(cells):
        return np.asarray(cells.to_numpy(float, na_value=np.nan), dtype=np.float64)
    plain = np.array(pd.to_numeric(cells, errors="coerce").to_numpy(float, na_value=np.nan))
    odd = ~np.isfinite(plain)
    if odd.any():
        texts = cells[odd]
        known = {value: read(value) for value in texts.dropna().unique()}
        plain[odd] = [np.nan if (n := known.get(value)) is None else n for value in texts]
    plain[~np.isfinite(plain)] = np.nan
    return plain


def _metres_in(value: object) -> float | None:
    return number_in(value)


def _judged(
    table: pd.DataFrame, x: Floats, y: Floats, columns: tuple[str, ...], datum: str, *, is_plane: bool
) -> Positions:
    """Make points of numbers: scaled degrees made whole, columns and single rows exchanged where they are swapped."""
    reasons: list[Sentence] = []
    scale = 1.0 if is_plane else _degree_scale(x, y)
    if scale != 1.0:
        x, y = x / scale, y / scale
        reasons.append(
            Sentence(
                f"{' and '.join(columns)} are whole numbers of a {_ORDINAL[scale]} of a degree and were read so.",
                zh=f"{'、'.join(columns)} 是 {_ORDINAL_ZH[scale]}度的整数，已换算为度。",
            )
        )
    typical = np.nanmedian(np.abs(np.concatenate([x, y]))) if np.isfinite(x).any() else 0.0
    is_degrees = not is_plane and bool(typical <= 360)
    notes: list[RowNote] = []
    if is_degrees:
        is_turned = _is_lat(x) & _is_lon(y)
        usual = np.isfinite(x) & np.isfinite(y)
        if usual.any() and is_turned[usual].mean() > 0.5:
            x, y = y, x
            is_turned = _is_lat(x) & _is_lon(y)
            if len(columns) > 1:
                told = f"{columns[0]} holds latitudes and {columns[1]} longitudes; they were exchanged."
                reasons.append(Sentence(told, zh=f"{columns[0]} 里是纬度、{columns[1]} 里是经度，已对调。"))
            else:
                told = f"{columns[0]} writes the latitude first; it was read so."
                reasons.append(Sentence(told, zh=f"{columns[0]} 先写纬度后写经度，已按此读取。"))
        notes += [RowNote(int(row), "", FAULTS["swapped"], columns[0]) for row in table.index[is_turned]]
        x, y = np.where(is_turned, y, x), np.where(is_turned, x, y)
    is_placed = np.isfinite(x) & np.isfinite(y)
    shapes = np.full(len(table), None, dtype=object)
    shapes[is_placed] = shapely.points(x[is_placed], y[is_placed])
    written = [table[column].map(plain_text) for column in columns]
    for row in map(int, np.flatnonzero(~is_placed)):
        value = ", ".join(text.iloc[row] for text in written if text.iloc[row])
        if value:
            notes.append(RowNote(int(table.index[row]), "", FAULTS["no_position"], columns[0], value[:_SHOWN]))
    return Positions(shapes, columns, is_degrees, datum, tuple(notes), tuple(reasons))


_ORDINAL = {1e6: "millionth", 1e7: "ten-millionth"}
_ORDINAL_ZH = {1e6: "百万分之一", 1e7: "千万分之一"}


def _degree_scale(x: Floats, y: Floats) -> float:
    for scale in _DEGREE_SCALES:
        near = (_is_lon(x / scale) & _is_lat(y / scale)) | (_is_lat(x / scale) & _is_lon(y / scale))
        usual = np.isfinite(x) & np.isfinite(y)
        if usual.any() and near[usual].mean() > _CONVINCING_SHARE:
            return scale
    return 1.0


def _is_lon(numbers: Floats) -> NDArray[np.bool_]:
    return np.asarray((numbers >= _CHINA_LON[0]) & (numbers <= _CHINA_LON[1]))


def _is_lat(numbers: Floats) -> NDArray[np.bool_]:
    return np.asarray((numbers >= _CHINA_LAT[0]) & (numbers <= _CHINA_LAT[1]))
