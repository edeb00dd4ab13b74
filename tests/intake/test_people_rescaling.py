"""Each community adds up to its official total, counted buildings stay, and what cannot be met is said by name."""

import numpy as np
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import MissingColumnError
from geo.intake.people import CommunityTotal, figure_sentence, official_totals, rescaled, with_people
from geo.layers import BUILDINGS
from tests.intake.people_town import ZONE, sums, totals, town

nan = np.nan


def homes(**columns):
    return with_people(town(**columns))[0]


def test_an_estimated_community_is_scaled_to_its_total():
    # Three dwellings of 540 m2 hold 42 people and 15 households; 63 people are half as many again.
    scaled, account = rescaled(homes(households=[nan] * 3), totals(CommunityTotal("C1", "西园社区", people=63)))
    assert scaled["people"].tolist() == [21, 21, 21]
    # Households follow: 15 x 1.5 = 22.5, which is 22 to the nearest even number.
    assert scaled["households"].sum() == 22
    people = next(row for row in account.figures if row.column == "people")
    assert (people.before, people.after, people.target, people.factor) == (42, 63, 63, 1.5)
    assert (account.source, account.as_of) == ("Bureau of Statistics", "2020-11-01")


def test_both_totals_are_met():
    scaled, _ = rescaled(homes(households=[nan] * 3), totals(CommunityTotal("C1", households=20, people=50)))
    assert sums(scaled, "households") == {"C1": 20}
    assert sums(scaled, "people") == {"C1": 50}


def test_counted_buildings_stay_and_the_others_take_what_is_left():
    layer = homes(households=[40, nan, nan], people=[100, nan, nan])
    scaled, account = rescaled(layer, totals(CommunityTotal("C1", households=60, people=160)))
    assert scaled["households"].tolist() == [40, 10, 10]
    assert scaled["people"].tolist() == [100, 30, 30]
    people = next(row for row in account.figures if row.column == "people")
    assert people.counted == 100
    assert people.factor == pytest.approx(60 / 28)


def test_people_derived_from_counted_households_are_no_count():
    scaled, _ = rescaled(homes(households=[40, 60]), totals(CommunityTotal("C1", people=250)))
    assert scaled["households"].tolist() == [40, 60]
    assert scaled["people"].tolist() == [100, 150]
    assert not scaled["is_estimated"].any()


def test_counted_buildings_change_if_the_planner_says_so():
    layer = homes(households=[40, 10], people=[100, 25])
    scaled, account = rescaled(layer, totals(CommunityTotal("C1", households=100, people=250)), is_counted_changed=True)
    assert scaled["households"].tolist() == [80, 20]
    assert scaled["people"].tolist() == [200, 50]
    assert scaled["people_basis"].tolist() == ["scaled", "scaled"]
    assert scaled["is_estimated"].all()
    assert "counted ones too" in account.method


def test_counted_buildings_beyond_the_total_are_said_and_nothing_is_scaled():
    layer = homes(households=[40, nan], people=[100, nan])
    scaled, account = rescaled(layer, totals(CommunityTotal("C1", "西园社区", people=90)))
    assert scaled.equals(layer)
    assert account.reasons[0] == (
        "西园社区: counted buildings hold 100 people, more than the official 90; nothing was scaled. "
        "Check which of the two is right."
    )
    assert "超过官方总数 90" in account.reasons[0].zh


def test_a_total_below_the_counted_groups_is_said_and_nothing_is_scaled():
    # 20 counted elderly live in homes whose people are estimated; a total of 10 cannot be.
    layer = homes(households=[nan], elderly=[20.0])
    scaled, account = rescaled(layer, totals(CommunityTotal("C1", "西园社区", people=10)))
    assert scaled["people"].tolist() == [20]
    assert "西园社区: the groups counted in its buildings do not fit into 10 people" in account.reasons[0]


def test_a_community_that_is_counted_whole_says_what_could_not_be_placed():
    _, account = rescaled(homes(households=[40], people=[100]), totals(CommunityTotal("C1", "西园社区", people=120)))
    assert "西园社区: the counted buildings hold 100 of 120 people" in account.reasons[0]
    assert "so 20 could not be placed" in account.reasons[0]


def test_a_total_without_a_dwelling_is_said():
    _, account = rescaled(homes(households=[nan]), totals(CommunityTotal("C9", "天湖社区", people=500)))
    assert "天湖社区 has 500 people officially and no dwelling on the map" in account.reasons[0]
    assert "天湖社区官方人口为 500" in account.reasons[0].zh


