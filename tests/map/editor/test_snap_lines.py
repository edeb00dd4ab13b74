"""What the editor snaps to lies on the city's lines, and its homes are those that the grids count."""

import json

import numpy as np
import pytest
import shapely

from geo.city import City
from geo.crs import to_lonlat
from geo.grids.homes import homes_of
from pages.map.drawing import drawing
from pages.map.snap_lines import FINE_STEPS_PER_DEGREE
from tests.pages.town import town


def places(packed, origin):
    return np.cumsum(np.array(packed).reshape(-1, 2), axis=0) / FINE_STEPS_PER_DEGREE + origin


@pytest.fixture(scope="module")
def demo():
    return City.demo()


@pytest.fixture(scope="module")
def packed(demo):
    return json.loads(drawing(demo, "snap_lines"))


def test_a_street_is_packed_to_the_millimetre(demo, packed):
    streets = packed["families"]["streets"]
    line = to_lonlat(demo["streets"].geometry.iloc[:1]).iloc[0]
    degrees = places(streets["shapes"][0][0], packed["origin"])
    assert np.abs(degrees - shapely.get_coordinates(line)).max() <= 0.5 / FINE_STEPS_PER_DEGREE + 1e-12


def test_every_family_has_a_name_for_each_shape(packed):
    assert list(packed["families"]) == ["streets", "rivers", "railways", "walls", "compounds"]
    assert all(len(family["names"]) == len(family["shapes"]) for family in packed["families"].values())
    assert all(len(family["names"]) > 0 for family in packed["families"].values())


def test_compounds_have_their_ids(demo, packed):
    assert packed["families"]["compounds"]["ids"] == demo["compounds"].index.astype(str).tolist()


def test_homes_are_those_that_the_grids_count(demo, packed):
    homes = packed["homes"]
    assert len(homes["at"]) == len(homes_of(demo["buildings"], demo.crs))
    assert sum(homes["households"]) == pytest.approx(demo["buildings"]["households"].sum(), abs=1)


def test_a_town_without_walls_and_compounds_has_empty_families():
    packed = json.loads(drawing(town(), "snap_lines"))
    assert packed["families"]["compounds"] == {"names": [], "shapes": [], "ids": []}
    assert packed["families"]["rivers"]["names"] == ["鼎溪"]
