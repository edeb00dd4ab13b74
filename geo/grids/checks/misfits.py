"""Find the land that no grid has, that two have, and that lies outside the community."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from geo.grids.checks.parents import Parents

__all__ = ["Misfits", "misfits_of"]


@dataclass(frozen=True, slots=True)
class Misfits:
    """
    Pieces of land, largest first for each community, pair and grid.

    `gaps` (community, piece), `overlaps` (community, grid, grid, piece), `beyond` (grid, pieces): positions.
    """

    gaps: tuple[tuple[int, Polygon], ...]
    overlaps: tuple[tuple[int, int, int, Polygon], ...]
    beyond: tuple[tuple[int, tuple[Polygon, ...]], ...]


def misfits_of(
    shapes: NDArray[np.object_], parents: Parents, open_communities: Iterable[int], least_m2: float
) -> Misfits:
    """Look through communities not proved to be tiled, and grids in none, for pieces of at least `least_m2`."""
    gaps: list[tuple[int, Polygon]] = []
    overlaps: list[tuple[int, int, int, Polygon]] = []
    beyond: list[tuple[int, tuple[Polygon, ...]]] = []
    has_land = ~shapely.is_empty(shapes)
    for community in open_communities:
        land, members = parents.lands[community], np.flatnonzero((parents.of_grid == community) & has_land)
        missing = shapely.difference(land, shapely.union_all(shapes[members]))
        gaps += [(community, piece) for piece in _pieces(missing, least_m2)]
        first, second = shapely.STRtree(shapes[members]).query(shapes[members])
        first, second = members[first[first < second]], members[second[first < second]]
        shared = shapely.intersection(shapes[first], shapes[second])
        for a, b, common in zip(first.tolist(), second.tolist(), shared.tolist(), strict=True):
            overlaps += [(community, a, b, piece) for piece in _pieces(common, least_m2)]
        outside = shapely.difference(shapes[members], land)
        beyond += [(grid, _pieces(one, least_m2)) for grid, one in zip(members.tolist(), outside.tolist(), strict=True)]
    homeless = np.flatnonzero((parents.of_grid < 0) & has_land).tolist()
    beyond += [(grid, _pieces(shapes[grid], least_m2)) for grid in homeless]
    return Misfits(tuple(gaps), tuple(overlaps), tuple((grid, pieces) for grid, pieces in beyond if pieces))


def _pieces(land: shapely.Geometry, least_m2: float) -> tuple[Polygon, ...]:
    parts = [part for part in shapely.get_parts(land) if part.geom_type == "Polygon" and part.area >= least_m2]
    return tuple(sorted(parts, key=lambda part: -part.area))
