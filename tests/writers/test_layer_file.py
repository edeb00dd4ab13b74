"""What cannot be written is refused in a sentence, and no file says WGS-84 of coordinates that are shifted."""

import io
import zipfile

import pyogrio
import pytest
from geopandas import GeoDataFrame
from openpyxl import load_workbook
from shapely import Point

from geo.crs import LONLAT
from geo.errors import MissingCrsError, SettingError, WrongValueError
from geo.writers import LAYER_FILE_FORMATS, PLACES, TargetPlace, layer_file


def _contents(form, content):
    """The files that a file consists of, by name."""
    if form not in ("shp", "xlsx"):
        return {"file": content}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("place", ["gcj02", "bd09"])
@pytest.mark.parametrize("form", LAYER_FILE_FORMATS)
def test_a_shifted_file_never_says_that_it_is_wgs84(form, place, town, tmp_path):
    content = layer_file(town({"地点": ["西园"]}, "areas"), form, name="设施", place=PLACES[place])
    files = _contents(form, content)
    assert not [name for name in files if name.endswith((".prj", ".qpj"))]
    word = PLACES[place].datum.encode()
    assert any(word in text for text in files.values())
    if form == "gpkg":  # every GeoPackage lists WGS-84 among the systems it knows; the layer must not be in it
        path = tmp_path / "town.gpkg"
        path.write_bytes(content)
        assert pyogrio.read_info(path)["crs"] is None
    else:
        text = b"".join(files.values()).upper()
        assert not [label for label in (b"WGS", b"4326", b"CRS84") if label in text]


@pytest.mark.parametrize("form", LAYER_FILE_FORMATS)
def test_what_a_zone_is_called_does_not_depend_on_the_format(form, town):
    layer = town({"地点": ["西园"]})
    if form == "kml":
        with pytest.raises(SettingError, match="never metres"):
            layer_file(layer, form, name="设施", place=PLACES["cgcs2000_zone"])
        return
    plain = _contents(form, layer_file(layer, form, name="设施", place=PLACES["cgcs2000_zone"]))
    assert any(b"EPSG:" in text for text in plain.values())


def test_a_prefix_stands_before_the_eastings(town):
    # 120.2 E lies in zone 40 of three degrees (40 x 3 = 120): eastings of 40,5xx,xxx m instead of 5xx,xxx m.
    layer = town({"地点": ["西园"]})
    with_prefix = layer_file(layer, "csv", name="设施", place=PLACES["cgcs2000_zone_with_prefix"]).decode("utf-8-sig")
    without = layer_file(layer, "csv", name="设施", place=PLACES["cgcs2000_zone"]).decode("utf-8-sig")
    assert with_prefix.split("\r\n")[1].split(",")[1].startswith("405")
    assert without.split("\r\n")[1].split(",")[1].startswith("5")


def test_no_cell_of_a_spreadsheet_is_a_formula(town):
    texts = ["=1+1", "+1", "-1", "@x", "=cmd|' /C calc'!A0", "＝1", "\t=1", "\n=1"]
    layer = town({"地点": list("abcdefgh"), "=HYPERLINK(1)": texts})
    notes = [("=1", "=1+1"), ("+来源", "@台账")]
    book = load_workbook(io.BytesIO(layer_file(layer, "xlsx", name="=设施", notes=notes)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert all(cell.quotePrefix for cell in cells if cell.row > 1 and str(cell.value)[0] in "=+-@＝\t\n")
    assert [row[1].value for row in book.worksheets[0].iter_rows(min_row=2)] == texts
    pages = _contents("xlsx", layer_file(layer, "xlsx", name="=设施", notes=notes))
    assert not [name for name, text in pages.items() if name.startswith("xl/worksheets") and b"<f" in text]


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"format": "dwg"}, '"dwg" is none of them'),
        ({"format": "csv", "encoding": "latin-1"}, '"latin-1" is neither'),
    ],
)
def test_what_cannot_be_written_is_said(how, told, town):
    with pytest.raises(SettingError, match=told):
        layer_file(town({"地点": ["西园"]}), name="设施", **how)


def test_a_layer_that_is_nowhere_is_not_written():
    with pytest.raises(MissingCrsError):
        layer_file(GeoDataFrame(geometry=[Point(1, 1)]), "csv", name="设施")


def test_a_zone_is_for_china_only():
    paris = GeoDataFrame(geometry=[Point(2.35, 48.85)], crs=LONLAT)
    with pytest.raises(WrongValueError):
        layer_file(paris, "csv", name="设施", place=PLACES["cgcs2000_zone"])


@pytest.mark.parametrize(
    "place",
    [{"datum": "Beijing-54"}, {"datum": "GCJ-02", "is_zoned": True}, {"datum": "CGCS2000", "has_prefix": True}],
)
def test_a_place_that_is_none_is_refused(place):
    with pytest.raises(SettingError):
        TargetPlace(**place)


@pytest.mark.parametrize("form", LAYER_FILE_FORMATS)
def test_a_layer_is_not_changed_by_being_written(form, town):
    layer = town({"地点": ["西园", None], "整数": [1, None]}, "mixed")
    before = layer.copy(deep=True)
    layer_file(layer, form, name="设施", place=PLACES["gcj02"])
    assert layer.equals(before)
    assert layer.crs == before.crs
