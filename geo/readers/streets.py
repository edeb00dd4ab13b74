"""Read streets from whatever file they come in."""

from geopandas import GeoDataFrame

from geo.readers.osm import read_osm
from geo.readers.osm_ways import ARTERIAL_WAIT_S, SIGNAL_WAIT_S, street_lines

__all__ = ["read_streets"]


def read_streets(
    path: object, *, signal_wait_s: float = SIGNAL_WAIT_S, arterial_wait_s: float = ARTERIAL_WAIT_S
) -> GeoDataFrame:
    """Read the STREETS layer of an OpenStreetMap file, lon/lat, indexed by `way_id`, one row a way."""
    return street_lines(read_osm(path), signal_wait_s, arterial_wait_s)
