"""A proposal goes into the draft, a draft into the city, and what nobody touched stays to the bit."""

import pytest
import shapely
from geopandas import GeoDataFrame
from shapely import box

from geo.city import City
from geo.errors import GridError
from geo.grids.adopting import adopted, saved_city
from geo.grids.operations import Draw, Insert, Lock, Split, applied
from geo.grids.repairing import repair_grids
from geo.grids.tilings import tiling_of


@pytest.fixture(scope="module")
def city():
    """The demo city with its grids repaired, so that they can be edited."""
    demo = City.demo()
    return demo.with_layer("grids", repair_grids(demo["grids"], demo["communities"]))


def halves(metres, ids=("C1-1", "C1-2")):
    return GeoDataFrame(
        {"name": list(ids), "community_id": "C1"},
        index=list(ids),
        geometry=[box(0, 0, 100, 50), box(0, 50, 100, 100)],
        crs=metres,
    ).rename_axis("grid_id")


def parents(tiling, metres):
    ids = list(tiling.rims)
    return GeoDataFrame({"name": ids}, index=ids, geometry=list(tiling.rims.values()), crs=metres)


def test_a_proposal_replaces_the_grids_of_its_community_only(chessboard, metres):
    board = chessboard(1, 1, communities=2)
    after = adopted(board, halves(metres), parents(board, metres))
    assert list(after.traits.index) == ["B", "C1-1", "C1-2"]
    assert after.shapes["B"].area == 10_000
    assert (100.0, 50.0) in set(map(tuple, shapely.get_coordinates(after.shapes["B"])))


def test_an_id_that_is_taken_gets_a_number(chessboard, metres):
    board = chessboard(1, 1, communities=2)
    after = adopted(board, halves(metres, ("B", "C1-2")), parents(board, metres))
    assert list(after.traits.index) == ["B", "B.2", "C1-2"]


def test_a_proposal_that_does_not_fit_is_refused(chessboard, metres):
    board = chessboard(1, 1, communities=2)
    with pytest.raises(GridError, match="overlap"):
        adopted(board, halves(metres).assign(geometry=box(0, 0, 100, 60)), parents(board, metres))


def test_a_draft_that_nobody_touched_is_saved_bit_for_bit(city):
    tiling = tiling_of(city["grids"], city["communities"])
    saved = saved_city(city, tiling)
    assert [one.wkb for one in saved["grids"].geometry] == [one.wkb for one in city["grids"].geometry]
    assert (saved["grids"]["grid_code"] == city["grids"]["grid_code"]).all()
    assert (saved["grids"]["name"] == city["grids"]["name"]).all()


def test_a_split_grid_is_saved_with_a_code_of_its_own_and_its_people(city):
    tiling = tiling_of(city["grids"], city["communities"])
    key = tiling.traits.index[0]
    west, south, east, north = tiling.shapes[key].bounds
    line = ((west - 5, (south + north) / 2), (east + 5, (south + north) / 2))
    after = applied(tiling, Split(line, (key,)))
    saved = saved_city(city, after)
    new = [one for one in after.traits.index if one not in tiling.traits.index]
    codes = saved["grids"]["grid_code"]
    assert codes.is_unique
    assert not codes[new].isin(city["grids"]["grid_code"]).any()
    assert saved["grids"]["name"].is_unique
    others = [one for one in tiling.traits.index if one != key]
    assert [one.wkb for one in saved["grids"].geometry[others]] == [one.wkb for one in city["grids"].geometry[others]]
    buildings = saved["buildings"]
    inside = buildings[buildings["grid_id"].isin(new)]
    assert len(inside)
    lands = saved["grids"].geometry.loc[inside["grid_id"]].values
    assert shapely.covers(lands, shapely.point_on_surface(inside.geometry.values)).all()


def test_locks_and_the_count_of_grids_made_are_kept(chessboard, metres):
    board = applied(applied(chessboard(2, 1, communities=2), Lock(("C",))), Draw(((0, 0), (50, 0), (50, 50)), True))
    after = adopted(
        board, halves(metres).assign(geometry=[box(0, 0, 100, 100), box(100, 0, 200, 100)]), parents(board, metres)
    )
    assert after.locked == {"C"}
    assert after.made == board.made


def test_a_vertex_on_a_border_changes_no_shape_that_is_saved(city):
    tiling = tiling_of(city["grids"], city["communities"])
    rim = shapely.get_coordinates(next(iter(tiling.rims.values())))
    start, end = tuple(rim[0].tolist()), tuple(rim[1].tolist())
    after = applied(tiling, Insert(start, end, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)))
    saved = saved_city(city, after)
    assert [one.wkb for one in saved["grids"].geometry] == [one.wkb for one in city["grids"].geometry]
