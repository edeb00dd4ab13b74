"""An arrival joins a city: linked to its areas, people where none were given, nobody invented; all can be undone."""

import json

import numpy as np
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from shapely import Point, box

from geo.city import City
from geo.errors import MissingLayerError, NoSuchFileError
from geo.intake.arrivals import arrival
from geo.intake.changes import layer_change
from geo.intake.history import KEPT_STATES, save_over, undo_import
from geo.intake.joining import IMPORTS_NOTE, joined
from geo.intake.offers import offered
from geo.intake.plans import ImportPlan, plan_from_text, plan_text
from geo.layers import FACILITIES
from geo.readers.rasters import read_cells

ZONE = "EPSG:4549"
EAST, NORTH = 521_000.0, 3_024_000.0


@pytest.fixture
def town():
    """Two communities of 400 x 400 m beside each other, three streets through them."""
    areas = GeoDataFrame(
        {"name": ["西园社区", "桐北社区"], "code": ["350982001001", "350982001002"]},
        geometry=[box(EAST, NORTH, EAST + 400, NORTH + 400), box(EAST + 400, NORTH, EAST + 800, NORTH + 400)],
        crs=ZONE,
        index=pd.Index(["C1", "C2"], name="community_id"),
    )
    lines = GeoDataFrame(
        geometry=[box(EAST, NORTH + n, EAST + 800, NORTH + n + 1).exterior for n in (100, 200, 300)],
        crs=ZONE,
        index=pd.Index(["1", "2", "3"], name="way_id"),
    )
    return City.of("小城", {"streets": lines, "communities": areas})


def homes_file(tmp_path, rows, name="楼栋.geojson"):
    """Homes of 20 x 20 m at (east, north) of the town's corner, with what else a row says."""
    shapes = [box(EAST + e, NORTH + n, EAST + e + 20, NORTH + n + 20) for e, n, _ in rows]
    table = pd.DataFrame([{"楼栋编号": f"B{k}", **more} for k, (_, _, more) in enumerate(rows)])
    GeoDataFrame(table, geometry=shapes, crs=ZONE).to_crs("EPSG:4326").to_file(tmp_path / name)
    return tmp_path / name


def taken_in(path, city, **plan):
    return joined(city, arrival(offered(path, city, ImportPlan(placement="WGS-84", **plan))))


def test_names_in_any_spelling_become_links_and_the_place_decides(town, tmp_path):
    path = homes_file(
        tmp_path,
        [
            (100, 150, {"所属社区": "西园社区居委会", "户数": 12}),
            (600, 150, {"所属社区": "桐北社区", "户数": 20}),
            (700, 150, {"所属社区": "", "户数": 5}),
            (200, 150, {"所属社区": "桐北", "户数": 7}),
        ],
    )
    homes = taken_in(path, town, role="buildings").city["buildings"]
    assert homes["community_id"].to_dict() == {"B0": "C1", "B1": "C2", "B2": "C2", "B3": "C1"}
    assert homes["households"].sum() == 44


def test_areas_that_come_later_take_in_what_lies_in_them(town, tmp_path):
    path = homes_file(tmp_path, [(100, 150, {"户数": 12}), (600, 150, {"户数": 20})])
    city = City.of("小城", {"streets": town["streets"]})
    city = taken_in(path, city, role="buildings").city
    assert (city["buildings"]["community_id"] == "").all()
    areas = tmp_path / "社区.geojson"
    town["communities"].to_crs("EPSG:4326").reset_index().to_file(areas)
    city = taken_in(areas, city, role="communities").city
    assert city["buildings"]["community_id"].tolist() == ["C1", "C2"]


def test_a_given_zero_stays_and_only_silence_is_estimated(town, tmp_path):
    rows = [(100, 150, {"户数": 0}), (150, 150, {"户数": 30}), (200, 150, {"户数": None, "楼层": 6})]
    found = taken_in(homes_file(tmp_path, rows), town, role="buildings")
    homes = found.city["buildings"]
    assert homes.loc[["B0", "B1"], "households"].tolist() == [0, 30]
    # 20 m x 20 m x 6 storeys x 0.9 / 38.6 m2 a person = 55.96 people; / 2.80 = 19.98 households, in whole ones 20.
    assert (homes.loc["B2", "households"], bool(homes.loc["B2", "is_estimated"])) == (20, True)
    method = next(row.method for row in found.city.provenance if row.layer == "buildings")
    assert "38.6" in method
    assert "38.6" in method.zh


def test_official_totals_are_met_to_the_household(town, tmp_path):
    rows = [(n * 30, 150, {"楼层": 3 + n % 4}) for n in range(24)]
    city = taken_in(homes_file(tmp_path, rows), town, role="buildings").city
    table = tmp_path / "户数表.csv"
    table.write_text("社区,户数,人口\n西园社区,200,560\n桐北社区,100,280\n合计,300,840\n", encoding="gb18030")
    offer = offered(table, city)
    assert offer.plan.role == "totals"
    found = joined(city, arrival(offer))
    sums = found.city["buildings"].groupby("community_id")[["households", "people"]].sum()
    assert sums.to_numpy().tolist() == [[200, 560], [100, 280]]


