"""
Hold the grids of a city as one seamless thing: what one grid gives away its neighbour gets, and no land is lost.

A `Tiling` is a value; operations return a new one and share every shape they did not touch, to the bit. Land that no
grid has is kept too, so grids and free land together always tile their communities. Shapes that share a border share
its vertices; that is proved by `geo.grids.segments` for the shapes that an operation touched, which proves it for all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyproj
import shapely
from geopandas import GeoDataFrame
from shapely import MultiPolygon, Polygon

from geo.errors import GridError
from geo.grids.noding import with_shared_vertices
from geo.grids.segments import same_rim
from geo.layers import COMMUNITIES, GRIDS
from geo.sentences import Sentence

__all__ = ["Land", "Tiling", "exchanged", "free_key", "is_free", "named", "require_unlocked", "tiling_of"]

Land = Polygon | MultiPolygon

_FREE = "∅"
#: A gap of less is dust of the arithmetic, not land.
_DUST_M2 = 1e-3


@dataclass(frozen=True, eq=False)
class Tiling:
    """
    Grids and free land that tile their communities exactly, in metres.

    Parameters
    ----------
    shapes
        Grid id, or `free_key(community_id)`, -> its land. Shapes are shared between tilings and never modified.
    rims
        Community id -> its land, with every vertex that the grids have there.
    traits
        What else is known of each grid, indexed by `grid_id`: the columns of the GRIDS layer without its shapes.
    locked
        Ids of finished grids; no operation may touch their land.
    made
        How many grids were made since the tiling was; no id is given twice.
    """

    shapes: Mapping[str, Land]
    rims: Mapping[str, Land]
    traits: pd.DataFrame
    crs: pyproj.CRS
    locked: frozenset[str] = frozenset()
    made: int = 0

    @property
    def grids(self) -> GeoDataFrame:
        """The GRIDS layer."""
        shapes = [self.shapes[grid_id] for grid_id in self.traits.index]
        return GRIDS.check(GeoDataFrame(self.traits, geometry=shapes, crs=self.crs))

    def community_of(self, key: str) -> str:
        """Return the community that a grid or a piece of free land belongs to."""
        return key[1:] if is_free(key) else self._parents[key]

    @cached_property
    def _parents(self) -> dict[str, str]:
        return dict(zip(self.traits.index, map(str, self.traits["community_id"]), strict=True))

    def free_area_m2(self) -> float:
        """Return how much land no grid has."""
        return float(sum(shape.area for key, shape in self.shapes.items() if is_free(key)))


def free_key(community_id: str) -> str:
    """Return the key under which a tiling keeps the land of a community that no grid has."""
    return _FREE + community_id


def is_free(key: str) -> bool:
    """Tell whether a key stands for free land."""
    return key.startswith(_FREE)


def tiling_of(grids: GeoDataFrame, communities: GeoDataFrame, locked: Iterable[str] = ()) -> Tiling:
    """
    Make a tiling of grids that lie in their communities without overlap; what they leave uncovered becomes free land.

    Borders must agree to a millimetre; there the vertices that only one side has are given to the other.

    Parameters
    ----------
    grids, communities
        GRIDS and COMMUNITIES layers in one metric system.

    Raises
    ------
    GridError
        If a grid names no community, or grids overlap each other or leave their community: repair them first.
    """
    communities = COMMUNITIES.check(communities.to_crs(grids.crs) if communities.crs != grids.crs else communities)
    _require_parents(grids, communities)
    keys = [str(key) for key in grids.index]
    rims = {str(key): shape for key, shape in communities.geometry.items() if key in set(grids["community_id"])}
    shapes: dict[str, Land] = dict(zip(keys, _plain(grids.geometry), strict=True))
    for community_id, rim in rims.items():
        inside = [
            shapes[key] for key, parent in zip(keys, grids["community_id"], strict=True) if parent == community_id
        ]
        free = _land(shapely.difference(rim, shapely.union_all(inside)))
        if free is not None:
            shapes[free_key(community_id)] = free
    noded = with_shared_vertices([*shapes.values(), *rims.values()])
    shapes = dict(zip(shapes, noded, strict=False))
    rims = dict(zip(rims, noded[len(shapes) :], strict=True))
    traits = pd.DataFrame(grids.drop(columns="geometry")).set_axis(keys).rename_axis("grid_id")
    tiling = Tiling(MappingProxyType(shapes), MappingProxyType(rims), traits, grids.crs, frozenset(locked))
    _require_seamless(tiling)
    return tiling


def exchanged(tiling: Tiling, changes: Mapping[str, Land | None], traits: pd.DataFrame | None = None) -> Tiling:
    """
    Return the tiling with some shapes exchanged for others of the very same outline; None takes a shape away.

    Parameters
    ----------
    traits
        The traits of the grids afterwards, where grids come or go.

    Raises
    ------
    GridError
        If a new shape crosses itself, or the new shapes do not cover exactly the land of the old ones.
    """
    before = [tiling.shapes[key] for key in changes if key in tiling.shapes]
    after = {key: shape for key, shape in changes.items() if shape is not None}
    wrong = [key for key, shape in after.items() if not shapely.is_valid(shape) or shape.is_empty]
    if wrong or not same_rim(before, after.values()):
        about = named(tiling, wrong or after)
        raise GridError(
            f"The border of {about} would cross itself or its neighbour; choose another place.",
            zh=f"{about}的边界会与自身或相邻网格相交；请换一个位置。",
        )
    shapes = {key: shape for key, shape in {**tiling.shapes, **changes}.items() if shape is not None}
    return replace(tiling, shapes=MappingProxyType(shapes), traits=tiling.traits if traits is None else traits)


def named(tiling: Tiling, keys: Iterable[str]) -> Sentence:
    """Return the names of grids for a sentence; free land is called so."""
    names = [(str(tiling.traits.at[key, "name"]) or key) if key in tiling.traits.index else "" for key in keys]
    plain = list(dict.fromkeys(name for name in names if name))[:4]
    free, free_zh = (["free land"], ["未划分的地块"]) if "" in names else ([], [])
    return Sentence(", ".join(plain + free), zh="、".join(plain + free_zh))


def require_unlocked(tiling: Tiling, keys: Iterable[str]) -> None:
    """
    Refuse to touch finished grids.

    Raises
    ------
    GridError
    """
    locked = [key for key in keys if key in tiling.locked]
    if locked:
        about = named(tiling, locked)
        raise GridError(
            f"{about} is locked; unlock it first, or choose another place.",
            zh=f"{about.zh}已锁定；请先解锁，或换一个位置。",
        )


def _require_parents(grids: GeoDataFrame, communities: GeoDataFrame) -> None:
    unknown = sorted(set(grids["community_id"]) - set(communities.index))
    if unknown:
        names = grids.loc[grids["community_id"].isin(unknown), "name"].head(3)
        raise GridError(
            f"{', '.join(names)} belong to no known community; link the grids to their communities first.",
            zh=f"{'、'.join(names)}没有对应的社区；请先把网格归入社区。",
        )
    strange = [str(key) for key in grids.index if is_free(str(key))]
    if strange:
        raise GridError(f"The grid id {strange[0]} begins with {_FREE}, which stands for free land; rename the grid.")


def _require_seamless(tiling: Tiling) -> None:
    for community_id, rim in tiling.rims.items():
        inside = {key: shape for key, shape in tiling.shapes.items() if tiling.community_of(key) == community_id}
        excess_m2 = sum(shape.area for shape in inside.values()) - rim.area
        if not all(map(shapely.is_valid, inside.values())) or not same_rim(inside.values(), [rim]):
            raise GridError(
                f"The grids of community {community_id} overlap each other or its border (by about "
                f"{abs(excess_m2):,.1f} m2), or their edges do not meet; repair them first.",
                zh=f"社区 {community_id} 的网格互相重叠或越出边界（约 {abs(excess_m2):,.1f} 平方米），"
                "或边线没有对齐；请先修复。",
            )


def _plain(shapes: Iterable[Land]) -> list[Land]:
    return [shapely.force_2d(shape) for shape in shapes]


def _land(shape: shapely.Geometry) -> Land | None:
    """Return the polygons of a difference, None if there is only dust."""
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon) and part.area > _DUST_M2]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def bounds_of(shapes: Iterable[Land]) -> np.ndarray:
    """Return the bounds of shapes, one row each: west, south, east, north in metres."""
    return shapely.bounds(np.asarray(list(shapes), dtype=object))
