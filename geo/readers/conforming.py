"""Bring rows as a file has them under the contract of a layer: columns renamed, cells read, ids given, faults named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geo.contracts import Column, LayerContract
from geo.errors import EmptyLayerError, MissingColumnError, WrongGeometryError
from geo.readers.cells import number_in, plain_text
from geo.readers.columns import recognised
from geo.readers.faults import FAULTS, RowNote, sentences_of
from geo.readers.headers import Headers
from geo.readers.kinds import building_kind_from_text, kind_from_text
from geo.readers.mending import name_cells
from geo.readers.report import ImportReport
from geo.sentences import Sentence

__all__ = ["Conformed", "conformed", "guessed_columns", "with_conformed"]

_KINDS = {"point": ("point", "points", "点"), "line": ("line", "lines", "线"), "polygon": ("polygon", "polygons", "面")}
_YES = ("1", "1.0", "true", "yes", "y", "t", "是", "有", "开放", "开", "封闭", "√", "✓")
_NO = ("", "0", "0.0", "false", "no", "n", "f", "否", "无", "未开放", "关", "关闭", "不封闭", "开放式", "×", "-")
_SHOWN = 40
#: Layers whose rows are called by their names: without an id of their own the name is one.
_NAMED_LAYERS = ("street_offices", "communities", "grids", "compounds")
#: Columns that say what else a layer's own words are for.
_KIND_WORDS: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "facilities": ("kind", kind_from_text),
    "buildings": ("building_kind", building_kind_from_text),
}
_UNKNOWN_KIND = ("", "unknown", "未归类")


@dataclass(frozen=True, slots=True)
class Conformed:
    """
    A layer as its contract promises, indexed by its ids, and a note for each row or cell that did not fit.

    `is_given` has a row a row of the layer and a column for each number that the file has: whether its cell was filled.
    """

    layer: GeoDataFrame
    notes: tuple[RowNote, ...]
    reasons: tuple[str, ...]
    is_given: pd.DataFrame


def guessed_columns(rows: GeoDataFrame, headers: Headers) -> dict[str, str]:
    """Return contract column -> column of the file, as far as the headers tell."""
    found = recognised(rows.columns.drop(rows.geometry.name, errors="ignore"), headers)
    return {name: str(column) for name, column in found.items()}


def conformed(
    rows: GeoDataFrame,
    contract: LayerContract,
    columns: Mapping[str, str],
    *,
    needed: str = "",
    words: Mapping[str, str] | None = None,
    file: str = "The file",
) -> Conformed:
    """
    Bring rows under a contract; they are indexed by their row numbers, which the notes name.

    Rows of another kind of shape, with a `needed` count that is none, or with the id of an earlier row are refused; a
    cell that does not fit is read as unknown. Columns beyond the contract are kept, except those that carry one of its
    names and mean something else.

    Parameters
    ----------
    columns
        Contract column -> column of the file.
    needed
        The count without which a row says nothing.
    words
        What words of the file mean, as somebody said: word -> kind of a facility.
    file
        How to call the file in a sentence.

    Raises
    ------
    WrongGeometryError, MissingColumnError, EmptyLayerError
    """
    notes: list[RowNote] = []
    called = name_cells(rows).to_dict()
    rows = _right_shapes(rows, contract, called, notes, file)
    layer = _renamed(rows, contract, columns)
    missing = [c.name for c in contract.columns if c.default is ... and c.name not in layer.columns]
    if missing:
        raise _without_columns(contract, missing, rows, file)
    for column in contract.columns:
        if column.name in layer.columns:
            layer = _read_column(layer, column, needed, called, notes)
    layer, reasons = _with_kinds(layer, contract, words or {}, called, notes)
    layer = _with_ids(layer, contract, called, notes)
    if not len(layer):
        last = sentences_of(note for note in notes if note.fate == "refused")[-1]
        raise EmptyLayerError(f"{file} has no row left that can be used: {last}", zh=f"{file} 没有一行可用：{last.zh}")
    numbers = [one.name for one in contract.columns if one.dtype in ("number", "count") and one.name in layer.columns]
    is_given = pd.DataFrame(layer[numbers]).notna()
    return Conformed(contract.check(layer), tuple(notes), tuple(reasons), is_given)


def with_conformed(report: ImportReport, found: Conformed, before: int) -> ImportReport:
    """Return the report of a file after its rows were brought under a contract; `before` is how many there were."""
    lost = before - len(found.layer)
    return replace(
        report,
        rows_kept=report.rows_kept - lost,
        rows_refused=report.rows_refused + lost,
        notes=(*report.notes, *found.notes),
        reasons=(*report.reasons, *found.reasons, *sentences_of(found.notes)),
    )


Called = Mapping[object, str]


def _right_shapes(
    rows: GeoDataFrame, contract: LayerContract, called: Called, notes: list[RowNote], file: str
) -> GeoDataFrame:
    is_wrong = contract.wrong_geometry(rows)
    if not is_wrong.any():
        return rows
    one, many, zh = _KINDS[contract.geometry]
    if is_wrong.all():
        found = rows.geom_type.mode()[0] if rows.geom_type.notna().any() else "no"
        raise WrongGeometryError(
            f"{file} has {found} shapes where {contract.name} need {many}; "
            f"choose a layer of {many}, or replace each shape by a point inside it.",
            zh=f"{file} 的图形是 {found}，而该图层需要{zh}；请选择{zh}图层，或把每个图形换成其内部的一点。",
        )
    notes += [
        RowNote(int(row), called.get(row, ""), FAULTS["wrong_kind"], value=one, more_zh=zh)
        for row in rows.index[is_wrong]
    ]
    return rows[~is_wrong]


def _renamed(rows: GeoDataFrame, contract: LayerContract, columns: Mapping[str, str]) -> GeoDataFrame:
    ours = {column.name for column in contract.columns} | {contract.index}
    used = {file_column: name for name, file_column in columns.items() if file_column in rows.columns}
    unwanted = [column for column in rows.columns if column in ours and column not in used]
    return rows.drop(columns=unwanted).rename(columns=used)


def _read_column(
    layer: GeoDataFrame, column: Column, needed: str, called: Called, notes: list[RowNote]
) -> GeoDataFrame:
    cells = layer[column.name]
    if column.dtype == "text":
        texts = _each(cells, plain_text)
        return layer.assign(**{column.name: texts})
    if column.dtype == "flag":
        flags = _each(cells, lambda cell: _flag(cell, bool(column.default)))
        return layer.assign(**{column.name: flags})
    numbers = pd.to_numeric(_each(cells, number_in)).astype(float)
    is_bad = numbers.isna() | (numbers < max(column.least, 0))
    is_told = is_bad & ((_each(cells, plain_text) != "") | (column.name == needed))
    fault = FAULTS["wrong_count" if column.name == needed else "count_left_away"]
    notes += [
        RowNote(int(row), called.get(row, ""), fault, column.name, _shown(cells[row])) for row in layer.index[is_told]
    ]
    layer = layer.assign(**{column.name: numbers.mask(is_bad)})
    return layer[~is_bad] if column.name == needed else layer


def _flag(cell: object, default: bool) -> bool:
    text = plain_text(cell).lower()
    if text == "":
        return default
    return text in _YES or (text not in _NO and default)


def _with_kinds(
    layer: GeoDataFrame, contract: LayerContract, words: Mapping[str, str], called: Called, notes: list[RowNote]
) -> tuple[GeoDataFrame, list[str]]:
    if contract.name not in _KIND_WORDS:
        return layer, []
    column, meaning = _KIND_WORDS[contract.name]
    if contract.name == "buildings":
        known = (
            layer
            if column not in layer.columns
            else layer.assign(**{column: _each(layer[column], lambda cell: meaning(str(cell or "")))})
        )
        return known, []
    if column not in layer.columns:
        stated = layer["name"] if "name" in layer.columns else pd.Series("", index=layer.index)
        told = Sentence(
            "There is no column for the kind of facility; kinds are unknown unless the name states them.",
            zh="没有设施类型列；除非名称中写明，类型按“未归类”处理。",
        )
        return layer.assign(kind=_each(stated, lambda cell: meaning(str(cell)))), [told]
    kinds = _each(layer["kind"], lambda cell: words.get(str(cell)) or meaning(str(cell)))
    is_unknown = (kinds == "unknown") & ~layer["kind"].isin(_UNKNOWN_KIND)
    for row in layer.index[is_unknown]:
        value = str(layer["kind"][row])[:_SHOWN]
        notes.append(RowNote(int(row), called.get(row, ""), FAULTS["unknown_kind"], "kind", value))
    return layer.assign(kind=kinds), []


def _with_ids(layer: GeoDataFrame, contract: LayerContract, called: Called, notes: list[RowNote]) -> GeoDataFrame:
    index = contract.index
    if index not in layer.columns:
        named = layer["name"] if contract.name in _NAMED_LAYERS and "name" in layer.columns else None
        if named is not None and named.is_unique and bool((named != "").all()):
            return layer.set_axis(pd.Index(named.astype(str), name=index))
        return layer.set_axis(pd.Index([str(row) for row in layer.index], name=index))
    ids = _each(layer[index], plain_text)
    ids = ids.where(ids != "", pd.Series([f"row-{row}" for row in layer.index], index=layer.index, dtype=object))
    is_twice = ids.duplicated()
    notes += [
        RowNote(int(row), called.get(row, ""), FAULTS["same_id"], index, str(ids[row])[:_SHOWN])
        for row in layer.index[is_twice]
    ]
    return layer.assign(**{index: ids})[~is_twice].set_index(index)


def _each(cells: pd.Series, read: Callable[[object], object]) -> pd.Series:
    """Read each different cell once."""
    known = {cell: read(cell) for cell in cells.dropna().unique()}
    empty = read(None) if read is not str else ""
    return pd.Series([known.get(cell, empty) if cell == cell else empty for cell in cells], cells.index, dtype=object)


def _shown(cell: object) -> str:
    return f"{cell:g}" if isinstance(cell, float) and np.isfinite(cell) else plain_text(cell)[:_SHOWN]


def _without_columns(contract: LayerContract, missing: list[str], rows: GeoDataFrame, file: str) -> MissingColumnError:
    there = [str(column) for column in rows.columns if column != rows.geometry.name]
    return MissingColumnError(
        f"The {contract.name} layer needs the column(s) {', '.join(missing)}; {file} has "
        f"{', '.join(there) or 'none'}. Say which column it is.",
        zh=f"该图层需要 {'、'.join(missing)} 列；{file} 只有 {'、'.join(there) or '图形，没有属性'}。请指明对应的列。",
    )
