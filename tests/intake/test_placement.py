"""Buildings, facilities and points learn where they are, level by level; borders are always decided the same way."""

import time
from functools import cache

import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city import City
from geo.errors import MissingCrsError
from geo.hierarchy import DEFAULT_HIERARCHY, renamed, with_hierarchy
from geo.intake.placement import placed_under, placement_notes
from geo.layers import LEVELS


@cache
def demo_city():
    return City.demo()


@pytest.fixture
def demo():
    return demo_city()


def without_ids(layer):
    return layer.assign(**{level: "" for level in LEVELS if level in layer})


def box(left, bottom, right, top):
    return shapely.box(500_000 + left, 3_000_000 + bottom, 500_000 + right, 3_000_000 + top)


def layer(index, **rows):
    ids = pd.Index(list(rows), name=index, dtype=object)
    table = pd.DataFrame([columns for columns, _ in rows.values()], index=ids)
    return GeoDataFrame(table, geometry=[shape for _, shape in rows.values()], crs="EPSG:4549")


def point(left, bottom):
    return shapely.Point(500_000 + left, 3_000_000 + bottom)


def places(**points):
    return layer("facility_id", **{name: ({"name": ""}, point(*place)) for name, place in points.items()})


@pytest.fixture
def town():
    """
    Two streets west and east; a community each; grids A and B in the west, C and D in the east, each 50 m wide.

    Grid B reaches 10 m into the east, over grid C.
    """
    return City.of(
        "town",
        {
            "street_offices": layer(
                "street_id",
                S1=({"name": "西街道"}, box(0, 0, 100, 100)),
                S2=({"name": "东街道"}, box(100, 0, 200, 100)),
            ),
            "communities": layer(
                "community_id",
                C1=({"name": "西社区", "street_id": "S1"}, box(0, 0, 100, 100)),
                C2=({"name": "东社区", "street_id": "S2"}, box(100, 0, 200, 100)),
            ),
            "grids": layer(
                "grid_id",
                A=({"name": "A", "community_id": "C1"}, box(0, 0, 50, 100)),
                B=({"name": "B", "community_id": "C1"}, box(50, 0, 110, 100)),
                C=({"name": "C", "community_id": "C2"}, box(100, 0, 150, 100)),
                D=({"name": "D", "community_id": "C2"}, box(150, 0, 200, 80)),
            ),
            "compounds": layer("compound_id", E=({"name": "E", "community_id": "C1"}, box(10, 10, 40, 40))),
        },
    )


def found(layer_, *levels):
    return layer_[list(levels or LEVELS)].to_numpy().tolist()


def test_a_place_learns_all_levels_at_once(town):
    assert found(placed_under(places(F1=(20, 20), F2=(160, 50), F3=(900, 0)), town)) == [
        ["S1", "C1", "A", "E"],
        ["S2", "C2", "D", ""],
        ["", "", "", ""],
    ]


def test_only_the_columns_asked_for_are_filled(town):
    placed = placed_under(places(F1=(20, 20)), town, levels=("grid_id",))
    assert placed["grid_id"].tolist() == ["A"]
    assert "street_id" not in placed


def test_what_is_there_already_stays(town):
    given_ = places(F1=(20, 20), F2=(20, 20)).assign(community_id=["C2", None], grid_id=["", float("nan")])
    assert found(placed_under(given_, town), "community_id", "grid_id") == [["C2", "A"], ["C1", "A"]]


def test_on_the_border_of_streets_the_western_counts_and_its_community_and_grid_with_it(town):
    assert found(placed_under(places(F1=(100, 50)), town), *LEVELS[:3]) == [["S1", "C1", "B"]]


def test_a_place_on_the_border_of_grids_goes_to_the_smaller_then_to_the_western(town):
    assert found(placed_under(places(F1=(50, 50)), town), "grid_id") == [["A"]]  # A 5,000 m2, B 6,000 m2
    same = City.of(
        "same", {"grids": layer("grid_id", Q=({"name": "Q"}, box(50, 0, 100, 9)), P=({"name": "P"}, box(0, 0, 50, 9)))}
    )
    assert found(placed_under(places(F1=(50, 5)), same), "grid_id") == [["P"]]


