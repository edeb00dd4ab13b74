"""Names of one area have one key however they are written; names of two areas have two."""

import csv
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.intake.area_names import KINDS_OF_LEVEL, AreaKey, area_key

SAME = [
    ("西园社区", "西园社区居委会", "西园社区居民委员会", "西园居委会", "西园社区党总支", "西园社区党支部",
     "西园社区“大党委”", "西園社區", " 西园 社区 ", "西园社区（筹）", "西园社区[桐山街道]", "西园社区(原桐南社区)",
     "350982001008 西园社区", "西园社区党群服务中心"),
    ("前岐村", "前岐村委会", "前岐村民委员会", "前岐村党支部", "前岐邨"),
    ("中村", "中村村", "中村村委会", "中村村民委员会"),
    ("桐山街道", "桐山街道办事处", "桐山街道办", "桐山办事处", "桐山街道党工委", "桐山街道大工委"),
    ("贯岭镇", "贯岭镇人民政府", "贯岭镇政府", "贯岭鎮", "贯岭镇党委"),
    ("硖门乡", "硖门畲族乡", "硖门畲族乡人民政府"),
    ("龙安开发区", "龙安开发区管委会", "龍安开发区管理委员会"),
    ("华鑫小区", "华鑫住宅小区", "華鑫小區", "华鑫小区业委会"),
    ("第一网格", "网格01", "1号网格", "01网格", "一网格", "第1网格", "网格一", "１号网格", "第一网格长"),
    ("第二网格", "5060802 第二网格", "５０６０８０２　第二网格", "第二网格5060802"),
    ("上溪社区第一网格", "上溪社区居委会第1网格", "上溪社区网格01", "上溪社区 1号网格", "上溪社区第一网格（党支部）"),
    ("第一网格第三微网格", "第1网格3号微网格", "网格1微网格03"),
    ("第二十一网格", "网格21", "021网格"),
    ("福鼎市", "福鼎市人民政府"),
]  # fmt: skip


@pytest.mark.parametrize("names", SAME, ids=lambda names: names[0])
def test_all_ways_of_writing_one_area_have_one_key(names):
    assert {name: area_key(name) for name in names} == dict.fromkeys(names, area_key(names[0]))


@pytest.mark.parametrize(
    "names",
    [
        tuple(names[0] for names in SAME),
        (
            "桐山街道",
            "桐山社区",
            "桐山镇",
            "桐山乡",
            "桐山村",
            "桐山小区",
            "桐山开发区",
            "桐山市",
            "桐山县",
            "桐山区",
            "桐山",
        ),
        (
            "第一网格",
            "第二网格",
            "第十一网格",
            "第一百一十网格",
            "上溪社区第一网格",
            "上溪街道第一网格",
            "桥头网格",
            "第一微网格",
        ),
        ("文昌社区", "文昌社区（东）", "文昌社区(西)", "东文昌社区"),
        ("5060801网格", "5060802网格"),
        ("三八网格", "三网格", "八网格"),
        ("1-3网格", "13网格", "2-3网格"),
        ("网格A", "网格B"),
        ("中社区", "中村社区", "新中社区"),
        ("小白鹭村", "大白鹭村", "白鹭村"),
    ],
)
def test_different_areas_have_different_keys(names):
    for one, other in combinations(names, 2):
        assert area_key(one) != area_key(other), (one, other)


@pytest.mark.parametrize("name", ["", None, float("nan"), "社区", "村", "街道", "网格", "小区", "社区居委会", "（筹）"])
def test_an_ending_alone_is_no_area(name):
    assert area_key(name).kind == ""


def test_only_the_kinds_of_the_level_are_looked_for():
    assert area_key("阳光小镇") == AreaKey("阳光小", "town")
    assert area_key("阳光小镇", "compound") == AreaKey("阳光小镇", "compound")
    assert area_key("华鑫", "compound") == area_key("华鑫小区", "compound")
    assert area_key("桥头", "grid") == area_key("桥头网格", "grid")
    assert area_key("西园", "community") == AreaKey("西园", "")
    assert area_key("阳光小区社区", "community") == AreaKey("阳光小区", "community")


def test_the_house_of_a_grid_is_no_grid():
    assert area_key("桥头网格服务站").kind == ""


def test_a_long_name_is_read_in_no_time():
    assert area_key("网格" * 100_000).stem
    assert area_key("村" * 100_000)
    assert area_key("(" * 100_000) == AreaKey("")


PARTS = (
    "西园 桐山 中 一 十 3 第 号 镇 乡 村 社区 小区 街道 网格 微网格 居委会 村委会 办事处 党支部 "
    "（东） (筹) 开发区 畲族 区 县 市 A 5060802"
)
parts = st.sampled_from(PARTS.split())


@given(st.lists(parts, max_size=7).map("".join))
def test_the_one_spelling_of_a_name_has_its_key(name):
    key = area_key(name)
    assert area_key(key.text) == key


@given(st.lists(parts, max_size=7).map("".join), st.sampled_from(sorted(KINDS_OF_LEVEL)))
def test_a_key_has_a_kind_of_its_level(name, level):
    assert area_key(name, level).kind in ("", *KINDS_OF_LEVEL[level])


@given(st.text())
def test_any_text_has_a_key(text):
    assert isinstance(area_key(text), AreaKey)


def rows_of(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_no_two_streets_and_no_two_villages_of_fuding_have_one_key(real_file):
    streets, villages = (rows_of(real_file(f"codes/fuding_{name}_2023.csv")) for name in ("streets", "villages"))
    assert len({area_key(row["name"], "street") for row in streets}) == len(streets) == 17
    within = Counter((row["streetCode"], area_key(row["name"], "community")) for row in villages)
    assert len(within) == len(villages) == 288
    # City-wide none collide either: the register itself has no name twice, not even without its ending.
    assert len({area_key(row["name"]) for row in villages}) == 288
    assert len({area_key(row["name"]).stem for row in villages}) == 288


def test_villages_and_communities_of_fuding_are_told_apart_and_no_street_is_one_of_them(real_file):
    streets, villages = (rows_of(real_file(f"codes/fuding_{name}_2023.csv")) for name in ("streets", "villages"))
    kinds = Counter(area_key(row["name"]).kind for row in villages)
    ends = Counter("village" if row["name"].endswith("村委会") else "community" for row in villages)
    assert kinds == ends == {"village": 248, "community": 40}
    assert Counter(area_key(row["name"]).kind for row in streets) == {"street": 3, "town": 10, "township": 3, "zone": 1}
    # 贯岭村 in 贯岭镇, 山前社区 in 山前街道: one stem, two levels.
    shared = {area_key(row["name"]).stem for row in streets} & {area_key(row["name"]).stem for row in villages}
    assert {"贯岭", "山前", "前岐"} <= shared
    assert not {area_key(row["name"]) for row in streets} & {area_key(row["name"]) for row in villages}


def test_every_village_of_fuding_is_found_by_its_short_form(real_file):
    for row in rows_of(real_file("codes/fuding_villages_2023.csv")):
        short = row["name"].replace("居民委员会", "").replace("居委会", "").replace("村委会", "村")
        assert area_key(short) == area_key(row["name"]), row["name"]
