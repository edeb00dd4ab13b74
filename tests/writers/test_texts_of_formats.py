"""What GeoJSON, KML, GeoPackage and DXF say beside the rows."""

import json
import re
import sqlite3
from contextlib import closing

import pytest
import shapely

from geo.writers import PLACES, layer_file


def test_geojson_is_plain_json_whose_datum_comes_before_the_features(town):
    notes = [("来源", '他说"好"')]
    text = layer_file(town({"名": ['"甲"\n']}, "areas"), "geojson", name="设施", notes=notes).decode()
    document = json.loads(text)
    assert [*document] == ["type", "name", "datum", "notes", "features"]  # RFC 7946 wants no `crs` of WGS-84
    assert document["features"][0]["properties"] == {"名": '"甲"\n'}
    shape = shapely.from_geojson(json.dumps(document["features"][0]["geometry"]))
    assert shape.exterior.is_ccw
    assert not shape.interiors[0].is_ccw


@pytest.mark.parametrize("form", ["geojson", "gpkg"])
def test_a_long_whole_number_beside_a_gap_is_in_the_file_with_all_its_digits(form, town, tmp_path):
    content = layer_file(town({"长": [2**53 + 1, None]}), form, name="设施")
    if form == "geojson":
        assert [one["properties"]["长"] for one in json.loads(content)["features"]] == [2**53 + 1, None]
        return
    path = tmp_path / "town.gpkg"
    path.write_bytes(content)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute('select "长" from "设施"').fetchall() == [(2**53 + 1,), (None,)]


def test_a_shifted_kml_says_so_where_people_look(town):
    text = layer_file(town({"名称": ["<甲>&"]}), "kml", name="设施", place=PLACES["bd09"]).decode()
    assert "<Folder><name>设施 (BD-09)</name>" in text
    assert "<description>datum: BD-09</description>" in text
    assert "<name>&lt;甲&gt;&amp;</name>" in text


def test_a_drawing_shows_its_names_and_counts_rows_without_a_shape(town):
    layer = town({"编号": ["1", "2"], "名称": ["西园", "无处"]}, "areas")
    layer = layer.set_geometry([layer.geometry.iloc[0], None], crs=layer.crs)
    text = layer_file(layer, "dxf", name='设施<>:"/\\|*?').decode()
    assert re.search(r"\r\n *1\r\n西园\r\n", text)
    assert not re.search(r"\r\n *1\r\n无处\r\n", text)
    assert "rows without a shape" in text


def test_a_drawing_in_gbk_is_bytes_of_gbk(town):
    content = layer_file(town({"名称": ["西园😀"]}), "dxf", name="设施", encoding="gb18030")
    assert "西园".encode("gbk") in content
    content.decode("gbk")
