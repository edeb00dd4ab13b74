"""Compile the kernels of the grids once, at set-up, so that nobody waits for it later: `python -m geo.grids.warm`."""

import logging
import time

import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.crs import LONLAT, metric_crs
from geo.grids.balance import PartitionTask, partition
from geo.grids.checks import check_grids

__all__ = ["warm_up"]

logger = logging.getLogger(__name__)

_SIDE = 6


def warm_up() -> None:
    """Check and divide a tiny board of squares, by every kernel there is."""
    began = time.perf_counter()
    town = GeoDataFrame(geometry=[shapely.Point(120.2, 27.3)], crs=LONLAT)
    crs = metric_crs(town, "town")
    at = [(column, row) for row in range(_SIDE) for column in range(_SIDE)]
    ids = [f"b{column}{row}" for column, row in at]
    squares = GeoSeries([shapely.box(x * 100, y * 100, x * 100 + 100, y * 100 + 100) for x, y in at], ids, crs=crs)
    pairs = [
        (f"b{x}{y}", f"b{x + dx}{y + dy}") for x, y in at for dx, dy in ((1, 0), (0, 1)) if max(x + dx, y + dy) < _SIDE
    ]
    weights = pd.Series(1.0, index=ids)
    for objective in ("cut_edges", "compact", "balance"):
        task = PartitionTask(3, 0.2, objective=objective, time_limit_s=1)
        partition(weights, pairs, task, shapes=squares)
    grids = GeoDataFrame({"name": ids, "community_id": "C1"}, geometry=squares).rename_axis("grid_id")
    parents = GeoDataFrame({"name": ["C1"]}, index=["C1"], geometry=[squares.union_all()], crs=crs)
    check_grids(grids, parents.rename_axis("community_id"))
    logger.info("compiled the kernels of the grids in %.1f s", time.perf_counter() - began)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    warm_up()
