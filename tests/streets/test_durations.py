"""Slopes, steps and waits cost time, never length."""

import math

import pytest

from geo import PROFILES, Network, Profile, nearest_facility
from geo.streets.profiles import tobler_ratio
from tests.streets.town import line, lines, points, walk

#: 100 m long and 10 m high.
HILL = lines(line((0, 0, 0), (100, 0, 10)))


@pytest.mark.parametrize(("slope", "ratio"), [(0.05, 0.839), (0.10, 0.705), (0.15, 0.592), (0.20, 0.497), (0.0, 1.0)])
def test_tobler_uphill_is_the_published_ratio(slope, ratio):
    assert tobler_ratio(slope) == pytest.approx(ratio, abs=0.0006)


@pytest.mark.parametrize(("slope", "mean"), [(0.05, 0.985), (0.10, 0.827), (0.15, 0.694), (0.20, 0.583)])
def test_there_and_back_is_the_published_mean(slope, mean):
    up, down = tobler_ratio(slope), tobler_ratio(-slope)
    assert 2 / (1 / up + 1 / down) == pytest.approx(mean, abs=0.001)


def test_walking_is_quickest_down_a_gentle_slope():
    # Tobler: 6 km/h at -5 %, 5.04 km/h on the flat
    assert tobler_ratio(-0.05) == pytest.approx(6 / 5.04, abs=0.001)


def test_uphill_takes_longer_than_downhill():
    # up 10 %: 100 / exp(-3.5 * 0.10) s at 1 m/s; down 10 %: |-0.10 + 0.05| - 0.05 = 0, as on the flat
    network = Network.build(HILL)
    assert walk(network, (0, 0), (100, 0)) == (100, pytest.approx(100 / math.exp(-0.35), abs=0.002))
    assert walk(network, (100, 0), (0, 0)) == (100, pytest.approx(100, abs=0.002))


def test_half_a_hill_takes_half_its_time():
    network = Network.build(HILL)
    assert walk(network, (0, 0), (50, 0)) == (50, pytest.approx(50 / math.exp(-0.35), abs=0.002))
    assert walk(network, (75, 0), (25, 0)) == (50, pytest.approx(50, abs=0.002))


def test_each_straight_piece_has_its_own_slope():
    # 100 m up 10 %, then 100 m down 10 %
    ridge = Network.build(lines(line((0, 0, 0), (100, 0, 10), (200, 0, 0))))
    assert walk(ridge, (0, 0), (200, 0))[1] == pytest.approx(100 / math.exp(-0.35) + 100, abs=0.002)


def test_an_ebike_does_not_feel_slopes():
    assert walk(Network.build(HILL, PROFILES["ebike"]), (0, 0), (100, 0))[1] == pytest.approx(
        100 / (250 / 60), abs=0.002
    )


def test_the_speed_is_the_profile_s_own():
    assert walk(Network.build(HILL, PROFILES["elder"]), (100, 0), (0, 0))[1] == pytest.approx(100 / 0.8, abs=0.002)


def test_lines_with_and_without_heights_go_together():
    mixed = Network.build(lines(line((0, 0, 500), (100, 0, 500)), line((100, 0), (200, 0))))
    assert walk(mixed, (0, 0), (200, 0)) == (200, pytest.approx(200))


def test_a_missing_height_is_taken_from_the_line_s_others():
    # the middle vertex is 5 m high, half-way up the hill
    gap = Network.build(lines(line((0, 0, 0), (50, 0, math.nan), (100, 0, 10))))
    assert walk(gap, (0, 0), (100, 0))[1] == pytest.approx(100 / math.exp(-0.35), abs=0.002)


def test_a_cliff_is_slow_and_not_endless():
    # heights that jump 300 m in 1 m count as the steepest street, 45 degrees
    cliff = Network.build(lines(line((0, 0, 0), (1, 0, 300), (2, 0, 300))))
    assert walk(cliff, (0, 0), (2, 0))[1] == pytest.approx(1 / math.exp(-3.5) + 1, abs=0.01)


def test_steps_halve_the_speed():
    stairs = lines(line((0, 0), (30, 0)), highway=["steps"])
    assert walk(Network.build(stairs), (0, 0), (30, 0))[1] == pytest.approx(60)
    assert walk(Network.build(stairs, PROFILES["elder"]), (0, 0), (30, 0))[1] == pytest.approx(30 / (0.8 * 0.4))


def test_a_wait_counts_fully_on_a_walk_along_the_whole_way():
    crossing = lines(line((0, 0), (100, 0)), line((100, 0), (120, 0)), wait_s=[0.0, 45.0])
    assert walk(Network.build(crossing), (0, 0), (120, 0)) == (120, pytest.approx(165))


def test_a_way_broken_by_a_junction_keeps_its_wait_once():
    # the second street meets the footbridge in its middle; the wait of 60 s is shared by its two halves
    footbridge = lines(line((0, 0), (60, 0)), line((30, 0), (30, 200)), wait_s=[60.0, 0.0])
    network = Network.build(footbridge)
    assert walk(network, (0, 0), (60, 0))[1] == pytest.approx(120)
    assert walk(network, (0, 0), (30, 100))[1] == pytest.approx(30 + 30 + 100)


def test_a_way_made_for_a_gate_does_not_thin_out_a_wait():
    streets = lines(line((-300, 260), (300, 260)), line((-300, 340), (300, 340)), wait_s=[60.0, 0.0])
    wall = lines(line((-400, 300), (400, 300)))
    network = Network.build(streets, barriers=wall, gates=points([(300, 300)], ["g"]))
    assert walk(network, (-300, 260), (300, 260))[1] == pytest.approx(660)


def test_the_quickest_walk_may_be_longer_than_the_shortest():
    # straight over a footbridge of 100 m that costs 90 s more, or 160 m round on the flat
    streets = lines(line((0, 0), (100, 0)), line((0, 0), (0, 30), (100, 30), (100, 0)), wait_s=[90.0, 0.0])
    network = Network.build(streets)
    assert walk(network, (0, 0), (100, 0)) == (100, pytest.approx(190))
    quickest = nearest_facility(network, points([(0, 0)]), points([(100, 0)]), by="walk_s")
    assert (quickest["walk_m"].iloc[0], quickest["walk_s"].iloc[0]) == (160, 160)


def test_a_profile_of_one_s_own_is_walked():
    runner = Profile("runner", 3.0)
    assert walk(Network.build(HILL, runner), (100, 0), (0, 0))[1] == pytest.approx(100 / 3, abs=0.002)
