"""Take from a layer, evenly and always the same, the points by which its place is judged."""

from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.crs.magnitudes import evenly

__all__ = ["Sample", "sampled"]

FloatArray = NDArray[np.float64]
_ROWS, _POINTS, _LEAST_A_ROW, _MOST_A_ROW = 400, 2_000, 5, 12
_POINT_TYPES, _AREA_TYPES, _COLLECTION = (0, 4), (3, 6), 7


@dataclass(frozen=True, slots=True)
class Sample:
    """Points of a layer's outlines in its own numbers: `xy` (m, 2), the `row` of each, the rows' `positions`."""

    xy: FloatArray
    row: NDArray[np.int64]
    positions: NDArray[np.int64]
    is_point: bool
    is_area: bool


def sampled(rows: GeoDataFrame) -> Sample:
    """Return up to 400 rows as points on their lines or outlines; a row without a place is left out."""
    shapes = shapely.force_2d(rows.geometry.to_numpy())
    kinds = shapely.get_type_id(shapes)
    usable = np.flatnonzero((kinds >= 0) & (kinds != _COLLECTION) & ~shapely.is_empty(shapes))
    bounds = shapely.bounds(shapes[usable])
    usable = usable[np.isfinite(bounds).all(axis=1)]
    positions = usable[evenly(len(usable), _ROWS)]
    shapes, kinds = shapes[positions], kinds[positions]
    is_point = np.isin(kinds, _POINT_TYPES)
    is_area = np.isin(kinds, _AREA_TYPES)
    lines = shapes.copy()
    lines[is_area] = shapely.boundary(shapes[is_area])
    lines[is_point] = shapely.centroid(shapes[is_point])
    each = int(np.clip(_POINTS // max(len(shapes), 1), _LEAST_A_ROW, _MOST_A_ROW))
    along = (np.arange(each) + 0.5) / each
    row = np.arange(len(shapes))
    points = shapely.line_interpolate_point(lines[~is_point][:, None], along[None], normalized=True).ravel()
    everything = np.concatenate([lines[is_point], points])
    numbers = np.concatenate([row[is_point], np.repeat(row[~is_point], each)])
    xy = np.column_stack([shapely.get_x(everything), shapely.get_y(everything)])
    good = np.isfinite(xy).all(axis=1)
    order = np.argsort(numbers[good], kind="stable")
    most_points = bool(len(shapes)) and bool(is_point.mean() > 0.5)
    most_areas = bool(len(shapes)) and bool(is_area.mean() > 0.5)
    return Sample(xy[good][order], numbers[good][order], positions, most_points, most_areas)
