"""Keep degrees at the edges and true metres inside: choose, measure and refuse coordinate systems."""

from functools import lru_cache

import numpy as np
import pyproj
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import ArrayLike, NDArray

from geo.errors import MissingCrsError, WrongCrsError

__all__ = [
    "LONLAT",
    "has_true_metres",
    "metres_per_unit",
    "metric_crs",
    "registered_number",
    "require_crs",
    "require_metres",
    "to_lonlat",
    "to_metric",
]

LONLAT = pyproj.CRS.from_epsg(4326)

#: CGCS2000 / 3-degree Gauss-Krueger without zone prefix: EPSG 4534 (75 E) to 4554 (135 E).
_FIRST_ZONE_EPSG, _FIRST_MERIDIAN, _LAST_MERIDIAN = 4534, 75, 135
_CHINA_BOX = (73.4, 3.4, 135.1, 53.6)
#: A projected unit may differ from a metre on the ground by this share. UTM's 0.9996 passes, and a layer kept in its
#: neighbour's zone (up to 1.003, or two metres in 500); Web Mercator does not from 6 degrees north on.
_WORST_STRETCH = 0.004

FloatArray = NDArray[np.float64]


def registered_number(crs: pyproj.CRS) -> int | None:
    """
    Return the EPSG code of a system, None if it has none.

    Degrees that files write without a code, such as those of CRS84 or of a .prj, are known by their datum: WGS-84 or
    CGCS2000, with the longitude first, as every file has them.
    """
    code = crs.to_epsg()
    if code is None and crs.is_geographic and crs.datum is not None:
        name = crs.datum.name.lower().replace("_", " ")
        if "world geodetic system 1984" in name or "wgs 1984" in name or "wgs 84" in name:
            return 4326
        if "china 2000" in name or "china geodetic coordinate system 2000" in name or "cgcs" in name:
            return 4490
    return None if code is None else int(code)


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
