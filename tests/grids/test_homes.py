"""Who lives where is counted once, however the borders run."""

import numpy as np
import pytest
from geopandas import GeoDataFrame, points_from_xy

from geo.city import City
from geo.grids.homes import figures, homes_of, owners_after, owners_of
from geo.grids.operations import Delete, Insert, Split, applied
from geo.grids.tilings import free_key


@pytest.fixture
def people(metres):
    at = [(10, 10), (50, 50), (100, 50), (150, 50)]
    return GeoDataFrame(
        {"households": [1.0, 2, 4, 8], "people": [2.0, 4, 8, 16], "elderly": [0.0, 1, 1, 2], "buildings": 1},
        geometry=points_from_xy(*zip(*at, strict=True)),
        crs=metres,
    )


def test_a_home_on_the_border_belongs_to_one_grid_only(chessboard, people):
    assert owners_of(chessboard(2, 1), people).tolist() == ["A", "A", "A", "B"]


def test_figures_add_up_whatever_is_done(chessboard, people):
    before = chessboard(2, 1)
    owners = owners_of(before, people)
    after = before
    for step in (Insert((100, 0), (100, 100), (160, 50)), Split(((0, 30), (150, 30)), ("A",)), Delete(("B",))):
        changed = applied(after, step)
        owners = owners_after(after, changed, people, owners)
        after = changed
        assert (owners == owners_of(after, people)).all()
    table = figures(after, people, owners, after.traits.index)
    free = people.loc[(owners == free_key("C1")).to_numpy(), "households"].sum()
    assert table["households"].sum() + free == 15
    assert table["area_m2"].sum() + after.free_area_m2() == pytest.approx(20_000)


def test_a_square_is_as_compact_as_pi_by_four(chessboard, people):
    board = chessboard(2, 1)
    table = figures(board, people, owners_of(board, people), ["A"])
    assert table.at["A", "compactness"] == pytest.approx(np.pi / 4)
    assert table.at["A", "households"] == 7


def test_homes_stand_inside_their_houses():
    city = City.demo()
    homes = homes_of(city["buildings"], city.crs)
    assert homes["households"].sum() == city["buildings"]["households"].sum()
    assert homes.geometry.within(city["buildings"].geometry.loc[homes.index]).all()
