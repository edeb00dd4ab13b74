"""Measure where grids and residential compounds have land in common."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["CompoundParts", "compound_parts"]


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
