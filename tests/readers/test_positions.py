"""The columns that say where rows are, are found by header or content, and read whatever way they are written."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.readers.positions import positions


def table(**columns):
    """A table indexed by row number from 2, as below a header."""
    rows = pd.DataFrame(columns)
    return rows.set_axis(range(2, len(rows) + 2))


def places(found):
    return [None if point is None else (round(point.x, 6), round(point.y, 6)) for point in found.shapes]


@pytest.mark.parametrize(
    "headers",
    [
        ("经度", "纬度"), ("lon", "lat"), ("lng", "lat"), ("Longitude", "Latitude"), ("东经", "北纬"),
        ("经度(°)", "纬度(°)"), ("坐标_经度", "坐标_纬度"), ("經度", "緯度"), ("经度*", "纬度*"),
        ("WGS84_lng", "WGS84_lat"), ("X经度", "Y纬度"),
    ],
)  # fmt: skip
def test_a_pair_of_degrees_is_known_by_its_headers(headers):
    found = positions(table(**{headers[0]: [120.2, 120.21], "名称": ["西园", "桐北"], headers[1]: [27.3, 27.31]}))
    assert places(found) == [(120.2, 27.3), (120.21, 27.31)]
    assert (found.is_degrees, found.columns) == (True, headers)


@pytest.mark.parametrize(
    ("header", "datum"),
    [
        ("gcj_lon", "GCJ-02"), ("高德经度", ""), ("经度(百度)", "BD-09"), ("bd09_lng", "BD-09"),
        ("wgs84_lng", "WGS-84"), ("经度", ""),
    ],
)  # fmt: skip
def test_the_datum_that_a_header_names_is_declared(header, datum):
    lat = header.replace("lon", "lat").replace("lng", "lat").replace("经度", "纬度")
    found = positions(table(**{header: [120.2], lat: [27.3]}), *((header, lat) if header == "高德经度" else ()))
    assert found.datum == (datum or ("GCJ-02" if header == "高德经度" else ""))


def test_a_title_can_declare_the_datum():
    assert positions(table(经度=[120.2], 纬度=[27.3]), titles="坐标系:火星坐标").datum == "GCJ-02"


def test_of_several_pairs_the_true_one_is_read():
    found = positions(table(gcj_lng=[120.205], gcj_lat=[27.297], wgs_lng=[120.2], wgs_lat=[27.3]))
    assert found.columns == ("wgs_lng", "wgs_lat")


@pytest.mark.parametrize("header", ["坐标", "经纬度", "经度,纬度", "location", "lnglat", "坐标(经度,纬度)", "位置坐标"])
def test_one_column_may_hold_the_pair(header):
    found = positions(table(**{"名称": ["西园", "桐北"], header: ["120.2,27.3", "120.21，27.31"]}))
    assert places(found) == [(120.2, 27.3), (120.21, 27.31)]


def test_a_pair_that_writes_the_latitude_first_is_told():
    found = positions(table(坐标=["27.3,120.2", "27.31,120.21"]))
    assert places(found) == [(120.2, 27.3), (120.21, 27.31)]
    assert found.reasons == ("坐标 writes the latitude first; it was read so.",)


def test_shapes_as_text_are_read():
    found = positions(table(wkt=["POINT (120.2 27.3)", "POLYGON ((120 27, 121 27, 121 28, 120 27))", "junk"]))
    assert [None if shape is None else shape.geom_type for shape in found.shapes] == ["Point", "Polygon", None]
    assert [(note.row, note.fault.key, note.value) for note in found.notes] == [(4, "no_position", "junk")]


def test_swapped_columns_are_exchanged_and_told():
    found = positions(table(经度=[27.3, 27.31], 纬度=[120.2, 120.21]))
    assert places(found) == [(120.2, 27.3), (120.21, 27.31)]
    assert found.reasons == ("经度 holds latitudes and 纬度 longitudes; they were exchanged.",)


def test_one_swapped_row_is_exchanged_and_named():
    found = positions(table(经度=[120.2, 27.31, 120.22], 纬度=[27.3, 120.21, 27.32]))
    assert places(found) == [(120.2, 27.3), (120.21, 27.31), (120.22, 27.32)]
    assert [(note.row, note.fault.key) for note in found.notes] == [(3, "swapped")]


@pytest.mark.parametrize("scale", [10**6, 10**7])
def test_whole_numbers_of_small_parts_of_a_degree_are_read(scale):
    found = positions(table(经度=[int(120.2 * scale)], 纬度=[int(27.3 * scale)]))
    assert places(found) == [(120.2, 27.3)]
    assert "whole numbers" in found.reasons[0]


def test_metres_are_no_degrees():
    found = positions(table(X坐标=[3024491.9], Y坐标=[521425.2]))
    assert (found.is_degrees, places(found)) == (False, [(3024491.9, 521425.2)])


def test_positions_without_a_header_are_known_by_their_content():
    found = positions(table(a=["西园", "桐北"], b=[120.2011, 120.2101], c=[27.3021, 27.3104]))
    assert found.columns == ("b", "c")
    assert found.reasons[0].startswith("No header says where the rows are")


def test_shares_and_counts_are_no_positions():
    assert positions(table(名称=["西园"] * 3, 户数=[90, 100, 110], 老人=[20, 30, 40])) is None


def test_a_cell_that_is_no_position_leaves_the_row_without_a_shape_and_is_named():
    found = positions(table(经度=["120.2", "东经", None], 纬度=["27.3", "27.31", None]))
    assert places(found) == [(120.2, 27.3), None, None]
    assert [(note.row, note.value) for note in found.notes] == [(3, "东经, 27.31")]


def test_full_width_digits_and_degrees_with_minutes_are_read():
    found = positions(table(经度=["１２０．２", "120°12′36″"], 纬度=["２７．３", "27°18′36″"]))
    assert places(found) == [(120.2, 27.3), (120.21, 27.31)]


@given(
    st.lists(st.tuples(st.floats(74, 135), st.floats(4, 53)), min_size=1, max_size=20), st.permutations(["a", "b", "c"])
)
def test_the_order_of_columns_changes_nothing(pairs, order):
    lon, lat = np.array(pairs).T
    columns = {"a": ("经度", lon), "b": ("纬度", lat), "c": ("名称", ["x"] * len(pairs))}
    found = positions(table(**{columns[key][0]: columns[key][1] for key in order}))
    assert np.allclose(shapely.get_coordinates(found.shapes), np.array(pairs))
