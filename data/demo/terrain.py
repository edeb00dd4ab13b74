"""Raise the hills around the flat valley floor, and two small ones inside the city."""

from functools import cache
from itertools import pairwise

import contourpy
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.interpolate import RegularGridInterpolator
from scipy.ndimage import gaussian_filter
from shapely import LineString, MultiPolygon, Polygon

from data.demo.frame import Points, dice, polygon_parts, rounded, smooth_line
from data.demo.rivers import waters
from data.demo.skeleton import DRAWN_ROADS, city_outline

__all__ = ["HILL_PARKS", "heights_m", "hill_bands", "valley_floor"]

#: Small hills that are parks inside the city: name, middle, height above the floor, radius.
HILL_PARKS = (("锦屏山公园", (4930, 3830), 62.0, 250.0), ("望溪山公园", (2560, 4550), 48.0, 215.0))

_CELL_M = 20.0
_WEST_M, _SOUTH_M, _EAST_M, _NORTH_M = -500.0, -500.0, 7700.0, 7900.0
_HIGHEST_M = 655.0

_FLOOR_POINTS = (
    (2110, 7300), (1780, 6600), (1480, 5900), (1350, 5100), (1300, 4310), (930, 3740), (260, 3520), (-400, 3520),
        (-400, 2460),
    (530, 2460), (1320, 2240), (1900, 1960), (2360, 1500), (2730, 970), (3300, 530), (3960, 0), (4100, -500), (6160,
        -500), (5940, 440),
    (5820, 1230), (5760, 2020), (5800, 2820), (5900, 3610), (5760, 4400), (5400, 5100), (4840, 5630), (4260, 5980),
        (3820, 6300),
    (3520, 6800), (3430, 7300), (3300, 7900), (2300, 7900), (2110, 7300),
)  # fmt: skip


@cache
def valley_floor() -> Polygon:
    """Return the flat land between the hills."""
    return Polygon(smooth_line(_FLOOR_POINTS, 60.0).coords).buffer(0)


@cache
def _grid() -> tuple[Points, Points, NDArray[np.float64]]:
    east_m = np.arange(_WEST_M, _EAST_M + 1, _CELL_M)
    north_m = np.arange(_SOUTH_M, _NORTH_M + 1, _CELL_M)
    across, up = np.meshgrid(east_m, north_m)
    spots = shapely.points(across.ravel(), up.ravel())
    from_floor_m = shapely.distance(valley_floor(), spots).reshape(across.shape)
    side_valleys = shapely.union_all(
        [smooth_line(road.points) for road in DRAWN_ROADS if road.highway == "unclassified"]
    )
    from_road_m = np.maximum(shapely.distance(side_valleys, spots).reshape(across.shape) - 70.0, 0.0)
    from_floor_m = np.minimum(from_floor_m, 1.05 * from_road_m + 0.16 * from_floor_m)
    from_water_m = shapely.distance(waters(), spots).reshape(across.shape)
    rough = _ridges(across.shape)
    hills_m = 560.0 * (from_floor_m / 1000.0) ** 1.1 * (0.12 + 1.25 * rough**1.3)
    hills_m = _HIGHEST_M * np.tanh(hills_m / _HIGHEST_M)
    floor_m = 6.0 + 0.0016 * up + 3.5 * np.minimum(from_water_m / 700.0, 1.5) ** 1.3
    heights = floor_m + hills_m
    for _, (east, north), height_m, radius_m in HILL_PARKS:
        heights += height_m * np.exp(-((((across - east) ** 2 + (up - north) ** 2) / (0.55 * radius_m) ** 2) ** 1.1))
    return east_m, north_m, gaussian_filter(heights, 1.5)


def _ridges(shape: tuple[int, ...]) -> NDArray[np.float64]:
    rng = dice("ridges")
    total = np.zeros(shape)
    for sigma, weight in ((20, 1.0), (9, 0.55), (4, 0.22)):
        noise = gaussian_filter(rng.normal(size=shape), sigma)
        total += weight * (1 - np.abs(noise) / (2.2 * noise.std()))
    total -= total.min()
    return np.asarray(total / total.max())


@cache
def _surface() -> RegularGridInterpolator:
    east_m, north_m, heights = _grid()
    return RegularGridInterpolator((north_m, east_m), heights, bounds_error=False, fill_value=None)


def heights_m(places: Points) -> NDArray[np.float64]:
    """Return the height of the ground at (n, 2) places, metres above the sea."""
    return np.asarray(_surface()(np.asarray(places)[:, ::-1]))


def hill_bands(
    levels_m: tuple[float, ...] = (40, 80, 120, 180, 240, 320, 400, 500, 600),
) -> list[tuple[float, MultiPolygon]]:
    """Return the land above each level inside the city, lowest first."""
    east_m, north_m, heights = _grid()
    drawer = contourpy.contour_generator(east_m, north_m, heights, fill_type=contourpy.FillType.OuterOffset)
    bands = []
    for level_m in levels_m:
        rings, offsets, *_ = drawer.filled(level_m, 1e9)
        shapes = [
            Polygon(ring[cuts[0] : cuts[1]], [ring[a:b] for a, b in pairwise(cuts[1:])])
            for ring, cuts in zip(rings, offsets, strict=True)
            if ring is not None and cuts is not None
        ]
        land = shapely.union_all(shapes).intersection(city_outline()).simplify(6.0)
        kept = [part for part in polygon_parts(land) if part.area > 4000]
        if kept:
            bands.append((level_m, rounded(MultiPolygon(kept))))
    return bands


def steepest_share(line: LineString) -> float:
    """Return the steepest rise of a line's legs, metres up a metre along."""
    places = shapely.get_coordinates(line)
    runs_m = np.maximum(np.hypot(*np.diff(places, axis=0).T), 0.1)
    return float(np.abs(np.diff(heights_m(places)) / runs_m).max())
