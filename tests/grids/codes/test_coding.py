"""Codes of grids: numbered like a page, kept by who keeps the households, never given twice."""

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city import City
from geo.errors import GridError
from geo.grids.codes import CodeRules, coded, heirs
from tests.grids.changes.town import buildings, communities, grids, lattice, nine, square

PREFIX = "359901001001"
COMMUNITY = communities({"C": square(0, 0, 300, 300)}, code=PREFIX)


def numbers(result):
    return {grid_id: int(code[-3:]) if code else None for grid_id, code in result.grids["grid_code"].items()}


def test_new_grids_are_numbered_from_the_north_west():
    layer, _ = nine()
    result = coded(layer.iloc[::-1], COMMUNITY)
    assert result.grids["grid_code"].loc["A"] == f"{PREFIX}001"
    assert numbers(result) == dict(zip("IHGFEDCBA", range(9, 0, -1), strict=True))
    assert result.sentences == (
        "0 grid(s) keep their code, 9 get a new one, 0 code(s) go out of use for good.",
    )  # fmt: skip


def test_the_part_with_most_households_keeps_the_code():
    before = coded(grids({"A": square(0, 0, 300)}), COMMUNITY).grids
    after = grids({"west": square(0, 0, 200), "east": square(200, 0)})
    built = buildings([(50, 50, 40), (250, 50, 60)])
    result = coded(after, COMMUNITY, before=before, buildings=built)
    assert numbers(result) == {"west": 2, "east": 1}
    assert result.table["reason"].tolist() == ["new", "kept"]
    # Without homes the larger part of the land decides.
    assert numbers(coded(after, COMMUNITY, before=before)) == {"west": 1, "east": 2}


def test_merged_grids_keep_the_code_of_most_households_and_the_other_is_retired():
    layer = grids({"A": square(0, 0), "B": square(100, 0), "X": square(200, 0)})
    before = coded(layer, COMMUNITY).grids
    after = grids({"AB": square(0, 0, 200), "X": square(200, 0)})
    built = buildings([(50, 50, 40), (150, 50, 60)])
    result = coded(after, COMMUNITY, before=before, buildings=built)
    assert numbers(result) == {"AB": 2, "X": 3}
    assert result.retired == {f"{PREFIX}001"}
    # Cut again, the retired number does not come back.
    again = coded(layer, COMMUNITY, before=result.grids, buildings=built, retired=result.retired)
    assert numbers(again) == {"A": 4, "B": 2, "X": 3}


def test_a_grid_that_loses_most_to_its_neighbour_keeps_its_code_by_its_land():
    before = coded(grids({"A": square(0, 0), "B": square(100, 0)}), COMMUNITY).grids
    after = grids({"A": square(0, 0, 80), "B": square(80, 0, 120)})
    built = buildings([(50, 50, 40), (90, 50, 60), (150, 50, 300)])
    assert numbers(coded(after, COMMUNITY, before=before, buildings=built)) == {"A": 1, "B": 2}


def test_special_grids_are_numbered_apart_and_a_grid_that_becomes_one_gets_a_new_code():
    layer = grids({"A": square(0, 0), "B": square(100, 0), "M": square(200, 0)})
    before = coded(layer, COMMUNITY).grids
    special = layer.assign(grid_kind=["basic", "basic", "special"])
    assert numbers(coded(special, COMMUNITY)) == {"A": 1, "B": 2, "M": 801}
    result = coded(special, COMMUNITY, before=before)
    assert numbers(result) == {"A": 1, "B": 2, "M": 801}
    assert result.table["reason"].tolist() == ["kept", "kept", "moved"]
    assert result.retired == {f"{PREFIX}003"}


def test_a_grid_that_goes_to_another_community_gets_a_code_there():
    both = communities({"C": square(0, 0, 200), "D": square(200, 0, 200)}, code=[PREFIX, "359901001002"])
    before = coded(grids({"A": square(0, 0), "B": square(100, 0)}), both).grids
    after = before.assign(community_id=["C", "D"])
    result = coded(after, both, before=before)
    assert result.grids["grid_code"].tolist() == [f"{PREFIX}001", "359901001002001"]
    assert result.retired == {f"{PREFIX}002"}


