"""
Settle whose land and whose homes are whose, once for each set of grids, however sloppily it was drawn.

Where grids overlap, the land belongs to the smaller one, and so do the homes on it: the same rule for shapes and for
points, so that land and people of a grid always tell the same story. A home lies where the inner point of its
footprint lies.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.crs import require_metres
from geo.grids.changes.ordering import place_keys
from geo.readers.osm.areas import polygonal
from geo.sentences import Sentence

__all__ = ["Ground", "LEAST_AREA_M2", "settled"]

#: Less land than this is the rounding of coordinates.
LEAST_AREA_M2 = 0.01

Rows = NDArray[np.intp]
Shapes = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Ground:
    """
    A set of grids as land.

    Parameters
    ----------
    ids
        `grid_id` of each row, as text.
    drawn
        The polygons as they were drawn, mended; None where there was no area.
    shapes
        The same without overlaps; None where nothing is left.
    turn
        Rank of each row: of two grids on the same spot the one with the lower rank has it.
    problems
        What was sloppy, in sentences.
    """

    ids: NDArray[np.object_]
    drawn: Shapes
    shapes: Shapes
    turn: Rows
    problems: tuple[Sentence, ...]

    def row_of(self, points: Shapes) -> Rows:
        """Return the row of the grid that each point lies in, -1 outside all; the rim belongs to a grid."""
        row = np.full(len(points), -1, dtype=np.intp)
        if len(points) and len(self.ids):
            point, grid = shapely.STRtree(self.drawn).query(points, predicate="intersects")
            order = np.lexsort((self.turn[grid], point))
            point, first = np.unique(point[order], return_index=True)
            row[point] = grid[order][first]
        return row


def settled(grids: GeoDataFrame, like: GeoDataFrame | None = None) -> Ground:
    """
    Give every spot to one grid at most, in the metres of `like`.

    Raises
    ------
    MissingCrsError, WrongCrsError
        If the layer is not in metres.
    """
    beside = grids if like is None else like
    require_metres(beside, "grids")
    grids = grids if grids.crs == beside.crs else grids.to_crs(beside.crs)
    given = shapely.force_2d(grids.geometry.to_numpy())
    broken = int((~shapely.is_valid(given)).sum())
    drawn = polygonal(given)
    bounds, area_m2 = place_keys(drawn)
    ids = grids.index.astype(str).to_numpy().astype(object)
    turn = np.empty(len(drawn), dtype=np.intp)
    turn[np.lexsort((np.argsort(np.argsort(ids)), *bounds.T[::-1], area_m2))] = np.arange(len(drawn))
    shapes, overlap_m2, pairs = _without_overlaps(drawn, turn)
    return Ground(ids, drawn, shapes, turn, tuple(_problems(broken, overlap_m2, pairs)))


def _without_overlaps(drawn: Shapes, turn: Rows) -> tuple[Shapes, float, int]:
    shapes = drawn.copy()
    first, second = shapely.STRtree(drawn).query(drawn, predicate="intersects")
    is_pair = turn[first] < turn[second]
    first, second = first[is_pair], second[is_pair]
    is_side_by_side = shapely.touches(drawn[first], drawn[second])
    first, second = first[~is_side_by_side], second[~is_side_by_side]
    common_m2 = shapely.area(shapely.intersection(drawn[first], drawn[second]))
    is_real = common_m2 >= LEAST_AREA_M2
    first, second, common_m2 = first[is_real], second[is_real], common_m2[is_real]
    for loser in np.unique(second):
        taken = shapely.union_all(drawn[first[second == loser]])
        shapes[[loser]] = polygonal(np.array([shapely.difference(drawn[loser], taken)], dtype=object))
    return shapes, float(common_m2.sum()), len(common_m2)


def _problems(broken: int, overlap_m2: float, pairs: int) -> list[Sentence]:
    problems = []
    if broken:
        problems.append(
            Sentence(
                f"{broken:,} grid(s) had borders that cross themselves; they were mended before counting.",
                zh=f"{broken:,} 个网格的边界自相交，统计前已修正。",
            )
        )
    if pairs:
        problems.append(
            Sentence(
                f"{pairs:,} pair(s) of grids overlap, on {overlap_m2:,.0f} m2 in all; the smaller grid of each pair "
                "was taken to have the land and the homes on it. Repair the grids.",
                zh=f"{pairs:,} 对网格相互重叠，合计 {overlap_m2:,.0f} 平方米；"
                "重叠处的土地和住户计入较小的网格。请修复网格。",
            )
        )
    return problems
