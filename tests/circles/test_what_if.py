"""A change is answered by measuring again: who gains, who loses, and nobody else."""

import pandas as pd
import pytest

from geo import SettingError, city_network, coverage, travel_table, what_if
from geo.circles import AddFacility, CloseFacility, NewGate, OpenGate
from tests.streets.town import city, line, lines, points

#: Two streets 80 m apart with a wall between; homes on the northern, facilities on the southern.
STREETS = lines(line((-500, 0), (500, 0)), line((-500, 80), (500, 80)))
WALL = lines(line((-600, 40), (600, 40)), kind=["wall"])
GATE = points([(0, 40)], ["g"], is_open=[False])
FACILITIES = points([(0, 0), (400, 0)], ["west", "east"], capacity=[float("nan"), 10.0])


@pytest.fixture(scope="module")
def town():
    places = [(0, 80), (100, 80), (200, 80), (300, 0), (-400, 0)]
    return city(STREETS, places, [10, 20, 30, 40, 50], FACILITIES, gates=GATE, barriers=WALL)


def lonlat(x, y):
    (place,) = points([(x, y)]).to_crs("EPSG:4326").geometry
    return place.x, place.y


def test_opening_the_gate_lets_the_northern_street_in(town):
    # 80 m through the gate, then along the street: 80, 180, 280 m
    answer = what_if(town, FACILITIES, OpenGate("g"), 200)
    assert list(answer.gained.index) == ["p1", "p0"]
    assert answer.gained["households"].to_list() == [20, 10]
    assert len(answer.lost) == 0
    assert answer.before.covered["households"] == 40
    assert answer.after.covered["households"] == 70
    assert town["gates"]["is_open"].to_list() == [False]


def test_opening_an_open_gate_changes_nothing(town):
    opened = what_if(town, FACILITIES, OpenGate("g"), 200).city
    answer = what_if(opened, FACILITIES, OpenGate("g"), 200)
    assert (len(answer.gained), len(answer.lost)) == (0, 0)


def test_a_new_gate_is_made_in_the_wall_pointed_at(town):
    # pointed at 20 m beside the wall at x = 200: 80 m through it, 200 m west
    answer = what_if(town, FACILITIES, NewGate(*lonlat(200, 60)), 280)
    (gate,) = answer.city["gates"].index.difference(["g"])
    assert answer.city["gates"].geometry[gate].distance(WALL.geometry[0]) < 1e-6
    assert answer.place.distance(points([(200, 40)]).geometry.iloc[0]) < 0.001
    # p2 walks 80 + 200 m to west and to east alike, p1 100 m more
    assert list(answer.gained.index) == ["p2"]


def test_a_new_gate_needs_a_wall(town):
    with pytest.raises(SettingError, match="A new gate needs a wall within 60 m of the place pointed at"):
        what_if(town, FACILITIES, NewGate(*lonlat(0, 300)), 200)


def test_a_new_facility_serves_who_is_near_it(town):
    answer = what_if(town, FACILITIES, AddFacility(*lonlat(150, 80)), 60)
    assert list(answer.gained.index) == ["p2", "p1"]
    assert len(answer.facilities) == 3
    assert len(FACILITIES) == 2


def test_a_new_facility_is_open_when_others_are_not(town):
    answer = what_if(town, FACILITIES, AddFacility(*lonlat(150, 80)), 60, open_ids=[])
    assert answer.before.covered["households"] == 0
    assert answer.after.covered["households"] == 50


def test_closing_a_facility_loses_whom_no_other_reaches(town):
    answer = what_if(town, FACILITIES, CloseFacility("east"), 200)
    assert list(answer.lost.index) == ["p3"]
    assert len(answer.gained) == 0


def test_closing_the_last_facility_leaves_nobody_served(town):
    answer = what_if(town, FACILITIES.loc[["east"]], CloseFacility("east"), 200)
    assert answer.after.covered["households"] == 0
    assert answer.lost["households"].sum() == answer.before.covered["households"] == 40


def test_room_counts_if_it_is_asked_for(town):
    # east holds 10 households, the home beside it has 40
    assert what_if(town, FACILITIES, CloseFacility("west"), 200, use_capacities=True).after.covered["households"] == 0


@pytest.mark.parametrize("change", [OpenGate("g"), CloseFacility("west"), AddFacility(*lonlat(-400, 0))])
@pytest.mark.parametrize("limit", [{"limit_m": 300}, {"limit_min": 4}])
def test_the_answer_is_that_of_measuring_again(town, change, limit):
    answer = what_if(town, FACILITIES, change, **limit)

    def measured(one, facilities):
        travel = travel_table(city_network(one), one.demand, facilities, **limit)
        return coverage(one.demand, travel, **limit).is_covered

    before, after = measured(town, FACILITIES), measured(answer.city, answer.facilities)
    assert answer.before.is_covered.equals(before)
    assert answer.after.is_covered.equals(after)
    assert set(answer.gained.index) == set(before.index[~before & after])
    assert set(answer.lost.index) == set(before.index[before & ~after])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (OpenGate("north"), "There is no gate north; there are 1, such as g. Choose one of these"),
        (CloseFacility("x"), "There is no facility x; there are 2, such as west, east"),
        (AddFacility(float("nan"), 27), "A place needs a longitude and a latitude; nan, 27 was given"),
    ],
)
def test_a_change_that_cannot_be_made_is_said(town, change, says):
    with pytest.raises(SettingError, match=says):
        what_if(town, FACILITIES, change, 200)


def test_the_households_gained_are_those_of_the_layer(town):
    gained = what_if(town, FACILITIES, OpenGate("g"), 200).gained
    assert isinstance(gained, pd.DataFrame)
    assert gained["households"].to_dict() == town.demand.loc[gained.index, "households"].to_dict()
