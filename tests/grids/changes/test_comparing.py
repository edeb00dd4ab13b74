"""What changed between two versions: laws over random redrawings, then towns that are added up by hand."""

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city import City
from geo.errors import MissingColumnError
from geo.grids.changes import grid_changes
from geo.sentences import Sentence
from tests.grids.changes.town import buildings, grids, lattice, nine, square

COUNTS = ["households", "people", "elderly", "buildings"]
MOVES = ["from_grid", "to_grid", *COUNTS, "area_m2"]

#: 36 cells of 50 m, each given to one of five grids or to none: every redrawing of a small town.
CELLS = list(lattice(6, 6, 50).values())
ownership = st.lists(st.sampled_from(["", "a", "b", "c", "d", "e"]), min_size=36, max_size=36).filter(any)
homes = st.lists(st.tuples(st.integers(3, 297), st.integers(3, 297), st.integers(0, 90)), max_size=25)


def drawn(owners):
    ids = sorted({owner for owner in owners if owner})
    members = {one: [cell for cell, owner in zip(CELLS, owners, strict=True) if owner == one] for one in ids}
    return grids({one: shapely.union_all(cells) for one, cells in members.items()})


def rows(changes):
    return changes.table[MOVES].to_dict("records")


@pytest.mark.slow
@settings(max_examples=30)
@given(ownership, ownership, homes)
def test_every_home_is_counted_once_and_the_mirror_shows_the_same(first, second, places):
    before, after, built = drawn(first), drawn(second), buildings(places)
    there, back = grid_changes(before, after, built), grid_changes(after, before, built)
    moving = there.homes[there.homes["from_grid"] != there.homes["to_grid"]]
    assert moving["households"].sum() == there.totals.loc["moved", "households"]
    whole = [sum(home[2] for home in places), 3 * sum(home[2] for home in places)]
    assert there.totals.loc["all", ["households", "people"]].tolist() == whole
    assert (there.totals.loc["moved"] + there.totals.loc["stayed"]).equals(there.totals.loc["all"])
    assert there.table[COUNTS].sum().tolist() == there.totals.loc["moved", COUNTS].tolist()
    mirrored = back.table.rename(columns={"from_grid": "to_grid", "to_grid": "from_grid"})
    mirrored = mirrored.sort_values(["from_grid", "to_grid"], ignore_index=True)[MOVES]
    pd.testing.assert_frame_equal(there.table[MOVES].reset_index(drop=True), mirrored, check_dtype=False)
    assert (there.new, there.gone) == (back.gone, back.new)
    assert sorted(there.events["event"]) == sorted(
        {"split": "merge", "merge": "split"}[e] for e in back.events["event"]
    )


@pytest.mark.slow
@settings(max_examples=30)
@given(ownership, ownership)
def test_the_pieces_are_exactly_the_cells_that_changed_hands(first, second):
    moved = grid_changes(drawn(first), drawn(second), buildings([])).moves
    expected = {}
    for pair in zip(first, second, strict=True):
        if pair[0] != pair[1]:
            expected[pair] = expected.get(pair, 0) + 2_500
    assert {(row.from_grid, row.to_grid): round(row.area_m2, 3) for row in moved.itertuples()} == expected
    assert np.allclose(moved.area, moved["area_m2"])


@pytest.mark.slow
@settings(max_examples=30)
@given(ownership, ownership, homes, st.permutations("abcde"))
def test_other_ids_and_another_order_of_rows_tell_the_same(first, second, places, letters):
    other = dict(zip("abcde", letters, strict=True))
    rename = {**other, "": ""}
    before, after, built = drawn(first), drawn(second), buildings(places)
    plain = grid_changes(before, after, built)
    renamed = grid_changes(before.rename(index=other).iloc[::-1], after.rename(index=other), built.iloc[::-1])
    told = {(rename[row["from_grid"]], rename[row["to_grid"]], *(row[name] for name in COUNTS)) for row in rows(plain)}
    assert told == {(row["from_grid"], row["to_grid"], *(row[name] for name in COUNTS)) for row in rows(renamed)}
    assert len(plain.events) == len(renamed.events)


def test_nothing_changed_is_said_so():
    before, built = nine()
    changes = grid_changes(before, before, built)
    assert len(changes.moves) == len(changes.changed) == len(changes.events) == 0
    assert [str(one) for one in changes.sentences] == ["Nothing changed: the two versions are the same."]


def test_a_split_a_merge_and_a_corner_that_moves():
    before = grids({"A": square(0, 0, 200), "B": square(200, 0), "C": square(300, 0), "D": square(400, 0)})
    # A is cut in the middle, C joins B, and D gives a strip of 20 m to the joint grid.
    after = grids({"A": square(0, 0), "A2": square(100, 0), "B": square(200, 0, 220), "D": square(420, 0, 80)})
    built = buildings([(50, 50, 30), (150, 50, 40), (250, 50, 50), (350, 50, 60), (410, 50, 7), (460, 50, 8)])
    changes = grid_changes(before, after, built)
    assert changes.table[MOVES].to_numpy().tolist() == [
        ["A", "A2", 40, 120, 20, 1, 10_000],
        ["C", "B", 60, 180, 30, 1, 10_000],
        ["D", "B", 7, 21, 3, 1, 2_000],
    ]
    assert (changes.new, changes.gone) == (("A2",), ("C",))
    assert changes.events.to_numpy().tolist() == [["split", "A", "A;A2"], ["merge", "B;C", "B"]]
    assert changes.changed.to_numpy().tolist() == [
        ["A", "geometry", "20000.00", "10000.00"],
        ["B", "geometry", "10000.00", "22000.00"],
        ["D", "geometry", "10000.00", "8000.00"],
    ]
    # 107 of 195 households are 54.9 %.
    assert changes.sentences[0] == (
        "107 of 195 households (54.9%) change grid: 321 people, 53 of them 60 and over, in 3 buildings."
    )
    assert changes.sentences[1] == "1 new grid(s), 1 gone; 1 split, 1 merge(s); 3 with another border."
    assert changes.sentences[2] == "60 households (180 people) in 1 building go from C to B."
    assert all(isinstance(one, Sentence) and one.zh for one in changes.sentences)


