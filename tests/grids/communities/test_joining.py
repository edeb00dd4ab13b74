"""Mergers and villages that become communities."""

import pytest

from geo.errors import GridError
from geo.grids.codes import CodeRules
from geo.grids.communities import applied, merge_communities, split_community, village_to_community
from tests.grids.changes.town import communities, square
from tests.grids.communities.town import BEST, PREFIX, f4_city


def test_a_merger_has_a_code_from_601_on_and_the_name_of_the_larger():
    city = f4_city()
    change = merge_communities(city, ["V", "C"])
    assert change.parts[["name", "code", "households", "grids", "area_m2", "size"]].to_numpy().tolist() == [
        ["文昌社区", f"{PREFIX}601", 4_414, 10, 120_000, "above"]
    ]
    assert (change.kind, change.before_ids) == ("merge", ("C", "V"))
    after = applied(city, change)
    assert after["communities"].index.tolist() == ["C"]
    # C's nine come in the order of the plan, rows of C and the tall V1: its middle is in the second row.
    assert after["grids"]["grid_code"].is_unique
    assert after["grids"]["grid_code"].str.startswith(f"{PREFIX}601").all()
    assert after["buildings"]["community_id"].unique().tolist() == ["C"]
    assert {f"{PREFIX}006", f"{PREFIX}201", f"{PREFIX}201001"} <= change.retired


def test_a_split_and_a_merger_give_the_land_and_the_people_back_with_other_codes():
    city = f4_city()
    halves = applied(city, split_community(city, "C", BEST))
    change = merge_communities(halves, ["C", "C-2"], name="文昌社区")
    whole = applied(halves, change)
    assert change.parts["households"].tolist() == [3_714]
    assert whole["communities"].geometry["C"].equals(city["communities"].geometry["C"])
    assert not set(whole["grids"]["grid_code"][:9]) & {*city["grids"]["grid_code"], *halves["grids"]["grid_code"][:9]}
    assert whole["grids"]["name"].tolist()[:9] == city["grids"]["name"].tolist()[:9]


def test_a_village_becomes_a_community():
    city = f4_city()
    change = village_to_community(city, "V", community_type="多元融合类")
    # 007: the number after 006; villages are numbered from 201, communities up to 199.
    assert change.parts[["name", "code", "households", "size"]].to_numpy().tolist() == [
        ["东坑社区", f"{PREFIX}007", 700, "below"]
    ]
    assert change.codes.to_numpy().tolist() == [
        ["community", "V", "东坑村", "东坑社区", f"{PREFIX}201", f"{PREFIX}007"],
        ["grid", "V1", "东坑村第一网格", "东坑社区第一网格", f"{PREFIX}201001", f"{PREFIX}007001"],
    ]
    after = applied(city, change)
    assert after["communities"].loc["V", ["name", "community_type"]].tolist() == ["东坑社区", "多元融合类"]
    assert change.retired == {f"{PREFIX}201", f"{PREFIX}201001"}


def test_a_village_code_is_not_given_to_the_next_community():
    city = f4_city()
    after = applied(city, village_to_community(city, "V"))
    change = split_community(after, "C", BEST)
    assert change.parts["code"].tolist() == [f"{PREFIX}006", f"{PREFIX}008"]


def test_mergers_that_cannot_be_are_refused():
    city = f4_city()
    with pytest.raises(GridError, match="takes two communities or more"):
        merge_communities(city, ["C", "C"])
    two_streets = city.with_layer("communities", city["communities"].assign(street_id=["S1", "S2"]))
    with pytest.raises(GridError, match="belong to different streets") as refused:
        merge_communities(two_streets, ["C", "V"])
    assert refused.value.zh
    apart = communities({"C": square(0, 0, 300, 300), "V": square(900, 0)}, street_id="S1")
    with pytest.raises(GridError, match=r"V do\(es\) not touch C"):
        merge_communities(city.with_layer("communities", apart), ["C", "V"])


def test_a_community_is_no_village():
    with pytest.raises(GridError, match="is a community already") as refused:
        village_to_community(f4_city(), "C")
    assert refused.value.zh


def test_a_street_without_numbers_is_told():
    with pytest.raises(GridError, match="used up its community numbers 1 to 6") as refused:
        village_to_community(
            f4_city().with_layer(
                "communities",
                communities(
                    {f"c{number}": square(1_000 * number, 0) for number in range(1, 7)}
                    | {"V": square(300, 0, 100, 300)},
                    name=[f"{number}社区" for number in range(1, 7)] + ["东坑村"],
                    code=[f"{PREFIX}{number:03d}" for number in range(1, 7)] + [f"{PREFIX}201"],
                ),
            ),
            "V",
            rules=CodeRules(last_new=6),
        )
    assert refused.value.zh
