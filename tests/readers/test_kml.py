"""KML gives its attributes, from data or from the HTML tables that ArcGIS writes; nothing in it leads outside."""

import random

import pytest

from bench.mutations import damaged
from geo.errors import PlannerError
from geo.readers.kml import read_kml

HEAD = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
POINT = "<Point><coordinates>120.2,27.3,15</coordinates></Point>"
RING = "120.2,27.3 120.21,27.3 120.21,27.31 120.2,27.3"


@pytest.fixture
def kml(tmp_path):
    """A function from the inside of a document to a file."""

    def write(inside, head=HEAD, name="点.kml"):
        path = tmp_path / name
        path.write_text(f"{head}{inside}</Document></kml>", encoding="utf-8")
        return path

    return write


def test_data_become_columns(kml):
    data = '<ExtendedData><Data name="户数"><value>120</value></Data></ExtendedData>'
    rows = read_kml(kml(f"<Placemark><name>西园</name>{data}{POINT}</Placemark>")).rows
    assert rows["name"].tolist() == ["西园"]
    assert [float(value) for value in rows["户数"]] == [120]
    assert rows.geometry.iloc[0].wkt == "POINT (120.2 27.3)"
    assert rows.crs.to_epsg() == 4326


def test_simple_data_of_a_schema_become_columns(kml):
    schema = '<Schema id="s" name="楼栋"><SimpleField type="int" name="层数"/></Schema>'
    data = '<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="层数">6</SimpleData></SchemaData></ExtendedData>'
    rows = read_kml(kml(f"{schema}<Placemark>{data}{POINT}</Placemark>")).rows
    assert [int(value) for value in rows["层数"]] == [6]


def test_the_html_table_of_a_description_becomes_columns(kml):
    table = "<![CDATA[<html><table><tr><td>社区</td><td>西园社区</td></tr><tr><td>户数</td><td>120</td></tr></table>]]>"
    rows = read_kml(kml(f"<Placemark><description>{table}</description>{POINT}</Placemark>")).rows
    assert rows[["社区", "户数"]].astype(str).to_numpy().tolist() == [["西园社区", "120"]]


def test_folders_are_layers(kml):
    folders = "".join(
        f"<Folder><name>{name}</name>{f'<Placemark>{POINT}</Placemark>' * count}</Folder>"
        for name, count in (("楼栋", 2), ("设施", 3))
    )
    path = kml(folders)
    assert set(read_kml(path).layers) == {"楼栋", "设施"}
    assert len(read_kml(path, "设施").rows) == 3
    with pytest.raises(PlannerError, match="网格"):
        read_kml(path, "网格")


def test_areas_keep_their_holes_and_several_shapes_are_one_row(kml):
    inner = "120.206,27.302 120.208,27.302 120.208,27.304 120.206,27.302"
    area = (
        f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{RING}</coordinates></LinearRing></outerBoundaryIs>"
        f"<innerBoundaryIs><LinearRing><coordinates>{inner}</coordinates></LinearRing></innerBoundaryIs></Polygon>"
    )
    rows = read_kml(kml(f"<Placemark><MultiGeometry>{area}{area}</MultiGeometry></Placemark>")).rows
    assert rows.geom_type.tolist() == ["MultiPolygon"]
    assert len(rows.geometry.iloc[0].geoms[0].interiors) == 1


def test_links_to_other_places_are_not_followed_and_said(kml):
    link = "<NetworkLink><Link><href>http://192.0.2.1/secret.kml</href></Link></NetworkLink>"
    raw = read_kml(kml(f"{link}<Placemark><name>西园</name>{POINT}</Placemark>"))
    assert len(raw.rows) == 1
    assert any("refers to 1 other files or addresses; they were not opened" in reason for reason in raw.reasons)


def test_entities_that_grow_are_refused(kml):
    bomb = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><kml><Document>'
    with pytest.raises(PlannerError) as caught:
        read_kml(kml(f"<Placemark><name>&b;</name>{POINT}</Placemark>", bomb))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"<kml>", b"<html><body>x</body></html>", b"\xff\xfe<", b"PK\x03\x04"])
def test_what_is_no_kml_is_one_sentence(tmp_path, content):
    path = tmp_path / "坏.kml"
    path.write_bytes(content)
    with pytest.raises(PlannerError) as caught:
        read_kml(path)
    assert "\n" not in str(caught.value)
    assert caught.value.zh


@pytest.mark.slow
def test_damaged_files_end_in_rows_or_one_sentence(kml, tmp_path):
    data = '<ExtendedData><Data name="户数"><value>120</value></Data></ExtendedData>'
    sound = kml("".join(f"<Placemark><name>{n}</name>{data}{POINT}</Placemark>" for n in range(20))).read_bytes()
    for number in range(300):
        path = tmp_path / "damaged.kml"
        path.write_bytes(damaged(sound, random.Random(number)))
        try:
            assert len(read_kml(path).rows) < 10_000
        except PlannerError as error:
            told = str(error)
            assert "\n" not in told
