"""A kind is stated by a tag, a name or a word, or it is unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.readers.kinds import POI_KEYS, SERVICE_OF_KIND, kind_from_name, kind_from_tags, kind_from_text
from geo.vocabulary import FACILITY_KINDS, SERVICE_KINDS


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"amenity": "hospital"}, "medical"),
        ({"amenity": "kindergarten"}, "childcare"),
        ({"amenity": "marketplace"}, "wet_market"),
        ({"shop": "supermarket"}, "convenience"),
        ({"leisure": "park"}, "park"),
        ({"leisure": "fitness_centre", "access": "members"}, "unknown"),
        ({"amenity": "toilets", "access": "private"}, "unknown"),
        ({"leisure": "pitch"}, "unknown"),
        ({"amenity": "university"}, "unknown"),
        ({"amenity": "bench"}, "unknown"),
        ({"amenity": "community_centre", "name": "西园社区党群服务中心"}, "community_station"),
        ({}, "unknown"),
    ],
)
def test_tags_state_a_kind_or_it_is_unknown(tags, kind):
    assert kind_from_tags(tags) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("桐山街道党群服务中心", "party_centre"),
        ("福鼎市党群服务中心", "party_centre"),
        ("西园社区党群服务中心", "community_station"),
        ("桐山街道西园社区党群服务站", "community_station"),
        ("近邻红色驿站", "red_post"),
        ("小哥驿站", "rider_station"),
        ("西园长者食堂", "elder_canteen"),
        ("翠江社区卫生服务中心", "medical"),
        ("桐北菜市场", "wet_market"),
        ("驿站", "unknown"),
        ("", "unknown"),
    ],
)
def test_names_state_a_kind_only_outright(name, kind):
    assert kind_from_name(name) == kind


def test_our_own_words_and_their_chinese_names_are_kinds():
    for kind, label in FACILITY_KINDS.items():
        assert kind_from_text(kind) == kind_from_text(f" {label} ") == kind


@given(st.text(max_size=30), st.sampled_from(POI_KEYS), st.text(max_size=30))
def test_a_kind_is_never_invented(text, key, value):
    assert kind_from_text(text) in FACILITY_KINDS
    assert kind_from_tags({key: value, "name": text}) in FACILITY_KINDS


def test_each_service_is_of_the_vocabulary():
    assert set(SERVICE_OF_KIND) <= set(FACILITY_KINDS)
    assert set(SERVICE_OF_KIND.values()) <= set(SERVICE_KINDS)
