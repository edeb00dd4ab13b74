"""The sheet on paper: its size, everything that must stand on it, and nothing over anything else."""

import io
import itertools
import threading
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pypdf
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from geo.briefing import Focus, MapLayers, SheetContent, map_sheet
from geo.briefing.content import folded
from geo.city import City
from geo.errors import MissingColumnError, SettingError, WrongValueError
from tests.briefing import town

MM_PER_INCH = 25.4


def artists(sheet, gid):
    return [artist for artist in sheet.figure.findobj() if artist.get_gid() == gid]


def texts(sheet):
    return [text for axes in sheet.figure.axes for text in axes.texts if text.get_text() and text.get_gid() != "halo"]


def extents(sheet, some):
    renderer = FigureCanvasAgg(sheet.figure).get_renderer()
    return [artist.get_window_extent(renderer) for artist in some]


def test_the_png_is_a3_at_300_dpi(png):
    with Image.open(io.BytesIO(png)) as image:
        assert image.size == (4961, 3508)
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)


def test_the_pdf_is_one_page_of_420_by_297_mm(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 1
    width_mm, height_mm = (float(side) / 72 * MM_PER_INCH for side in pages[0].mediabox[2:])
    assert (width_mm, height_mm) == pytest.approx((420, 297), abs=0.05)


def test_the_pdf_is_small_and_its_map_is_no_picture(pdf):
    assert len(pdf) < 5_000_000
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].images) == 0


def test_the_typeface_is_embedded_as_truetype_and_no_other_is_used(pdf):
    fonts = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    for font in (entry.get_object() for entry in fonts.values()):
        assert "NotoSansSC" in font["/BaseFont"]
        (descendant,) = font["/DescendantFonts"]
        assert "/FontFile2" in descendant.get_object()["/FontDescriptor"].get_object()


@pytest.mark.parametrize(
    "element",
    [
        "鼎溪市500米邻里服务圈覆盖图（2026年11月）",
        "覆盖户数 11,840/49,540（23.9%）",
        "图例",
        "已覆盖",
        "假覆盖",
        "未覆盖",
        "1:15,000",
        "北\n",
        "覆盖统计",
        "单位：户",
        "合计",
        "编制单位：溪山街道办事处",
        "编制日期：2026年11月23日",
        "坐标系：CGCS2000 / 3-degree Gauss-Kruger CM 120E",
        "口径",
        "步行 500 米，沿路网门到门",
        "1.0 米/秒",
        "数据来源",
        "测试生成，2026-11-01",
        "虚构演示数据 · Synthetic demo data",
        "内部工作用图，不得公开",
        "溪山街道",
        "西园社区",
        "主要空白区",
        "古楼社区西片",
        "1,204 户",
        "党群服务中心",
        "鼎溪",
    ],
)
def test_what_must_stand_on_the_sheet_can_be_read_and_searched(page_text, element):
    assert element in page_text


def test_a_real_city_is_not_called_synthetic(city, layers):
    sheet = map_sheet(town.content(city, layers, is_synthetic=False), layers)
    assert artists(sheet, "synthetic") == []


def test_everything_is_on_the_page(sheet):
    page = sheet.figure.bbox
    for axes in sheet.figure.axes:
        for extent in extents(sheet, [*axes.texts, *(axes.patches if axes.get_label() == "paper" else ())]):
            assert extent.x0 >= page.x0
            assert extent.y0 >= page.y0
            assert extent.x1 <= page.x1
            assert extent.y1 <= page.y1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_covers_another(city, layers, language):
    sheet = map_sheet(town.content(city, layers), layers, language=language)
    level = [text for text in texts(sheet) if text.get_rotation() == 0]
    boxes = np.array([box.padded(-1.5).extents for box in extents(sheet, level)])
    for (one, a), (two, b) in itertools.combinations(zip(level, boxes, strict=True), 2):
        is_over = a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
        is_one_label = (
            one.get_gid() == two.get_gid() == "community_name"
            and abs(one.get_position()[0] - two.get_position()[0]) < 0.01
        )
        assert not is_over or is_one_label, f"{one.get_text()} and {two.get_text()}"


def test_the_scale_bar_is_as_long_as_it_says(sheet):
    pieces = extents(sheet, artists(sheet, "scale_bar"))
    length_mm = (max(p.x1 for p in pieces) - min(p.x0 for p in pieces)) / sheet.figure.dpi * MM_PER_INCH
    longest = max(float(text.get_text()) for text in artists(sheet, "scale_label"))
    (unit,) = artists(sheet, "scale_unit")
    said_m = longest * {"米": 1, "千米": 1000}[unit.get_text()]
    # The rim of the bar, 0.25 mm, is not part of its length.
    assert (length_mm - 0.25) * sheet.scale / 1000 == pytest.approx(said_m, rel=0.01)


