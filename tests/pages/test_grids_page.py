"""The page of the grids: begin, go on, check, have proposed, split, compare, save; each with the words of the page."""

import time

import pytest

from geo.city import City
from geo.grids.operations import Delete, Split, applied
from pages.ui import cities
from pages.ui import settings as page_settings
from pages.ui.cities import city_file
from pages.ui.grid_drafts import drafts_of, opened
from tests.conftest import ROOT
from tests.pages.test_grid_drafts import gridded_town
from tests.pages.town import EAST_M, NORTH_M, box


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """City files: one with seamless grids, one whose grids overlap, one without any."""
    folder = tmp_path_factory.mktemp("cities")
    town = gridded_town()
    sloppy = town["grids"].copy()
    sloppy.loc["g1", "geometry"] = box(-50, -50, 520, 250)
    found = {
        "good": town,
        "sloppy": town.with_layer("grids", sloppy),
        "none": City.of("空城", {k: v for k, v in town.layers.items() if k != "grids"}),
    }
    for name, city in found.items():
        city.save(folder / f"{name}.gpkg")
    return folder


@pytest.fixture
def page(files, serve):
    """A function that opens the page of one of the cities."""
    from streamlit.testing.v1 import AppTest

    def run(city, **parameters):
        serve(files / f"{city}.gpkg")
        app = AppTest.from_file(str(ROOT / "pages" / "ui" / "shell.py"), default_timeout=120)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.switch_page(str(ROOT / "pages" / "views" / "grids.py"))
        return app.run()

    return run


def begun(page, city="good", **parameters):
    app = page(city, **parameters)
    app.button(key="grid_begin").click().run()
    assert not app.exception
    return app


def texts(app):
    return " ".join(
        str(element.value) for element in [*app.markdown, *app.warning, *app.info, *app.error, *app.success]
    )


def htmls(app):
    return " ".join(element.proto.body for element in app.get("html"))


def parameter(app, name):
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def draft_id(app):
    return parameter(app, "draft")


def test_a_city_without_grids_says_what_to_do(page):
    app = page("none")
    assert "请先在“数据”页导入" in texts(app)
    assert not app.exception


def test_a_draft_begins_with_the_grids_as_they_are(page):
    app = begun(page)
    assert opened(draft_id(app)).tiling.traits.index.tolist() == ["g1", "g2", "g3"]
    assert "规模适度" in htmls(app)


def test_sloppy_grids_are_repaired_only_after_it_was_shown(page):
    app = page("sloppy")
    assert "须先修复" in htmls(app)
    app.button(key="grid_begin").click().run()
    tiling = opened(draft_id(app)).tiling
    assert {key: shape.area for key, shape in tiling.shapes.items()} == {"g1": 165_000, "g2": 165_000, "g3": 440_000}


def test_who_keeps_an_overlap_is_the_planners_choice(page):
    app = page("sloppy")
    app.selectbox(key="grid_overlaps").select("larger").run()
    app.button(key="grid_begin").click().run()
    assert opened(draft_id(app)).tiling.shapes["g1"].area == 171_000


def test_a_draft_is_found_again(page):
    first = draft_id(begun(page))
    again = page("good")
    again.button(key=f"go_on_{first}").click().run()
    assert draft_id(again) == first


def test_a_draft_that_is_gone_leads_back_to_the_beginning(page):
    app = page("good", draft="f" * 16)
    assert "已没有这份草稿" in texts(app)
    assert app.button(key="grid_begin")


def test_a_link_that_is_no_draft_is_not_followed(page):
    app = page("good", draft="../../etc/passwd")
    assert not app.exception
    assert app.button(key="grid_begin")


def test_the_check_fills_free_land_only_when_asked(page):
    app = begun(page)
    draft = opened(draft_id(app))
    draft.replace(applied(draft.tiling, Delete(("g2",))))
    app.run()
    app.button(key="grid_fill").click().run()
    assert draft.tiling.free_area_m2() == 0
    assert draft.draft.history.undo_steps == 2


def test_proposals_come_side_by_side_and_one_is_taken(page):
    app = begun(page, panel="propose")
    app.number_input[0].set_value(50)
    app.number_input[1].set_value(80)
    app.number_input[2].set_value(150)
    app.button[-1].click().run()
    until_s = time.monotonic() + 90
    wish = app.session_state[f"grid_wish_{draft_id(app)}"]
    while wish.job is not None and time.monotonic() < until_s:
        time.sleep(0.2)
        app.run()
    assert not app.exception
    assert 1 <= len(wish.found) <= 3
    app.button(key="adopt_0").click().run()
    draft = opened(draft_id(app))
    assert draft.tiling.free_area_m2() == 0
    assert len(draft.tiling.traits) > 3
    assert draft.draft.history.undo_steps == 1


def test_limits_that_contradict_each_other_are_a_sentence(page):
    app = begun(page, panel="propose")
    app.number_input[0].set_value(900)
    app.button[-1].click().run()
    assert not app.exception
    assert app.session_state[f"grid_wish_{draft_id(app)}"].job is None
    assert texts(app)


def test_a_community_of_two_grids_can_be_split_in_one_way(page):
    app = begun(page, panel="split")
    assert not app.exception
    assert len(app.radio) == 1 or texts(app)


def test_what_changed_is_told_and_saved_as_a_new_city(page):
    app = begun(page, panel="changes")
    draft = opened(draft_id(app))
    line = ((EAST_M + 300.0, NORTH_M - 60.0), (EAST_M + 300.0, NORTH_M + 260.0))
    draft.replace(applied(draft.tiling, Split(line, ("g1",))))
    app.run()
    assert "户" in htmls(app)
    app.button(key="grid_save_go").click().run()
    assert not app.exception
    name = parameter(app, "city")
    saved = City.open(city_file(name))
    assert len(saved["grids"]) == 4
    assert saved["buildings"]["grid_id"].isin(saved["grids"].index).all()
    assert City.open(page_settings.server_settings().city_file)["grids"].index.tolist() == ["g1", "g2", "g3"]


def test_a_dwelling_without_a_grid_blocks_saving(page):
    app = begun(page, panel="changes")
    draft = opened(draft_id(app))
    draft.replace(applied(draft.tiling, Delete(("g1",))))
    app.run()
    assert app.button(key="grid_save_go").disabled
    assert "漏楼" in texts(app)


@pytest.mark.parametrize("panel", ["check", "propose", "split", "changes"])
def test_every_panel_speaks_english_too(page, panel):
    app = begun(page, lang="en", panel=panel)
    assert not app.exception
    said = htmls(app)
    chinese = [sign for sign in said if "\u4e00" <= sign <= "\u9fff"]
    names = set("".join(opened(draft_id(app)).tiling.traits["name"]) + "邻圈走得到，才算覆盖南北岸社区溪滨路原点城中文")
    assert set(chinese) <= names, "".join(sorted(set(chinese) - names))


def test_drafts_of_another_city_are_not_offered(page):
    begun(page)
    assert drafts_of("0123456789ab") == []
    assert cities.HOME_CITY == ""
