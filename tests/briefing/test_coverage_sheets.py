"""From the answers of a question to its sheet: the river town F1, whose figures are worked out by hand."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame

from geo.briefing import (
    CoverageAnswer,
    Focus,
    coverage_content,
    coverage_imprint,
    coverage_sheet,
    coverage_sheets,
    coverage_statistics,
)
from geo.circles import coverage, false_coverage, straight_circles
from geo.city import City, Provenance
from geo.streets.profiles import PROFILES
from tests.briefing.town import CRS, at

#: Building: place, households, walk; the community south (c0) or north (c1) of the river.
HOMES = {
    "B1": (200, 100, 120, 100, "c0"),
    "B2": (200, 300, 90, 700, "c1"),
    "B3": (400, 100, 80, 300, "c0"),
    "B4": (500, 300, 60, 400, "c1"),
    "B5": (600, 200, 100, 400, "c0"),
    "B6": (500, 500, 150, 600, "c1"),
    "B7": (200, 600, 70, 1000, "c1"),
}


def layer(rows, index_name):
    return GeoDataFrame.from_dict(rows, orient="index", geometry="geometry", crs=CRS).rename_axis(index_name)


def river_town(**card):
    homes = {
        key: {
            "households": float(households),
            "community_id": community_id,
            "street_id": "s0",
            "grid_id": f"g{key}" if key != "B3" else "",
            "is_estimated": key == "B7",
            "geometry": shapely.Point(*at(east_m, north_m)).buffer(5),
        }
        for key, (east_m, north_m, households, _, community_id) in HOMES.items()
    }
    communities = {
        "c0": {"name": "南岸社区", "street_id": "s0", "geometry": shapely.box(*at(0, -100), *at(1000, 250))},
        "c1": {"name": "北岸社区", "street_id": "s0", "geometry": shapely.box(*at(0, 250), *at(1000, 700))},
    }
    offices = {"s0": {"name": "溪山街道", "geometry": shapely.box(*at(0, -100), *at(1000, 700))}}
    posts = {"F": {"name": "驿站", "kind": "red_post", "geometry": shapely.Point(*at(200, 200))}}
    return City.of(
        "鼎溪市",
        {
            "buildings": layer(homes, "building_id"),
            "communities": layer(communities, "community_id"),
            "street_offices": layer(offices, "street_id"),
            "facilities": layer(posts, "facility_id"),
        },
        **{
            "is_synthetic": True,
            "provenance": (
                Provenance("buildings", "手工", "2026-10"),
                Provenance("streets", "手工", "2026-10"),
                Provenance("facilities", "街道台账"),
                Provenance("landcover", "不用于统计"),
            ),
            **card,
        },
    )


@pytest.fixture(scope="module")
def city():
    return river_town()


def answer(city, **limit):
    demand, posts = city.demand, city["facilities"]
    travel = pd.DataFrame(
        {"demand_id": list(HOMES), "facility_id": "F", "walk_m": [float(row[3]) for row in HOMES.values()]}
    )
    travel["walk_s"] = travel["walk_m"]
    counted = coverage(demand, travel, **(limit or {"limit_m": 500}))
    return CoverageAnswer(
        counted,
        PROFILES["standard"],
        posts,
        false=false_coverage(demand, posts, counted, 500),
        circles=straight_circles(posts, 500),
    )


def test_the_statistics_are_those_of_the_river_town(city):
    table = coverage_statistics(city, answer(city))
    # South: 120 + 80 + 100 covered. North: B4 60 covered, 90 + 150 + 70 within 500 m of the circle only.
    assert table.loc["c0"].to_dict() == {
        "name": "南岸社区",
        "covered": 300,
        "falsely_covered": 0,
        "uncovered": 0,
        "total": 300,
    }
    assert table.loc["c1"].to_dict() == {
        "name": "北岸社区",
        "covered": 60,
        "falsely_covered": 310,
        "uncovered": 0,
        "total": 370,
    }


def test_the_key_sentence_says_what_the_oracle_says(city):
    content = coverage_content(city, answer(city), made_on=date(2026, 11, 23))
    assert content.key_sentence == "覆盖户数 360/670（53.7%），另有假覆盖 310 户"
    assert content.title == "鼎溪市500米邻里服务圈覆盖图（2026年11月）"


def test_without_circles_nobody_is_called_falsely_covered(city):
    content = coverage_content(city, replace(answer(city), false=None), made_on=date(2026, 11, 23))
    assert content.key_sentence == "覆盖户数 360/670（53.7%）"
    assert content.statistics["falsely_covered"].sum() == 0
    assert content.statistics["uncovered"].sum() == 310


def test_the_definition_says_limit_speed_and_what_is_estimated(city):
    said = "".join(coverage_content(city, answer(city), made_on=date(2026, 11, 23)).definition)
    assert "不超过500米（含）" in said
    assert "标准，平地 1.0 米/秒" in said
    assert "假覆盖：" in said
    assert "10.4% 的户数为按建筑估算" in said  # B7: 70 of 670


def test_a_limit_in_minutes_says_how_far_that_is(city):
    content = coverage_content(city, answer(city, limit_min=15), made_on=date(2026, 11, 23))
    assert "15分钟" in content.title
    assert "15分钟按此速度在平地约合 900 米。" in content.definition


def test_sources_are_told_once_with_their_date(city):
    content = coverage_content(city, answer(city), made_on=date(2026, 11, 23))
    assert content.sources == ("建筑、道路：手工（2026-10）", "设施：街道台账")


def test_a_city_without_sources_says_so():
    city = river_town(provenance=())
    assert coverage_content(city, answer(city), made_on=date(2026, 11, 23)).sources == ("未注明来源",)


def test_one_community_is_told_by_its_grids(city):
    table = coverage_statistics(city, answer(city), Focus("community_id", "c0"))
    assert dict(zip(table["name"], table["total"], strict=True)) == {"未划入社区": 80, "gB1": 120, "gB5": 100}
    content = coverage_content(city, answer(city), Focus("community_id", "c0"), made_on=date(2026, 11, 23))
    assert content.title.startswith("南岸社区500米")
    assert content.key_sentence.startswith("覆盖户数 300/300（100.0%）")


def test_the_imprint_of_a_table_is_the_definition_of_the_sheet(city):
    imprint = coverage_imprint(city, answer(city), made_on=date(2026, 11, 23), unit="办事处")
    content = coverage_content(city, answer(city), made_on=date(2026, 11, 23))
    assert imprint.definition == content.definition
    assert imprint.is_synthetic


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sheet_is_drawn(city, language):
    sheet = coverage_sheet(city, answer(city), Focus("street_id", "s0"), made_on=date(2026, 11, 23), language=language)
    shown = {text.get_text() for axes in sheet.figure.axes for text in axes.texts}
    assert "53.7%" in shown
    assert "北岸社区" in shown
    assert "16.2%" in shown  # 60 of 370, in the table and under the community's name
    assert sheet.problems == ()


def test_a_town_where_nobody_is_asked_about_has_no_share(city):
    nobody = replace(
        answer(city),
        counted=coverage(
            city.demand.iloc[:0], pd.DataFrame(columns=["demand_id", "facility_id", "walk_m", "walk_s"]), 500
        ),
        false=None,
    )
    assert coverage_content(city, nobody, made_on=date(2026, 11, 23)).key_sentence == "覆盖户数 0/0（—）"


def test_the_title_of_a_made_up_city_leaves_the_remark_to_the_stamp():
    assert coverage_sheets._REMARK.sub("", "鼎溪市(虚构演示)") == "鼎溪市"
    assert coverage_sheets._REMARK.sub("", "贵溪市（草稿）") == "贵溪市"
    assert coverage_sheets._REMARK.sub("", "贵溪(市)区") == "贵溪(市)区"
