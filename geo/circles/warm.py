"""Compile the walking kernels once, at set-up, so that nobody waits for it later: `python -m geo.circles.warm`."""

import logging
import time

import geopandas as gpd
import shapely

from geo.circles.areas import service_areas
from geo.circles.travel import nearest_facility, travel_table
from geo.crs import LONLAT
from geo.streets.cover import cover_of, with_goal, without_goal
from geo.streets.network import Network
from geo.streets.routes import route
from geo.streets.snapping import snap

__all__ = ["warm_up"]

logger = logging.getLogger(__name__)


def warm_up() -> None:
    """Walk a tiny cross of streets, flat and sloped, by every kernel there is."""
    began = time.perf_counter()
    corners = [(120.000, 27.0), (120.002, 27.0), (120.001, 26.999), (120.001, 27.001)]
    for rise_m in (0.0, 5.0):
        ends = [(lon, lat, rise_m * row) for row, (lon, lat) in enumerate(corners)]
        lines = [shapely.LineString(ends[:2]), shapely.LineString(ends[2:])]
        wall = gpd.GeoDataFrame(geometry=[shapely.LineString([(120.0005, 26.9995), (120.0005, 26.9999)])], crs=LONLAT)
        network = Network.build(gpd.GeoDataFrame(geometry=lines, crs=LONLAT), barriers=wall)
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*zip(*corners, strict=True)), crs=LONLAT)
        doors = snap(network, points)
        travel_table(network, points, points, limit_m=500)
        travel_table(network, points, points, limit_min=5)
        nearest_facility(network, points, points)
        nearest_facility(network, points, points, "walk_s")
        for overlap in ("keep", "nearest"):
            service_areas(network, points, limit_min=2, overlap=overlap)
        route(network, corners[0], corners[3])
        without_goal(with_goal(cover_of(network, doors, doors.only(0)), doors.only(1), 1), 0)
    logger.info("compiled the walking kernels in %.1f s", time.perf_counter() - began)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    warm_up()
