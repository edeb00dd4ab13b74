"""What goes out in a file comes back from it: the shapes to a millimetre, and every attribute the format can hold."""

import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import EmptyLayerError
from geo.readers import read_layer
from geo.writers import LAYER_FILE_FORMATS, PLACES, layer_file
from geo.writers.plain import kept_text

ONE_MM = 0.001
#: The formats that make no difference between empty text and nothing.
EMPTY_IS_NOTHING = ("shp", "xlsx", "csv")
TABLES = ("xlsx", "csv")
#: Every format in every place and every encoding it has; KML holds no metres.
WAYS = [
    (form, place, encoding)
    for form in LAYER_FILE_FORMATS
    for place in PLACES
    for encoding in (("utf-8", "gb18030") if form in ("shp", "dxf", "csv") else ("utf-8",))
    if not (form == "kml" and PLACES[place].is_zoned)
]
COLUMNS = {
    "地点": ["西园食堂", "老年😀之家", "他说\"好\"，'行'", "一楼\n二楼, 三楼;\t四", "<b>&amp;\\U+4E00\\n", "%%c𠮷"],
    "编码": ["007", "010", "0", None, "1e5", "  两边有空 "],
    "公式": ["=1+1", "+1", "-1", "@x", "'=1", "''=1"],
    "长整数": [2**53 + 1, 10**14, -3, 0, 5, 6],
    "整数": [1, 70_000, -3, 0, None, 6],
    "小数": [0.1, 1e-300, -2.5, None, 1 / 3, 1e17],
    "是否": [True, False, False, True, False, True],
    "是否知道": [True, False, None, True, False, True],
    "datum": ["甲", "乙", "丙", "丁", "戊", "己"],
    "说明文字很长很长的列名甲": ["a", "b", "c", "d", "e", "f"],
    "说明文字很长很长的列名乙": ["g", "h", "i", "j", "k", "l"],
}


def expected(form, name, values):
    """What the docstring of `layer_file` promises of a column."""
    if form == "csv":
        return [v if v is None else str(v).lower() if isinstance(v, bool) else str(v) for v in values]
    if name == "长整数" and form == "kml":
        return [str(v) for v in values]  # over 32 bits the column becomes text
    if name == "长整数" and form == "xlsx":
        return [str(v) if abs(v) >= 10**15 else v for v in values]  # over 15 digits the cell does
    return values


@pytest.mark.parametrize(("form", "place", "encoding"), WAYS)
def test_everything_comes_back_from_every_format_in_every_place(
    form, place, encoding, town, there_and_back, cells_of, furthest_m
):
    layer = town(COLUMNS, "areas")
    rows, report = there_and_back(layer, form, place=PLACES[place], encoding=encoding, notes=[("来源", "街道台账")])
    assert furthest_m(layer, rows) < ONE_MM
    assert report.datum == {"gcj02": "GCJ-02", "bd09": "BD-09"}.get(place, "WGS-84")
    assert not report.blocked
    names = ["datum_2" if name == "datum" and form in TABLES else name for name in COLUMNS]
    added = ["cad_layer"] if form == "dxf" else []
    assert [*rows.columns] == [*names, *added, "geometry"]
    for name, column in zip(names, COLUMNS, strict=True):
        assert cells_of(rows[name], is_empty_nothing=form in EMPTY_IS_NOTHING) == expected(
            form, column, COLUMNS[column]
        )


@pytest.mark.parametrize("kind", ["points", "lines", "mixed"])
@pytest.mark.parametrize("form", [form for form in LAYER_FILE_FORMATS if form != "shp"])
@pytest.mark.parametrize("place", ["wgs84", "gcj02"])
def test_every_kind_of_shape_comes_back(form, kind, place, town, there_and_back, furthest_m):
    layer = town({"地点": list("abcdef")}, kind)
    rows, _ = there_and_back(layer, form, place=PLACES[place])
    assert furthest_m(layer, rows) < ONE_MM
    kinds = [shape.geom_type.removeprefix("Multi") for shape in layer.geometry]
    assert [shape.geom_type.removeprefix("Multi") for shape in rows.geometry] == kinds


