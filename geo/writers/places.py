"""Put a layer where an office wants it: a datum, in degrees or in the metres of its zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import pyproj
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.crs import DATUMS, LONLAT, from_wgs84, require_crs, to_lonlat
from geo.crs.zones import CGCS2000, zone_at
from geo.errors import SettingError

__all__ = ["PLACES", "PlaceDatum", "Placed", "TargetPlace", "placed"]

PlaceDatum = Literal["WGS-84", "CGCS2000", "GCJ-02", "BD-09"]
_ALL_DATUMS = ("WGS-84", "CGCS2000", *DATUMS)


@dataclass(frozen=True, slots=True)
class TargetPlace:
    """
    Where the coordinates of a file shall be.

    Parameters
    ----------
    datum
        Of longitude and latitude.
    is_zoned
        True for east and north in metres in the CGCS2000 3-degree zone that the layer's middle lies in.
    has_prefix
        True if the eastings begin with the zone's number.
    """

    datum: PlaceDatum = "WGS-84"
    is_zoned: bool = False
    has_prefix: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no place."""
        if self.datum not in _ALL_DATUMS:
            raise SettingError(
                f'The datum of a file is one of {", ".join(_ALL_DATUMS)}; "{self.datum}" is none of them.',
                zh=f"导出坐标系可选 {'、'.join(_ALL_DATUMS)}，没有“{self.datum}”。",
            )
        if self.is_zoned and self.datum != "CGCS2000":
            raise SettingError(
                f"Only CGCS2000 is drawn in zones; {self.datum} is given in degrees. Choose one of the two.",
                zh=f"只有 CGCS2000 有投影带，{self.datum} 只能导出为经纬度；请重新选择。",
            )
        if self.has_prefix and not self.is_zoned:
            raise SettingError(
                "A zone's number stands before eastings in metres only; choose a zone or leave the number out.",
                zh="带号只加在以米为单位的横坐标前；请选择投影带，或不加带号。",
            )


#: The places an office may choose from, by the word a program calls them.
PLACES: Mapping[str, TargetPlace] = MappingProxyType(
    {
        "wgs84": TargetPlace("WGS-84"),
        "cgcs2000": TargetPlace("CGCS2000"),
        "cgcs2000_zone": TargetPlace("CGCS2000", is_zoned=True),
        "cgcs2000_zone_with_prefix": TargetPlace("CGCS2000", is_zoned=True, has_prefix=True),
        "gcj02": TargetPlace("GCJ-02"),
        "bd09": TargetPlace("BD-09"),
    }
)


@dataclass(frozen=True, slots=True)
class Placed:
    """
    The shapes of a layer in their place, flat, None where there is none.

    `crs` is None for GCJ-02 and BD-09, which are no coordinate system anybody has registered; `declaration` says the
    place in a word that every format carries: WGS-84, CGCS2000, GCJ-02, BD-09, or a zone by its registered number.
    """

    shapes: NDArray[np.object_]
    crs: pyproj.CRS | None
    declaration: str

    @property
    def is_metric(self) -> bool:
        """True if the coordinates are metres."""
        return self.crs is not None and self.crs.is_projected


def placed(layer: GeoDataFrame, place: TargetPlace, layer_name: str) -> Placed:
    """
    Return the shapes of a layer in a place; height is left out, an empty shape is none.

    A layer without any shape has no zone and comes out in CGCS2000 degrees.

    Raises
    ------
    MissingCrsError
        If the layer does not say where it is.
    WrongValueError
        If a zone is asked for a layer outside China.
    """
    require_crs(layer, layer_name)
    flat = np.array(shapely.force_2d(layer.geometry.to_numpy()), dtype=object)
    flat[shapely.is_empty(flat)] = None
    shapes = GeoDataFrame(geometry=flat, crs=layer.crs)
    if place.datum in DATUMS:
        degrees = to_lonlat(shapes, layer_name).geometry.to_numpy()
        datum = next(one for one in DATUMS if one == place.datum)
        shifted = shapely.transform(degrees, lambda xy: np.column_stack(from_wgs84(xy[:, 0], xy[:, 1], datum)))
        return Placed(np.asarray(shifted, dtype=object), None, place.datum)
    crs, declaration = (LONLAT, "WGS-84") if place.datum == "WGS-84" else (CGCS2000, "CGCS2000")
    west, _, east, _ = to_lonlat(shapes, layer_name).total_bounds
    if place.is_zoned and np.isfinite(west):
        zone = zone_at(float(west + east) / 2, has_prefix=place.has_prefix)
        crs, declaration = zone.crs, zone.crs.to_string()
    return Placed(np.asarray(shapes.to_crs(crs).geometry.to_numpy(), dtype=object), crs, declaration)
