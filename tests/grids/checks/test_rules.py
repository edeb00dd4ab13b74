"""Every rule finds what it is for, and only that; what lacks its data is listed as not checked."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from shapely import LineString, MultiPolygon, Point, Polygon, box

from geo.city import City
from geo.errors import CrsError, EmptyLayerError, GridError, WrongGeometryError
from geo.grids.checks import RULES, check_grids, rules_not_checked
from geo.grids.limits import GRID_LIMITS, LIMIT_SOURCES, GridLimits
from geo.grids.repairing import repair_grids

CRS = "EPSG:4549"
F3_COMMUNITY = box(0, 0, 400, 300)


def _grids(*shapes, **columns):
    ids = [f"g{number}" for number in range(1, len(shapes) + 1)]
    return GeoDataFrame({"name": "", **columns}, geometry=list(shapes), index=ids, crs=CRS)


def _homes(*places, households=1, **columns):
    ids = [f"b{number}" for number in range(1, len(places) + 1)]
    return GeoDataFrame(
        {"households": households, **columns}, geometry=[Point(place) for place in places], index=ids, crs=CRS
    )


def _f3():
    return _grids(
        box(0, 0, 200, 150),
        box(200, 0, 400, 150),
        box(0, 150, 195, 300),
        Polygon([(200, 150), (400, 150), (400, 300), (198, 300), (198, 148), (200, 148)]),
    )


def _found(findings, rule):
    return findings[findings["rule"] == rule]


def test_the_oracle_f3_has_one_gap_one_overlap_and_two_misplaced_buildings():
    homes = _homes((100, 75), (196.5, 200), (300, 200), (199, 149))
    findings = check_grids(_f3(), F3_COMMUNITY, homes)
    gap, overlap = _found(findings, "GRID-GAP"), _found(findings, "GRID-OVERLAP")
    assert gap["area_m2"].to_list() == [450]
    assert gap["grid_ids"].to_list() == [("g1", "g3", "g4")]
    assert overlap["area_m2"].to_list() == [4]
    assert overlap["grid_ids"].to_list() == [("g1", "g4")]
    orphans = _found(findings, "GRID-ORPHAN")
    assert orphans["grid_ids"].to_list() == [(), ("g1", "g4")]
    assert orphans["blocks_publishing"].all()
    assert findings["blocks_publishing"].sum() == 2
    assert not findings["rule"].isin(["GRID-SEAM", "GRID-ACROSS", "GRID-SLIVER", "GRID-PARTS"]).any()
    after = check_grids(repair_grids(_f3(), F3_COMMUNITY), F3_COMMUNITY, homes)
    assert set(after["rule"]) == {"GRID-SMALL"}


def test_every_sentence_is_said_in_both_languages_and_names_who_it_is_about():
    findings = check_grids(_f3(), F3_COMMUNITY, _homes((100, 75), (196.5, 200), (199, 149)))
    for sentence, ids in zip(findings["sentence"], findings["grid_ids"], strict=True):
        assert sentence.zh
        assert all(name in sentence and name in sentence.zh for name in ids)


def test_the_planted_faults_of_the_demo_city_are_found_and_no_others():
    city = City.demo()
    findings = check_grids(city["grids"], city["communities"], city["buildings"])
    counts = findings["rule"].value_counts()
    assert counts[["GRID-GAP", "GRID-OVERLAP", "GRID-ORPHAN"]].to_list() == [3, 1, 4]
    # 59 grids of 997 households each on average: every one is above 500.
    assert counts["GRID-LARGE"] == 59
    assert "GRID-SEAM" not in counts


def test_a_dwelling_on_the_border_of_two_grids_is_in_one():
    grids = _grids(box(0, 0, 10, 10), box(10, 0, 20, 10))
    homes = _homes((10, 5), (5, 5), (10, 10))
    assert not len(_found(check_grids(grids, box(0, 0, 20, 10), homes), "GRID-ORPHAN"))


def test_a_dwelling_outside_the_community_is_an_orphan_that_no_repair_helps():
    homes = _homes((50, 50), grid_id="g1")
    found = _found(check_grids(_grids(box(0, 0, 10, 10)), box(0, 0, 10, 10), homes), "GRID-ORPHAN")
    assert found["is_repairable"].to_list() == [False]


def test_the_dwellings_of_other_communities_are_not_asked_for():
    city = City.demo()
    alone = city["grids"][city["grids"]["community_id"] == "C02"]
    findings = check_grids(alone, city["communities"].loc[["C02"]], city["buildings"])
    assert not len(_found(findings, "GRID-ORPHAN"))
    assert set(findings["community_id"]) == {"C02"}


def test_borders_that_miss_each_other_by_a_hair_are_told_once():
    grids = _grids(box(0, 0, 100, 100), Polygon([(100, 0), (200, 0), (200, 100), (100, 100), (100.000001, 50)]))
    findings = check_grids(grids, box(0, 0, 200, 100))
    assert findings["rule"].to_list() == ["GRID-SEAM"]
    assert findings["grid_ids"].to_list() == [("g1", "g2")]
    assert findings["is_repairable"].all()
    assert not len(check_grids(repair_grids(grids, box(0, 0, 200, 100)), box(0, 0, 200, 100)))


def test_a_sliver_is_told_by_its_area_or_its_mean_width():
    # 200 x 0.9 m: 180 m2, and 2 x 180 / 401.8 = 0.90 m wide; 9 x 9 m: 81 m2.
    grids = _grids(box(0, 0, 200, 0.9), box(0, 0.9, 200, 100), box(0, 100, 9, 109))
    found = _found(check_grids(grids, shapely.union_all(grids.geometry)), "GRID-SLIVER")
    assert found["grid_ids"].to_list() == [("g1",), ("g3",)]
    assert "0.90 m" in found["sentence"].iloc[0]


def test_land_outside_the_community_is_told_and_safe_to_cut_where_nobody_lives():
    grids = _grids(box(0, 0, 110, 100))
    parent = box(0, 0, 100, 100)
    found = _found(check_grids(grids, parent), "GRID-ACROSS")
    assert found["area_m2"].to_list() == [1000]
    assert found["is_repairable"].all()
    assert not _found(check_grids(grids, parent, _homes((105, 50))), "GRID-ACROSS")["is_repairable"].any()


def test_a_grid_over_the_border_of_two_communities_is_told_for_its_own():
    communities = GeoDataFrame(geometry=[box(0, 0, 100, 100), box(100, 0, 200, 100)], index=["a", "b"], crs=CRS)
    grids = _grids(box(0, 0, 120, 100), box(120, 0, 200, 100), community_id=["a", "b"])
    findings = check_grids(grids, communities)
    assert _found(findings, "GRID-ACROSS")[["community_id", "area_m2"]].to_numpy().tolist() == [["a", 2000]]
    assert _found(findings, "GRID-GAP")[["community_id", "area_m2"]].to_numpy().tolist() == [["b", 2000]]


def test_a_grid_without_a_community_is_judged_where_most_of_it_lies():
    communities = GeoDataFrame(geometry=[box(0, 0, 100, 100), box(100, 0, 200, 100)], index=["a", "b"], crs=CRS)
    grids = _grids(box(0, 0, 100, 100), box(100, 0, 200, 100), community_id=["", None])
    assert not len(check_grids(grids, communities))


@pytest.mark.parametrize(
    ("barrier", "is_cut"),
    [
        (LineString([(100, -10), (100, 110)]), True),
        (LineString([(100, -10), (100, 50)]), False),  # ends inside: one can walk around
        (LineString([(2, -10), (2, 110)]), False),  # along the border: what it cuts off is 2 m wide
        (LineString([(180, -10), (180, 110)]), False),  # nobody lives beyond
    ],
)
def test_a_barrier_cuts_a_grid_if_dwellings_lie_on_both_sides(barrier, is_cut):
    grids, parent = _grids(box(0, 0, 200, 100)), box(0, 0, 200, 100)
    homes = _homes((50, 50), (150, 50), (1, 50), households=[30, 20, 5])
    for layer in (
        {"barriers": GeoDataFrame({"kind": ["river"]}, geometry=[barrier], crs=CRS)},
        {"railways": GeoDataFrame({"kind": ["rail"]}, geometry=[barrier], crs=CRS)},
        {"streets": GeoDataFrame({"highway": ["primary"], "is_tunnel": False}, geometry=[barrier], crs=CRS)},
        {"landcover": GeoDataFrame({"kind": ["river"]}, geometry=[barrier.buffer(1, cap_style="flat")], crs=CRS)},
    ):
        found = _found(check_grids(grids, parent, homes, **layer), "GRID-CUT")
        assert len(found) == is_cut
        assert not is_cut or found["size"].iloc[0] == 20


def test_walls_side_streets_and_tunnels_cut_nothing():
    grids, line = _grids(box(0, 0, 200, 100)), LineString([(100, -10), (100, 110)])
    findings = check_grids(
        grids,
        box(0, 0, 200, 100),
        barriers=GeoDataFrame({"kind": ["wall"]}, geometry=[line], crs=CRS),
        streets=GeoDataFrame({"highway": ["residential", "primary"], "is_tunnel": [False, True]}, geometry=[line] * 2),
    )
    assert not len(findings)


def test_a_compound_cut_in_two_is_told_unless_its_grids_lie_within_it():
    grids = _grids(box(0, 0, 100, 100), box(100, 0, 200, 100))
    parent = box(0, 0, 200, 100)

    def cut(shape):
        compounds = GeoDataFrame({"name": ["园"]}, geometry=[shape], crs=CRS)
        return _found(check_grids(grids, parent, compounds=compounds), "GRID-COMPOUND")

    assert cut(box(60, 0, 140, 50))["grid_ids"].to_list() == [("g1", "g2")]
    assert not len(cut(box(20, 0, 104, 50)))  # 95 % in one grid
    assert not len(cut(parent))  # both grids are parts of one large compound: 网格小于小区


def test_a_grid_in_two_parts_is_told_and_one_that_touches_at_a_corner_is_two():
    grids = _grids(MultiPolygon([box(0, 0, 50, 50), box(50, 50, 100, 100)]), box(50, 0, 100, 50), box(0, 50, 50, 100))
    findings = check_grids(grids, box(0, 0, 100, 100))
    assert _found(findings, "GRID-PARTS")["grid_ids"].to_list() == [("g1",)]
    assert _found(findings, "GRID-PARTS")["size"].to_list() == [2]


def test_size_is_told_by_households_then_people_and_special_grids_may_be_empty():
    grids = _grids(*(box(x, 0, x + 100, 100) for x in range(0, 500, 100)), grid_kind=["basic"] * 4 + ["special"])
    homes = _homes(*((x, 50) for x in (50, 150, 250, 350)), households=[501, 500, 199, 300], people=[10, 10, 10, 1501])
    findings = check_grids(grids, box(0, 0, 500, 100), homes)
    assert _found(findings, "GRID-LARGE")[["grid_ids", "size", "size_unit"]].to_numpy().tolist() == [
        [("g4",), 1501, "people"],
        [("g1",), 501, "households"],
    ]
    assert _found(findings, "GRID-SMALL")["grid_ids"].to_list() == [("g3",)]


def test_length_is_measured_between_dwellings_where_they_are_known():
    grids, parent = _grids(box(0, 0, 700, 300)), box(0, 0, 700, 300)
    across = _found(check_grids(grids, parent), "GRID-LONG")
    assert across["size"].to_list() == pytest.approx([np.hypot(700, 300)])
    assert not len(_found(check_grids(grids, parent, _homes((10, 10), (600, 10))), "GRID-LONG"))
    assert _found(check_grids(grids, parent, _homes((10, 10), (611, 10))), "GRID-LONG")["size"].to_list() == [601]


def test_a_long_grid_is_ragged_and_a_rectangle_of_three_to_four_is_not():
    # 4 pi x 30,000 / 700^2 = 0.769; 4 pi x 12,000 / 1,240^2 = 0.098
    assert not len(check_grids(_grids(box(0, 0, 200, 150)), box(0, 0, 200, 150)))
    found = check_grids(_grids(box(0, 0, 590, 20)), box(0, 0, 590, 20))
    assert found["rule"].to_list() == ["GRID-SHAPE"]
    assert found["size"].to_list() == pytest.approx([4 * np.pi * 590 * 20 / 1220**2])


def test_heads_and_workers_are_asked_for_where_anybody_wrote_them_down():
    shapes, parent = (box(0, 0, 100, 100), box(100, 0, 200, 100)), box(0, 0, 200, 100)
    homes = _homes((50, 50), (150, 50), households=[640, 400])
    grids = _grids(*shapes, grid_head=["有", ""], grid_workers=[1, 1])
    findings = check_grids(grids, parent, homes)
    assert _found(findings, "GRID-NO-HEAD")["grid_ids"].to_list() == [("g2",)]
    assert _found(findings, "GRID-WORKLOAD")["size"].to_list() == [640]
    nobody = rules_not_checked(_grids(*shapes, grid_head=["", ""]), parent, homes)
    assert {"GRID-NO-HEAD", "GRID-WORKLOAD"} <= set(nobody["rule"])


def test_a_dwelling_registered_in_another_grid_is_told_by_pairs():
    grids, parent = _grids(box(0, 0, 100, 100), box(100, 0, 200, 100)), box(0, 0, 200, 100)
    homes = _homes((50, 50), (60, 50), (150, 50), households=[10, 20, 5], grid_id=["g2", "g2", "g2"])
    found = _found(check_grids(grids, parent, homes), "GRID-REGISTER")
    assert found[["grid_ids", "size"]].to_numpy().tolist() == [[("g1", "g2"), 30]]


def test_without_dates_nothing_is_said_of_them_and_with_some_the_missing_ones_are_told():
    shapes, parent = (box(0, 0, 100, 100), box(100, 0, 200, 100)), box(0, 0, 200, 100)
    assert "GRID-NO-DATE" in set(rules_not_checked(_grids(*shapes), parent)["rule"])
    found = check_grids(_grids(*shapes, valid_from=["2026-01-01", None]), parent)
    assert found["grid_ids"].to_list() == [("g2",)]


def test_missing_crossed_and_doubled_shapes_are_findings():
    bow_tie = Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    grids = _grids(bow_tie, None, Polygon(), box(100, 0, 200, 100), box(100, 0, 200, 100))
    findings = check_grids(grids, box(0, 0, 200, 100), _homes((50, 20)))
    assert _found(findings, "GRID-BROKEN")["grid_ids"].to_list() == [("g1",), ("g2",), ("g3",)]
    assert "twice" in _found(findings, "GRID-OVERLAP")["sentence"].iloc[0]


def test_without_layers_their_rules_are_listed_with_the_reason():
    listed = rules_not_checked(_grids(box(0, 0, 100, 100)), box(0, 0, 100, 100)).set_index("rule")["sentence"]
    assert set(listed.index) == {
        "GRID-ORPHAN", "GRID-CUT", "GRID-COMPOUND", "GRID-NO-HEAD", "GRID-WORKLOAD", "GRID-LARGE", "GRID-SMALL",
        "GRID-REGISTER", "GRID-NO-DATE",
    }  # fmt: skip
    assert all(sentence.zh for sentence in listed)
    assert "no buildings" in listed["GRID-ORPHAN"]


def test_buildings_without_counts_are_dwellings_but_say_nothing_of_size():
    grids, parent = _grids(box(0, 0, 100, 100)), box(0, 0, 200, 100)
    homes = GeoDataFrame(geometry=gpd.points_from_xy([50, 150], [50, 50]), crs=CRS)
    findings = check_grids(grids, parent, homes)
    assert len(_found(findings, "GRID-ORPHAN")) == 1
    assert "GRID-SMALL" in set(rules_not_checked(grids, parent, homes)["rule"])


def test_no_grids_give_no_finding_and_layers_in_degrees_are_met():
    assert len(check_grids(_grids(), box(0, 0, 1, 1))) == 0
    grids = _grids(box(500_000, 3_000_000, 500_200, 3_000_150))
    parent = grids.to_crs("EPSG:4490")
    assert not _found(check_grids(grids, parent), "GRID-GAP")["area_m2"].gt(0.1).any()
    with pytest.raises(CrsError):
        check_grids(grids.to_crs("EPSG:4326"), parent)


def test_a_parent_without_land_is_refused():
    with pytest.raises(EmptyLayerError, match="communities"):
        check_grids(_grids(box(0, 0, 1, 1)), _grids())
    with pytest.raises(WrongGeometryError, match="polygon"):
        check_grids(_grids(box(0, 0, 1, 1)), GeoDataFrame(geometry=[Point(0, 0)], crs=CRS))


def test_the_rules_have_names_of_their_own_and_both_languages():
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.title.zh for rule in RULES)
    assert [rule.name for rule in RULES if rule.blocks_publishing] == ["GRID-ORPHAN"]


def test_every_limit_and_preset_has_a_source_and_presets_can_be_edited():
    fields = set(GridLimits.__slots__) - {"least_households", "target_households", "most_households"}
    assert fields | set(GRID_LIMITS) == set(LIMIT_SOURCES)
    assert all(source.source.zh and source.certainty for source in LIMIT_SOURCES.values())
    with pytest.raises(GridError, match="in this order"):
        GridLimits(least_households=400)