def test_a_shapefile_for_each_kind_of_shape_together_holds_all_rows(town, tmp_path, furthest_m):
    layer = town({"地点": list("abcdef")}, "mixed")
    path = tmp_path / "town.zip"
    path.write_bytes(layer_file(layer, "shp", name="设施"))
    _, report = read_layer(path)
    # Rows 0 and 4 are points, 1 and 5 lines, 2 an area, 3 a multipoint.
    found = {name.removesuffix(".shp").rpartition("_")[2]: read_layer(path, layer=name)[0] for name in report.layers}
    assert {kind: rows["地点"].tolist() for kind, rows in found.items()} == {
        "points": ["a", "e"],
        "lines": ["b", "f"],
        "areas": ["c"],
        "multipoints": ["d"],
    }
    assert furthest_m(layer.iloc[[2]], found["areas"]) < ONE_MM


@pytest.mark.parametrize("form", LAYER_FILE_FORMATS)
def test_texts_of_ten_thousand_characters_come_back(form, town, there_and_back, cells_of):
    texts = ["字" * 10_000, "=" + "a" * 9_999, "😀" * 10_000, '"\n' * 40 + "'" * 300, "短"]
    rows, _ = there_and_back(town({"地点": list("abcde"), "长文": texts}), form)
    assert cells_of(rows["长文"]) == texts


@pytest.mark.parametrize("place", ["wgs84", "bd09", "cgcs2000_zone"])
@pytest.mark.parametrize("kind", ["points", "areas"])
@pytest.mark.parametrize("form", TABLES)
def test_columns_of_a_table_that_look_like_positions_move_nothing(
    form, kind, place, town, there_and_back, cells_of, furthest_m
):
    columns = {
        "lon": 1.5,
        "lat": 2.5,
        "经度": 100.5,
        "纬度": 30.5,
        "wgs84_lon": 101.5,
        "wgs84_lat": 31.5,
        "x": 5.5,
        "y": 6.5,
        "x_m": 7.5,
        "wkt": "POINT (1 1)",
        "坐标": "100.1234,30.1234",
        "geom": "POINT (2 2)",
    }
    layer = town({"地点": list("abcdef"), **{name: [value] * 6 for name, value in columns.items()}}, kind)
    rows, report = there_and_back(layer, form, place=PLACES[place])
    assert furthest_m(layer, rows) < ONE_MM
    names = [f"{name}_2" if name in ("lon", "lat", "x_m", "wkt") else name for name in columns]
    assert [*rows.columns] == ["地点", *names, "geometry"]
    assert [str(cells_of(rows[name])[0]) for name in names] == [str(value) for value in columns.values()]
    assert not report.rows_mended


@pytest.mark.parametrize("form", LAYER_FILE_FORMATS)
def test_names_of_columns_that_files_use_themselves_come_back(form, town, there_and_back, cells_of):
    names = ["id", "fid", "ogc_fid", "type", "name", "description", "shape", "row_number", "a,b", "=x", "1", "Name b"]
    layer = town({name: [f"{name} {row}" for row in "abc"] for name in names})
    layer = layer.rename_geometry("outline").assign(geometry=["一", "二", "三"])
    rows, _ = there_and_back(layer, form)
    assert {name: cells_of(rows[name])[0] for name in names} == {name: f"{name} a" for name in names}
    assert cells_of(rows["geometry_2"]) == ["一", "二", "三"]


@pytest.mark.parametrize("form", LAYER_FILE_FORMATS)
def test_names_that_differ_only_in_case_or_not_at_all_are_kept_apart(form, town, there_and_back, cells_of):
    layer = town({"code": ["a", "b"], "Code": ["c", "d"], "x": ["e", "f"]})
    layer.columns = ["code", "Code", "code", "geometry"]
    rows, _ = there_and_back(layer, form)
    values = [cells_of(rows[name]) for name in rows.columns if name not in ("cad_layer", "geometry")]
    assert values == [["a", "b"], ["c", "d"], ["e", "f"]]


