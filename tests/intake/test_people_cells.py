"""The people of a grid end in the dwellings of their cells, and those that find none are named, never lost."""

import math

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame, read_file
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.crs import LONLAT, to_metric
from geo.errors import EmptyLayerError, MissingColumnError, MissingCrsError, SettingError, WrongGeometryError
from geo.intake.people import PeopleAssumptions, cells_of, cells_without_dwellings, with_people_of_cells
from geo.layers import BUILDINGS
from geo.readers import import_city
from geo.readers.rasters import PopulationCells, read_cells
from tests.intake.people_town import ZONE, town

nan = np.nan


def grid(*people, size_m=100.0, west=519_950.0):
    """Square cells side by side, each around one building of the town."""
    edges = west + size_m * np.arange(len(people))
    shapes = shapely.box(edges, 3_024_950, edges + size_m, 3_025_050)
    return cells_of(GeoDataFrame({"人口": people}, geometry=shapes, crs=ZONE), name="grid")


def test_people_go_by_floor_area_within_their_cell():
    # One cell of 200 m around buildings of 2 and 6 storeys: 40 people are 10 and 30; the next has one building.
    homes, account = with_people_of_cells(
        town(storeys=[2, 6, 5]), grid(40, 7, size_m=200), source="Census", as_of="2020"
    )
    assert homes["people"].tolist() == [10, 30, 7]
    # 10 / 2.80 = 3.57, 30 / 2.80 = 10.71 and 7 / 2.80 = 2.5: 16.79 households are 17.
    assert homes["households"].tolist() == [4, 11, 2]
    assert homes["is_estimated"].all()
    assert set(homes["people_basis"]) == {"cells"}
    assert (account.cells_people, account.placed, account.remainder) == (47, 47, 0)
    assert (account.source, account.as_of) == ("Census", "2020")
    assert "spread over the dwellings in it by floor area" in account.method
    assert "按住宅面积" in account.method.zh


def test_a_building_on_a_border_belongs_to_both_cells_by_its_footprint():
    # The border runs 2.5 m into the 10 m of the second building: a quarter of it lies in the first cell.
    cells = grid(50, 30, size_m=102.5, west=520_000)
    homes, _ = with_people_of_cells(town(storeys=[6, 6]), cells)
    # First cell: 1 and 0.25 buildings share 50, so 40 and 10; the second cell has only the second building.
    assert homes["people"].tolist() == [40, 40]


def test_people_of_cells_without_a_dwelling_are_named_with_their_number():
    homes, account = with_people_of_cells(town(storeys=[6], building_kind=["residential"]), grid(20, 12.5, 3.25))
    assert homes["people"].tolist() == [20]
    assert (account.placed, account.remainder) == (20, 15.75)
    (reason,) = account.reasons
    assert "15.8 of 35.8 people are in no building: 2 cells have no dwelling to take them" in reason
    assert "1 (12.5; 120.2" in reason  # the second cell, where it lies
    assert "2 个单元内没有住宅" in reason.zh
    left = cells_without_dwellings(town(storeys=[6]), grid(20, 12.5, 3.25))
    assert left["people"].to_dict() == {"1": 12.5, "2": 3.25}


def test_a_fraction_of_a_person_is_left_over_and_said():
    homes, account = with_people_of_cells(town(storeys=[6, 6]), grid(3.75, 4.5))
    assert homes["people"].tolist() == [4, 4]
    assert (account.placed, account.remainder) == (8, 0.25)
    assert account.reasons == ("0.25 of a person is left over because people are whole.",)


def test_schools_take_nobody_and_empty_homes_neither():
    layer = town(building_kind=["school", "residential"], occupancy_share=[nan, 0.0])
    homes, account = with_people_of_cells(layer, grid(9, 4))
    assert homes["people"].sum() == 0
    assert account.remainder == 13


def test_given_buildings_keep_their_people_who_are_taken_off_the_cell():
    layer = town(people=[30.0, nan], households=[12.0, nan])
    homes, account = with_people_of_cells(layer, grid(50, size_m=200))
    assert homes["people"].tolist() == [30, 20]
    assert homes["is_estimated"].tolist() == [False, True]
    assert (account.placed, account.remainder) == (50, 0)


