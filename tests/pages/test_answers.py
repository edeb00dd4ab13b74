"""What the pages show of the town is what was worked out by hand, and map, table and lists agree to the household."""

import dataclasses

import pytest

from geo.circles import AddFacility, CloseFacility, NewGate, OpenGate
from pages.map.component import Picked, picked_of
from pages.ui import cached, drawn, features, summary
from pages.ui.circle_map import rings_of
from pages.ui.cover_table import cover_table
from pages.ui.definitions import brief_definition, full_definition
from pages.ui.look import Chosen, Look
from pages.ui.state import LAND, Limit, Question, Subject
from pages.ui.trying import change_of, place_of, tried
from pages.ui.walks import explained_walk
from tests.pages.town import COVERED_500_M, EAST_M, FALSE_500_M, NORTH_M, TOTAL

LEVELS = ("city", "street_id", "community_id", "grid_id")


def test_the_five_hundred_metre_circle_is_as_worked_out(ask_page):
    counted = cached.counted(ask_page().ask)
    assert (counted.covered["households"], counted.total["households"]) == (COVERED_500_M, TOTAL)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("group", ["households", "people", "elderly", "buildings"])
def test_every_table_adds_up_to_the_headline(ask_page, level, group):
    page = ask_page()
    table = cover_table(page.ask, page.city, level, group, page.say)
    counted = cached.counted(page.ask)
    assert (table.covered, table.total) == (counted.covered[group], counted.total[group])
    assert (table.table["missing"] == table.table["total"] - table.table["covered"]).all()


def test_the_worst_area_comes_first(ask_page):
    page = ask_page()
    table = cover_table(page.ask, page.city, "community_id", "households", page.say).table
    # South of the river 120 + 80 + 100 all walk at most 500 m; north only B4's 60 of 370.
    assert table[["name", "covered", "total"]].to_numpy().tolist() == [["溪北社区", 60, 370], ["溪南社区", 300, 300]]


def test_gaps_and_covered_make_the_total(ask_page):
    page = ask_page()
    assert cached.found_gaps(page.ask)["households"].sum() == TOTAL - COVERED_500_M


def test_false_cover_is_as_worked_out(ask_page):
    assert cached.false_cover(ask_page().ask)["households"].sum() == FALSE_500_M


def test_codes_agree_with_the_counts(ask_page):
    page = ask_page()
    counted = cached.counted(page.ask)
    codes = features.building_codes(page.city, counted, cached.false_cover(page.ask).index)
    households = page.city["buildings"]["households"]
    by_code = {code: sum(h for c, h in zip(codes, households, strict=True) if c == code) for code in set(codes)}
    assert by_code == {"c": COVERED_500_M, "f": FALSE_500_M}


def test_land_is_measured_and_no_more_than_there_is(ask_page):
    page = ask_page()
    table = cover_table(page.ask, page.city, "community_id", LAND, page.say).table
    assert (table["total"] > 0).all()
    assert (table["covered"] <= table["total"]).all()


def test_rings_are_the_smaller_usual_limits_of_the_same_unit(ask_page):
    assert rings_of(ask_page(Question(limit=Limit(1000, "m")), Look(rings=True))) == (300.0, 500.0)
    assert rings_of(ask_page(Question(limit=Limit(10, "min")), Look(rings=True))) == (5.0,)
    assert rings_of(ask_page(Question(limit=Limit(1000, "m")), Look())) == ()


def test_walking_areas_come_outermost_first(ask_page):
    page = ask_page(Question(limit=Limit(1000, "m")))
    bands = drawn.walk_areas(page.ask, (300.0, 500.0), "dissolve")
    assert [band["band"] for band in bands] == [0, 1, 2]


def test_a_walk_is_explained(ask_page):
    walk = explained_walk(ask_page(look=Look(chosen=Chosen("building", "B2a"))))
    assert walk.facility_name == "溪南党群服务中心"
    assert walk.walk.length_m == pytest.approx(700)
    assert walk.walk.straight_m == pytest.approx(100)


def test_a_building_that_is_not_there_has_no_walk(ask_page):
    assert explained_walk(ask_page(look=Look(chosen=Chosen("building", "nowhere")))) is None
    assert explained_walk(ask_page()) is None


