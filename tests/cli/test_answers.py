"""The terminal's answers about the town whose answers are known (households 670, facility at (200, 200))."""

from functools import partial

import geopandas
import openpyxl
import pandas as pd
import pytest

from geo.crs import from_wgs84
from tests.cli.conftest import BUILDINGS, ZONE, points, write_lattice


def households(answer):
    """Covered and total households of the whole town."""
    (row,) = [row for row in answer.rows if row["level"] == "city" and row["count"] == "households"]
    return float(row["covered"]), float(row["total"])


def test_the_walk_covers_360_of_670_households_at_500_m(ask, lattice):
    # B1 120 + B3 80 + B4 60 + B5 100; the drawn circle would claim all 670
    answer = ask("coverage", *lattice, "--limit-m", 500)
    assert (answer.code, households(answer)) == (0, (360, 670))
    (row,) = [row for row in answer.rows if row["count"] == "households"]
    assert float(row["share"]) == pytest.approx(360 / 670, abs=1e-4)


def test_500_m_is_the_limit_if_none_is_given(ask, lattice):
    answer = ask("coverage", *lattice)
    assert households(answer) == (360, 670)
    assert "at most 500 m at 1 m/s (standard)" in answer.err


def test_a_footbridge_brings_160_households_more(ask, tmp_path):
    # B2 90 now walks 100 m, B7 70 walks 400 m; B6 still 600 m
    files = write_lattice(tmp_path, bridges=(200, 500))
    assert households(ask("coverage", *files, "--limit-m", 500)) == (520, 670)


@pytest.mark.parametrize(
    ("limit_min", "profile", "covered"),
    [
        (15, "elder", 600), (15, "standard", 600), (15, "adult", 670),  # 720, 900 and 1,080 m
        (10, "elder", 360), (10, "standard", 510), (10, "adult", 600),  # 480, 600 and 720 m
    ],
)  # fmt: skip
def test_minutes_depend_on_who_walks(ask, lattice, limit_min, profile, covered):
    answer = ask("coverage", *lattice, "--limit-min", limit_min, "--profile", profile)
    assert households(answer) == (covered, 670)


def test_travel_lists_each_walk_within_the_limit(ask, lattice):
    answer = ask("travel", *lattice, "--limit-m", 700)
    walks = {row["demand_id"]: float(row["walk_m"]) for row in answer.rows}
    expected = {name: walk_m for name, (_, _, walk_m) in BUILDINGS.items() if walk_m <= 700}
    assert walks == pytest.approx(expected, abs=0.01)
    assert {row["facility_id"] for row in answer.rows} == {"F1"}
    assert all(float(row["walk_s"]) == pytest.approx(float(row["walk_m"]), abs=0.01) for row in answer.rows)


def test_a_walk_goes_round_by_the_bridge(ask, lattice, lonlat, tmp_path):
    # 100 m as the crow flies; 300 m to the bridge, 100 m over it, 300 m back
    words = ["route", *lattice[:2], "--from", lonlat(200, 300), "--to", lonlat(200, 200)]
    (row,) = ask(*words).rows
    assert float(row["length_m"]) == pytest.approx(700, abs=0.1)
    assert float(row["time_s"]) == pytest.approx(700, abs=0.1)
    assert float(row["straight_m"]) == pytest.approx(100, abs=0.1)
    assert ask(*words, "--out", tmp_path / "路.geojson").code == 0
    (line,) = geopandas.read_file(tmp_path / "路.geojson").to_crs(ZONE).geometry
    assert line.length == pytest.approx(700, abs=0.5)


def test_circles_hold_who_is_served_and_nobody_else(ask, lattice, tmp_path):
    assert ask("circles", *lattice, "--limit-m", 500, "--out", tmp_path / "圈.geojson").code == 0
    circles = geopandas.read_file(tmp_path / "圈.geojson").to_crs(ZONE)
    homes = points(list(BUILDINGS), [at for at, _, _ in BUILDINGS.values()])
    inside = {name for name, home in zip(homes["id"], homes.geometry, strict=True) if circles.contains(home).any()}
    assert inside == {"B1", "B3", "B4", "B5"}


def test_circles_on_the_screen_say_their_area(ask, lattice):
    # 500 m on the lattice: at most the diamond of 2 x 500 x 500 m, widened by what lies beside the streets
    (row,) = ask("circles", *lattice).rows
    assert (row["facility_id"], float(row["limit_m"])) == ("F1", 500)
    assert 100_000 < float(row["area_m2"]) < 600_000
    assert "geometry" not in row


def test_gaps_hold_whom_nobody_serves(ask, lattice):
    # B2 90 + B6 150 + B7 70
    answer = ask("gaps", *lattice, "--limit-m", 500)
    assert answer.code == 0
    assert sum(float(row["households"]) for row in answer.rows) == 310
    assert {row["reason"] for row in answer.rows} == {"barrier"}  # all of them are inside the drawn circle
    assert all(120 < float(row["lon"]) < 121 and 27 < float(row["lat"]) < 28 for row in answer.rows)


