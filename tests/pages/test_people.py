"""How people were made stands beside their numbers, in the page's language; what is assumed can be set and is told."""

import json
from dataclasses import replace

import pytest

from geo.city import City
from geo.intake.people import PEOPLE_NOTE, CommunityShares, PeopleAssumptions, accounts_of
from geo.intake.plans import ImportPlan
from geo.readers.estimates import HOUSEHOLD_METHOD
from geo.sentences import Sentence, said_in
from pages.ui.city_facts import facts_html, layer_table, problem_rows, problem_table
from pages.ui.definitions import full_definition, source_words
from pages.ui.import_files import KeptFile, look_into, take_in
from pages.ui.jobs import Job
from pages.ui.people_form import STATED_SHARES, silent_buildings
from pages.ui.people_shares import with_shares
from pages.ui.people_words import community_rows, people_words
from pages.words import words
from tests.intake.messy import csv_of

ZH, EN = words("zh"), words("en")


@pytest.fixture(autouse=True)
def cities(serve):
    serve()


@pytest.fixture(scope="module")
def demo():
    """Areas and every tenth building of the demo city; without streets no place is compared, which takes long."""
    city = City.demo()
    layers = {name: city[name] for name in ("street_offices", "communities", "grids")}
    return City.of(city.name, {**layers, "buildings": city["buildings"].iloc[::10]}, is_synthetic=True)


def homes(city, path, *columns):
    """A file of buildings with outlines, without households."""
    layer = city["buildings"][["name", *columns, "geometry"]].to_crs(4326)
    layer.rename(columns={"name": "名称"}).to_file(path, driver="GeoJSON")
    return KeptFile("h", path, ImportPlan("buildings"))


def estimated(city, path, assumptions=None, shares=None, columns=()):
    """The city with its buildings brought in anew from a file that says nothing of households."""
    file = homes(city, path / "轮廓.geojson", *columns)
    look_into(file, city)
    return file, take_in([file], city, "", assumptions, Job(), shares)


def test_given_figures_are_called_given(town):
    assert people_words(town, "households", ZH) == "户数：按原始数据，未作估算。"
    assert people_words(town, "people", EN) == "People: as given, nothing estimated."
    assert people_words(town, "children_0_6", ZH) == "没有0–6岁儿童的数据。"
    assert people_words(town, "floor_area_m2", ZH) == ""


def test_the_facts_of_a_city_say_how_its_people_were_made(demo, tmp_path):
    file, taken = estimated(demo, tmp_path)
    assert silent_buildings([file]) == len(demo["buildings"])
    shown = facts_html(taken.city, ZH)
    assert "估算，人口＝占地面积×层数×0.9×入住率 1÷人均 38.6 平方米；户数＝人口÷2.80" in shown
    assert "footprint m2 x storeys x 0.9" in facts_html(taken.city, EN)
    assert "占地面积" not in facts_html(demo, ZH)


def test_the_definition_of_a_figure_says_how_its_people_were_made(demo, tmp_path, ask_page):
    _, taken = estimated(demo, tmp_path)
    ask = ask_page().ask
    assert "入住率 1" in full_definition(ask, taken.city, "households", ZH)
    assert "occupancy 1" in source_words(taken.city, EN)
    assert "未作估算" in full_definition(ask, demo, "people", ZH)


def test_an_extract_says_its_estimate_in_chinese_too(town):
    homes = town["buildings"].assign(is_estimated=True)
    city = replace(town.with_layer("buildings", homes), notes={"households": HOUSEHOLD_METHOD})
    assert "人均 38.6 平方米" in people_words(city, "households", ZH)
    assert "38.6 m2 per person" in people_words(city, "households", EN)


def test_assumptions_change_people_and_are_told_in_report_and_source(demo, tmp_path):
    _, plain = estimated(demo, tmp_path)
    assumed = PeopleAssumptions(floor_area_m2_per_person=77.2, people_per_household=2.5, occupancy_share=0.8)
    _, taken = estimated(demo, tmp_path, assumed)
    # Twice the area a person and four fifths lived in: 0.4 of the people, but for rounding in 21 communities.
    before, after = (float(one.city["buildings"]["people"].sum()) for one in (plain, taken))
    assert after == pytest.approx(0.4 * before, abs=21)
    (done,) = taken.files
    assert "入住率 0.8÷人均 77.2 平方米；户数＝人口÷2.50" in said_in("zh", done.reasons[0])
    row = next(row for row in taken.city.provenance if row.layer == "buildings")
    assert "户数＝人口÷2.50" in said_in("zh", row.method)
    assert "户数＝人口÷2.50" in layer_table(taken.city, ZH).loc["buildings", "method"]
    assert accounts_of(taken.city.notes)[0].assumptions.occupancy_share == 0.8


