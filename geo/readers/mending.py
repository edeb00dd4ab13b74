"""Refuse rows without a usable shape, mend outlines that cross themselves, and name what a planner should look at."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.readers.columns import recognised
from geo.readers.faults import FAULTS, RowNote, sentences_of
from geo.readers.findings import Finding, islands, polygon_findings
from geo.readers.headers import NAME_HEADERS
from geo.readers.osm.areas import polygonal

__all__ = ["Mended", "mend_shapes", "name_cells"]

_LARGEST_COORDINATE = 1e9
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Mended:
    """A layer without its unusable rows, a note for each row that was refused or mended, and sentences between rows."""

    layer: GeoDataFrame
    notes: tuple[RowNote, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> tuple[int, ...]:
        """The numbers of the rows refused."""
        return tuple(note.row for note in self.notes if note.fate == "refused")

    @property
    def mended(self) -> tuple[int, ...]:
        """The numbers of the rows mended."""
        return tuple(note.row for note in self.notes if note.fate == "mended")

    @property
    def reasons(self) -> tuple[str, ...]:
        """Every note and finding as a sentence."""
        return (*sentences_of(self.notes), *(finding.sentence for finding in self.findings))


def name_cells(layer: pd.DataFrame) -> "pd.Series[str]":
    """Return the name of each row as the file gives it, "" where it gives none."""
    column = recognised(layer.columns, {"name": NAME_HEADERS}).get("name")
    if column is None:
        return pd.Series("", index=layer.index, dtype=object)
    names = layer[column].astype(object).where(layer[column].notna(), "").astype(str).str.strip()
    return names.str.slice(0, _LONGEST_NAME)


def mend_shapes(layer: GeoDataFrame) -> Mended:
    """
    Sort the rows of a layer into kept, mended and refused; `layer` is indexed by row number and not modified.

    Refused are rows without a shape, with coordinates that are not finite or off the globe, with a zero area or
    length, and repetitions: an area or line with the shape and the name of an earlier row, a point that is equal in
    every column. Outlines that cross themselves are mended. Overlaps, narrow gaps and islands in holes are kept as
    they are and named.
    """
    names = name_cells(layer)
    shapes = np.array(shapely.force_2d(layer.geometry.to_numpy()), dtype=object)
    notes: list[RowNote] = []
    is_bad = np.zeros(len(layer), dtype=bool)

    def note(is_faulty: NDArray[np.bool_], fault: str) -> None:
        rows, called, places = layer.index[is_faulty], names[is_faulty], _places(shapes[is_faulty])
        notes.extend(
            RowNote(int(row), name, FAULTS[fault], at=place)
            for row, name, place in zip(rows, called, places, strict=True)
        )

    def refuse(is_faulty: NDArray[np.bool_], fault: str) -> None:
        note(is_faulty & ~is_bad, fault)
        is_bad[is_faulty] = True

    refuse(shapely.is_missing(shapes) | shapely.is_empty(shapes), "no_geometry")
    refuse(~is_bad & ~_is_on_earth(shapes, layer), "off_globe")
    shapes[is_bad] = None
    is_area = np.isin(shapely.get_type_id(shapes), (3, 6))
    is_line = np.isin(shapely.get_type_id(shapes), (1, 5))
    refuse(is_line & (shapely.length(shapes) == 0), "no_length")
    is_crossed = is_area & ~is_bad & ~shapely.is_valid(shapes)
    shapes[is_crossed] = polygonal(shapes[is_crossed])
    refuse(is_area & (shapely.area(shapes) == 0) | (is_crossed & shapely.is_missing(shapes)), "no_area")
    refuse(_is_repeated(layer, shapes, names) & ~is_bad, "repeated")
    note(is_crossed & ~is_bad, "crossed")
    kept = layer.set_geometry(shapes)[~is_bad]
    is_island = np.zeros(len(layer), dtype=bool)
    is_island[np.flatnonzero(~is_bad)[islands(kept.geometry.to_numpy())]] = True
    note(is_island, "island")
    return Mended(kept, tuple(notes), tuple(polygon_findings(kept, names[~is_bad])))


def _places(shapes: NDArray[np.object_]) -> list[tuple[float, float] | None]:
    """Return the middle of each shape's box, None where there is none."""
    bounds = shapely.bounds(shapes)
    middles = (bounds[:, :2] + bounds[:, 2:]) / 2
    return [(float(x), float(y)) if np.isfinite(x) and np.isfinite(y) else None for x, y in middles]


def _is_on_earth(shapes: NDArray[np.object_], layer: GeoDataFrame) -> NDArray[np.bool_]:
    bounds = shapely.bounds(shapes)
    xy, row = shapely.get_coordinates(shapes, return_index=True)
    is_broken = np.bincount(row[~np.isfinite(xy).all(axis=1)], minlength=len(shapes)) > 0
    with np.errstate(invalid="ignore"):
        is_good = np.isfinite(bounds).all(axis=1) & (np.abs(bounds) < _LARGEST_COORDINATE).all(axis=1) & ~is_broken
        if layer.crs is not None and layer.crs.is_geographic:
            is_good &= (np.abs(bounds[:, [0, 2]]) <= 180).all(axis=1) & (np.abs(bounds[:, [1, 3]]) <= 90).all(axis=1)
    return np.asarray(is_good)


def _is_repeated(layer: GeoDataFrame, shapes: NDArray[np.object_], names: "pd.Series[str]") -> NDArray[np.bool_]:
    labels = names.to_numpy(dtype=object)
    outlines = shapely.to_wkb(shapely.normalize(shapes))
    # Most rows repeat nothing: only those that share their outline are compared cell by cell.
    is_twice = pd.Series(outlines).duplicated(keep=False).to_numpy() & (labels != "")
    if not is_twice.any():
        return np.asarray(is_twice)
    cells = pd.DataFrame(layer).drop(columns=layer.geometry.name).astype(object).to_numpy()[is_twice]
    whole_rows = np.full(len(layer), "", dtype=object)
    whole_rows[is_twice] = [repr(row) for row in cells.tolist()]
    is_point = shapely.get_type_id(shapes) == 0
    table = pd.DataFrame({"outline": outlines, "label": np.where(is_point & is_twice, whole_rows, labels)})
    return np.asarray(table.duplicated() & is_twice)
