"""Compounds, land cover and administrative areas: drawn where they close, named where they do not."""

import shapely

from geo.layers import COMPOUNDS, LANDCOVER
from geo.readers.osm.extract import read_osm
from geo.readers.osm.land import administrative_areas, compounds, containing, landcover
from tests.readers.conftest import square


def test_tsinghua_has_six_named_residential_areas(real_extract):
    assert set(compounds(real_extract("tsinghua.osm"))["name"]) == {
        "新林院", "荷清苑教师住宅区", "西院", "西王庄小区", "清华大学西北小区", "华清嘉园小区",
    }  # fmt: skip


def test_only_one_street_of_guixi_closes_and_the_others_are_named(real_extract):
    offices, communities, problems = administrative_areas(real_extract("guixi.osm"))
    assert offices["name"].tolist() == ["东门街道"]
    assert len(communities) == 0
    named = {
        name for name in ("花园街道", "雄石街道", "滨江镇", "河潭镇", "流口镇", "圭峰镇") if name in " ".join(problems)
    }
    assert (len(named), len(problems)) == (6, 6)
    assert (
        "The boundary of 花园街道 (admin_level 8) is left out: 1 of its 6 boundary lines are not in the file."
        in problems
    )


def boundary(level, name):
    return {"type": "boundary", "boundary": "administrative", "admin_level": level, "name": name}


def test_a_community_lies_in_its_street(write_osm):
    street, street_ring = square(1, 0, 0, 100)
    community, ring = square(11, 10, 10, 20)
    relations = {
        1: ([("way", 1, "outer")], boundary("8", "桐山街道")),
        2: ([("way", 2, "outer")], boundary("10", "西园社区")),
        3: ([("way", 9, "outer")], boundary("6", "福鼎市")),
    }
    extract = read_osm(write_osm(street | community, {1: (street_ring, {}), 2: (ring, {})}, relations))
    offices, communities, problems = administrative_areas(extract)
    assert communities[["name", "street_id"]].to_dict("index") == {"r2": {"name": "西园社区", "street_id": "r1"}}
    assert offices.index.tolist() == ["r1"]
    assert problems == ()


def test_unnamed_and_built_areas_are_no_compounds(write_osm):
    nodes, ring = square(1, 0, 0, 100)
    ways = {
        1: (ring, {"landuse": "residential"}),
        2: (ring, {"landuse": "residential", "name": "华鑫", "access": "private"}),
        3: (ring, {"landuse": "residential", "name": "楼", "building": "yes"}),
    }
    found = compounds(read_osm(write_osm(nodes, ways)))
    assert found[["name", "is_gated"]].to_dict("index") == {"w2": {"name": "华鑫", "is_gated": True}}


def test_large_land_cover_is_drawn_before_small(write_osm):
    lake, shore = square(1, 10, 10, 10)
    park, fence = square(11, 0, 0, 100)
    ways = {1: (shore, {"natural": "water"}), 2: (fence, {"leisure": "park"}), 3: (fence, {"building": "yes"})}
    assert landcover(read_osm(write_osm(lake | park, ways)))["kind"].to_dict() == {"w2": "park", "w1": "water"}


def test_a_map_without_areas_has_empty_layers(write_osm, crossroads):
    extract = read_osm(write_osm(crossroads, {1: ([1, 3], {"highway": "path"})}))
    assert len(compounds(extract)) == len(landcover(extract)) == 0
    assert COMPOUNDS.check(compounds(extract)).index.name == "compound_id"
    assert LANDCOVER.check(landcover(extract)).index.name == "landcover_id"


def test_a_point_is_in_the_smallest_area_around_it(real_extract):
    offices, _, _ = administrative_areas(real_extract("guixi.osm"))
    inside = offices.geometry.iloc[0].representative_point()
    assert containing([inside, shapely.Point(0, 0)], offices) == [offices.index[0], ""]
    assert containing([], offices) == []
