"""A city is a bundle of checked layers in one metric system, and comes back from its file as it was saved."""

import json
import sqlite3

import numpy as np
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from shapely import Point

from geo import BrokenFileError, City, LayerError, MissingLayerError, NoSuchFileError, PlannerError
from geo.city import Provenance
from geo.layers import LAYERS
from tests.streets.town import ZONE, buildings, line, lines, points

STREETS = lines(line((0, 0, 5), (100, 0, 6)), name=["解放路"], wait_s=[2.5])
FACILITIES = points([(0, 0), (50, 0)], ["001", "002"], name=["党群之家", ""], capacity=[300.0, np.nan])
SERVICES = GeoDataFrame(pd.DataFrame({"facility_id": ["001"], "service": ["reading"]}, index=["s1"]))


def small_city(**card):
    layers = {"streets": STREETS, "facilities": FACILITIES, "services": SERVICES}
    return City.of("小城", {**layers, "buildings": buildings([(20, 0), (40, 0)], [12, 0])}, **card)


def test_layers_come_into_the_system_of_the_streets():
    city = City.of("小城", {"streets": STREETS, "facilities": FACILITIES.to_crs("EPSG:4326")})
    assert city.crs == ZONE
    assert city["facilities"].crs == ZONE
    assert city["facilities"].distance(FACILITIES).max() < 1e-6


def test_degrees_come_into_metres():
    city = City.of("小城", {"streets": STREETS.to_crs("EPSG:4326"), "facilities": FACILITIES})
    assert city.crs == ZONE


def test_layers_keep_their_contract_and_their_order():
    city = small_city()
    assert list(city.layers) == [name for name in LAYERS if name in city.layers]
    assert city["facilities"].index.name == "facility_id"
    with pytest.raises(TypeError):
        city.layers["streets"] = STREETS


@pytest.mark.parametrize("layers", [{}, {"services": SERVICES}])
def test_a_city_without_a_place_is_refused(layers):
    with pytest.raises(MissingLayerError, match="小城 needs at least one layer with places"):
        City.of("小城", layers)


def test_a_layer_that_no_city_has_is_named():
    with pytest.raises(LayerError, match="There is no layer street; a city may have street_offices, communities"):
        City.of("小城", {"streets": STREETS, "street": STREETS})
    with pytest.raises(LayerError, match="There is no layer street;"):
        small_city().with_layer("street", STREETS)


def test_a_missing_layer_is_named_with_those_there_are():
    with pytest.raises(MissingLayerError, match="小城 has no grids layer; it has buildings, facilities, services, str"):
        small_city()["grids"]


def test_a_missing_layer_can_be_had_empty():
    grids = small_city().get("grids")
    assert (len(grids), grids.crs, grids.index.name) == (0, ZONE, "grid_id")


def test_exchanging_a_layer_makes_another_city():
    city = small_city()
    other = city.with_layer("facilities", FACILITIES.iloc[:1].to_crs("EPSG:4326"))
    assert (len(city["facilities"]), len(other["facilities"])) == (2, 1)
    assert other["facilities"].crs == ZONE
    assert other["streets"] is city["streets"]
    assert list(city.with_layer("gates", points([(0, 0)]))["gates"]["is_open"]) == [True]


def test_demand_is_the_dwellings_at_their_doors():
    city = small_city()
    assert list(city.demand.index) == ["p0"]  # nobody lives in p1
    assert city.demand["households"].to_list() == [12]
    assert city.demand["buildings"].to_list() == [1]
    assert city.demand.geometry.iloc[0].distance(points([(20, 0)]).geometry.iloc[0]) < 1e-6


@pytest.mark.parametrize("ids", [["a", "b"], [7, 8]])
def test_demand_stands_at_the_first_entrance(ids):
    entrances = points([(24, 1), (24, 3)], ["e1", "e2"], building_id=[str(ids[0])] * 2)
    layers = {"buildings": buildings([(20, 0), (40, 0)], [12, 5], ids), "entrances": entrances}
    doors = City.of("小城", layers).demand.geometry
    assert doors[ids[0]].distance(points([(24, 1)]).geometry.iloc[0]) < 1e-6
    assert doors[ids[1]].distance(points([(40, 0)]).geometry.iloc[0]) < 1e-6


