"""A street graph gives each street piece once, and nothing in the file is believed."""

import networkx as nx
import pytest
import shapely

from geo.errors import BrokenFileError, EmptyLayerError, NoSuchFileError
from geo.layers import STREETS
from geo.readers.graphml import graph_streets, read_graph

BOMB = """<?xml version="1.0"?>
<!DOCTYPE graphml [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph><node id="&b;"/></graph></graphml>"""
EXTERNAL = BOMB.replace('"lol"', 'SYSTEM "file:///etc/passwd"')


@pytest.fixture
def graph_file(tmp_path):
    """A function from edges (from, to, attributes) between the nodes a, b and c to a file."""

    def write(edges, crs="epsg:4326", nodes=None):
        graph = nx.MultiDiGraph(crs=crs)
        for node, (lon, lat) in (nodes or {"a": (10, 0), "b": (10.001, 0), "c": (10, 0.001)}).items():
            graph.add_node(node, x=str(lon), y=str(lat))
        for start, end, attributes in edges:
            graph.add_edge(start, end, **attributes)
        path = tmp_path / "town.graphml"
        nx.write_graphml(graph, path)
        return path

    return write


def test_futian_is_read_whole(real_file):
    graph = read_graph(real_file("osm/shenzhen_futian.graphml"))
    assert (len(graph.nodes), len(graph.edges)) == (1751, 4009)


def test_futian_has_each_street_once(real_file):
    path = real_file("osm/shenzhen_futian.graphml")
    streets = graph_streets(path)
    assert STREETS.check(streets).equals(streets)
    assert streets.attrs["problems"] == ()
    assert streets["is_noded"].all()
    both_ways = nx.read_graphml(path)
    pieces = {
        (
            *sorted((start, end)),
            row["osmid"] if not row["osmid"].startswith("[") else "",
            round(float(row["length"]), 1),
        )
        for start, end, row in both_ways.edges(data=True)
    }
    assert len(streets) == pytest.approx(len(pieces), rel=0.01)
    assert len(streets) < 4009


def test_the_two_directions_of_a_street_are_one_row(graph_file):
    bend = "LINESTRING (10 0, 10.0005 0.0002, 10.001 0)"
    back = "LINESTRING (10.001 0, 10.0005 0.0002, 10 0)"
    streets = graph_streets(
        graph_file(
            [("a", "b", {"highway": "residential", "geometry": bend}), ("b", "a", {"geometry": back}), ("a", "b", {})]
        )
    )
    assert streets.index.tolist() == ["a-b-0", "a-b-1"]
    assert [len(line.coords) for line in streets.geometry] == [3, 2]


def test_lists_give_their_first_and_flags_are_flags(graph_file):
    tags = {
        "highway": "['steps', 'footway']",
        "name": "['梯巷', '上巷']",
        "bridge": "yes",
        "tunnel": "no",
        "layer": "1",
    }
    street = graph_streets(graph_file([("a", "b", tags)])).iloc[0]
    assert (street["highway"], street["name"]) == ("steps", "梯巷")
    assert (street["is_bridge"], street["is_tunnel"], street["level"]) == (True, False, 1)


def test_a_graph_in_metres_comes_back_in_degrees(graph_file):
    nodes = {"a": (500_000, 3_000_000), "b": (500_100, 3_000_000)}
    streets = graph_streets(graph_file([("a", "b", {})], crs="epsg:4549", nodes=nodes))
    assert shapely.get_x(streets.geometry.iloc[0].interpolate(0)) == pytest.approx(120.0, abs=1e-6)


def test_an_edge_without_a_place_is_left_out_and_named(graph_file):
    nodes = {"a": (10, 0), "b": (10.001, 0), "c": ("nan", 0)}
    streets = graph_streets(graph_file([("a", "b", {}), ("a", "c", {})], nodes=nodes))
    assert streets.attrs["problems"] == ("1 of 2 street pieces have no place and are left out: a to c.",)


@pytest.mark.parametrize("geometry", ["LINESTRING (10", "POINT (1 1)", "rubbish"])
def test_a_shape_that_cannot_be_read_is_replaced_by_the_straight_line(graph_file, geometry):
    streets = graph_streets(graph_file([("a", "b", {"geometry": geometry})]))
    assert streets.geometry.iloc[0].wkt == "LINESTRING (10 0, 10.001 0)"


def test_a_graph_that_lies_about_its_degrees_is_refused(graph_file):
    nodes = {"a": (500_000, 3_000_000), "b": (500_100, 3_000_000)}
    with pytest.raises(BrokenFileError, match="says its coordinates are degrees, but"):
        graph_streets(graph_file([("a", "b", {})], nodes=nodes))


def test_a_graph_without_edges_is_refused(graph_file):
    with pytest.raises(EmptyLayerError, match="holds no street"):
        graph_streets(graph_file([]))


@pytest.mark.parametrize("content", [BOMB, EXTERNAL], ids=["entities", "other files"])
def test_a_bomb_is_refused_before_it_goes_off(tmp_path, content):
    path = tmp_path / "bomb.graphml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BrokenFileError, match="declares a document type or entities"):
        graph_streets(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<osm/>",
        b"<graphml><graph><edge source='a'/></graph></graphml>",
        b"<graphml><graph>",
        b"{}",
        b"\xff\xfe<",
        b"<graphml><graph><node id='a'/><node id='b'/><edge source='a' target='b'/></graph></graphml>",
    ],
)
def test_what_is_no_street_graph_is_refused_in_one_sentence(tmp_path, content):
    path = tmp_path / "odd.graphml"
    path.write_bytes(content)
    with pytest.raises(BrokenFileError, match=r"odd\.graphml is damaged or not a GraphML street graph") as caught:
        graph_streets(path)
    assert "\n" not in str(caught.value)


def test_a_graph_cut_off_is_refused(real_file, tmp_path):
    path = tmp_path / "cut.graphml"
    path.write_bytes(real_file("osm/shenzhen_futian.graphml").read_bytes()[:500_000])
    with pytest.raises(BrokenFileError, match=r"cut\.graphml is damaged"):
        graph_streets(path)


def test_a_graph_that_is_not_there_is_named(tmp_path):
    with pytest.raises(NoSuchFileError, match=r"none\.graphml is not there"):
        graph_streets(tmp_path / "none.graphml")
