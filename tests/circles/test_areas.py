"""The picture of a circle follows the walk: it grows with the limit, stays on its bank, and obeys the table."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import (
    EmptyLayerError,
    MissingCrsError,
    Network,
    SettingError,
    WrongValueError,
    nearest_facility,
    reachable_streets,
    service_areas,
)
from tests.streets.jittered import towns
from tests.streets.town import ZONE, lattice, line, lines, points

LATTICE = lattice(10, 6)
few = settings(max_examples=15, deadline=None)


@pytest.fixture(scope="module")
def network():
    return Network.build(LATTICE)


def test_a_circle_on_a_lattice_is_nearly_the_diamond(network):
    # every place within |x| + |y| <= 300 of the facility, and no wider than 50 m beyond a street
    (area,) = service_areas(network, points([(500, 300)], ["F"]), 300).geometry
    (centre,) = points([(500, 300)]).geometry
    assert area.contains(centre)
    assert area.area == pytest.approx(2 * 300**2, rel=0.1)
    west, south, east, north = np.array(area.bounds) - [centre.x, centre.y, centre.x, centre.y]
    assert [west, south, east, north] == pytest.approx([-300, -300, 300, 300], abs=15)


def test_minutes_draw_the_same_as_metres_at_a_metre_a_second(network):
    one, other = (
        service_areas(network, points([(500, 300)]), **limit) for limit in ({"limit_m": 300}, {"limit_min": 5})
    )
    assert list(one.columns) == ["facility_id", "from_m", "limit_m", "geometry"]
    assert list(other.columns) == ["facility_id", "from_min", "limit_min", "geometry"]
    assert one.geometry[0].symmetric_difference(other.geometry[0]).area < 1


@few
@given(town=towns(), limit_m=st.floats(60, 900), more=st.floats(1.05, 2))
def test_a_larger_limit_draws_more(town, limit_m, more):
    network = Network.build(town.streets)
    small = service_areas(network, town.facility_points, limit_m, overlap="dissolve").geometry[0]
    large = service_areas(network, town.facility_points, limit_m * more, overlap="dissolve").geometry[0]
    assert shapely.difference(small, large).area < 1e-6 * small.area


@few
@given(town=towns(), limit_m=st.floats(60, 900))
def test_the_nearest_areas_share_out_the_dissolved_one(town, limit_m):
    network = Network.build(town.streets)
    whole = service_areas(network, town.facility_points, limit_m, overlap="dissolve").geometry[0]
    parts = service_areas(network, town.facility_points, limit_m, overlap="nearest").geometry
    together = shapely.union_all(parts.to_numpy())
    assert parts.area.sum() == pytest.approx(whole.area, rel=1e-6)
    assert shapely.symmetric_difference(together, whole).area < 1e-6 * whole.area


@few
@given(town=towns(), limit_m=st.floats(60, 900), overlap=st.sampled_from(["keep", "dissolve", "nearest"]))
def test_no_door_is_on_the_wrong_side_of_the_line(town, limit_m, overlap):
    network = Network.build(town.streets)
    rng = np.random.default_rng(int(limit_m * 1000))
    homes = town.home_points.translate(*rng.uniform(-30, 30, 2))
    homes = town.home_points.set_geometry(homes)
    painted = service_areas(network, town.facility_points, limit_m, overlap=overlap, demand=homes)
    together = shapely.union_all(painted.geometry.to_numpy())
    walk_m = nearest_facility(network, homes, town.facility_points)["walk_m"]
    inside = shapely.intersects_xy(together, homes.geometry.x, homes.geometry.y)
    assert list(inside) == list(walk_m <= limit_m + 0.005)


def test_doors_on_two_sides_of_the_limit_a_few_metres_apart_are_told_apart():
    # 80 m off the street, beyond what is drawn without doors: 400 + 80 is inside 482 m, 404 + 80 is not
    network = Network.build(lines(line((0, 0), (1000, 0))))
    homes = points([(400, 80), (404, 80), (401.9, 80), (402.1, 80)], ["in", "out", "just in", "just out"])
    (area,) = service_areas(network, points([(0, 0)]), 482, demand=homes).geometry
    assert [area.intersects(home) for home in homes.geometry] == [True, False, True, False]


def test_rings_share_out_the_disc(network):
    facility = points([(500, 300)], ["F"])
    (disc,) = service_areas(network, facility, 400).geometry
    rings = service_areas(network, facility, 400, rings=(100, 250))
    assert list(zip(rings["from_m"], rings["limit_m"], strict=True)) == [(0, 100), (100, 250), (250, 400)]
    assert rings.area.sum() == pytest.approx(disc.area, rel=1e-6)
    assert shapely.symmetric_difference(shapely.union_all(rings.geometry.to_numpy()), disc).area < 1


def test_a_ring_is_what_the_larger_limit_adds(network):
    facility = points([(500, 300)], ["F"])
    inner = service_areas(network, facility, 200).geometry[0]
    ring = service_areas(network, facility, 400, rings=(200,)).geometry[1]
    assert shapely.intersection(inner, ring).area < 0.001 * ring.area


@pytest.mark.parametrize("rings", [(0,), (-5,), (400,), (300, 900)])
def test_rings_beyond_the_limit_are_refused(network, rings):
    if rings == (400,):  # the limit itself is no further ring
        assert len(service_areas(network, points([(500, 300)]), 400, rings=rings)) == 1
        return
    with pytest.raises(SettingError, match="Rings must lie between 0 and the limit 400"):
        service_areas(network, points([(500, 300)]), 400, rings=rings)


def test_areas_may_overlap_only_if_they_are_kept(network):
    facilities = points([(400, 300), (600, 300)], ["west", "east"])
    west, east = service_areas(network, facilities, 300).geometry
    assert west.intersection(east).area > 10_000
    near = service_areas(network, facilities, 300, overlap="nearest").set_index("facility_id").geometry
    assert near["west"].intersection(near["east"]).area < 1e-3
    # the border lies half-way, at x = 500
    assert near["west"].bounds[2] - near["west"].bounds[0] < 420
    assert near["east"].contains(points([(560, 300)]).geometry.iloc[0])
    (one,) = service_areas(network, facilities, 300, overlap="dissolve")["facility_id"]
    assert one == ""


def test_areas_come_in_the_order_and_the_system_of_the_facilities(network):
    facilities = points([(600, 300), (400, 300)], ["b", "a"]).to_crs("EPSG:4326")
    areas = service_areas(network, facilities, 300, rings=(100,))
    assert areas.crs == "EPSG:4326"
    assert list(areas["facility_id"]) == ["b", "b", "a", "a"]
    back = areas.to_crs(ZONE)
    assert back.area.to_numpy() == pytest.approx(
        service_areas(network, facilities.to_crs(ZONE), 300, rings=(100,)).area
    )


@pytest.mark.parametrize("kind", ["river", "wall"])
def test_nothing_is_painted_on_the_other_bank(kind):
    # streets 20 m from the river on both banks, joined nowhere
    banks = lines(line((0, 80), (1000, 80)), line((0, 120), (1000, 120)))
    river = lines(line((-100, 100), (1100, 100)), kind=[kind])
    network = Network.build(banks, barriers=river)
    area = shapely.union_all(service_areas(network, points([(500, 80)]), 300).geometry.to_numpy())
    north = lines(line((0, 105), (1000, 105)), line((0, 120), (1000, 120)), line((0, 150), (1000, 150)))
    assert [area.intersection(bank).length for bank in north.geometry] == [0, 0, 0]
    assert area.intersection(lines(line((0, 85), (1000, 85))).geometry[0]).length > 500


def test_a_facility_without_a_street_is_left_out_and_named(network):
    facilities = points([(500, 300), (90_000, 0)], ["near", "far"])
    areas = service_areas(network, facilities, 300)
    assert list(areas["facility_id"]) == ["near"]
    (sentence,) = areas.attrs["refused"]
    assert sentence.startswith("The facilities far needs a street")


@pytest.mark.parametrize("overlap", ["keep", "dissolve", "nearest"])
def test_facilities_without_any_street_have_no_areas(network, overlap):
    far = points([(90_000, 0)])
    assert len(service_areas(network, far, 300, overlap=overlap)) == 0
    assert len(reachable_streets(network, far, 300)) == 0


def test_a_limit_shorter_than_the_step_to_the_street_draws_nothing():
    network = Network.build(lines(line((0, 0), (1000, 0))))
    assert len(service_areas(network, points([(500, 100)]), 50)) == 0
    assert len(reachable_streets(network, points([(500, 100)]), 50)) == 0


def test_reachable_streets_are_cut_in_mid_edge():
    # 250 m each way along the street, the step of 20 m taken off
    network = Network.build(lines(line((0, 0), (1000, 0))))
    pieces = reachable_streets(network, points([(500, 20)]).to_crs("EPSG:4326"), 250)
    assert pieces.crs == "EPSG:4326"
    assert pieces["length_m"].sum() == pytest.approx(2 * 230)
    assert pieces.to_crs(ZONE).length.sum() == pytest.approx(2 * 230, abs=0.001)


@pytest.mark.parametrize("call", [service_areas, reachable_streets])
def test_bad_facilities_are_refused(network, call):
    with pytest.raises(EmptyLayerError, match="The facilities layer has no rows"):
        call(network, points([]), 300)
    with pytest.raises(MissingCrsError, match="The facilities layer has no coordinate system"):
        call(network, points([(0, 0)]).set_crs(None, allow_override=True), 300)
    with pytest.raises(WrongValueError, match="The facilities layer has the id a twice"):
        call(network, points([(0, 0), (100, 0)], ["a", "a"]), 300)


@pytest.mark.parametrize("limit", [{}, {"limit_m": 300, "limit_min": 5}])
def test_exactly_one_limit_is_needed(network, limit):
    with pytest.raises(SettingError, match="Give one limit"):
        service_areas(network, points([(0, 0)]), **limit)


@pytest.mark.parametrize("amount", [0, -1, float("nan"), float("inf"), "far"])
def test_a_limit_is_a_number_above_zero(network, amount):
    for limit in ({"limit_m": amount}, {"limit_min": amount}):
        with pytest.raises(SettingError, match="The limit must be a number above zero"):
            service_areas(network, points([(0, 0)]), **limit)


def test_an_unknown_way_to_overlap_is_refused(network):
    with pytest.raises(SettingError, match='overlap must be "keep", "dissolve" or "nearest"; "merge" was given'):
        service_areas(network, points([(0, 0)]), 300, overlap="merge")