def test_in_an_overlap_the_grid_of_the_community_that_was_found_counts(town):
    # (105, 50) is in community C2 and in both grid B of C1 and grid C of C2.
    assert found(placed_under(places(F1=(105, 50)), town), *LEVELS[:3]) == [["S2", "C2", "C"]]


def test_of_a_building_in_an_overlap_the_grid_that_holds_more_of_it_counts():
    grids = layer("grid_id", A=({"name": "A"}, box(0, 0, 55, 100)), B=({"name": "B"}, box(45, 0, 100, 200)))
    city = City.of("overlap", {"grids": grids})
    homes = layer(
        "building_id",
        B1=({"name": ""}, box(42, 10, 58, 20)),  # 13 m in A, 13 m in B: the smaller, A
        B2=({"name": ""}, box(44, 10, 56, 20)),
        B3=({"name": ""}, box(47, 10, 58, 20)),  # 8 m in A, 11 m in B
    )
    assert found(placed_under(homes, city), "grid_id") == [["A"], ["A"], ["B"]]


def test_a_level_without_areas_is_known_from_the_areas_below(town):
    layers = {name: town[name] for name in ("communities", "grids")}
    city = City.of("no streets", layers)
    assert found(placed_under(places(F1=(20, 20)), city), *LEVELS[:3]) == [["S1", "C1", "A"]]
    assert found(placed_under(places(F1=(20, 20)), City.of("grids", {"grids": town["grids"]})), *LEVELS[:3]) == [
        ["", "C1", "A"]
    ]


def test_a_building_in_a_gap_of_the_grids_has_a_community_and_no_grid(town):
    assert found(placed_under(places(F1=(160, 90)), town), *LEVELS[:3]) == [["S2", "C2", ""]]


def test_degrees_are_brought_to_the_city_and_the_layer_comes_back_in_degrees(town):
    placed = placed_under(places(F1=(20, 20)).to_crs("EPSG:4490"), town)
    assert found(placed) == [["S1", "C1", "A", "E"]]
    assert placed.crs == "EPSG:4490"
    with pytest.raises(MissingCrsError):
        placed_under(places(F1=(20, 20)).set_crs(None, allow_override=True), town)


def test_lines_rows_without_a_place_and_crossed_outlines_stop_nothing(town):
    bow_tie = shapely.Polygon([(500_000 + x, 3_000_000 + y) for x, y in ((98, 10), (112, 40), (112, 10), (98, 40))])
    rows = layer(
        "thing_id",
        a=({"name": ""}, shapely.LineString([(500_010, 3_000_010), (500_020, 3_000_020)])),
        b=({"name": ""}, None),
        c=({"name": ""}, bow_tie),
    )
    assert found(placed_under(rows, town), "street_id")[:2] == [["S1"], [""]]


def test_no_rows_and_a_city_without_areas(town):
    assert found(placed_under(places(F1=(20, 20))[:0], town)) == []
    bare = City.of("bare", {"buildings": layer("building_id", B1=({"name": ""}, box(0, 0, 9, 9)))})
    assert found(placed_under(places(F1=(20, 20)), bare)) == [["", "", "", ""]]
    assert placement_notes(places(F1=(20, 20)), bare) == ()


def test_the_layer_given_stays_as_it_is(town):
    given_ = places(F1=(20, 20))
    placed_under(given_, town)
    assert list(given_.columns) == ["name", "geometry"]


def test_buildings_of_the_demo_city_find_all_four_levels_again(demo):
    homes = demo["buildings"]
    placed = placed_under(without_ids(homes), demo)
    for level in ("street_id", "community_id", "compound_id"):
        assert placed[level].to_dict() == homes[level].to_dict()
    # One building stands whole in the planted overlap of two grids: either is right.
    differs = placed.index[placed["grid_id"] != homes["grid_id"]]
    assert len(differs) <= 1
    for home in differs:
        assert demo["grids"].covers(homes.geometry[home]).sum() == 2
    assert (placed["grid_id"] == "").sum() == 3  # in the planted gaps


