"""The area of a child is shared out over its parents, to the square metre."""

import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame

from geo.city import City
from geo.intake.area_shares import area_shares, in_place_order


def areas(index, **shapes):
    ids = pd.Index(list(shapes), name=index, dtype=object)
    return GeoDataFrame(geometry=[shapely.box(*bounds) for bounds in shapes.values()], index=ids, crs="EPSG:4549")


GRIDS = areas("grid_id", G1=(500_000, 0, 500_100, 100), G2=(500_100, 0, 500_200, 100))


def test_a_compound_may_cross_grids():
    # 30 m of its 120 m are in G1, 90 m in G2; it is 50 m high.
    compounds = areas("compound_id", E1=(500_070, 0, 500_190, 50), E2=(500_000, 0, 500_010, 10))
    assert area_shares(compounds, GRIDS).to_numpy().tolist() == [
        ["E1", "G2", 4500.0, 0.75],
        ["E1", "G1", 1500.0, 0.25],
        ["E2", "G1", 100.0, 1.0],
    ]


def test_a_child_outside_all_has_no_row_and_touching_is_no_share():
    away = areas("compound_id", E1=(500_200, 0, 500_300, 50))
    shares = area_shares(away, GRIDS)
    assert len(shares) == 0
    assert list(shares.columns) == ["child_id", "parent_id", "area_m2", "share"]


def test_equal_shares_come_from_west_to_east():
    half = areas("compound_id", E1=(500_050, 0, 500_150, 50))
    for grids in (GRIDS, GRIDS[::-1]):
        assert area_shares(half, grids)["parent_id"].tolist() == ["G1", "G2"]


def test_nothing_has_no_shares():
    assert len(area_shares(GRIDS[:0], GRIDS)) == len(area_shares(GRIDS, GRIDS[:0])) == 0


def test_places_are_ordered_from_west_to_east_and_from_north_to_south():
    places = areas("grid_id", B=(500_000, 0, 500_001, 1), C=(500_001, 0, 500_002, 1), A=(500_000, 5, 500_001, 6))
    assert in_place_order(places).tolist() == [1, 2, 0]


def test_the_communities_share_out_every_compound_of_the_demo_city_whole():
    city = City.demo()
    shares = area_shares(city["compounds"], city["communities"]).groupby("child_id")["area_m2"].sum()
    assert shares.sub(city["compounds"].area).abs().max() == pytest.approx(0, abs=0.01)
