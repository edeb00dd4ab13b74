"""HIER-01 finds what reaches out of its parent, HIER-02 what siblings share or leave empty, to the square metre."""

from itertools import pairwise

import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city import City
from geo.hierarchy import DEFAULT_HIERARCHY, renamed, with_hierarchy
from geo.intake.hierarchy_checks import child_findings, hierarchy_findings


def layer(index, rows):
    ids = pd.Index(list(rows), name=index, dtype=object)
    table = pd.DataFrame({"name": [name for name, _, _ in rows.values()]}, index=ids)
    if index == "grid_id":
        table["community_id"] = [parent for _, parent, _ in rows.values()]
    shapes = [shapely.affinity.translate(shape, 500_000, 3_000_000) if shape else None for *_, shape in rows.values()]
    return GeoDataFrame(table, geometry=shapes, crs="EPSG:4549")


COMMUNITY = layer("community_id", {"C1": ("西园社区", "", shapely.box(0, 0, 400, 300))})
G1, G2, G3 = shapely.box(0, 0, 200, 150), shapely.box(200, 0, 400, 150), shapely.box(0, 150, 195, 300)
#: Oracle F3: the fourth grid begins 2 m low and 2 m to the west, where it overlaps g1 and leaves a gap of 3 m to g3.
G4 = shapely.Polygon([(200, 150), (400, 150), (400, 300), (198, 300), (198, 148), (200, 148)])


def grids(**shapes):
    return layer("grid_id", {name: ("", "C1", shape) for name, shape in shapes.items()})


def told(findings):
    columns = ["rule", "child_id", "other_id", "parent_id"]
    return [(*row[:4], pytest.approx(row[4])) for row in findings[[*columns, "area_m2"]].to_numpy().tolist()]


def test_oracle_f3_has_one_gap_of_450_and_one_overlap_of_4_square_metres():
    findings = child_findings(grids(g1=G1, g2=G2, g3=G3, g4=G4), COMMUNITY, level="community")
    assert told(findings) == [("HIER-02", "g1", "g4", "C1", 4.0), ("HIER-02", "", "", "C1", 450.0)]
    assert findings.geometry.area.tolist() == pytest.approx([4.0, 450.0])
    assert [str(sentence) for sentence in findings["sentence"]] == [
        "g1 and g4 in 西园社区 (C1) overlap by 4.0 m2; give the piece to one of them.",
        "450 m2 of 西园社区 (C1) lie in none of its areas; give the piece to a neighbour.",
    ]
    assert [sentence.zh for sentence in findings["sentence"]] == [
        "西园社区 (C1)内，g1与g4重叠 4.0 平方米，请划归其中之一。",
        "西园社区 (C1)有 450 平方米未划入任何下级区域，请划归相邻区域。",
    ]


def test_what_reaches_out_of_its_parent_is_found_with_the_piece():
    # 20 m beyond the northern border over 400 m: 8,000 m2.
    findings = child_findings(grids(g1=shapely.box(0, 0, 400, 320)), COMMUNITY, level="community")
    assert told(findings) == [("HIER-01", "g1", "", "C1", 8000.0)]
    assert findings["sentence"][0] == "g1 reaches 8,000 m2 beyond 西园社区 (C1); correct its border or its parent."
    assert findings["sentence"][0].zh == "g1有 8,000 平方米在西园社区 (C1)之外，请改边界或改隶属关系。"
    assert findings.geometry[0].equals(shapely.box(500_000, 3_000_300, 500_400, 3_000_320))


@pytest.mark.parametrize("parent", ["", "C9"])
def test_a_child_without_a_parent_is_found_whole(parent):
    rows = layer("grid_id", {"g1": ("甲网格", "C1", shapely.box(0, 0, 400, 300)), "g2": ("乙网格", parent, G1)})
    findings = child_findings(rows, COMMUNITY, level="community")
    assert told(findings) == [("HIER-01", "g2", "", "", 30_000.0)]
    assert findings["sentence"][0] == "乙网格 (g2) belongs to no community; link it to one."
    assert findings["sentence"][0].zh == "乙网格 (g2)没有所属社区，请建立隶属关系。"


def test_a_layer_that_knows_no_parents_is_all_without():
    rows = grids(g1=G1).drop(columns="community_id")
    assert [row[0] for row in told(child_findings(rows, COMMUNITY, level="community"))] == ["HIER-01", "HIER-02"]


def test_a_parent_without_children_is_one_gap():
    assert told(child_findings(grids(g1=G1)[:0], COMMUNITY, level="community")) == [
        ("HIER-02", "", "", "C1", 120_000.0)
    ]


