"""Draw walking areas as other programs do: the way of OSMnx's examples, and concave hulls."""

from collections.abc import Callable, Sequence

import networkx as nx
import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from bench.peers import rounded_lengths_m
from geo import Network

__all__ = ["OSMNX_BUFFER_M", "clipped_graph", "concave_hulls", "osmnx_areas"]

#: OSMnx's example buffers streets by 25 m and junctions by 50 m; 50 m for both agrees better with what is drawn here.
OSMNX_BUFFER_M = 50.0
_HULL_RATIO = 0.3


def clipped_graph(network: Network, nodes: Sequence[int], limit_m: float) -> "nx.MultiDiGraph[int]":
    """Return an OSMnx-like graph of the streets around some nodes: coordinates, lengths and lines, both directions."""
    middles = shapely.union_all(shapely.buffer(shapely.points(network.node_xy[list(nodes)]), 1.5 * limit_m))
    shapely.prepare(middles)
    is_near = shapely.intersects_xy(middles, *network.node_xy.T)
    edges = np.flatnonzero(is_near[network.edge_nodes].any(axis=1))
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(crs=network.crs)
    for node in np.unique(network.edge_nodes[edges]).tolist():
        graph.add_node(node, x=network.node_xy[node, 0], y=network.node_xy[node, 1])
    lengths_m = rounded_lengths_m(network)[edges].tolist()
    lines = network.edge_lines(edges)
    for (first, last), length_m, line in zip(network.edge_nodes[edges].tolist(), lengths_m, lines, strict=True):
        graph.add_edge(first, last, length=length_m, geometry=line)
        graph.add_edge(last, first, length=length_m, geometry=line)
    return graph


def osmnx_areas(graph: "nx.MultiDiGraph[int]", nodes: Sequence[int], limit_m: float) -> NDArray[np.object_]:
    """Draw each area as OSMnx's isochrone example does: ego graph, buffered junctions and streets, union."""
    return _each(nodes, lambda node: _osmnx_area(graph, node, limit_m))


def concave_hulls(graph: "nx.MultiDiGraph[int]", nodes: Sequence[int], limit_m: float) -> NDArray[np.object_]:
    """Draw a concave hull around the junctions within the limit."""
    return _each(nodes, lambda node: _concave_hull(graph, node, limit_m))


def _each(nodes: Sequence[int], draw: Callable[[int], shapely.Geometry]) -> NDArray[np.object_]:
    return np.array([draw(int(node)) for node in nodes], dtype=object)


def _osmnx_area(graph: "nx.MultiDiGraph[int]", node: int, limit_m: float) -> shapely.Geometry:
    reached = nx.ego_graph(graph, node, radius=limit_m, distance="length")
    names = list(reached.nodes)
    points = [shapely.Point(reached.nodes[name]["x"], reached.nodes[name]["y"]) for name in names]
    junctions = GeoDataFrame({"id": names}, geometry=points).set_index("id")
    lines = []
    for first, last in reached.edges():
        straight = shapely.LineString([junctions.loc[first].geometry, junctions.loc[last].geometry])
        lines.append(graph.get_edge_data(first, last)[0].get("geometry", straight))
    around_junctions = junctions.buffer(OSMNX_BUFFER_M).geometry
    around_streets = GeoSeries(lines).buffer(OSMNX_BUFFER_M).geometry
    return GeoSeries([*around_junctions, *around_streets]).union_all()


def _concave_hull(graph: "nx.MultiDiGraph[int]", node: int, limit_m: float) -> shapely.Geometry:
    reached = nx.single_source_dijkstra_path_length(graph, node, cutoff=limit_m, weight="length")
    points = shapely.multipoints([(graph.nodes[name]["x"], graph.nodes[name]["y"]) for name in reached])
    return shapely.concave_hull(points, ratio=_HULL_RATIO)