def test_the_map_is_drawn_at_its_scale_and_north_is_up(sheet):
    (ground,) = [axes for axes in sheet.figure.axes if axes.get_label() == "ground"]
    origin, north = ground.transData.transform([town.at(0, 0), town.at(0, 1000)])
    assert north[1] > origin[1]
    assert north[0] == pytest.approx(origin[0])
    assert (north[1] - origin[1]) / sheet.figure.dpi * MM_PER_INCH == pytest.approx(1000 / sheet.scale * 1000, rel=1e-6)
    arrow = np.vstack([half.get_xy() for half in artists(sheet, "north_arrow")])
    (letter,) = artists(sheet, "north_letter")
    assert letter.get_position()[1] > arrow[:, 1].max()


def test_the_sum_of_the_table_is_the_sum_of_its_rows_and_of_the_callers(sheet, city, layers):
    for column in ("total", "covered", "falsely_covered", "uncovered"):
        rows = [int(text.get_text().replace(",", "")) for text in artists(sheet, f"statistics_{column}")]
        (said,) = [int(text.get_text().replace(",", "")) for text in artists(sheet, f"statistics_sum_{column}")]
        assert len(rows) == 10
        assert said == sum(rows) == town.statistics(city, layers)[column].sum()


def test_the_worst_three_are_bold(sheet):
    bold = [
        text.get_text()
        for text in artists(sheet, "statistics_name")
        if "Bold" in str(text.get_fontproperties().get_file())
    ]
    assert bold == ["富民社区", "桐桥社区", "清溪社区"]


def test_folding_keeps_the_sum_and_the_worst():
    table = pd.DataFrame(
        {
            "name": [f"社区{n}" for n in range(15)],
            "covered": range(15),
            "falsely_covered": 0,
            "uncovered": range(100, 85, -1),
            "total": 100,
        }
    )
    table["uncovered"] = table["total"] - table["covered"]
    few = folded(table, "其余{count}个")
    assert list(few["name"][:3]) == ["社区0", "社区1", "社区2"]
    assert few["name"].iloc[-1] == "其余6个"
    assert few["total"].sum() == 1500
    assert few["covered"].sum() == table["covered"].sum()
    assert list(few["is_worst"]) == [True] * 3 + [False] * 7


def test_an_area_where_nobody_lives_has_no_share():
    table = pd.DataFrame({"name": ["空"], "covered": [0], "falsely_covered": [0], "uncovered": [0], "total": [0]})
    assert folded(table, "").share.isna().all()


def test_every_number_on_the_map_is_explained_beside_it(city):
    many = town.layer(
        "gap_id",
        [
            {
                "name": f"{n}",
                "households": 99.0 - n,
                "reason": "full",
                "geometry": town.rectangle(n * 90, 2000, n * 90 + 60, 2060),
            }
            for n in range(20)
        ],
    )
    sheet = map_sheet(town.content(city, town.answers(city)), town.answers(city, many))
    listed = [text.get_text() for text in artists(sheet, "gap_name")]
    assert 3 <= len(listed) <= 8
    # One badge in the legend, then as many in the list as on the map.
    assert len(artists(sheet, "gap")) == 1 + 2 * len(listed)


def test_a_gap_does_not_name_its_community_twice(city, layers):
    gaps = layers.gaps.assign(name=["古楼社区 · 古楼社区第一网格 · 甲小区", "南门社区"])
    sheet = map_sheet(town.content(city, layers), replace(layers, gaps=gaps))
    assert [text.get_text() for text in artists(sheet, "gap_name")] == ["古楼社区第一网格 · 甲小区", "南门社区"]


def test_the_scale_bar_hides_no_symbol_of_the_area_in_question(city, layers):
    """The first community has its one facility in the middle; those beside it give way to the bar and the inset."""
    part = map_sheet(town.content(city, layers), layers, Focus("community_id", "c000"))
    (number,) = extents(part, artists(part, "scale_number"))
    assert not any(number.overlaps(symbol) for symbol in extents(part, artists(part, "facility")))


