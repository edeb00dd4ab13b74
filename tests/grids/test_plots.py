"""A building's plot is the land nearer to it than to any other, inside its grid."""

import pytest
import shapely
from geopandas import GeoDataFrame
from shapely import box

from geo.city import City
from geo.errors import GridError
from geo.grids.drawing import land_handed
from geo.grids.plots import plot_of_building, plot_of_compound
from geo.grids.tilings import tiling_of


@pytest.fixture
def houses(metres):
    """Two houses in grid A, 20 m apart, and one in B."""
    shapes = [box(20, 40, 30, 60), box(50, 40, 60, 60), box(120, 40, 140, 60)]
    return GeoDataFrame({"name": ["1", "2", "3"]}, index=["h1", "h2", "h3"], geometry=shapes, crs=metres)


def test_the_plot_ends_half_way_to_the_next_house(chessboard, houses):
    plot = plot_of_building(chessboard(2, 1), houses, "h2")
    west, south, east, north = plot.bounds
    assert west == pytest.approx(40, abs=1.5)
    assert (south, east, north) == pytest.approx((0, 100, 100), abs=1e-6)
    assert plot.covers(houses.geometry["h2"])
    assert not plot.intersects(houses.geometry["h1"])


def test_a_plot_can_be_handed_over_without_cutting_a_house(chessboard, houses):
    board = chessboard(2, 1)
    after = land_handed(board, plot_of_building(board, houses, "h2"), "B")
    assert after.shapes["B"].covers(houses.geometry["h2"])
    assert after.shapes["A"].covers(houses.geometry["h1"])


def test_what_is_not_there_is_said(chessboard, houses):
    with pytest.raises(GridError, match="no such building"):
        plot_of_building(chessboard(2, 1), houses, "h9")
    with pytest.raises(GridError, match="no such compound"):
        plot_of_compound(houses, "E9")


def test_every_dwelling_of_a_real_community_has_a_plot_of_its_own():
    city = City.demo()
    grids = city["grids"][city["grids"]["community_id"] == "C02"]
    tiling = tiling_of(grids, city["communities"])
    homes = city["buildings"][(city["buildings"]["community_id"] == "C02") & (city["buildings"]["households"] > 0)]
    plots = [plot_of_building(tiling, city["buildings"], key) for key in homes.index[:25]]
    assert shapely.is_valid(plots).all()
    inside = [p.intersection(g).area / g.area for p, g in zip(plots, homes.geometry[:25], strict=True)]
    assert min(inside) > 0.9
