"""Each page runs from its own link, in both languages, and its numbers are those of the answer."""

import json
import re

import pytest

from tests.pages.town import COVERED_500_M, TOTAL

PAGES = ("overview", "circles", "data")


def html_of(app):
    return "\n".join(element.proto.body for element in app.get("html"))


def map_of(app):
    """What the map was fed."""
    fed = [
        json.loads(part.proto.json) for part in app.get("bidi_component") if part.proto.component_name == "planner_map"
    ]
    return fed[0]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_opens_by_its_link(open_page, page, language):
    app = open_page(page, lang=language)
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_no_page_shows_a_key(open_page, page, language):
    text = html_of(open_page(page, lang=language))
    assert re.findall(r">(?:overview|cover|gaps|false|data|table|unit|group|panel)\.[a-z_]+<", text) == []


def test_the_overview_says_the_headline(open_page):
    text = html_of(open_page("overview"))
    assert f"<b>{COVERED_500_M}</b> / {TOTAL}" in text


def test_the_map_is_fed_what_the_cards_say(open_page):
    app = open_page("circles")
    fed = map_of(app)
    assert fed["answer"]["codes"].count("c") == 20  # five buildings at each of B1, B3, B4, B5
    assert fed["city"]["label"].startswith("虚构演示数据")
    assert f"<b>{COVERED_500_M}</b> / {TOTAL}" in html_of(app)


def test_a_limit_changes_numbers_and_map(open_page):
    app = open_page("circles", limit="1000m")
    assert f"<b>{TOTAL}</b> / {TOTAL}" in html_of(app)
    assert "g" not in map_of(app)["answer"]["codes"]


def test_the_gap_list_adds_up(open_page):
    text = html_of(open_page("circles", panel="gaps"))
    assert f'data-covered="{COVERED_500_M}" data-missing="{TOTAL - COVERED_500_M}"' in text


def test_a_building_in_the_link_shows_its_walk(open_page):
    app = open_page("circles", chosen="building:B2a")
    assert "700 米" in html_of(app)
    assert map_of(app)["answer"]["walk"]["label"].startswith("700 米")


def test_a_closed_facility_shows_who_loses(open_page):
    text = html_of(open_page("circles", panel="change", change="close", place="F1"))
    assert f'data-before="{COVERED_500_M}" data-after="0"' in text


def test_nothing_open_in_the_evening_is_an_answer_too(open_page):
    # The only centre is open Monday to Friday, 8 to 18.
    app = open_page("circles", moment="evening", streets="1", group="land_m2", panel="gaps")
    assert not app.exception
    assert not app.error
    fed = map_of(app)["answer"]
    assert "c" not in fed["codes"]
    assert fed["facilities"][0]["state"] == "closed"
    assert f'data-covered="0" data-missing="{TOTAL}"' in html_of(app)


def test_a_gate_that_is_not_there_is_one_sentence(open_page):
    app = open_page("circles", panel="change", change="open_gate", place="nowhere")
    assert not app.exception
    assert len(app.error) == 1
    assert map_of(app)["answer"]["codes"]  # the map stays


def test_what_a_link_says_and_nobody_can_read_is_named(open_page):
    app = open_page("circles", limit="far", profile="elder")
    assert [note.value for note in app.info] == ["链接里的 limit 看不懂，已用默认值。"]


def test_an_unknown_city_is_one_sentence(open_page):
    app = open_page("overview", city="abc123")
    assert not app.exception
    assert len(app.error) == 1
    assert "data page" in app.error[0].value


def test_too_little_data_is_one_sentence_and_no_map(open_page, monkeypatch, tmp_path):
    from pages.ui import settings as page_settings
    from tests.pages.town import town

    city = town()
    few = city.with_layer("buildings", city["buildings"].iloc[:3])
    few.save(tmp_path / "few.gpkg")
    monkeypatch.setenv("PLANNER_CITY", str(tmp_path / "few.gpkg"))
    page_settings.server_settings.cache_clear()
    app = open_page("circles")
    assert not app.exception
    assert "只有 3 栋建筑" in app.error[0].value
    assert "planner_map" not in [part.proto.component_name for part in app.get("bidi_component")]