def test_shares_make_groups_and_are_told_in_report_and_source(demo, tmp_path):
    _, taken = estimated(demo, tmp_path, shares=CommunityShares(elderly=0.2, children_0_6=0.1))
    found = taken.city["buildings"]
    by_community = found.groupby("community_id")[["people", "elderly", "children_0_6", "disabled"]].sum()
    assert (by_community["elderly"] == (by_community["people"] * 0.2).map(round)).all()
    assert (by_community["disabled"] == 0).all()
    (done,) = taken.files
    assert "60岁及以上 20%、0–6岁 10%" in said_in("zh", done.reasons[0])
    row = next(row for row in taken.city.provenance if row.layer == "buildings")
    assert "行中导入" in row.method.zh
    assert "60岁及以上 20%、0–6岁 10%" in row.method.zh
    assert "60岁及以上老年人：人口×所在社区占比" in people_words(taken.city, "elderly", ZH)
    shown = facts_html(taken.city, ZH)
    assert "老人、儿童、残疾人：人口×所在社区占比，最大余数法取整（60岁及以上 20%、0–6岁 10%）" in shown
    assert shown.count("<li>") == 3  # households, people, and one line for all groups
    assert {row.cells[6] for row in community_rows(taken.city, ZH)} == {"按占比"}


def test_groups_that_the_file_has_stay(demo, tmp_path):
    _, taken = estimated(demo, tmp_path, shares=CommunityShares(elderly=0.5, disabled=0.03), columns=("elderly",))
    was = demo["buildings"]["elderly"].sum()
    assert taken.city["buildings"]["elderly"].sum() == was
    assert taken.city["buildings"]["disabled"].sum() > 0


def test_official_totals_of_a_group_go_before_its_share(demo, tmp_path):
    name = demo["communities"]["name"].iloc[0]
    community = str(demo["communities"].index[0])
    table = tmp_path / "人口表.csv"
    table.write_text(f"社区,户数,人口,60岁及以上\n{name},500,1400,123\n", encoding="utf-8")
    files = [homes(demo, tmp_path / "轮廓.geojson"), KeptFile("t", table, ImportPlan("totals"))]
    taken = take_in(files, demo, "", None, Job(), CommunityShares(elderly=0.2))
    assert [done.error for done in taken.files] == [None, None]
    found = taken.city["buildings"].groupby("community_id")[["people", "elderly"]].sum()
    assert tuple(found.loc[community]) == (1400, 123)
    assert "60岁及以上老年人：" in facts_html(taken.city, ZH)
    row = next(row for row in taken.city.provenance if row.layer == "buildings")
    assert row.source.count("人口表.csv") == 1
    others = found.drop(index=community)
    assert (others["elderly"] == (others["people"] * 0.2).map(round)).all()


def test_shares_without_any_file_about_people_change_nothing(demo, office, tmp_path):
    file = KeptFile("f", csv_of(office.here(), tmp_path / "设施.csv"), ImportPlan("facilities", placement="WGS-84"))
    taken = take_in([file], demo, "", None, Job(), STATED_SHARES)
    assert PEOPLE_NOTE not in taken.city.notes


def test_newer_buildings_with_figures_forget_the_older_estimate(demo, office, tmp_path):
    _, taken = estimated(demo, tmp_path)
    full = KeptFile("g", csv_of(office.here(), tmp_path / "楼栋.csv"), ImportPlan("buildings", placement="WGS-84"))
    city = take_in([full], taken.city, "", None, Job()).city
    told = people_words(city, "households", ZH)
    assert "占地面积" not in told


def test_stated_shares_are_possible():
    city, account = with_shares(City.demo(), STATED_SHARES)
    assert account.figures
    assert city["buildings"]["elderly"].sum() > 0


@pytest.mark.parametrize(("say", "text"), [(ZH, "坏行"), (EN, "bad row")])
def test_problems_are_said_in_the_language_of_the_page(town, say, text):
    city = replace(town, problems=(Sentence("bad row", zh="坏行"),))
    table = problem_table(city, say)
    assert table["problem"].tolist() == [text]
    assert problem_rows(table)[0].cells == ("1", text)


def test_the_data_page_shows_chinese_problems(open_page, town, monkeypatch):
    from pages.ui.cities import keep_city
    from tests.pages.test_levels import tables_of

    name = keep_city(replace(town, problems=(Sentence("bad row", zh="坏行"),)))
    shown = json.dumps(tables_of(open_page("data", city=name)), ensure_ascii=False)
    assert "坏行" in shown
    assert "bad row" not in shown
