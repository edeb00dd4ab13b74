"""Fetch streets from OpenStreetMap's servers; the only module that goes online."""

import logging
import time
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from geo.crs import LONLAT
from geo.errors import EmptyLayerError, OfflineError, SettingError
from geo.layers import STREETS
from geo.readers.osm.ways import street_columns

__all__ = ["fetch_streets"]

logger = logging.getLogger(__name__)

Box = tuple[float, float, float, float]

#: Long enough for a slow office line to answer, short enough not to think the program hangs.
_TIMEOUT_S = 8.0
#: A box larger than a city is a slip of the keyboard and would ask the servers for gigabytes.
_WIDEST_BOX_DEG = 1.0


def fetch_streets(
    place: str | None = None,
    *,
    box: Box | None = None,
    timeout_s: float = _TIMEOUT_S,
    server_url: str | None = None,
    geocoder_url: str | None = None,
) -> GeoDataFrame:
    """
    Fetch the STREETS of a named place or of a box from OpenStreetMap, lon/lat, one row a street piece.

    Parameters
    ----------
    place
        A name that OpenStreetMap's search knows, such as "福鼎市, 福建".
    box
        West, south, east, north in degrees, at most one degree wide and high.
    timeout_s
        How long to wait for an answer, seconds.
    server_url, geocoder_url
        An Overpass and a Nominatim server of one's own, instead of the public ones.

    Raises
    ------
    SettingError
        If neither or both of `place` and `box` are given, or the box makes no sense.
    OfflineError
        If there is no network or no answer.
    EmptyLayerError
        If there is no such place, or there are no streets in it.
    """
    asked = _asked(place, box)
    import osmnx
    import requests
    from osmnx._errors import InsufficientResponseError, ResponseStatusCodeError

    started = time.perf_counter()
    kept = {name: getattr(osmnx.settings, name) for name in _SETTINGS}
    try:
        _configure(osmnx.settings, timeout_s, server_url, geocoder_url)
        graph = _graph(osmnx, place, box)
        edges = osmnx.graph_to_gdfs(osmnx.convert.to_undirected(graph), nodes=False)
    except (requests.exceptions.RequestException, ResponseStatusCodeError, ConnectionError, KeyError) as error:
        # A server in trouble may answer with an error where the data should be, which OSMnx meets as a missing key.
        raise OfflineError(
            f"OpenStreetMap was asked for the streets of {asked} and did not answer within {timeout_s:g} s; "
            "check the network, or load an .osm file of the area instead."
        ) from error
    except InsufficientResponseError as error:
        raise EmptyLayerError(
            f"OpenStreetMap knows no streets of {asked}; check the name, or load an .osm file of the area."
        ) from error
    finally:
        for name, value in kept.items():
            setattr(osmnx.settings, name, value)
    logger.info("Fetched %d street pieces of %s in %.1f s.", len(edges), asked, time.perf_counter() - started)
    return _streets(edges)


_SETTINGS = (
    "requests_timeout", "overpass_url", "nominatim_url", "overpass_rate_limit", "use_cache", "useful_tags_way",
    "doh_url_template",
)  # fmt: skip
_TAGS = [
    "highway", "name", "foot", "access", "service", "bridge", "tunnel", "layer", "footway", "crossing", "bicycle",
    "motorroad", "oneway", "covered", "area",
]  # fmt: skip


def _asked(place: str | None, box: Box | None) -> str:
    if (place is None) == (box is None):
        raise SettingError("Name a place or give a box, one of the two, to fetch streets.")
    if place is not None:
        if not place.strip():
            raise SettingError("The name of the place is empty; name one such as 福鼎市, 福建.")
        return place
    west, south, east, north = box or (0.0, 0.0, 0.0, 0.0)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise SettingError(f"The box must be west, south, east, north in degrees; {box} is not.")
    if east - west > _WIDEST_BOX_DEG or north - south > _WIDEST_BOX_DEG:
        raise SettingError(f"The box {box} is larger than {_WIDEST_BOX_DEG:g} degree; choose one city.")
    return f"the box {west:g}, {south:g}, {east:g}, {north:g}"


def _configure(
    settings: Any,  # noqa: ANN401
    timeout_s: float,
    server_url: str | None,
    geocoder_url: str | None,
) -> None:
    settings.requests_timeout = timeout_s
    settings.overpass_url = server_url or settings.overpass_url
    settings.nominatim_url = geocoder_url or settings.nominatim_url
    settings.overpass_rate_limit = False
    settings.use_cache = False
    settings.doh_url_template = None  # no third party is asked for names that the office network does not resolve
    settings.useful_tags_way = _TAGS


def _graph(osmnx: Any, place: str | None, box: Box | None) -> Any:  # noqa: ANN401
    options = {"network_type": "all", "simplify": False, "retain_all": True}
    if box is not None:
        return osmnx.graph_from_bbox(box, **options)
    try:
        area = osmnx.geocode_to_gdf(place)
    except TypeError as error:
        raise EmptyLayerError(
            f"OpenStreetMap knows {place} only as a point without a boundary; give a box instead."
        ) from error
    return osmnx.graph_from_polygon(area.union_all(), **options)


def _streets(edges: GeoDataFrame) -> GeoDataFrame:
    rows = edges.reset_index()
    tags = [{key: value for key, value in row.items() if isinstance(value, str)} for row in rows.to_dict("records")]
    columns = pd.DataFrame([street_columns(row) for row in tags])
    columns["way_id"] = [f"e{number}" for number in range(1, len(columns) + 1)]
    streets = GeoDataFrame(columns, geometry=rows.geometry.to_numpy(), crs=edges.crs or LONLAT).to_crs(LONLAT)
    return STREETS.check(streets.assign(is_noded=True).set_index("way_id"))
