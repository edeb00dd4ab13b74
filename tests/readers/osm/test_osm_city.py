"""An OpenStreetMap file becomes a city that says what it is, what it is not and where it comes from."""

import pytest

from geo.city import City
from geo.errors import EmptyLayerError
from geo.layers import LAYERS
from geo.readers import import_city


def test_guixi_is_a_city_with_its_figures(real_city):
    city = real_city("guixi.osm")
    assert city.name == "贵溪市"
    assert city.as_of == "2024-11-18"
    assert (len(city["buildings"]), len(city["streets"]), len(city["facilities"])) == (165, 170, 14)
    assert city.crs.name.startswith("CGCS2000")
    assert not city.is_synthetic


def test_households_are_estimates_and_say_so(real_city):
    city = real_city("guixi.osm")
    homes = city["buildings"][city["buildings"]["households"] > 0]
    assert homes["is_estimated"].all()
    assert city.demand["is_estimated"].all()
    (row,) = [row for row in city.provenance if row.layer == "buildings"]
    assert "footprint m2 x storeys" in row.method
    assert row.method == city.notes["households"]


def test_ages_are_said_to_be_unknown_and_not_invented(real_city):
    city = real_city("guixi.osm")
    assert (
        city["buildings"][["elderly", "elderly_80", "children_0_6", "children_7_14", "disabled"]].to_numpy().sum() == 0
    )
    assert "unknown" in city.notes["ages"]


def test_what_the_homes_on_the_map_stand_for_is_said(real_city):
    city = real_city("guixi.osm")
    homes = city["buildings"][city["buildings"]["households"] > 0].representative_point()
    streets = city["streets"].union_all()
    share = streets.intersection(homes.buffer(200).union_all()).length / streets.length
    stated, _, sentence = city.notes["mapping"].partition("%")
    assert float(stated) == pytest.approx(100 * share, abs=2)
    assert sentence.startswith(" of the street length has a mapped home within 200 m")


def test_every_layer_says_where_it_comes_from(real_city):
    city = real_city("tsinghua.osm")
    assert {row.layer for row in city.provenance} == {key for key, layer in city.layers.items() if len(layer)}
    assert {(row.source, row.as_of) for row in city.provenance} == {("OpenStreetMap contributors", "2017-06-24")}
    assert all("ODbL" in row.licence for row in city.provenance)


def test_buildings_and_facilities_know_the_areas_they_lie_in(real_city):
    guixi, tsinghua = real_city("guixi.osm"), real_city("tsinghua.osm")
    office = guixi["street_offices"]
    inside = guixi["buildings"].representative_point().within(office.geometry.iloc[0])
    assert inside.sum() > 0
    assert (guixi["buildings"]["street_id"] == office.index[0]).equals(inside)
    assert (tsinghua["buildings"]["compound_id"] != "").sum() == 73
    assert set(tsinghua["buildings"]["compound_id"]) - {""} <= set(tsinghua["compounds"].index)


def test_every_layer_keeps_its_contract(real_city):
    for name in ("tsinghua.osm", "helsinki.osm.pbf"):
        for key, layer in real_city(name).layers.items():
            assert layer.index.name == LAYERS[key].index
            assert not LAYERS[key].wrong_geometry(layer).any()


def test_a_thin_city_is_imported_and_says_that_it_is_thin(real_city):
    city = real_city("ninghua.osm")
    assert len(city["buildings"]) == 5
    assert city.problems[-1].startswith("There is not enough data for 宁化县: it has 5 buildings")


def test_an_imported_city_can_be_kept_and_opened_again(real_city, tmp_path):
    city = real_city("guixi.osm")
    city.save(tmp_path / "guixi.gpkg")
    again = City.open(tmp_path / "guixi.gpkg")
    assert (again.name, again.problems, again.provenance) == (city.name, city.problems, city.provenance)
    assert {key: len(layer) for key, layer in again.layers.items() if len(layer)} == {
        key: len(layer) for key, layer in city.layers.items() if len(layer)
    }


def test_the_name_may_be_given_or_is_that_of_the_file(write_osm, crossroads):
    path = write_osm(crossroads, {1: ([1, 3], {"highway": "path"})}, name="新城.osm")
    assert import_city(path).name == "新城"
    assert import_city(path, "福鼎市").name == "福鼎市"


def test_a_town_of_streets_alone_is_a_city_without_homes(write_osm, crossroads):
    city = import_city(write_osm(crossroads, {1: ([1, 3], {"highway": "path"})}))
    assert len(city["buildings"]) == len(city["facilities"]) == 0
    assert "no facilities" in city.notes["facilities"]


def test_a_map_without_streets_is_no_city(write_osm):
    with pytest.raises(EmptyLayerError, match="holds no streets"):
        import_city(write_osm({1: (0, 0, {"amenity": "school"})}))
