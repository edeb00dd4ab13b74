"""Take the usable land from whatever shapes a layer holds."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

__all__ = ["usable_land"]

#: So many shapes are tested by two threads; GEOS lets them run side by side.
_SIDE_BY_SIDE, _THREADS = 200, 2
_AREAS = (3, 6)


def usable_land(given: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """
    Return one valid polygon or multipolygon for each shape, and whether the shape itself is that, with land.

    Sound shapes are returned as they are. Of others the land that their lines enclose is taken; None, points and lines
    have none and become an empty polygon.
    """
    shapes = given.copy()
    is_area = np.isin(shapely.get_type_id(shapes), _AREAS)
    is_sound = is_area & _are_valid(shapes) & ~shapely.is_empty(shapes)
    for number in np.flatnonzero(~is_sound).tolist():
        shapes[number] = _land(shapes[number])
    return shapes, is_sound


def _are_valid(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    if len(shapes) < _SIDE_BY_SIDE:
        return np.asarray(shapely.is_valid(shapes))
    with ThreadPoolExecutor(_THREADS) as pool:
        return np.concatenate(list(pool.map(shapely.is_valid, np.array_split(shapes, _THREADS))))


def _land(shape: shapely.Geometry | None) -> Polygon | MultiPolygon:
    if shape is None or shapely.is_empty(shape) or shapely.get_dimensions(shape) < 2:
        return Polygon()
    pieces = [part for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == 2]
    valid = shapely.make_valid(MultiPolygon(pieces), method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(valid) if part.geom_type == "Polygon" and part.area > 0]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts) if parts else Polygon()
