"""Look once at grids, communities and what lies in them, for all rules to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.grids.checks.dwellings import Homes, dwellings_of
from geo.grids.checks.land import usable_land
from geo.grids.checks.misfits import Misfits, misfits_of
from geo.grids.checks.parents import Parent, Parents, label_of, parents_of, require_grid_metres
from geo.grids.checks.seams import LooseEnds, loose_ends
from geo.grids.limits import GridLimits

__all__ = ["Survey", "survey_of"]


@dataclass(frozen=True)
class Survey:
    """
    Grids and what they are judged by; what takes time is worked out when it is first asked for.

    Parameters
    ----------
    shapes
        One valid polygon a grid, empty where it has no land.
    is_sound
        Whether the grid's shape came valid and with land.
    homes
        The dwellings, None without a buildings layer.
    layers
        The other layers that were given, by name, in the CRS of the grids.
    """

    grids: GeoDataFrame
    ids: tuple[str, ...]
    labels: Mapping[str, str]
    shapes: NDArray[np.object_]
    is_sound: NDArray[np.bool_]
    parents: Parents
    homes: Homes | None
    layers: Mapping[str, GeoDataFrame]
    limits: GridLimits

    @cached_property
    def area_m2(self) -> NDArray[np.float64]:
        """Area of each grid."""
        return np.asarray(shapely.area(self.shapes))

    @cached_property
    def ends(self) -> LooseEnds:
        """Borders that nothing matches."""
        return loose_ends(self.shapes, self.parents.of_grid, self.parents.lands)

    @cached_property
    def open_communities(self) -> tuple[int, ...]:
        """Positions of communities that are not proved to be tiled."""
        return tuple(sorted({*self.parents.of_grid[self.ends.grid].tolist(), *self.ends.rim.tolist()} - {-1}))

    @cached_property
    def misfits(self) -> Misfits:
        """Gaps, overlaps and land outside the community."""
        return misfits_of(self.shapes, self.parents, self.open_communities, self.limits.hairline_m2)

    @cached_property
    def inside(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Pairs of grid and home, positions: the home lies inside the grid, not on its border."""
        if self.homes is None or not len(self.homes.points):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        grid, home = shapely.STRtree(self.homes.points).query(self.shapes, predicate="contains_properly")
        return grid, home

    @cached_property
    def households(self) -> NDArray[np.float64]:
        """Households of each grid."""
        return self._summed(self.homes.households if self.homes else np.empty(0))

    @cached_property
    def people(self) -> NDArray[np.float64]:
        """People of each grid."""
        return self._summed(self.homes.people if self.homes else np.empty(0))

    def _summed(self, counts: NDArray[np.float64]) -> NDArray[np.float64]:
        grid, home = self.inside
        return np.bincount(grid, weights=counts[home], minlength=len(self.ids)).astype(float)

    def members(self, community: int) -> NDArray[np.int64]:
        """Return the positions of the grids of a community that have land."""
        return np.flatnonzero((self.parents.of_grid == community) & ~shapely.is_empty(self.shapes))

    def community_of(self, grid: int) -> str:
        """Return the id of the community of a grid, "" if it has none."""
        position = int(self.parents.of_grid[grid])
        return self.parents.ids[position] if position >= 0 else ""

    def texts(self, column: str) -> NDArray[np.object_]:
        """Return a column of the grids as texts, "" where it is missing."""
        if column not in self.grids.columns:
            return np.full(len(self.ids), "", dtype=object)
        values = self.grids[column]
        return np.array(
            ["" if missing else str(value).strip() for value, missing in zip(values, values.isna(), strict=True)]
        )

    def households_in(self, shape: shapely.Geometry) -> float:
        """Count the households in a shape; 0 without buildings."""
        if self.homes is None or not len(self.homes.points):
            return 0.0
        return float(self.homes.households[self._home_tree.query(shape, predicate="intersects")].sum())

    @cached_property
    def _home_tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.homes.points if self.homes else [])


def survey_of(
    grids: GeoDataFrame,
    parent: Parent,
    buildings: GeoDataFrame | None,
    limits: GridLimits,
    layers: Mapping[str, GeoDataFrame | None],
) -> Survey:
    """
    Look at the grids of a parent.

    Raises
    ------
    CrsError, LayerError
    """
    require_grid_metres(grids)
    ids = tuple(grids.index.astype(str))
    shapes, is_sound = usable_land(grids.geometry.to_numpy())
    given = {name: _in_crs(layer, grids) for name, layer in layers.items() if layer is not None and len(layer)}
    parents = parents_of(parent, grids)
    homes = None
    if buildings is not None and len(buildings):
        homes = _own_homes(dwellings_of(buildings, grids.crs), parents, ids, shapes)
    return Survey(grids, ids, label_of(grids), shapes, is_sound, parents, homes, given, limits)


def _own_homes(homes: Homes, parents: Parents, ids: tuple[str, ...], shapes: NDArray[np.object_]) -> Homes:
    """
    Keep the dwellings that these grids are to look after.

    Those in a community or a grid, and those that the register counts to one of them wherever they lie. A dwelling
    outside that the register counts to none is kept only if several communities are given: they may be the whole city.
    """
    is_own = np.isin(homes.community_ids, parents.ids) & (homes.community_ids != "")
    is_own |= np.isin(homes.registered, ids) & (homes.registered != "")
    if len(parents.ids) > 1:
        is_own |= (homes.community_ids == "") & (homes.registered == "")
    tree = shapely.STRtree(homes.points)
    for lands in (parents.lands, shapes):
        is_own[tree.query(lands, predicate="intersects")[1]] = True
    return homes.where(is_own)


def _in_crs(layer: GeoDataFrame, grids: GeoDataFrame) -> GeoDataFrame:
    return layer if grids.crs is None or layer.crs in (None, grids.crs) else layer.to_crs(grids.crs)
