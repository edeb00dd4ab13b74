"""Draw the circle officials know: a straight distance in true metres on the ground."""

import numpy as np
from geopandas import GeoDataFrame

from geo.crs import LONLAT, metres_per_unit, require_crs, to_metric
from geo.errors import SettingError

__all__ = ["straight_circles"]


def straight_circles(facilities: GeoDataFrame, radius_m: float) -> GeoDataFrame:
    """
    Draw a disc of `radius_m` true metres around each facility; same index, columns and coordinate system.

    The radius is stretched by the projection's own scale at each place, so 500 m are 500 m on the ground whatever
    system the layer is in: in Web Mercator a plain buffer of 500 units would be 444 m at 27 degrees north.
    """
    crs = require_crs(facilities, "facilities")
    if not (np.isfinite(radius_m) and radius_m > 0):
        raise SettingError(f"The radius must be a number of metres above zero; {radius_m} was given.")
    points = to_metric(facilities, "facilities")
    lonlat = points.geometry.to_crs(LONLAT)
    units = radius_m / metres_per_unit(points.crs, lonlat.x.to_numpy(), lonlat.y.to_numpy())
    circles = points.geometry.buffer(units, quad_segs=64)
    return facilities.drop(columns=facilities.geometry.name).set_geometry(circles.to_crs(crs)).assign(radius_m=radius_m)