def test_communities_without_a_total_stay_and_are_said_by_name():
    layer = homes(community_id=["C1", "C2"])
    scaled, account = rescaled(layer, totals(CommunityTotal("C1", people=14), names=(("C2", "富民社区"),)))
    assert scaled["people"].tolist() == [14, 14]
    assert "1 communities have dwellings and no official total; they stay as they were: 富民社区." in account.reasons


@pytest.mark.parametrize(("total", "is_said"), [(6, True), (7, False), (28, False), (29, True)])
def test_a_factor_far_from_one_is_said_by_name(total, is_said):
    # One dwelling of 14 people: 7 is half, 28 is double.
    _, account = rescaled(homes(households=[nan]), totals(CommunityTotal("C1", "西园社区", people=total)))
    assert any("西园社区: people were multiplied by" in reason for reason in account.reasons) == is_said


def test_groups_with_totals_are_met_and_never_exceed_the_people():
    total = CommunityTotal("C1", people=40, elderly=8, elderly_80=2, children_0_6=3, children_7_14=4, disabled=1)
    scaled, _ = rescaled(homes(households=[nan] * 3), totals(total))
    for group, number in {"elderly": 8, "elderly_80": 2, "children_0_6": 3, "children_7_14": 4, "disabled": 1}.items():
        assert scaled[group].sum() == number
    ages = scaled["elderly"] + scaled["children_0_6"] + scaled["children_7_14"]
    assert (ages <= scaled["people"]).all()
    assert (scaled["elderly_80"] <= scaled["elderly"]).all()
    assert set(scaled["groups_estimated"]) <= {
        ";".join(names)
        for names in [
            ("elderly", "elderly_80", "children_0_6", "children_7_14", "disabled"),
            ("elderly", "elderly_80", "children_0_6", "children_7_14"),
            ("elderly", "children_0_6", "children_7_14"),
        ]
    }


def test_a_community_of_empty_homes_takes_its_people_by_floor_area():
    layer = homes(occupancy_share=[0.0, 0.0], storeys=[2, 6])
    scaled, _ = rescaled(layer, totals(CommunityTotal("C1", people=28)))
    assert scaled["people"].tolist() == [7, 21]
    assert scaled["households"].sum() == 10
    assert rescaled(scaled, totals(CommunityTotal("C1", people=28)))[0].equals(scaled)


def test_no_total_and_no_building_change_nothing():
    layer = homes(households=[nan])
    assert rescaled(layer, totals())[0].equals(layer)
    assert len(rescaled(BUILDINGS.empty(ZONE), totals(CommunityTotal("C1", people=5)))[0]) == 0


def test_a_figure_says_definition_factor_source_and_date():
    layer, first = with_people(town(households=[nan] * 3))
    _, second = rescaled(layer, totals(CommunityTotal("C1", people=63)))
    sentence = figure_sentence((first, second), "people", "C1")
    assert sentence.startswith("People: 3 buildings: estimated, people = footprint m2 x storeys")
    assert sentence.endswith("(Bureau of Statistics, 2020-11-01), factor 1.500.")
    assert sentence.zh.endswith("（Bureau of Statistics，2020-11-01），系数 1.500。")
    assert figure_sentence((first,), "elderly") == "People of 60 and over: as given, nothing estimated."


drawn_buildings = st.lists(
    st.tuples(
        st.sampled_from(["C1", "C2"]),
        st.sampled_from([nan, nan, 3, 40]),
        st.sampled_from([nan, nan, 8, 110]),
        st.integers(1, 30),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=12,
)
number = st.none() | st.integers(0, 900)


def drawn_layer(drawn):
    communities, households, people, storeys, elderly = map(list, zip(*drawn, strict=True))
    return homes(community_id=communities, households=households, people=people, storeys=storeys, elderly=elderly)


def drawn_totals(figures):
    return totals(
        *(
            CommunityTotal(
                community, households=households, people=people, elderly=None if people is None else people // 5
            )
            for community, (households, people) in zip(("C1", "C2"), figures, strict=True)
        )
    )


figures = st.tuples(st.tuples(number, number), st.tuples(number, number))


@settings(max_examples=30)
@given(drawn_buildings, figures, st.booleans())
def test_totals_are_met_or_said_and_scaling_twice_is_scaling_once(drawn, official, is_counted_changed):
    layer, table = drawn_layer(drawn), drawn_totals(official)
    scaled, account = rescaled(layer, table, is_counted_changed=is_counted_changed)
    for row in account.figures:
        if row.target is not None and row.outcome == "scaled":
            assert sums(scaled, row.column)[row.community_id] == row.target
    assert (scaled[["households", "people", "elderly"]] >= 0).all(axis=None)
    assert (scaled["elderly"] <= scaled["people"]).all()
    again, _ = rescaled(scaled, table, is_counted_changed=is_counted_changed)
    assert again.equals(scaled)
    if not is_counted_changed:
        is_fixed = layer["people_basis"].isin(["counted", "people"])
        assert scaled["people"][is_fixed].equals(layer["people"][is_fixed])


@settings(max_examples=25)
@given(drawn_buildings, figures, st.randoms(use_true_random=False))
def test_the_order_of_buildings_changes_nothing(drawn, official, random):
    layer, table = drawn_layer(drawn), drawn_totals(official)
    mixed = list(range(len(layer)))
    random.shuffle(mixed)
    scaled, account = rescaled(layer, table)
    other, other_account = rescaled(layer.iloc[mixed], table)
    assert other.loc[scaled.index].equals(scaled)
    assert other_account == account


@settings(max_examples=25)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.integers(0, 5000))
def test_estimated_communities_always_meet_their_total(storeys, people):
    scaled, _ = rescaled(homes(storeys=storeys), totals(CommunityTotal("C1", people=people)))
    assert scaled["people"].sum() == people
    assert (np.diff(scaled.sort_values("floor_area_m2", kind="stable")["people"]) >= -1).all()


