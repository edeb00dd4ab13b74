"""Coordinate systems: degrees at the edges, true metres inside; the only room that names an EPSG code."""

from geo.crs.datums import DATUMS, Datum, from_wgs84, to_wgs84
from geo.crs.metres import (
    LONLAT,
    has_true_metres,
    metres_per_unit,
    metric_crs,
    require_crs,
    require_metres,
    to_lonlat,
    to_metric,
)

__all__ = [
    "DATUMS",
    "Datum",
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
