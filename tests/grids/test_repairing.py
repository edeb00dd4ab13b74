"""Repair: what is given to whom, what stays to the bit, what is said beforehand, and every odd input."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from shapely import LineString, MultiPolygon, Point, Polygon, box

from geo.city import City
from geo.errors import CrsError, GridError
from geo.grids.checks import check_grids
from geo.grids.checks.seams import loose_ends
from geo.grids.repairing import plan_repair, repair_grids
from geo.layers import COMMUNITIES, GRIDS

F3_COMMUNITY = box(0, 0, 400, 300)


def _layer(*shapes, crs="EPSG:4549"):
    ids = [f"g{number}" for number in range(1, len(shapes) + 1)]
    return GeoDataFrame({"name": ids}, geometry=list(shapes), index=ids, crs=crs)


def _f3():
    """Oracle F3: a gap of 3 x 150 m between g3 and g4, and 2 x 2 m that g1 and g4 both have."""
    return _layer(
        box(0, 0, 200, 150),
        box(200, 0, 400, 150),
        box(0, 150, 195, 300),
        Polygon([(200, 150), (400, 150), (400, 300), (198, 300), (198, 148), (200, 148)]),
    )


def _require_seamless(grids, parent):
    shapes = grids.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    ends = loose_ends(shapes, np.zeros(len(shapes), dtype=int), np.array([parent], dtype=object))
    assert ends.is_seamless
    assert grids.area.sum() == pytest.approx(parent.area, abs=0.01)


def test_the_oracle_f3_is_repaired_and_the_grid_that_was_right_stays_the_same():
    grids = _f3()
    repaired = repair_grids(grids, F3_COMMUNITY)
    _require_seamless(repaired, F3_COMMUNITY)
    # g1 is smaller than g4, so it keeps the 4 m2. g3 and g4 share 150 m with the gap each; between equals who gives
    # way in overlaps gets the gap, the larger, so that the border is one drawn line: g4.
    assert repaired.area.to_list() == pytest.approx([30_000, 30_000, 29_250, 30_750])
    assert repaired.geometry["g2"] is grids.geometry["g2"]
    assert grids.area.sum() == 30_000 + 30_000 + 29_250 + 30_304  # the layer given is not modified


def test_what_was_repaired_needs_no_repair():
    repaired = repair_grids(_f3(), F3_COMMUNITY)
    plan = plan_repair(repaired, F3_COMMUNITY)
    assert plan.changed_ids == ()
    assert len(plan.pieces) == 0
    assert all(a is b for a, b in zip(plan.grids.geometry, repaired.geometry, strict=True))


def test_a_plan_says_which_land_moves_from_whom_to_whom():
    buildings = GeoDataFrame(
        {"households": [10, 20]}, geometry=gpd.points_from_xy([196.5, 199], [200, 149]), crs="EPSG:4549"
    )
    plan = plan_repair(_f3(), F3_COMMUNITY, buildings=buildings)
    told = plan.pieces[["kind", "from_ids", "to_id", "area_m2", "households"]].to_numpy().tolist()
    assert told == [["gap", (), "g4", 450.0, 10.0], ["overlap", ("g4",), "g1", pytest.approx(4), 20.0]]
    assert [sentence.zh for sentence in plan.pieces["sentence"]] == [
        "原无归属的 450 平方米划给g4。",
        "g1与g4重叠的 4 平方米只归g1。",
    ]
    assert plan.changed_ids == ("g1", "g4")  # g3 stays to the bit
    assert plan.emptied_ids == ()
    assert plan.sentences == ()


@pytest.mark.parametrize(("rule", "owner"), [("smaller", "g1"), ("larger", "g2"), ("earlier", "g1"), ("later", "g2")])
def test_an_overlap_goes_to_whom_the_rule_names(rule, owner):
    grids = _layer(box(0, 0, 60, 100), box(40, 0, 200, 100))
    repaired = repair_grids(grids, box(0, 0, 200, 100), overlaps=rule)
    _require_seamless(repaired, box(0, 0, 200, 100))
    assert repaired.area[owner] == grids.area[owner]


def test_a_gap_can_be_kept_and_then_is_the_only_land_left():
    plan = plan_repair(_f3(), F3_COMMUNITY, gaps="keep")
    assert plan.pieces.loc[plan.pieces["kind"] == "kept", "area_m2"].to_list() == [450]
    assert plan.grids.area.sum() == pytest.approx(120_000 - 450)
    narrow = repair_grids(_f3(), F3_COMMUNITY, gaps="narrow", tolerance_m=1)  # the gap is 3 m wide
    assert narrow.area.sum() == pytest.approx(120_000 - 450)
    wide = repair_grids(_f3(), F3_COMMUNITY, gaps="narrow", tolerance_m=4)
    _require_seamless(wide, F3_COMMUNITY)


def test_a_missing_place_goes_to_the_neighbour_with_the_longest_border_or_the_smallest():
    # The hole of 100 x 100 has 100 m with g1 and with g2, and 100 m with g3; g2 also has its lower side.
    parent = box(0, 0, 300, 200)
    grids = _layer(box(0, 100, 100, 200), Polygon([(0, 0), (300, 0), (300, 200), (200, 200), (200, 100), (0, 100)]))
    assert repair_grids(grids, parent).area.to_list() == [10_000, 50_000]
    assert repair_grids(grids, parent, gaps="smaller").area.to_list() == [20_000, 40_000]


def test_grids_drawn_like_bricks_get_the_mortar_around_them_and_no_more():
    truth = [box(x, y, x + 100, y + 100) for x in (0, 100, 200) for y in (0, 100, 200)]
    grids = _layer(*(shapely.buffer(shape, -0.5, join_style="mitre") for shape in truth))
    repaired = repair_grids(grids, box(0, 0, 300, 300))
    _require_seamless(repaired, box(0, 0, 300, 300))
    for true, found in zip(truth, repaired.geometry, strict=True):
        assert found.symmetric_difference(true).within(true.boundary.buffer(2.2))


def test_drawn_corners_stay_where_they_were():
    grids = _f3()
    drawn = {tuple(point) for point in shapely.get_coordinates(grids.geometry.to_numpy()).tolist()}
    new = {
        tuple(point)
        for point in shapely.get_coordinates(repair_grids(grids, F3_COMMUNITY).geometry.to_numpy()).tolist()
    } - drawn
    assert new == set()


def test_the_rim_that_neighbours_share_does_not_move():
    # The rim runs askew, so that no corner of a grid lies on it exactly.
    parent = Polygon([(0.13, 0.07), (400.31, 33.3), (380.77, 290.9), (-10.4, 250.6)])
    grids = _layer(box(-20, -20, 190, 320), box(191, -20, 420, 320))
    repaired = repair_grids(grids, parent)
    _require_seamless(repaired, parent)
    union = shapely.coverage_union_all(repaired.geometry.to_numpy())
    assert union.symmetric_difference(parent).area < 1e-6
    assert set(map(tuple, shapely.get_coordinates(parent).tolist())) <= set(
        map(tuple, shapely.get_coordinates(union).tolist())
    )


def test_a_lake_is_no_gap_and_an_island_grid_no_overlap():
    lake = box(120, 120, 180, 180)
    parent = box(0, 0, 300, 300).difference(lake)
    grids = _layer(box(0, 0, 301, 150), box(0, 149, 300, 300), box(40, 40, 60, 60))
    repaired = repair_grids(grids, parent)
    _require_seamless(repaired, parent)
    assert repaired.geometry["g3"].area == 400  # the smaller keeps what both have
    assert len(repaired.geometry["g1"].interiors) == 1


def test_a_grid_drawn_over_a_seamless_one_keeps_its_land_and_a_sloppy_edge_gives_way():
    parent = box(0, 0, 200, 100)
    grids = _layer(box(0, 0, 100, 100), box(100, 0, 200, 100), box(20, 20, 80, 80))
    assert repair_grids(grids, parent).area.to_list() == [6_400, 10_000, 3_600]
    sloppy = _layer(box(0, 0, 100, 50), box(0, 50, 100, 100), box(99.8, 0, 200, 100))
    assert repair_grids(sloppy, parent, overlaps="later").area.to_list() == pytest.approx([4_990, 4_990, 10_020])
    # g3 lies on g2 and runs 0.2 m into g1, which was seamless.
    over = _layer(box(0, 0, 100, 100), box(100, 0, 200, 100), box(99.8, 20, 160, 80))
    repaired = repair_grids(over, parent, overlaps="later")
    _require_seamless(repaired, parent)
    assert repaired.area.to_list() == pytest.approx([10_000, 6_400, 3_600])


def test_a_grid_of_two_real_parts_keeps_both_and_loses_its_crumbs():
    parent = box(0, 0, 300, 100)
    grids = _layer(
        MultiPolygon([box(0, 0, 100, 100), box(200, 0, 300, 100), box(150, 40, 150.4, 60)]), box(100, 0, 200, 100)
    )
    plan = plan_repair(grids, parent, overlaps="earlier")
    _require_seamless(plan.grids, parent)
    assert plan.grids.area.to_list() == pytest.approx([20_000, 10_000])


def test_a_grid_drawn_twice_gets_nothing_and_that_is_said():
    grids = _layer(box(0, 0, 100, 100), box(100, 0, 200, 100), box(100, 0, 200, 100))
    plan = plan_repair(grids, box(0, 0, 200, 100))
    assert plan.emptied_ids == ("g3",)
    assert plan.grids.geometry["g3"].is_empty
    assert "g3" in plan.sentences[0]
    assert "g3" in plan.sentences[0].zh
    _require_seamless(plan.grids.loc[["g1", "g2"]], box(0, 0, 200, 100))


def test_a_grid_outside_its_community_is_emptied_and_points_and_lines_are_no_land():
    square = box(0, 0, 100, 100)
    plan = plan_repair(_layer(square, box(200, 0, 300, 100), Point(1, 1), LineString([(0, 0), (9, 9)])), square)
    assert plan.emptied_ids == ("g2", "g3", "g4")
    assert plan.pieces["kind"].to_list() == ["outside"]
    assert plan.changed_ids == ("g2", "g3", "g4")


def test_missing_empty_and_crossed_shapes_are_met():
    bow_tie = Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    grids = _layer(bow_tie, box(100, 0, 200, 100), None, Polygon())
    plan = plan_repair(grids, box(0, 0, 200, 100))
    _require_seamless(plan.grids.loc[["g1", "g2"]], box(0, 0, 200, 100))
    assert plan.grids.area["g1"] == pytest.approx(10_000)
    assert plan.emptied_ids == ("g3", "g4")


def test_the_order_of_the_rows_changes_nothing():
    grids = _f3()
    there = repair_grids(grids, F3_COMMUNITY)
    back = repair_grids(grids[::-1], F3_COMMUNITY)[::-1]
    assert shapely.equals(there.geometry.to_numpy(), back.geometry.to_numpy()).all()


def test_each_community_is_repaired_within_its_own_border():
    city = City.demo()
    plan = plan_repair(city["grids"], city["communities"], buildings=city["buildings"])
    # The demo city has three gaps and one overlap on purpose.
    assert plan.pieces["kind"].value_counts().to_dict() == {"gap": 3, "overlap": 1}
    assert set(plan.changed_ids) == {"G02", "G14", "G17", "G38"}
    GRIDS.check(plan.grids)
    found = check_grids(plan.grids, city["communities"], city["buildings"])
    assert not found["rule"].isin(["GRID-GAP", "GRID-OVERLAP", "GRID-ORPHAN", "GRID-SEAM", "GRID-ACROSS"]).any()


def test_a_grid_in_no_community_stays_and_is_named():
    communities = COMMUNITIES.check(
        GeoDataFrame(
            {"name": ["a", "b"]},
            geometry=[box(0, 0, 10, 10), box(10, 0, 20, 10)],
            index=["a", "b"],
            crs="EPSG:4549",
        )
    )
    grids = _layer(box(0, 0, 10, 10), box(10, 0, 20, 10), box(90, 0, 99, 9))
    plan = plan_repair(grids, communities)
    assert plan.changed_ids == ()
    assert "g3" in plan.sentences[0]


def test_without_a_parent_borders_are_joined_and_the_outside_stays():
    # Two communities: 0.7 m apart below, overlapping above, open to the outside at both ends.
    left, right = box(0, 0, 100, 200), Polygon([(100.7, 0), (200, 0), (200, 200), (99.6, 200)])
    joined = repair_grids(_layer(left, right), None)
    union = shapely.coverage_union_all(joined.geometry.to_numpy())
    assert union.equals(box(0, 0, 200, 200))
    _require_seamless(joined, union)


def test_without_a_parent_a_wide_hole_is_a_lake_and_a_narrow_one_a_gap():
    ring = box(0, 0, 300, 300).difference(box(100, 100, 200, 200)).difference(box(10, 10, 10.5, 90))
    repaired = repair_grids(
        _layer(ring.intersection(box(0, 0, 150, 300)), ring.intersection(box(150, 0, 300, 300))), None
    )
    assert repaired.area.sum() == pytest.approx(90_000 - 10_000)


def test_no_grids_and_no_land_change_nothing():
    assert len(repair_grids(_layer(), F3_COMMUNITY)) == 0
    assert len(repair_grids(_layer(), None)) == 0
    assert plan_repair(_layer(None, Polygon()), None).emptied_ids == ("g1", "g2")
    nothing = plan_repair(_layer(None), F3_COMMUNITY)
    assert nothing.emptied_ids == ("g1",)


def test_wrong_rules_and_degrees_are_refused():
    with pytest.raises(GridError, match="tolerance") as caught:
        repair_grids(_f3(), F3_COMMUNITY, tolerance_m=-1)
    assert "容差" in caught.value.said_in("zh")
    with pytest.raises(GridError, match="choose one of"):
        repair_grids(_f3(), F3_COMMUNITY, overlaps="mine")
    with pytest.raises(CrsError):
        repair_grids(_f3().set_crs("EPSG:4326", allow_override=True), F3_COMMUNITY)