@pytest.mark.parametrize("focus", [Focus("street_id", "s001"), Focus("community_id", "c006")])
def test_one_area_is_larger_than_the_city_and_has_an_inset(city, layers, sheet, focus):
    part = map_sheet(town.content(city, layers), layers, focus)
    assert part.scale <= sheet.scale
    assert part.scale == (15_000 if focus.level == "street_id" else 5_000)
    assert "位置示意" in {text.get_text() for text in texts(part)}


def test_hostile_names_are_only_names(city, layers):
    hostile = [
        "$\\frac{1}{0}$",
        "<script>",
        "a\x00b\u202ec",
        "长" * 300,
        "😀社区",
        "%s{0}",
        "_^\\",
        "",
        "=1+1",
        "$",
        "$$",
        "西\n园",
    ]
    communities = city["communities"].assign(name=hostile)
    offices = city["street_offices"].assign(name=["$x^2$", "{name}"])
    changed = city.with_layer("communities", communities).with_layer("street_offices", offices)
    answers = replace(town.answers(changed), gaps=layers.gaps.assign(name=["$\\alpha$" * 20, "长" * 99]))
    sheet = map_sheet(town.content(changed, answers, title="$\\bad", unit="单位" * 99), answers)
    shown = [text.get_text() for text in texts(sheet)]
    assert "$\\bad" in shown
    assert "$\\frac{1}{0}$" in shown
    assert "〓社区" in shown
    assert not any("\x00" in text or "\u202e" in text for text in shown)
    assert any(text.endswith("…") and text.startswith("长") for text in shown)
    assert "U+1F600" in sheet.problems[0]
    page = sheet.figure.bbox
    assert all(page.x0 <= box.x0 and box.x1 <= page.x1 for box in extents(sheet, texts(sheet)))
    assert len(sheet.pdf()) > 10_000


def test_a_sheet_needs_nothing_but_a_city(city):
    empty = town.statistics(city, town.answers(city)).iloc[:0]
    content = SheetContent("只有底图", "", empty, ("不统计。",), (), made_on=date(2026, 1, 1))
    sheet = map_sheet(content, MapLayers(city))
    assert "已覆盖：步行可达" not in {text.get_text() for text in texts(sheet)}
    assert "（未填写）" in next(text.get_text() for text in artists(sheet, "unit_and_date"))


def test_a_city_of_buildings_alone_can_be_drawn():
    city = City.of("无界", {"buildings": town.buildings(), "facilities": town.facilities()})
    layers = town.answers(city)
    empty = pd.DataFrame(columns=["name", "covered", "falsely_covered", "uncovered", "total"], dtype=float)
    content = SheetContent("无界", "", empty, ("不统计。",), (), made_on=date(2026, 1, 1))
    assert map_sheet(content, layers).problems == ()


def test_two_sessions_draw_at_the_same_time(city, layers):
    content, drawn = town.content(city, layers), {}

    def draw(number):
        drawn[number] = len(map_sheet(content, layers).pdf())

    threads = [threading.Thread(target=draw, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 2
    assert len(set(drawn.values())) == 1


def test_covered_and_uncovered_homes_differ_in_grey_too():
    from matplotlib.colors import to_rgb

    from geo.briefing.style import BUILDING_STYLES

    def grey(name):
        red, green, blue = to_rgb(BUILDING_STYLES[name].fill)
        return 0.299 * red + 0.587 * green + 0.114 * blue

    levels = sorted(grey(name) for name in ("covered", "falsely_covered", "uncovered"))
    assert min(np.diff(levels)) > 0.15


def test_a_sheet_without_a_title_is_refused(city, layers):
    with pytest.raises(SettingError, match="needs a title"):
        town.content(city, layers, title=" ")


def test_a_sheet_without_its_definition_is_refused(city, layers):
    with pytest.raises(SettingError, match="needs its definition"):
        town.content(city, layers, definition=())


def test_statistics_without_a_class_are_refused(city, layers):
    with pytest.raises(MissingColumnError, match="falsely_covered"):
        town.content(city, layers, statistics=town.statistics(city, layers).drop(columns="falsely_covered"))


def test_statistics_that_do_not_add_up_are_refused(city, layers):
    wrong = town.statistics(city, layers)
    wrong.loc["c003", "covered"] += 10
    with pytest.raises(WrongValueError, match="天湖社区 do not add up"):
        town.content(city, layers, statistics=wrong)


def test_an_unknown_language_is_refused(city, layers):
    with pytest.raises(SettingError, match='"fr" is neither'):
        map_sheet(town.content(city, layers), layers, language="fr")