def test_figures_before_buildings_are_refused_in_a_sentence(town, tmp_path):
    table = tmp_path / "户数表.csv"
    table.write_text("社区,户数\n西园社区,200\n", encoding="utf-8")
    with pytest.raises(MissingLayerError, match="load the buildings first") as caught:
        joined(town, arrival(offered(table, town)))
    assert "先导入楼栋" in caught.value.zh


def test_a_raster_spreads_over_homes_and_nothing_is_lost(town, tmp_path):
    import rasterio

    from geo.intake.areas import whole_city
    from geo.intake.joining import joined_cells

    rows = [(n * 30, 150, {"楼层": 6}) for n in range(24)]
    city = taken_in(homes_file(tmp_path, rows), town, role="buildings").city
    grid = np.array([[100, -9999], [50, 30]], dtype="float32")
    with rasterio.open(
        tmp_path / "人口.tif", "w", driver="GTiff", width=2, height=2, count=1, dtype="float32", nodata=-9999, crs=ZONE,
        transform=rasterio.Affine(400, 0, EAST, 0, -200, NORTH + 400),
    ) as raster:  # fmt: skip
        raster.write(grid, 1)
    found = joined_cells(city, read_cells(tmp_path / "人口.tif", within=whole_city(city)))
    # The homes stand in the lower row of cells (150 to 170 m of 0 to 200): 80 people; the 100 above find no home.
    assert found.city["buildings"]["people"].sum() == 80
    assert any("100" in reason for reason in found.reasons)


def test_rows_added_leave_those_that_are_there(town, tmp_path):
    city = taken_in(homes_file(tmp_path, [(100, 150, {"户数": 12})]), town, role="buildings").city
    more = homes_file(tmp_path, [(600, 150, {"户数": 20})], "更多.geojson")
    both = taken_in(more, city, role="buildings", is_added=True).city["buildings"]
    assert both["households"].tolist() == [12, 20]
    assert both.index.tolist() == ["B0", "B0-2"]
    assert taken_in(more, city, role="buildings").city["buildings"]["households"].tolist() == [20]


def test_what_was_imported_is_kept_with_the_city(town, tmp_path):
    city = taken_in(homes_file(tmp_path, [(100, 150, {"户数": 12})]), town, role="buildings").city
    city.save(tmp_path / "city.gpkg")
    entry = json.loads(City.open(tmp_path / "city.gpkg").notes[IMPORTS_NOTE])[-1]
    assert (entry["file"], entry["role"], entry["rows_kept"], entry["placement"]) == (
        "楼栋.geojson",
        "buildings",
        1,
        "WGS-84",
    )


def facilities(*rows):
    table = pd.DataFrame([{"facility_id": i, "name": n, "capacity": c} for i, n, c, _ in rows])
    layer = GeoDataFrame(table, geometry=[Point(EAST + at, NORTH) for *_, at in rows], crs=ZONE)
    return FACILITIES.check(layer.set_index("facility_id"))


def test_a_newer_file_shows_what_is_new_gone_changed_and_moved():
    before = facilities(("F1", "甲", 10, 0), ("F2", "乙", 20, 50), ("F3", "丙", 30, 90))
    after = facilities(("F1", "甲", 10, 0), ("F2", "乙", 25, 50), ("F4", "丁", 5, 9))
    change = layer_change(before, after, FACILITIES)
    assert (change.new, change.gone, change.changed, change.moved, change.same) == (("F4",), ("F3",), ("F2",), (), 1)
    assert change.cells.to_numpy().tolist() == [["F2", "capacity", "20.0", "25.0"]]
    moved = layer_change(
        before, facilities(("F1", "甲", 10, 3), ("F2", "乙", 20, 50), ("F3", "丙", 30, 90)), FACILITIES
    )
    assert (moved.moved, moved.same) == (("F1",), 2)
    assert "位置变化 1" in moved.sentence.zh


def test_without_ids_rows_of_one_name_are_the_same():
    before = facilities(("2", "甲", 10, 0), ("3", "乙", 20, 50)).rename(index={"2": "a", "3": "b"})
    after = facilities(("7", "乙", 20, 50), ("8", "甲", 10, 0))
    assert layer_change(before, after, FACILITIES).same == 2


def test_a_city_file_comes_back_byte_for_byte(town, tmp_path):
    path = tmp_path / "city.gpkg"
    town.save(path)
    states = [path.read_bytes()]
    for n in range(3):
        save_over(town.with_layer("streets", town["streets"].iloc[: n + 1]), path)
        states.append(path.read_bytes())
    for expected in reversed(states[:-1]):
        undo_import(path)
        assert path.read_bytes() == expected
    with pytest.raises(NoSuchFileError, match="nothing to undo"):
        undo_import(path)


def test_only_so_many_states_are_kept(town, tmp_path):
    path = tmp_path / "city.gpkg"
    town.save(path)
    for _ in range(KEPT_STATES + 3):
        save_over(town, path)
    assert len(list((tmp_path / ".city.gpkg.before").iterdir())) == KEPT_STATES


def test_a_plan_can_be_kept_and_read_again():
    plan = ImportPlan(
        "facilities", "表", "gb18030", (("name", "名称"),), True, "GCJ-02", (("便民食堂", "elder_canteen"),)
    )
    assert plan_from_text(plan_text(plan)) == plan
    with pytest.raises(ValueError, match="no kept import plan"):
        plan_from_text("[")
