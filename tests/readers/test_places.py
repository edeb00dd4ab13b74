"""Facilities and demand come from tables with Chinese or English headers; wrong rows are refused by name."""

import warnings

import pytest
import shapely
from geopandas import GeoDataFrame

from geo.errors import EmptyLayerError, MissingColumnError, MissingCrsError, WrongGeometryError
from geo.layers import DEMAND, FACILITIES
from geo.readers import read_demand, read_facilities


@pytest.fixture
def table(tmp_path):
    """A function from lines to a CSV file."""

    def write(*lines, name="points.csv"):
        path = tmp_path / name
        path.write_text("\n".join(lines), encoding="gb18030")
        return path

    return write


def test_facilities_with_chinese_headers_keep_the_contract(table):
    layer, report = read_facilities(
        table(
            "编号,名称,类型,经度,纬度,服务户数,开放时间,备注",
            "F1,西园食堂,长者食堂,120.2,27.3,300,Mo-Su 11:00-13:00,好",
        )
    )
    facility = layer.loc["F1"]
    assert facility[["name", "kind", "capacity", "hours", "备注"]].tolist() == [
        "西园食堂", "elder_canteen", 300.0, "Mo-Su 11:00-13:00", "好",
    ]  # fmt: skip
    assert FACILITIES.check(layer).equals(layer)
    assert (report.rows_kept, report.rows_refused) == (1, 0)


def test_facilities_with_english_headers_are_read(table):
    layer, _ = read_facilities(table("id,name,kind,lon,lat", "7,Xiyuan,party_centre,120.2,27.3"))
    assert layer.loc["7", "kind"] == "party_centre"


def test_a_kind_that_is_not_in_the_vocabulary_is_unknown_and_named(table):
    layer, report = read_facilities(table("名称,类型,经度,纬度", "西园,游泳馆,120.2,27.3"))
    assert layer["kind"].tolist() == ["unknown"]
    assert (
        'row 2 (西园) is of the kind "游泳馆", which is not in the vocabulary; it counts as unknown.' in report.reasons
    )


def test_without_a_column_the_name_may_state_the_kind(table):
    layer, report = read_facilities(table("名称,经度,纬度", "西园长者食堂,120.2,27.3", "西园,120.21,27.3"))
    assert layer["kind"].tolist() == ["elder_canteen", "unknown"]
    assert any("no column for the kind" in reason for reason in report.reasons)


def test_rows_without_an_id_are_called_by_their_row(table):
    assert read_facilities(table("名称,经度,纬度", "甲,120.2,27.3", "乙,120.3,27.3"))[0].index.tolist() == ["2", "3"]
    assert read_facilities(table("编号,经度,纬度", "A,120.2,27.3", ",120.3,27.3"))[0].index.tolist() == ["A", "row-3"]


def test_the_second_row_of_an_id_is_refused_by_name(table):
    layer, report = read_facilities(table("编号,名称,经度,纬度", "A,甲,120.2,27.3", "A,乙,120.3,27.3"))
    assert layer["name"].tolist() == ["甲"]
    assert report.reasons[-1] == "row 3 (乙) has the facility_id A of an earlier row and was refused."
    assert (report.rows_kept, report.rows_refused) == (1, 1)


def test_demand_with_chinese_headers_keeps_the_contract(table):
    layer, _ = read_demand(
        table("楼栋编号,名称,经度,纬度,户数,人口,60岁以上", 'B1,1号楼,120.2,27.3,"1,200",约3360人,600')
    )
    assert layer.loc["B1", ["households", "people", "elderly"]].tolist() == [1200, 3360, 600]
    assert not layer["is_estimated"].any()
    assert DEMAND.check(layer).equals(layer)


@pytest.mark.parametrize(("cell", "shown"), [("-5", "-5"), ("未知", "未知"), ("", "")])
def test_a_row_whose_households_are_no_count_is_refused_by_name(table, cell, shown):
    layer, report = read_demand(table("名称,经度,纬度,户数", f"甲,120.2,27.3,{cell}", "乙,120.3,27.3,80"))
    assert layer["households"].tolist() == [80]
    assert f'row 2 (甲) has "{shown}" for households, which is no count, and was refused.' in report.reasons
    assert report.rows_refused == 1


def test_another_count_that_is_none_is_left_out_and_the_row_kept(table):
    layer, report = read_demand(table("名称,经度,纬度,户数,老人", "甲,120.2,27.3,80,不详"))
    assert layer[["households", "elderly"]].to_numpy().tolist() == [[80, 0]]
    assert 'row 2 (甲) has "不详" for elderly, which is no count, and was read without it.' in report.reasons


def test_people_without_households_are_divided_and_marked_as_an_estimate(table):
    layer, report = read_demand(table("名称,经度,纬度,人口", "甲,120.2,27.3,280"))
    assert layer["households"].tolist() == [pytest.approx(100)]
    assert layer["is_estimated"].all()
    assert any("2.80" in reason for reason in report.reasons)


def test_points_without_counts_are_one_household_each_and_it_is_said(table):
    layer, report = read_demand(table("名称,经度,纬度", "甲,120.2,27.3"))
    assert layer["households"].tolist() == [1]
    assert any("each point counts as one household" in reason for reason in report.reasons)


@pytest.mark.parametrize("read", [read_facilities, read_demand])
def test_polygons_where_points_belong_are_refused(tmp_path, read):
    path = tmp_path / "areas.gpkg"
    GeoDataFrame({"name": ["甲"]}, geometry=[shapely.box(120, 27, 121, 28)], crs="OGC:CRS84").to_file(path)
    with pytest.raises(WrongGeometryError, match=r"has Polygon shapes where (facilities|demand) need points"):
        read(path)


@pytest.mark.parametrize("read", [read_facilities, read_demand])
def test_a_single_polygon_among_points_is_refused_by_name(tmp_path, read):
    path = tmp_path / "mixed.geojson"
    shapes = [shapely.box(120, 27, 120.1, 27.1), shapely.Point(120.2, 27.3)]
    GeoDataFrame({"name": ["甲", "乙"]}, geometry=shapes, crs="OGC:CRS84").to_file(path)
    layer, report = read(path)
    assert layer["name"].tolist() == ["乙"]
    assert "row 1 (甲) is no point and was refused." in report.reasons


@pytest.mark.parametrize("read", [read_facilities, read_demand])
def test_points_without_a_coordinate_system_are_refused_until_it_is_declared(tmp_path, read):
    path = tmp_path / "bare.shp"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        GeoDataFrame({"name": ["甲"]}, geometry=[shapely.Point(520_000, 3_020_000)]).to_file(path)
    with pytest.raises(MissingCrsError, match="no coordinate system"):
        read(path)
    layer, _ = read(path, crs="EPSG:4549")
    assert layer.crs.to_epsg() == 4549


def test_a_table_of_which_no_row_is_left_is_refused(table):
    with pytest.raises(EmptyLayerError, match="has no row left that can be used: row 2"):
        read_demand(table("名称,经度,纬度,户数", "甲,120.2,27.3,未知"))


def test_a_table_without_coordinates_is_refused(table):
    with pytest.raises(MissingColumnError):
        read_demand(table("名称,户数", "甲,80"))


def test_the_population_grid_is_demand(real_file):
    layer, _ = read_demand(real_file("population/porto_alegre_hexgrid.csv"))
    assert layer["people"].sum() == 812_935
    assert layer["households"].sum() == pytest.approx(812_935 / 2.80)
