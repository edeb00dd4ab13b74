"""Keep degrees at the edges and true metres inside; the only module that names an EPSG code."""

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

import numpy as np
import pyproj
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import ArrayLike, NDArray

from geo.errors import MissingCrsError, WrongCrsError, WrongValueError

__all__ = [
    "LONLAT",
    "from_wgs84",
    "has_true_metres",
    "metres_per_unit",
    "metric_crs",
    "require_crs",
    "require_metres",
    "to_lonlat",
    "to_metric",
    "to_wgs84",
]

LONLAT = pyproj.CRS.from_epsg(4326)

#: CGCS2000 / 3-degree Gauss-Krueger without zone prefix: EPSG 4534 (75 E) to 4554 (135 E).
_FIRST_ZONE_EPSG, _FIRST_MERIDIAN, _LAST_MERIDIAN = 4534, 75, 135
_CHINA_BOX = (73.4, 3.4, 135.1, 53.6)
#: A projected unit may differ from a metre on the ground by this share. UTM's 0.9996 passes, and a layer kept in its
#: neighbour's zone (up to 1.003, or two metres in 500); Web Mercator does not from 6 degrees north on.
_WORST_STRETCH = 0.004

Datum = Literal["GCJ-02", "BD-09"]
FloatArray = NDArray[np.float64]
_Shift = Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]


def require_crs(layer: GeoDataFrame | GeoSeries, layer_name: str) -> pyproj.CRS:
    """Return the layer's coordinate system, or say that it has none."""
    if layer.crs is None:
        raise MissingCrsError(
            f"The {layer_name} layer has no coordinate system, so its place on the ground is unknown; "
            "declare it (for example EPSG:4326 for GPS longitude and latitude) and load it again."
        )
    return pyproj.CRS(layer.crs)


