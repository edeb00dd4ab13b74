"""The sheets of the demo city: everything has its place, the file is small, nothing is cut off."""

import itertools

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from geo.briefing import Focus, map_sheet
from geo.city import DEMO_CITY_FILE, City
from tests.briefing import town

KINDS = ("party_centre", "community_station", "red_post", "elder_canteen")


@pytest.fixture(scope="module")
def demo():
    if not DEMO_CITY_FILE.is_file():
        pytest.skip("the demo city is not drawn yet; run `python -m data.demo`")
    city = City.demo()
    return city.with_layer("facilities", city["facilities"][city["facilities"]["kind"].isin(KINDS)])


@pytest.fixture(scope="module")
def answered(demo):
    # Gaps of the little town lie elsewhere; those of the demo city are its compounds.
    gaps = demo["compounds"].head(12).assign(households=range(1200, 0, -100), reason="barrier")
    layers = town.answers(demo, gaps)
    table = town.statistics(demo, layers)
    return town.content(demo, layers, statistics=table), layers


@pytest.mark.parametrize("level", ["city", "street_id", "community_id"])
def test_every_name_of_the_demo_city_has_its_place(demo, answered, level):
    areas = {"city": [""], "street_id": demo["street_offices"].index[:1], "community_id": demo["communities"].index[:1]}
    content, layers = answered
    sheet = map_sheet(content, layers, Focus(level, areas[level][0]))
    assert sheet.problems == ()
    renderer = FigureCanvasAgg(sheet.figure).get_renderer()
    texts = [text for axes in sheet.figure.axes for text in axes.texts if text.get_gid() != "halo" and text.get_text()]
    boxes = np.array([text.get_window_extent(renderer).extents for text in texts])
    page = sheet.figure.bbox.extents
    assert (boxes[:, :2] >= page[:2]).all()
    assert (boxes[:, 2:] <= page[2:]).all()
    names = [
        (text, box)
        for text, box in zip(texts, boxes, strict=True)
        if "_name" in text.get_gid() and not text.get_rotation()
    ]
    for (one, a), (two, b) in itertools.combinations(names, 2):
        is_over = a[0] < b[2] - 3 and b[0] < a[2] - 3 and a[1] < b[3] - 3 and b[1] < a[3] - 3
        assert not is_over or abs(one.get_position()[0] - two.get_position()[0]) < 0.01


def test_the_whole_demo_city_is_a_small_vector_file(answered):
    sheet = map_sheet(*answered)
    data = sheet.pdf()
    assert len(data) < 5_000_000
    assert data.startswith(b"%PDF")
    assert sheet.scale in (25_000, 30_000, 35_000, 40_000)
