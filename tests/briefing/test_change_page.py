"""The page of changes: numbers as in the table, nothing of a hostile name runs, labelled if made up."""

import re
from datetime import date

import pytest
from geopandas import GeoDataFrame
from shapely import box

from geo.briefing.change_page import change_page
from geo.crs import LONLAT, metric_crs
from geo.grids.changes import grid_changes

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def versions():
    """Two grids whose border moves 20 m east over one house of 7 households."""
    crs = metric_crs(GeoDataFrame(geometry=[box(120.2, 27.3, 120.21, 27.31)], crs=LONLAT), "town")

    def grids(border):
        shapes = [box(0, 0, border, 100), box(border, 0, 200, 100)]
        names = [HOSTILE, "第二网格"]
        return GeoDataFrame({"name": names, "community_id": "C1"}, index=["A", "B"], geometry=shapes, crs=crs)

    houses = GeoDataFrame(
        {"households": [7.0, 5.0], "people": [20.0, 9.0], "elderly": [3.0, 0.0]},
        index=["h1", "h2"],
        geometry=[box(105, 40, 115, 60), box(10, 10, 20, 20)],
        crs=crs,
    ).rename_axis("building_id")
    before, after = grids(100).rename_axis("grid_id"), grids(120).rename_axis("grid_id")
    return grid_changes(before, after, houses), before, after


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_says_who_moves_and_how_many(versions, language):
    page = change_page(*versions, title="鼎溪市", made_on=date(2026, 11, 1), is_synthetic=True, language=language)
    assert "2026-11-01" in page
    assert ("虚构演示数据" in page) == (language == "zh")
    figures = re.findall(r'<td class="n">([\d,]+)</td>', page)
    assert figures == ["7", "20", "3", "1", "2,000"]


def test_a_hostile_name_is_only_text(versions):
    page = change_page(*versions, title=HOSTILE, made_on=date(2026, 11, 1))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_no_change_is_a_page_too(versions):
    _, before, _ = versions
    none = grid_changes(
        before,
        before,
        GeoDataFrame({"households": [1.0]}, geometry=[box(1, 1, 2, 2)], crs=before.crs).rename_axis("building_id"),
    )
    assert "<svg" in change_page(none, before, before, title="x", made_on=date(2026, 11, 1))
