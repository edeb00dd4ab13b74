"""Files of our own are believed in what they say of themselves; everybody else's stay as they are."""

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame

from geo.crs import LONLAT
from geo.readers import read_layer
from geo.readers.declarations import with_own_word, with_sidecars, without_own_columns, word_of_file
from geo.readers.raw import RawLayer


@pytest.fixture
def raw():
    rows = GeoDataFrame({"a": ["x", "y"]}, geometry=shapely.points([[120, 30], [121, 31]]), crs=None, index=[1, 2])
    return RawLayer(rows, "layer")


@pytest.mark.parametrize(
    ("word", "datum", "is_placed"),
    [
        ("WGS-84", "WGS-84", True),
        ("CGCS2000", "WGS-84", True),  # the two agree to a decimetre, and the system says which it is
        ("GCJ-02", "GCJ-02", False),
        ("BD-09", "BD-09", False),
        ("", "", False),
        ("2024年", "", False),
        ("swapped:WGS-84", "", False),  # placements that this program reads and never writes
        ("km:CGCS2000/3/120", "", False),
        ("CGCS2000/3/120@GCJ-02", "", False),
        ("x" * 100_000, "", False),
    ],
)
def test_only_a_word_of_ours_declares_a_place(word, datum, is_placed, raw):
    found = with_own_word(raw, word)
    assert (found.datum, found.rows.crs is not None) == (datum, is_placed)


def test_a_system_of_the_file_itself_wins_over_the_word(raw):
    placed = RawLayer(raw.rows.set_crs(LONLAT), "layer")
    assert with_own_word(placed, "CGCS2000").rows.crs == LONLAT


@pytest.mark.parametrize("datum", [["甲", "乙"], ["2023", "2023"], ["WGS-84", "GCJ-02"]])
def test_a_table_of_somebody_else_keeps_its_columns(datum):
    table = pd.DataFrame({"文": ["a", "b"], "文__2": ["c", "d"], "说明:来源": ["e", "f"], "datum": datum})
    found, word = without_own_columns(table)
    assert word == ""
    assert found.equals(table)


def test_rows_without_a_place_do_not_speak_against_the_word():
    table = pd.DataFrame({"名": ["a", "b", "c"], "datum": ["GCJ-02", "", None], "说明:来源": ["s"] * 3})
    found, word = without_own_columns(table)
    assert (word, [*found.columns]) == ("GCJ-02", ["名"])


def test_columns_that_somebody_names_are_read_even_in_a_table_of_ours(tmp_path):
    path = tmp_path / "town.csv"
    path.write_text(
        "名称,lon,lat,入口经度,入口纬度,datum\n西园,120.5,30.25,121.5,31.25,WGS-84\n桐北,120.6,30.35,121.6,31.35,WGS-84\n",
        encoding="utf-8",
    )
    assert read_layer(path)[0].geometry.x.tolist() == [120.5, 120.6]
    rows, _ = read_layer(path, lon="入口经度", lat="入口纬度")
    assert rows.geometry.x.tolist() == [121.5, 121.6]
    assert "lon" in rows.columns


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (b'{"type": "FeatureCollection", "datum": "BD-09", "features": []}', "BD-09"),
        (b'{"datum": "\\x41", "features": []}', ""),  # an escape that JSON does not know
        (b'{"datum": "\xff\xfe", "features": []}', ""),
        (b'{"features": [{"properties": {"datum": "GCJ-02"}}]}', ""),  # of a row, not of the file
        (b'{"name": "\\"datum\\":\\"GCJ-02\\"", "features": []}', ""),  # within a text
        (b"", ""),
    ],
)
def test_the_word_of_a_geojson_is_that_of_the_whole(text, word, tmp_path):
    path = tmp_path / "town.geojson"
    path.write_bytes(text)
    assert word_of_file(path, "town") == word


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b'"',
        b"short_name\na\n",
        "short_name,full_name,kind\n西,geometry,text\na,b,count\n".encode(),  # would replace the shapes
        b"short_name,full_name,kind\na,c,count\nb,c,count\n",  # two columns of one name
    ],
)
def test_a_list_of_columns_that_is_none_changes_nothing(content, tmp_path):
    path = tmp_path / "columns.csv"
    path.write_bytes(content)
    shapes = np.array(shapely.points([[120, 30]]), dtype=object)
    raw = RawLayer(GeoDataFrame({"西": ["1"], "b": ["2"]}, geometry=shapes, index=[1]), "layer")
    rows = with_sidecars(raw, {"columns.csv": path}, "town.shp").rows
    assert [*rows.columns] in (["西", "b", "geometry"], ["西", "c", "geometry"])
    assert rows.geometry.iloc[0].x == 120


@pytest.mark.parametrize("row", ["-1", "1e3", "²", "99999999999999999999", "2", ""])
def test_a_long_text_of_no_row_goes_nowhere(row, tmp_path):
    path = tmp_path / "long_texts.csv"
    path.write_text(f"file,row,column,text\ntown.shp,{row},a,长文\ntown.shp,1,geometry,长文\n", encoding="utf-8")
    raw = RawLayer(GeoDataFrame({"a": ["长"]}, geometry=shapely.points([[120, 30]]), index=[1]), "layer")
    rows = with_sidecars(raw, {"long_texts.csv": path}, "town.shp").rows
    assert rows["a"].tolist() == ["长"]
    assert rows.geometry.iloc[0].x == 120
