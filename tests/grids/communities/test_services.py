"""What each part keeps and lacks."""

import pandas as pd

from geo.grids.communities.services import NEEDED_KINDS, facility_moves, kinds_by_part
from tests.grids.communities.town import f4_city


def moves(*rows):
    return pd.DataFrame(rows, columns=["kind", "tier", "community_after"])


def test_a_kind_that_one_part_has_the_other_lacks():
    table = moves(("red_post", "", "C"), ("fitness", "", "D"), ("community_station", "community", "C"))
    kept, lacking = kinds_by_part(table, ["C", "D"])
    assert kept == [("community_station", "red_post"), ("fitness",)]
    assert lacking == [("fitness",), ("community_station", "red_post")]


def test_a_station_is_lacking_even_where_nobody_had_one():
    assert kinds_by_part(moves(), ["C"]) == ([()], [NEEDED_KINDS])


def test_the_streets_own_and_what_has_no_kind_count_for_nobody():
    table = moves(("party_centre", "street", "C"), ("unknown", "", "C"), ("wine_bar", "", "C"))
    assert kinds_by_part(table, ["C", "D"])[0] == [("wine_bar",), ()]


def test_facilities_on_a_rim_go_to_the_first_and_those_of_others_stay_out():
    city = f4_city()
    whole = city["communities"].iloc[:1]
    assert facility_moves(city, ("C",), whole)["community_after"].tolist() == ["C"] * 4
    assert len(facility_moves(city, ("V",), whole)) == 0
