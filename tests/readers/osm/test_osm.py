"""An OpenStreetMap file is read once, whatever it is called, or refused in a sentence."""

import gzip

import numpy as np
import pytest

from geo.errors import BrokenFileError, EmptyLayerError, NoSuchFileError
from geo.readers.osm.extract import is_osm, read_osm
from tests.readers.conftest import osm_text

BOMB = """<?xml version="1.0"?>
<!DOCTYPE osm [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<osm version="0.6"><node id="1" lat="0" lon="0"><tag k="name" v="&c;"/></node></osm>"""


@pytest.mark.parametrize(
    ("name", "nodes", "ways"),
    [
        ("guixi.osm", 4020, 433),
        ("ninghua.osm", 606, 40),
        ("liechtenstein.osm.pbf", 142_832, 15_247),
        ("monaco.osm.gz", 13_739, 1944),
    ],
)
def test_every_object_of_a_real_file_is_read(real_extract, name, nodes, ways):
    extract = real_extract(name)
    assert (len(extract.node_ids), len(extract.ways)) == (nodes, ways)
    assert extract.problems == ()


def test_the_date_is_the_newest_of_the_file_when_the_header_has_none(real_extract):
    assert real_extract("guixi.osm").as_of == "2024-11-18"


def test_the_date_of_the_header_is_preferred(real_extract):
    assert real_extract("liechtenstein.osm.pbf").as_of == "2015-07-27"


def test_a_node_that_is_not_in_the_file_is_nowhere(write_osm, crossroads):
    extract = read_osm(write_osm(crossroads, {1: ([1, 3], {"highway": "path"})}))
    assert np.isnan(extract.locate(np.array([99, 1]))[:, 0]).tolist() == [True, False]


def test_content_decides_and_not_the_name(write_osm, crossroads, tmp_path):
    plain = write_osm(crossroads, {1: ([1, 3], {"highway": "path"})})
    renamed = tmp_path / "town.osm.pbf"
    renamed.write_bytes(gzip.compress(plain.read_bytes()))
    assert is_osm(renamed)
    assert len(read_osm(renamed).ways) == 1


def test_ways_may_come_before_their_nodes(write_osm, crossroads):
    path = write_osm(crossroads, {1: ([1, 3], {"highway": "path"})})
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], lines[-2], *lines[2:-2], lines[-1]]), encoding="utf-8")
    assert not np.isnan(read_osm(path).locate(np.array([1, 3]))).any()


def test_the_last_of_two_objects_with_one_id_counts_and_is_told(tmp_path):
    text = osm_text({1: (0, 0, {"amenity": "school"})})
    twice = text.replace(
        "</osm>", '<node id="1" version="2" lon="20" lat="30"><tag k="amenity" v="bank"/></node></osm>'
    )
    path = tmp_path / "twice.osm"
    path.write_text(twice, encoding="utf-8")
    extract = read_osm(path)
    assert extract.locate(np.array([1])).tolist() == [[20.0, 30.0]]
    assert [node.tags["amenity"] for node in extract.nodes] == ["bank"]
    assert extract.problems == ("1 objects occur twice with the same id; the last one counts.",)


def test_deleted_objects_are_left_out(tmp_path):
    text = osm_text({1: (0, 0, {"amenity": "school"}), 2: (0, 0, {"amenity": "bank"})})
    path = tmp_path / "edited.osm"
    path.write_text(
        text.replace('<node id="1" version="1"', '<node id="1" version="1" visible="false"'), encoding="utf-8"
    )
    assert [node.osm_id for node in read_osm(path).nodes] == [2]


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(NoSuchFileError, match=r"nowhere\.osm is not there; expected an OpenStreetMap file"):
        read_osm(tmp_path / "nowhere.osm")


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(NoSuchFileError, match="is a folder"):
        read_osm(tmp_path)


def test_an_empty_map_is_told(tmp_path):
    path = tmp_path / "empty.osm"
    path.write_text(osm_text({}), encoding="utf-8")
    with pytest.raises(EmptyLayerError, match=r"empty\.osm holds no streets, buildings or places"):
        read_osm(path)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
@pytest.mark.parametrize("name", ["guixi.osm", "monaco.osm.gz", "helsinki.osm.pbf"])
def test_a_file_cut_off_anywhere_is_refused(real_file, tmp_path, name, share):
    whole = real_file(f"osm/{name}").read_bytes()
    path = tmp_path / name
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BrokenFileError, match=f"{name} is (damaged|a damaged)") as caught:
        read_osm(path)
    assert "\n" not in str(caught.value)


def test_a_gzip_file_damaged_inside_is_refused(real_file, tmp_path):
    content = bytearray(real_file("osm/monaco.osm.gz").read_bytes())
    content[40:60] = bytes(range(20))
    path = tmp_path / "damaged.osm.gz"
    path.write_bytes(content)
    with pytest.raises(BrokenFileError, match=r"damaged\.osm\.gz is a damaged gzip file"):
        read_osm(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 a zip",
        b"lon,lat\n1,2\n",
        b"<html><body>502 Bad Gateway</body></html>",
        b"<osm version='0.6'><node id='1' lat='1' lon='1'>",
        b"<osm version='0.6'><node id='one' lat='1' lon='1'/></osm>",
        b"<osm version='0.6'><node id='1' lat='north' lon='1'/></osm>",
        b"\x1f\x8bnot really gzip",
        b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7c" + b"\x00" * 40,
        b"\xff\xfe\x00",
        BOMB.encode(),
    ],
)
def test_what_is_no_openstreetmap_file_is_refused_in_one_sentence(tmp_path, content):
    path = tmp_path / "odd.osm"
    path.write_bytes(content)
    with pytest.raises((BrokenFileError, EmptyLayerError), match=r"odd\.osm") as caught:
        read_osm(path)
    assert "\n" not in str(caught.value)


def test_coordinates_off_the_globe_are_left_out_and_told(tmp_path):
    path = tmp_path / "far.osm"
    nodes = "<node id='1' lat='95' lon='10'/><node id='2' lat='1' lon='1'><tag k='amenity' v='bank'/></node>"
    path.write_text(f"<osm version='0.6'>{nodes}</osm>", encoding="utf-8")
    extract = read_osm(path)
    assert len(extract.node_ids) == 1
    assert extract.problems == ("1 nodes have no position on the globe and were left out.",)


@pytest.mark.parametrize("lat", ["1e300", "nan", "99999999999"])
def test_numbers_that_are_no_coordinates_are_refused(tmp_path, lat):
    path = tmp_path / "huge.osm"
    path.write_text(f"<osm version='0.6'><node id='1' lat='{lat}' lon='1'/></osm>", encoding="utf-8")
    with pytest.raises((BrokenFileError, EmptyLayerError), match=r"huge\.osm"):
        read_osm(path)
