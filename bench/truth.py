"""Know where one really can walk to, every 2.5 metres, and how far a polygon is from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.transform import Affine

from bench.networks import Town, at_nodes, places_at
from geo import Network, reachable_streets
from geo.streets import Snap
from geo.streets.snapping import snap_on_edges
from geo.streets.walks import walks_between

__all__ = ["Fit", "Truth", "mean_fit", "truth_at"]

#: Cells of the fine raster, and how far from a street ground still counts as reached.
FINE_M = 2.5
_REACH_M = 50.0


@dataclass(frozen=True, slots=True)
class Fit:
    """
    How well a polygon fits: `overlap_share` (IoU) with the true area; of the doors inside either, the share on the
    wrong side, and how far the worst of them is from the outline; street painted wrongly as a share of what can be
    reached.
    """

    overlap_share: float
    wrong_doors: int
    wrong_doors_share: float
    furthest_wrong_m: float
    wrong_street_share: float


@dataclass(frozen=True, eq=False)
class Truth:
    """One facility's true area: raster, doors within the limit, reachable and all streets nearby."""

    is_reached: NDArray[np.bool_]
    west_m: float
    south_m: float
    door_xy: NDArray[np.float64]
    is_served: NDArray[np.bool_]
    reachable: GeoDataFrame
    streets: NDArray[np.object_]

    def fit(self, polygon: shapely.Geometry) -> Fit:
        """Compare a polygon in the network's system with the truth."""
        painted = self._painted(polygon)
        either, both = np.count_nonzero(painted | self.is_reached), np.count_nonzero(painted & self.is_reached)
        is_inside = shapely.intersects_xy(polygon, *self.door_xy.T)
        is_wrong = is_inside != self.is_served
        outline = shapely.boundary(polygon)
        off_m = shapely.distance(shapely.points(self.door_xy[is_wrong]), outline)
        return Fit(
            both / max(either, 1),
            int(is_wrong.sum()),
            is_wrong.sum() / max((is_inside | self.is_served).sum(), 1),
            float(np.max(off_m, initial=0.0)),
            self._wrong_street_m(polygon) / max(self._reachable_m, 1e-9),
        )

    def _painted(self, polygon: shapely.Geometry) -> NDArray[np.bool_]:
        if polygon.is_empty:
            return np.zeros_like(self.is_reached)
        # rows run northwards here, as everywhere in this module
        grid = Affine(FINE_M, 0, self.west_m, 0, FINE_M, self.south_m)
        return rasterize([polygon], self.is_reached.shape, transform=grid, dtype=np.uint8).astype(bool)

    @cached_property
    def _reachable_m(self) -> float:
        return float(shapely.length(self.reachable.geometry.to_numpy()).sum())

    def _wrong_street_m(self, polygon: shapely.Geometry) -> float:
        """Street inside the polygon that cannot be reached, and street outside that can."""
        inside_m = _length_within(self.streets, polygon)
        right_m = _length_within(self.reachable.geometry.to_numpy(), polygon)
        return (self._reachable_m - right_m) + (inside_m - right_m)


def truth_at(town: Town, node: int, limit_m: float) -> Truth:
    """Measure the walk from every cell and door around a node to a facility on it."""
    network, goal = town.network, at_nodes(town.network, np.array([node]))
    span_m = limit_m + _REACH_M + 4 * FINE_M
    west_m, south_m = network.node_xy[node] - span_m
    count = int(2 * span_m / FINE_M)
    middle = (np.arange(count) + 0.5) * FINE_M
    x, y = np.meshgrid(west_m + middle, south_m + middle)
    edge, share, leg_m = snap_on_edges(network, np.column_stack([x.ravel(), y.ravel()]), _REACH_M)
    cells = Snap(edge, share, leg_m)
    is_reached = _within(network, cells, goal, limit_m).reshape(count, count)
    door_xy = shapely.get_coordinates(town.demand.geometry.to_numpy())
    near = np.flatnonzero((np.abs(door_xy - network.node_xy[node]) <= span_m).all(axis=1))
    doors = Snap(town.doors.edge[near], town.doors.share[near], town.doors.leg_m[near])
    return Truth(
        is_reached,
        float(west_m),
        float(south_m),
        door_xy[near],
        _within(network, doors, goal, limit_m),
        reachable_streets(network, places_at(network, np.array([node])), limit_m),
        _streets_near(network, network.node_xy[node], span_m),
    )


def mean_fit(fits: Sequence[Fit]) -> Fit:
    """Return the mean of shares, the sum of doors and the largest distance."""
    return Fit(
        float(np.mean([fit.overlap_share for fit in fits])),
        sum(fit.wrong_doors for fit in fits),
        float(np.mean([fit.wrong_doors_share for fit in fits])),
        max(fit.furthest_wrong_m for fit in fits),
        float(np.mean([fit.wrong_street_share for fit in fits])),
    )


def _within(network: Network, places: Snap, goal: Snap, limit_m: float) -> NDArray[np.bool_]:
    """Whether the walk from each place to the facility is within the limit, the limit itself included."""
    is_within = np.zeros(len(places.edge), bool)
    is_within[walks_between(network, places, goal, limit_m, "walk_m").door] = True
    return is_within


def _streets_near(network: Network, middle: NDArray[np.float64], span_m: float) -> NDArray[np.object_]:
    ends = network.node_xy[network.edge_nodes]
    reach_m = span_m + network.edge_length_m  # a street may bend back from an end that is outside
    is_near = (np.abs(ends - middle).max(axis=2) <= reach_m[:, None]).any(axis=1)
    return network.edge_lines(np.flatnonzero(is_near))


def _length_within(lines: NDArray[np.object_], polygon: shapely.Geometry) -> float:
    shapely.prepare(polygon)
    whole = shapely.contains_properly(polygon, lines)
    partly = shapely.intersects(polygon, lines) & ~whole
    cut = shapely.intersection(lines[partly], polygon)
    return float(shapely.length(lines[whole]).sum() + shapely.length(cut).sum())
