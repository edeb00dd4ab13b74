"""Choose what to draw so that a planner sees, before and after, which placement is right."""

from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.crs import LONLAT, require_metres, to_lonlat
from geo.crs.magnitudes import evenly
from geo.crs.placements import Placement, lonlat, placed
from geo.intake.sampling import sampled

__all__ = ["Preview", "preview"]

_WIDE_M, _MOST_ROWS, _MOST_STREETS = 600.0, 1_500, 3_000


@dataclass(frozen=True, slots=True)
class Preview:
    """A window (west, south, east, north) and what is in it: rows as `before` and as `after` read them, streets."""

    window: tuple[float, float, float, float]
    before: GeoDataFrame
    after: GeoDataFrame
    streets: GeoDataFrame


def preview(rows: GeoDataFrame, streets: GeoDataFrame, before: Placement, after: Placement) -> Preview | None:
    """
    Return what to draw of two placements side by side, in longitude and latitude; None if no row has a place.

    The window is 600 m wide, where `after` puts the most rows; both pictures show the same ground.

    Parameters
    ----------
    rows
        The layer with the numbers of its file.
    streets
        STREETS layer in true metres.
    before, after
        How the rows were read, and how they should be, for example the second best and the best placement.

    Raises
    ------
    WrongCrsError, MissingCrsError
        If the streets are not in true metres.
    """
    require_metres(streets, "streets")
    sample = sampled(rows)
    degrees = lonlat(after, sample.xy)
    to_metres = pyproj.Transformer.from_crs(LONLAT, streets.crs, always_xy=True)
    xy = np.column_stack(to_metres.transform(*degrees[np.isfinite(degrees).all(axis=1)].T))
    xy = xy[np.isfinite(xy).all(axis=1)]
    if not len(xy):
        return None
    middle = _fullest(xy)
    corners = middle + np.array([[-1, -1], [1, 1]]) * _WIDE_M / 2
    west, south, east, north = shapely.total_bounds(
        shapely.points(np.column_stack(to_metres.transform(corners[:, 0], corners[:, 1], direction="INVERSE")))
    )
    window = (float(west), float(south), float(east), float(north))
    near = streets.iloc[streets.sindex.query(shapely.box(*corners.ravel()), predicate="intersects")]
    return Preview(
        window,
        _inside(placed(rows, before), window),
        _inside(placed(rows, after), window),
        to_lonlat(near.iloc[evenly(len(near), _MOST_STREETS)], "streets"),
    )


def _fullest(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the middle of the cell with the most points; of equal ones the one nearest to the middle of all."""
    cell = np.floor(xy / _WIDE_M).astype(np.int64)
    cells, count = np.unique(cell, axis=0, return_counts=True)
    fullest = cells[count == count.max()]
    middles = np.array([xy[(cell == one).all(axis=1)].mean(axis=0) for one in fullest])
    middle: NDArray[np.float64] = middles[np.hypot(*(middles - np.median(xy, axis=0)).T).argmin()]
    return middle


def _inside(layer: GeoDataFrame, window: tuple[float, float, float, float]) -> GeoDataFrame:
    bounds = shapely.bounds(layer.geometry.to_numpy())
    west, south, east, north = window
    is_inside = (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    inside = layer[is_inside]
    return inside.iloc[evenly(len(inside), _MOST_ROWS)]
