"""Random towns: a crooked lattice with missing pieces, and an independent graph of it to compare walks with."""

from dataclasses import dataclass, replace
from itertools import pairwise

import networkx as nx
import numpy as np
from geopandas import GeoDataFrame
from hypothesis import strategies as st
from shapely import LineString

from tests.streets.town import EAST_M, NORTH_M, ZONE, points

#: Wide enough that no single street is a scrap.
STEP_M = 300


@dataclass(frozen=True)
class Town:
    """Corners (n, 3) with heights, pieces of street between them, and places on them: (piece, share) each."""

    corners: np.ndarray
    pieces: tuple
    spare: tuple
    homes: tuple
    facilities: tuple
    households: tuple

    @property
    def is_level(self):
        return not self.corners[:, 2].any()

    @property
    def streets(self):
        return GeoDataFrame(geometry=[self.line(piece) for piece in self.pieces], crs=ZONE)

    def line(self, piece):
        ends = self.corners[list(piece)] + (EAST_M, NORTH_M, 0)
        return LineString(ends[:, :2] if self.is_level else ends)

    def place(self, at):
        (start, end), share = self.pieces[at[0]], at[1]
        return tuple((self.corners[start] * (1 - share) + self.corners[end] * share)[:2])

    @property
    def home_points(self):
        ids = [f"h{number}" for number in range(len(self.homes))]
        return points([self.place(at) for at in self.homes], ids, households=list(self.households))

    @property
    def facility_points(self):
        return points([self.place(at) for at in self.facilities], [f"f{n}" for n in range(len(self.facilities))])

    def with_spare_streets(self):
        """The same town with one missing piece of street built."""
        return replace(self, pieces=(*self.pieces, *self.spare[:1]), spare=self.spare[1:])

    def graph(self, speed_m_per_s=1.0):
        """Corners and places as nodes, every piece split at the places on it; length and seconds, both ways."""
        graph = nx.DiGraph()
        for number, (start, end) in enumerate(self.pieces):
            stops = [(0.0, start), (1.0, end)]
            stops += [(at[1], f"h{home}") for home, at in enumerate(self.homes) if at[0] == number]
            stops += [(at[1], f"f{one}") for one, at in enumerate(self.facilities) if at[0] == number]
            run = self.corners[end] - self.corners[start]
            length_m = float(np.hypot(run[0], run[1]))
            for (share, here), (next_share, there) in pairwise(sorted(stops, key=lambda stop: stop[0])):
                part_m = (next_share - share) * length_m
                for a, b, rise in ((here, there, run[2]), (there, here, -run[2])):
                    # Tobler, as a ratio to the flat
                    pace = np.exp(3.5 * abs(rise / length_m + 0.05)) / np.exp(3.5 * 0.05)
                    graph.add_edge(a, b, length_m=part_m, seconds=part_m * pace / speed_m_per_s)
        return graph

    def walks(self, weight="length_m", speed_m_per_s=1.0):
        """(home, facility) -> the least metres or seconds, of those that can be walked."""
        graph = self.graph(speed_m_per_s)
        back = graph.reverse()
        found = {}
        for one in range(len(self.facilities)):
            reached = nx.single_source_dijkstra_path_length(back, f"f{one}", weight=weight)
            for home in range(len(self.homes)):
                if f"h{home}" in reached:
                    found[f"h{home}", f"f{one}"] = reached[f"h{home}"]
        return found


@st.composite
def towns(draw, is_level=True):
    """Two to four blocks a side, up to half the streets missing, some homes and facilities."""
    columns, rows = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    corner = np.arange((columns + 1) * (rows + 1)).reshape(rows + 1, columns + 1)
    y, x = np.divmod(np.arange(corner.size), columns + 1)
    corners = np.column_stack([x, y, np.zeros(corner.size)]) * STEP_M
    corners[:, :2] += rng.uniform(-40, 40, (corner.size, 2))
    corners[:, 2] = 0 if is_level else rng.uniform(0, 60, corner.size)
    everything = [*zip(corner[:, :-1].ravel(), corner[:, 1:].ravel(), strict=True)]
    everything += [*zip(corner[:-1].ravel(), corner[1:].ravel(), strict=True)]
    pieces = [tuple(int(end) for end in everything[row]) for row in rng.permutation(len(everything))]
    missing = draw(st.integers(0, len(pieces) // 2))
    kept = tuple(pieces[missing:])
    homes, facilities = draw(st.integers(1, 12)), draw(st.integers(1, 5))

    def some(count):
        return tuple((int(rng.integers(len(kept))), float(rng.uniform(0.01, 0.99))) for _ in range(count))

    return Town(
        corners,
        kept,
        tuple(pieces[:missing]),
        some(homes),
        some(facilities),
        tuple(map(int, rng.integers(0, 300, homes))),
    )
