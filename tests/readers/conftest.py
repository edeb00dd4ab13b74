"""A few blocks of a made-up town as an OpenStreetMap file, and the means to write such files."""

from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from geo.readers import import_city
from geo.readers.osm.extract import read_osm

#: A degree of latitude in metres; at the equator one of longitude is the same, so blocks there can be measured by eye.
METRES_PER_DEGREE = 111_195.0


def osm_text(nodes, ways=(), relations=(), timestamp="2024-05-06T07:08:09Z"):
    """OSM XML of nodes {id: (east_m, north_m, tags)}, ways {id: (refs, tags)} and relations {id: (members, tags)}."""

    def tags_of(tags):
        return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())

    head = f'version="1" timestamp="{timestamp}"'
    rows = ["<?xml version='1.0' encoding='UTF-8'?>", '<osm version="0.6">']
    for osm_id, (east_m, north_m, tags) in nodes.items():
        lon, lat = 10 + east_m / METRES_PER_DEGREE, north_m / METRES_PER_DEGREE
        rows.append(f'<node id="{osm_id}" {head} lon="{lon:.7f}" lat="{lat:.7f}">{tags_of(tags)}</node>')
    for osm_id, (refs, tags) in dict(ways).items():
        members = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        rows.append(f'<way id="{osm_id}" {head}>{members}{tags_of(tags)}</way>')
    for osm_id, (members, tags) in dict(relations).items():
        listed = "".join(f'<member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in members)
        rows.append(f'<relation id="{osm_id}" {head}>{listed}{tags_of(tags)}</relation>')
    return "\n".join([*rows, "</osm>"])


def square(first_id, east_m, north_m, side_m):
    """Four corner nodes, and the refs of the ring through them."""
    corners = [(0, 0), (side_m, 0), (side_m, side_m), (0, side_m)]
    nodes = {first_id + n: (east_m + east, north_m + north, {}) for n, (east, north) in enumerate(corners)}
    return nodes, [*nodes, first_id]


@pytest.fixture
def write_osm(tmp_path):
    """A function from nodes, ways and relations to the path of an .osm file."""

    def write(nodes, ways=(), relations=(), name="town.osm") -> Path:
        path = tmp_path / name
        path.write_text(osm_text(nodes, ways, relations), encoding="utf-8")
        return path

    return write


@pytest.fixture
def crossroads():
    """Nodes 1 to 5: a cross of four arms of 100 m around node 3."""
    return {1: (-100, 0, {}), 2: (100, 0, {}), 3: (0, 0, {}), 4: (0, -100, {}), 5: (0, 100, {})}


@pytest.fixture(scope="session")
def real_extract(real_file):
    """A function from a file below osm/ to what it holds, read once."""
    extracts = {}

    def extract(name):
        if name not in extracts:
            extracts[name] = read_osm(real_file(f"osm/{name}"))
        return extracts[name]

    return extract


@pytest.fixture(scope="session")
def real_city(real_file):
    """A function from a file below osm/ to its city, read once."""
    cities = {}

    def city(name):
        if name not in cities:
            cities[name] = import_city(real_file(f"osm/{name}"))
        return cities[name]

    return city
