"""Draw the circle officials know: a straight distance in true metres on the ground."""

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.crs import LONLAT, metres_per_unit, require_crs, to_metric
from geo.errors import SettingError, WrongGeometryError
from geo.layers import FACILITIES

__all__ = ["straight_circles"]


def straight_circles(facilities: GeoDataFrame, radius_m: float) -> GeoDataFrame:
    """
    Draw a disc of `radius_m` true metres around each facility; same index, columns and coordinate system.

    The radius is stretched by the projection's own scale at each place, so 500 m are 500 m on the ground whatever
    system the layer is in: in Web Mercator a plain buffer of 500 units would be 444 m at 27 degrees north. A facility
    without a usable point has no disc.

    Raises
    ------
    MissingCrsError, WrongGeometryError
        If nobody knows where the layer lies, or none of its geometries is a point.
    SettingError
        If the radius is not above zero.
    """
    crs = require_crs(facilities, "facilities")
    if not (np.isfinite(radius_m) and radius_m > 0):
        raise SettingError(f"The radius must be a number of metres above zero; {radius_m} was given.")
    usable = ~FACILITIES.wrong_geometry(facilities)
    if len(facilities) and not usable.any():
        found = facilities.geom_type.dropna()
        raise WrongGeometryError(
            f"The facilities layer needs points; it has {found.iloc[0] if len(found) else 'no geometry'}. "
            "Use one point a row, for a polygon a point inside it or its entrance."
        )
    discs = np.full(len(facilities), None, dtype=object)
    if usable.any():
        points = to_metric(facilities[usable], "facilities").geometry
        places = points.to_crs(LONLAT)
        units = radius_m / metres_per_unit(points.crs, places.x.to_numpy(), places.y.to_numpy())
        discs[usable] = GeoSeries(shapely.buffer(points.to_numpy(), units, quad_segs=64), crs=points.crs).to_crs(crs)
    circles = GeoSeries(discs, index=facilities.index, crs=crs)
    return facilities.drop(columns=facilities.geometry.name).set_geometry(circles).assign(radius_m=radius_m)
