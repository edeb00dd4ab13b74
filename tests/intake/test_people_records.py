"""How the people of a city were made travels with the city, in both languages, and survives a broken note."""

import numpy as np
import pytest

from geo.city import City
from geo.intake.people import (
    PEOPLE_NOTE,
    CommunityShares,
    CommunityTotal,
    GroupShares,
    PeopleAssumptions,
    accounts_of,
    cells_of,
    figure_sentence,
    method_sentence,
    rescaled,
    with_groups,
    with_people,
    with_people_accounts,
    with_people_of_cells,
)
from geo.sentences import said_in
from tests.intake.people_town import totals, town


@pytest.fixture(scope="module")
def made():
    """A town whose people went through every step, and the accounts."""
    assumed = PeopleAssumptions(community_occupancy=(("C1", 0.8),))
    layer = town(households=[np.nan] * 3)
    cells = cells_of(layer.assign(people=[10.5, 20, 30]).set_geometry(layer.buffer(40)), name="grid")
    layer, first = with_people(layer, assumed)
    layer, second = with_people_of_cells(layer, cells, assumed, source="Census raster", as_of="2020")
    layer, third = rescaled(layer, totals(CommunityTotal("C1", "西园社区", people=90)), assumed)
    layer, fourth = with_groups(layer, GroupShares(default=CommunityShares(elderly=0.2), source="Yearbook"))
    return layer, (first, second, third, fourth)


def test_the_accounts_come_back_from_the_city_file(made, tmp_path):
    layer, accounts = made
    city = with_people_accounts(City.of("Town", {"buildings": layer}), layer, accounts)
    city.save(tmp_path / "town.gpkg")
    opened = City.open(tmp_path / "town.gpkg")
    assert accounts_of(opened.notes) == accounts
    assert [said_in("zh", reason) for account in accounts_of(opened.notes) for reason in account.reasons] == [
        reason.zh for account in accounts for reason in account.reasons
    ]
    assert opened["buildings"]["people_basis"].tolist() == ["cells"] * 3
    assert rescaled(opened["buildings"], totals(CommunityTotal("C1", people=90)))[0]["people"].tolist() == (
        layer["people"].tolist()
    )


def test_the_provenance_of_the_buildings_says_method_source_and_what_is_left_over(made):
    layer, accounts = made
    city = with_people_accounts(City.of("Town", {"buildings": layer}), layer, accounts)
    (row,) = city.provenance
    assert row.layer == "buildings"
    assert row.source == "Census raster; Bureau of Statistics; Yearbook"
    assert "60.0 of 60.5 placed, 0.5 left over" in row.method
    assert "共 60.5 人，已分配 60.0，剩余 0.5" in said_in("zh", row.method)
    assert method_sentence(accounts) == row.method == city.notes["households"]


def test_every_figure_says_definition_factor_source_and_date(made):
    _, accounts = made
    people = figure_sentence(accounts, "people", "C1")
    # 60 people of the cells to 90 of the bureau.
    assert "(Bureau of Statistics, 2020-11-01), factor 1.500." in people
    assert "Census raster, 2020" in people
    assert figure_sentence(accounts, "elderly", "C1").endswith("(Yearbook), share 0.2.")
    assert figure_sentence(accounts, "elderly", "C1").zh.startswith("60岁及以上老年人：")
    assert "factors 1.5 to 1.5 by community" in figure_sentence(accounts, "people")


@pytest.mark.parametrize(
    "text", ["", "[", "{}", "[1]", '[{"step": "estimate"}]', "null", "[[[[", '[{"step":"other"}]', "1" * 5000]
)
def test_a_note_that_cannot_be_understood_is_no_account(text):
    assert accounts_of({PEOPLE_NOTE: text}) == ()


def test_a_city_without_the_note_has_no_accounts():
    assert accounts_of(City.demo().notes) == ()
