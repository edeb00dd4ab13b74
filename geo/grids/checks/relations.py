"""Compare grids with residential compounds: larger, equal, smaller (网格大于、等于、小于小区)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

__all__ = ["CompoundParts", "compound_parts", "compound_relations"]

_WHOLE = 0.9
_LEAST_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class CompoundParts:
    """Where grids and compounds meet: positions, shared area, and its share of the grid and of the compound."""

    grid: NDArray[np.int64]
    compound: NDArray[np.int64]
    area_m2: NDArray[np.float64]
    of_grid: NDArray[np.float64]
    of_compound: NDArray[np.float64]


def compound_parts(grids: NDArray[np.object_], compounds: NDArray[np.object_]) -> CompoundParts:
    """Measure the common land of every grid and compound that overlap."""
    broken = np.flatnonzero(~shapely.is_valid(compounds))
    if len(broken):
        compounds = compounds.copy()
        compounds[broken] = shapely.make_valid(compounds[broken])
    grid, compound = shapely.STRtree(compounds).query(grids, predicate="intersects")
    area_m2 = shapely.area(shapely.intersection(grids[grid], compounds[compound]))
    of_grid = area_m2 / np.maximum(shapely.area(grids)[grid], 1e-9)
    of_compound = area_m2 / np.maximum(shapely.area(compounds)[compound], 1e-9)
    return CompoundParts(grid, compound, area_m2, of_grid, of_compound)


def compound_relations(grids: GeoDataFrame, compounds: GeoDataFrame) -> pd.Series:
    """
    Say of each grid how it relates to the compounds: "larger", "equal", "smaller", "mixed" or "none".

    Equal: common land is at least 90 % of grid and compound together (IoU). Larger: it holds two compounds or more,
    each at least 90 % inside. Smaller: at least 90 % of the grid lies in one compound, and is less than 90 % of it.
    None: it meets no compound. Mixed: anything else. The whole land of the grid is compared, streets included.
    """
    parts = compound_parts(grids.geometry.to_numpy(), compounds.geometry.to_numpy())
    either_m2 = parts.area_m2 / np.maximum(parts.of_grid, 1e-12) + parts.area_m2 / np.maximum(parts.of_compound, 1e-12)
    is_equal = parts.area_m2 >= _WHOLE * (either_m2 - parts.area_m2)
    is_inside = parts.of_compound >= _WHOLE
    is_smaller = (parts.of_grid >= _WHOLE) & ~is_inside
    count = len(grids)

    def times(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(parts.grid[flags & (parts.area_m2 > 0)], minlength=count)

    meets = times(np.maximum(parts.of_grid, parts.of_compound) >= _LEAST_SHARE)
    relation = np.select(
        [times(is_equal) > 0, times(is_inside) >= 2, times(is_smaller) > 0, meets == 0],
        ["equal", "larger", "smaller", "none"],
        "mixed",
    )
    return pd.Series(relation, index=grids.index, name="grid_compound_relation")
