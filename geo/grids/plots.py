"""Find the land that goes with a building or a compound, so that it can be handed to a neighbour whole."""

import numpy as np
import shapely
from geopandas import GeoDataFrame
from shapely import Polygon

from geo.errors import GridError
from geo.grids.tilings import Land, Tiling

__all__ = ["plot_of_building", "plot_of_compound"]

#: Houses farther away do not bear on where a plot ends.
_AROUND_M = 80.0
_STEP_M = 2.0
_SIMPLER_M = 0.3


def plot_of_compound(compounds: GeoDataFrame, compound_id: str) -> Land:
    """
    Return the land of a compound.

    Raises
    ------
    GridError
        If the city has no compound of that id.
    """
    if compound_id not in compounds.index:
        raise GridError("There is no such compound; choose another.", zh="没有这个小区；请另选一个。")
    land: Land = compounds.geometry[compound_id]
    return land


def plot_of_building(tiling: Tiling, buildings: GeoDataFrame, building_id: str) -> Land:
    """
    Return the land that is nearer to a building than to any other, within the grid it stands in.

    Raises
    ------
    GridError
        If there is no such building, or it stands in no grid.
    """
    if building_id not in buildings.index:
        raise GridError("There is no such building; choose another.", zh="没有这栋楼；请另选一栋。")
    house = buildings.geometry[building_id]
    middle = house.representative_point()
    home = next((shape for shape in tiling.shapes.values() if shape.intersects(middle)), None)
    if home is None:
        raise GridError(
            "The building stands in no grid; repair the gap first.", zh="该楼不在任何网格内；请先修复空隙。"
        )
    near = buildings.geometry.values[buildings.sindex.query(house.buffer(_AROUND_M), predicate="intersects")]
    others = [shape for shape in near if shape is not house and home.intersects(shape)]
    plot = shapely.union(_nearest_land(house, others, house.buffer(_AROUND_M)), house)
    part = shapely.intersection(plot.simplify(_SIMPLER_M), home)
    parts = [p for p in shapely.get_parts(part) if isinstance(p, Polygon) and p.intersects(middle)]
    return parts[0] if parts else house


def _nearest_land(house: Land, others: list[Land], around: Polygon) -> shapely.Geometry:
    """Return the part of `around` that is nearer to a house than to the others, within about a metre."""
    outlines = [shapely.segmentize(shape.boundary, _STEP_M) for shape in (house, *others)]
    points, owner = shapely.get_coordinates(np.array(outlines, dtype=object), return_index=True)
    points, first = np.unique(points, axis=0, return_index=True)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=around, ordered=True))
    mine = cells[owner[first] == 0]
    return shapely.intersection(shapely.union_all(mine), around)