def test_facilities_of_the_demo_city_find_their_levels_again(demo):
    facilities = demo["facilities"]
    placed = placed_under(without_ids(facilities), demo)
    for level in LEVELS[:3]:
        assert placed[level].to_dict() == facilities[level].to_dict()
    assert set(placed["compound_id"]) - {""} <= set(demo["compounds"].index)


def test_the_planted_gaps_and_the_overlap_are_said(demo):
    notes = placement_notes(demo["buildings"], demo)
    assert [note.split(":")[0] for note in notes] == [
        "3 of 2,205 lie in no grid",
        "1 of 2,205 lie in more than one grid",
    ]
    assert [note.zh.split("：")[0] for note in notes] == [
        "2,205 个中有 3 个不在任何网格内", "2,205 个中有 1 个同时在一个以上的网格内",
    ]  # fmt: skip


def test_notes_name_what_is_under_an_area_that_is_not_there_or_not_around(town):
    rows = places(F1=(20, 20), F2=(20, 20), F3=(20, 20)).assign(community_id=["C1", "C2", "C9"])
    assert placement_notes(rows, town) == (
        "1 of 3 lie under a community that the city does not have: F3. Look at them on the map.",
        "1 of 3 lie under a community that does not lie around them: F2. Look at them on the map.",
    )


def test_notes_use_the_planners_own_words_and_cut_long_lists_short(town):
    named = renamed(DEFAULT_HIERARCHY, "grid", "片区", "patch")
    city = City.of(town.name, town.layers, notes=with_hierarchy({}, named))
    rows = places(**{f"F{n}": (900, n) for n in range(10)}).assign(grid_id="")
    (note,) = placement_notes(rows, city)
    assert note == "10 of 10 lie in no patch: F0, F1, F2, F3, F4, F5, F6, F7 and 2 more. Look at them on the map."
    assert note.zh == "10 个中有 10 个不在任何片区内：F0、F1、F2、F3、F4、F5、F6、F7等，另有 2 个。请在图上核对。"


def test_a_city_of_two_thousand_buildings_is_placed_in_well_under_a_second(demo):
    homes = without_ids(demo["buildings"])
    started = time.perf_counter()
    placed_under(homes, demo)
    assert time.perf_counter() - started < 5  # 0.1 s on a quiet machine; this one may be busy


@settings(max_examples=8)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_ids_of_grids_change_nothing(random):
    city = demo_city()
    homes = without_ids(city["buildings"].iloc[random.sample(range(2205), 200)])
    plain = placed_under(homes, city)
    grids = city["grids"]
    numbers = random.sample(range(1000), len(grids))
    new = {old: f"N{number}" for old, number in zip(grids.index, numbers, strict=True)}
    shuffled = grids.rename(index=new).iloc[random.sample(range(len(grids)), len(grids))]
    again = placed_under(homes.iloc[::-1], city.with_layer("grids", shuffled.rename_axis("grid_id")))
    assert again["grid_id"].to_dict() == {row: new.get(grid, "") for row, grid in plain["grid_id"].items()}
    for level in ("street_id", "community_id", "compound_id"):
        assert again[level].to_dict() == plain[level].to_dict()


def test_ids_in_full_width_letters_are_kept_letter_by_letter(town):
    grids = town["grids"].rename(index={"A": "Ａ①"}).rename_axis("grid_id")
    city = town.with_layer("grids", grids)
    given_ = places(F1=(20, 20), F2=(20, 20)).assign(grid_id=["", "Ａ①"])
    placed = placed_under(given_, city)
    assert placed["grid_id"].tolist() == ["Ａ①", "Ａ①"]
    assert placement_notes(placed, city) == ()