def test_demand_lies_inside_its_building_even_if_the_middle_does_not():
    bent = buildings([(0, 0)], [5]).set_geometry([line((0, 0), (60, 0), (60, 60)).buffer(3)])
    city = City.of("小城", {"buildings": bent})
    assert bent.geometry.iloc[0].contains(city.demand.geometry.iloc[0])


def test_a_city_where_nobody_lives_has_no_demand():
    assert len(City.of("小城", {"buildings": buildings([(0, 0)], [0])}).demand) == 0


def test_a_city_without_buildings_says_so():
    with pytest.raises(MissingLayerError, match="小城 has no buildings layer"):
        _ = City.of("小城", {"streets": STREETS}).demand


def test_a_saved_city_opens_as_it_was(tmp_path):
    card = {
        "provenance": (Provenance("streets", "测绘", "2025-06", "内部", "手绘"),),
        "problems": ("第3行没有坐标",),
        "is_synthetic": True,
        "as_of": "2025-06-01",
        "notes": {"口径": "户"},
    }
    city = small_city(**card).with_layer("gates", points([], []))
    city.save(tmp_path / "小城.gpkg")
    opened = City.open(tmp_path / "小城.gpkg")
    assert {name: getattr(opened, name) for name in card} == card
    assert (opened.name, opened.crs) == ("小城", city.crs)
    assert list(opened.layers) == list(city.layers)
    for name, layer in city.layers.items():
        pd.testing.assert_frame_equal(
            pd.DataFrame(opened[name]), pd.DataFrame(layer), check_like=True, check_dtype=False
        )
    assert opened.demand["households"].to_dict() == city.demand["households"].to_dict()
    assert [file.name for file in tmp_path.iterdir()] == ["小城.gpkg"]


def test_a_city_outside_china_opens_in_its_own_metres(tmp_path):
    monaco = GeoDataFrame(geometry=[Point(7.42, 43.74)], index=["f"], crs="EPSG:4326")
    city = City.of("Monaco", {"facilities": monaco})
    city.save(tmp_path / "monaco.gpkg")
    opened = City.open(tmp_path / "monaco.gpkg")
    assert opened["facilities"].distance(city["facilities"].to_crs(opened.crs)).max() < 0.001


def test_saving_again_replaces_the_file(tmp_path):
    small_city().save(tmp_path / "a.gpkg")
    small_city().with_layer("facilities", FACILITIES.iloc[:1]).save(tmp_path / "a.gpkg")
    assert len(City.open(tmp_path / "a.gpkg")["facilities"]) == 1


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(NoSuchFileError, match=r"The city file .*nowhere.gpkg is not there"):
        City.open(tmp_path / "nowhere.gpkg")


def test_files_that_are_no_city_are_told(tmp_path):
    (tmp_path / "text.gpkg").write_text("no city")
    STREETS.to_file(tmp_path / "layer.gpkg", layer="streets")
    for name in ("text.gpkg", "layer.gpkg"):
        with pytest.raises(BrokenFileError, match=f"{name} is not a city file"):
            City.open(tmp_path / name)


@pytest.mark.parametrize(
    "card", ["not json", "[]", "{}", json.dumps({"name": "a", "provenance": [{}], "problems": []})]
)
def test_a_city_with_a_broken_card_is_told(tmp_path, card):
    path = tmp_path / "a.gpkg"
    small_city().save(path)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE city_card SET card = ?", (card,))
    database.close()
    with pytest.raises(BrokenFileError, match=r"a\.gpkg is not a city file"):
        City.open(path)


def test_the_demo_city_is_labelled_synthetic():
    city = City.demo()
    assert city.is_synthetic
    assert city.demand["households"].sum() == 58_800


def test_every_error_is_a_planner_error():
    with pytest.raises(PlannerError):
        small_city()["grids"]
