"""What a sheet shows: a round scale, the area inside, and a bar as long as it says."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.briefing import Focus
from geo.briefing.paper import MAP_FRAME
from geo.briefing.view import ROUND_SCALES, fitting_view, focus_area, has_outside, round_bar_m
from geo.city import City
from geo.errors import EmptyLayerError, SettingError
from geo.layers import COMMUNITIES
from tests.briefing import town


@pytest.mark.parametrize("scale", [5_000, 10_000, 15_000, 20_000, 25_000])
def test_the_usual_scales_are_there(scale):
    assert scale in ROUND_SCALES


def test_the_scale_is_the_first_round_one_that_fits():
    # 4,000 x 3,000 m in 300 x 238 mm less 3 % on each side: 1:14,185 across, 1:13,410 up.
    assert fitting_view(shapely.box(0, 0, 4000, 3000), MAP_FRAME).scale == 15_000
    # 1:15,000 shows 4,500 x 0.94 = 4,230 m at most.
    assert fitting_view(shapely.box(0, 0, 4229, 1000), MAP_FRAME).scale == 15_000
    assert fitting_view(shapely.box(0, 0, 4231, 1000), MAP_FRAME).scale == 20_000


@given(st.floats(1, 900_000), st.floats(1, 900_000), st.floats(-1e6, 1e6, allow_nan=False), st.floats(0, 5e6))
def test_the_area_is_always_inside_the_frame(width_m, height_m, west_m, south_m):
    area = shapely.box(west_m, south_m, west_m + width_m, south_m + height_m)
    view = fitting_view(area, MAP_FRAME)
    assert shapely.box(*view.bounds).buffer(1e-3).contains(area)
    corners = view.to_paper_mm(np.array([[west_m, south_m], [west_m + width_m, south_m + height_m]]))
    assert corners.min(axis=0)[0] >= MAP_FRAME.left_mm
    assert corners.max(axis=0)[1] <= MAP_FRAME.top_mm


def test_a_point_is_shown_at_a_large_scale():
    assert fitting_view(shapely.Point(0, 0), MAP_FRAME).scale == 1_000


def test_an_area_as_large_as_a_continent_is_refused():
    with pytest.raises(SettingError, match="too large for a map sheet"):
        fitting_view(shapely.box(0, 0, 9e6, 9e6), MAP_FRAME)


@pytest.mark.parametrize(
    ("scale", "metres"), [(5_000, 200), (10_000, 500), (15_000, 500), (20_000, 1_000), (25_000, 1_000)]
)
def test_the_bar_has_a_round_length(scale, metres):
    assert round_bar_m(scale, 60) == metres


def test_north_is_up_and_east_is_right():
    view = fitting_view(shapely.box(0, 0, 1000, 1000), MAP_FRAME)
    here, north, east = view.to_paper_mm(np.array([[0.0, 0.0], [0.0, 100.0], [100.0, 0.0]]))
    assert north[1] > here[1]
    assert north[0] == here[0]
    assert east[0] > here[0]
    assert north[1] - here[1] == pytest.approx(100 / view.scale * 1000)


def test_the_focus_is_an_area_of_the_city(city):
    assert focus_area(city, Focus()).area == pytest.approx(12e6)
    assert focus_area(city, Focus("street_id", "s000")).area == pytest.approx(6e6)
    assert focus_area(city, Focus("community_id", "c003")).area == pytest.approx(1e6)


def test_a_city_without_areas_is_shown_whole():
    city = City.of("无界", {"buildings": town.buildings()})
    assert focus_area(city, Focus()).bounds == pytest.approx(tuple(city["buildings"].total_bounds))


def test_areas_that_leave_homes_out_are_not_the_city(city):
    # The first street office has half of the buildings.
    half = City.of("半", {"buildings": town.buildings(), "street_offices": town.street_offices().iloc[:1]})
    assert not has_outside(half, Focus())
    assert focus_area(half, Focus()).bounds == pytest.approx(
        shapely.box(*half["buildings"].total_bounds).union(shapely.box(*half["street_offices"].total_bounds)).bounds
    )
    assert has_outside(half, Focus("street_id", "s000"))
    assert has_outside(city, Focus())


def test_an_area_that_is_not_there_is_named(city):
    with pytest.raises(SettingError, match="has no community_id c999; it has c000"):
        focus_area(city, Focus("community_id", "c999"))


def test_a_level_that_is_not_there_is_named():
    with pytest.raises(SettingError, match='"planet" is none of them'):
        Focus("planet", "p1")


def test_a_city_with_nothing_to_show_is_refused():
    empty = City.of("空", {"communities": COMMUNITIES.empty(town.CRS)})
    with pytest.raises(EmptyLayerError, match="nothing to show"):
        focus_area(empty, Focus())
