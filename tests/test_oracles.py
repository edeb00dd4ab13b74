"""Answers worked out by hand, through the public functions alone: a lattice with a river, and the trap of Mercator."""

import pytest
from geopandas import GeoDataFrame
from shapely import LineString, Point

import geo
from geo.crs import has_true_metres, metres_per_unit, require_metres
from tests.streets.town import EAST_M, NORTH_M, ZONE, points

#: Building -> place, households, straight metres and metres on foot to the facility at (200, 200).
BUILDINGS = {
    "B1": ((200, 100), 120, 100.0, 100),
    "B2": ((200, 300), 90, 100.0, 700),
    "B3": ((400, 100), 80, 223.6, 300),
    "B4": ((500, 300), 60, 316.2, 400),
    "B5": ((600, 200), 100, 400.0, 400),
    "B6": ((500, 500), 150, 424.3, 600),
    "B7": ((200, 600), 70, 400.0, 1000),
}


def pieces(bridges):
    """One line for each 100 m between two crossings; only at `bridges` is there one over the river."""
    for y in range(0, 700, 100):
        for x in range(0, 1000, 100):
            yield (x, y), (x + 100, y)
    for x in range(0, 1100, 100):
        for y in range(0, 600, 100):
            if y != 200 or x in bridges:
                yield (x, y), (x, y + 100)


def long_lines(bridges):
    """One line a street, crossing the others without sharing a vertex."""
    for y in range(0, 700, 100):
        yield (0, y), (1000, y)
    for x in range(0, 1100, 100):
        yield from [((x, 0), (x, 600))] if x in bridges else [((x, 0), (x, 200)), ((x, 300), (x, 600))]


def drawn(rows, crs=ZONE):
    line_rows = [LineString([(EAST_M + x, NORTH_M + y) for x, y in row]) for row in rows]
    return GeoDataFrame(geometry=line_rows, crs=ZONE).to_crs(crs)


WAYS_TO_DRAW = {
    "pieces of 100 m": lambda bridges: drawn(pieces(bridges)),
    "long lines that cross": lambda bridges: drawn(long_lines(bridges)),
    "pieces in degrees": lambda bridges: drawn(pieces(bridges), "EPSG:4326"),
    "long lines in degrees": lambda bridges: drawn(long_lines(bridges), "EPSG:4490"),
    "Web Mercator": lambda bridges: drawn(long_lines(bridges), "EPSG:3857"),
}


@pytest.fixture(params=list(WAYS_TO_DRAW))
def streets(request):
    return WAYS_TO_DRAW[request.param]


def homes(crs=ZONE):
    layer = points([at for at, *_ in BUILDINGS.values()], list(BUILDINGS))
    return layer.assign(households=[row[1] for row in BUILDINGS.values()]).to_crs(crs)


def facility(crs=ZONE):
    return points([(200, 200)], ["F"]).to_crs(crs)


def households(network, profile_limit):
    travel = geo.travel_table(network, homes("EPSG:4326"), facility("EPSG:4490"), **profile_limit)
    return geo.coverage(homes(), travel, **profile_limit)


def test_f1_every_walk(streets):
    network = geo.Network.build(streets({500}))
    travel = geo.travel_table(network, homes("EPSG:4326"), facility(), limit_m=1000)
    walks = travel.set_index("demand_id")["walk_m"].to_dict()
    assert walks == pytest.approx({name: row[3] for name, row in BUILDINGS.items()}, abs=0.01)
    assert travel.set_index("demand_id")["walk_s"].to_dict() == pytest.approx(walks, abs=0.01)


def test_f1_every_straight_line():
    network = geo.Network.build(drawn(pieces({500})))
    counted = geo.coverage(homes(), geo.travel_table(network, homes(), facility(), 50), 50)
    everyone = geo.false_coverage(homes(), facility(), counted, radius_m=500)
    assert everyone["straight_m"].to_dict() == pytest.approx(
        {name: row[2] for name, row in BUILDINGS.items()}, abs=0.05
    )


