"""Write geometries as short integers: steps of a millionth of a degree (0.1 m), each from the one before."""

from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray

from geo.crs import to_lonlat

__all__ = ["STEPS_PER_DEGREE", "Origin", "packed_points", "packed_shapes"]

STEPS_PER_DEGREE = 1_000_000


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the steps are counted from, in degrees."""

    lon: float
    lat: float

    def steps(self, lonlat: NDArray[np.float64]) -> NDArray[np.int64]:
        """Turn an (n, 2) array of degrees into whole steps from here."""
        return np.rint((lonlat - (self.lon, self.lat)) * STEPS_PER_DEGREE).astype(np.int64)


def packed_shapes(geometries: GeoSeries, origin: Origin) -> list[list[list[int]]]:
    """
    Return, for each geometry, its rings or lines, each `[x, y, dx, dy, ...]` in steps from `origin`.

    Rings of polygons are all there, holes too, for the browser fills even-odd. Repeated points are dropped.
    """
    lonlat = to_lonlat(geometries)
    parts, part_owner = shapely.get_parts(lonlat.to_numpy(), return_index=True)
    is_polygon = shapely.get_type_id(parts) == 3
    rings, ring_part = shapely.get_rings(parts[is_polygon], return_index=True)
    pieces = np.concatenate([rings, parts[~is_polygon]])
    owners = np.concatenate([part_owner[is_polygon][ring_part], part_owner[~is_polygon]])
    coordinates, piece_of_point = shapely.get_coordinates(pieces, return_index=True)
    steps = origin.steps(coordinates)
    cuts = np.flatnonzero(np.diff(piece_of_point)) + 1
    shapes: list[list[list[int]]] = [[] for _ in range(len(geometries))]
    if len(steps) == 0:
        return shapes
    for first_point, piece in zip(np.concatenate([[0], cuts]), np.split(steps, cuts), strict=True):
        owner = int(owners[piece_of_point[first_point]])
        shapes[owner].append(_differences(piece))
    return shapes


def packed_points(geometries: GeoSeries, origin: Origin) -> list[list[int]]:
    """Return, for each point, `[x, y]` in steps from `origin`."""
    lonlat = to_lonlat(geometries)
    pairs: list[list[int]] = origin.steps(shapely.get_coordinates(lonlat.to_numpy())).tolist()
    return pairs


def _differences(steps: NDArray[np.int64]) -> list[int]:
    differences = np.diff(steps, axis=0)
    moved = differences[np.any(differences != 0, axis=1)]
    flat: list[int] = np.concatenate([steps[:1], moved]).ravel().tolist()
    return flat
