"""Two sets of grids: what agrees, what does not, and which borders move fewer households."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import SettingError
from geo.grids.reconciling import reconciled
from tests.grids.changes.town import buildings, grids, lattice, nine, square

CELLS = list(lattice(4, 4, 50).values())
HOMES = buildings([(25 + 50 * (at % 4), 25 + 50 * (3 - at // 4), at * at % 19) for at in range(16)])
owners = st.lists(st.sampled_from(["", "a", "b", "c", "d"]), min_size=16, max_size=16).filter(any)


def drawn(side):
    return grids(
        {
            one: shapely.union_all([cell for cell, own in zip(CELLS, side, strict=True) if own == one])
            for one in sorted(set(side) - {""})
        }
    )


@pytest.mark.slow
@settings(max_examples=12)
@given(owners, owners)
def test_every_household_agrees_or_not_and_each_set_may_be_called_first(first, second):
    there, back = reconciled(drawn(first), drawn(second), HOMES), reconciled(drawn(second), drawn(first), HOMES)
    assert (
        there.totals["agreed"] + there.totals["mismatched"] == there.totals["households"] == HOMES["households"].sum()
    )
    assert there.mismatch["households"].sum() == there.totals["mismatched"]
    assert there.totals[["equal", "mismatched"]].tolist() == back.totals[["equal", "mismatched"]].tolist()
    assert there.totals["party_rest"] == back.totals["governance_rest"]
    mirrored = {"inside": "contains", "contains": "inside", "only_party": "only_governance"}
    mirrored |= {after: before for before, after in mirrored.items()}
    pairs = {(row.party_id, row.governance_id, row.relation) for row in there.pairs.itertuples()}
    assert pairs == {
        (row.governance_id, row.party_id, mirrored.get(row.relation, row.relation)) for row in back.pairs.itertuples()
    }
    in_groups = [one for ids in there.groups["party_ids"] for one in ids.split(";") if one]
    equal = there.pairs["party_id"][there.pairs["relation"] == "equal"]
    assert sorted([*in_groups, *equal]) == sorted(drawn(first).index)


def test_the_same_set_twice_agrees_everywhere():
    layer, built = nine()
    result = reconciled(layer, layer.rename(index=str.lower), built)
    assert result.totals.to_dict() == {
        "party": 9, "governance": 9, "equal": 9, "party_rest": 0, "governance_rest": 0,
        "households": 3_714, "agreed": 3_714, "mismatched": 0,
    }  # fmt: skip
    assert len(result.groups) == len(result.mismatch) == 0


def test_one_party_grid_over_three_governance_grids():
    party = grids({"P": square(0, 0, 300), "Q": square(300, 0)})
    governance = grids({f"g{at}": square(100 * at, 0) for at in range(4)})
    built = buildings([(50, 50, 30), (150, 50, 40), (250, 50, 50), (350, 50, 60)])
    result = reconciled(party, governance, built)
    assert result.pairs["relation"].tolist() == ["contains", "contains", "contains", "equal"]
    (group,) = result.groups.to_dict("records")
    # By the governance borders each of the three stays with P; by the party borders two of them go to the third.
    assert group == {
        "group_id": 1, "party_ids": "P", "governance_ids": "g0;g1;g2", "households": 120, "adopt": "governance",
        "moved_if_party": 70.0, "moved_if_governance": 0.0,
    }  # fmt: skip
    assert result.totals["mismatched"] == 120
    assert result.sentences[0].startswith("1 of 2 party grids equal one of the 4 governance grids; 1 and 3 are left")
    assert result.sentences[1] == (
        "Party grids P and governance grids g0, g1, g2: take over the governance borders; "
        "0 of 120 households come under another grid."
    )
    assert all(one.zh for one in result.sentences)


def test_crossing_grids_take_the_borders_that_move_fewer():
    # Two halves by columns against two halves by rows; 70 + 5 + 10 + 60 households in the quarters.
    party = grids({"west": square(0, 0, 100, 200), "east": square(100, 0, 100, 200)})
    governance = grids({"north": square(0, 100, 200), "south": square(0, 0, 200)})
    built = buildings([(50, 150, 70), (150, 150, 5), (50, 50, 10), (150, 50, 60)])
    result = reconciled(party, governance, built)
    assert set(result.pairs["relation"]) == {"crossing"}
    (group,) = result.groups.to_dict("records")
    # By the governance borders north stays west (5 move) and south stays east (10 move): 15; by columns 10 + 5 = 15.
    assert (group["moved_if_governance"], group["moved_if_party"], group["adopt"]) == (15, 15, "governance")
    assert np.allclose(result.mismatch.area, 10_000)


def test_a_difference_within_the_tolerance_is_none():
    # 2 m of 100 m: 9,800 / 10,000 = 0.98 and 10,000 / 10,200 = 0.98.
    party = grids({"A": square(0, 0), "B": square(100, 0)})
    governance = grids({"a": square(0, 0, 98), "b": square(98, 0, 102)})
    result = reconciled(party, governance, buildings([(50, 50, 30), (99, 50, 7)]))
    # The strip's 7 households are still in another grid, and said so.
    assert result.totals[["equal", "agreed", "mismatched"]].tolist() == [2, 30, 7]
    assert result.pairs["relation"].tolist() == ["equal", "touching", "equal"]
    assert reconciled(party, governance, buildings([]), same_share=0.99).totals["equal"] == 0


def test_homes_that_only_one_set_covers_are_mismatched():
    party, governance = grids({"A": square(0, 0), "B": square(100, 0)}), grids({"a": square(0, 0)})
    result = reconciled(party, governance, buildings([(50, 50, 30), (150, 50, 40)]))
    assert result.pairs[["party_id", "governance_id", "relation"]].to_numpy().tolist() == [
        ["A", "a", "equal"],
        ["B", "", "only_party"],
    ]
    assert result.groups[["party_ids", "governance_ids", "adopt"]].to_numpy().tolist() == [["B", "", "party"]]
    nothing = reconciled(party, governance.iloc[:0], buildings([]))
    assert nothing.totals["party_rest"] == 2


def test_overlaps_are_told_with_the_name_of_their_set():
    messy = grids({"A": square(0, 0, 110), "B": square(100, 0)})
    result = reconciled(grids({"a": square(0, 0, 200)}), messy, buildings([]))
    assert result.sentences[-1].startswith("In the governance grids: 1 pair(s) of grids overlap, on 1,000 m2")
    assert result.sentences[-1].zh.startswith("治理网格：")


def test_a_share_that_is_not_the_same_is_refused():
    layer, built = nine()
    with pytest.raises(SettingError, match="Land is the same from a share above") as refused:
        reconciled(layer, layer, built, same_share=0.3)
    assert refused.value.zh
