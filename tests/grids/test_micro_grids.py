"""Micro-grids: whole buildings, exact tiling, and stairwells in words."""

import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import GridError
from geo.grids.micro_grids import MicroTask, micro_grids
from geo.grids.noding import with_shared_vertices
from geo.grids.segments import same_rim
from geo.layers import GRIDS
from tests.grids.atoms.town import block, home, town
from tests.streets.town import ZONE

LAND = block(0, 0, 400, 200)
GRID = GRIDS.check(
    GeoDataFrame({"name": ["小镇社区第一网格"], "community_id": ["C1"]}, geometry=[LAND], index=["C1-1"], crs=ZONE)
)


def divided(homes, task=None):
    return micro_grids(town(LAND, homes), GRID, "C1-1", task)


def require_tiling(areas):
    noded = with_shared_vertices([LAND, *areas.geometry])
    assert same_rim(noded[1:], noded[:1])
    assert noded[1:] == areas.geometry.tolist()
    assert areas.area.sum() == pytest.approx(LAND.area, abs=0.01)


def test_eight_buildings_of_thirty_make_four_of_sixty():
    micro = divided([home(x, y, 30) for y in (50, 150) for x in (50, 150, 250, 350)])
    assert micro.areas["households"].tolist() == [60] * 4
    assert micro.areas.index.tolist() == ["C1-1-M1", "C1-1-M2", "C1-1-M3", "C1-1-M4"]
    assert micro.areas["name"].iloc[0] == "小镇社区第一网格第一微网格"
    assert micro.micro_grid_of.value_counts().tolist() == [2] * 4
    assert micro.notes == ()
    require_tiling(micro.areas)


def test_a_grid_of_few_households_is_one_micro_grid():
    micro = divided([home(50, 50, 20), home(350, 150, 40)])
    assert micro.areas["households"].tolist() == [60]
    require_tiling(micro.areas)


def test_a_high_building_is_divided_by_stairwells_in_words():
    tower = home(300, 100, 240, units=4.0, storeys=30.0)
    micro = divided([tower, home(50, 100, 60, units=2.0, storeys=6.0)])
    high = micro.areas[micro.areas["households"] == 240].iloc[0]
    # A stairwell has 60 households; two of them would be above 100.
    assert high["heads"] == 4
    assert "stairwells 1 (about 60 households); stairwells 2 (about 60 households)" in high["division"]
    assert "4单元（约 60 户）" in high["division"].zh


def test_a_building_with_one_stairwell_is_divided_by_storeys():
    micro = divided([home(300, 100, 132, units=1.0, storeys=33.0), home(50, 100, 60, units=2.0, storeys=6.0)])
    high = micro.areas[micro.areas["households"] == 132].iloc[0]
    assert "1–16层（约 64 户）；17–33层（约 68 户）" in high["division"].zh


def test_a_building_of_which_nothing_is_known_is_divided_in_number():
    micro = divided([home(300, 100, 150)])
    assert micro.areas["heads"].tolist() == [2]
    assert "分为 2 组" in micro.areas["division"].iloc[0].zh


def test_too_few_households_are_named():
    (note,) = divided([home(50, 50, 10)]).notes
    assert "10 households a head" in note


def test_errors_are_sentences():
    with pytest.raises(GridError, match="Nobody lives"):
        micro_grids(town(LAND, [home(900, 900)]), GRID, "C1-1")
    with pytest.raises(GridError, match="no grid C1-9"):
        micro_grids(town(LAND, [home(50, 50)]), GRID, "C1-9")
    with pytest.raises(GridError, match="between"):
        MicroTask(target=10)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.integers(0, 24), st.integers(0, 11), st.integers(1, 150)), min_size=1, max_size=14,
        unique_by=lambda one: one[:2],
    ),
    st.integers(0, 2),
)  # fmt: skip
def test_whatever_stands_there_micro_grids_tile_and_keep_every_household(places, seed):
    homes = [home(10 + 16 * x, 10 + 16 * y, count) for x, y, count in places]
    micro = divided(homes, MicroTask(seed=seed))
    require_tiling(micro.areas)
    assert micro.areas["households"].sum() == sum(count for *_, count in places)
    again = divided(homes, MicroTask(seed=seed))
    assert (
        shapely.to_wkb(again.areas.geometry.tolist()).tolist() == shapely.to_wkb(micro.areas.geometry.tolist()).tolist()
    )
    assert again.micro_grid_of.equals(micro.micro_grid_of)
