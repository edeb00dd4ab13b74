"""Grids from the terminal: the same answers as in `geo.grids`, as files that other programs read."""

import geopandas
import pytest

from geo.city import City


def test_a_check_lists_findings_and_tells_the_scores(ask):
    answer = ask("grids", "check")
    assert answer.code == 0
    assert {"GRID-ORPHAN", "GRID-GAP", "GRID-OVERLAP"} <= {row["rule"] for row in answer.rows}
    assert "Seamless coverage: " in answer.err


def test_a_repair_is_seamless_and_says_what_moved(ask, tmp_path):
    out = tmp_path / "mended.gpkg"
    answer = ask("grids", "repair", "--out", out)
    assert answer.code == 0
    assert "2,375.3 m² that 上溪社区第三网格 shared" in answer.err
    grids = geopandas.read_file(out)
    parents = City.demo()["communities"]
    for community_id, own in grids.groupby("community_id"):
        area_m2 = parents.geometry[community_id].area
        assert own.to_crs(parents.crs).area.sum() == pytest.approx(area_m2, abs=0.5)


def test_repaired_grids_can_be_checked_again(ask, tmp_path):
    out = tmp_path / "mended.gpkg"
    ask("grids", "repair", "--out", out)
    rules = {row["rule"] for row in ask("grids", "check", "--grids", out).rows}
    assert not rules & {"GRID-ORPHAN", "GRID-OVERLAP"}


def test_a_proposal_is_a_layer_within_the_limits(ask, tmp_path):
    out = tmp_path / "proposed.geojson"
    answer = ask("grids", "propose", "--community", "C06", "--out", out)
    assert answer.code == 0
    assert "0 compounds cut" in answer.err
    assert geopandas.read_file(out)["households"].between(200, 500).all()


def test_changes_name_who_moves(ask, tmp_path):
    out = tmp_path / "mended.gpkg"
    ask("grids", "repair", "--out", out)
    answer = ask("grids", "changes", "--before", out)
    assert sum(float(row["households"]) for row in answer.rows) == 109  # the three homes that are in no grid today


def test_changes_without_an_earlier_file_is_a_sentence(ask):
    answer = ask("grids", "changes")
    assert (answer.code, answer.out) == (1, "")
    assert "--before" in answer.err


def test_codes_stay_as_they_are(ask):
    answer = ask("grids", "code")
    known = City.demo()["grids"]["grid_code"]
    assert {row["grid_id"]: row["grid_code"] for row in answer.rows} == known.to_dict()


def test_sizes_and_a_split_agree(ask):
    sizes = {row["community_id"]: float(row["households"]) for row in ask("grids", "sizes").rows}
    assert sizes["C06"] == 3714
    answer = ask("grids", "split", "--community", "C06")
    assert answer.code == 0
    assert len(answer.rows) == 2
    assert "1,673 | 2,041 households" in answer.err


@pytest.mark.parametrize("what", ["check", "repair", "split", "propose"])
def test_a_community_that_is_not_there_is_a_sentence(ask, what):
    answer = ask("grids", what, "--community", "C99")
    assert (answer.code, answer.out) == (1, "")
    assert "C99" in answer.err


def test_split_without_a_community_is_a_sentence(ask):
    assert ask("grids", "split").code == 1


def test_a_grid_is_divided_into_micro_grids_of_30_to_100_households(ask):
    answer = ask("grids", "micro", "--grid", "G14")
    assert answer.code == 0
    # a building larger than a micro-grid stays one, and names how many heads it needs
    assert all(float(row["households"]) <= 100 or int(row["heads"]) > 1 for row in answer.rows)
    assert ask("grids", "micro").code == 1


def test_relations_with_compounds_name_every_grid(ask):
    rows = ask("grids", "relations").rows
    assert len(rows) == 59
    assert {row["relation"] for row in rows} <= {"larger", "equal", "smaller", "mixed", "none"}


def test_the_same_grids_are_reconciled_already(ask, tmp_path):
    out = tmp_path / "mended.gpkg"
    ask("grids", "repair", "--out", out)
    answer = ask("grids", "reconcile", "--grids", out, "--before", out)
    assert {row["relation"] for row in answer.rows if float(row["area_m2"]) > 1} == {"equal"}
    assert ask("grids", "reconcile").code == 1


def test_two_communities_merge_into_one(ask):
    answer = ask("grids", "merge", "--community", "C20", "--community", "C21")
    assert answer.code == 0 or "touch" in answer.err
    assert ask("grids", "merge", "--community", "C06").code == 1
