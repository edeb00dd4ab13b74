"""What is given back can be read again: the same shapes to a millimetre, the same attributes, in every form."""

import io
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.crs import to_metric
from geo.errors import SettingError
from geo.readers import read_layer
from geo.writers import LAYER_FILE_FORMATS, PLACES, layer_file

ZONE = "EPSG:4549"
SUFFIX = {"shp": "zip"}
HOLE = shapely.Polygon(
    [(521000, 3024000), (521400, 3024000), (521400, 3024300), (521000, 3024300)],
    [[(521100, 3024100), (521200, 3024100), (521200, 3024200)]],
)
FAR = shapely.MultiPolygon(
    [shapely.box(522000, 3024000, 522010, 3024010), shapely.box(522020, 3024000, 522030, 3024010)]
)
SHAPES = {
    "points": [shapely.Point(521425.2, 3024491.9), shapely.Point(521430.25, 3024490.123)],
    "lines": [
        shapely.LineString([(521000, 3024000), (521400.5, 3024100)]),
        shapely.LineString([(521000, 3024000), (521001, 3024900)]),
    ],
    "areas": [HOLE, FAR],
}
WRITTEN = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30)
TEXTS = ["西园“一号”楼😀", 'a,"b";c', "=1+1", "'=1", "007", "@x", "-", "第一行\n第二行"]


def layer(kind="points", **columns):
    shapes = SHAPES[kind]
    table = columns or {"名称": ["西园", "桐北"], "编码": ["007", "0123"], "层数": [6, 18], "面积_m2": [120.25, 0.5]}
    return GeoDataFrame(table, geometry=shapes, crs=ZONE, index=pd.Index(["A1", "B2"], name="building_id"))


def back(tmp_path, rows, form, place="wgs84", encoding="utf-8"):
    path = tmp_path / f"层.{SUFFIX.get(form, form)}"
    path.write_bytes(layer_file(rows, form, name="层", place=PLACES[place], encoding=encoding))
    return read_layer(path)


def texts_of(column):
    return [None if pd.isna(value) or value == "" else str(value) for value in column]


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("form", LAYER_FILE_FORMATS)
def test_shapes_come_back_to_a_millimetre(tmp_path, form, place, kind):
    if form == "kml" and PLACES[place].is_zoned:
        with pytest.raises(SettingError, match="never metres"):
            layer_file(layer(kind), form, name="层", place=PLACES[place])
        return
    found, report = back(tmp_path, layer(kind), form, place)
    assert report.datum == {"gcj02": "GCJ-02", "bd09": "BD-09"}.get(place, report.datum)
    metric = to_metric(found).to_crs(ZONE).geometry.to_numpy()
    assert shapely.hausdorff_distance(metric, np.array(SHAPES[kind], dtype=object)).max() < 1e-3


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("form", LAYER_FILE_FORMATS)
def test_attributes_come_back(tmp_path, form, encoding):
    rows = layer("areas")
    found, report = back(tmp_path, rows, form, encoding=encoding)
    assert (report.rows_kept, report.rows_refused) == (2, 0)
    assert texts_of(found["building_id"]) == ["A1", "B2"]
    for column in rows.columns.drop("geometry"):
        if pd.api.types.is_numeric_dtype(rows[column]):
            assert pd.to_numeric(found[column]).tolist() == rows[column].tolist()
        else:
            assert texts_of(found[column]) == rows[column].tolist()


@pytest.mark.parametrize("form", LAYER_FILE_FORMATS)
@pytest.mark.parametrize("text", [*TEXTS, "字" * 10_000])
def test_no_text_is_changed_or_cut(tmp_path, form, text):
    found, _ = back(tmp_path, layer("points", 备注=[text, "x"]), form)
    assert texts_of(found["备注"]) == [text, "x"]


@pytest.mark.parametrize("form", LAYER_FILE_FORMATS)
def test_long_and_colliding_names_of_columns_come_back(tmp_path, form):
    columns = {"社区党群服务中心名称": ["甲", "乙"], "社区党群服务中心面积": [1, 2], "社区党群服务": ["丙", "丁"]}
    found, _ = back(tmp_path, layer("points", **columns), form)
    assert texts_of(found["社区党群服务中心名称"]) == ["甲", "乙"]
    assert pd.to_numeric(found["社区党群服务中心面积"]).tolist() == [1, 2]
    assert texts_of(found["社区党群服务"]) == ["丙", "丁"]


@pytest.mark.parametrize("form", ["gpkg", "geojson", "fgb", "kml"])
def test_yes_and_no_and_nothing_come_back(tmp_path, form):
    if form == "fgb":
        with pytest.raises(SettingError, match="is none of them"):
            layer_file(layer(), form, name="层")
        return
    found, _ = back(tmp_path, layer("points", 开放=[True, False], 备注=["有", None]), form)
    assert [bool(value) for value in found["开放"]] == [True, False]
    assert texts_of(found["备注"]) == ["有", None]


@pytest.mark.parametrize("place", ["gcj02", "bd09"])
def test_shifted_coordinates_never_claim_to_be_true(place):
    with zipfile.ZipFile(io.BytesIO(layer_file(layer(), "shp", name="层", place=PLACES[place]))) as archive:
        assert [name for name in archive.namelist() if name.endswith(".prj")] == []
        assert archive.read("datum.txt").decode() == PLACES[place].datum
    text = layer_file(layer(), "geojson", name="层", place=PLACES[place]).decode()
    assert "4326" not in text
    assert PLACES[place].datum in text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1"])
def test_no_cell_is_a_formula(text):
    rows = layer("points", 备注=[text, "x"])
    lines = layer_file(rows, "csv", name="层").decode("utf-8-sig").splitlines()
    assert [cell for cell in lines[1].split(",") if cell.strip('"').startswith(("=", "+", "@", "＝"))] == []
    book = openpyxl.load_workbook(io.BytesIO(layer_file(rows, "xlsx", name="层")))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []


@pytest.mark.parametrize("form", LAYER_FILE_FORMATS)
def test_an_empty_layer_can_be_written(form):
    assert len(layer_file(layer().iloc[:0], form, name="层")) > 0


@settings(max_examples=25)
@given(st.lists(WRITTEN, min_size=2, max_size=2))
def test_whatever_is_written_is_read(tmp_path_factory, texts):
    found, _ = back(tmp_path_factory.mktemp("any"), layer("points", 备注=texts, 行=[1, 2]), "gpkg")
    assert texts_of(found["备注"]) == [text or None for text in texts]
