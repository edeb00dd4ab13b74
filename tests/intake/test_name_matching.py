"""A written name is matched from the surest reading to the loosest, and never decides between two by a looser one."""

import pytest

from geo.intake.name_matching import NameMatch, area_names, named_area

STREETS = area_names(["桐山街道", "桐城街道", "贯岭镇", "山前街道", "山前乡"], "street")
COMMUNITIES = area_names(["西园社区", "桐北社区居委会", "前岐村", "岐阳社区", "岐阳村"], "community")
GRIDS = area_names(["上溪社区第一网格", "上溪社区第二网格", "北岭社区第一网格", "桥头网格"], "grid")


@pytest.mark.parametrize(
    ("areas", "name", "rows", "reading"),
    [
        (STREETS, "桐山街道", (0,), "same"),
        (STREETS, "桐山街道办事处", (0,), "spelling"),
        (STREETS, "桐山", (0,), "short"),
        (STREETS, "桐山镇", (0,), "converted"),  # 撤镇设街道
        (STREETS, "贯岭街道", (2,), "converted"),
        (STREETS, "山前", (3, 4), "short"),  # a street and a township: open
        (STREETS, "山前镇", (3, 4), "converted"),  # both could be what it has become: open
        (STREETS, "桐山社区", (), "none"),  # the level counts: 桐山社区 is no street
        (STREETS, "点头镇", (), "none"),
        (COMMUNITIES, "西园居委会", (0,), "spelling"),
        (COMMUNITIES, "桐北社区", (1,), "spelling"),
        (COMMUNITIES, "前岐社区", (2,), "converted"),  # 村改社区
        (COMMUNITIES, "岐阳村委会", (4,), "spelling"),
        (COMMUNITIES, "岐阳", (3, 4), "short"),
        (GRIDS, "上溪社区1号网格", (0,), "spelling"),
        (GRIDS, "上溪第一网格", (0,), "short"),
        (GRIDS, "第一网格", (0, 2), "short"),
        (GRIDS, "第二网格", (1,), "short"),
        (GRIDS, "桥头", (3,), "spelling"),
        (GRIDS, "", (), "none"),
        (GRIDS, "网格", (), "none"),
    ],
)
def test_a_name_is_read_as_surely_as_it_can(areas, name, rows, reading):
    assert named_area(areas, name) == NameMatch(rows, reading)


def test_the_larger_area_decides_between_two_of_one_name():
    assert named_area(GRIDS, "第一网格", among={2, 3}) == NameMatch((2,), "short")
    assert named_area(GRIDS, "第一网格", among={3}) == NameMatch((), "none")


def test_the_planners_table_of_renamings_counts_in_any_spelling():
    areas = area_names(["西园社区", "桐北社区"], "community", {"南门社区居委会": "西园社区", "老街": "桐北社区"})
    assert named_area(areas, "南门社区") == NameMatch((0,), "renamed")
    assert named_area(areas, "老街社区居委会") == NameMatch((1,), "renamed")
    assert named_area(areas, "西园社区") == NameMatch((0,), "same")


def test_renamings_are_followed_and_may_have_happened_on_either_side():
    table = {"甲社区": "乙社区", "乙社区": "丙社区"}
    assert named_area(area_names(["丙社区"], "community", table), "甲社区") == NameMatch((0,), "renamed")
    assert named_area(area_names(["甲社区"], "community", table), "丙社区") == NameMatch((0,), "renamed")


def test_a_table_of_renamings_in_a_circle_ends():
    areas = area_names(["丙社区"], "community", {"甲社区": "乙社区", "乙社区": "甲社区", "丙社区": "丙社区"})
    assert named_area(areas, "甲社区") == NameMatch((), "none")
    assert named_area(areas, "丙社区") == NameMatch((0,), "same")


def test_among_no_areas_nothing_is_found():
    assert named_area(area_names([], "community"), "西园社区") == NameMatch()
    assert named_area(area_names(["", None], "community"), "西园社区") == NameMatch()
