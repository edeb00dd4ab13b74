"""Ask scipy, pandana and networkx the questions we answer, each the quickest way its documentation knows."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo import Network

__all__ = [
    "Pairs",
    "Shelf",
    "networkx_graph",
    "networkx_nearest",
    "networkx_table",
    "pandana_graph",
    "pandana_graph_in_time",
    "pandana_nearest",
    "pandana_table",
    "rounded_lengths_m",
    "scipy_graph",
    "scipy_nearest",
    "scipy_nearest_owner",
    "scipy_table",
    "shelf_of",
]

_TICK_M = 1e-4
#: Networks larger than this are first contracted in a process of their own, which is stopped when patience ends.
_PANDANA_SURE_NODES = 200_000
_PATIENCE_S = 120.0
_CONTRACTION = """
import sys
from pathlib import Path
from bench.peers import pandana_graph
from geo import Network
pandana_graph(Network.open(Path(sys.argv[1])))
"""
#: scipy answers with a dense matrix, one row a source: as many at a time as stay in the processor's caches.
_SOURCES_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Pairs:
    """A travel table as arrays: row of the facility, row of the door, metres."""

    goal: NDArray[np.int64]
    door: NDArray[np.int64]
    walk_m: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The doors of each node: those of node n are `door[start[n]:start[n + 1]]`."""

    start: NDArray[np.int64]
    door: NDArray[np.int64]


def shelf_of(door_node: NDArray[np.integer], node_count: int) -> Shelf:
    """Sort doors by their node."""
    start = np.zeros(node_count + 1, np.int64)
    np.cumsum(np.bincount(door_node, minlength=node_count), out=start[1:])
    return Shelf(start, np.argsort(door_node, kind="stable"))


def rounded_lengths_m(network: Network) -> NDArray[np.float64]:
    """Return edge lengths in whole ticks of a tenth of a millimetre, as our own search adds them up."""
    return np.rint(network.edge_length_m / _TICK_M) * _TICK_M


@cache
def scipy_graph(network: Network) -> csr_array:
    """Both directions of every edge; no loops, and of parallel edges the shortest: a matrix would add them up."""
    count = len(network.node_xy)
    ends, length_m = network.edge_nodes.astype(np.int64), rounded_lengths_m(network)
    first, last = np.concatenate([ends, ends[:, ::-1]]).T
    both = np.concatenate([length_m, length_m])
    order = np.lexsort((both, last, first))
    first, last, both = first[order], last[order], both[order]
    kept = first != last
    kept[1:] &= (first[1:] != first[:-1]) | (last[1:] != last[:-1])
    return csr_array((both[kept], (first[kept], last[kept])), shape=(count, count))


def scipy_nearest(graph: csr_array, nodes: NDArray[np.integer]) -> NDArray[np.float64]:
    """Metres from every node to its nearest facility."""
    return dijkstra(graph, indices=nodes, min_only=True)


def scipy_nearest_owner(graph: csr_array, nodes: NDArray[np.integer]) -> NDArray[np.float64]:
    """Metres as above; scipy works out which facility it is as well."""
    metres, _, _ = dijkstra(graph, indices=nodes, min_only=True, return_predecessors=True)
    return metres


def scipy_table(graph: csr_array, nodes: NDArray[np.integer], shelf: Shelf, limit_m: float) -> Pairs:
    """Every door within the limit of every facility."""
    parts = []
    for first in range(0, len(nodes), _SOURCES_AT_ONCE):
        metres = dijkstra(graph, indices=nodes[first : first + _SOURCES_AT_ONCE], limit=limit_m)
        row, node = np.nonzero(np.isfinite(metres))
        parts.append(_doors_of(row + first, node, metres[row, node], shelf))
    return _joined(parts)


@cache
def pandana_graph(network: Network) -> Any:  # noqa: ANN401  (pandana has no types, and is imported only here)
    """Contract the network; pandana does not need `precompute` for the questions asked here."""
    import pandana

    x, y = (pd.Series(column) for column in network.node_xy.T)
    first, last = (pd.Series(column) for column in network.edge_nodes.T)
    with _quietly():
        return pandana.Network(x, y, first, last, pd.DataFrame({"walk_m": rounded_lengths_m(network)}))


