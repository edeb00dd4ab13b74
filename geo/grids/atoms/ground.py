"""Gather what a community is cut by and what must stay whole: lines, compounds and homes inside its border."""

from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geo.city import City
from geo.errors import GridError
from geo.grids.atoms.lines import dividing_lines, ways_over_barriers
from geo.grids.atoms.rules import AtomRules
from geo.sentences import Sentence

__all__ = ["Ground", "ground_of"]

#: A compound of which less lies in a community belongs to the neighbour alone.
_LEAST_SHARE = 0.02


@dataclass(frozen=True)
class Ground:
    """
    One community as it lies there, in metres.

    Parameters
    ----------
    land
        What is cut: the community, or what locked grids leave of it.
    compounds, compound_ids
        The ground of each compound inside `land`, none on another's; and its id.
    homes
        Buildings with people inside `land`: their columns, footprints as geometry, `compound` the position of the
        compound they stand in, -1 if none.
    lines, crossings
        What cuts (`kind`), and the ways over and under barriers.
    """

    community_id: str
    name: str
    land: Polygon | MultiPolygon
    compounds: NDArray[np.object_]
    compound_ids: NDArray[np.object_]
    homes: GeoDataFrame
    lines: GeoDataFrame
    crossings: NDArray[np.object_]
    problems: tuple[Sentence, ...]

    def lines_of(self, *kinds: str) -> NDArray[np.object_]:
        """Return the lines of some kinds."""
        found: NDArray[np.object_] = self.lines.geometry.to_numpy()[self.lines["kind"].isin(kinds).to_numpy()]
        return found


def ground_of(city: City, community_id: str, rules: AtomRules, land: Polygon | MultiPolygon | None = None) -> Ground:
    """
    Gather what lies in a community, or in a part of its `land`.

    Raises
    ------
    GridError
        If the city has no such community, or its border crosses itself.
    """
    communities = city["communities"]
    if community_id not in communities.index:
        raise GridError(
            f"{city.name} has no community {community_id}; choose one of {', '.join(communities.index[:5])} ...",
            zh=f"{city.name}没有社区 {community_id}；请从 {'、'.join(communities.index[:5])} 等社区中选择。",
        )
    name = str(communities.at[community_id, "name"])
    land = shapely.force_2d(communities.geometry[community_id] if land is None else land)
    if not shapely.is_valid(land):
        raise GridError(
            f"The border of {name} crosses itself; repair the community layer first.",
            zh=f"{name}的边界自相交；请先修复社区图层。",
        )
    compounds, compound_ids, problems = _compounds(city, land, name)
    homes, more = _homes(city, community_id, land, compounds)
    return Ground(
        community_id, name, land, compounds, compound_ids, homes,
        dividing_lines(city, land, rules), ways_over_barriers(city, land), (*problems, *more),
    )  # fmt: skip


def _compounds(
    city: City, land: Polygon | MultiPolygon, name: str
) -> tuple[NDArray[np.object_], NDArray[np.object_], list[Sentence]]:
    layer = city.get("compounds")
    layer = layer.iloc[np.sort(layer.sindex.query(land, predicate="intersects"))]
    shapes = shapely.force_2d(layer.geometry.to_numpy())
    inside = np.array([_polygonal(shapely.intersection(shape, land)) for shape in shapes], dtype=object)
    share = shapely.area(inside) / np.maximum(shapely.area(shapes), 1e-9) if len(inside) else np.empty(0)
    is_here = share > _LEAST_SHARE
    named = layer["name"].where(layer["name"] != "", layer.index.astype(str)).to_numpy()
    problems = [
        Sentence(
            f"Compound {named[at]} lies across the border of {name}: {share[at]:.0%} of it is inside and kept whole.",
            zh=f"小区{named[at]}跨越{name}边界：其中 {share[at]:.0%} 在本社区内，按整体处理。",
        )
        for at in np.flatnonzero(is_here & (share < 1 - _LEAST_SHARE))
    ]
    inside, ids = inside[is_here], layer.index.astype(str).to_numpy(dtype=object)[is_here]
    return *_apart(inside, ids), problems


def _apart(shapes: NDArray[np.object_], ids: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Give ground that two compounds claim to the smaller one."""
    if not len(shapes):
        return shapes, ids
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    area_m2 = shapely.area(shapes)
    is_lost = (area_m2[one] > area_m2[other]) | ((area_m2[one] == area_m2[other]) & (one > other))
    apart = shapes.copy()
    for at in np.unique(one[is_lost]):
        apart[at] = _polygonal(shapely.difference(shapes[at], shapely.union_all(shapes[other[is_lost & (one == at)]])))
    is_left = ~shapely.is_empty(apart)
    return apart[is_left], ids[is_left]


def _homes(
    city: City, community_id: str, land: Polygon | MultiPolygon, compounds: NDArray[np.object_]
) -> tuple[GeoDataFrame, list[Sentence]]:
    layer = city.get("buildings")
    layer = layer[layer["households"] > 0]
    layer = layer.iloc[np.sort(layer.sindex.query(land, predicate="intersects"))]
    points = shapely.point_on_surface(layer.geometry.to_numpy())
    shapely.prepare(land)
    homes = layer[shapely.intersects(land, points)]
    points = shapely.point_on_surface(homes.geometry.to_numpy())
    compound = np.full(len(homes), -1)
    if len(compounds) and len(homes):
        at, found = shapely.STRtree(compounds).query(points, predicate="intersects")
        compound[at[::-1]] = found[::-1]
    named_here = city.get("buildings")
    named_here = named_here[(named_here["households"] > 0) & (named_here["community_id"] == community_id)]
    elsewhere = named_here.index.difference(layer.index)
    problems = []
    if len(elsewhere):
        problems.append(
            Sentence(
                f"{len(elsewhere)} buildings name this community but stand outside its border; they are not counted.",
                zh=f"{len(elsewhere)} 栋楼登记在本社区，位置却在边界之外；未计入。",
            )
        )
    return homes.assign(compound=compound), problems


def _polygonal(shape: shapely.Geometry) -> Polygon | MultiPolygon:
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon) and part.area > 0]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)
