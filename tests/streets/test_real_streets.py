"""On real streets every walk agrees with a graph that is built from the same file by other means."""

from itertools import pairwise

import networkx as nx
import numpy as np
import osmium
import pyproj
import pytest
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo import Network, read_streets, travel_table

GEOD = pyproj.Geod(ellps="WGS84")

ALLOWED = {"yes", "designated", "permissive", "destination", "public"}
FORBIDDEN = {"no", "private", "customers", "military", "permit", "use_sidepath"}
NEVER = {"construction", "proposed", "planned", "abandoned", "razed", "demolished", "raceway", "platform", "elevator"}
ONLY_IF_ALLOWED = {"motorway", "motorway_link", "cycleway", "busway", "bus_guideway", "escape", "via_ferrata"}


def is_walked(tags):
    """Whether somebody on foot may use a way, from OpenStreetMap's wiki: foot before access before the kind of way."""
    kind, foot, access = (tags.get(name, "") for name in ("highway", "foot", "access"))
    if not kind or kind in NEVER | {"no", "corridor"} or tags.get("area") == "yes" or foot in FORBIDDEN:
        return False
    if foot in ALLOWED:
        return True
    closed = access in FORBIDDEN or tags.get("service") == "private"
    return not (closed or kind in ONLY_IF_ALLOWED or tags.get("motorroad") == "yes")


def graph_of(path):
    """
    Connected parts of the streets: every step between two nodes of a way an edge, geodesic metres; and where nodes are.

    Two nodes at one place are one: the street layer knows places, not numbers (Monaco has one such pair).
    """
    place, first_at, graph = {}, {}, nx.Graph()
    for thing in osmium.FileProcessor(path):
        if thing.is_node():
            place[thing.id] = (thing.location.lon, thing.location.lat)
        elif thing.is_way() and is_walked(dict(thing.tags)):
            known = [node.ref for node in thing.nodes if node.ref in place]
            for here, there in pairwise([first_at.setdefault(place[ref], ref) for ref in known]):
                if here != there:
                    _, _, length_m = GEOD.inv(*place[here], *place[there])
                    graph.add_edge(here, there, length_m=length_m)
    parts = [graph.subgraph(part) for part in nx.connected_components(graph)]
    return parts, place


def snapped(places, parts, place, crs):
    """(nearest edge, share along it, metres to it) of each place, by shapely; only those beside the longest part."""
    edges = [(part_number, *edge) for part_number, part in enumerate(parts) for edge in part.edges]
    ends = np.array([[place[edge[1]], place[edge[2]]] for edge in edges])
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    xy = np.stack(to_metres.transform(ends[..., 0], ends[..., 1]), axis=-1)
    segments = shapely.linestrings(xy)
    found = []
    longest = int(np.argmax([part.size(weight="length_m") for part in parts]))
    tree = shapely.STRtree(segments)
    for home in places:
        near = int(tree.nearest(home))
        part_number, here, there = edges[near]
        if part_number == longest:
            share = shapely.line_locate_point(segments[near], home, normalized=True)
            found.append((home, (here, there), share, segments[near].distance(home)))
    return found, parts[longest]


def expected_m(graph, reached_from, start, goal):
    """
    The shortest walk between two snapped places: by either end of either edge, or along one edge.

    `reached_from` keeps the walks from each end of a goal's edge.
    """
    _, (a, b), share, step_m = start
    _, (c, d), goal_share, goal_step_m = goal
    length_m, goal_length_m = graph.edges[a, b]["length_m"], graph.edges[c, d]["length_m"]
    walks = []
    for goal_node, in_m in ((c, goal_share * goal_length_m), (d, (1 - goal_share) * goal_length_m)):
        if goal_node not in reached_from:
            reached_from[goal_node] = nx.single_source_dijkstra_path_length(graph, goal_node, weight="length_m")
        for node, out_m in ((a, share * length_m), (b, (1 - share) * length_m)):
            walks.append(out_m + reached_from[goal_node][node] + in_m)
    if {a, b} == {c, d}:
        along = goal_share if (a, b) == (c, d) else 1 - goal_share
        walks.append(abs(share - along) * length_m)
    return min(walks) + step_m + goal_step_m


def compare(path, utm, seed, homes_count, facilities_count, spread_m):
    """Walks of the engine and of the graph between random places a few metres beside the streets."""
    parts, place = graph_of(path)
    rng = np.random.default_rng(seed)
    nodes = sorted(max(parts, key=len).nodes)
    lonlat = np.array([place[node] for node in rng.choice(nodes, homes_count + facilities_count)])
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", utm, always_xy=True)
    xy = np.column_stack(to_metres.transform(*lonlat.T)) + rng.uniform(-spread_m, spread_m, lonlat.shape)
    found, graph = snapped(shapely.points(xy), parts, place, utm)
    layer = GeoDataFrame(geometry=GeoSeries([row[0] for row in found], crs=utm)).to_crs("EPSG:4326")
    goals, starts = found[:facilities_count], found[facilities_count:]
    network = Network.build(read_streets(path))
    travel = travel_table(network, layer.iloc[facilities_count:], layer.iloc[:facilities_count], limit_m=100_000)
    walk_m = dict(zip(zip(travel["demand_id"], travel["facility_id"], strict=True), travel["walk_m"], strict=True))
    ours, theirs, reached_from = [], [], {}
    for number, start in enumerate(starts):
        for goal_number, goal in enumerate(goals):
            ours.append(walk_m.get((number + facilities_count, goal_number), np.nan))
            theirs.append(expected_m(graph, reached_from, start, goal))
    return np.array(ours), np.array(theirs)


def test_walks_through_monaco_agree_with_an_independent_graph(real_file):
    ours, theirs = compare(real_file("osm/monaco.osm.gz"), "EPSG:32632", 5, 45, 8, 12)
    assert len(ours) > 250
    assert ours == pytest.approx(theirs, rel=0.001, abs=0.2)


@pytest.mark.slow
def test_walks_through_liechtenstein_agree_with_an_independent_graph(real_file):
    ours, theirs = compare(real_file("osm/liechtenstein.osm.pbf"), "EPSG:32632", 6, 12, 2, 12)
    assert len(ours) > 12
    assert ours == pytest.approx(theirs, rel=0.001, abs=0.2)
