"""Types and ranks are suggested with their reason; people decide."""

import pytest

from geo.city import City
from geo.errors import SettingError
from geo.grids.communities import COMMUNITY_TYPES, rank_hint, suggested_types
from geo.layers import COMPOUNDS
from tests.grids.changes.town import buildings, grids, square
from tests.grids.communities.town import f4_city


def town(homes, years, **columns):
    return f4_city(buildings=buildings(homes, built_year=years, **columns))


@pytest.mark.parametrize(
    ("old", "newer", "suggested"), [(71, 29, "老旧住宅类"), (20, 80, "成熟住宅类"), (40, 60, "多元融合类")]
)
def test_the_ages_of_buildings_suggest_a_type(old, newer, suggested):
    # R040's own example: 71 % of the households in buildings before 2000.
    types = suggested_types(town([(50, 50, old), (150, 50, newer)], [1985, 2000]))
    assert types.loc["C", ["suggested", "model"]].tolist() == [suggested, COMMUNITY_TYPES[suggested]]
    assert types.loc["C", ["old_share", "newer_share"]].tolist() == [old / 100, newer / 100]


def test_resettlement_compounds_go_before_age():
    estates = COMPOUNDS.check(
        grids({"E": square(0, 0)}, compound_form="resettlement").rename_axis("compound_id")[
            ["name", "community_id", "compound_form", "geometry"]
        ]
    )
    city = town([(50, 50, 60), (150, 50, 40)], [1985, 1985], compound_id=["E", ""]).with_layer("compounds", estates)
    assert suggested_types(city).loc["C", "suggested"] == "移民安置类"


def test_nobody_and_no_year_suggest_little():
    types = suggested_types(town([(50, 50, 10)], [None]))
    assert types["suggested"].tolist() == ["多元融合类", ""]
    assert types["is_other"].tolist() == [False, False]


def test_a_type_that_is_set_otherwise_is_marked():
    types = suggested_types(City.demo())
    assert types.loc["C15", ["suggested", "is_other"]].tolist() == ["老旧住宅类", False]  # 75 % before 2000
    assert types.loc["C09", "suggested"] == "成熟住宅类"  # 1 % before 2000
    assert types.loc["C17", "is_other"]  # set as resettlement; the compounds do not say so


def test_sixty_three_members_may_be_a_general_branch():
    hint = rank_hint(63, "branch")
    assert hint.startswith("With 63 members the organisation may be a general branch")
    assert "党总支" in hint.zh
    assert rank_hint(49, "branch") is None
    assert rank_hint(63, "general_branch") is None
    assert "党委" in rank_hint(100, "branch").zh


def test_a_rank_that_is_none_is_refused():
    with pytest.raises(SettingError, match="is one of branch, general_branch, committee") as refused:
        rank_hint(10, "club")
    assert refused.value.zh
