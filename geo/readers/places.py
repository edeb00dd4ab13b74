"""Read facilities and demand points from the tables and layers people keep them in."""

import logging
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
from geopandas import GeoDataFrame

from geo.contracts import LayerContract
from geo.crs import require_crs
from geo.errors import EmptyLayerError, WrongGeometryError
from geo.layers import DEMAND, FACILITIES
from geo.readers.cells import number_in, plain_text
from geo.readers.columns import DEMAND_HEADERS, FACILITY_HEADERS, Headers, recognised
from geo.readers.estimates import PEOPLE_PER_HOUSEHOLD, whole_numbers
from geo.readers.kinds import kind_from_text
from geo.readers.layer_files import read_layer
from geo.readers.mending import row_names
from geo.readers.report import ImportReport

__all__ = ["read_demand", "read_facilities"]

logger = logging.getLogger(__name__)

Places = tuple[GeoDataFrame, ImportReport]


def read_facilities(path: object, *, layer: str | None = None, crs: object = None, **hints: str | None) -> Places:
    """
    Read the FACILITIES layer of a file of points, columns recognised by their Chinese or English headers.

    Rows that are no point, or have the id of an earlier row, are refused by name; the rest is kept in the file's own
    coordinate system. A kind that is not in the vocabulary becomes "unknown" and is named.

    Parameters
    ----------
    layer, crs, hints
        As in `read_layer`.

    Raises
    ------
    NoSuchFileError, BrokenFileError, EmptyLayerError, WrongGeometryError, MissingColumnError, MissingCrsError
    """
    rows, report = read_layer(path, layer=layer, crs=crs, **hints)
    return _checked(rows, report, FACILITIES, FACILITY_HEADERS, _with_kinds)


def read_demand(path: object, *, layer: str | None = None, crs: object = None, **hints: str | None) -> Places:
    """
    Read the DEMAND layer of a file of points, columns recognised by their Chinese or English headers.

    A row whose households (or people, if there are only people) are no number or negative is refused by name. With
    people and no households, households are estimated at 2.80 people each and marked so; with neither, each point
    counts as one household, which the report says.

    Parameters
    ----------
    layer, crs, hints
        As in `read_layer`.

    Raises
    ------
    NoSuchFileError, BrokenFileError, EmptyLayerError, WrongGeometryError, MissingColumnError, MissingCrsError
    """
    rows, report = read_layer(path, layer=layer, crs=crs, **hints)
    return _checked(rows, report, DEMAND, DEMAND_HEADERS, _with_households)


def _checked(
    rows: GeoDataFrame,
    report: ImportReport,
    contract: LayerContract,
    headers: Headers,
    complete: Callable[[GeoDataFrame, "pd.Series[str]", list[str]], GeoDataFrame],
) -> Places:
    is_wrong = contract.wrong_geometry(rows)
    if is_wrong.all():
        raise WrongGeometryError(
            f"{report.path.name} has {rows.geom_type.mode()[0]} shapes where {contract.name} need points; "
            "choose a layer of points, or replace each shape by a point inside it."
        )
    require_crs(rows, contract.name)
    names, reasons = row_names(rows), list(report.reasons)
    reasons += [f"{names[row]} is no point and was refused." for row in rows.index[is_wrong]]
    layer = _renamed(rows[~is_wrong], contract, headers)
    layer = _numbers_checked(layer, contract, names, reasons)
    layer = complete(layer, names, reasons)
    layer = _with_ids(layer, contract.index, names, reasons)
    if not len(layer):
        raise EmptyLayerError(f"{report.path.name} has no row left that can be used: {reasons[-1]}")
    refused = report.rows_refused + len(rows) - len(layer)
    report = replace(report, rows_kept=len(layer), rows_refused=refused, reasons=tuple(reasons))
    return contract.check(layer), report


def _renamed(rows: GeoDataFrame, contract: LayerContract, headers: Headers) -> GeoDataFrame:
    found = recognised(rows.columns.drop("geometry"), headers)
    ours = {column.name for column in contract.columns} | {contract.index}
    unwanted = [column for column in rows.columns if column in ours and column not in found.values()]
    layer = rows.drop(columns=unwanted).rename(columns={column: name for name, column in found.items()})
    for column in contract.columns:
        if column.dtype == "text" and column.name in layer.columns:
            layer[column.name] = layer[column.name].map(plain_text)
    return layer


def _numbers_checked(
    layer: GeoDataFrame, contract: LayerContract, names: "pd.Series[str]", reasons: list[str]
) -> GeoDataFrame:
    key = next((name for name in ("households", "people") if contract is DEMAND and name in layer.columns), "")
    is_good = pd.Series(True, index=layer.index)
    for column in contract.columns:
        if column.dtype not in ("number", "count") or column.name not in layer.columns:
            continue
        cells = layer[column.name]
        numbers = pd.to_numeric(cells.map(number_in)).astype(float)
        is_bad = numbers.isna() | (numbers < 0)
        is_told = is_bad & ((cells.map(plain_text) != "") | (column.name == key))
        fate = "was refused" if column.name == key else "was read without it"
        reasons += [
            f'{names[row]} has "{_shown(cells[row])}" for {column.name}, which is no count, and {fate}.'
            for row in layer.index[is_told]
        ]
        if column.name == key:
            is_good &= ~is_bad
        layer = layer.assign(**{column.name: numbers.mask(is_bad)})
    return layer[is_good]


def _shown(cell: object) -> str:
    return f"{cell:g}" if isinstance(cell, float) and cell == cell else plain_text(cell)


def _with_kinds(layer: GeoDataFrame, names: "pd.Series[str]", reasons: list[str]) -> GeoDataFrame:
    if "kind" not in layer.columns:
        stated = layer["name"] if "name" in layer.columns else pd.Series("", index=layer.index)
        reasons.append("There is no column for the kind of facility; kinds are unknown unless the name states them.")
        return layer.assign(kind=stated.map(kind_from_text))
    kinds = layer["kind"].map(kind_from_text)
    reasons += [
        f'{names[row]} is of the kind "{layer["kind"][row]}", which is not in the vocabulary; it counts as unknown.'
        for row in layer.index[(kinds == "unknown") & ~layer["kind"].isin(["", "unknown", "未归类"])]
    ]
    return layer.assign(kind=kinds)


def _with_households(layer: GeoDataFrame, _names: "pd.Series[str]", reasons: list[str]) -> GeoDataFrame:
    if "households" in layer.columns:
        return layer
    if "people" in layer.columns:
        reasons.append(
            f"There is no column for households; they are estimated from people at {PEOPLE_PER_HOUSEHOLD:.2f} each."
        )
        return layer.assign(
            households=whole_numbers(layer["people"].to_numpy(float) / PEOPLE_PER_HOUSEHOLD), is_estimated=True
        )
    reasons.append("There is no column for households or people; each point counts as one household.")
    return layer.assign(is_estimated=True)


def _with_ids(layer: GeoDataFrame, index: str, names: "pd.Series[str]", reasons: list[str]) -> GeoDataFrame:
    if index not in layer.columns:
        return layer.set_axis(pd.Index([str(row) for row in layer.index], name=index))
    ids = layer[index].map(plain_text)
    ids = ids.where(ids != "", [f"row-{row}" for row in layer.index])
    is_twice = ids.duplicated()
    reasons += [
        f"{names[row]} has the {index} {ids[row]} of an earlier row and was refused." for row in layer.index[is_twice]
    ]
    return layer.assign(**{index: ids})[~is_twice].set_index(index)
