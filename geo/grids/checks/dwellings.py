"""Take the dwellings from the buildings: where each is, how many households and people live there."""

from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

__all__ = ["Homes", "dwellings_of"]


@dataclass(frozen=True, slots=True)
class Homes:
    """
    Dwelling buildings as points, in the order of their layer.

    `registered` and `community_ids` are the grid and the community that the register names, "" where it names none.
    `has_counts` is False where no building says how many households it has: each then stands for one dwelling.
    """

    ids: NDArray[np.object_]
    points: NDArray[np.object_]
    households: NDArray[np.float64]
    people: NDArray[np.float64]
    registered: NDArray[np.object_]
    community_ids: NDArray[np.object_]
    has_counts: bool

    def where(self, is_kept: NDArray[np.bool_]) -> "Homes":
        """Return some of the dwellings."""
        return Homes(
            self.ids[is_kept],
            self.points[is_kept],
            self.households[is_kept],
            self.people[is_kept],
            self.registered[is_kept],
            self.community_ids[is_kept],
            self.has_counts,
        )


def dwellings_of(buildings: GeoDataFrame, crs: pyproj.CRS | None = None) -> Homes:
    """Return the buildings with households, each at a point inside its footprint; all buildings if none has a count."""
    if crs is not None and buildings.crs is not None and buildings.crs != crs:
        buildings = buildings.to_crs(crs)
    shapes = buildings.geometry.to_numpy()
    is_placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    households = _numbers(buildings, "households")
    has_counts = bool((households > 0).any())
    kept = is_placed & (households > 0) if has_counts else is_placed
    return Homes(
        buildings.index.to_numpy(dtype=object)[kept],
        np.asarray(shapely.point_on_surface(shapes[kept])),
        households[kept] if has_counts else np.ones(kept.sum()),
        _numbers(buildings, "people")[kept],
        _texts(buildings, "grid_id")[kept],
        _texts(buildings, "community_id")[kept],
        has_counts,
    )


def _texts(buildings: GeoDataFrame, column: str) -> NDArray[np.object_]:
    if column not in buildings.columns:
        return np.full(len(buildings), "", dtype=object)
    return np.array([name if isinstance(name, str) else "" for name in buildings[column]], dtype=object)


def _numbers(buildings: GeoDataFrame, column: str) -> NDArray[np.float64]:
    if column not in buildings.columns:
        return np.zeros(len(buildings))
    return np.asarray(np.nan_to_num(buildings[column].to_numpy(dtype=float)))
