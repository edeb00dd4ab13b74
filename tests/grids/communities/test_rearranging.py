"""A change of communities is made as a whole, and the city it came from stays as it was."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city import City
from geo.errors import GridError
from geo.grids.codes import retired_codes
from geo.grids.communities import applied, merge_communities, split_community
from geo.grids.segments import same_rim
from geo.layers import PARTNER_UNITS
from tests.grids.communities.town import BEST, f4_city
from tests.streets.town import points


def test_everything_that_lies_in_a_part_follows_it():
    units = points([(50, 50), (250, 250), (350, 50)], ids=["u1", "u2", "u3"], name=["一", "二", "三"])
    city = f4_city(partner_units=PARTNER_UNITS.check(units.assign(community_id=["C", "C", "V"])))
    after = applied(city, split_community(city, "C", BEST))
    assert after["communities"].index.tolist() == ["C", "C-2", "V"]
    assert after["partner_units"]["community_id"].tolist() == ["C-2", "C", "V"]
    assert after["facilities"]["community_id"].to_dict() == {
        "station": "C-2", "canteen": "C-2", "post": "C", "centre": "C",
    }  # fmt: skip
    assert after["grids"]["community_id"].to_dict() == {
        **{one: "C" if part else "C-2" for one, part in BEST.items()}, "V1": "V",
    }  # fmt: skip
    # Buildings that named no community and stood in C have one now; the village's stays as it was.
    assert after["buildings"]["community_id"].tolist() == ["C" if part else "C-2" for part in BEST.values()] + [""]


def test_the_city_the_change_came_from_is_unchanged():
    city = f4_city()
    layers = {name: layer.copy() for name, layer in city.layers.items()}
    applied(city, split_community(city, "C", BEST))
    assert all(layer.equals(city[name]) for name, layer in layers.items())
    assert retired_codes(city.notes) == frozenset()


def test_the_register_of_the_city_grows():
    city = f4_city()
    change = split_community(city, "C", BEST)
    assert retired_codes(applied(city, change).notes) == change.retired
    assert len(change.retired) == 4


def test_the_change_survives_the_city_file(tmp_path):
    city = f4_city()
    after = applied(city, split_community(city, "C", BEST))
    after.save(tmp_path / "town.gpkg")
    again = City.open(tmp_path / "town.gpkg")
    assert again["communities"]["code"].to_dict() == after["communities"]["code"].to_dict()
    assert retired_codes(again.notes) == retired_codes(after.notes)


def test_a_change_of_another_city_is_refused():
    city = f4_city()
    change = split_community(city, "C", BEST)
    with pytest.raises(GridError, match="worked out for other communities or grids") as refused:
        applied(city.with_layer("grids", city["grids"].drop("A")), change)
    assert refused.value.zh
    with pytest.raises(GridError, match="worked out for other"):
        applied(city.with_layer("communities", city["communities"].drop("C")), change)


def test_a_community_without_a_code_is_split_and_told():
    city = f4_city()
    bare = city.with_layer("communities", city["communities"].assign(code=""))
    change = split_community(bare, "C", BEST)
    assert change.parts["code"].tolist() == ["", ""]
    assert "No code could be given to 文昌社区, 文昌第二社区" in " ".join(change.sentences)


def is_seamless(before, after):
    """Whether communities cover the same land as before, without gap or overlap, vertex on vertex."""
    rims = [shapely.union_all(layer.geometry.to_numpy()) for layer in (before, after)]
    return shapely.coverage_is_valid(after.geometry.to_numpy()) and rims[0].symmetric_difference(rims[1]).area == 0


def test_the_new_communities_fill_the_old_ones_place():
    # The village's border has no vertex where the grids of C meet it; it gets them, and keeps its land.
    city = f4_city()
    after = applied(city, split_community(city, "C", {one: int(one in "GHI") for one in "ABCDEFGHI"}))
    assert is_seamless(city["communities"], after["communities"])
    assert after["communities"].geometry["V"].equals(city["communities"].geometry["V"])


def test_where_the_grids_have_the_communitys_vertices_the_rim_stays_to_the_bit():
    city = City.demo()
    after = applied(city, split_community(city, "C12", {"G32": 0, "G33": 0, "G34": 1, "G35": 1}))
    assert same_rim(city["communities"].geometry, after["communities"].geometry)


steps = st.lists(
    st.tuples(st.sampled_from(["split", "merge"]), st.integers(0, 5), st.integers(0, 511)), min_size=1, max_size=5
)


@pytest.mark.slow
@settings(max_examples=10)
@given(steps)
def test_over_any_history_nobody_is_lost_and_no_code_comes_back(history):
    city = f4_city()
    ever = {*city["communities"]["code"], *city["grids"]["grid_code"]}
    for verb, choice, cut in history:
        ids = city["communities"].index.tolist()
        one = ids[choice % len(ids)]
        grids = city["grids"].index[city["grids"]["community_id"] == one]
        try:
            if verb == "split":
                parts = {grid_id: cut >> at & 1 for at, grid_id in enumerate(grids)}
                change = split_community(city, one, parts)
            else:
                change = merge_communities(city, [one, ids[cut % len(ids)]])
        except GridError:  # one grid only, the same community twice, or two that do not touch
            continue
        after = applied(city, change)
        codes = {*after["communities"]["code"], *after["grids"]["grid_code"]}
        before = {*city["communities"]["code"], *city["grids"]["grid_code"]}
        assert not (codes - before) & ever
        assert before - codes <= retired_codes(after.notes)
        assert after["communities"]["code"].is_unique
        assert after["grids"]["grid_code"].is_unique
        assert after["buildings"]["households"].sum() == 4_414
        assert after["communities"].area.sum() == pytest.approx(120_000)
        assert is_seamless(city["communities"], after["communities"])
        ever |= codes
        city = after