def test_another_head_and_another_name_are_told():
    before, built = nine()
    after = before.copy()
    after.loc["A", "grid_head"], after.loc["E", "name"] = "post 7", "market grid"
    changes = grid_changes(before, after, built)
    assert changes.changed.to_numpy().tolist() == [["A", "grid_head", "", "post 7"], ["E", "name", "E", "market grid"]]
    assert changes.sentences[1].endswith("1 with another name, 1 with another head.")
    assert len(changes.moves) == 0


def test_a_grid_with_another_id_is_the_same_if_its_code_is():
    before = grids({"A": square(0, 0), "B": square(100, 0)}, grid_code=["359901001001001", "359901001001002"])
    # A new proposal has new ids; the first is wider by 10 m and carries A's code, the second has a new code.
    after = grids({"n1": square(0, 0, 110), "n2": square(110, 0, 90)}, grid_code=["359901001001001", "359901001001003"])
    built = buildings([(50, 50, 30), (105, 50, 5), (150, 50, 40)])
    changes = grid_changes(before, after, built)
    assert (changes.new, changes.gone) == (("n2",), ("B",))
    assert changes.table[["from_grid", "to_grid", "households", "area_m2"]].to_numpy().tolist() == [
        ["B", "n1", 5, 1_000],
        ["B", "n2", 40, 9_000],
    ]
    assert changes.changed[["grid_id", "what", "after"]].to_numpy().tolist() == [
        ["A", "grid_id", "n1"],
        ["A", "geometry", "11000.00"],
        ["A", "name", "n1"],
    ]


def test_sloppy_grids_are_counted_once_and_told():
    # Two grids overlap by 10 m (1,000 m2, one home of 5 households), and a home of 9 lies outside both.
    messy = grids({"A": square(0, 0, 110), "B": square(100, 0)})
    tidy = grids({"A": square(0, 0), "B": square(100, 0)})
    built = buildings([(105, 50, 5), (300, 50, 9), (50, 50, 20)])
    changes = grid_changes(messy, tidy, built)
    # B is the smaller one and had the strip already: no land and no home moves.
    assert len(changes.moves) == 0
    assert changes.totals["households"].to_dict() == {
        "all": 34, "moved": 0, "stayed": 34, "outside_before": 9, "outside_after": 9,
    }  # fmt: skip
    told = " ".join(changes.sentences)
    assert "In the earlier version: 1 pair(s) of grids overlap, on 1,000 m2 in all" in told
    assert "In the later version 1 building(s) with 9 households lie in no grid." in told
    assert "In the later version: 1 pair" not in told


def test_a_border_that_crosses_itself_is_mended_and_told():
    bow = shapely.Polygon(
        [(x + square(0, 0).bounds[0], y + square(0, 0).bounds[1]) for x, y in [(0, 0), (100, 100), (100, 0), (0, 100)]]
    )
    changes = grid_changes(grids({"A": bow}), grids({"A": square(0, 0)}), buildings([]))
    assert changes.sentences[-1].startswith("In the earlier version: 1 grid(s) had borders that cross themselves")
    assert changes.table["area_m2"].tolist() == [5_000]  # the bow tie covers half of the square


def test_a_version_in_degrees_is_compared_in_the_metres_of_the_other():
    before, built = nine()
    changes = grid_changes(before, before.to_crs("EPSG:4490"), built)
    # Degrees keep about a nanometre; nothing of more than 0.01 m2 moves.
    assert len(changes.moves) == 0
    assert changes.totals.loc["stayed", "households"] == 3_714


def test_no_grids_before_means_all_come_from_nowhere():
    after, built = nine()
    changes = grid_changes(after.iloc[:0], after, built)
    assert changes.new == tuple("ABCDEFGHI")
    assert changes.homes["to_grid"].tolist() == list("ABCDEFGHI")
    assert changes.homes["from_grid"].unique().tolist() == [""]
    assert changes.table["from_grid"].unique().tolist() == [""]
    assert changes.table["households"].sum() == 3_714


def test_a_layer_that_is_no_grids_layer_is_refused():
    before, built = nine()
    with pytest.raises(MissingColumnError, match="grids layer needs the column"):
        grid_changes(GeoDataFrame(geometry=before.geometry), before, built)


def test_the_demo_citys_merge_moves_the_households_of_the_grid_that_goes():
    city = City.demo()
    before, built = city["grids"], city["buildings"]
    after = before.drop("G16")
    after.loc["G15", "geometry"] = shapely.union_all(before.geometry[["G15", "G16"]].to_numpy())
    changes = grid_changes(before, after, built)
    of_g16 = built[built["grid_id"] == "G16"]
    assert changes.table[["from_grid", "to_grid"]].to_numpy().tolist() == [["G16", "G15"]]
    assert changes.table["households"].tolist() == [of_g16["households"].sum()]
    assert changes.totals.loc["all", "households"] == built["households"].sum() == 58_800
    assert changes.totals.loc["outside_after", "buildings"] == 3  # faults planted in the demo city
