"""A street office's folder becomes a city by clicking, in a real browser without the Internet."""

import json
import re
import time
from xml.sax.saxutils import quoteattr

import numpy as np
import pytest
import shapely
from playwright.sync_api import expect

from geo.city import City
from geo.crs import to_lonlat
from geo.intake.roles import ROLES
from geo.vocabulary import FACILITY_KINDS
from tests.intake.messy import TRAPS, Office, csv_of, excel_of, rows_of

pytestmark = pytest.mark.e2e

DETAILS = ".st-key-import_details"
LONG_MS = 120_000


@pytest.fixture(scope="module")
def office():
    return Office(rows=10_000)


@pytest.fixture(scope="module")
def folder(office, tmp_path_factory):
    """What the office sends: streets as OSM, borders as DXF in zone 120, homes in GCJ-02 that do not say so, GBK."""
    from geo.crs import from_wgs84

    place = tmp_path_factory.mktemp("office")
    lon, lat = from_wgs84(office.lon, office.lat, "GCJ-02")
    files = [
        _osm(office.demo, place / "道路.osm"),
        next(trap for trap in TRAPS if "drawing" in trap.name).write(office, place),
        excel_of(rows_of(office.at(lon, lat)), place / "楼栋.xlsx"),
    ]
    facilities = to_lonlat(office.demo["facilities"])
    table = facilities[["name", "kind", "hours"]].assign(kind=facilities["kind"].map(FACILITY_KINDS))
    table.columns = ["名称", "类型", "开放时间"]
    at = from_wgs84(facilities.geometry.x, facilities.geometry.y, "GCJ-02")
    files.append(csv_of(table.assign(经度=at[0], 纬度=at[1]), place / "设施.csv", "gbk"))
    return [str(file) for file in files]


def _osm(city, path):
    """The streets of a city as an OpenStreetMap file."""
    nodes, ways = {}, []
    for way_id, row in enumerate(to_lonlat(city["streets"]).itertuples(), start=1):
        refs = [
            nodes.setdefault(tuple(np.round(xy, 7)), len(nodes) + 1) for xy in shapely.get_coordinates(row.geometry)
        ]
        tags = {"highway": row.highway or "residential", "name": row.name, "bridge": "yes" if row.is_bridge else ""}
        listed = "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items() if v)
        ways.append(f'<way id="{way_id}">{"".join(f"<nd ref={quoteattr(str(ref))}/>" for ref in refs)}{listed}</way>')
    points = "".join(f'<node id="{n}" lon="{lon}" lat="{lat}"/>' for (lon, lat), n in nodes.items())
    path.write_text(f'<?xml version="1.0"?><osm version="0.6">{points}{"".join(ways)}</osm>', encoding="utf-8")
    return path


def drop(desk, files):
    """Open the panel and drop files; waits until all have been looked into."""
    desk.open("/data?panel=import")
    desk.page.locator(".st-key-import_files input[type=file]").set_input_files(files)
    desk.page.wait_for_selector(DETAILS, timeout=LONG_MS)
    expect(desk.page.locator(".st-key-import_busy")).to_have_count(0, timeout=LONG_MS)


def row(desk, name):
    return desk.page.locator(".planner-table tbody tr", has_text=name).first


def test_the_folder_of_a_street_office_becomes_a_city(desk, folder):
    began = time.monotonic()
    drop(desk, folder)
    for name, role, place in (
        ("道路.osm", "整个 OSM 文件", "—"),
        ("社区.dxf", "社区", "CGCS2000"),
        ("楼栋.xlsx", "楼栋", "GCJ-02"),
        ("设施.csv", "设施", "GCJ-02"),
    ):
        expect(row(desk, name)).to_contain_text(role)
        expect(row(desk, name)).to_contain_text(place)
        expect(row(desk, name)).to_contain_text("可导入")
    row(desk, "楼栋.xlsx").click()
    expect(desk.page.locator(f"{DETAILS} figure.place img")).to_have_count(2, timeout=LONG_MS)
    expect(desk.page.locator(DETAILS)).to_contain_text("2,205")
    desk.page.locator(".st-key-import_start button").click()
    desk.page.wait_for_selector(".st-key-import_undo", timeout=LONG_MS)
    expect(desk.page.get_by_text("已导入 4 个文件")).to_be_visible()
    city = re.search(r"city=([0-9a-f]+)", desk.page.url)
    assert city
    desk.open_map(f"/circles?city={city[1]}&kind=red_post")
    count = desk.page.locator(".card .count").first.inner_text()
    assert int(re.sub(r"\D", "", count.split("/")[1])) == int(City.demo()["buildings"]["households"].sum())
    assert time.monotonic() - began < 600


def test_an_import_is_taken_back_whole(desk, folder):
    drop(desk, folder[:2])
    desk.page.locator(".st-key-import_start button").click()
    desk.page.wait_for_selector(".st-key-import_undo", timeout=LONG_MS)
    assert "city=" in desk.page.url
    desk.page.locator(".st-key-import_undo button").click()
    desk.page.wait_for_function("!location.search.includes('city=')", timeout=LONG_MS)
    expect(desk.page.locator(".st-key-import_undo")).to_have_count(0, timeout=LONG_MS)
    expect(row(desk, "社区.dxf")).to_contain_text("可导入", timeout=LONG_MS)


