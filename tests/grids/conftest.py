"""Towns whose grids can be computed by hand."""

import numpy as np
import pytest
from geopandas import GeoDataFrame, points_from_xy
from shapely import box

from geo.crs import LONLAT
from geo.grids.tilings import tiling_of

CENTRE = (120.2, 27.33)


@pytest.fixture(scope="session")
def metres():
    """A metric system of a Chinese town."""
    from geo.crs import metric_crs

    town = GeoDataFrame({"name": ["x"]}, geometry=points_from_xy([CENTRE[0]], [CENTRE[1]]), crs=LONLAT)
    return metric_crs(town, "town")


@pytest.fixture(scope="session")
def chessboard(metres):
    """A function: so many columns and rows of square grids of 100 m, A at the south-west, in one community."""

    def tiling(columns, rows, communities=1, side_m=100.0):
        ids, shapes, parents = [], [], []
        for row in range(rows):
            for column in range(columns * communities):
                ids.append(chr(ord("A") + len(ids)) if columns * rows * communities <= 26 else f"g{len(ids):03d}")
                west, south = column * side_m, row * side_m
                shapes.append(box(west, south, west + side_m, south + side_m))
                parents.append(f"C{column // columns + 1}")
        grids = GeoDataFrame(
            {"name": [f"{key}网格" for key in ids], "community_id": parents},
            index=ids,
            geometry=shapes,
            crs=metres,
        ).rename_axis("grid_id")
        width = columns * side_m
        areas = [box(i * width, 0, (i + 1) * width, rows * side_m) for i in range(communities)]
        names = [f"C{i + 1}" for i in range(communities)]
        parents = GeoDataFrame({"name": names}, index=names, geometry=areas, crs=metres).rename_axis("community_id")
        return tiling_of(grids.assign(grid_code="", grid_kind="basic", grid_head=""), parents)

    return tiling


@pytest.fixture(scope="session")
def homes(metres):
    """Points of 1 to 9 households all over a square of 400 m."""
    rng = np.random.default_rng(7)
    at = rng.uniform(0, 400, (300, 2))
    return GeoDataFrame(
        {"households": rng.integers(1, 10, 300).astype(float)}, geometry=points_from_xy(*at.T), crs=metres
    )