def test_f1_the_circle_claims_everybody():
    (circle,) = geo.straight_circles(facility(), 500).geometry
    assert homes().loc[[circle.contains(home) for home in homes().geometry], "households"].sum() == 670


def test_f1_the_walk_covers_360_of_670(streets):
    counted = households(geo.Network.build(streets({500})), {"limit_m": 500})
    assert (counted.covered["households"], counted.total["households"]) == (360, 670)
    assert counted.share["households"] == pytest.approx(0.537, abs=0.0005)
    assert list(counted.is_covered[counted.is_covered].index) == ["B1", "B3", "B4", "B5"]


def test_f1_the_circle_promises_310_households_wrongly(streets):
    counted = households(geo.Network.build(streets({500})), {"limit_m": 500})
    false = geo.false_coverage(homes(), facility("EPSG:4326"), counted)
    assert false["households"].sum() == 310
    assert list(false.index) == ["B6", "B2", "B7"]


def test_f1_a_footbridge_raises_it_to_520(streets):
    counted = households(geo.Network.build(streets({200, 500})), {"limit_m": 500})
    assert counted.covered["households"] == 520
    assert counted.share["households"] == pytest.approx(0.776, abs=0.0005)


@pytest.mark.parametrize(
    ("speed_m_per_s", "limit_min", "covered"),
    [(0.8, 15, 600), (1.0, 15, 600), (1.2, 15, 670), (0.8, 10, 360), (1.0, 10, 510), (1.2, 10, 600)],
)
def test_f1_minutes_depend_on_the_speed(streets, speed_m_per_s, limit_min, covered):
    network = geo.Network.build(streets({500}), geo.Profile("as fast", speed_m_per_s))
    assert households(network, {"limit_min": limit_min}).covered["households"] == covered


@pytest.mark.parametrize("crs", [ZONE, "EPSG:4326"])
def test_f1_the_picture_paints_the_covered_and_nobody_else(streets, crs):
    network = geo.Network.build(streets({500}))
    areas = geo.service_areas(network, facility(crs), 500)
    assert areas.crs == crs
    painted = [name for name, home in homes(crs).geometry.items() if areas.covers(home).any()]
    assert painted == ["B1", "B3", "B4", "B5"]


def test_f1_the_walk_over_the_bridge_is_drawn(streets):
    network = geo.Network.build(streets({500}))
    ends = points([(200, 300), (200, 200)]).to_crs("EPSG:4326").geometry
    walk = geo.route(network, *[(end.x, end.y) for end in ends])
    assert (walk.length_m, walk.time_s, walk.straight_m) == pytest.approx((700, 700, 100), abs=0.01)
    drawn_walk = GeoDataFrame(geometry=[walk.geometry], crs="EPSG:4326").to_crs(ZONE).geometry.iloc[0]
    assert drawn_walk.length == pytest.approx(700, abs=0.01)
    assert drawn_walk.distance(Point(EAST_M + 500, NORTH_M + 250)) < 0.01


def test_f6_a_place_of_fuding_in_its_zone():
    (place,) = GeoDataFrame(geometry=[Point(120.2165, 27.3325)], crs="EPSG:4490").to_crs("EPSG:4549").geometry
    assert (place.x, place.y) == pytest.approx((521_425.2, 3_024_491.9), abs=0.05)


def test_f6_500_units_of_web_mercator_are_444_metres_and_refused():
    mercator = GeoDataFrame(geometry=[Point(120.2165, 27.3325)], crs="EPSG:4490").to_crs("EPSG:3857")
    assert 500 * metres_per_unit(mercator.crs, 120.2165, 27.3325) == pytest.approx(444.2, abs=0.05)
    assert not has_true_metres(mercator)
    with pytest.raises(geo.WrongCrsError, match=r"The given layer is in WGS 84 / Pseudo-Mercator.*CM 120E"):
        require_metres(mercator)