def test_levels_are_renamed_and_the_history_takes_it_back(desk):
    desk.open("/data?panel=levels")
    desk.page.locator("[class*=_grid_zh] input").fill("基础网格", timeout=LONG_MS)
    desk.page.get_by_role("button", name="保存到城市").click()
    desk.page.wait_for_function("location.search.includes('city=')", timeout=LONG_MS)
    city = re.search(r"city=([0-9a-f]+)", desk.page.url)
    assert city
    desk.open_map(f"/circles?city={city[1]}&level=grid_id")
    expect(desk.page.locator(".planner-legend")).to_contain_text("基础网格界")
    desk.open(f"/data?city={city[1]}&panel=history")
    expect(row(desk, "基础网格")).to_contain_text("层级名称", timeout=LONG_MS)
    desk.page.locator(".st-key-history_undo button").click()
    desk.page.wait_for_function("!location.search.includes('city=')", timeout=LONG_MS)
    expect(desk.page.get_by_text("还没有导入记录")).to_be_visible(timeout=LONG_MS)


def test_homes_without_households_are_estimated_as_the_planner_says(desk, office, folder, tmp_path):
    path = tmp_path / "轮廓.geojson"
    to_lonlat(office.demo["buildings"])[["name", "geometry"]].to_file(path, driver="GeoJSON")
    drop(desk, [folder[0], str(path)])
    form = desk.page.locator(".st-key-people_sizes")
    expect(form).to_be_visible(timeout=LONG_MS)
    share = form.locator("input[aria-label='入住率（%）']")
    expect(share).to_have_value("100.0")
    share.fill("80")
    share.press("Enter")
    desk.page.locator(".st-key-import_start button").click()
    desk.page.wait_for_selector(".st-key-import_undo", timeout=LONG_MS)
    city = re.search(r"city=([0-9a-f]+)", desk.page.url)
    assert city
    desk.open(f"/data?city={city[1]}")
    expect(desk.page.locator("ul.method")).to_contain_text("入住率 0.8", timeout=LONG_MS)


def test_a_fault_is_shown_close_up_before_anything_is_applied(desk, tmp_path):
    west, south = 120.2, 27.3
    bow = [[west, south], [west + 0.01, south + 0.01], [west + 0.01, south], [west, south + 0.01], [west, south]]
    fine = [[west + 0.02, south], [west + 0.03, south], [west + 0.03, south + 0.01], [west + 0.02, south]]
    features = [
        {"type": "Feature", "properties": {"名称": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name, ring in (("甲社区", bow), ("乙社区", fine))
    ]
    path = tmp_path / "社区边界.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    drop(desk, [str(path)])
    fault = desk.page.locator(f"{DETAILS} .planner-table tbody tr", has_text="自相交")
    expect(fault).to_have_count(1)
    fault.click()
    expect(desk.page.locator(f"{DETAILS} figure.place figcaption", has_text="甲社区")).to_be_visible(timeout=LONG_MS)


def test_a_column_can_be_meant_otherwise_and_a_word_given_a_kind(desk, tmp_path):
    path = tmp_path / "设施.csv"
    path.write_text("名称,类型,经度,纬度\n西园,游泳馆,120.2,27.3\n桐北,长者食堂,120.21,27.31\n", encoding="gb18030")
    drop(desk, [str(path)])
    expect(desk.page.locator(DETAILS)).to_contain_text("没有说明坐标系")
    expect(row(desk, "设施.csv")).to_contain_text("待定坐标")
    desk.page.locator(f"{DETAILS} .stSelectbox", has_text="坐标系和基准").locator("input").click()
    desk.page.get_by_role("option", name=re.compile("^WGS-84")).first.click()
    expect(row(desk, "设施.csv")).to_contain_text("可导入", timeout=LONG_MS)
    expect(desk.page.locator(DETAILS)).to_contain_text("1 个类型词不在词表中")


def test_what_cannot_be_read_is_a_sentence_and_stops_nothing(desk, folder, tmp_path):
    broken = tmp_path / "坏的.xlsx"
    broken.write_bytes(b"PK\x03\x04nothing")
    drop(desk, [str(broken), folder[1]])
    expect(row(desk, "坏的.xlsx")).to_contain_text("不能读取")
    expect(row(desk, "社区.dxf")).to_be_visible()
    row(desk, "坏的.xlsx").click()
    expect(desk.page.locator(f"{DETAILS} [data-testid=stAlert]")).to_contain_text("已损坏")


def test_an_import_can_be_cancelled(desk, office, tmp_path):
    many = office.at(office.lon, office.lat)
    path = csv_of(many.loc[many.index.repeat(80)].reset_index(drop=True), tmp_path / "很多.csv")
    desk.open("/data?panel=import")
    desk.page.locator(".st-key-import_files input[type=file]").set_input_files([str(path)])
    desk.page.locator(".st-key-import_cancel button").click(timeout=LONG_MS)
    expect(desk.page.get_by_text("导入已取消")).to_be_visible(timeout=LONG_MS)
    assert "city=" not in desk.page.url


def test_the_panel_fits_a_phone(phone, folder):
    phone.open("/data?panel=import")
    phone.page.locator(".st-key-import_files input[type=file]").set_input_files(folder[1:2])
    phone.page.wait_for_selector(DETAILS, timeout=LONG_MS)
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("form", ["Shapefile", "CAD"])
def test_a_layer_is_given_back_in_the_form_asked_for(desk, form):
    desk.open("/data")
    desk.page.locator(".st-key-save_format input").click(timeout=LONG_MS)
    desk.page.get_by_role("option", name=re.compile(form)).first.click()
    desk.page.wait_for_selector(".st-key-save_encoding", timeout=LONG_MS)
    with desk.page.expect_download(timeout=LONG_MS) as waiting:
        desk.page.locator(".st-key-save_give button").click()
    assert waiting.value.path().stat().st_size > 1_000
    assert waiting.value.suggested_filename.endswith((".zip", ".dxf"))


def test_every_role_has_a_word():
    from pages.words import words

    assert [role for role in (*ROLES, "city") if not words("zh").has(f"role.{role}")] == []