def test_a_facility_on_the_other_side_serves_the_north(ask_page, town):
    # Beside B6 at (500, 500): B2 walks 500 m and B7 400 m to it, so everybody is within 500 m of one of the two.
    place = town["street_offices"].iloc[:0].to_crs("OGC:CRS84")
    assert len(place) == 0
    lon, lat = lonlat(town, 500, 500)
    change = tried(ask_page(look=Look(panel="change", change="add", place=f"{lon:.7f},{lat:.7f}")))
    assert change.result.after.covered["households"] == TOTAL
    assert change.gained["households"].sum() == FALSE_500_M
    assert len(change.lost) == 0


def test_closing_the_only_facility_loses_everybody(ask_page):
    change = tried(ask_page(look=Look(panel="change", change="close", place="F1")))
    assert change.result.after.covered["households"] == 0
    assert change.lost["households"].sum() == COVERED_500_M


def lonlat(town, x, y):
    from geopandas import points_from_xy

    point = points_from_xy([EAST_M + x], [NORTH_M + y], crs=town.crs).to_crs("OGC:CRS84")[0]
    return point.x, point.y


@pytest.mark.parametrize(
    ("look", "change"),
    [
        (Look(change="add", place="120.5,27.25"), AddFacility(120.5, 27.25)),
        (Look(change="new_gate", place="120.5,27.25"), NewGate(120.5, 27.25)),
        (Look(change="close", place="F1"), CloseFacility("F1")),
        (Look(change="open_gate", place="g1"), OpenGate("g1")),
        (Look(change="add", place="here"), None),
        (Look(), None),
    ],
)
def test_a_change_is_read_from_the_link(look, change):
    assert change_of(look) == change


@pytest.mark.parametrize(
    ("change", "kind", "place"),
    [
        ("add", "place", "120.500000,27.250000"),
        ("close", "facility", "x1"),
        ("close", "building", ""),
        ("open_gate", "gate", "x1"),
    ],
)
def test_a_click_means_what_the_change_needs(change, kind, place):
    assert place_of(change, Picked(kind, "x1", 120.5, 27.25)) == place


@pytest.mark.parametrize("value", [None, "x", {}, {"kind": "gap"}, {"kind": "gap", "id": "1", "lon": "east", "lat": 1}])
def test_odd_clicks_are_nothing(value):
    assert picked_of(value) is None


def test_the_six_figures_name_part_and_whole(ask_page):
    page = ask_page()
    figures = summary.six_figures(page.ask, page.city, page.say)
    assert len(figures) == 6
    assert [(f.part, f.whole) for f in (figures[0], figures[4], figures[5])] == [(360, 670), (310, 670), (310, 670)]
    assert all(figure.definition and figure.caption for figure in figures)


def test_a_definition_says_limit_speed_formula_source_and_date(ask_page):
    page = ask_page(Question(profile="elder", limit=Limit(15, "min")))
    text = full_definition(page.ask, page.city, "households", page.say)
    for part in ("15 分钟", "0.8\xa0米/秒", "分子", "分母", "÷", "hand-made", "2025-09-30"):
        assert part in text
    assert "党群服务" in brief_definition(page.ask, page.say)


def test_a_city_without_the_service_is_asked_about_what_it_has(home):
    asked = Question(subject=Subject(service="medical"))
    assert cached.subject_of(asked, home).subject == Subject(service="party_service")


def test_revisions_change_with_the_answer_and_only_with_it(ask_page):
    page = ask_page()
    place = drawn.place(page.key)

    def revision(answer, hint=""):
        return features.map_data(page.city, page.key, place, page.say, answer, [], hint=hint)["revision"]

    assert revision({"codes": "cg"}) == revision({"codes": "cg"}, "click") != revision({"codes": "cc"})


def test_shares_are_classed_and_written(ask_page):
    page = ask_page()
    table = summary.area_table(page.ask, "community_id")
    made = features.share_features("community_id", ["south", "north", "empty"], {"south": "溪南"}, table, page.say)
    assert made["codes"] == "40x"
    assert made["lines"] == ["100%", "16%", ""]


def test_an_ask_is_a_value(ask_page):
    ask = ask_page().ask
    assert dataclasses.replace(ask) == ask
    assert hash(dataclasses.replace(ask)) == hash(ask)