def test_areas_that_need_not_tile_have_no_gaps():
    assert len(child_findings(grids(g1=G1), COMMUNITY, level="community", must_tile=False)) == 0


@pytest.mark.parametrize(("width_m", "count"), [(0.0024, 0), (0.0026, 1)])
def test_up_to_one_square_metre_is_rounding(width_m, count):
    # A strip along the whole eastern border, `width_m` x 400 m: 0.96 and 1.04 m2.
    cut = shapely.box(0, 0, 400, 300 - width_m)
    beyond = shapely.box(0, 0, 400, 300 + width_m)
    assert len(child_findings(grids(g1=cut), COMMUNITY, level="community")) == count
    assert len(child_findings(grids(g1=beyond), COMMUNITY, level="community")) == count


def test_special_grids_and_residential_ones_tile_together():
    # R011: a market cut out of a residential grid; the union is the community.
    market = shapely.box(100, 100, 150, 150)
    whole = shapely.box(0, 0, 400, 300)
    assert len(child_findings(grids(g1=whole - market, g2=market), COMMUNITY, level="community")) == 0
    assert told(child_findings(grids(g1=whole, g2=market), COMMUNITY, level="community")) == [
        ("HIER-02", "g1", "g2", "C1", 2500.0)
    ]


def test_neighbours_in_other_parents_are_no_siblings():
    parents = layer("community_id", {"C1": ("甲", "", G1), "C2": ("乙", "", G2)})
    rows = layer("grid_id", {"g1": ("", "C1", G1), "g2": ("", "C2", shapely.box(190, 0, 400, 150))})
    assert told(child_findings(rows, parents, level="community")) == [("HIER-01", "g2", "", "C2", 1500.0)]


def test_crossed_outlines_and_rows_without_one_stop_nothing():
    bow_tie = shapely.Polygon([(0, 0), (400, 300), (400, 0), (0, 300)])
    findings = child_findings(grids(g1=bow_tie, g2=None), COMMUNITY, level="community")
    assert set(findings["rule"]) == {"HIER-02"}
    assert findings["area_m2"].sum() == pytest.approx(60_000)  # the two triangles above and below the tie


def test_the_demo_city_has_the_three_gaps_and_the_overlap_that_were_planted():
    city = City.demo()
    findings = hierarchy_findings(city)
    assert (findings["rule"] == "HIER-02").all()
    gaps = findings[findings["child_id"] == ""]
    assert (len(findings), len(gaps)) == (4, 3)
    overlap = findings[findings["child_id"] != ""].iloc[0]
    shared = city["grids"].geometry[overlap["child_id"]] & city["grids"].geometry[overlap["other_id"]]
    assert overlap["area_m2"] == pytest.approx(shared.area)
    lost = city["buildings"][city["buildings"]["grid_id"] == ""].representative_point()
    assert all(gaps.covers(point).sum() == 1 for point in lost)
    assert findings.crs == city.crs


def test_a_city_without_areas_has_nothing_to_find():
    homes = layer("building_id", {"B1": ("", "", G1)})
    findings = hierarchy_findings(City.of("bare", {"buildings": homes}))
    assert len(findings) == 0
    assert list(findings.columns) == ["rule", "child_id", "other_id", "parent_id", "area_m2", "sentence", "geometry"]


def test_findings_use_the_planners_own_words():
    own = renamed(DEFAULT_HIERARCHY, "community", "村居", "ward")
    rows = layer("grid_id", {"g1": ("", "C1", shapely.box(0, 0, 400, 300)), "g2": ("", "", G1)})
    city = City.of("town", {"communities": COMMUNITY, "grids": rows}, notes=with_hierarchy({}, own))
    assert [sentence.zh for sentence in hierarchy_findings(city)["sentence"]] == ["g2没有所属村居，请建立隶属关系。"]


cuts = st.lists(st.integers(1, 39), min_size=0, max_size=6, unique=True).map(sorted)


@settings(max_examples=30)
@given(cuts, st.randoms(use_true_random=False))
def test_strips_that_tile_have_no_findings_in_any_order_and_a_missing_one_is_the_gap(cuts, random):
    edges = [0, *(10 * cut for cut in cuts), 400]
    strips = {f"g{n}": shapely.box(left, 0, right, 300) for n, (left, right) in enumerate(pairwise(edges))}
    names = random.sample(sorted(strips), len(strips))
    assert len(child_findings(grids(**{name: strips[name] for name in names}), COMMUNITY, level="community")) == 0
    left = {name: strips[name] for name in names[1:]}
    missing = child_findings(grids(**left) if left else grids(g0=G1)[:0], COMMUNITY, level="community")
    assert missing["area_m2"].sum() == pytest.approx(strips[names[0]].area)
