"""Small graphs whose best division can be counted out, and communities drawn from random cells and crooked streets."""

import json
from itertools import product

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

METRES = "EPSG:32650"


def lattice(rows, columns):
    """Pairs of neighbours among atoms (row, column)."""
    for row, column in product(range(rows), range(columns)):
        if column + 1 < columns:
            yield (row, column), (row, column + 1)
        if row + 1 < rows:
            yield (row, column), (row + 1, column)


#: Oracle F4 of the domain: nine grids A..I row by row.
F4_HOUSEHOLDS = pd.Series(dict(zip("ABCDEFGHI", (520, 410, 380, 450, 300, 440, 390, 470, 354), strict=True)))
F4_NEIGHBOURS = [("ABCDEFGHI"[3 * a + b], "ABCDEFGHI"[3 * c + d]) for (a, b), (c, d) in lattice(3, 3)]


def states(path):
    """Population by county, and neighbouring counties."""
    drawn = json.loads(path.read_text(encoding="utf-8"))
    return pd.Series({node["id"]: node["population"] for node in drawn["nodes"]}), drawn["edges"]


def members(zone):
    """The zones as a set of sets of atoms: names and order do not count."""
    return {frozenset(atoms) for atoms in zone.groupby(zone).groups.values()}


def is_contiguous(zone, neighbours):
    graph = nx.Graph(list(neighbours))
    graph.add_nodes_from(zone.index)
    return all(nx.is_connected(graph.subgraph(group)) for group in members(zone))


def cut(zone, neighbours):
    return sum(
        zone[one] != zone[two] for one, two in {tuple(sorted(pair)) for pair in neighbours if pair[0] != pair[1]}
    )


def spread(zone, weights):
    total = weights.groupby(zone).sum()
    return total.max() - total.min()


def divisions(weights, neighbours, count):
    """Every contiguous division into so many zones, counted out: only for a handful of atoms."""
    atoms = sorted(weights.index)
    for labels in product(range(count), repeat=len(atoms)):
        firsts = list(dict.fromkeys(labels))
        if firsts == list(range(count)):  # each division once, numbered as its zones appear
            zone = pd.Series(labels, index=atoms)
            if is_contiguous(zone, neighbours):
                yield zone


def _shared(cells):
    """Atoms, neighbours that share more than a point, households 0 to 240 by area."""
    touching = cells.sindex.query(cells.geometry, predicate="touches")
    first, second = touching[:, touching[0] < touching[1]]
    border_m = shapely.length(shapely.intersection(cells.geometry.values[first], cells.geometry.values[second]))
    kept = border_m > 0.01
    return list(zip(first[kept].tolist(), second[kept].tolist(), strict=True))


def voronoi_community(count, seed, households):
    """Random cells in a crooked outline; returns shapes, weights, neighbours."""
    rng = np.random.default_rng(seed)
    side_m = 100 * np.sqrt(count)
    around = np.sort(rng.uniform(0, 2 * np.pi, 14))
    reach_m = side_m / 2 * rng.uniform(0.8, 1.15, 14)
    outline = shapely.Polygon(np.column_stack([reach_m * np.cos(around), reach_m * np.sin(around)]))
    xy = rng.uniform(-side_m * 0.6, side_m * 0.6, (4 * count, 2))
    xy = xy[shapely.contains_xy(outline, *xy.T)][:count]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(xy), extend_to=outline))
    return _community(shapely.get_parts(shapely.intersection(cells, outline)), rng, households)


def street_community(streets, seed, households):
    """Blocks between `streets` crooked streets each way; returns shapes, weights, neighbours."""
    rng = np.random.default_rng(seed)
    corners = np.stack(np.meshgrid(*[np.arange(streets + 1) * 100.0] * 2, indexing="ij"), axis=-1)
    corners += rng.normal(0, 15, corners.shape)
    blocks = [
        shapely.Polygon([corners[i, j], corners[i + 1, j], corners[i + 1, j + 1], corners[i, j + 1]])
        for i, j in product(range(streets), repeat=2)
    ]
    return _community(np.array(blocks), rng, households)


def _community(blocks, rng, households):
    shapes = gpd.GeoSeries(blocks, crs=METRES)
    kind = rng.choice(3, len(blocks), p=[0.72, 0.18, 0.10])  # homes, shops, parks
    density = np.where(kind == 0, rng.lognormal(0, 0.6, len(blocks)), np.where(kind == 1, 0.07, 0.0))
    weight = shapes.area.to_numpy() * density
    weight = np.minimum(np.rint(weight / weight.sum() * households), 480)
    return shapes, pd.Series(weight.astype(int)), _shared(shapes)