@pytest.mark.parametrize("datum", ["GCJ-02", "BD-09"])
def test_points_of_a_map_service_are_brought_to_their_place(ask, lattice, tmp_path, datum):
    homes = pd.read_csv(tmp_path / "居民.csv")
    lon, lat = from_wgs84(homes["lon"], homes["lat"], datum)
    homes.assign(lon=lon, lat=lat).to_csv(tmp_path / "居民.csv", index=False)
    facility = geopandas.read_file(tmp_path / "设施.geojson")
    lon, lat = from_wgs84(facility.geometry.x, facility.geometry.y, datum)
    facility.set_geometry(geopandas.points_from_xy(lon, lat, crs=facility.crs)).to_file(
        tmp_path / "设施.geojson", COORDINATE_PRECISION=9
    )
    assert households(ask("coverage", *lattice, "--datum", datum)) == (360, 670)


def test_only_what_is_open_at_the_hour_counts(ask, lattice, tmp_path):
    facility = geopandas.read_file(tmp_path / "设施.geojson")
    facility.assign(hours="Mo-Fr 08:00-17:30").to_file(tmp_path / "设施.geojson")
    assert households(ask("coverage", *lattice, "--at", "Wed-10:00")) == (360, 670)
    assert households(ask("coverage", *lattice, "--at", "Wed-19:30")) == (0, 670)
    # who could walk there by day is kept out by the hour, the other 310 by the river
    rows = ask("gaps", *lattice, "--at", "Sun-10:00").rows
    by_reason = {
        reason: sum(float(r["households"]) for r in rows if r["reason"] == reason) for reason in ("closed", "barrier")
    }
    assert by_reason == {"closed": 360, "barrier": 310}


def test_a_facility_without_hours_is_not_guessed_open(ask, lattice):
    answer = ask("coverage", *lattice, "--at", "Wed-10:00")
    assert households(answer) == (0, 670)
    assert "1 facilities give no hours" in answer.err


def test_only_facilities_of_the_kind_count(ask, lattice):
    assert households(ask("coverage", *lattice, "--kind", "party_centre")) == (360, 670)
    answer = ask("coverage", *lattice, "--kind", "school")
    assert (answer.code, answer.out) == (1, "")
    assert "no facility" in answer.err


@pytest.mark.parametrize(
    ("ending", "read"), [(".csv", pd.read_csv), (".xlsx", partial(pd.read_excel, engine="calamine"))]
)
def test_a_table_is_the_same_in_every_kind_of_file(ask, lattice, tmp_path, ending, read):
    path = tmp_path / f"步行{ending}"
    assert ask("travel", *lattice, "--out", path).out == ""
    table = read(path)
    assert list(table.columns) == ["demand_id", "facility_id", "walk_m", "walk_s"]
    assert dict(zip(table["demand_id"], table["walk_m"].round(1), strict=True)) == {
        "B1": 100, "B3": 300, "B4": 400, "B5": 400,
    }  # fmt: skip


def test_headings_are_in_the_language_asked_for(ask, lattice, tmp_path):
    for language, heading in (("zh", "步行距离(米)"), ("en", "Walk (m)")):
        path = tmp_path / f"{language}.xlsx"
        assert ask("travel", *lattice, "--out", path, "--language", language).code == 0
        assert heading in pd.read_excel(path, engine="calamine").columns


def test_a_sheet_of_definitions_comes_with_the_table(ask, lattice, tmp_path):
    ask("coverage", *lattice, "--out", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [cell.value for cell in book.worksheets[0][1]][:3] == ["level", "area_id", "name"]
    words = " ".join(str(row[1]) for row in book.worksheets[1].values)
    assert "500" in words
    assert "1.0 m/s" in words


def test_shapes_are_in_degrees_in_geojson_and_in_metres_in_a_geopackage(ask, lattice, tmp_path):
    for ending in (".geojson", ".gpkg"):
        assert ask("circles", *lattice, "--out", tmp_path / f"圈{ending}").code == 0
    (west, *_), (east, *_) = (geopandas.read_file(tmp_path / f"圈{e}").total_bounds for e in (".geojson", ".gpkg"))
    assert 120 < west < 121
    assert 521_000 - 500 < east < 522_000


def test_a_file_that_was_there_is_replaced(ask, lattice, tmp_path):
    (tmp_path / "a.csv").write_text("old", encoding="utf-8")
    assert ask("travel", *lattice, "--out", tmp_path / "a.csv").code == 0
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("demand_id,facility_id,walk_m,walk_s\n")
    assert not list(tmp_path.glob(".*draft*"))


@pytest.mark.slow
@pytest.mark.parametrize(("ending", "begins"), [(".pdf", b"%PDF"), (".png", b"\x89PNG")])
def test_a_sheet_can_be_drawn(ask, lattice, tmp_path, ending, begins):
    answer = ask("brief", *lattice, "--out", tmp_path / f"图{ending}")
    assert answer.code == 0, answer.err
    assert (tmp_path / f"图{ending}").read_bytes().startswith(begins)


def test_coverage_of_the_demo_city_adds_up(ask):
    answer = ask("coverage", "--kind", "red_post", "--by", "street", "--by", "community", "--count", "households")
    assert "fictional" in answer.err
    rows = answer.rows
    households = {level: sum(float(r["total"]) for r in rows if r["level"] == level and r["count"] == "households")
                  for level in ("city", "street", "community")}  # fmt: skip
    assert households["city"] == households["street"] == households["community"] == 58_800
