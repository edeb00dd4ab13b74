"""What serves, when it is open, and how much room it has."""

import pandas as pd
import pytest
from geopandas import GeoDataFrame

from geo import City, EmptyLayerError, MissingLayerError, SettingError, facilities_for
from geo.circles import Moment, is_open, open_state
from tests.streets.town import line, lines, points

MONDAY, TUESDAY, SATURDAY, SUNDAY = 0, 1, 5, 6


def at(hour, minute=0):
    return hour * 60 + minute


@pytest.mark.parametrize(
    ("hours", "weekday", "minute", "expected"),
    [
        ("Mo-Fr 09:00-17:00", MONDAY, at(9), True),
        ("Mo-Fr 09:00-17:00", MONDAY, at(8, 59), False),
        ("Mo-Fr 09:00-17:00", MONDAY, at(17), False),
        ("Mo-Fr 09:00-17:00", SATURDAY, at(12), False),
        ("Mo-Fr 09:00-17:00; Sa 10:00-12:00", SATURDAY, at(11), True),
        ("08:00-12:00,14:00-18:00", SUNDAY, at(13), False),
        ("08:00-12:00,14:00-18:00", SUNDAY, at(14), True),
        ("24/7", SUNDAY, at(3), True),
        ("Mo 22:00-02:00", MONDAY, at(23), True),
        ("Mo 22:00-02:00", TUESDAY, at(1), True),
        ("Mo 22:00-02:00", MONDAY, at(1), False),
        ("Su 22:00-02:00", MONDAY, at(1), True),
        ("off", MONDAY, at(12), False),
    ],
)
def test_hours_are_read_as_in_openstreetmap(hours, weekday, minute, expected):
    assert is_open(hours, weekday, minute) is expected


@pytest.mark.parametrize("hours", ["", "   ", "每天", "by appointment", "Mo-Fr 09:00-17:00 unknown"])
def test_hours_nobody_knows_are_unknown(hours):
    assert is_open(hours, MONDAY, at(12)) is None


@pytest.mark.parametrize(("weekday", "minute"), [(7, 0), (-1, 0), (0, 1440), (0, -1)])
def test_a_moment_lies_within_a_week(weekday, minute):
    with pytest.raises(SettingError, match="A moment needs a weekday"):
        is_open("24/7", weekday, minute)


def test_facilities_are_sorted_by_whether_they_are_open():
    facilities = points([(0, 0)] * 3, ["day", "night", "silent"], hours=["08:00-18:00", "20:00-23:00", ""])
    state = open_state(facilities, Moment(MONDAY, at(12)))
    assert (state.open_ids, state.closed_ids, state.unknown_ids) == (("day",), ("night",), ("silent",))
    assert open_state(facilities, None).open_ids == ("day", "night", "silent")
    assert open_state(facilities.iloc[:0], Moment(MONDAY, 0)).open_ids == ()


@pytest.fixture
def city():
    facilities = points(
        [(0, 0), (10, 0), (20, 0)], ["centre", "post", "canteen"],
        kind=["party_centre", "red_post", "elder_canteen"], services=["reading; fitness", "", ""],
        hours=["08:00-18:00", "", "10:00-13:00"], capacity=[500.0, float("nan"), 80.0],
    )  # fmt: skip
    services = GeoDataFrame(
        pd.DataFrame(
            {
                "facility_id": ["centre", "canteen", "canteen"],
                "service": ["elder_meal", "elder_meal", "elder_meal"],
                "hours": ["11:00-12:00", "", "never read: the first offer counts"],
                "capacity": [50.0, float("nan"), 1.0],
            },
            index=["s1", "s2", "s3"],
        )
    )
    return City.of("小城", {"streets": lines(line((0, 0), (100, 0))), "facilities": facilities, "services": services})


def test_everything_serves_if_nothing_is_asked_for(city):
    assert list(facilities_for(city).index) == ["centre", "post", "canteen"]


def test_one_or_several_kinds_are_chosen(city):
    assert list(facilities_for(city, "red_post").index) == ["post"]
    assert list(facilities_for(city, ("red_post", "party_centre")).index) == ["centre", "post"]


def test_a_service_has_its_own_hours_and_room(city):
    offering = facilities_for(city, service="elder_meal")
    assert list(offering.index) == ["centre", "canteen"]
    assert offering["hours"].to_list() == ["11:00-12:00", "10:00-13:00"]
    assert offering["capacity"].to_list() == [50, 80]


def test_a_service_listed_with_the_facility_counts_too(city):
    assert list(facilities_for(city, service="fitness").index) == ["centre"]


def test_a_kind_that_is_not_there_is_named(city):
    with pytest.raises(EmptyLayerError, match="小城 has no facility of the kind school; it has: elder_canteen, party"):
        facilities_for(city, "school")


def test_a_service_that_nobody_offers_is_named(city):
    with pytest.raises(EmptyLayerError, match="Nobody in 小城 offers the service medical; offered are: elder_meal"):
        facilities_for(city, service="medical")


def test_a_city_without_facilities_says_so():
    city = City.of("小城", {"streets": lines(line((0, 0), (100, 0)))})
    with pytest.raises(MissingLayerError, match="小城 has no facilities layer; it has streets"):
        facilities_for(city)


def test_hours_that_are_only_a_remark_are_unknown():
    assert is_open('"按预约"', 0, 600) is None
    assert is_open('Mo-Fr 09:00-17:00 "请预约"', 0, 600) is True
