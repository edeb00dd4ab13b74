"""Columns become plain values, and names become such that no two are the same."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from shapely import Point

from geo.writers.plain import PlainColumn, file_stem, kept_text, one_line, plain_columns, unique_names


def _column(values):
    table = pd.DataFrame({"a": pd.Series(values, dtype=object if isinstance(values, list) else None)})
    return plain_columns(GeoDataFrame(table, geometry=[Point(0, 0)] * len(table)))[0]


@pytest.mark.parametrize(
    ("values", "kind", "written"),
    [
        ([True, None], "flag", (True, None)),
        ([1, pd.NA], "count", (1, None)),
        ([1, 2.5], "number", (1.0, 2.5)),
        ([2**53 + 1, 0.5], "text", ("9007199254740993", "0.5")),  # no fraction holds all of its digits
        ([2**63, 1], "text", ("9223372036854775808", "1")),
        ([True, 1], "text", ("True", "1")),
        ([np.inf, 1.5, np.nan], "number", (None, 1.5, None)),
        ([dt.date(2026, 11, 23), pd.Timestamp("2026-11-23 08:30")], "text", ("2026-11-23", "2026-11-23T08:30:00")),
        ([["a", "b"], {"名": 1}], "text", ("a;b", '{"名": 1}')),
        (["a\r\nb\x00\ud800", None], "text", ("a\nb", None)),
        ([None, None], "text", (None, None)),
        (pd.Series([1, None], dtype="Int64"), "count", (1, None)),
        (pd.Series([None, None], dtype="boolean"), "flag", (None, None)),
        (pd.Series(pd.to_datetime(["2026-11-23", None])), "text", ("2026-11-23", None)),
        (pd.Series(pd.Categorical(["甲", None])), "text", ("甲", None)),
    ],
)
def test_a_column_has_the_kind_that_holds_all_its_values(values, kind, written):
    assert _column(values) == PlainColumn("a", kind, written)


def test_an_index_that_a_column_repeats_is_written_once():
    layer = GeoDataFrame({"id": ["a", "b"], "x": [1, 2]}, geometry=[Point(0, 0)] * 2).set_index("id", drop=False)
    assert [column.name for column in plain_columns(layer)] == ["id", "x"]


def test_an_index_of_another_meaning_is_written_beside_the_column():
    layer = GeoDataFrame({"id": ["a", "b"]}, geometry=[Point(0, 0)] * 2).rename_axis("id")
    assert [(c.name, c.values) for c in plain_columns(layer)] == [("id", (0, 1)), ("id_2", ("a", "b"))]


def test_a_column_called_geometry_is_numbered():
    layer = GeoDataFrame({"shape": [Point(0, 0)], "geometry": ["甲"]}, geometry="shape")
    assert [(c.name, c.values) for c in plain_columns(layer)] == [("geometry_2", ("甲",))]


def test_numbers_of_names_do_not_collide_with_names():
    assert unique_names(["a", "a_2", "a"]) == ["a", "a_2", "a_3"]
    assert unique_names(["a", "A"], str.casefold, taken=["a"]) == ["a_2", "A_3"]


def test_a_text_loses_only_what_files_refuse():
    assert kept_text("a\tb\r\nc\rd\x07\ufffe") == "a\tb\nc\nd"
    assert one_line(" a \n b ") == "a b"


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("../../etc/passwd", "etc_passwd"),
        ("CON", "_CON"),
        ("", "layer"),
        ("城市 设施", "城市_设施"),
        ("字" * 50, "字" * 20),
    ],
)
def test_a_file_is_called_so_that_it_leads_nowhere(name, stem):
    assert file_stem(name) == stem
