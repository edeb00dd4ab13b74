"""Each fault of a layer is named; a bad row never stops the rest."""

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame

from geo.readers import read_layer
from geo.readers.mending import mend_shapes, name_cells

SQUARE = shapely.box(120.2, 27.3, 120.21, 27.31)


def layer(*shapes, crs="OGC:CRS84", **columns):
    """A layer of these shapes, numbered from 1."""
    return GeoDataFrame(columns, geometry=list(shapes), crs=crs, index=np.arange(1, len(shapes) + 1))


@pytest.fixture
def dirty(real_file):
    return read_layer(real_file("messy/dirty_polygons.geojson"))


@pytest.mark.parametrize(
    "sentence",
    [
        "row 1 (自相交) crosses itself and was mended; look at its outline.",
        "row 3 (重复A) repeats an earlier row and was refused.",
        "row 2 (重复A) and row 4 (重叠B) overlap by 54,833 m2; both were kept.",
        (
            "Between row 4 (重叠B) and row 5 (缝隙C) is a gap 4.9 m wide and 1,113 m long; "
            "close it if the two should touch."
        ),
        "row 6 (孔外飞地) has a hole with an island in it; it was kept, look whether that is meant.",
        "row 7 (零面积) has no area and was refused.",
        "row 8 (空) has no geometry and was refused.",
        'row 2 (重复A): 人口 says "1,234" and was read as 1234.',
        'row 5 (缝隙C): 人口 says "约1200人" and was read as 1200.',
    ],
)
def test_each_planted_fault_is_named(dirty, sentence):
    assert sentence in dirty[1].reasons


def test_the_usable_rows_of_a_dirty_file_are_kept(dirty):
    rows, report = dirty
    assert (report.rows_kept, report.rows_refused) == (5, 3)
    assert rows["名称"].tolist() == ["自相交", "重复A", "重叠B", "缝隙C", "孔外飞地"]
    assert rows["人口"].tolist() == [1200, 1234, 1234, 1200, 1234]
    assert rows.is_valid.all()


def test_the_bow_tie_keeps_both_its_wings(dirty):
    rows, _ = dirty
    assert shapely.area(rows.geometry[1]) == pytest.approx(2 * 0.02 * 0.01 / 2)


@pytest.mark.parametrize(
    "shape",
    [shapely.Point(200, 27), shapely.Point(120, 91), shapely.Point(np.inf, 27), shapely.Point(1e300, 0)],
)
def test_a_point_off_the_globe_is_refused_by_name(shape):
    mended = mend_shapes(layer(shape, shapely.Point(120, 27), name=["月亮", "福鼎"]))
    assert mended.reasons == (
        "row 1 (月亮) lies off the globe or has coordinates that are not numbers and was refused.",
    )
    assert mended.layer.index.tolist() == [2]


def test_metres_are_not_judged_as_degrees():
    assert len(mend_shapes(layer(shapely.Point(520_000, 3_020_000), crs="EPSG:4549")).layer) == 1


def test_a_line_of_no_length_is_refused():
    mended = mend_shapes(layer(shapely.LineString([(120, 27), (120, 27)]), shapely.LineString([(120, 27), (121, 27)])))
    assert mended.refused == (1,)


def test_two_different_points_in_one_place_are_both_kept():
    here = shapely.Point(120, 27)
    mended = mend_shapes(layer(here, here, here, name=["1号楼", "1号楼", "1号楼"], households=[30, 32, 30]))
    assert mended.refused == (3,)


def test_heights_are_left_away():
    assert not shapely.has_z(mend_shapes(layer(shapely.Point(120, 27, 8))).layer.geometry.to_numpy()).any()


def test_neighbours_that_touch_have_no_findings():
    assert mend_shapes(layer(SQUARE, shapely.box(120.21, 27.3, 120.22, 27.31))).reasons == ()


def test_houses_across_a_lane_are_no_gap():
    lane = 5 / 111_000
    houses = [shapely.box(120.2 + n * 0.0002, 27.3, 120.2 + n * 0.0002 + 0.0002 - lane, 27.3002) for n in range(5)]
    assert mend_shapes(layer(*houses)).reasons == ()


def test_many_like_faults_are_counted_not_listed():
    mended = mend_shapes(layer(*[None] * 60, SQUARE))
    assert len(mended.reasons) == 51
    assert mended.reasons[-1] == "10 more rows: each has no geometry and was refused."


def test_the_layer_given_is_not_modified():
    given = layer(shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]))
    before = given.copy()
    mend_shapes(given)
    assert given.equals(before)


def test_a_row_is_called_by_the_name_the_file_gives_it():
    assert name_cells(layer(SQUARE, SQUARE, 名称=["西园", None])).tolist() == ["西园", ""]
    assert name_cells(layer(SQUARE)).tolist() == [""]
