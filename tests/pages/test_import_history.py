"""The history on the data page: what came in when, from which file, with which rows; newest first; one step back."""

import json

import pytest

from geo.intake.joining import IMPORTS_NOTE
from geo.intake.plans import ImportPlan
from pages.ui.cities import Before, before_of, keep_city, open_city
from pages.ui.import_files import KeptFile, take_in
from pages.ui.import_history import before_now, history, noted
from pages.ui.jobs import Job
from tests.intake.messy import Office, csv_of
from tests.pages.test_levels import link_of, tables_of
from tests.pages.test_views import html_of


@pytest.fixture(scope="module")
def office():
    return Office(rows=40)


def taken(office, folder, *names):
    table, city = office.here(), office.city
    files = [KeptFile(n, csv_of(table, folder / n), ImportPlan("buildings", placement="WGS-84")) for n in names]
    for file in files:
        city = take_in([file], city, "", None, Job()).city
    return city


def test_each_import_is_written_down_and_the_newest_is_first(office, home, tmp_path):
    changes = history(taken(office, tmp_path, "一月.csv", "二月.csv").notes)
    assert [change.file for change in changes] == ["二月.csv", "一月.csv"]
    assert changes[0].role == "buildings"
    assert changes[0].counts == (40, 40, 0, 0)
    assert len(changes[0].on) == len("2026-01-31")


def test_the_page_shows_file_layer_and_rows(office, home, open_page, tmp_path):
    name = keep_city(taken(office, tmp_path, "一月.csv"), Before(""))
    (table,) = tables_of(open_page("data", city=name, panel="history"))
    (row,) = table["rows"]
    assert row["cells"][1:] == ["一月.csv", "楼栋", "40", "40", "0", "0"]
    assert [column["label"] for column in table["columns"]] == [
        "日期", "文件或改动", "内容", "读取", "保留", "修正", "未导入",
    ]  # fmt: skip


def test_undo_goes_back_to_the_city_before_the_last_import(office, home, open_page, tmp_path):
    first = keep_city(taken(office, tmp_path, "一月.csv"), Before(""))
    city = open_city(_key(first))
    again = take_in(
        [KeptFile("2", csv_of(office.here(), tmp_path / "二月.csv"), ImportPlan("buildings", placement="WGS-84"))],
        city, "", None, Job(),
    ).city  # fmt: skip
    second = keep_city(again, before_now(first, city))
    assert before_of(again.notes) == Before("", 0)  # what it had from the first, until it is kept itself
    app = open_page("data", city=second, panel="history")
    assert app.button(key="history_undo").label == "撤销最近一次（1 条）"
    app.button(key="history_undo").click().run()
    assert link_of(app, "city") == first
    app.button(key="history_undo").click().run()
    assert "city" not in app.query_params


def _key(name):
    from pages.ui.cities import city_key

    return city_key(name)


def test_an_extract_and_a_raster_are_written_down_too(town):
    city = noted(noted(town, "city", file="道路.osm"), "population", file="人口.tif", rows=12)
    assert [(change.role, change.file, change.counts) for change in history(city.notes)] == [
        ("population", "人口.tif", (12, 12, None, None)),
        ("city", "道路.osm", (None, None, None, None)),
    ]


def test_a_city_without_history_says_so(open_page):
    app = open_page("data", panel="history")
    assert "还没有导入记录" in html_of(app)
    assert [button.key for button in app.button if button.key == "history_undo"] == []


@pytest.mark.parametrize(
    "note", ["", "{", "7", "null", '"x"', "[7]", "[" * 9_000, '[{"role": 7}]', '[{"role": "x"}]', '[{"file": "a.csv"}]']
)
def test_a_damaged_history_is_no_history(note):
    assert history({IMPORTS_NOTE: note}) == []


def test_counts_that_are_none_are_not_shown():
    entry = {
        "role": "grids",
        "file": "a.csv",
        "rows_read": True,
        "rows_kept": -1,
        "rows_mended": "3",
        "rows_refused": 4,
    }
    (change,) = history({IMPORTS_NOTE: json.dumps([entry])})
    assert change.counts == (None, None, None, 4)


@pytest.mark.parametrize(
    "note", ["", "null", "7", "[]", '["../../etc", 0]', '["abc123", 0]', '["", "x"]', "[7, 0]", '["", 1e999]']
)
def test_no_note_leads_anywhere_else(home, note):
    assert before_of({"before": note}) is None


def test_the_sheet_or_layer_of_a_file_is_named():
    entry = {"role": "grids", "file": "台账.xlsx", "layer": "网格", "on": "2026-01-31"}
    (change,) = history({IMPORTS_NOTE: json.dumps([entry])})
    from pages.words import words

    assert change.about(words("zh")) == "台账.xlsx · 网格"
