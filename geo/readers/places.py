"""Read points that people live at or go to: DEMAND and FACILITIES layers out of any file."""

from dataclasses import replace

import numpy as np
from geopandas import GeoDataFrame

from geo.contracts import LayerContract
from geo.crs import require_crs
from geo.layers import DEMAND, FACILITIES
from geo.readers.conforming import Conformed, conformed, guessed_columns, with_conformed
from geo.readers.estimates import PEOPLE_PER_HOUSEHOLD, whole_numbers
from geo.readers.headers import DEMAND_HEADERS, FACILITY_HEADERS, Headers
from geo.readers.layer_files import read_layer
from geo.readers.report import ImportReport
from geo.sentences import Sentence

__all__ = ["read_demand", "read_facilities", "with_households"]

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
    found, report = _conformed(rows, report, FACILITIES, FACILITY_HEADERS)
    return found.layer, report


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
    columns = guessed_columns(rows, DEMAND_HEADERS)
    needed = next((name for name in ("households", "people") if name in columns), "")
    found, report = _conformed(rows, report, DEMAND, DEMAND_HEADERS, needed=needed)
    homes, told = with_households(found.layer, columns)
    return homes, replace(report, reasons=(*report.reasons, *told))


def with_households(homes: GeoDataFrame, columns: object) -> tuple[GeoDataFrame, tuple[Sentence, ...]]:
    """Return homes with households where the file gave none, and the sentence that says how; `columns` it did give."""
    if "households" in columns:  # type: ignore[operator]
        return homes, ()
    if "people" in columns:  # type: ignore[operator]
        people = homes["people"].to_numpy(float)
        told = Sentence(
            f"There is no column for households; they are estimated from people at {PEOPLE_PER_HOUSEHOLD:.2f} each.",
            zh=f"没有户数列；户数按每户 {PEOPLE_PER_HOUSEHOLD:.2f} 人由人口估算。",
        )
        return homes.assign(households=whole_numbers(people / PEOPLE_PER_HOUSEHOLD), is_estimated=True), (told,)
    told = Sentence(
        "There is no column for households or people; each point counts as one household.",
        zh="没有户数列也没有人口列；每个点按 1 户计。",
    )
    return homes.assign(households=np.ones(len(homes)), is_estimated=True), (told,)


def _conformed(
    rows: GeoDataFrame, report: ImportReport, contract: LayerContract, headers: Headers, *, needed: str = ""
) -> tuple[Conformed, ImportReport]:
    columns = guessed_columns(rows, headers)
    found = conformed(rows, contract, columns, needed=needed, file=report.path.name)
    require_crs(rows, contract.name)
    return found, with_conformed(report, found, len(rows))
