"""A new community of grids that others give up."""

import pytest
from shapely import box

from geo.errors import GridError
from geo.grids.communities import applied, found_community
from tests.grids.communities.town import PREFIX, f4_city


def two_villages():
    """F4 with V cut in two grids, so that both communities can give one up."""
    city = f4_city()
    grids = city["grids"].copy()
    west, south, east, north = grids.geometry["V1"].bounds
    middle = (south + north) / 2
    grids.loc["V1", "geometry"] = box(west, middle, east, north)
    grids.loc["V2"] = grids.loc["V1"]
    grids.loc["V2", ["geometry", "grid_code", "name"]] = [
        box(west, south, east, middle), f"{PREFIX}201002", "东坑村第二网格",
    ]  # fmt: skip
    return city.with_layer("grids", grids)


def test_two_communities_give_up_grids_for_a_third():
    city = two_villages()
    change = found_community(city, ["F", "I", "V2"], name="滨河社区")
    # F 440 and I 354 households go; the village's 700 live on the border of V1 and V2 and stay with one of them.
    assert change.parts.loc["C", ["households", "grids", "code"]].tolist() == [2_920, 7, f"{PREFIX}006"]
    assert change.parts["households"].sum() == 4_414
    assert change.parts["name"].tolist() == ["文昌社区", "东坑村", "滨河社区"]
    assert change.parts.loc["C-2", ["grids", "code", "area_m2", "pieces"]].tolist() == [3, f"{PREFIX}007", 35_000, 1]
    after = applied(city, change)
    assert after["grids"]["grid_code"][["F", "I", "V2"]].tolist() == [f"{PREFIX}00700{number}" for number in (1, 2, 3)]
    assert after["grids"]["grid_code"]["A"] == city["grids"]["grid_code"]["A"]


def test_what_cannot_be_founded_is_refused():
    city = two_villages()
    with pytest.raises(GridError, match="has no grid X"):
        found_community(city, ["X"])
    with pytest.raises(GridError, match="has no grid chosen") as refused:
        found_community(city, [])
    assert refused.value.zh
    with pytest.raises(GridError, match="东坑村 would be left without a grid"):
        found_community(city, ["F", "V1", "V2"])
    streets = city.with_layer("communities", city["communities"].assign(street_id=["S1", "S2"]))
    with pytest.raises(GridError, match="communities of one street"):
        found_community(streets, ["F", "V2"])
