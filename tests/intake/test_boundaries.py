"""Areas and places find the area above them by place, code and name, and it is said where these disagree."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city import City
from geo.errors import MissingCrsError, WrongCrsError
from geo.hierarchy import DEFAULT_HIERARCHY, renamed
from geo.intake.boundaries import linked

WEST, EAST = "S1", "S2"


@cache
def demo_city():
    return City.demo()


@pytest.fixture
def city():
    return demo_city()


def layer(index, rows, crs="EPSG:4549"):
    """A layer from id -> (columns, geometry)."""
    table = pd.DataFrame(
        [columns for columns, _ in rows.values()], index=pd.Index(list(rows), name=index, dtype=object)
    )
    return GeoDataFrame(table, geometry=[shape for _, shape in rows.values()], crs=crs)


def box(left, bottom, right, top):
    return shapely.box(500_000 + left, 3_000_000 + bottom, 500_000 + right, 3_000_000 + top)


@pytest.fixture
def streets():
    """Two streets side by side, 100 m each."""
    return layer(
        "street_id",
        {
            WEST: ({"name": "桐山街道", "code": "350982001"}, box(0, 0, 100, 100)),
            EAST: ({"name": "桐城街道", "code": "350982002"}, box(100, 0, 200, 100)),
        },
    )


def community(shape, **columns):
    return layer("community_id", {"C1": ({"name": "西园社区", **columns}, shape)})


IN_WEST, IN_EAST = box(10, 10, 50, 50), box(110, 10, 150, 50)


def one(result, column="parent_id"):
    return result.links[column].iloc[0]


def test_an_area_is_linked_by_place_if_nothing_else_is_known(streets):
    layer_, links, sentences = linked(community(IN_EAST), streets, level="street")
    assert layer_["street_id"].to_dict() == {"C1": EAST}
    assert links.loc["C1", ["source", "by_id", "by_code", "by_name", "by_polygon", "share"]].tolist() == [
        "polygon", "", "", "", EAST, 1.0,
    ]  # fmt: skip
    assert sentences == ()


@pytest.mark.parametrize("code", ["350982001008", 350982001008.0, "3.50982001008E+11", "350982001008005"])
def test_an_area_is_linked_by_the_beginning_of_its_code(streets, code):
    result = linked(community(box(900, 0, 950, 50), code=code), streets, level="street")
    assert (one(result), one(result, "source"), result.sentences) == (WEST, "code", ())


def test_the_code_of_the_area_above_may_stand_in_its_own_column_or_be_the_id(streets):
    by_column = linked(community(box(900, 0, 950, 50), street_code="350982002000"), streets, level="street")
    assert (one(by_column), one(by_column, "source")) == (EAST, "code")
    coded = streets.set_index(pd.Index(["350982001", "350982002"], name="street_id")).drop(columns="code")
    ids = community(box(900, 0, 950, 50)).set_index(pd.Index(["350982002004"], name="community_id"))
    assert one(linked(ids, coded, level="street")) == "350982002"


def test_two_parents_of_one_code_are_no_answer(streets):
    twice = streets.assign(code="350982001")
    assert one(linked(community(box(900, 0, 950, 50), code="350982001008"), twice, level="street")) == ""


@pytest.mark.parametrize("column", ["street_name", "street", "street_id"])
@pytest.mark.parametrize("name", ["桐城街道", "桐城街道办事处", "桐城", "桐城镇"])
def test_an_area_is_linked_by_the_name_it_writes(streets, column, name):
    layer_, links, _ = linked(community(box(900, 0, 950, 50), **{column: name}), streets, level="street")
    assert layer_["street_id"].tolist() == [EAST]
    assert links["written"].tolist() == [name]
    assert links["source"].tolist() == ["name"]


def test_a_name_in_the_column_of_ids_never_stays_there(streets):
    layer_, _, sentences = linked(community(box(900, 0, 950, 50), street_id="点头镇"), streets, level="street")
    assert layer_["street_id"].tolist() == [""]
    assert 'There is no street called "点头镇" (once). Correct the name, or add it to the renamings.' in sentences
    assert "没有名为“点头镇”的街道（1 处）；请更正名称，或在更名对照表中补充。" in [one.zh for one in sentences]


def test_a_town_that_became_a_street_is_linked_and_it_is_said(streets):
    _, links, sentences = linked(community(IN_EAST, street="桐城镇"), streets, level="street")
    assert links["reading"].tolist() == ["converted"]
    assert sentences == (
        '"桐城镇" (once) was read as 桐城街道 (S2), which has the same name and may be what it has become. Check it.',
    )
    assert sentences[0].zh == "“桐城镇”（1 处）识别为桐城街道 (S2)，二者同名，可能为撤并改制后的区划，请核对。"


def test_a_renaming_that_the_planner_knows_is_used_and_said(streets):
    _, links, sentences = linked(
        community(IN_EAST, street="城南街道"), streets, level="street", renamings={"城南街道办事处": "桐城街道"}
    )
    assert links[["parent_id", "reading"]].to_numpy().tolist() == [[EAST, "renamed"]]
    assert len(sentences) == 1
    assert "was read as 桐城街道 (S2), which is its new name" in sentences[0]


def test_the_code_is_believed_before_the_name_and_it_is_said(streets):
    child = community(box(900, 0, 950, 50), code="350982001008", street="桐城街道")
    _, links, sentences = linked(child, streets, level="street")
    assert links[["parent_id", "source", "by_code", "by_name"]].to_numpy().tolist() == [[WEST, "code", WEST, EAST]]
    (sentence,) = sentences
    assert sentence == (
        "西园社区 (C1): its code says 桐山街道 (S1), the name it gives says 桐城街道 (S2); "
        "its code was believed, so it is in 桐山街道 (S1). Correct it if that is wrong."
    )
    assert sentence.zh == (
        "西园社区 (C1)：代码为桐山街道 (S1)，所写名称为桐城街道 (S2)；按代码归入桐山街道 (S1)，如有误请更正。"
    )


def test_the_place_overrules_the_code_of_an_area_if_more_than_half_lies_elsewhere(streets):
    # 60 of 100 m in the east, the code says west.
    result = linked(community(box(60, 0, 160, 100), code="350982001008"), streets, level="street")
    assert (one(result), one(result, "source"), one(result, "share")) == (EAST, "polygon", 0.6)
    assert any(
        "its code says 桐山街道 (S1), its place says 桐城街道 (S2); its place was believed" in s
        for s in result.sentences
    )


def test_the_name_is_taken_if_the_place_contradicts_the_code_and_not_the_name(streets):
    result = linked(community(IN_EAST, code="350982001008", street="桐城街道"), streets, level="street")
    assert (one(result), one(result, "source")) == (EAST, "name")


def test_exactly_half_elsewhere_does_not_overrule_the_code(streets):
    for code, parent in (("350982001008", WEST), ("350982002008", EAST)):
        result = linked(community(box(50, 0, 150, 100), code=code), streets, level="street")
        assert (one(result), one(result, "source")) == (parent, "code")


def test_an_order_of_trust_that_is_asked_for_is_kept_whatever_the_place_says(streets):
    child = community(IN_EAST, code="350982001008", street="桐城街道")
    assert one(linked(child, streets, level="street", trust=("code",))) == WEST
    assert one(linked(child, streets, level="street", trust=("name", "code"))) == EAST
    assert one(linked(child, streets, level="street", trust=("polygon", "code"))) == EAST


def test_an_id_that_is_there_is_believed_before_the_code(streets):
    result = linked(community(box(900, 0, 950, 50), street_id=EAST, code="350982001008"), streets, level="street")
    assert (one(result), one(result, "source")) == (EAST, "id")


def test_an_area_that_lies_barely_inside_is_named(streets):
    result = linked(community(box(15, 0, 115, 100)), streets, level="street")  # 85 of 100 m in the west
    assert (one(result), one(result, "share")) == (WEST, 0.85)
    assert result.sentences == (
        "Only 85.0% of 西园社区 (C1) lies in 桐山街道 (S1), which holds most of it; check its border.",
    )
    assert result.sentences[0].zh == "西园社区 (C1)只有 85.0% 位于桐山街道 (S1)内（占比最大的一个），请核对边界。"
    assert linked(community(box(10, 0, 110, 100)), streets, level="street").sentences == ()  # 90 % is well inside


def test_an_area_of_which_less_than_half_lies_in_one_is_not_linked_by_place(streets):
    result = linked(community(box(-60, 0, 40, 100)), streets, level="street")  # 40 of 100 m
    assert (one(result), one(result, "share")) == ("", 0.4)
    (sentence,) = result.sentences
    assert sentence == (
        "西园社区 (C1) was linked to no street: at most 40.0% of it lies in one, and no code or name decides. "
        "Choose its street."
    )
    assert "最多有 40.0% 在其中一个之内" in sentence.zh


def test_an_area_outside_all_is_named_in_the_planners_own_word(streets):
    own = renamed(DEFAULT_HIERARCHY, "street", "镇街", "township")
    result = linked(community(box(900, 0, 950, 50)), streets, level="street", hierarchy=own)
    assert result.sentences == (
        "西园社区 (C1) was linked to no township: it lies in none, and no code or name decides. Choose its township.",
    )
    assert "请选定所属镇街" in result.sentences[0].zh


def test_half_in_each_is_always_the_same_side(streets):
    child = community(box(50, 0, 150, 100))
    assert {one(linked(child, rows, level="street")) for rows in (streets, streets[::-1])} == {WEST}


def test_a_code_that_lost_its_digits_is_named_and_the_row_kept(streets):
    result = linked(community(IN_EAST, code="3.50982E+11"), streets, level="street")
    assert one(result) == EAST
    assert len(result.sentences) == 1
    assert "last digits are lost" in result.sentences[0]


def test_two_villages_of_one_name_are_told_apart_by_the_street_that_both_layers_know():
    villages = layer(
        "community_id",
        {
            "C1": ({"name": "大山村", "street_id": WEST}, box(0, 0, 100, 100)),
            "C2": ({"name": "大山村委会", "street_id": EAST}, box(100, 0, 200, 100)),
        },
    )
    grid = layer(
        "grid_id", {"G1": ({"name": "甲网格", "street_id": EAST, "community": "大山村"}, box(900, 0, 950, 50))}
    )
    assert one(linked(grid, villages, level="community")) == "C2"
    # C1 is written exactly so; without the street, that decides.
    assert one(linked(grid.drop(columns="street_id"), villages, level="community")) == "C1"


def two_villages():
    return layer(
        "community_id",
        {"C1": ({"name": "大山村"}, box(0, 0, 100, 100)), "C2": ({"name": "大山村"}, box(100, 0, 200, 100))},
    )


def test_a_name_that_two_areas_have_is_decided_by_the_place_or_left_open():
    inside = layer("grid_id", {"G1": ({"name": "甲网格", "community": "大山村"}, IN_EAST)})
    assert one(linked(inside, two_villages(), level="community")) == "C2"
    outside = layer("grid_id", {"G1": ({"name": "甲网格", "community": "大山村"}, box(900, 0, 950, 50))})
    _, links, sentences = linked(outside, two_villages(), level="community")
    assert links["parent_id"].tolist() == [""]
    assert any(
        '"大山村" (once) may mean 大山村 (C1) or 大山村 (C2); where neither code nor place decides' in s
        for s in sentences
    )


def test_a_grid_called_after_its_community_is_linked_by_its_own_name():
    communities = layer(
        "community_id", {"C1": ({"name": "上溪社区"}, box(0, 0, 1, 1)), "C2": ({"name": "北岭社区"}, box(1, 0, 2, 1))}
    )
    grids = layer("grid_id", {"G1": ({"name": "北岭社区居委会第一网格"}, box(900, 0, 950, 50))})
    assert one(linked(grids, communities, level="community")) == "C2"


def point(left, bottom):
    return shapely.Point(500_000 + left, 3_000_000 + bottom)


def facility(shape, **columns):
    return layer("facility_id", {"F1": ({"name": "食堂", **columns}, shape)})


def test_a_point_believes_its_place_before_what_is_written_and_it_is_said(streets):
    result = linked(facility(point(150, 50), street="桐山街道", street_code="350982001"), streets, level="street")
    assert (one(result), one(result, "source")) == (EAST, "polygon")
    assert any("its place was believed" in sentence for sentence in result.sentences)


def test_a_point_outside_all_believes_what_is_written(streets):
    result = linked(facility(point(950, 50), street="桐山街道"), streets, level="street")
    assert (one(result), one(result, "source"), result.sentences) == (WEST, "name", ())


def test_a_point_on_a_shared_border_is_always_on_the_same_side(streets):
    both = (
        linked(facility(point(100, 50)), streets, level="street"),
        linked(facility(point(100, 50)), streets[::-1], level="street"),
    )
    assert [one(result) for result in both] == [WEST, WEST]


def test_a_building_believes_its_place(streets):
    home = layer("building_id", {"B1": ({"name": "1号楼", "street": "桐山街道"}, IN_EAST)})
    assert one(linked(home, streets, level="street")) == EAST


def test_parents_in_another_system_are_brought_into_that_of_the_children(streets):
    assert one(linked(community(IN_EAST), streets.to_crs("EPSG:4490"), level="street")) == EAST


def test_degrees_and_unknown_systems_are_refused(streets):
    with pytest.raises(WrongCrsError):
        linked(community(IN_EAST).to_crs("EPSG:4326"), streets, level="street")
    with pytest.raises(MissingCrsError):
        linked(community(IN_EAST).set_crs(None, allow_override=True), streets, level="street")


def test_an_outline_that_crosses_itself_and_a_row_without_one_stop_nothing(streets):
    bow_tie = shapely.Polygon([(x + 500_000, y + 3_000_000) for x, y in ((110, 10), (150, 50), (150, 10), (110, 50))])
    rows = layer("community_id", {"C1": ({"name": "甲社区"}, bow_tie), "C2": ({"name": "乙社区"}, None)})
    assert linked(rows, streets, level="street").links["parent_id"].tolist() == [EAST, ""]
    assert linked(rows, streets.assign(geometry=[None, None]).set_crs("EPSG:4549"), level="street").links[
        "parent_id"
    ].tolist() == ["", ""]


def test_nothing_to_link_and_nothing_to_link_to(streets):
    child = community(IN_EAST)
    assert len(linked(child[:0], streets, level="street").layer) == 0
    layer_, links, sentences = linked(child, streets[:0], level="street")
    assert layer_["street_id"].tolist() == [""]
    assert len(sentences) == 1
    assert links.loc["C1", "source"] == ""


def test_the_layers_given_stay_as_they_are(streets):
    child = community(IN_EAST, street_id="桐山街道")
    before, above = child.copy(), streets.copy()
    linked(child, streets, level="street")
    pd.testing.assert_frame_equal(pd.DataFrame(child), pd.DataFrame(before))
    pd.testing.assert_frame_equal(pd.DataFrame(streets), pd.DataFrame(above))


def test_many_sentences_of_one_kind_are_cut_short(streets):
    rows = layer("community_id", {f"C{n}": ({"name": f"第{n}社区"}, box(900 + n, 0, 901 + n, 1)) for n in range(70)})
    sentences = linked(rows, streets, level="street").sentences
    assert len(sentences) == 51
    assert sentences[-1] == "20 more like the last; see the table of links."


@pytest.mark.parametrize(
    ("children", "parents", "level"),
    [
        ("communities", "street_offices", "street"),
        ("grids", "communities", "community"),
        ("compounds", "communities", "community"),
        ("facilities", "street_offices", "street"),
        ("facilities", "communities", "community"),
        ("facilities", "grids", "grid"),
        ("buildings", "communities", "community"),
    ],
)
@pytest.mark.parametrize("is_shapes_only", [True, False])
def test_the_demo_city_finds_its_links_again(city, children, parents, level, is_shapes_only):
    given_, above = city[children].drop(columns=f"{level}_id"), city[parents]
    if is_shapes_only:
        given_, above = (one[["geometry"]].assign(name="") for one in (given_, above))
    found = linked(given_, above, level=level)
    assert found.layer[f"{level}_id"].to_dict() == city[children][f"{level}_id"].to_dict()


def test_the_codes_of_the_demo_citys_grids_suffice(city):
    elsewhere = city["grids"].drop(columns="community_id").translate(100_000, 0)
    grids = city["grids"].drop(columns="community_id").set_geometry(elsewhere).assign(name="")
    found = linked(grids, city["communities"], level="community")
    assert set(found.links["source"]) == {"code"}
    assert found.layer["community_id"].to_dict() == city["grids"]["community_id"].to_dict()


def test_the_names_of_the_demo_citys_grids_suffice(city):
    grids = city["grids"].drop(columns=["community_id", "grid_code"])
    grids = grids.set_geometry(grids.translate(100_000, 0))
    found = linked(grids, city["communities"], level="community")
    assert set(found.links["source"]) == {"name"}
    assert found.layer["community_id"].to_dict() == city["grids"]["community_id"].to_dict()


@settings(max_examples=8)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_ids_change_no_link(random):
    compounds, grids = (demo_city()[name][["name", "geometry"]] for name in ("compounds", "grids"))
    plain = linked(compounds, grids, level="grid").layer["grid_id"].to_dict()
    numbers = random.sample(range(1000), len(grids))
    new = {old: f"N{number}" for old, number in zip(grids.index, numbers, strict=True)}
    shuffled = grids.rename(index=new).iloc[random.sample(range(len(grids)), len(grids))]
    rows = compounds.iloc[random.sample(range(len(compounds)), len(compounds))]
    again = linked(rows, shuffled.rename_axis("grid_id"), level="grid").layer["grid_id"].to_dict()
    assert again == {child: new.get(parent, "") for child, parent in plain.items()}


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=8
    )
)
def test_a_link_by_place_holds_at_least_half_and_no_parent_holds_more(corners):
    parents = layer("grid_id", {f"G{n}": ({"name": ""}, box(4 * n, 0, 4 * n + 4, 10)) for n in range(3)})
    rows = layer(
        "compound_id", {f"E{n}": ({"name": ""}, box(x, y, x + w, y + h)) for n, (x, y, w, h) in enumerate(corners)}
    )
    found = linked(rows, parents, level="grid").links
    for (child, parent), shape in zip(found["parent_id"].items(), rows.geometry, strict=True):
        shares = parents.intersection(shape).area / shape.area
        assert found.loc[child, "share"] == pytest.approx(shares.max())
        assert parent == "" if shares.max() < 0.5 - 1e-9 else shares[parent] == pytest.approx(shares.max())
        assert np.isfinite(found.loc[child, "share"])


def test_ids_in_full_width_letters_are_ids_letter_by_letter(streets):
    wide = streets.rename(index={EAST: "Ｓ２"}).rename_axis("street_id")
    result = linked(community(IN_EAST, street_id="Ｓ２"), wide, level="street")
    assert (one(result), one(result, "source"), result.sentences) == ("Ｓ２", "id", ())