def metric_crs(layer: GeoDataFrame | GeoSeries, layer_name: str = "given") -> pyproj.CRS:
    """
    Choose the coordinate system in which this layer's distances are true metres.

    A projected system with true metres is kept. Otherwise, in China, the CGCS2000 3-degree zone of the layer's middle;
    elsewhere a transverse Mercator through the layer's middle.
    """
    crs = require_crs(layer, layer_name)
    if has_true_metres(layer):
        return crs
    west, south, east, north = to_lonlat(layer, layer_name).total_bounds
    if not np.isfinite([west, south, east, north]).all():
        return LONLAT if crs.is_geographic else crs
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise WrongCrsError(
            f"The {layer_name} layer needs longitudes of -180 to 180 and latitudes of -90 to 90; it reaches from "
            f"{west:g}, {south:g} to {east:g}, {north:g}. Swap its columns, or declare the system it really is in."
        )
    lon, lat = (west + east) / 2, (south + north) / 2
    box_west, box_south, box_east, box_north = _CHINA_BOX
    if box_west <= lon <= box_east and box_south <= lat <= box_north:
        meridian = int(np.clip(round(lon / 3) * 3, _FIRST_MERIDIAN, _LAST_MERIDIAN))
        return pyproj.CRS.from_epsg(_FIRST_ZONE_EPSG + (meridian - _FIRST_MERIDIAN) // 3)
    return pyproj.CRS.from_proj4(
        f"+proj=tmerc +lat_0={lat:.4f} +lon_0={lon:.4f} +k=1 +x_0=500000 +y_0=500000 +datum=WGS84 +units=m +no_defs"
    )


def metres_per_unit(crs: pyproj.CRS, lon: ArrayLike, lat: ArrayLike) -> FloatArray:
    """Measure how many metres on the ground one unit of a projected system is at each place, the worst way round."""
    factors = pyproj.Proj(crs).get_factors(np.asarray(lon, float), np.asarray(lat, float), errcheck=False)
    unit_m = crs.axis_info[0].unit_conversion_factor
    major = np.asarray(factors.tissot_semimajor, float)
    minor = np.asarray(factors.tissot_semiminor, float)
    worst = np.where(np.abs(np.log(major)) >= np.abs(np.log(minor)), major, minor)
    return np.asarray(unit_m / worst, float)


def has_true_metres(layer: GeoDataFrame | GeoSeries) -> bool:
    """Measure, at the corners and the middle of the layer, whether one unit really is a metre on the ground."""
    if layer.crs is None or not layer.crs.is_projected:
        return False
    bounds = layer.total_bounds
    if not np.isfinite(bounds).all():
        return bool(layer.crs.axis_info[0].unit_name == "metre" and layer.crs.to_epsg() != 3857)
    west, south, east, north = bounds
    x = np.array([west, west, east, east, (west + east) / 2])
    y = np.array([south, north, south, north, (south + north) / 2])
    lon, lat = _to_degrees(pyproj.CRS(layer.crs)).transform(x, y)
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
        return False
    return bool((np.abs(metres_per_unit(layer.crs, lon, lat) - 1) <= _WORST_STRETCH).all())


@lru_cache(maxsize=64)
def _to_degrees(crs: pyproj.CRS) -> pyproj.Transformer:
    """Return the way to degrees; making one takes longer than all else that is asked of a layer."""
    return pyproj.Transformer.from_crs(crs, LONLAT, always_xy=True)


def require_metres(layer: GeoDataFrame | GeoSeries, layer_name: str = "given") -> None:
    """Refuse a layer in which one unit is not a metre on the ground; Web Mercator's unit only claims to be one."""
    crs = require_crs(layer, layer_name)
    if not has_true_metres(layer):
        raise WrongCrsError(
            f"The {layer_name} layer is in {crs.name}, where one unit is not a metre on the ground; "
            f"convert it to a metric system first, here {metric_crs(layer, layer_name).name}."
        )


def to_metric(layer: GeoDataFrame, layer_name: str = "given") -> GeoDataFrame:
    """Return the layer in true metres; the same object if it already is."""
    crs = metric_crs(layer, layer_name)
    return layer if layer.crs == crs else layer.to_crs(crs)


def to_lonlat(layer: GeoDataFrame | GeoSeries, layer_name: str = "given") -> GeoDataFrame | GeoSeries:
    """Return the layer in longitude and latitude, WGS-84."""
    require_crs(layer, layer_name)
    return layer if layer.crs == LONLAT else layer.to_crs(LONLAT)


# The offsets of GCJ-02 and BD-09 are public folklore, published nowhere officially; the constants are those every open
# implementation agrees on. Both are smooth maps, so their inverses are found by iteration to far below a centimetre.

_SEMI_MAJOR_M, _ECCENTRICITY_SQUARED = 6378245.0, 0.00669342162296594323
_BAIDU_PI = np.pi * 3000.0 / 180.0
_INVERSE_STEPS = 40
_INVERSE_TOLERANCE_DEG = 1e-11


def from_wgs84(lon: ArrayLike, lat: ArrayLike, datum: Datum) -> tuple[FloatArray, FloatArray]:
    """Shift WGS-84 degrees to "GCJ-02" (Amap, Tencent) or "BD-09" (Baidu); places outside China stay where they are."""
    lon, lat = _degrees(lon, lat)
    shifted_lon, shifted_lat = _to_gcj02(lon, lat)
    if _checked(datum) == "BD-09":
        shifted_lon, shifted_lat = _to_bd09(shifted_lon, shifted_lat)
    inside = _in_china_box(lon, lat)
    return np.where(inside, shifted_lon, lon), np.where(inside, shifted_lat, lat)


def to_wgs84(lon: ArrayLike, lat: ArrayLike, datum: Datum) -> tuple[FloatArray, FloatArray]:
    """
    Undo `from_wgs84`, to less than a millimetre.

    A fixed-point iteration with a bounded number of steps, on the shift without its box, so that it returns on the
    edges of the China box too; a place whose original is outside the box was never shifted.
    """
    lon, lat = _degrees(lon, lat)
    gcj_lon, gcj_lat = (lon, lat) if _checked(datum) == "GCJ-02" else _invert(_to_bd09, lon, lat)
    wgs_lon, wgs_lat = _invert(_to_gcj02, gcj_lon, gcj_lat)
    inside = _in_china_box(wgs_lon, wgs_lat)
    return np.where(inside, wgs_lon, lon), np.where(inside, wgs_lat, lat)


def _checked(datum: str) -> str:
    if datum not in ("GCJ-02", "BD-09"):
        raise WrongValueError(f'The datum must be "GCJ-02" or "BD-09"; "{datum}" is neither.')
    return datum


def _degrees(lon: ArrayLike, lat: ArrayLike) -> tuple[FloatArray, FloatArray]:
    return np.asarray(lon, float), np.asarray(lat, float)


def _in_china_box(lon: FloatArray, lat: FloatArray) -> NDArray[np.bool_]:
    return (lon >= 72.004) & (lon <= 137.8347) & (lat >= 0.8293) & (lat <= 55.8271)


def _to_gcj02(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    ripple = (20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)) * 2.0 / 3.0
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    north_m = north_m + (20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi / 3.0 * y)) * 2.0 / 3.0
    north_m = north_m + (160.0 * np.sin(np.pi / 12.0 * y) + 320.0 * np.sin(np.pi / 30.0 * y)) * 2.0 / 3.0
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    east_m = east_m + (20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi / 3.0 * x)) * 2.0 / 3.0
    east_m = east_m + (150.0 * np.sin(np.pi / 12.0 * x) + 300.0 * np.sin(np.pi / 30.0 * x)) * 2.0 / 3.0
    radians = np.radians(lat)
    flattening = 1.0 - _ECCENTRICITY_SQUARED * np.sin(radians) ** 2
    meridian_m = _SEMI_MAJOR_M * (1.0 - _ECCENTRICITY_SQUARED) / (flattening * np.sqrt(flattening))
    parallel_m = _SEMI_MAJOR_M / np.sqrt(flattening) * np.cos(radians)
    return lon + np.degrees(east_m / parallel_m), lat + np.degrees(north_m / meridian_m)


def _to_bd09(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BAIDU_PI)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BAIDU_PI)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def _invert(shift: _Shift, lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    guess_lon, guess_lat = lon.copy(), lat.copy()
    for _ in range(_INVERSE_STEPS):
        there_lon, there_lat = shift(guess_lon, guess_lat)
        step_lon, step_lat = lon - there_lon, lat - there_lat
        guess_lon, guess_lat = guess_lon + step_lon, guess_lat + step_lat
        step = np.maximum(np.abs(step_lon), np.abs(step_lat))
        if not np.any(step > _INVERSE_TOLERANCE_DEG):
            break
    return guess_lon, guess_lat
