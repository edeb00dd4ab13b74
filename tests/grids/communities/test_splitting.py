"""A split of a community: F4 from the map to the report, and laws over random towns."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city import City
from geo.errors import GridError
from geo.grids.communities import applied, split_community, split_divisions
from tests.grids.communities.town import BEST, PREFIX, f4_city


@pytest.fixture(scope="module")
def f4():
    city = f4_city()
    return city, split_community(city, "C", BEST, names=["河滨社区"], reason="万人社区")


def test_the_divisions_of_f4_are_found_on_the_map():
    found = split_divisions(f4_city(), "C")
    assert found.count == 53
    assert found.by_balance[0].part.to_dict() == BEST
    assert found.by_balance[0].households == (1_830, 1_884)
    # 中山路 along A|B and D|E, the river along E|H; H|I has nothing.
    assert (found.by_balance[0].border_m, found.by_balance[0].followed_m) == (400, pytest.approx(300))


def test_the_parts_of_f4(f4):
    _, change = f4
    # BCEFI has more households and keeps name and code; 3 people a household, half an elder.
    assert change.parts[["name", "code", "households", "people", "grids", "area_m2", "size"]].to_numpy().tolist() == [
        ["文昌社区", f"{PREFIX}006", 1_884, 5_652, 5, 50_000, "within"],
        ["河滨社区", f"{PREFIX}007", 1_830, 5_490, 4, 40_000, "within"],
    ]
    assert (change.kind, change.before_ids, change.reason) == ("split", ("C",), "万人社区")


def test_each_part_is_told_what_it_keeps_and_lacks(f4):
    _, change = f4
    # Station and canteen stand in A and H, the post in C; the street's centre is nobody's.
    assert change.parts["kinds_kept"].tolist() == [("red_post",), ("community_station", "elder_canteen")]
    assert change.parts["kinds_lacking"].tolist() == [("community_station", "elder_canteen"), ("red_post",)]
    assert change.facilities.set_index("facility_id")["community_after"].to_dict() == {
        "station": "C-2", "canteen": "C-2", "post": "C", "centre": "C",
    }  # fmt: skip


def test_the_border_is_told_in_words(f4):
    _, change = f4
    (border,) = change.borders.to_dict("records")
    assert (border["first"], border["second"], border["length_m"]) == ("C", "C-2", 400)
    assert border["words_zh"] == "分界线长 400 米：沿中山路 200 米，沿鼎溪 100 米，100 米不沿道路、河流或铁路。"


def test_grids_that_leave_get_new_codes_and_names_in_the_order_of_the_plan(f4):
    _, change = f4
    assert change.codes.to_numpy().tolist() == [
        ["community", "C-2", "", "河滨社区", "", f"{PREFIX}007"],
        ["grid", "A", "文昌社区第一网格", "河滨社区第一网格", f"{PREFIX}006001", f"{PREFIX}007001"],
        ["grid", "D", "文昌社区第四网格", "河滨社区第二网格", f"{PREFIX}006004", f"{PREFIX}007002"],
        ["grid", "G", "文昌社区第七网格", "河滨社区第三网格", f"{PREFIX}006007", f"{PREFIX}007003"],
        ["grid", "H", "文昌社区第八网格", "河滨社区第四网格", f"{PREFIX}006008", f"{PREFIX}007004"],
    ]
    assert change.retired == {f"{PREFIX}00600{number}" for number in (1, 4, 7, 8)}


def test_the_report_quotes_the_law_and_has_both_languages(f4):
    _, change = f4
    assert change.sentences[0].startswith(
        f"文昌社区 (code {PREFIX}006): 1,884 households, within the norm; 5,652 people"
    )
    assert change.sentences[1] == "文昌社区 keeps 2 facilities and has none of: community station, elder canteen."
    assert "河滨社区保留设施 2 处，缺少：近邻红色驿站。" in [one.zh for one in change.sentences]
    assert "Between 文昌社区 and 河滨社区: The border is 400 m long" in " ".join(change.sentences)
    assert "第三条：“一般在一千户至三千户的范围内设立”" in change.sentences[-2].zh
    assert "proposed by the street office and approved" in change.sentences[-1]
    assert all(one.zh for one in change.sentences)


def test_working_names_and_new_numbers_stand_in_where_nothing_is_given():
    city = f4_city()
    third = split_community(city, "C", {**BEST, "A": 2, "D": 2})
    assert third.parts["name"].tolist() == ["文昌社区", "文昌第二社区", "文昌第三社区"]
    assert third.parts["code"].tolist() == [f"{PREFIX}006", f"{PREFIX}007", f"{PREFIX}008"]


def test_splitting_twice_never_gives_a_code_again():
    city = f4_city()
    once = applied(city, split_community(city, "C", BEST))
    again = split_community(once, "C", {"B": 0, "C": 0, "E": 1, "F": 1, "I": 1})
    fresh = set(again.codes["code_after"])
    assert not fresh & (set(city["grids"]["grid_code"]) | set(once["grids"]["grid_code"]))
    assert again.parts["code"].iloc[1] == f"{PREFIX}008"
    assert again.parts.index.tolist() == ["C", "C-3"]


def test_homes_in_no_grid_go_to_the_nearest_and_are_told():
    city = f4_city()
    without_a = city.with_layer("grids", city["grids"].drop("A"))
    change = split_community(without_a, "C", {one: part for one, part in BEST.items() if one != "A"})
    # A's 520 households are as near to B as to D; B comes first. A's land goes to the part it borders on longest.
    assert change.parts["households"].sum() == 3_714
    told = " ".join(change.sentences)
    assert "1 building(s) with 520 households lie in no grid" in told
    assert "The grids do not cover the old communities exactly" in told
    assert shapely.union_all(change.communities.geometry.to_numpy()).area == pytest.approx(120_000)


def test_a_part_that_is_not_one_piece_is_told():
    change = split_community(f4_city(), "C", {one: int(one in "AI") for one in "ABCDEFGHI"})
    assert change.parts["pieces"].tolist() == [1, 2]
    assert "文昌第二社区 is not one piece of land but 2." in change.sentences


@pytest.mark.parametrize("part", [{}, {**BEST, "A": -1}, dict.fromkeys("ABCDEFGHI", 0)])
def test_a_split_that_is_none_is_refused(part):
    with pytest.raises(GridError, match="A split gives every grid") as refused:
        split_community(f4_city(), "C", part)
    assert refused.value.zh


def test_communities_that_cannot_be_split_are_refused():
    city = f4_city()
    with pytest.raises(GridError, match="has no community X; choose one of its 2"):
        split_divisions(city, "X")
    with pytest.raises(GridError, match="has 1 grid"):
        split_divisions(city, "V")
    with pytest.raises(GridError, match="东坑村 has no grids; draw them first"):
        split_divisions(city.with_layer("grids", city["grids"].drop("V1")), "V")


homes = st.lists(st.tuples(st.integers(5, 395), st.integers(5, 295), st.integers(0, 400)), min_size=1, max_size=12)


@pytest.mark.slow
@settings(max_examples=12)
@given(homes, st.lists(st.integers(0, 2), min_size=9, max_size=9).filter(lambda parts: len(set(parts)) > 1))
def test_nobody_is_lost_whatever_the_parts(places, parts):
    city = f4_city(homes=places)
    change = split_community(city, "C", dict(zip("ABCDEFGHI", parts, strict=True)))
    after = applied(city, change)
    whole = city["buildings"]["households"].sum()
    of_v = sum(home[2] for home in places if home[0] > 300)
    in_parts = change.parts["households"].sum()
    assert after["buildings"]["households"].sum() == whole
    on_the_rim = sum(home[2] for home in places if home[0] == 300)
    assert in_parts in (whole - of_v, whole - of_v - on_the_rim)
    assert change.parts["area_m2"].sum() == pytest.approx(90_000)
    assert change.parts["grids"].sum() == 9
    assert after["grids"]["grid_code"].is_unique
    assert after["communities"]["code"].is_unique
    assert change.parts["households"].iloc[0] == change.parts["households"].max()


@pytest.mark.slow
def test_the_demo_citys_two_large_communities_can_be_split():
    city = City.demo()
    for community_id, households in {"C06": 3_714, "C12": 4_120}.items():
        best = split_divisions(city, community_id).by_balance[0]
        change = split_community(city, community_id, best.part)
        assert change.parts["households"].sum() == households
        assert change.parts["size"].tolist() == ["within", "within"]
        after = applied(city, change)
        sums = after["buildings"].groupby("community_id")["households"].sum()
        assert sums[change.parts.index].tolist() == change.parts["households"].tolist()
        assert sums.sum() == 58_800
