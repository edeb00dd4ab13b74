"""Plant the faults of grids that a check must find: three gaps and one overlap, with a building in each."""

from collections.abc import Iterator
from dataclasses import dataclass

import shapely
from geopandas import GeoDataFrame
from shapely import Point, Polygon

from data.demo.compounds import with_vertices
from data.demo.frame import PRECISION_M, dice, rounded

__all__ = ["GAP_COUNT", "with_grid_faults"]

GAP_COUNT = 3
_MARGIN_M = 7.0
_FARTHEST_M = 45.0
_ON_EDGE_M = 0.011


@dataclass(frozen=True, slots=True)
class _Bite:
    """A piece of one grid beside another, with exactly one building's middle in it."""

    building_id: str
    grid_id: str
    beside: str
    shape: Polygon


def with_grid_faults(grids: GeoDataFrame, buildings: GeoDataFrame) -> tuple[GeoDataFrame, GeoDataFrame]:
    """
    Return grids with three gaps and one overlap, and buildings that know it.

    Each gap leaves one building without a grid; the overlap puts one building into two.
    """
    grids, buildings = grids.copy(), buildings.copy()
    used: list[str] = []
    gaps = 0
    for bite in _bites(grids, buildings):
        if bite.grid_id in used or bite.beside in used:
            continue
        used += [bite.grid_id, bite.beside]
        if gaps < GAP_COUNT:
            left = grids.geometry[bite.grid_id].difference(bite.shape, grid_size=PRECISION_M)
            grids.loc[[bite.grid_id, bite.beside], "geometry"] = [left, _matched(grids.geometry[bite.beside], left)]
            buildings.loc[bite.building_id, "grid_id"] = ""
            gaps += 1
        else:
            grown = shapely.union(grids.geometry[bite.beside], bite.shape, grid_size=PRECISION_M)
            grids.loc[[bite.beside, bite.grid_id], "geometry"] = [grown, _matched(grids.geometry[bite.grid_id], grown)]
            return grids, buildings
    raise ValueError("There is no room for three gaps and an overlap; give the grids more borders between buildings.")


def _matched(neighbour: Polygon, changed: Polygon) -> Polygon:
    """Return the neighbour with the new vertices on its edge, so that the planted fault is the only one."""
    known = set(neighbour.exterior.coords)
    places = [Point(place) for place in shapely.get_coordinates(changed) if tuple(place) not in known]
    return with_vertices(neighbour, [place for place in places if neighbour.exterior.distance(place) < _ON_EDGE_M])


def _bites(grids: GeoDataFrame, buildings: GeoDataFrame) -> Iterator[_Bite]:
    middles = buildings.geometry.representative_point()
    tree = shapely.STRtree(middles.to_numpy())
    flats = buildings[buildings["building_kind"] == "residential"]
    for building_id in dice("faults").permutation(flats.index.to_numpy()):
        home = buildings.loc[building_id]
        own = grids.loc[home["grid_id"]]
        for beside in grids.index[grids["community_id"] == own["community_id"]]:
            far_m = home.geometry.distance(grids.geometry[beside])
            if beside == home["grid_id"] or far_m > _FARTHEST_M:
                continue
            shape = _reaching(home.geometry, grids.geometry[beside], own.geometry)
            if shape is not None and len(tree.query(shape.buffer(1.0), predicate="contains")) == 1:
                yield _Bite(str(building_id), str(home["grid_id"]), str(beside), shape)


def _reaching(footprint: Polygon, other: Polygon, own: Polygon) -> Polygon | None:
    """Return the ground from a footprint to the border with the other grid, if it takes one bite out of its own."""
    across = shapely.shortest_line(footprint, other)
    reach = shapely.convex_hull(
        shapely.union_all([footprint.buffer(_MARGIN_M, join_style="mitre"), across.buffer(9.0, cap_style="square")])
    )
    shape = rounded(reach.intersection(own))
    if not isinstance(shape, Polygon) or shape.intersection(other).length < 4.0:
        return None
    left = own.difference(shape, grid_size=PRECISION_M)
    return shape if isinstance(left, Polygon) and not left.interiors and left.is_valid else None
