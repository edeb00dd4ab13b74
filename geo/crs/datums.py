"""Shift degrees to and from the datums of Chinese map services: GCJ-02 (Amap, Tencent) and BD-09 (Baidu)."""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import WrongValueError

__all__ = ["DATUMS", "Datum", "from_wgs84", "to_wgs84"]

Datum = Literal["GCJ-02", "BD-09"]
DATUMS: tuple[Datum, ...] = ("GCJ-02", "BD-09")

FloatArray = NDArray[np.float64]
_Shift = Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]

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
    if datum not in DATUMS:
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
