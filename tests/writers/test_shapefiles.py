"""A Shapefile holds little; what does not fit lies beside it, and is put back only where it belongs."""

import io
import struct
import zipfile

import pytest

from geo.errors import SettingError
from geo.readers import read_layer
from geo.writers import PLACES, layer_file
from geo.writers.dbf import dbf_fields
from geo.writers.plain import PlainColumn


def _text(name):
    return PlainColumn(name, "text", ("a",))


def _files(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(tmp_path, files):
    path = tmp_path / "town.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("encoding", "short"),
    [
        # Ten bytes hold three characters of three bytes, or five of two; the number of the second takes two of them.
        ("utf-8", ["很长的", "很长_2", "a_b", "A_B_2"]),
        ("gb18030", ["很长的列名", "很长的列_2", "a_b", "A_B_2"]),
    ],
)
def test_every_column_has_a_short_name_of_whole_characters_of_its_own(encoding, short):
    fields = dbf_fields([_text("很长的列名甲"), _text("很长的列名乙"), _text("a b"), _text("A-B")], encoding)
    assert [field.short_name for field in fields] == short
    assert all(len(field.short_name.encode(encoding)) <= 10 for field in fields)


@pytest.mark.parametrize(
    ("values", "kind"),
    [((10**17,), "count"), ((10**18,), "text"), ((10**14, None), "count"), ((10**15, None), "text")],
)
def test_a_whole_number_that_would_lose_digits_becomes_text(values, kind):
    assert dbf_fields([PlainColumn("长", "count", values)], "utf-8")[0].column.kind == kind


def test_flags_and_whole_numbers_with_gaps_come_back_as_such(town, there_and_back):
    rows, _ = there_and_back(town({"是否": [True, None, False], "整数": [1, None, 3]}), "shp")
    assert {name: str(rows[name].dtype) for name in ("是否", "整数")} == {"是否": "boolean", "整数": "Int64"}


def test_a_text_is_never_cut_within_a_character(town):
    # 254 bytes are 84 characters of three bytes and two bytes more.
    files = _files(layer_file(town({"文": ["字" * 100]}), "shp", name="设施"))
    dbf = files["设施.dbf"]
    assert struct.unpack_from("<H", dbf, 10)[0] == 1 + 84 * 3
    assert dbf.count("字".encode()) == 84


def test_more_columns_than_a_shapefile_holds_are_refused(town):
    with pytest.raises(SettingError, match="255 columns"):
        layer_file(town({f"c{n}": ["a"] for n in range(256)}), "shp", name="设施")


def test_a_file_in_gbk_says_so_and_one_beyond_gbk_says_gb18030(town):
    plain = _files(layer_file(town({"名": ["西园"]}), "shp", name="设施", encoding="gb18030"))
    beyond = _files(layer_file(town({"名": ["西园😀"]}), "shp", name="设施", encoding="gb18030"))
    assert (plain["设施.cpg"], beyond["设施.cpg"]) == (b"GBK", b"GB18030")


def test_a_name_of_a_layer_leads_nowhere(town):
    files = _files(layer_file(town({"名": ["西园"]}), "shp", name="../../x"))
    assert {name for name in files if "/" in name or ".." in name} == set()


def test_a_cell_that_was_changed_since_keeps_the_change(town, tmp_path, cells_of):
    files = _files(layer_file(town({"文": ["甲" * 300, "乙" * 300, "丙"]}), "shp", name="设施"))
    files["设施.dbf"] = files["设施.dbf"].replace("乙".encode(), "丁".encode())
    rows, _ = read_layer(_zipped(tmp_path, files))
    assert cells_of(rows["文"]) == ["甲" * 300, "丁" * 84, "丙"]


def test_a_system_given_since_wins_over_the_word_beside(town, tmp_path, furthest_m):
    layer = town({"名": ["西园"]})
    zoned = _files(layer_file(layer, "shp", name="设施", place=PLACES["cgcs2000_zone"]))
    zoned["datum.txt"] = b"CGCS2000"
    rows, _ = read_layer(_zipped(tmp_path, zoned))
    assert rows.crs.is_projected
    assert furthest_m(layer, rows) < 0.001