def communities():
    return GeoDataFrame(
        {"name": ["西园社区", "桐北社区", "桐北社区"], "code": ["350982001001", "", ""]},
        geometry=town(storeys=[1, 1, 1]).geometry.to_numpy(),
        index=pd.Index(["C1", "C2", "C3"], name="community_id"),
        crs=ZONE,
    )


def test_a_table_is_read_by_names_in_any_spelling_codes_and_ids():
    table = pd.DataFrame({"社区名称": ["西园社区居委会"], "总户数": ["1,200户"], "常住人口": ["0.33万"]}, index=[2])
    assert official_totals(table, communities()).rows == (CommunityTotal("C1", "西园社区", 1200, 3300),)
    by_code = pd.DataFrame({"社区代码": [350982001001.0], "户数": [5]})
    assert official_totals(by_code, communities()).rows == (CommunityTotal("C1", "西园社区", 5),)
    by_id = pd.DataFrame({"community_id": ["C2"], "people": [7]})
    assert official_totals(by_id, communities()).rows == (CommunityTotal("C2", "桐北社区", people=7),)


def test_without_communities_the_table_names_them():
    table = pd.DataFrame({"社区": ["甲", "合计"], "人口": [10, 10]})
    assert official_totals(table).rows == (CommunityTotal("甲", "甲", people=10),)


@pytest.mark.parametrize(
    ("cells", "words", "words_zh"),
    [
        (
            {"社区": ["无此社区"], "人口": [1]},
            "row 0 (无此社区): the city has no community of this name",
            "没有这个社区",
        ),
        ({"社区": ["桐北社区"], "人口": [1]}, "it may be 桐北社区 or 桐北社区; add the code", "请补充社区代码"),
        ({"社区": ["西园社区"], "人口": [-5]}, '"-5" is no whole number', "不是 0 到"),
        ({"社区": ["西园社区"], "人口": ["12.5"]}, '"12.5" is no whole number', "不是 0 到"),
        ({"社区": ["西园社区"], "人口": ["未知"]}, '"未知" is no whole number', "不是 0 到"),
        ({"社区": ["西园社区"], "人口": [10], "老年人": [11]}, "the groups make 11 of 10 people", "分组却有 11 人"),
        ({"社区": ["西园社区"], "人口": [9], "老年人": [3], "80岁以上": [4]}, "more people of 80", "80岁及以上多于"),
        ({"社区": ["西园社区", "西园"], "人口": [10, 11]}, "neither was used", "两行均未采用"),
        ({"社区代码": ["C2"], "社区名称": ["西园社区"], "人口": [1]}, "the name is that of another", "另一个社区"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(cells, words, words_zh):
    read = official_totals(pd.DataFrame(cells), communities())
    assert read.rows == ()
    (reason,) = read.reasons
    assert words in reason
    assert reason.endswith("The row was not used.")
    assert words_zh in reason.zh
    _, account = rescaled(homes(households=[nan]), read)
    assert reason in account.reasons


def test_a_row_written_twice_alike_counts_once():
    table = pd.DataFrame({"社区": ["西园社区", "西园"], "人口": [10, 10]})
    read = official_totals(table, communities())
    assert (len(read.rows), read.reasons) == (1, ())


@pytest.mark.parametrize(
    ("columns", "words"), [(["人口"], "a column with the community"), (["社区"], "at least one column with figures")]
)
def test_a_table_without_communities_or_figures_is_refused(columns, words):
    with pytest.raises(MissingColumnError, match=words) as error:
        official_totals(pd.DataFrame({column: ["1"] for column in columns}))
    assert "现有" in error.value.zh