@cache
def pandana_graph_in_time(network: Network) -> Any:  # noqa: ANN401
    """Return the contracted network; of a large one that takes pandana too long a sentence that says so."""
    if len(network.node_xy) > _PANDANA_SURE_NODES:
        with tempfile.TemporaryDirectory(prefix="network-") as folder:
            network.save(Path(folder))
            command = [sys.executable, "-c", _CONTRACTION, folder]
            root = Path(__file__).resolve().parent.parent
            try:
                subprocess.run(command, cwd=root, check=True, capture_output=True, timeout=_PATIENCE_S)
            except subprocess.TimeoutExpired:
                return f"contracting this network had not ended after {_PATIENCE_S:g} s and was stopped"
    return pandana_graph(network)


def pandana_nearest(graph: Any, nodes: NDArray[np.integer], furthest_m: float) -> NDArray[np.float64]:  # noqa: ANN401
    """Metres from every node to its nearest facility; `furthest_m` is the least range that suffices."""
    if "facilities" not in graph.poi_category_names:
        xy = graph.nodes_df.iloc[nodes]
        graph.set_pois("facilities", furthest_m, 1, xy["x"], xy["y"])
    found = graph.nearest_pois(furthest_m, "facilities", num_pois=1, include_poi_ids=True)
    return np.where(found["poi1"].isna(), np.inf, found[1])


def pandana_table(graph: Any, nodes: NDArray[np.integer], shelf: Shelf, limit_m: float) -> Pairs:  # noqa: ANN401
    """Every door within the limit of every facility."""
    found = graph.nodes_in_range(nodes, limit_m)
    row_of = np.empty(len(graph.nodes_df), np.int64)
    row_of[nodes] = np.arange(len(nodes))
    row, node = row_of[found["source"].to_numpy()], found["destination"].to_numpy()
    return _doors_of(row, node, found["walk_m"].to_numpy(), shelf)


@cache
def networkx_graph(network: Network) -> "nx.Graph[int]":
    """A simple graph with the shortest of parallel edges."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(network.node_xy)))
    lengths = rounded_lengths_m(network)
    order = np.argsort(-lengths, kind="stable")  # the shortest comes last and stays
    edges = zip(*network.edge_nodes[order].T.tolist(), lengths[order].tolist(), strict=True)
    graph.add_weighted_edges_from(edges, weight="walk_m")
    return graph


def networkx_nearest(graph: "nx.Graph[int]", nodes: NDArray[np.integer]) -> NDArray[np.float64]:
    """Metres from every node to its nearest facility."""
    found = nx.multi_source_dijkstra_path_length(graph, set(nodes.tolist()), weight="walk_m")
    metres = np.full(len(graph), np.inf)
    metres[np.fromiter(found.keys(), np.int64, len(found))] = np.fromiter(found.values(), float, len(found))
    return metres


def networkx_table(graph: "nx.Graph[int]", nodes: NDArray[np.integer], shelf: Shelf, limit_m: float) -> Pairs:
    """Every door within the limit of every facility."""
    parts = []
    for row, source in enumerate(nodes.tolist()):
        found = nx.single_source_dijkstra_path_length(graph, source, cutoff=limit_m, weight="walk_m")
        node = np.fromiter(found.keys(), np.int64, len(found))
        metres = np.fromiter(found.values(), float, len(found))
        parts.append(_doors_of(np.full(len(node), row), node, metres, shelf))
    return _joined(parts)


def _doors_of(row: NDArray[np.int64], node: NDArray[np.int64], walk_m: NDArray[np.float64], shelf: Shelf) -> Pairs:
    """Put each node's doors in the place of the node."""
    first, size = shelf.start[node], shelf.start[node + 1] - shelf.start[node]
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    door = shelf.door[np.repeat(first, size) + within]
    return Pairs(np.repeat(row, size), door, np.repeat(walk_m, size))


def _joined(parts: list[Pairs]) -> Pairs:
    return Pairs(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("goal", "door", "walk_m")))


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Pandana's C++ half writes to the terminal."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
