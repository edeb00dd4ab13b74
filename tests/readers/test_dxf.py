"""CAD drawings give closed outlines, each named by the text inside it; whatever else they are is said."""

import random

import ezdxf
import pytest
import shapely

from bench.mutations import damaged
from geo.errors import BrokenFileError, PlannerError
from geo.readers.dxf import read_dxf

SQUARE = [(0, 0), (100, 0), (100, 80), (0, 80)]


@pytest.fixture
def drawing(tmp_path):
    """A function that fills a drawing's model space and returns its path."""

    def write(fill, version="R2018", encoding=None, name="图.dxf"):
        made = ezdxf.new(version, setup=False)
        if encoding:
            made.encoding = encoding
            made.header["$DWGCODEPAGE"] = "ANSI_936"
        fill(made)
        made.saveas(tmp_path / name)
        return tmp_path / name

    return write


def outline(made, corners=SQUARE, layer="社区界", **options):
    space = made.modelspace()
    if made.dxfversion == "AC1009":
        line = space.add_polyline2d(corners, dxfattribs={"layer": layer})
        line.close(options.get("close", True))
    else:
        space.add_lwpolyline(corners, dxfattribs={"layer": layer}, close=options.get("close", True))


def label(made, text, at, layer="注记"):
    made.modelspace().add_text(text, height=5, dxfattribs={"layer": layer}).set_placement(at)


@pytest.mark.parametrize(("version", "encoding"), [("R12", "gbk"), ("R2000", "gbk"), ("R2018", None)])
def test_an_outline_is_named_by_the_text_inside_it(drawing, version, encoding):
    def fill(made):
        outline(made)
        label(made, "西园社区", (40, 40))

    raw = read_dxf(drawing(fill, version, encoding))
    assert raw.rows["name"].tolist() == ["西园社区"]
    assert raw.rows.geometry.iloc[0].equals(shapely.box(0, 0, 100, 80))
    assert (raw.layer, raw.rows.crs) == ("社区界", None)


def test_the_smallest_outline_around_a_text_gets_it(drawing):
    def fill(made):
        outline(made, [(-500, -500), (500, -500), (500, 500), (-500, 500)])
        outline(made)
        label(made, "西园社区", (40, 40))
        label(made, "桐山街道", (-300, -300))

    rows = read_dxf(drawing(fill)).rows
    assert {round(area): name for area, name in zip(rows.area, rows["name"], strict=True)} == {
        1_000_000: "桐山街道",
        8_000: "西园社区",
    }


def test_an_outline_that_nearly_closes_is_closed_and_said(drawing):
    def fill(made):
        outline(made, [*SQUARE, (0, 0.004)], close=False)

    raw = read_dxf(drawing(fill))
    assert raw.rows.geom_type.tolist() == ["Polygon"]
    assert any("clos" in reason for reason in raw.reasons)


def test_arcs_are_followed_to_a_centimetre(drawing):
    def fill(made):
        made.modelspace().add_lwpolyline([(0, 0, 1), (10, 0, 1)], format="xyb", close=True)

    circle = read_dxf(drawing(fill)).rows.geometry.iloc[0]
    assert circle.area == pytest.approx(3.14159265 * 25, rel=5e-3)  # two half circles of radius 5
    assert shapely.hausdorff_distance(circle.exterior, shapely.Point(5, 0).buffer(5, 256).exterior) < 0.02


def test_the_layer_with_most_outlines_is_read_and_all_are_listed(drawing):
    def fill(made):
        for n in range(3):
            outline(made, [(x + 200 * n, y) for x, y in SQUARE], layer="网格")
        outline(made, layer="图框")
        made.modelspace().add_line((0, 0), (5, 5), dxfattribs={"layer": "轴线"})

    path = drawing(fill)
    raw = read_dxf(path)
    assert (raw.layer, len(raw.rows)) == ("网格", 3)
    assert set(raw.layers) >= {"网格", "图框", "轴线"}
    assert len(read_dxf(path, "图框").rows) == 1
    assert read_dxf(path, "轴线").rows.geom_type.tolist() == ["LineString"]
    with pytest.raises(BrokenFileError, match="墙"):
        read_dxf(path, "墙")


def test_formatting_of_long_texts_is_left_away(drawing):
    def fill(made):
        outline(made)
        made.modelspace().add_mtext("{\\fSimSun|b1;西园}\\P社区", dxfattribs={"insert": (40, 40)})

    assert read_dxf(drawing(fill)).rows["name"].tolist()[0].replace("\n", "").replace(" ", "") == "西园社区"


def test_blocks_are_taken_apart(drawing):
    def fill(made):
        block = made.blocks.new("楼")
        block.add_lwpolyline(SQUARE, close=True, dxfattribs={"layer": "楼栋"})
        for n in range(4):
            made.modelspace().add_blockref("楼", (1000 * n, 0))

    assert len(read_dxf(drawing(fill)).rows) == 4


def test_a_block_within_itself_ends(drawing):
    def fill(made):
        block = made.blocks.new("环")
        block.add_lwpolyline(SQUARE, close=True)
        block.add_blockref("环", (10, 10))
        made.modelspace().add_blockref("环", (0, 0))
        outline(made)

    assert len(read_dxf(drawing(fill)).rows) < 1_000


@pytest.mark.parametrize("content", [b"", b"not a drawing", b"AC1032" + bytes(100), b"  0\nSECTION\n  2\nENTITIES\n"])
def test_what_is_no_drawing_is_one_sentence(tmp_path, content):
    path = tmp_path / "坏.dxf"
    path.write_bytes(content)
    with pytest.raises(PlannerError) as caught:
        read_dxf(path)
    assert "\n" not in str(caught.value)
    assert caught.value.zh


@pytest.mark.slow
def test_damaged_drawings_end_in_rows_or_one_sentence(drawing, tmp_path):
    def fill(made):
        for n in range(6):
            outline(made, [(x + 200 * n, y) for x, y in SQUARE])
            label(made, f"第{n}网格", (40 + 200 * n, 40))

    sound = [drawing(fill, version, name=f"{version}.dxf").read_bytes() for version in ("R12", "R2000", "R2018")]
    for number in range(300):
        path = tmp_path / "damaged.dxf"
        path.write_bytes(damaged(sound[number % 3], random.Random(number)))
        try:
            assert len(read_dxf(path).rows) < 100_000
        except PlannerError as error:
            told = str(error)
            assert "\n" not in told
