"""Who may use which street."""

import pytest

from geo import PROFILES, EmptyLayerError, Network, Profile, SettingError, WrongGeometryError
from geo.streets import profile_named
from tests.streets.town import line, lines, points, walk_m

EVERYBODY = set(PROFILES)


def users(**tags):
    """The profiles that may use a street with these tags."""
    street = lines(line((0, 0), (100, 0)), **{name: [value] for name, value in tags.items()})
    may = set()
    for name, profile in PROFILES.items():
        try:
            Network.build(street, profile)
        except EmptyLayerError:
            continue
        may.add(name)
    return may


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, EVERYBODY),
        ({"highway": ""}, EVERYBODY),
        ({"highway": "residential"}, EVERYBODY),
        ({"highway": "primary"}, EVERYBODY),
        ({"highway": "steps"}, EVERYBODY - {"wheelchair", "ebike"}),
        ({"highway": "footway"}, EVERYBODY - {"ebike"}),
        ({"highway": "pedestrian"}, EVERYBODY - {"ebike"}),
        ({"highway": "footway", "bicycle": "yes"}, EVERYBODY),
        ({"highway": "cycleway"}, {"ebike"}),
        ({"highway": "cycleway", "foot": "yes"}, EVERYBODY),
        ({"highway": "cycleway", "access": "private"}, set()),
        ({"highway": "motorway"}, set()),
        ({"highway": "motorway", "foot": "yes"}, EVERYBODY),
        ({"highway": "construction"}, set()),
        ({"highway": "construction", "foot": "yes"}, set()),
        ({"highway": "residential", "access": "private"}, set()),
        ({"highway": "residential", "access": "private", "foot": "yes"}, EVERYBODY),
        ({"highway": "residential", "foot": "no"}, set()),
        ({"highway": "Residential ", "foot": " NO"}, set()),
        ({"highway": None}, EVERYBODY),
    ],
)
def test_tags_decide_who_may_use_a_street(tags, expected):
    assert users(**tags) == expected


def test_a_resident_may_use_private_ways():
    street = lines(line((0, 0), (100, 0)), access=["private"])
    assert walk_m(street, (0, 0), (100, 0), Profile("resident", 1.0, allows_private=True)) == 100


def test_a_wheelchair_goes_round_the_steps():
    # 30 m of steps, or 20 + 30 + 20 m of ramp
    streets = lines(line((0, 0), (30, 0)), line((0, 0), (0, 20), (30, 20), (30, 0)), highway=["steps", "footway"])
    assert walk_m(streets, (0, 0), (30, 0)) == 30
    assert walk_m(streets, (0, 0), (30, 0), PROFILES["wheelchair"]) == 70


def test_a_layer_with_nothing_walkable_is_refused():
    with pytest.raises(EmptyLayerError, match="The streets layer has 1 rows, but no street that the profile adult may"):
        Network.build(lines(line((0, 0), (100, 0)), highway=["motorway"]), PROFILES["adult"])


def test_an_empty_layer_is_refused():
    with pytest.raises(EmptyLayerError, match="The streets layer has no rows"):
        Network.build(lines(line((0, 0), (1, 0))).iloc[:0])


def test_points_are_no_streets():
    with pytest.raises(WrongGeometryError, match="The streets layer needs lines; the file has Point"):
        Network.build(points([(0, 0)]))


def test_a_row_that_is_no_line_is_left_out():
    mixed = lines(line((0, 0), (100, 0)), points([(5, 5)]).geometry.iloc[0], None)
    assert walk_m(mixed, (0, 0), (100, 0)) == 100


def test_a_profile_is_found_by_its_name():
    assert profile_named("elder") is PROFILES["elder"]
    assert Network.build(lines(line((0, 0), (100, 0))), "elder").profile is PROFILES["elder"]
    with pytest.raises(SettingError, match='There is no profile "walker"; choose one of standard, adult, elder'):
        Network.build(lines(line((0, 0), (100, 0))), "walker")


def test_the_speeds_are_those_of_the_standards():
    # metres a second; an e-bike rides 250 m a minute
    speeds = {name: profile.speed_m_per_s for name, profile in PROFILES.items()}
    assert speeds == pytest.approx(
        {"standard": 1.0, "adult": 1.2, "elder": 0.8, "child": 0.9, "wheelchair": 0.8, "ebike": 250 / 60}
    )


@pytest.mark.parametrize("speed", [0, -1, 16, float("nan")])
def test_a_speed_is_above_zero_and_human(speed):
    with pytest.raises(SettingError, match="The walking speed must be above 0 and at most 15"):
        Profile("odd", speed)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_of_speed_on_steps_is_a_share(share):
    with pytest.raises(SettingError, match="share of speed kept on steps must be 0 to 1"):
        Profile("odd", 1.0, steps_share=share)
