"""`geo import` takes what offices have, tells every row, can be taken back; `geo export` gives it back."""

import geopandas
import pandas as pd
import pytest

from geo.city import City
from geo.cli import main
from geo.crs import from_wgs84, to_lonlat
from geo.readers import read_layer
from geo.vocabulary import FACILITY_KINDS


@pytest.fixture(scope="module")
def demo():
    return City.demo()


@pytest.fixture
def streets(demo, tmp_path):
    path = tmp_path / "道路.gpkg"
    to_lonlat(demo["streets"])[["name", "highway", "geometry"]].to_file(path)
    return path


@pytest.fixture
def facilities(demo, tmp_path):
    """Facilities in GCJ-02 that do not say so, in GBK."""
    layer = to_lonlat(demo["facilities"])
    lon, lat = from_wgs84(layer.geometry.x, layer.geometry.y, "GCJ-02")
    table = pd.DataFrame({"名称": layer["name"], "类型": layer["kind"].map(FACILITY_KINDS), "经度": lon, "纬度": lat})
    table.to_csv(tmp_path / "设施.csv", index=False, encoding="gbk")
    return tmp_path / "设施.csv"


def test_files_become_a_city_whatever_their_order(demo, streets, facilities, tmp_path, capsys):
    out, report = tmp_path / "city.gpkg", tmp_path / "report.csv"
    code = main(
        ["import", str(facilities), str(streets), "--out", str(out), "--name", "我的街道", "--report", str(report)]
    )
    told = capsys.readouterr()
    assert code == 0, told.err
    assert "设施.csv: facilities, 251 rows read, 251 kept, 0 mended, 0 refused; GCJ-02" in told.err
    city = City.open(out)
    assert city.name == "我的街道"
    off_m = city["facilities"].reset_index().distance(demo["facilities"].to_crs(city.crs).reset_index())
    assert off_m.max() < 0.01
    assert report.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_datum_nobody_declares_is_asked_for(facilities, tmp_path, capsys):
    assert main(["import", str(facilities), "--out", str(tmp_path / "c.gpkg")]) == 1
    said = capsys.readouterr().err
    assert "Declare one of WGS-84, GCJ-02, BD-09" in said
    assert not (tmp_path / "c.gpkg").exists()
    assert main(["import", str(facilities), "--out", str(tmp_path / "c.gpkg"), "--place", "GCJ-02"]) == 0


def test_an_import_is_taken_back_and_a_dry_run_writes_nothing(streets, facilities, tmp_path, capsys):
    city = tmp_path / "city.gpkg"
    assert main(["import", str(streets), "--out", str(city)]) == 0
    before = city.read_bytes()
    assert main(["import", str(facilities), "--into", str(city), "--dry-run"]) == 0
    assert city.read_bytes() == before
    assert main(["import", str(facilities), "--into", str(city)]) == 0
    assert "facilities" in City.open(city).layers
    assert main(["import", "--into", str(city), "--undo"]) == 0
    assert city.read_bytes() == before
    assert main(["import", "--into", str(city), "--undo"]) == 1
    assert "nothing to undo" in capsys.readouterr().err


def test_columns_words_and_sentences_can_be_said(streets, tmp_path, capsys):
    table = tmp_path / "点.csv"
    table.write_text("甲,乙,经度,纬度\n西园,便民食堂,120.2,27.3\n", encoding="utf-8")
    city = tmp_path / "city.gpkg"
    assert main(["import", str(streets), "--out", str(city)]) == 0
    said = ["--place", "WGS-84", "--column", "name=甲", "--column", "kind=乙", "--kind", "便民食堂=elder_canteen"]
    code = main(["import", str(table), "--into", str(city), "--as", "facilities", *said, "--language", "zh"])
    assert code == 0, capsys.readouterr().err
    assert City.open(city)["facilities"][["name", "kind"]].to_numpy().tolist() == [["西园", "elder_canteen"]]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--out", "x.gpkg"], "one or more files"),
        (["a.csv"], "--out names the city file"),
        (["a.csv", "--out", "x.csv"], "must end in .gpkg"),
        (["--undo"], "--undo needs --into"),
        (["a.csv", "--out", "x.gpkg", "--column", "name"], "two words with ="),
        (["a.csv", "--out", "x.gpkg", "--control", "1,2"], "four numbers"),
        (["a.csv", "--out", "x.gpkg", "--control", "1,2,120,27", "--place", "GCJ-02"], "not both"),
        (["a.csv", "--out", "x.gpkg"], "is not there"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(words, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["import", *words]) != 0
    said = capsys.readouterr().err.strip()
    assert told in said
    assert "\n" not in said


@pytest.mark.parametrize(("name", "place"), [("楼.zip", "gcj02"), ("楼.dxf", "cgcs2000_zone"), ("楼.csv", "wgs84")])
def test_a_layer_is_given_back(demo, name, place, tmp_path, capsys):
    out = tmp_path / name
    assert main(["export", "communities", "--place", place, "--out", str(out)]) == 0, capsys.readouterr().err
    rows, _ = read_layer(out)
    off_m = geopandas.GeoSeries(rows.to_crs(demo.crs).geometry).hausdorff_distance(
        demo["communities"].geometry.reset_index(drop=True).set_axis(rows.index)
    )
    assert len(rows) == 21
    assert off_m.max() < 1e-3


def test_small_counts_do_not_leave(tmp_path, capsys):
    out = tmp_path / "楼栋.gpkg"
    assert main(["export", "buildings", "--out", str(out)]) == 0
    assert "masked" in capsys.readouterr().err
    given = geopandas.read_file(out)["elderly_80"]
    assert not ((given > 0) & (given < 5)).any()
