"""Every messy file lands in the right place, or says why not: the manifest is `tests.intake.messy.TRAPS`."""

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame

from geo.crs.placements import parsed
from geo.errors import MissingCrsError
from geo.intake.arrivals import arrival
from geo.intake.offers import offered
from tests.intake.messy import LOCAL, TRAPS, Office, local_plan


@pytest.fixture(scope="module")
def office():
    return Office()


def off_m(office, arrived):
    """How far each row is from where it really is, metres; rows are found again by their id or name."""
    truth = office.demo["communities" if arrived.role == "communities" else "buildings"]
    truth = truth.set_index("name") if arrived.role in ("communities", "facilities") else truth
    truth = truth[~truth.index.duplicated(keep=False)]
    layer = arrived.layer.to_crs(office.demo.crs)
    layer = layer.set_index("name") if arrived.role in ("communities", "facilities") else layer
    both = layer.index.intersection(truth.index)
    assert len(both) > 20
    inside = layer.geometry.loc[both].representative_point()
    if arrived.role == "communities":
        return layer.geometry.loc[both].hausdorff_distance(truth.geometry.loc[both])
    if arrived.more or arrived.role == "facilities":
        return layer.geometry.loc[both].centroid.distance(truth.geometry.loc[both].representative_point())
    assert len(inside)
    return layer.geometry.loc[both].centroid.distance(truth.geometry.loc[both].centroid)


def judged(office, trap, path, plan):
    offer = offered(path, office.city, plan)
    arrived = arrival(offer)
    report = arrived.report
    told = " ".join(report.reasons)
    assert arrived.role == trap.role
    assert (report.rows_kept, report.rows_refused) == (trap.kept, trap.refused)
    assert report.rows_read == report.rows_kept + report.rows_refused
    assert [part for part in trap.said if part not in told] == []
    assert sorted(report.blocked) == sorted(trap.blocked)
    assert [reason for reason in report.reasons if not getattr(reason, "zh", "")] == []
    if trap.encoding:
        assert report.encoding == trap.encoding
    assert off_m(office, arrived).max() <= trap.off_m
    return arrived


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_a_messy_file_lands_in_the_right_place(office, trap, tmp_path):
    arrived = judged(office, trap, trap.write(office, tmp_path), trap.plan)
    assert arrived.placement == parsed(trap.placement)
    if trap.role == "buildings" and trap.name not in ("bow-tie, missing, without area, doubled",):
        truth = office.demo["buildings"]
        both = arrived.layer.index.intersection(truth.index)
        odd = ["B0001", "B0002", "B0003"] if "numbers" in trap.name else []
        same = arrived.layer.loc[both.drop(odd, errors="ignore"), "households"]
        assert (same == truth.loc[same.index, "households"]).all()


def test_a_local_grid_lands_by_its_control_points(office, tmp_path):
    path = LOCAL.write(office, tmp_path)
    with pytest.raises(MissingCrsError, match="control points"):
        arrival(offered(path, office.city))
    judged(office, LOCAL, path, local_plan(office))


def test_what_the_streets_cannot_tell_has_to_be_declared(office, tmp_path):
    path = tmp_path / "三处设施.csv"
    path.write_text("名称,经度,纬度\n甲,120.19,27.30\n乙,120.2,27.3\n丙,120.21,27.29\n", encoding="utf-8")
    offer = offered(path, office.city)
    assert offer.placement is None
    with pytest.raises(MissingCrsError, match="Declare one of"):
        arrival(offer)
    assert len(arrival(offered(path, office.city, offer.plan.__class__(placement="GCJ-02"))).layer) == 3


def test_paths_of_an_archive_lead_nowhere(office, tmp_path):
    trap = next(trap for trap in TRAPS if trap.name == "zip whose paths lead outside")
    before = set(tmp_path.parent.iterdir())
    judged(office, trap, trap.write(office, tmp_path), trap.plan)
    assert set(tmp_path.parent.iterdir()) == before


def test_blocked_cells_are_never_quoted(office, tmp_path):
    trap = next(trap for trap in TRAPS if trap.blocked)
    arrived = judged(office, trap, trap.write(office, tmp_path), trap.plan)
    said = repr(arrived.report) + " ".join(getattr(reason, "zh", "") for reason in arrived.report.reasons)
    assert "13800000" not in said
    assert "350982195" not in said
    assert not {"户主", "身份证号", "联系电话"} & set(arrived.layer.columns)


def test_the_bow_tie_is_mended_where_it_was(office, tmp_path):
    trap = next(trap for trap in TRAPS if "bow-tie" in trap.name)
    arrived = judged(office, trap, trap.write(office, tmp_path), trap.plan)
    note = next(note for note in arrived.report.notes if note.fault.key == "crossed")
    home = office.outlines.geometry.iloc[0]
    assert shapely.Point(note.at).distance(home.centroid) < 1e-4
    assert isinstance(arrived.layer, GeoDataFrame)
    assert np.isfinite(arrived.layer.total_bounds).all()
