"""Grids larger than, equal to and smaller than compounds: the examples of requirement R020."""

from geopandas import GeoDataFrame
from shapely import box

from geo.grids.checks import compound_relations


def _layer(*shapes):
    return GeoDataFrame(geometry=list(shapes), crs="EPSG:4549")


def test_a_grid_of_five_hectares_with_compounds_of_two_and_one_point_eight_is_larger():
    compounds = _layer(box(0, 0, 100, 200), box(110, 0, 200, 200))
    assert compound_relations(_layer(box(0, 0, 250, 200)), compounds).to_list() == ["larger"]


def test_a_grid_of_two_point_one_hectares_around_a_compound_of_two_is_equal():
    # 2.0 / 2.1 = 0.952
    assert compound_relations(_layer(box(0, 0, 105, 200)), _layer(box(0, 0, 100, 200))).to_list() == ["equal"]


def test_three_grids_of_a_compound_of_nine_hectares_are_smaller():
    grids = _layer(*(box(x, 0, x + 100, 300) for x in (0, 100, 200)))
    assert compound_relations(grids, _layer(box(0, 0, 300, 300))).to_list() == ["smaller"] * 3


def test_anything_else_is_mixed_and_no_compound_is_none():
    grids = _layer(box(0, 0, 100, 100), box(100, 0, 200, 100), box(500, 0, 600, 100))
    compounds = _layer(box(50, 0, 150, 100))
    assert compound_relations(grids, compounds).to_list() == ["mixed", "mixed", "none"]
    assert compound_relations(grids, compounds.iloc[:0]).to_list() == ["none"] * 3
    assert compound_relations(grids.iloc[:0], compounds).to_list() == []
