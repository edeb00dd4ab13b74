"""Every layer keeps its contract: index, columns, kinds of geometry; a sentence says what is missing."""

import numpy as np
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from shapely import LinearRing, LineString, MultiPolygon, Point, Polygon, box, linestrings

from geo import EmptyLayerError, MissingColumnError, WrongGeometryError, WrongValueError
from geo.layers import BARRIERS, BUILDINGS, COMMUNITIES, DEMAND, FACILITIES, GATES, LAYERS, SERVICES, STREETS

ZONE = "EPSG:4549"


def layer(*geometries, index=None, **columns):
    index = range(len(geometries)) if index is None else index
    return GeoDataFrame(columns, geometry=list(geometries), index=index, crs=ZONE)


@pytest.mark.parametrize("name", LAYERS)
def test_an_empty_layer_has_its_columns_and_keeps_its_contract(name):
    contract = LAYERS[name]
    empty = contract.empty(ZONE)
    assert (len(empty), empty.index.name) == (0, contract.index)
    assert {column.name for column in contract.columns} <= set(empty.columns)
    assert contract.check(empty).equals(empty)


def test_missing_columns_get_their_default():
    (row,) = FACILITIES.check(layer(Point(0, 0))).itertuples()
    assert (row.name, row.kind, row.hours) == ("", "unknown", "")
    assert np.isnan(row.capacity)


def test_holes_in_columns_get_their_default():
    gates = GATES.check(layer(Point(0, 0), Point(1, 1), is_open=[None, False], wait_s=[np.nan, 5.0]))
    assert gates["is_open"].to_list() == [True, False]
    assert gates["wait_s"].to_list() == [0, 5]


def test_columns_beyond_the_contract_are_kept():
    assert FACILITIES.check(layer(Point(0, 0), phone=["0593"]))["phone"].to_list() == ["0593"]


def test_the_layer_given_is_not_changed():
    given = layer(Point(0, 0), name=["a"])
    before = given.copy()
    FACILITIES.check(given)
    assert given.equals(before)


def test_an_id_column_becomes_the_index():
    checked = FACILITIES.check(layer(Point(0, 0), facility_id=["f1"]))
    assert (list(checked.index), checked.index.name) == (["f1"], "facility_id")


def test_checking_twice_is_checking_once():
    once = BUILDINGS.check(layer(box(0, 0, 9, 9), households=["12"], is_estimated=["是"]))
    assert BUILDINGS.check(once).equals(once)
    assert once["households"].to_list() == [12]
    assert once["is_estimated"].to_list() == [True]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("yes", True), ("TRUE", True), ("1", True), ("否", False), ("", False), (1, True), (0, False)],
)
def test_flags_are_understood(value, expected):
    assert GATES.check(layer(Point(0, 0), is_open=[value]))["is_open"].to_list() == [expected]


def test_a_column_that_must_be_there_is_named():
    with pytest.raises(MissingColumnError, match=r"The communities layer needs the column\(s\) name; it has geometry"):
        COMMUNITIES.check(layer(box(0, 0, 9, 9)))


def test_an_id_that_occurs_twice_is_named():
    with pytest.raises(WrongValueError, match="The facilities layer has the facility_id a twice"):
        FACILITIES.check(layer(Point(0, 0), Point(1, 1), index=["a", "a"]))


def test_a_number_that_is_none_is_named():
    with pytest.raises(WrongValueError, match="The column households of the buildings layer needs numbers"):
        BUILDINGS.check(layer(box(0, 0, 9, 9), households=["many"]))


def test_a_number_too_low_is_named():
    with pytest.raises(WrongValueError, match="wait_s of the gates layer must be at least 0; row g has -5"):
        GATES.check(layer(Point(0, 0), index=["g"], wait_s=[-5]))


@pytest.mark.parametrize(
    ("contract", "geometry", "kind"),
    [(FACILITIES, box(0, 0, 9, 9), "points"), (STREETS, Point(0, 0), "lines"), (BUILDINGS, Point(0, 0), "polygons")],
)
def test_geometries_of_another_kind_are_named(contract, geometry, kind):
    with pytest.raises(WrongGeometryError, match=f"The {contract.name} layer needs {kind}; the file has"):
        contract.check(layer(geometry))


def test_one_wrong_geometry_among_others_is_named():
    with pytest.raises(WrongGeometryError, match="The facilities layer needs points; row b is Polygon"):
        FACILITIES.check(layer(Point(0, 0), box(0, 0, 1, 1), index=["a", "b"]))


@pytest.mark.parametrize("geometry", [None, Point(), Point(np.inf, 0)])
def test_a_geometry_that_is_nowhere_is_refused(geometry):
    with pytest.raises(WrongGeometryError, match="needs points"):
        FACILITIES.check(layer(geometry))


def test_a_line_with_a_vertex_that_is_not_a_number_is_unusable():
    with np.errstate(invalid="ignore"):
        broken = linestrings([(0, 0), (5, np.nan), (9, 0)])
        lines = layer(broken, LineString([(0, 0), (1, 1)]))
        assert STREETS.wrong_geometry(lines).tolist() == [True, False]


def test_heights_may_be_missing():
    with np.errstate(invalid="ignore"):
        assert STREETS.wrong_geometry(layer(LineString([(0, 0, 1), (1, 1, np.nan)]))).tolist() == [False]


def test_closed_rings_become_lines():
    rings = layer(LinearRing([(0, 0), (9, 0), (9, 9)]), LineString([(0, 0), (1, 1)]))
    mended = BARRIERS.check(rings)
    assert mended.geom_type.to_list() == ["LineString", "LineString"]
    assert mended.length.to_list() == rings.length.to_list()
    assert mended.crs == ZONE
    assert rings.geom_type.to_list() == ["LinearRing", "LineString"]


def test_many_polygons_are_polygons():
    block = MultiPolygon([Polygon([(0, 0), (1, 0), (0, 1)])])
    assert len(BUILDINGS.check(layer(block))) == 1


def test_a_table_needs_no_geometry():
    offers = GeoDataFrame(pd.DataFrame({"facility_id": ["f"], "service": ["reading"]}, index=["s1"]))
    assert SERVICES.check(offers)["hours"].to_list() == [""]


def test_demand_counts_one_household_unless_it_says_otherwise():
    demand = DEMAND.check(layer(Point(0, 0), Point(1, 1)))
    assert demand["households"].to_list() == [1, 1]
    assert demand["people"].to_list() == [0, 0]


def test_the_error_is_a_value_error_too():
    with pytest.raises(ValueError, match="needs points"):
        FACILITIES.check(layer(box(0, 0, 9, 9)))
    assert issubclass(EmptyLayerError, ValueError)