@pytest.mark.parametrize("form", LAYER_FILE_FORMATS)
def test_a_file_that_came_back_goes_out_again_without_growing(form, town, there_and_back):
    once, _ = there_and_back(town(COLUMNS), form, place=PLACES["gcj02"], notes=[("来源", "台账")])
    twice, _ = there_and_back(once, form, place=PLACES["gcj02"], notes=[("来源", "台账")])
    assert [*twice.columns] == [*once.columns]


@pytest.mark.parametrize("form", LAYER_FILE_FORMATS)
def test_an_index_with_a_name_comes_out_as_a_column(form, town, there_and_back, cells_of):
    layer = town({"地点": ["西园", "桐北"]}).set_axis(["f-1", "f-2"]).rename_axis("facility_id")
    rows, _ = there_and_back(layer, form)
    assert cells_of(rows["facility_id"]) == ["f-1", "f-2"]


@pytest.mark.parametrize("form", LAYER_FILE_FORMATS)
def test_rows_without_a_shape_do_not_hide_where_the_others_are(form, town, there_and_back, furthest_m):
    layer = town({"地点": ["西园", "无处", "桐北"]})
    with_gap = layer.set_geometry([layer.geometry.iloc[0], None, layer.geometry.iloc[2]], crs=layer.crs)
    rows, report = there_and_back(with_gap, form, place=PLACES["gcj02"])
    assert rows["地点"].tolist() == ["西园", "桐北"]
    assert report.datum == "GCJ-02"
    assert furthest_m(layer.iloc[[0, 2]], rows) < ONE_MM


@pytest.mark.parametrize("form", LAYER_FILE_FORMATS)
def test_an_empty_layer_is_a_file_that_says_it_is_empty(form, town, there_and_back):
    with pytest.raises(EmptyLayerError):
        there_and_back(town({"地点": [], "编码": []}), form, place=PLACES["cgcs2000_zone"])


@pytest.mark.parametrize("form", LAYER_FILE_FORMATS)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    texts=st.lists(
        st.one_of(
            st.text(alphabet="=+-@＝＋'\"\n\t ,;|\\%&<中😀é_x", max_size=12),
            st.text(alphabet=st.characters(exclude_categories=("Nd", "Nl", "No")), max_size=12),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_is_typed_comes_back(form, texts, there_and_back, town, cells_of):
    rows, _ = there_and_back(
        town({"地点": [f"第{row}处" for row in "甲乙丙丁戊己"[: len(texts)]], "备注": texts}), form
    )
    wanted = [kept_text(text) for text in texts]
    nothing = ("",) if form in EMPTY_IS_NOTHING else ()
    found = cells_of(rows["备注"], is_empty_nothing=form in EMPTY_IS_NOTHING)
    assert found == [None if text in nothing else text for text in wanted]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    lon=st.floats(73.6, 134.9),
    lat=st.floats(18.2, 53.4),
    form=st.sampled_from(["geojson", "csv", "kml"]),
    place=st.sampled_from(["wgs84", "cgcs2000", "gcj02", "bd09"]),
)
def test_a_point_anywhere_in_china_comes_back_to_a_millimetre(lon, lat, form, place, there_and_back, town):
    layer = town({"地点": ["甲"]})
    layer = GeoDataFrame(layer[["地点"]], geometry=[shapely.Point(lon, lat)], crs=layer.crs)
    rows, _ = there_and_back(layer, form, place=PLACES[place])
    # A degree is at most 111.7 km, so a millimetre is 9e-9 degrees.
    assert rows.geometry.iloc[0].distance(layer.geometry.iloc[0]) < 9e-9
