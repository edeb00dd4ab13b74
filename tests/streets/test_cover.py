"""One facility comes or goes: the cover kept up step by step equals the city measured anew."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.streets.cover import cover_of, with_goal, without_goal
from geo.streets.network import Network
from geo.streets.snapping import Snap, snap
from geo.streets.walks import nearest_walks

SIZE = 8
STEP_M = 90.0


@pytest.fixture(scope="module")
def network():
    """A jittered lattice with a fifth of its streets missing, uphill to the north."""
    chance = np.random.default_rng(11)
    xy = np.stack(np.meshgrid(np.arange(SIZE), np.arange(SIZE)), axis=-1) * STEP_M + chance.normal(
        0, 12, (SIZE, SIZE, 2)
    )
    rows = [((j, i), (j, i + 1)) for j in range(SIZE) for i in range(SIZE - 1)]
    columns = [((j, i), (j + 1, i)) for j in range(SIZE - 1) for i in range(SIZE)]
    kept = [pair for pair in rows + columns if chance.random() > 0.2]
    lines = [shapely.LineString([(*xy[a], a[0] * 4.0), (*xy[b], b[0] * 4.0)]) for a, b in kept]
    lines = [
        shapely.transform(line, lambda part: part + np.array([500_000, 3_000_000, 0]), include_z=True) for line in lines
    ]
    return Network.build(gpd.GeoDataFrame(geometry=lines, crs="EPSG:4549"))


def points(network, count, seed):
    chance = np.random.default_rng(seed)
    xy = network.node_xy[chance.integers(0, len(network.node_xy), count)] + chance.normal(0, 15, (count, 2))
    return snap(network, gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T), crs=network.crs))


def rows(goals, kept):
    return Snap(goals.edge[kept], goals.share[kept], goals.leg_m[kept])


@pytest.mark.parametrize("measure", ["walk_m", "walk_s"])
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), steps=st.lists(st.integers(0, 11), min_size=1, max_size=6))
def test_steps_one_by_one_equal_the_city_measured_anew(network, measure, seed, steps):
    doors, goals = points(network, 60, seed), points(network, 12, seed + 1)
    here = [0, 1, 2]
    cover = cover_of(network, doors, rows(goals, here), measure)
    for number in steps:
        if number in here:
            cover = without_goal(cover, number)
            here.remove(number)
        else:
            cover = with_goal(cover, goals.only(number), number)
            here = sorted([*here, number])
        if not here:
            assert (cover.door_owner == -1).all()
            continue
        anew = nearest_walks(network, doors, rows(goals, here), measure)
        np.testing.assert_array_equal(cover.walk, anew.walk_m if measure == "walk_m" else anew.walk_s)
        np.testing.assert_array_equal(np.isnan(cover.walk), anew.goal < 0)


def test_the_cover_before_a_step_stays_as_it_was(network):
    doors, goals = points(network, 40, 1), points(network, 5, 2)
    before = cover_of(network, doors, rows(goals, [0, 1, 2]))
    walk, owner = before.walk.copy(), before.door_owner.copy()
    without_goal(with_goal(before, goals.only(4), 4), 1)
    np.testing.assert_array_equal(before.walk, walk)
    np.testing.assert_array_equal(before.door_owner, owner)


def test_taking_away_what_is_not_there_changes_nothing(network):
    before = cover_of(network, points(network, 40, 1), points(network, 3, 2))
    np.testing.assert_array_equal(without_goal(before, 99).walk, before.walk)
