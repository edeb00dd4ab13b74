"""Symbols and names on the map: apart from each other, inside the frame, in the order of their rank."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.briefing.labels import Label, place_label, places_inside
from geo.briefing.marks import spread_apart
from geo.briefing.paper import MAP_FRAME, blank_sheet
from geo.briefing.shapes import hatch_lines, polygon_path, within
from geo.briefing.style import FACILITY_SYMBOLS, street_class
from geo.briefing.view import fitting_view
from geo.briefing.words import facility_kind_name, sheet_words
from geo.vocabulary import FACILITY_KINDS


@pytest.fixture
def drawing():
    return blank_sheet(fitting_view(shapely.box(0, 0, 1000, 1000), MAP_FRAME), sheet_words("zh"))


def test_every_facility_kind_has_a_symbol_and_two_names():
    assert set(FACILITY_SYMBOLS) == set(FACILITY_KINDS)
    assert all(facility_kind_name(kind, sheet_words("en")).isascii() for kind in FACILITY_KINDS)
    looks = [(symbol.character, symbol.colour) for symbol in FACILITY_SYMBOLS.values()]
    assert len(set(looks)) == len(looks)


def test_an_unknown_kind_is_called_unclassified():
    assert facility_kind_name("spaceport", sheet_words("zh")) == "未归类"


@pytest.mark.parametrize(
    ("highway", "drawn"),
    [("motorway_link", "expressway"), ("primary", "primary"), ("steps", "path"), ("", "local"), ("novelty", "local")],
)
def test_every_street_has_a_class(highway, drawn):
    assert street_class(highway) == drawn


def test_two_facilities_on_one_spot_are_both_seen():
    apart = spread_apart(np.array([[50.0, 50.0], [50.0, 50.0]]), np.array([4.0, 4.0]))
    assert np.hypot(*(apart[0] - apart[1])) > 3.5


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, 30)), max_size=12))
def test_no_symbol_moves_more_than_three_millimetres(places):
    given_mm = np.array(places, dtype=float).reshape(-1, 2)
    moved = spread_apart(given_mm, np.full(len(given_mm), 4.0))
    assert np.hypot(*(moved - given_mm).T).max(initial=0) <= 3.0 + 0.08


def test_symbols_far_apart_stay_where_they_are():
    places = np.array([[0.0, 0.0], [20.0, 0.0]])
    assert spread_apart(places, np.array([4.0, 4.0])).tolist() == places.tolist()


def test_a_second_label_gives_way_and_a_third_is_told(drawing):
    first = Label(("溪山",), 10, ((100.0, 100.0),))
    assert place_label(drawing, first)
    assert not place_label(drawing, first)
    assert place_label(drawing, Label(("桐桥",), 10, ((100.0, 100.0), (100.0, 120.0))))
    assert [text.get_position()[0] for text in drawing.paper.texts if text.get_gid() == "label"] == [100.0, 100.0]


def test_no_label_crosses_the_edge_of_the_map(drawing):
    edge = (MAP_FRAME.left_mm + 1, 100.0)
    assert not place_label(drawing, Label(("溪山街道",), 10, (edge,)))


def test_places_for_a_label_are_inside_and_begin_in_the_middle():
    area = shapely.box(0, 0, 60, 40).union(shapely.box(100, 0, 105, 5))
    places = places_inside(area, 5)
    assert places[0] == pytest.approx((30, 20), abs=12)
    assert all(shapely.contains_xy(area, *place) for place in places)
    assert places_inside(shapely.Polygon(), 5) == ()


def test_hatches_lie_inside_and_are_evenly_spaced():
    area = shapely.box(0, 0, 100, 50)
    lines = hatch_lines(area, 10)
    assert area.buffer(1e-6).contains(shapely.union_all(lines))
    heights = sorted(shapely.get_coordinates(line)[0] @ [-1, 1] / np.sqrt(2) for line in lines)
    assert np.diff(heights) == pytest.approx(10)
    assert len(hatch_lines(shapely.Polygon(), 10)) == 0


def test_holes_stay_open():
    ring = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    path = polygon_path(within([ring, None, shapely.Polygon()], (0, 0, 20, 20)))
    assert path is not None
    assert path.contains_point((1, 1))
    shell, hole = path.to_polygons()
    assert shapely.LinearRing(shell).is_ccw
    assert not shapely.LinearRing(hole).is_ccw


def test_what_is_outside_the_frame_is_not_drawn():
    assert len(within([shapely.box(100, 100, 101, 101)], (0, 0, 20, 20))) == 0
    assert polygon_path(np.array([], dtype=object)) is None
