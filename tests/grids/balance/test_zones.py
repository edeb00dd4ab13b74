from itertools import combinations

import hypothesis.strategies as st
import networkx as nx
import numpy as np
import pandas as pd
from hypothesis import given, settings

from geo.grids.balance.atoms import graph_of
from geo.grids.balance.bounds import least_cut, least_difference
from geo.grids.balance.zones import zones_within
from tests.grids.balance.graphs import cut, divisions, lattice, spread


@st.composite
def weighed_lattices(draw):
    """A lattice of up to eight atoms, numbered row by row, some borders dearer than others."""
    rows, columns = draw(st.sampled_from([(1, 5), (2, 3), (2, 4)]))
    pairs = [(a * columns + b, c * columns + d) for (a, b), (c, d) in lattice(rows, columns)]
    weights = pd.Series(
        draw(st.lists(st.integers(0, 9), min_size=rows * columns, max_size=rows * columns)), dtype=float
    )
    costs = draw(st.lists(st.integers(0, 4), min_size=len(pairs), max_size=len(pairs)))
    return weights, pairs, pd.Series(costs, index=pd.MultiIndex.from_tuples(pairs), dtype=float)


def listed(graph, limits, most_cost, root=-1):
    present = np.ones(len(graph.weight), bool)
    found = zones_within(graph, present, limits, most_cost, root=root, node_limit=10_000, zone_limit=10_000)
    assert found.is_complete
    zones = [frozenset(np.flatnonzero(zone).tolist()) for zone in found.zones]
    assert len(set(zones)) == len(zones)
    return set(zones)


@settings(max_examples=40)
@given(weighed_lattices(), st.integers(0, 12), st.integers(0, 20), st.sampled_from([0, 2, 5, np.inf]))
def test_every_zone_is_listed_and_nothing_else(drawn, low, more, most_cost):
    weights, pairs, costs = drawn
    net = nx.Graph(pairs)
    wanted = {
        frozenset(some)
        for size in range(1, len(weights) + 1)
        for some in combinations(weights.index, size)
        if low <= weights[list(some)].sum() <= low + more
        and nx.is_connected(net.subgraph(some))
        and sum(costs[pair] for pair in pairs if (pair[0] in some) != (pair[1] in some)) <= most_cost
    }
    graph = graph_of(weights, pairs, border_costs=costs)
    assert listed(graph, (low, low + more), most_cost) == wanted
    assert listed(graph, (low, low + more), most_cost, root=2) == {zone for zone in wanted if 2 in zone}


def test_a_list_that_was_broken_off_says_so():
    graph = graph_of(pd.Series(1.0, index=range(5)), [(0, 1), (1, 2), (2, 3), (3, 4)])
    present = np.ones(5, bool)
    assert zones_within(graph, present, (0, 9), np.inf, node_limit=99, zone_limit=15).is_complete
    assert not zones_within(graph, present, (0, 9), np.inf, node_limit=99, zone_limit=14).is_complete
    assert not zones_within(graph, present, (0, 9), np.inf, node_limit=5, zone_limit=15).is_complete


@settings(max_examples=12)
@given(weighed_lattices(), st.integers(1, 3))
def test_no_division_passes_the_easy_bounds(drawn, count):
    weights, pairs, _ = drawn
    graph = graph_of(weights, pairs)
    for zone in divisions(weights, pairs, count):
        least = weights.groupby(zone).sum().min()
        assert cut(zone, pairs) >= least_cut(graph, count, 1, float(least)) - 1e-6
        assert spread(zone, weights) >= least_difference(graph.weight, count)
