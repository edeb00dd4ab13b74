"""Hold a street network as arrays in metres: nodes, edges, their cost in length and time, and what walls block."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd
import pyproj
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.city import City
from geo.contracts import LayerContract
from geo.crs import require_crs, to_metric
from geo.errors import BrokenFileError, EmptyLayerError, NoSuchFileError
from geo.layers import BARRIERS, GATES, STREETS
from geo.streets.access import is_usable
from geo.streets.arcs import METRES_PER_TICK, SECONDS_PER_TICK, Arcs, arcs_between, ticks_of
from geo.streets.barriers import connectors, cut_by_barriers, waiting_at_gates, wall_segments
from geo.streets.durations import edge_lengths, edge_seconds
from geo.streets.noding import Lines, edges_of, lines_of, with_crossings
from geo.streets.profiles import PROFILES, Profile, profile_named

__all__ = ["Network", "city_network"]

_ARRAYS = ("node_xy", "edge_nodes", "edge_length_m", "edge_seconds", "edge_way", "edge_start", "points", "walls")


@dataclass(frozen=True, eq=False)
class Network:
    """
    Streets one profile can walk, in the metric system `crs`.

    `edge_nodes` (m, 2) node numbers; `edge_length_m` (m,); `edge_seconds` (m, 2) there and back; `edge_start` (m +
    1,) into `points` (k, 2), the line of each edge; `edge_way` (m,) the row of the street layer, -1 for a way through
    a gate; `walls` (w, 4) straight pieces that a step from a door to the street may not cross; `way_names` a row of
    the layer.
    """

    crs: pyproj.CRS
    profile: Profile
    node_xy: NDArray[np.float64]
    edge_nodes: NDArray[np.int32]
    edge_length_m: NDArray[np.float64]
    edge_seconds: NDArray[np.float64]
    edge_way: NDArray[np.int32]
    edge_start: NDArray[np.int64]
    points: NDArray[np.float64]
    walls: NDArray[np.float64]
    way_names: tuple[str, ...] = ()
    places_cut: int = 0

    @classmethod
    def build(
        cls,
        streets: GeoDataFrame,
        profile: Profile | str = PROFILES["standard"],
        *,
        gates: GeoDataFrame | None = None,
        barriers: GeoDataFrame | None = None,
    ) -> Self:
        """
        Build the network that a profile walks.

        Parameters
        ----------
        streets
            `STREETS`, in lon/lat or any metric system; only the geometry is needed. Heights, where lines have them,
            slow the walk by Tobler's ratio.
        profile
            A profile, or the name of one.
        gates, barriers
            `GATES` and `BARRIERS`: what cuts streets and what no step from a door may cross, and where it is open.

        Raises
        ------
        EmptyLayerError
            If no street is left that the profile may use.
        MissingCrsError, WrongGeometryError, WrongValueError
            If a layer does not keep its contract.
        SettingError
            If there is no profile of that name.
        """
        profile = profile_named(profile) if isinstance(profile, str) else profile
        streets = _checked(streets)
        barriers, gates = _in_system(BARRIERS, barriers, streets.crs), _in_system(GATES, gates, streets.crs)
        usable = is_usable(streets, profile)
        lines = lines_of(streets)
        lines = lines.taking(usable[lines.way])
        if len(lines.geometry) == 0:
            raise EmptyLayerError(
                f"The streets layer has {len(streets)} rows, but no street that the profile {profile.name} may use; "
                "load streets with walkable kinds, or choose another profile.",
                zh=f"{len(streets)} 条道路里没有一条可供“{profile.name}”通行；请加载可步行的道路，或换一种走法。",
            )
        lines = with_crossings(lines)
        places_cut, walls = 0, np.empty((0, 4))
        if len(barriers):
            raised = (streets["is_bridge"] | streets["is_tunnel"]).to_numpy()
            cuts = cut_by_barriers(lines, raised[lines.way], barriers, gates)
            lines, places_cut = _with_connectors(cuts.lines, barriers, gates), cuts.places
            walls = wall_segments(barriers)
        lines = waiting_at_gates(lines, barriers, gates)
        edges = edges_of(lines)
        return cls(
            crs=pyproj.CRS(streets.crs),
            profile=profile,
            node_xy=edges.node_xy,
            edge_nodes=edges.nodes.astype(np.int32),
            edge_length_m=edge_lengths(edges),
            edge_seconds=edge_seconds(edges, streets, lines, profile),
            edge_way=edges.way.astype(np.int32),
            edge_start=edges.start,
            points=np.ascontiguousarray(edges.points[:, :2]),
            walls=walls,
            way_names=tuple(streets["name"]),
            places_cut=places_cut,
        )

    def save(self, folder: Path) -> None:
        """Write the network as one array a file, so that `Network.open` can map it into memory."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))
        for kind in ("metres", "seconds"):
            arcs = self.arcs_m if kind == "metres" else self.arcs_s
            for name in ("start", "packed", "edge"):
                np.save(folder / f"{kind}_{name}.npy", getattr(arcs, name))
            if arcs.along is not None:
                np.save(folder / f"{kind}_along.npy", arcs.along)
        card = {
            "crs": self.crs.to_wkt(),
            "profile": {name: getattr(self.profile, name) for name in Profile.__slots__},
            "way_names": self.way_names,
            "places_cut": self.places_cut,
        }
        (folder / "network.json").write_text(json.dumps(card, ensure_ascii=False), "utf-8")

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map a saved network into memory; pages of it are read when a walk needs them."""
        if not (folder / "network.json").is_file():
            raise NoSuchFileError(f"There is no prepared network in {folder}; build it from a street layer first.")
        try:
            card = json.loads((folder / "network.json").read_text("utf-8"))
            arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
            network = cls(
                crs=pyproj.CRS.from_wkt(card["crs"]),
                profile=Profile(**card["profile"]),
                way_names=tuple(card["way_names"]),
                places_cut=card["places_cut"],
                **arrays,
            )
            for kind, slot in (("metres", "arcs_m"), ("seconds", "arcs_s")):
                along = folder / f"{kind}_along.npy"
                parts = [np.load(folder / f"{kind}_{name}.npy", mmap_mode="r") for name in ("start", "packed", "edge")]
                network.__dict__[slot] = Arcs(
                    parts[0], parts[1], parts[2], np.load(along, mmap_mode="r") if along.exists() else None
                )
        except (KeyError, TypeError, ValueError, OSError, EOFError) as error:
            raise BrokenFileError(
                f"The prepared network in {folder} cannot be read ({error}); build it again."
            ) from error
        return network

    @cached_property
    def is_uniform(self) -> bool:
        """Whether time is length over one speed everywhere: no slopes, steps or waits."""
        ratio = self.edge_length_m / self.profile.speed_m_per_s
        return bool(np.allclose(self.edge_seconds, ratio[:, None], rtol=1e-9, atol=1e-9))

    @cached_property
    def arcs_m(self) -> Arcs:
        """Arcs that cost metres."""
        there = ticks_of(self.edge_length_m, METRES_PER_TICK)
        along = None if self.is_uniform else ticks_of(self.edge_seconds, SECONDS_PER_TICK)
        return arcs_between(len(self.node_xy), self.edge_nodes, np.column_stack([there, there]), along)

    @cached_property
    def arcs_s(self) -> Arcs:
        """Arcs that cost seconds."""
        length = ticks_of(self.edge_length_m, METRES_PER_TICK)
        along = None if self.is_uniform else np.column_stack([length, length])
        return arcs_between(len(self.node_xy), self.edge_nodes, ticks_of(self.edge_seconds, SECONDS_PER_TICK), along)

    @cached_property
    def edge_component(self) -> NDArray[np.int32]:
        """The connected part each edge belongs to; 0 is the longest."""
        joined = coo_array(
            (np.ones(len(self.edge_nodes), np.int8), (self.edge_nodes[:, 0], self.edge_nodes[:, 1])),
            shape=(len(self.node_xy), len(self.node_xy)),
        )
        _, label = connected_components(joined, directed=False)
        of_edge = label[self.edge_nodes[:, 0]]
        length_m = np.bincount(of_edge, self.edge_length_m)
        rank = np.empty(len(length_m), np.int32)
        rank[np.argsort(-length_m, kind="stable")] = np.arange(len(length_m))
        return rank[of_edge]

    @cached_property
    def components(self) -> pd.DataFrame:
        """Each connected part, longest first: `component, edges, length_m, share` of all street length."""
        length_m = np.bincount(self.edge_component, self.edge_length_m)
        return pd.DataFrame(
            {
                "component": np.arange(len(length_m)),
                "edges": np.bincount(self.edge_component),
                "length_m": length_m,
                "share": length_m / length_m.sum(),
            }
        )

    def edge_lines(self, edges: NDArray[np.integer] | None = None) -> NDArray[np.object_]:
        """Return the lines of some edges, or of all, in the network's system."""
        numbers = np.arange(len(self.edge_nodes)) if edges is None else np.asarray(edges)
        sizes = self.edge_start[numbers + 1] - self.edge_start[numbers]
        first = np.repeat(self.edge_start[numbers] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
        rows = first + np.arange(sizes.sum())
        return np.asarray(shapely.linestrings(self.points[rows], indices=np.repeat(np.arange(len(numbers)), sizes)))


def city_network(city: City, profile: Profile = PROFILES["standard"]) -> Network:
    """Build the network of a city's streets, gates and barriers."""
    return Network.build(city["streets"], profile, gates=city.get("gates"), barriers=city.get("barriers"))


def _checked(streets: GeoDataFrame) -> GeoDataFrame:
    if len(streets) == 0:
        raise EmptyLayerError(
            "The streets layer has no rows; at least one street is needed. Choose another file.",
            zh="道路图层是空的，至少需要一条道路；请换一个文件。",
        )
    unusable = STREETS.wrong_geometry(streets)
    if not unusable.all():
        streets = streets[~unusable]
    return to_metric(STREETS.check(streets), "streets")


def _in_system(contract: LayerContract, layer: GeoDataFrame | None, crs: pyproj.CRS) -> GeoDataFrame:
    if layer is None or len(layer) == 0:
        return contract.empty(crs)
    require_crs(layer, contract.name)
    return contract.check(layer.to_crs(crs))


def _with_connectors(lines: Lines, barriers: GeoDataFrame, gates: GeoDataFrame) -> Lines:
    ways = connectors(lines, barriers, gates)
    if not ways:
        return lines
    count = len(ways)
    together = Lines(
        np.concatenate([lines.geometry, np.array(ways, dtype=object)]),
        np.concatenate([lines.way, np.full(count, -1)]),
        np.concatenate([lines.level, np.zeros(count, np.int64)]),
        np.concatenate([lines.is_noded, np.zeros(count, bool)]),
        np.zeros(len(lines.way) + count),
    )
    return with_crossings(together, loose=together.way < 0)
