"""A city's own names of its levels: chosen and edited on a page, kept with the city, used wherever one is named."""

import json
from dataclasses import replace

import pytest

from geo.hierarchy import DEFAULT_HIERARCHY, HIERARCHIES, HIERARCHY_NOTE, hierarchy_of, renamed
from geo.intake.joining import IMPORTS_NOTE
from pages.ui.cities import Before, before_of, city_key, keep_city, open_city
from pages.ui.hierarchy_panel import level_count, with_levels
from pages.ui.import_history import history
from pages.ui.levels import LEVEL_TEXTS, city_words, level_texts
from pages.words import words
from tests.pages.test_views import html_of, map_of


def own(level="grid", zh="基础网格", en="basic grid", hierarchy=DEFAULT_HIERARCHY):
    return renamed(hierarchy, level, zh, en)


def notes_of(hierarchy, town):
    return with_levels(town, hierarchy).notes


def tables_of(app):
    return [json.loads(part.proto.json) for part in app.get("bidi_component") if "columns" in part.proto.json]


def link_of(app, name):
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def button(app, label):
    return next(one for one in app.button if one.label == label)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_city_with_the_usual_names_has_the_usual_words(language):
    say = words(language)
    assert city_words({}, say) is say


def test_a_level_is_named_as_the_city_does(town):
    say = city_words(notes_of(own(), town), words("zh"))
    assert [say(key) for key in ("level.grid_id", "legend.grid_id", "city_layer.grids", "column.grid_code")] == [
        "基础网格", "基础网格界", "基础网格", "基础网格编码",
    ]  # fmt: skip
    assert say("level.community_id") == "社区"
    assert words("zh")("level.grid_id") == "网格"


def test_an_english_name_keeps_number_and_capital(town):
    say = city_words(notes_of(own("community", "村居", "parish"), town), words("en"))
    assert [say(key) for key in ("level.community_id", "city_layer.communities", "overview.worst")] == [
        "Parish", "Parishes", "Three parishes to mend first",
    ]  # fmt: skip
    street = city_words(notes_of(own("street", "镇", "township"), town), words("en"))
    assert (street("level.street_id"), street("city_layer.street_offices")) == ("Township", "Townships")


def test_a_name_in_one_language_leaves_the_other_alone(town):
    say = words("en")
    assert city_words(notes_of(own(en="grid"), town), say) is say


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("level", LEVEL_TEXTS)
def test_each_text_of_a_level_names_it(level, language, town):
    say, name = words(language), {"zh": "某某", "en": "thing"}[language]
    renamed_words = city_words(notes_of(own(level, "某某", "thing"), town), say)
    same = [key for key in level_texts(level) if name not in renamed_words(key).lower()]
    # English has no word of the level in these.
    assert set(same) <= (set() if language == "zh" else {"gate.name", "city_layer.gates", "role.gates",
                                                         "city_layer.entrances", "role.entrances"})  # fmt: skip


def test_a_text_that_is_only_the_name_of_a_level_needs_no_list():
    wanted = {"level.grid_id", "city_layer.grids", "role.grids", "column.grid_id", "legend.grid_id"}
    assert wanted <= set(level_texts("grid"))
    assert level_texts("household") == ()  # "户" is a unit, not a level, on every page


def test_a_name_with_braces_breaks_no_text(town):
    say = city_words(notes_of(own("community", "{x}社", "{x}"), town), words("zh"))
    assert say("overview.map_caption", definition="甲") == "各｛x｝社：甲"


def test_a_damaged_note_changes_no_word():
    say = words("zh")
    assert city_words({HIERARCHY_NOTE: "{"}, say) is say


def test_pages_name_the_level_as_the_city_does(open_page, town, home):
    name = keep_city(with_levels(town, own()), Before(""))
    app = open_page("circles", city=name, level="grid_id")
    (choice,) = [one for one in app.get("button_group") if "grid_id" in str(one.value)]
    assert "基础网格" in str(choice.proto)
    assert "基础网格界" in [entry["label"] for entry in map_of(app)["legend"]["entries"]]
    layers = json.dumps(tables_of(open_page("data", city=name)), ensure_ascii=False)
    assert "基础网格" in layers
    assert '"网格"' not in layers


def test_the_planner_chooses_and_renames_the_levels(open_page, home):
    app = open_page("data", panel="levels")
    app.selectbox(key="levels_preset_").set_value("fuqing5").run()
    app.text_input(key="level__fuqing5_grid_zh").set_value("基础网格")
    app.text_input(key="level__fuqing5_grid_en").set_value("basic grid")
    button(app, "保存到城市").click().run()
    assert not app.exception
    name = link_of(app, "city")
    city = open_city(city_key(name))
    assert hierarchy_of(city.notes) == own(hierarchy=HIERARCHIES["fuqing5"])
    assert before_of(city.notes) == Before("", 0)
    assert history(city.notes)[0].zh == "福清五级：街道–社区–基础网格–小区–楼栋"
    assert app.selectbox(key=f"levels_preset_{name}").value == "fuqing5"
    assert IMPORTS_NOTE not in open_city(city_key()).notes  # the server's own city stays as it was


def test_two_levels_of_one_name_are_refused_and_nothing_is_kept(open_page, home):
    app = open_page("data", panel="levels")
    app.text_input(key="level__default_grid_zh").set_value("小区")
    button(app, "保存到城市").click().run()
    assert "有两级都叫“小区”" in app.error[0].value.replace("\\", "")
    assert "city" not in app.query_params


def test_an_empty_name_is_one_sentence(open_page, home):
    app = open_page("data", panel="levels", lang="en")
    app.text_input(key="level__default_grid_en").set_value("  ")
    button(app, "Save with the city").click().run()
    assert "1 to 12 visible characters" in app.error[0].value
    assert not app.exception


def test_saving_what_is_kept_already_changes_nothing(open_page, home):
    app = open_page("data", panel="levels")
    button(app, "保存到城市").click().run()
    assert "city" not in app.query_params


def test_names_are_taken_back_by_the_history(open_page, town, home):
    name = keep_city(with_levels(town, own()), Before(""))
    app = open_page("data", city=name, panel="history")
    assert "基础网格" in json.dumps(tables_of(app), ensure_ascii=False)
    app.button(key="history_undo").click().run()
    assert "city" not in app.query_params
    assert "还没有导入记录" in html_of(app)


def test_the_levels_count_what_the_city_has(town):
    assert [level_count(town, level) for level in ("city", "street", "community", "grid", "compound", "building")] == [
        1, 1, 2, 2, None, 35,
    ]  # fmt: skip
    assert level_count(replace(town, layers={}), "building") is None