def test_a_code_that_two_grids_have_stays_with_the_first_of_the_plan():
    twice = grids({"B": square(100, 0), "A": square(0, 0)}, grid_code=f"{PREFIX}005")
    assert numbers(coded(twice, COMMUNITY)) == {"A": 5, "B": 6}


def test_a_community_without_a_code_is_told():
    layer = grids({"A": square(0, 0), "B": square(100, 0)}, community_id=["C", ""])
    result = coded(layer, communities({"C": square(0, 0, 300)}, code="12345"))
    assert result.grids["grid_code"].tolist() == ["", ""]
    assert result.sentences[1].startswith(
        "2 grid(s) have no code, because their community has no code of 12 digits: ?, C."
    )
    assert result.sentences[1].zh


def test_used_up_numbers_are_told_and_a_gap_is_filled_before():
    layer = grids({"A": square(0, 0), "B": square(100, 0), "M": square(200, 0)})
    rules = CodeRules(special_from=4)
    late = layer.assign(grid_code=[f"{PREFIX}003", "", ""])
    assert numbers(coded(late, COMMUNITY, rules=rules)) == {"A": 3, "B": 1, "M": 2}
    with pytest.raises(GridError, match="used up its grid numbers 1 to 3") as refused:
        coded(late, COMMUNITY, retired=[f"{PREFIX}001"], rules=rules)
    assert refused.value.zh


def test_no_grids_have_no_codes():
    layer, _ = nine()
    assert len(coded(layer.iloc[:0], COMMUNITY).grids) == 0


#: A town of 16 cells with a home in each; a version says which of four grids a cell belongs to.
CELLS = list(lattice(4, 4, 75).values())
HOMES = buildings(
    [(37.5 + 75 * (at % 4), 37.5 + 75 * (3 - at // 4), 1 + at * at % 23) for at in range(16)]
)  # different numbers, so that a part with most households is mostly one
versions = st.lists(st.lists(st.sampled_from("abcd"), min_size=16, max_size=16), min_size=2, max_size=5)


def drawn(owners, names="abcd"):
    cells = {name: [cell for cell, owner in zip(CELLS, owners, strict=True) if owner == name] for name in names}
    return grids({name: shapely.union_all(shapes) for name, shapes in cells.items() if shapes})


@pytest.mark.slow
@settings(max_examples=15)
@given(versions)
def test_no_code_is_ever_given_twice_over_a_history(history):
    result, given_out = None, []
    for owners in history:
        before = None if result is None else result.grids
        retired = () if result is None else result.retired
        result = coded(drawn(owners), COMMUNITY, before=before, buildings=HOMES, retired=retired)
        codes = result.grids["grid_code"]
        assert codes.is_unique
        assert (codes.str.len() == 15).all()
        fresh = set(result.table["code_after"][result.table["reason"] != "kept"])
        assert not fresh & set(given_out)
        given_out += sorted(fresh)
        assert set(given_out) == set(codes) | result.retired
        again = coded(result.grids, COMMUNITY, before=before, buildings=HOMES, retired=retired)
        assert again.grids["grid_code"].equals(codes)


@pytest.mark.slow
@settings(max_examples=15)
@given(versions, st.permutations("abcd"))
def test_a_code_belongs_to_the_ground_not_to_the_id(history, letters):
    other = dict(zip("abcd", letters, strict=True))
    first, second = (drawn(owners) for owners in history[:2])
    before = coded(first, COMMUNITY)
    plain = coded(second, COMMUNITY, before=before.grids, buildings=HOMES)
    renamed = coded(
        second.rename(index=other).iloc[::-1], COMMUNITY, before=before.grids.iloc[::-1], buildings=HOMES.iloc[::-1]
    )
    by_ground = renamed.grids["grid_code"].rename({new: old for old, new in other.items()})
    pd.testing.assert_series_equal(by_ground.sort_index(), plain.grids["grid_code"].sort_index())


def test_heirs_of_a_version_are_the_grids_themselves():
    layer, built = nine()
    assert heirs(layer, layer, built).to_dict() == {one: one for one in layer.index}


def test_the_demo_city_keeps_all_its_codes():
    city = City.demo()
    result = coded(city["grids"], city["communities"], before=city["grids"], buildings=city["buildings"])
    assert result.grids["grid_code"].equals(city["grids"]["grid_code"])
    assert result.retired == frozenset()
