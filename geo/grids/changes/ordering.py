"""Say where shapes are in figures that do not depend on the order of rows or on ids."""

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["place_keys"]


def place_keys(shapes: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return bounds, metres, shape (n, 4), and area, m2, rounded to the millimetre; 0 where there is no shape."""
    bounds = np.nan_to_num(shapely.bounds(shapes)).reshape(-1, 4)
    area_m2 = np.asarray(np.nan_to_num(shapely.area(shapes)), dtype=np.float64)
    return np.round(bounds, 3) + 0.0, np.round(area_m2, 3)
