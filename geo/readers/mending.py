"""Refuse rows without a usable shape, mend outlines that cross themselves, and name what a planner should look at."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.readers.columns import NAME_HEADERS, recognised
from geo.readers.findings import polygon_findings
from geo.readers.osm.areas import polygonal

__all__ = ["Mended", "mend_shapes", "row_names"]

#: Beyond this, further rows with the same fault are counted, not listed.
_MOST_ROWS_LISTED = 50
_LARGEST_COORDINATE = 1e8


@dataclass(frozen=True, slots=True)
class Mended:
    """A layer without its unusable rows, the row numbers refused and mended, and a sentence for each."""

    layer: GeoDataFrame
    refused: tuple[object, ...]
    mended: tuple[object, ...]
    reasons: tuple[str, ...]


def row_names(layer: pd.DataFrame) -> "pd.Series[str]":
    """Name each row for a sentence: its number, and its name in brackets if it has one."""
    column = recognised(layer.columns, {"name": NAME_HEADERS}).get("name")
    numbers = pd.Series([f"row {number}" for number in layer.index], index=layer.index)
    if column is None:
        return numbers
    names = layer[column].astype(object).where(layer[column].notna(), "").astype(str).str.strip()
    return numbers.where(names == "", numbers + " (" + names + ")")


def mend_shapes(layer: GeoDataFrame) -> Mended:
    """
    Sort the rows of a layer into kept, mended and refused; `layer` is indexed by row number and not modified.

    Refused are rows without a shape, with coordinates that are not finite or off the globe, with a zero area or
    length, and repetitions: an area or line with the shape and the name of an earlier row, a point that is equal in
    every column. Outlines that cross themselves are mended. Overlaps, narrow gaps and islands in holes are kept as
    they are and named.
    """
    names = row_names(layer)
    shapes = np.array(shapely.force_2d(layer.geometry.to_numpy()), dtype=object)
    sentences: list[str] = []
    is_bad = np.zeros(len(layer), dtype=bool)

    def refuse(is_faulty: NDArray[np.bool_], fault: str) -> None:
        is_new = is_faulty & ~is_bad
        sentences.extend(_sentences(names[is_new], lambda name: f"{name} {fault} and was refused."))
        is_bad[is_new] = True

    refuse(shapely.is_missing(shapes) | shapely.is_empty(shapes), "has no geometry")
    refuse(~is_bad & ~_is_on_earth(shapes, layer), "lies off the globe or has coordinates that are not numbers")
    shapes[is_bad] = None
    is_area = np.isin(shapely.get_type_id(shapes), (3, 6))
    is_line = np.isin(shapely.get_type_id(shapes), (1, 5))
    refuse(is_line & (shapely.length(shapes) == 0), "has no length")
    is_crossed = is_area & ~is_bad & ~shapely.is_valid(shapes)
    shapes[is_crossed] = polygonal(shapes[is_crossed])
    refuse(is_area & (shapely.area(shapes) == 0) | (is_crossed & shapely.is_missing(shapes)), "has no area")
    refuse(_is_repeated(layer, shapes, names) & ~is_bad, "repeats an earlier row")
    is_crossed &= ~is_bad
    sentences += _sentences(
        names[is_crossed], lambda name: f"{name} crosses itself and was mended; look at its outline."
    )
    kept = layer.set_geometry(shapes)[~is_bad]
    sentences += polygon_findings(kept, names[~is_bad])
    return Mended(kept, tuple(layer.index[is_bad]), tuple(layer.index[is_crossed]), tuple(sentences))


def _is_on_earth(shapes: NDArray[np.object_], layer: GeoDataFrame) -> NDArray[np.bool_]:
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        is_good = np.isfinite(bounds).all(axis=1) & (np.abs(bounds) < _LARGEST_COORDINATE).all(axis=1)
        if layer.crs is not None and layer.crs.is_geographic:
            is_good &= (np.abs(bounds[:, [0, 2]]) <= 180).all(axis=1) & (np.abs(bounds[:, [1, 3]]) <= 90).all(axis=1)
    return np.asarray(is_good)


def _is_repeated(layer: GeoDataFrame, shapes: NDArray[np.object_], names: "pd.Series[str]") -> NDArray[np.bool_]:
    labels = names.str.partition(" (")[2].to_numpy()
    cells = pd.DataFrame(layer).drop(columns=layer.geometry.name).astype(object).to_numpy()
    whole_rows = np.array([repr(row) for row in cells.tolist()], dtype=object)
    is_point = shapely.get_type_id(shapes) == 0
    table = pd.DataFrame(
        {
            "outline": shapely.to_wkb(shapely.normalize(shapes)),
            "label": np.where(is_point & (labels != ""), whole_rows, labels),
        }
    )
    return np.asarray(table.duplicated() & (labels != ""))


def _sentences(names: "pd.Series[str]", sentence: Callable[[str], str]) -> list[str]:
    listed = [sentence(name) for name in names.iloc[:_MOST_ROWS_LISTED]]
    further = len(names) - len(listed)
    return [*listed, f"{further} more rows: {sentence('each')}"] if further > 0 else listed
