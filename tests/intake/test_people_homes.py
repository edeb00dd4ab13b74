"""Given figures are kept, the rest is estimated from floor area, and every assumption is said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city import City
from geo.errors import SettingError
from geo.intake.people import PeopleAssumptions, with_people
from geo.layers import BUILDINGS
from tests.intake.people_town import HOME_M2, ZONE, sums, town

nan = np.nan


def test_given_households_make_people_of_the_mean_size():
    homes, account = with_people(town(households=[10, 25, nan]))
    # 10 x 2.80 = 28, 25 x 2.80 = 70; the third: 540 m2 / 38.6 = 13.99 people, / 2.80 = 5.00 households.
    assert homes["people"].tolist() == [28, 70, 14]
    assert homes["households"].tolist() == [10, 25, 5]
    assert homes["is_estimated"].tolist() == [False, False, True]
    assert homes["people_basis"].tolist() == ["households", "households", "floor_area"]
    assert "2 buildings: households as given, people = households x 2.80" in account.method
    assert "x 0.9 x occupancy 1 / 38.6 m2 per person" in account.method
    assert "人均 38.6 平方米" in account.method.zh


def test_given_people_make_households_and_these_are_an_estimate():
    homes, account = with_people(town(people=[28, 14]))
    assert homes["households"].tolist() == [10, 5]
    assert homes["is_estimated"].all()
    assert "households = people / 2.80" in account.method


def test_both_given_are_both_kept():
    # 856 flats with 1,300 people: 1.52 in a flat, as in a real estate of that size.
    homes, _ = with_people(town(households=[856], people=[1300]))
    assert homes[["households", "people"]].to_numpy().tolist() == [[856, 1300]]
    assert not homes["is_estimated"].any()


def test_another_mean_size_changes_people():
    assert with_people(town(households=[10]), PeopleAssumptions(people_per_household=3.1))[0]["people"].tolist() == [31]


def test_people_of_small_buildings_add_up_in_their_community():
    # Five single households are 14 people, not five times 3.
    assert with_people(town(households=[1] * 5))[0]["people"].sum() == 14


def test_an_occupancy_of_a_building_goes_before_that_of_its_community_and_of_all():
    assumed = PeopleAssumptions(occupancy_share=0.5, community_occupancy=(("C2", 0.25),))
    buildings = town(community_id=["C1", "C2", "C2"], occupancy_share=[nan, nan, 1.0])
    homes, account = with_people(buildings, assumed)
    # 13.99 people at 0.5 are 7; in C2 13.99 x (0.25 + 1) = 17.49 are 17: 3.5 and 13.99, so 3 and 14.
    assert homes["people"].tolist() == [7, 3, 14]
    assert "occupancy 0.5 (C2 0.25)" in account.method


def test_an_empty_estate_has_nobody_and_keeps_its_floor_area():
    homes, _ = with_people(town(occupancy_share=[0.0, 1.0]))
    assert homes["people"].tolist() == [0, 14]
    assert homes["floor_area_m2"].tolist() == [HOME_M2, HOME_M2]


def test_an_occupancy_beyond_one_is_not_used_and_said():
    homes, account = with_people(town(occupancy_share=[70.0]))
    assert homes["people"].tolist() == [14]
    assert "occupancy share that is not 0 to 1; it was not used: B1" in account.reasons[0]
    assert "入住率" in account.reasons[0].zh


def test_missing_storeys_are_assumed_by_kind_and_said():
    kinds = ["residential", "self_built", "high_rise"]
    homes, account = with_people(town(building_kind=kinds, storeys=[nan, nan, 20.0]))
    assert homes["floor_area_m2"].tolist() == [540, 270, 1800]  # 100 m2 x 6, 3 and 20 x 0.9
    assert np.isnan(homes["storeys"].to_numpy()[:2]).all()
    assert "2 of 3 dwellings have no storeys; assumed by kind: dwellings 6, self-built houses 3" in account.reasons[0]
    assert "自建房 3 层" in account.reasons[0].zh


def test_a_given_floor_area_goes_before_the_outline():
    homes, _ = with_people(town(floor_area_m2=[386.0, nan]))
    assert homes["floor_area_m2"].tolist() == [386, HOME_M2]
    assert homes["people"].tolist() == [10, 14]
    assert with_people(homes)[0]["floor_area_m2"].tolist() == [386, HOME_M2]


def test_nobody_lives_in_schools_and_sheds_and_it_is_said():
    buildings = town(building_kind=["school", "residential", "warehouse"])
    small = PeopleAssumptions(smallest_home_m2=101)
    homes, account = with_people(buildings, small)
    assert homes["people"].sum() == 0
    text = " ".join(account.reasons)
    assert "1 outlines under 101 m2 are taken for sheds" in text
    assert "2 buildings are of kinds where nobody is taken to live (school 1, warehouse 1)" in text
    assert "No building is a dwelling" in text


def test_a_school_with_given_households_keeps_them():
    homes, _ = with_people(town(building_kind=["school"], households=[5]))
    assert homes["people"].tolist() == [14]


def test_a_given_zero_is_not_given_unless_the_planner_says_so():
    assert with_people(town(households=[0, 10]))[0]["households"].tolist() == [5, 10]
    counted, _ = with_people(town(households=[0, 10]), PeopleAssumptions(is_zero_counted=True))
    assert counted["households"].tolist() == [0, 10]
    assert counted["people"].tolist() == [0, 28]
    assert not counted["is_estimated"].any()


def test_figures_that_are_no_counts_are_named_and_estimated():
    homes, account = with_people(town(households=[-3.0, np.inf, 10.4]))
    assert homes["households"].tolist() == [5, 5, 10]
    text = " ".join(account.reasons)
    assert "2 buildings have households that are negative or no number; they count as not given: B1, B2" in text
    assert "1 buildings have households that are no whole number; they were rounded: B3" in text


def test_people_are_never_fewer_than_the_groups_counted_there():
    homes, _ = with_people(town(households=[1, 9], elderly=[20.0, 0.0]))
    # 10 households are 28 people; 20 of them are the counted elderly of the first building.
    assert homes["people"].tolist() == [20, 8]
    assert homes["elderly"].tolist() == [20, 0]


def test_dwellings_without_a_community_are_said():
    _, account = with_people(town(community_id=["", "C1"]))
    assert "1 of 2 dwellings lie in no community" in account.reasons[0]


def test_no_building_is_no_people():
    homes, account = with_people(BUILDINGS.empty(ZONE))
    assert len(homes) == 0
    assert account.figures == ()


def test_the_layer_given_is_not_changed():
    buildings = town(households=[10, nan])
    copy = buildings.copy()
    with_people(buildings)
    assert buildings.equals(copy)


def test_estimating_again_with_other_figures_starts_from_what_was_given():
    first, _ = with_people(town(households=[10, nan]))
    again, _ = with_people(first, PeopleAssumptions(floor_area_m2_per_person=54))
    assert again["households"].tolist() == [10, 4]  # 540 / 54 = 10 people, / 2.80 = 3.57
    assert with_people(again)[0].equals(first)


def test_the_demo_city_is_counted_and_stays_as_it_is():
    buildings = City.demo()["buildings"]
    homes, account = with_people(buildings)
    assert homes[buildings.columns].equals(buildings)
    assert account.reasons == ()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"people_per_household": 0}, "People per household must be 0.5 to 20; 0 was given"),
        ({"floor_area_m2_per_person": nan}, "Floor area m2 per person"),
        ({"net_floor_share": 1.2}, "net share"),
        ({"occupancy_share": -0.1}, "occupancy share"),
        ({"community_occupancy": (("C1", 2.0),)}, "occupancy share of C1"),
        ({"storeys_of_kind": (("residential", 0.0),)}, "storeys of residential"),
        ({"smallest_home_m2": -1}, "smallest home"),
    ],
)
def test_assumptions_that_make_no_sense_are_refused(wrong, words):
    with pytest.raises(SettingError, match=words) as error:
        PeopleAssumptions(**wrong)
    assert "请改正" in error.value.zh


def test_accounts_are_values():
    buildings = town(households=[10, nan])
    assert hash(with_people(buildings)[1]) == hash(with_people(buildings)[1])


rows = st.lists(
    st.tuples(
        st.sampled_from(["C1", "C2", ""]),
        st.sampled_from([nan, 0, 1, 7, 60]),
        st.sampled_from([nan, 0, 3, 160]),
        st.integers(1, 30),
        st.sampled_from(["residential", "school"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25)
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_buildings_changes_nothing(drawn, random):
    communities, households, people, storeys, kinds = map(list, zip(*drawn, strict=True))
    buildings = town(
        community_id=communities, households=households, people=people, storeys=storeys, building_kind=kinds
    )
    homes, account = with_people(buildings)
    mixed = list(range(len(buildings)))
    random.shuffle(mixed)
    other, other_account = with_people(buildings.iloc[mixed])
    assert other.loc[homes.index].equals(homes)
    assert other_account == account
    assert (homes[["households", "people"]] >= 0).all(axis=None)


@settings(max_examples=25)
@given(st.lists(st.integers(1, 60), min_size=2, max_size=15), st.floats(0, 1))
def test_more_floor_area_never_means_fewer_people(storeys, occupancy):
    homes, _ = with_people(town(storeys=storeys), PeopleAssumptions(occupancy_share=occupancy))
    people = homes.sort_values("floor_area_m2", kind="stable")["people"].to_numpy()
    assert (np.diff(people) >= -1).all()
    # Together they are the floor area over the area per person.
    assert sums(homes, "people")["C1"] == round(sum(storeys) * 90 * occupancy / 38.6)
