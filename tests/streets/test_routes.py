"""One walk explained: its length, its minutes, its streets, its line, or why there is none."""

import pytest
from geopandas import GeoSeries

from geo import Network, NoRouteError, WrongValueError, route
from tests.streets.town import ZONE, line, lines, points

STREETS = lines(
    line((0, 0), (300, 0)), line((300, 0), (300, 200)), line((300, 200), (0, 200)),
    name=["解放路", "江滨路", "江滨路"],
)  # fmt: skip


@pytest.fixture(scope="module")
def network():
    return Network.build(STREETS)


def lonlat(x, y):
    (place,) = points([(x, y)]).to_crs("EPSG:4326").geometry
    return place.x, place.y


def drawn(walk):
    return GeoSeries([walk.geometry], crs="EPSG:4326").to_crs(ZONE).iloc[0]


def test_a_walk_names_its_streets_in_order(network):
    walk = route(network, lonlat(0, 10), lonlat(100, 200))
    assert [(leg.name, round(leg.length_m, 2)) for leg in walk.legs] == [("", 10), ("解放路", 300), ("江滨路", 400)]
    assert walk.length_m == pytest.approx(710, abs=0.01)
    assert drawn(walk).length == pytest.approx(710, abs=0.01)
    assert walk.detour == pytest.approx(710 / (100**2 + 190**2) ** 0.5, abs=0.001)


def test_the_line_begins_and_ends_at_the_doors(network):
    walk = route(network, lonlat(0, 10), lonlat(100, 190))
    begin, end = points([(0, 10), (100, 190)]).geometry
    assert drawn(walk).distance(begin) < 0.001
    assert begin.distance(GeoSeries([drawn(walk)]).interpolate(0).iloc[0]) < 0.001
    assert end.distance(GeoSeries([drawn(walk)]).interpolate(1, normalized=True).iloc[0]) < 0.001


def test_a_walk_along_one_edge(network):
    walk = route(network, lonlat(250, 0), lonlat(50, 0))
    assert walk.length_m == pytest.approx(200, abs=0.01)
    assert [leg.name for leg in walk.legs] == ["解放路"]


def test_a_walk_to_where_one_stands_has_no_length(network):
    walk = route(network, lonlat(50, 0), lonlat(50, 0))
    assert (walk.length_m, walk.time_s, walk.legs, walk.detour) == (0, 0, (), 1)
    assert walk.geometry.geom_type == "LineString"


def test_there_is_as_far_as_back(network):
    there, back = (
        route(network, *ends) for ends in ((lonlat(10, 5), lonlat(20, 190)), (lonlat(20, 190), lonlat(10, 5)))
    )
    assert there.length_m == back.length_m
    assert drawn(there).equals_exact(drawn(back).reverse(), 0.001)


def test_the_quickest_walk_may_be_another_than_the_shortest():
    streets = lines(line((0, 0), (100, 0)), line((0, 0), (0, 30), (100, 30), (100, 0)), wait_s=[90.0, 0.0])
    network = Network.build(streets)
    ends = lonlat(0, 0), lonlat(100, 0)
    shortest, quickest = route(network, *ends), route(network, *ends, by="walk_s")
    assert (shortest.length_m, shortest.time_s) == pytest.approx((100, 190), abs=0.01)
    assert (quickest.length_m, quickest.time_s) == pytest.approx((160, 160), abs=0.01)


def test_a_loop_is_walked_through_its_shorter_side():
    loop = lines(line((0, 0), (100, 0), (100, 100), (0, 100), (0, 0)), line((0, 0), (-200, 0)))
    walk = route(Network.build(loop), lonlat(-100, 0), lonlat(0, 90))
    assert walk.length_m == pytest.approx(190, abs=0.01)
    assert drawn(walk).length == pytest.approx(190, abs=0.01)


def test_streets_that_do_not_meet_are_told_with_their_lengths():
    parts = lines(line((0, 0), (1000, 0)), line((0, 100), (400, 100)), line((400, 100), (700, 100)))
    with pytest.raises(NoRouteError, match=r"starting point is on a part of 1,000 m and the destination .* of 700 m"):
        route(Network.build(parts), lonlat(0, 0), lonlat(500, 100))


def test_connected_parts_are_listed_longest_first():
    parts = lines(line((0, 100), (400, 100)), line((0, 0), (1000, 0)), line((400, 100), (700, 100)))
    components = Network.build(parts).components
    assert components["length_m"].to_list() == [1000, 700]
    assert components["edges"].to_list() == [1, 2]
    assert components["share"].to_list() == pytest.approx([1000 / 1700, 700 / 1700])


def test_a_place_far_from_any_street_is_told(network):
    with pytest.raises(NoRouteError, match=r"The starting point .* needs a street within 200 m"):
        route(network, (121.5, 28.0), lonlat(0, 0))
    with pytest.raises(NoRouteError, match=r"The destination .* needs a street within 200 m"):
        route(network, lonlat(0, 0), (121.5, 28.0))


@pytest.mark.parametrize("place", [(27.3, 120.2), (float("nan"), 27.3), (521_000.0, 3_024_000.0)])
def test_a_place_that_is_no_longitude_and_latitude_is_refused(network, place):
    with pytest.raises(WrongValueError, match=r"The starting point needs a longitude .* and a latitude"):
        route(network, place, lonlat(0, 0))