def test_a_given_building_with_more_than_its_cell_is_said():
    homes, account = with_people_of_cells(town(people=[30.0], households=[12.0]), grid(10))
    assert homes["people"].tolist() == [30]
    assert (account.placed, account.remainder) == (10, 0)
    assert "counted buildings hold 20 people more than the cell" in account.reasons[0]


def test_dwellings_outside_every_cell_are_said():
    homes, account = with_people_of_cells(town(storeys=[6, 6]), grid(10))
    assert homes["people"].tolist() == [10, 0]
    assert "1 dwellings lie in no cell with people" in account.reasons[-1]


def test_no_building_leaves_everybody_over():
    _, account = with_people_of_cells(BUILDINGS.empty(ZONE), grid(10, 5))
    assert account.remainder == 15


def test_factors_are_against_the_estimate_from_floor_area():
    # 540 m2 are 14 people by floor area; the cell has 21.
    _, account = with_people_of_cells(town(storeys=[6]), grid(21))
    assert {row.column: row.factor for row in account.figures} == {"people": 1.5, "households": pytest.approx(8 / 5)}


def test_points_are_the_middles_of_square_cells():
    points = GeoDataFrame({"population": [40]}, geometry=[shapely.Point(520_050, 3_025_000)], crs=ZONE)
    cells = cells_of(points, cell_size_m=200)
    assert cells.cells.geometry.iloc[0].bounds == (519_950, 3_024_900, 520_150, 3_025_100)
    assert with_people_of_cells(town(storeys=[2, 6]), cells)[0]["people"].tolist() == [10, 30]
    with pytest.raises(SettingError, match="how wide their square cells are") as error:
        cells_of(points)
    assert "边长" in error.value.zh


def test_cells_that_cannot_be_counted_are_named():
    shapes = [*shapely.box([0, 1, 2, 3], 0, [1, 2, 3, 4], 1), None]
    layer = GeoDataFrame({"人口": ["1,200", -5, "nan人", None, 8]}, geometry=shapes, crs=LONLAT, index=list("abcde"))
    cells = cells_of(layer, name="格网")
    assert cells.cells["people"].to_dict() == {"a": 1200}
    assert "2 cells have people that are negative or no number and were not counted: b, c." in cells.reasons
    assert "1 cells have people and no usable shape and were not counted: e." in cells.reasons
    assert "人口为负数或不是数字" in cells.reasons[0].zh


@pytest.mark.parametrize(
    ("columns", "geometry", "crs", "error"),
    [
        ({"value": [1]}, shapely.box(0, 0, 1, 1), LONLAT, MissingColumnError),
        ({"people": [1]}, shapely.box(0, 0, 1, 1), None, MissingCrsError),
        ({"people": [1]}, shapely.LineString([(0, 0), (1, 1)]), LONLAT, WrongGeometryError),
        ({"people": [0]}, shapely.box(0, 0, 1, 1), LONLAT, EmptyLayerError),
    ],
)
def test_a_grid_that_cannot_be_used_is_refused(columns, geometry, crs, error):
    with pytest.raises(error):
        cells_of(GeoDataFrame(columns, geometry=[geometry], crs=crs))


drawn_cells = st.lists(st.floats(0, 400).map(lambda people: round(people, 3)), min_size=1, max_size=6)
drawn_homes = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from([nan, nan, 5, 90]), st.sampled_from([0, 0.4, 1])),
    min_size=1,
    max_size=10,
)


@settings(max_examples=30)
@given(drawn_cells.filter(any), drawn_homes, st.floats(30, 500), st.randoms(use_true_random=False))
def test_placed_and_left_over_are_the_cells_whatever_the_order(people, drawn, size_m, random):
    storeys, given_people, occupancy = map(list, zip(*drawn, strict=True))
    layer, cells = town(storeys=storeys, people=given_people, occupancy_share=occupancy), grid(*people, size_m=size_m)
    homes, account = with_people_of_cells(layer, cells)
    assert account.cells_people == pytest.approx(math.fsum(people), rel=1e-12)
    assert account.placed + account.remainder == pytest.approx(account.cells_people, rel=1e-12)
    assert account.remainder >= 0
    assert (homes[["people", "households"]] >= 0).all(axis=None)
    assert (homes["people"] % 1 == 0).all()
    # What is left over lies in cells without a dwelling that could take it, but for less than one person.
    named = cells_without_dwellings(layer, cells)["people"].sum()
    assert -1e-6 <= account.remainder - named < 1 + 1e-6
    mixed = list(range(len(layer)))
    random.shuffle(mixed)
    other, other_account = with_people_of_cells(layer.iloc[mixed], cells)
    assert other.loc[homes.index].equals(homes)
    assert other_account == account


