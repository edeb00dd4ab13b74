"""Which communities the law has not in mind."""

import pytest

from geo.city import City
from geo.errors import SettingError
from geo.grids.communities import PROCEDURE, SIZE_ARTICLE, CommunityNorm, community_sizes
from tests.grids.changes.town import buildings
from tests.grids.communities.town import f4_city


def test_f4_is_too_large_and_the_village_too_small():
    sizes = community_sizes(f4_city())
    # ceil(3,714 / 3,000) = 2 parts; 3 people a household are 11,142.
    assert sizes.table[
        ["households", "people", "grids", "size", "has_too_many_people", "parts"]
    ].to_numpy().tolist() == [
        [3_714, 11_142, 9, "above", True, 2],
        [700, 2_100, 1, "below", False, 1],
    ]
    assert sizes.outside.index.tolist() == ["C", "V"]
    assert sizes.sentences[0] == (
        "Of 2 communities 1 have more than 3,000 households, 1 fewer than 1,000; 1 have more than 10,000 people."
    )
    assert sizes.sentences[1] == "文昌社区: 3,714 households, 11,142 people; consider splitting it in 2 parts."
    assert sizes.sentences[-2:] == (SIZE_ARTICLE.sentence, PROCEDURE)
    assert "“一般在一千户至三千户的范围内设立”" in sizes.sentences[-2].zh
    assert "to be verified" in sizes.sentences[-2]
    assert all(one.zh for one in sizes.sentences)


@pytest.mark.parametrize(
    ("households", "size"), [(999, "below"), (1_000, "within"), (3_000, "within"), (3_001, "above")]
)
def test_the_limits_themselves_are_within(households, size):
    assert CommunityNorm().size(households) == size


def test_many_people_in_few_households_are_looked_at():
    built = buildings([(50, 50, 2_000)], people=[10_001])
    sizes = community_sizes(f4_city(buildings=built))
    assert sizes.table.loc["C", ["size", "has_too_many_people"]].tolist() == ["within", True]
    assert sizes.sentences[1].endswith("look at it.")


def test_a_building_counts_where_it_says_or_else_where_it_stands():
    # The first says V though it stands in C; the second names a community that is not there and stands in C.
    built = buildings([(50, 50, 10), (50, 50, 20), (900, 900, 5)], community_id=["V", "gone", ""])
    sizes = community_sizes(f4_city(buildings=built))
    assert sizes.table["households"].to_dict() == {"C": 20, "V": 10}


def test_a_city_without_buildings_has_communities_of_nobody():
    city = f4_city()
    bare = City.of("bare", {name: city[name] for name in ("communities", "grids")})
    assert community_sizes(bare).table["households"].tolist() == [0, 0]


def test_a_norm_that_cannot_be_is_refused():
    with pytest.raises(SettingError, match="correct the norm") as refused:
        CommunityNorm(least_households=4_000)
    assert refused.value.zh


def test_the_demo_city_has_two_too_large_and_one_too_small():
    outside = community_sizes(City.demo()).outside
    assert outside["households"].to_dict() == {"C12": 4_120, "C06": 3_714, "C21": 860}
