"""Groups by share add up in every community, and no building has more of them than people."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import SettingError
from geo.intake.people import CommunityShares, GroupShares, group_shares, with_groups, with_people
from geo.intake.people.account import GROUPS
from tests.intake.people_town import sums, town

nan = np.nan
USUAL = CommunityShares(elderly=0.187, elderly_80=0.024, children_0_6=0.07, children_7_14=0.10, disabled=0.03)


def homes(**columns):
    return with_people(town(**columns))[0]


def test_one_share_for_all_makes_whole_people_that_add_up():
    grouped, account = with_groups(homes(people=[60.0, 40.0]), GroupShares(default=USUAL, source="Census"))
    # 18.7 % of 100 is 18.7, so 19: 11.22 and 7.48 make 11 and 8.
    assert grouped["elderly"].tolist() == [11, 8]
    assert {group: grouped[group].sum() for group in GROUPS} == {
        "elderly": 19, "elderly_80": 2, "children_0_6": 7, "children_7_14": 10, "disabled": 3,
    }  # fmt: skip
    assert account.source == "Census"
    assert account.reasons == ()


def test_the_share_of_a_community_goes_before_the_default():
    layer = homes(community_id=["C1", "C2"], people=[100.0, 100.0])
    shares = GroupShares((CommunityShares("C2", elderly=0.3),), default=CommunityShares(elderly=0.1))
    assert sums(with_groups(layer, shares)[0], "elderly") == {"C1": 10, "C2": 30}


def test_a_group_without_a_share_and_a_community_without_shares_stay():
    layer = homes(community_id=["C1", "C2"], people=[100.0, 100.0], disabled=[4.0, 0.0])
    grouped, account = with_groups(layer, GroupShares((CommunityShares("C1", "西园社区", elderly=0.3),)))
    assert grouped["disabled"].tolist() == [4, 0]
    assert grouped["elderly"].tolist() == [30, 0]
    assert "1 communities have no shares; their groups stay as they were: C2." in account.reasons


def test_counted_elderly_are_kept_and_taken_off():
    layer = homes(people=[50.0, 50.0], elderly=[12.0, nan])
    grouped, _ = with_groups(layer, GroupShares(default=CommunityShares(elderly=0.2)))
    assert grouped["elderly"].tolist() == [12, 8]
    assert grouped["groups_estimated"].tolist() == ["", "elderly"]


def test_more_counted_than_the_share_makes_is_said_and_kept():
    layer = homes(people=[50.0, 50.0], elderly=[30.0, nan])
    grouped, account = with_groups(layer, GroupShares(default=CommunityShares(elderly=0.2)))
    assert grouped["elderly"].tolist() == [30, 0]
    assert "C1: counted buildings hold 30 people of 60 and over, more than the official 20" in account.reasons[0]


def test_single_people_are_in_one_age_each():
    # Three people in three buildings, a third of them old, a third small, a third at school: one each, never two.
    third = CommunityShares(elderly=1 / 3, children_0_6=1 / 3, children_7_14=1 / 3)
    grouped, _ = with_groups(homes(people=[1.0] * 3), GroupShares(default=third))
    ages = grouped[["elderly", "children_0_6", "children_7_14"]]
    assert ages.sum(axis=1).tolist() == [1, 1, 1]
    assert ages.sum().tolist() == [1, 1, 1]


def test_another_share_replaces_the_earlier_one():
    layer = homes(people=[100.0])
    first, _ = with_groups(layer, GroupShares(default=CommunityShares(elderly=0.2)))
    again, _ = with_groups(first, GroupShares(default=CommunityShares(elderly=0.3)))
    assert again["elderly"].tolist() == [30]


def test_shares_of_a_community_without_buildings_are_said():
    _, account = with_groups(homes(people=[5.0]), GroupShares((CommunityShares("C9", "天湖社区", elderly=0.1),), USUAL))
    assert "1 communities have shares and no building: 天湖社区." in account.reasons


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        (CommunityShares(elderly=1.5), "a share must be 0 to 1"),
        (CommunityShares(elderly=-0.1), "a share must be 0 to 1"),
        (CommunityShares(elderly=nan), "a share must be 0 to 1"),
        (CommunityShares(elderly=0.6, children_0_6=0.3, children_7_14=0.2), "together make 110% of the people"),
        (CommunityShares(elderly=0.1, elderly_80=0.2), "more people of 80 than of 60"),
    ],
)
def test_impossible_shares_are_refused(shares, words):
    with pytest.raises(SettingError, match=words) as error:
        GroupShares(default=shares)
    assert "请改正" in error.value.zh


def test_a_table_of_shares_is_read():
    table = pd.DataFrame(
        {"社区": ["甲", "乙", "丙", "丁"], "60岁以上": ["18.7%", 0.2, 18.7, "很多"]}, index=[2, 3, 4, 5]
    )
    read = group_shares(table)
    assert [(row.community_id, row.elderly) for row in read.rows] == [("甲", pytest.approx(0.187)), ("乙", 0.2)]
    assert [str(reason)[:8] for reason in read.reasons] == ["row 4 (丙", "row 5 (丁"]
    assert "write 0.187 or 18.7%" in read.reasons[0]
    assert "请写成 0.187 或 18.7%" in read.reasons[1].zh


def share_sets():
    """Shares whose ages leave room for the others."""
    share = st.floats(0, 0.33)
    return st.builds(
        lambda elderly, oldest, small, large, disabled: CommunityShares(
            elderly=elderly, elderly_80=elderly * oldest, children_0_6=small, children_7_14=large, disabled=disabled
        ),
        share, st.floats(0, 1), share, share, st.floats(0, 1),
    )  # fmt: skip


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.sampled_from(["C1", "C2"]), st.integers(1, 90)), min_size=1, max_size=12),
    share_sets(),
    share_sets(),
    st.randoms(use_true_random=False),
)
def test_groups_add_up_stay_within_the_people_and_do_not_depend_on_order(drawn, first, second, random):
    communities, people = map(list, zip(*drawn, strict=True))
    layer = homes(community_id=communities, people=people)
    stated = {"C1": first, "C2": second}
    rows = tuple(
        CommunityShares(community, **{group: getattr(shares, group) for group in GROUPS})
        for community, shares in stated.items()
    )
    grouped, account = with_groups(layer, GroupShares(rows))
    for community, number in sums(layer, "people").items():
        for group in GROUPS:
            assert sums(grouped, group)[community] == round(number * getattr(stated[community], group))
    ages = grouped["elderly"] + grouped["children_0_6"] + grouped["children_7_14"]
    assert (ages <= grouped["people"]).all()
    assert (grouped[list(GROUPS)].le(grouped["people"], axis=0)).all(axis=None)
    assert (grouped["elderly_80"] <= grouped["elderly"]).all()
    mixed = list(range(len(layer)))
    random.shuffle(mixed)
    other, other_account = with_groups(layer.iloc[mixed], GroupShares(rows))
    assert other.loc[grouped.index].equals(grouped)
    assert other_account == account
    assert with_groups(grouped, GroupShares(rows))[0].equals(grouped)
