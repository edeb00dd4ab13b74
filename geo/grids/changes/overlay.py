"""Lay two sets of grids over each other: which land and which homes each pair has in common."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.circles.coverage import whole_where_whole
from geo.grids.changes.ground import LEAST_AREA_M2, Ground
from geo.grids.homes import COUNTED
from geo.readers.osm.areas import polygonal

__all__ = ["overlay"]

Rows = NDArray[np.intp]
Shapes = NDArray[np.object_]


def overlay(first: Ground, second: Ground, homes: GeoDataFrame | None) -> GeoDataFrame:
    """
    Return what each pair of grids of two sets has in common.

    Parameters
    ----------
    homes
        From `homes_of`, in the same metres; None if only land is compared.

    Returns
    -------
    pieces
        One row a pair: `first, second` (rows of the two sets, -1 outside all grids), `households, people, elderly,
        buildings, area_m2` and the common land, sorted by both. Each home is in exactly one row. Homes without common
        land, on the very rim of two grids, have no geometry.
    """
    rows_first, rows_second, shapes = _land(first, second)
    land = pd.DataFrame(
        {"first": rows_first, "second": rows_second, "area_m2": shapely.area(shapes), "geometry": shapes}
    )
    if homes is None:
        people = pd.DataFrame({name: pd.Series(dtype=float) for name in ("first", "second", *COUNTED)})
    else:
        points = homes.geometry.to_numpy()
        people = pd.DataFrame({"first": first.row_of(points), "second": second.row_of(points)})
        people = people.assign(**{name: homes[name].to_numpy(float) for name in COUNTED})
        people = people.groupby(["first", "second"], as_index=False)[list(COUNTED)].sum()
    pairs = people.astype({"first": np.intp, "second": np.intp}).merge(land, on=["first", "second"], how="outer")
    pairs = pairs.fillna(dict.fromkeys((*COUNTED, "area_m2"), 0.0)).sort_values(["first", "second"], ignore_index=True)
    pairs = pairs.assign(**whole_where_whole(pairs[list(COUNTED)]))
    shapes = np.array(pairs.pop("geometry"), dtype=object)
    shapes[~shapely.is_geometry(shapes)] = None
    return GeoDataFrame(pairs[["first", "second", *COUNTED, "area_m2"]], geometry=shapes)


def _land(first: Ground, second: Ground) -> tuple[Rows, Rows, Shapes]:
    """Cut the settled shapes by each other; shapes that are the same to the bit need no cutting."""
    same_first, same_second = _same(first.shapes, second.shapes)
    rest_first = np.setdiff1d(np.flatnonzero(shapely.is_geometry(first.shapes)), same_first)
    rest_second = np.setdiff1d(np.flatnonzero(shapely.is_geometry(second.shapes)), same_second)
    a, b = first.shapes[rest_first], second.shapes[rest_second]
    left, right = shapely.STRtree(b).query(a, predicate="intersects") if len(b) else np.empty((2, 0), dtype=np.intp)
    pieces = _polygons(shapely.intersection(a[left], b[right]))
    only_first = _outside(a, b, left, right)
    only_second = _outside(b, a, right, left)
    rows = [
        (same_first, same_second, first.shapes[same_first]),
        (rest_first[left], rest_second[right], pieces),
        (rest_first, np.full(len(rest_first), -1, dtype=np.intp), only_first),
        (np.full(len(rest_second), -1, dtype=np.intp), rest_second, only_second),
    ]
    firsts, seconds, shapes = (np.concatenate([row[at] for row in rows]) for at in range(3))
    is_real = np.nan_to_num(shapely.area(shapes)) >= LEAST_AREA_M2
    return firsts[is_real].astype(np.intp), seconds[is_real].astype(np.intp), shapes[is_real]


def _same(first: Shapes, second: Shapes) -> tuple[Rows, Rows]:
    """Return the rows of shapes that both sets hold, the same to the bit."""
    at = {shapely.to_wkb(shape): row for row, shape in enumerate(second) if shape is not None}
    pairs = [
        (row, at[key]) for row, shape in enumerate(first) if shape is not None and (key := shapely.to_wkb(shape)) in at
    ]
    return np.array([row for row, _ in pairs], dtype=np.intp), np.array([row for _, row in pairs], dtype=np.intp)


def _outside(shapes: Shapes, others: Shapes, row: Rows, other: Rows) -> Shapes:
    """Return what of each shape lies in none of the others it meets."""
    left = shapes.copy()
    for at in np.unique(row):
        left[at] = shapely.difference(shapes[at], shapely.union_all(others[other[row == at]]))
    return _polygons(left)


def _polygons(shapes: Shapes) -> Shapes:
    """Keep the polygons of what a cut left behind; None where it left lines and points only."""
    kept = np.array(shapes, dtype=object)
    is_mixed = shapely.get_type_id(kept) == 7
    for at in np.flatnonzero(is_mixed):
        parts = shapely.get_parts(kept[at])
        parts = parts[shapely.get_dimensions(parts) == 2]
        kept[at] = shapely.union_all(parts) if len(parts) else None
    return polygonal(kept)
