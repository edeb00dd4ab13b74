"""A coverage map is refused where it would be made of too little."""

import pytest
import shapely
from geopandas import GeoDataFrame

from geo.city import City
from geo.crs import metric_crs
from geo.errors import NotEnoughDataError
from geo.readers import require_enough_data
from geo.readers.sufficiency import mapped_street_share, shortage

HERE = metric_crs(GeoDataFrame(geometry=[shapely.Point(120.2, 27.3)], crs="OGC:CRS84"))
EAST_M, NORTH_M = 520_000.0, 3_020_000.0


def town(homes, street_km=1.0, away_m=20.0, empty=0):
    """A straight street with homes of 10 x 10 m along it, `away_m` from it, and some empty buildings."""
    places = [(EAST_M + 11.0 * n, NORTH_M + away_m) for n in range(homes + empty)]
    boxes = [shapely.box(east, north, east + 10, north + 10) for east, north in places]
    streets = GeoDataFrame(
        {"way_id": ["w1"]},
        geometry=[shapely.LineString([(EAST_M, NORTH_M), (EAST_M + street_km * 1000, NORTH_M)])],
        crs=HERE,
    ).set_index("way_id")
    buildings = GeoDataFrame(
        {"building_id": [f"b{n}" for n in range(len(boxes))], "households": [10.0] * homes + [0.0] * empty},
        geometry=boxes,
        crs=HERE,
    ).set_index("building_id")
    return City.of("试验镇", {"streets": streets, "buildings": buildings})


@pytest.mark.parametrize(
    "name", ["guixi.osm", "tsinghua.osm", "haimen.osm", "helsinki.osm.pbf", "monaco.osm.gz", "liechtenstein.osm.pbf"]
)
def test_a_mapped_town_is_enough(real_city, name):
    require_enough_data(real_city(name))


def test_ninghua_is_refused_with_the_figures_found(real_city):
    with pytest.raises(NotEnoughDataError) as caught:
        require_enough_data(real_city("ninghua.osm"))
    assert str(caught.value) == (
        "There is not enough data for 宁化县: it has 5 buildings, 1 of them homes, and 29 streets, 18.7 km; "
        "an honest coverage map needs at least 30 homes, so load a building layer with households, "
        "or import an area that is mapped more fully."
    )


@pytest.mark.parametrize(("homes", "is_enough"), [(0, False), (29, False), (30, True)])
def test_thirty_homes_are_the_least(homes, is_enough):
    assert (shortage(town(homes)) == "") is is_enough


def test_buildings_where_nobody_lives_do_not_count():
    assert "30 buildings, 5 of them homes" in shortage(town(5, empty=25))


@pytest.mark.parametrize(("street_km", "is_enough"), [(30, True), (31, False)])
def test_there_is_at_least_one_home_a_street_kilometre(street_km, is_enough):
    found = shortage(town(30, street_km))
    assert (found == "") is is_enough
    assert is_enough or "1.0 homes a street kilometre" in found


@pytest.mark.parametrize(("away_m", "is_enough"), [(190, True), (300, False)])
def test_homes_stand_near_streets(away_m, is_enough):
    found = shortage(town(40, away_m=away_m))
    assert (found == "") is is_enough
    assert is_enough or "only 0% of the homes lie within 200 m of a street" in found


def test_a_city_without_streets_is_refused():
    city = town(40)
    with pytest.raises(NotEnoughDataError, match="without streets no walk can be measured"):
        require_enough_data(City.of(city.name, {"buildings": city["buildings"]}))


def test_the_share_of_streets_with_homes_is_of_their_length():
    assert mapped_street_share(town(0)) == 0
    assert mapped_street_share(town(40)) == 1.0  # one piece, whose middle is within reach of a home


def test_the_refusal_is_said_in_chinese_too():
    with pytest.raises(NotEnoughDataError) as refusal:
        require_enough_data(town(5, empty=25))
    assert refusal.value.said_in("en") == str(refusal.value)
    assert "只有 30 栋建筑（其中住宅 5 栋）" in refusal.value.said_in("zh")
