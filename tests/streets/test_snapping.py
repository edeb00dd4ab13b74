"""A door steps to the nearest point of a street edge; what cannot is named and does not stop the rest."""

import math

import numpy as np
import pytest
from shapely import Polygon, box

from geo import (
    EmptyLayerError,
    MissingCrsError,
    Network,
    WrongGeometryError,
    WrongValueError,
    travel_table,
)
from geo.streets import snap
from tests.streets.town import EAST_M, NORTH_M, lattice, line, lines, points, walk

LATTICE = lattice(4, 2)


def test_the_step_leads_to_the_middle_of_an_edge_not_to_a_corner():
    snapped = snap(Network.build(LATTICE), points([(130, 12)]))
    assert snapped.leg_m == pytest.approx([12])
    assert min(snapped.share[0], 1 - snapped.share[0]) == pytest.approx(0.30)


def test_both_steps_count_in_the_walk():
    assert walk(Network.build(LATTICE), (130, 12), (170, -8))[0] == pytest.approx(12 + 40 + 8)


def test_two_doors_on_one_edge_walk_straight_between_them():
    network = Network.build(lines(line((0, 0), (500, 0))))
    assert walk(network, (100, 0), (350, 0)) == (250, 250)
    assert walk(network, (350, 0), (100, 0)) == (250, 250)
    assert walk(network, (100, 0), (100, 0)) == (0, 0)


def test_a_walk_between_doors_on_one_edge_may_be_shorter_round_about():
    # a winding street of 300 m whose ends are 20 m apart
    horseshoe = lines(line((0, 0), (0, 140), (20, 140), (20, 0)), line((0, 0), (20, 0)))
    assert walk(Network.build(horseshoe), (0, 10), (20, 10))[0] == 10 + 20 + 10


@pytest.mark.parametrize("place", [(200, 100), (0, 0), (400, 200), (200, 0)])
def test_a_facility_on_a_node_is_no_step_away(place):
    network = Network.build(LATTICE)
    assert snap(network, points([place])).leg_m == pytest.approx([0])
    assert walk(network, (100, 100), place)[0] == abs(place[0] - 100) + abs(place[1] - 100)


def test_a_facility_at_a_dead_end_is_reached():
    dead_end = lines(line((0, 0), (300, 0)), line((150, 0), (150, 80)))
    assert walk(Network.build(dead_end), (0, 0), (150, 80))[0] == 230


def test_of_two_streets_equally_near_the_order_of_rows_does_not_choose():
    # the middle of a block is 50 m from all its four streets
    walks = {walk(Network.build(LATTICE.sample(frac=1, random_state=seed)), (50, 50), (400, 200)) for seed in range(6)}
    assert len(walks) == 1


def test_a_short_scrap_beside_a_long_street_is_passed_over():
    # a garden path of 20 m, joined to nothing, 5 m from the door; the street is 30 m away
    streets = lines(line((0, 0), (1000, 0)), line((490, 25), (510, 25)))
    assert walk(Network.build(streets), (500, 30), (0, 0))[0] == pytest.approx(30 + 500)


def test_one_bad_point_is_named_and_the_others_go_on():
    homes = points([(0, 0)] * 500, households=[1] * 500)
    places = homes.geometry.to_numpy().copy()
    places[7] = box(EAST_M, NORTH_M, EAST_M + 10, NORTH_M + 10)
    places[8] = None
    travel = travel_table(Network.build(LATTICE), homes.set_geometry(places), points([(100, 0)], ["F"]), 500)
    assert len(travel) == 498
    assert travel.attrs["off_street_ids"] == ("p7", "p8")
    assert [sentence.split(" needs")[0] for sentence in travel.attrs["refused"]] == ["The demand p7", "The demand p8"]
    assert "found Polygon" in travel.attrs["refused"][0]


def test_a_point_far_from_any_street_is_named_and_the_others_go_on():
    homes = points([(x, 0) for x in range(499)] + [(90_000, 0)], name=["家"] * 500)
    travel = travel_table(Network.build(LATTICE), homes, points([(100, 0)], ["F"]), 1000)
    assert len(travel) == 499
    (sentence,) = travel.attrs["refused"]
    assert sentence.startswith("The demand 家 (p499) needs a street within 200 m")


def test_a_point_at_infinity_is_named():
    homes = points([(0, 0), (math.inf, 0)])
    (sentence,) = travel_table(Network.build(LATTICE), homes, points([(100, 0)]), 500).attrs["refused"]
    assert sentence.startswith("The demand p1 needs a point with finite coordinates")


def test_polygons_where_points_belong_are_refused():
    block = Polygon([(EAST_M, NORTH_M), (EAST_M + 10, NORTH_M), (EAST_M, NORTH_M + 10)])
    homes = points([(0, 0)]).set_geometry([block])
    with pytest.raises(WrongGeometryError, match="The demand layer needs points; it has Polygon"):
        travel_table(Network.build(LATTICE), homes, points([(0, 0)]), 500)


def test_points_without_a_coordinate_system_are_refused():
    homes = points([(0, 0)]).set_crs(None, allow_override=True)
    with pytest.raises(MissingCrsError, match="The demand layer has no coordinate system"):
        travel_table(Network.build(LATTICE), homes, points([(0, 0)]), 500)


def test_no_points_are_refused():
    network, none, one = Network.build(LATTICE), points([]), points([(0, 0)])
    with pytest.raises(EmptyLayerError, match="The demand layer has no rows"):
        travel_table(network, none, one, 500)
    with pytest.raises(EmptyLayerError, match="The facilities layer has no rows"):
        travel_table(network, one, none, 500)


def test_points_of_another_city_are_refused_together():
    elsewhere = points([(0, 90_000), (10, 90_000)])
    with pytest.raises(EmptyLayerError, match=r"None of the 2 rows of the demand layer can be used\. .*same city"):
        travel_table(Network.build(LATTICE), elsewhere, points([(0, 0)]), 500)


def test_an_id_may_occur_once():
    twice = points([(0, 0), (100, 0)], ["a", "a"])
    with pytest.raises(WrongValueError, match="The demand layer has the id a twice; each may occur once"):
        travel_table(Network.build(LATTICE), twice, points([(0, 0)]), 500)
    with pytest.raises(WrongValueError, match="The facilities layer has the id a twice"):
        travel_table(Network.build(LATTICE), points([(0, 0)]), twice, 500)


def test_the_nearest_place_is_the_one_shapely_finds():
    rng = np.random.default_rng(7)
    winding = line(*rng.uniform(0, 2000, (150, 2)))
    network = Network.build(lines(winding, is_noded=[True]))
    homes = points(rng.uniform(-200, 2200, (400, 2)))
    snapped = snap(network, homes, max_leg_m=5000)
    assert snapped.leg_m == pytest.approx([home.distance(winding) for home in homes.geometry], abs=1e-6)
    feet = [winding.interpolate(share, normalized=True) for share in snapped.share]
    steps = [foot.distance(home) for foot, home in zip(feet, homes.geometry, strict=True)]
    assert steps == pytest.approx(snapped.leg_m.tolist(), abs=1e-6)
