"""Grid and compound: the three classes on the requirement's own figures, then what lies between them."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city import City
from geo.errors import SettingError
from geo.grids.relations import RELATION_WORDS, RELATIONS, compound_relations
from geo.layers import COMPOUNDS
from tests.grids.changes.town import buildings, grids, lattice, square


def compounds(shapes):
    layer = grids(shapes).rename_axis("compound_id")
    return COMPOUNDS.check(layer[["name", "community_id", "geometry"]])


def relations(shapes, estates, homes=()):
    result = compound_relations(grids(shapes), compounds(estates), buildings(homes))
    return result.grids["relation"].to_dict(), result


def test_a_grid_of_five_hectares_with_two_compounds_is_larger():
    # R020: 5.0 ha with compounds of 2.0 and 1.8 ha.
    found, _ = relations(
        {"G": square(0, 0, 250, 200)}, {"E1": square(0, 0, 100, 200), "E2": square(110, 0, 90, 200)}
    )  # fmt: skip
    assert found == {"G": "larger"}


def test_a_grid_of_2_1_hectares_round_a_compound_of_2_0_is_equal():
    # R020: 2.0 / 2.1 = 0.952.
    found, result = relations({"G": square(0, 0, 210, 100)}, {"E": square(0, 0, 200, 100)})
    assert found == {"G": "equal"}
    assert result.pairs["iou"].round(3).tolist() == [0.952]


def test_a_compound_of_nine_hectares_cut_in_three_makes_three_smaller_grids():
    found, result = relations(
        {f"G{at}": square(100 * at, 0, 100, 300) for at in range(3)}, {"E": square(0, 0, 300, 300)}
    )
    assert set(found.values()) == {"smaller"}
    assert result.counts["grids"].to_dict() == {"larger": 0, "equal": 0, "smaller": 3, "mixed": 0, "none": 0}
    assert result.pairs["compound_share"].round(6).tolist() == [0.333333] * 3


def test_a_compound_and_the_streets_round_it_are_equal_if_the_people_are():
    # 1 ha of homes in a grid of 2 ha: the land is half, the households are all.
    estate, grid = {"E": square(0, 0)}, {"G": square(0, 0, 200)}
    assert relations(grid, estate, [(50, 50, 90)])[0] == {"G": "equal"}
    # 80 of 90 households (89 %) are not all.
    assert relations(grid, estate, [(50, 50, 80), (150, 50, 10)])[0] == {"G": "larger"}
    assert relations(grid, estate)[0] == {"G": "larger"}


def test_a_grid_that_holds_one_compound_and_cuts_another_is_mixed():
    estates = {"E1": square(0, 0), "E2": square(150, 0, 100)}
    assert relations({"G": square(0, 0, 200)}, estates)[0] == {"G": "mixed"}


def test_a_sliver_of_a_compound_is_no_compound():
    # 9 m of a 100 m wide compound lie in the grid: less than a tenth of either.
    assert relations({"G": square(0, 0)}, {"E": square(91, 0)})[0] == {"G": "none"}
    assert relations({"G": square(0, 0)}, {"E": square(89, 0)})[0] == {"G": "mixed"}


def test_no_compound_at_all():
    found, result = relations({"G": square(0, 0)}, {"E": square(900, 0)}, [(50, 50, 7)])
    assert found == {"G": "none"}
    assert result.counts.loc["none"].to_dict() == {"grids": 1, "households": 7}
    empty = compound_relations(grids({"G": square(0, 0)}), compounds({"E": square(0, 0)}).iloc[:0])
    assert empty.grids["relation"].tolist() == ["none"]
    assert len(compound_relations(grids({"G": square(0, 0)}).iloc[:0], compounds({"E": square(0, 0)})).grids) == 0


CELLS = list(lattice(4, 4, 50).values())
owners = st.lists(st.sampled_from("abc"), min_size=16, max_size=16)


@pytest.mark.slow
@settings(max_examples=15)
@given(owners, owners)
def test_shares_of_a_tiling_add_up_to_one(first, second):
    sides = [
        {
            one: shapely.union_all([cell for cell, own in zip(CELLS, side, strict=True) if own == one])
            for one in set(side)
        }
        for side in (first, second)
    ]
    result = compound_relations(grids(sides[0]), compounds(sides[1]))
    assert np.allclose(result.pairs.groupby("grid_id")["grid_share"].sum(), 1)
    assert np.allclose(result.pairs.groupby("compound_id")["compound_share"].sum(), 1)
    assert result.counts["grids"].sum() == len(result.grids)
    same = compound_relations(grids(sides[0]), compounds(sides[0]))
    assert set(same.grids["relation"]) == {"equal"}


@pytest.mark.parametrize("share", [0.5, 0, 1.1])
def test_a_share_that_is_no_whole_is_refused(share):
    with pytest.raises(SettingError, match="counts as the whole") as refused:
        compound_relations(grids({"G": square(0, 0)}), compounds({"E": square(0, 0)}), whole_share=share)
    assert refused.value.zh


def test_every_relation_has_words():
    assert tuple(RELATION_WORDS) == RELATIONS
    assert all(words.zh for words in RELATION_WORDS.values())


def test_the_demo_citys_grids_are_all_larger_than_their_compounds():
    # 59 grids of 997 households each on 149 compounds; the mean compound has fewer than 400 households.
    city = City.demo()
    result = compound_relations(city["grids"], city["compounds"], city["buildings"])
    assert result.counts["grids"].to_dict() == {"larger": 59, "equal": 0, "smaller": 0, "mixed": 0, "none": 0}
    assert result.sentences[0].startswith("Of 59 grids 59 are larger than their compounds")
    assert result.sentences[0].zh
