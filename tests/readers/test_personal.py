"""Personal data stays outside, judged by content; places, codes and dates of buildings come in."""

import pandas as pd
import pytest
from geopandas import GeoDataFrame

from geo.city import City
from geo.readers import read_layer
from geo.readers.personal import HAS_HEAD, without_personal_data

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(n):
    """A made-up ID number with the check digit of GB 11643."""
    digits = f"350982{1940 + n % 60}0{1 + n % 9}{10 + n % 18}{n % 1000:03d}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]


IDS = [id_number(n) for n in range(20)]
MOBILES = [f"138{n:08d}" for n in range(20)]
NAMES = ["王伟", "李芳", "张娜", "刘敏", "陈静", "杨丽", "黄强", "赵磊", "吴军", "周洋",
         "欧阳修", "司马光", "郑成功", "冯小刚", "林心如", "何炅", "郭靖", "马云", "罗翔", "梁启超"]  # fmt: skip


def screened(**columns):
    return without_personal_data(pd.DataFrame(columns).set_axis(range(2, 2 + len(next(iter(columns.values()))))))


def blocked(**columns):
    return [one.column for one in screened(**columns).blocked]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("身份证号", IDS),
        ("备注", IDS),
        ("证件", ["".join(chr(ord(d) + 0xFEE0) for d in one) for one in IDS]),
        ("联系电话", MOBILES),
        ("其他", [f"+86 {one[:3]}-{one[3:7]}-{one[7:]}" for one in MOBILES]),
        ("号码", [int(one) for one in MOBILES]),
        ("固话", [f"0593-78{n:05d}" for n in range(20)]),
    ],
)
def test_numbers_of_persons_are_blocked_by_what_they_are(header, cells):
    found = screened(**{header: cells, "户数": range(len(cells))})
    assert [one.column for one in found.blocked] == [header]
    assert list(found.rows.columns) == ["户数"]


def test_names_and_birth_dates_are_blocked_beside_numbers():
    births = [f"{1940 + n}-0{1 + n % 9}-1{n % 9}" for n in range(20)]
    assert set(blocked(住户=NAMES, 日期=births, 证号=IDS)) >= {"住户", "证号"}
    assert set(blocked(姓名=NAMES, 出生日期=births, 电话=MOBILES)) == {"姓名", "出生日期", "电话"}


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("社区代码", [f"350982001{n:03d}" for n in range(1, 21)]),
        ("网格编码", [f"350982001001{n:03d}" for n in range(1, 21)]),
        ("统一社会信用代码", [f"91350982MA2XYT{n:02d}4P" for n in range(20)]),
        ("osm_id", [1_234_567_890 + n for n in range(20)]),
        ("经度", [120_200_000 + n for n in range(20)]),
        ("X坐标", [40_521_425.2 + n for n in range(20)]),
        ("名称", ["王家村", "李厝", "高山小区", "陈店", "张湾社区", "西园社区", "张记面馆", "林溪花园"] * 3),
        ("建成日期", [f"20{n:02d}-06-01" for n in range(5, 25)]),
        ("联系电话", ["", "无", None] * 7),
        ("面积", [120.5 + n for n in range(20)]),
        ("地址", [f"中山路{n}号3幢201" for n in range(20)]),
        ("人口", [12_345_678_901 + n for n in range(20)]),
    ],
)
def test_what_is_about_no_person_comes_in(header, cells):
    assert blocked(**{header: cells, "户数": range(len(cells))}) == []


def test_a_few_cells_are_emptied_and_named_by_row_never_quoted():
    cells = [f"第{n}栋" for n in range(20)]
    cells[3] = f"找王先生{MOBILES[3]}"
    found = screened(备注=cells, 户数=range(20))
    assert found.blocked == ()
    assert pd.isna(found.rows.loc[5, "备注"])
    assert found.rows.loc[6, "备注"] == "第4栋"
    said = " ".join([*found.sentences, *(one.zh for one in found.sentences)])
    assert "5" in said
    assert MOBILES[3] not in said + repr(found.blanked)


def test_of_heads_only_whether_there_is_one_is_kept():
    heads = [name if n % 4 else "" for n, name in enumerate(NAMES)]
    found = screened(网格长=heads, 联系电话=MOBILES)
    assert found.rows["网格长"].tolist() == [HAS_HEAD if n % 4 else "" for n in range(20)]


def test_a_layer_stays_a_layer(real_file):
    rows, report = read_layer(real_file("communities/leeds_areas.geojson"))
    assert isinstance(without_personal_data(rows).rows, GeoDataFrame)
    assert report.blocked == ()


@pytest.mark.parametrize(
    "name",
    [
        "population/porto_alegre_hexgrid.csv", "location/san_francisco_demand.csv", "location/san_francisco_stores.csv",
        "coordinates/gcj02_bd09_reference.csv", "messy/dirty_polygons.geojson",
    ],
)  # fmt: skip
def test_nothing_of_a_real_file_is_blocked(real_file, name):
    assert read_layer(real_file(name))[1].blocked == ()


def test_nothing_of_the_demo_city_is_blocked():
    found = {name: without_personal_data(layer) for name, layer in City.demo().layers.items()}
    assert {name: one.blocked for name, one in found.items() if one.blocked or one.blanked} == {}