@settings(max_examples=25)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=10), st.floats(1, 2000))
def test_more_floor_area_in_a_cell_never_means_fewer_people(storeys, people):
    homes, _ = with_people_of_cells(town(storeys=storeys), grid(people, size_m=2_000))
    assert (np.diff(homes.sort_values("floor_area_m2", kind="stable")["people"]) >= -1).all()
    assert homes["people"].sum() == math.floor(people + 1e-6)


def synthetic_dwellings(cells: PopulationCells, number: int) -> GeoDataFrame:
    """Dwellings made for this test, labelled as such: 20 m squares of 1 to 12 storeys strewn over the cells."""
    rng = np.random.default_rng(11)
    middles = to_metric(cells.cells).geometry.centroid.iloc[rng.integers(len(cells.cells), size=number)]
    x, y = middles.x.to_numpy() + rng.uniform(-40, 40, number), middles.y.to_numpy() + rng.uniform(-40, 40, number)
    ids = pd.Index([f"synthetic-{row}" for row in range(number)], name="building_id")
    return GeoDataFrame(
        {"name": "synthetic", "storeys": rng.integers(1, 13, number).astype(float)},
        geometry=shapely.box(x - 10, y - 10, x + 10, y + 10), index=ids, crs=middles.crs,
    )  # fmt: skip


def test_the_real_raster_is_spread_whole_over_synthetic_dwellings(real_file):
    cells = read_cells(real_file("population/porto_alegre_100m.tif"))
    homes, account = with_people_of_cells(synthetic_dwellings(cells, 6_000), cells)
    assert account.cells_people == pytest.approx(812_930.7, abs=0.05)
    assert homes["people"].sum() == account.placed
    assert account.placed + account.remainder == pytest.approx(account.cells_people, rel=1e-12)
    assert 0 < account.remainder < account.cells_people
    assert "cells have no dwelling to take them" in account.reasons[-1]


def test_the_real_hexagons_are_spread_whole_over_synthetic_dwellings(real_file):
    hexagons = read_file(real_file("population/porto_alegre_hexgrid.geojson")).set_index("id")
    cells = cells_of(hexagons, name="porto_alegre_hexgrid")
    assert cells.people == 812_935
    homes, account = with_people_of_cells(synthetic_dwellings(cells, 6_000), cells)
    assert homes["people"].sum() + account.remainder == pytest.approx(812_935, abs=1e-6)


def test_an_artificial_raster_is_spread_over_the_buildings_of_monaco(real_file, tmp_path):
    import rasterio

    buildings = import_city(real_file("osm/monaco.osm.gz"))["buildings"]
    west, south, east, north = buildings.to_crs(LONLAT).total_bounds
    step, path = 0.001, tmp_path / "synthetic.tif"
    columns, rows = math.ceil((east - west) / step), math.ceil((north - south) / step)
    people = np.random.default_rng(3).gamma(2, 10, (rows, columns)).astype("float32")
    with rasterio.open(
        path, "w", driver="GTiff", width=columns, height=rows, count=1, dtype="float32", crs=LONLAT.to_wkt(),
        transform=rasterio.Affine(step, 0, west, 0, -step, north),
    ) as raster:  # fmt: skip
        raster.write(people, 1)
    cells = read_cells(path)
    homes, account = with_people_of_cells(buildings, cells, PeopleAssumptions(people_per_household=2.0))
    assert cells.people == pytest.approx(float(people.sum(dtype=float)), rel=1e-9)
    assert homes["people"].sum() + account.remainder == pytest.approx(cells.people, rel=1e-9)
    assert homes["households"].sum() == pytest.approx(homes["people"].sum() / 2, abs=1)
    # Monaco is built over: the dwellings stand in most of the cells that hold any building.
    assert homes["people"].sum() > 0.1 * cells.people
