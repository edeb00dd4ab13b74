"""The demo city holds what its brief says: every count, tidy ground, streets that join, and each planted fault."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

from geo import City, facilities_for, nearest_facility
from geo.circles.what_if import OpenGate, what_if
from geo.city import DEMO_CITY_FILE
from geo.layers import LAYERS
from geo.streets import city_network
from geo.vocabulary import FACILITY_KINDS, SERVICE_KINDS

WALK_15_MIN_M = 900.0


@pytest.fixture(scope="module")
def city():
    return City.demo()


@pytest.fixture(scope="module")
def network(city):
    return city_network(city)


@pytest.fixture(scope="module")
def lines(city):
    """The streets on the map, without their heights."""
    return shapely.force_2d(city["streets"].geometry.to_numpy())


def crossings(lines, others):
    """Pairs of rows that share at least one point."""
    return shapely.STRtree(others).query(lines, predicate="intersects")


def test_every_layer_is_there_and_labelled_as_invented(city):
    assert set(city.layers) == set(LAYERS)
    assert city.is_synthetic
    assert "虚构演示" in city.name
    assert {row.layer for row in city.provenance} == set(LAYERS)
    assert {(row.source, row.as_of) for row in city.provenance} == {("虚构演示数据(固定种子生成)", "2026-09-30")}
    assert set(city["facilities"]["source"]) == {"虚构演示数据(固定种子生成)"}


def test_the_file_is_small():
    assert DEMO_CITY_FILE.stat().st_size < 10e6


def test_counts_of_areas_and_homes(city):
    assert {name: len(city[name]) for name in ("street_offices", "communities", "grids", "buildings")} == {
        "street_offices": 3, "communities": 21, "grids": 59, "buildings": 2205,
    }  # fmt: skip
    assert city["communities"]["street_id"].value_counts().to_dict() == {"S1": 9, "S2": 8, "S3": 4}
    assert 145 <= len(city["compounds"]) <= 155
    assert 3800 <= len(city["entrances"]) <= 4200


def test_households_and_people_add_up(city):
    buildings = city["buildings"]
    assert buildings["households"].sum() == 58_800
    assert buildings["people"].sum() == 164_640  # 2.80 each
    by_community = buildings.groupby("community_id")["households"].sum()
    assert by_community.mean() == 2800
    assert sorted(by_community[(by_community > 3000) | (by_community < 1000)]) == [860, 3714, 4120]
    for column in ("households", "people", "elderly", "elderly_80", "children_0_6", "children_7_14", "disabled"):
        assert (buildings[column] % 1 == 0).all()
        assert (buildings[column] >= 0).all()
    assert (buildings["households"] >= 1).all()


@pytest.mark.parametrize(
    ("group", "share"),
    [("elderly", 0.17), ("elderly_80", 0.024), ("children_0_6", 0.07), ("children_7_14", 0.10), ("disabled", 0.03)],
)
def test_ages_have_their_share(city, group, share):
    assert city["buildings"][group].sum() == round(share * 164_640)


def test_the_old_live_in_old_lanes(city):
    homes = city["buildings"].join(city["compounds"]["compound_form"], on="compound_id")
    sums = homes.groupby("compound_form")[["elderly", "people"]].sum()
    share = sums["elderly"] / sums["people"]
    assert share["lane"] == pytest.approx(0.30, abs=0.005)
    assert share["new_estate"] == pytest.approx(0.09, abs=0.005)
    assert share.drop(["lane", "new_estate"]).between(0.09, 0.30).all()


def test_kinds_of_buildings_hold_their_households(city):
    """5, 58, 9 and 28 % of 58,800 households; storeys as such buildings have them."""
    buildings = city["buildings"].groupby("building_kind")
    assert buildings["households"].sum().to_dict() == {
        "self_built": 2940, "residential": 34104, "mid_rise": 5292, "high_rise": 16464,
    }  # fmt: skip
    assert buildings.size().to_dict() == {"self_built": 980, "residential": 947, "mid_rise": 106, "high_rise": 172}
    storeys = buildings["storeys"]
    assert dict(zip(storeys.min().index, zip(storeys.min(), storeys.max(), strict=True), strict=True)) == {
        "self_built": (3, 5), "residential": (6, 7), "mid_rise": (9, 11), "high_rise": (18, 33),
    }  # fmt: skip


def test_every_home_has_a_door_on_its_edge(city):
    doors = city["entrances"]
    assert set(doors["building_id"]) == set(city["buildings"].index)
    edges = city["buildings"].geometry.reindex(doors["building_id"]).boundary.to_numpy()
    assert shapely.distance(doors.geometry.to_numpy(), edges).max() < 0.05
    assert (
        doors.groupby("building_id").size() == city["buildings"]["units"].reindex(sorted(set(doors["building_id"])))
    ).all()


def test_facilities_have_their_counts(city):
    counts = city["facilities"]["kind"].value_counts()
    expected = {
        "party_centre": 4, "community_station": 21, "red_post": 39, "fitness": 31, "training": 22, "childcare": 14,
        "medical": 12, "other_open": 12, "elder_canteen": 9, "kiosk": 18, "talk_point": 24, "wet_market": 4,
        "rider_station": 5,
    }  # fmt: skip
    assert {kind: counts[kind] for kind in expected} == expected
    assert set(counts.index) <= set(FACILITY_KINDS)
    assert city["facilities"]["tier"].value_counts().reindex(["city", "street", "community"]).tolist() == [1, 3, 21]
    assert (city["facilities"]["capacity"] > 0).all()


def test_community_stations_have_920_m2_in_the_mean_and_310_at_least(city):
    areas = city["facilities"].query("tier == 'community'")["floor_area_m2"]
    assert areas.mean() == 920
    assert areas.min() == 310


def test_services_belong_to_facilities(city):
    services = city["services"]
    assert set(services["facility_id"]) == set(city["facilities"].index)
    assert set(services["service"]) <= set(SERVICE_KINDS)
    offered = services.groupby("facility_id")["service"].agg(",".join)
    assert (offered == city["facilities"]["services"].reindex(offered.index)).all()
    assert "24/7" in set(services["hours"])
    assert len(facilities_for(city, service="day_care")) > 5


def test_compounds_are_walled_managed_and_new_as_said(city):
    compounds = city["compounds"]
    assert compounds["is_gated"].mean() == pytest.approx(0.40, abs=0.02)
    assert (compounds["property_mode"] == "none").sum() == 34
    assert sorted(compounds["given_area_m2"].dropna()) == [0, 420, 500, 640, 810]
    gates = city["gates"].groupby("compound_id").size()
    assert gates.between(1, 3).all()
    assert set(gates.index) == set(compounds.index[compounds["is_gated"]])


def test_what_fills_the_days(city):
    assert len(city["partner_units"]) == 119
    by_community = city["partner_units"]["community_id"].value_counts().reindex(city["communities"].index)
    assert by_community["C14"] == 2
    assert (by_community.drop("C14") >= 3).all()
    assert city["shops"]["shop_kind"].eq("restaurant").sum() == 310
    assert len(city["shops"]) == 1200
    assert city["candidates"]["host_kind"].value_counts()["rented_shop"] == 5
    assert len(city["candidates"]) == 14


def test_one_grid_is_a_hot_spot(city):
    issues = city["issues"].groupby("grid_id").size().sort_values()
    assert issues.sum() == 3900
    assert issues.iloc[-1] / issues.mean() == pytest.approx(3.2, abs=0.05)
    assert issues.iloc[-2] / issues.mean() < 2


def test_communities_tile_the_city(city):
    shapes = city["communities"].geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.coverage_is_valid(city["street_offices"].geometry.to_numpy())
    assert all(shape.geom_type == "Polygon" and not shape.interiors for shape in shapes)
    whole = shapely.union_all(city["street_offices"].geometry.to_numpy())
    assert shapely.union_all(shapes).symmetric_difference(whole).area < 1.0


def test_shapes_are_valid(city):
    for name, contract in LAYERS.items():
        if contract.geometry == "polygon":
            assert city[name].geometry.is_valid.all(), name


def test_homes_stand_free_of_water_streets_and_each_other(city, lines):
    homes = city["buildings"].geometry.to_numpy()
    water = shapely.union_all(city["landcover"].query("kind == 'river'").geometry.to_numpy())
    others = city["landcover"].query("kind == 'other_building'").geometry.to_numpy()
    assert shapely.distance(homes, water).min() > 10
    assert crossings(lines, homes).shape[1] == 0
    assert crossings(others, homes).shape[1] == 0
    assert crossings(homes, homes).shape[1] == len(homes)  # each with itself


def test_streets_are_one_walkable_network(city, lines, network):
    assert city["streets"]["is_noded"].all()
    graph = nx.Graph()
    for line in lines[(city["streets"]["foot"] != "no").to_numpy()]:
        nx.add_path(graph, map(tuple, np.round(shapely.get_coordinates(line), 2)))
    assert nx.is_connected(graph)
    assert network.components["share"].iloc[0] == pytest.approx(1.0)
    reached = nearest_facility(network, city.demand, city["facilities"])
    assert reached["walk_m"].notna().all()


def test_streets_climb(city):
    heights_m = shapely.get_coordinates(city["streets"].geometry.to_numpy(), include_z=True)[:, 2]
    assert heights_m.min() > 0
    assert heights_m.max() > 250
    assert (city["streets"]["highway"] == "steps").sum() > 30


def test_38_roads_of_57_8_km_have_names(city):
    named = city["streets"].query("name != ''")
    assert named["name"].nunique() == 38
    assert named.length.sum() == pytest.approx(57_800, abs=1)
    assert named.groupby("name")["chief_count"].first().value_counts().to_dict() == {2: 35, 1: 3}


@pytest.mark.parametrize(
    ("kind", "flag"), [("river", "is_bridge"), ("railway", "is_tunnel"), ("expressway", "is_tunnel")]
)
def test_only_bridges_and_underpasses_cross(city, lines, kind, flag):
    barrier = city["barriers"].query("kind == @kind").geometry.to_numpy()
    streets = city["streets"].iloc[np.unique(crossings(lines, barrier)[0])]
    walked = streets[streets["foot"] != "no"]
    assert walked[flag].all()
    assert len(walked) == {"river": 5, "railway": 9, "expressway": 3}[kind]


def test_walls_open_at_gates_only(city, lines):
    walls, gates = city["barriers"].query("kind == 'wall'"), city["gates"]
    meets = [lines[a].intersection(walls.geometry.iloc[b]) for a, b in crossings(lines, walls.geometry.to_numpy()).T]
    places = shapely.get_coordinates(meets)
    nearest = shapely.STRtree(gates.geometry.to_numpy()).query_nearest(shapely.points(places), return_distance=True)[1]
    assert nearest.max() < 0.011
    own_wall = walls.set_index("compound_id").geometry.reindex(gates["compound_id"]).to_numpy()
    assert shapely.distance(gates.geometry.to_numpy(), own_wall).max() == 0
    vertices = {tuple(place) for place in np.round(shapely.get_coordinates(lines), 2)}
    assert {tuple(place) for place in np.round(shapely.get_coordinates(gates.geometry.to_numpy()), 2)} <= vertices


def test_planted_three_gaps_one_overlap_four_buildings(city):
    grids, homes = city["grids"], city["buildings"]
    within = shapely.STRtree(grids.geometry.to_numpy()).query(
        homes.representative_point().to_numpy(), predicate="intersects"
    )[0]
    assert np.bincount(np.bincount(within, minlength=len(homes))).tolist() == [3, 2201, 1]
    whole = shapely.union_all(city["communities"].geometry.to_numpy())
    gaps = shapely.get_parts(whole.difference(shapely.union_all(grids.geometry.to_numpy())))
    assert len(gaps) == 3
    assert (homes["grid_id"] == "").sum() == 3
    first, second = crossings(grids.geometry.to_numpy(), grids.geometry.to_numpy())
    shared = [
        grids.geometry.iloc[a].intersection(grids.geometry.iloc[b]).area
        for a, b in zip(first, second, strict=True)
        if a < b
    ]
    assert sum(area > 0.01 for area in shared) == 1


def test_planted_wall_between_186_households_and_their_canteen(city):
    gates = city["gates"]
    closed = gates.index[~gates["is_open"]]
    assert len(closed) == 1
    canteens = facilities_for(city, kind="elder_canteen")
    change = what_if(city, canteens, OpenGate(closed[0]), 500.0)
    assert change.gained["households"].sum() == 186
    assert len(change.lost) == 0
    compound = gates.loc[closed[0], "compound_id"]
    assert set(city.demand.loc[change.gained.index, "compound_id"]) == {compound}
    assert city["compounds"].loc[compound].geometry.distance(shapely.union_all(canteens.geometry.to_numpy())) < 30


def test_planted_community_without_a_higher_centre(city, network):
    """20 of 21 stations, and homes of 20 of 21 communities, have a street's or the city's centre within 15 minutes."""
    facilities = city["facilities"]
    higher = facilities[facilities["tier"].isin(("city", "street"))]
    stations = facilities[facilities["tier"] == "community"].rename_axis("demand_id").assign(households=1.0)
    far_m = nearest_facility(network, stations, higher)["walk_m"]
    assert stations.loc[far_m[far_m > WALK_15_MIN_M].index, "community_id"].tolist() == ["C21"]
    homes_m = nearest_facility(network, city.demand, higher)["walk_m"].groupby(city.demand["community_id"]).min()
    assert homes_m.index[homes_m > WALK_15_MIN_M].tolist() == ["C21"]


def test_planted_facilities_without_hours(city):
    facilities = city["facilities"]
    silent = facilities[facilities["hours"] == ""]
    assert len(silent) == 14
    assert set(silent["kind"]) <= {"fitness", "training", "childcare", "medical", "other_open"}
    hours = city["services"].set_index("facility_id")["hours"]
    assert (hours[silent.index] == "").all()
    assert (hours.drop(silent.index) != "").all()


def test_some_communities_lack_posts_or_venues(city):
    facilities = city["facilities"]
    with_post = set(facilities.query("kind == 'red_post'")["community_id"])
    assert len(set(city["communities"].index) - with_post) == 6
    open_kinds = ("fitness", "training", "childcare", "medical", "other_open")
    with_open = set(facilities[facilities["kind"].isin(open_kinds)]["community_id"])
    assert set(city["communities"].index) - with_open == {"C09"}


def test_places_know_the_grid_they_are_in(city):
    grids = city["grids"].geometry
    for name in ("shops", "issues", "facilities"):
        layer = city[name]
        own = grids.reindex(layer["grid_id"]).to_numpy()
        outside = shapely.distance(layer.geometry.to_numpy(), own) > 0
        assert outside.sum() <= 12, name  # those in the planted gaps


def test_names_are_unique_where_people_choose_by_them(city):
    for name in ("communities", "grids", "compounds", "facilities", "buildings"):
        assert city[name]["name"].is_unique, name
        assert (city[name]["name"] != "").all()


@pytest.mark.slow
def test_drawing_it_again_gives_the_same_city(city):
    from data.demo.assembly import dingxi

    again = dingxi()
    for name, layer in city.layers.items():
        pd.testing.assert_frame_equal(
            pd.DataFrame(again[name].drop(columns="geometry", errors="ignore")),
            pd.DataFrame(layer.drop(columns="geometry", errors="ignore")),
        )
        if LAYERS[name].geometry != "none":
            assert shapely.equals_identical(
                *(np.array([g.normalize() for g in one[name].geometry]) for one in (again, city))
            ).all()
