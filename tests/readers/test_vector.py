"""Vector files are what their names say, or are refused before they can do harm."""

import contextlib
import warnings
import zipfile

import pyogrio
import pytest
import shapely
from geopandas import GeoDataFrame

from geo.errors import BrokenFileError, EmptyLayerError, WrongCrsError, WrongGeometryError
from geo.readers.raw_files import raw_layer
from geo.readers.vector import declared_crs, read_vector

POINTS = GeoDataFrame(
    {"名称": ["西园", "桐北"]}, geometry=[shapely.Point(120.2, 27.3), shapely.Point(120.21, 27.31)], crs="OGC:CRS84"
)


@pytest.fixture
def written(tmp_path):
    """A function from a file name to a file of two points."""

    def write(name, rows=POINTS, **options):
        options |= {"driver": "KML"} if name.endswith(".kml") else {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the format cannot hold is the point of some tests
            pyogrio.write_dataframe(rows, tmp_path / name, **options)
        return tmp_path / name

    return write


@pytest.mark.parametrize("name", ["p.gpkg", "p.geojson", "p.fgb", "p.shp", "p.kml"])
def test_each_format_gives_the_same_rows(written, name):
    raw = raw_layer(written(name))
    assert raw.rows.index.tolist() == [1, 2]
    assert sorted(point.x for point in raw.rows.geometry) == [120.2, 120.21]
    assert raw.rows.crs.is_geographic


@pytest.mark.parametrize(
    ("encoding", "has_cpg"), [("GB18030", False), ("UTF-8", False), ("UTF-8", True), ("GBK", True)]
)
def test_a_shapefile_is_read_in_whatever_encoding_it_is(written, encoding, has_cpg):
    path = written("p.shp", encoding=encoding)
    if not has_cpg:
        path.with_suffix(".cpg").unlink(missing_ok=True)
    assert read_vector(path).rows["名称"].tolist() == ["西园", "桐北"]


def test_a_code_page_that_lies_is_found_out(written):
    path = written("p.shp", encoding="GB18030")
    path.with_suffix(".cpg").write_text("UTF-8", encoding="ascii")
    assert read_vector(path).rows["名称"].tolist() == ["西园", "桐北"]


def test_a_header_cut_off_in_mid_character_does_not_stop_the_file(written):
    path = written("p.shp", POINTS.rename(columns={"名称": "设施的名称"}), encoding="UTF-8")
    assert read_vector(path).rows.columns.tolist() == ["设施的", "geometry"]


@pytest.mark.parametrize("encoding", ["GB18030", "UTF-8"])
def test_a_zipped_shapefile_is_read(written, tmp_path, encoding):
    path = written("p.shp", encoding=encoding)
    with zipfile.ZipFile(tmp_path / "打包.zip", "w") as archive:
        for suffix in (".shp", ".shx", ".dbf", ".prj"):
            archive.write(path.with_suffix(suffix), f"数据/p{suffix}")
    raw = raw_layer(tmp_path / "打包.zip")
    assert raw.rows["名称"].tolist() == ["西园", "桐北"]
    assert raw.rows.crs is not None


def test_the_first_layer_with_shapes_is_read_and_the_others_named(written):
    path = written("many.gpkg", layer="centres")
    pyogrio.write_dataframe(POINTS.iloc[:1], path, layer="posts", append=True)
    raw = read_vector(path)
    assert (raw.layer, len(raw.rows)) == ("centres", 2)
    assert raw.reasons == ("many.gpkg holds the layers centres, posts; centres was read.",)
    assert len(read_vector(path, "posts").rows) == 1
    with pytest.raises(BrokenFileError, match="has no layer roads; it has centres, posts"):
        read_vector(path, "roads")


def test_a_table_without_shapes_is_no_layer(written):
    path = written("t.gpkg", POINTS[["名称"]])
    with pytest.raises(WrongGeometryError, match="is a table without shapes"):
        read_vector(path)


def test_an_empty_layer_is_told(written):
    with pytest.raises(EmptyLayerError, match=r"of e\.gpkg has no rows"):
        read_vector(written("e.gpkg", POINTS.iloc[:0], geometry_type="Point"))


VRT = (
    "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource>"
    "</OGRVRTLayer></OGRVRTDataSource>"
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.geojson", b""),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [{"type": "Feature"'),
        ("a.geojson", b'{"type": "Nothing"}'),
        ("a.geojson", b"[" * 100_000),
        ("a.geojson", VRT.encode()),
        ("a.geojson", b'{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline read http://x"}'),
        ("a.gpkg", b"SQLite format 3\x00" + b"\x00" * 100),
        ("a.gpkg", b"not a database"),
        ("a.shp", b"\x00\x00\x27\x0a" + b"\x00" * 96),
        ("a.fgb", b"fgb\x03fgb\x00" + b"\xff" * 50),
        ("a.kml", b"<kml><Document><Placemark>"),
        ("a.kml", VRT.encode()),
        ("a.zip", b"PK\x03\x04cut off"),
        ("a.vrt", VRT.encode()),
        ("a.dwg", b"AC1032"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused_in_one_sentence(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises((BrokenFileError, EmptyLayerError), match=name.replace(".", r"\.")) as caught:
        raw_layer(path)
    assert "\n" not in str(caught.value)


def test_the_words_of_a_pointer_in_a_cell_are_just_words(written):
    path = written("words.geojson", POINTS.assign(type="gdal_streamed_alg"))
    assert set(read_vector(path).rows["type"]) == {"gdal_streamed_alg"}


@pytest.mark.parametrize("name", ["p.gpkg", "p.geojson", "p.fgb", "p.shp"])
def test_a_file_cut_off_is_refused_or_gives_what_is_whole(written, name):
    path = written(name)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    with contextlib.suppress(BrokenFileError, EmptyLayerError):
        assert len(read_vector(path).rows) <= 2


def test_an_archive_without_a_layer_says_what_it_holds(tmp_path):
    with zipfile.ZipFile(tmp_path / "docs.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(BrokenFileError, match=r"docs\.zip holds no layer: .* found readme\.txt"):
        raw_layer(tmp_path / "docs.zip")


def test_an_archive_that_unpacks_to_a_mountain_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("geo.readers.archives._LARGEST_UNZIPPED_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", b"\x00" * 100_000)
    with pytest.raises(BrokenFileError, match="would unpack to more than"):
        raw_layer(tmp_path / "bomb.zip")


def test_a_declared_coordinate_system_must_exist():
    assert declared_crs("EPSG:4549").is_projected
    with pytest.raises(WrongCrsError, match='"北京54" is not a coordinate system'):
        declared_crs("北京54")
