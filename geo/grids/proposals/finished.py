"""Take finished grids out of what is divided, and put them back as they were."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from shapely import MultiPolygon, Polygon

from geo.city import City
from geo.errors import GridError
from geo.grids.atoms.contents import COUNTED
from geo.layers import GRIDS

__all__ = ["finished_grids", "free_land", "with_counts"]

#: Land or overlap of less is rounding.
_DUST_M2 = 0.01


def finished_grids(city: City, community_id: str, locked: GeoDataFrame | None) -> GeoDataFrame:
    """
    Return the locked grids of a community, none if there are none.

    Raises
    ------
    GridError
        If they overlap, or reach out of the community.
    """
    communities = city["communities"]
    if locked is None or community_id not in communities.index:
        return GRIDS.empty(city.crs)
    here = GRIDS.check(locked if locked.crs == city.crs else locked.to_crs(city.crs))
    here = here[here["community_id"] == community_id]
    shapes, parent = here.geometry.to_numpy(), communities.geometry[community_id]
    name = communities.at[community_id, "name"]
    outside_m2 = shapely.area(shapely.difference(shapes, parent))
    if (outside_m2 > _DUST_M2).any():
        one = here["name"].iloc[int(outside_m2.argmax())]
        raise GridError(
            f"The locked grid {one} reaches {outside_m2.max():,.1f} m2 out of {name}; unlock it, or repair the grids.",
            zh=f"锁定的{one}超出{name}边界 {outside_m2.max():,.1f} 平方米；请解锁，或先修复网格。",
        )
    overlap_m2 = float(shapely.area(shapes).sum() - shapely.union_all(shapes).area) if len(here) else 0.0
    if overlap_m2 > _DUST_M2:
        raise GridError(
            f"Locked grids of {name} overlap by {overlap_m2:,.1f} m2; unlock one, or repair the grids.",
            zh=f"{name}中锁定的网格互相重叠 {overlap_m2:,.1f} 平方米；请解锁其一，或先修复网格。",
        )
    return here


def free_land(city: City, community_id: str, finished: GeoDataFrame) -> Polygon | MultiPolygon | None:
    """Return what finished grids leave of a community; None of nothing, all of it where the city does not know it."""
    communities = city["communities"]
    if community_id not in communities.index or not len(finished):
        whole: Polygon | MultiPolygon | None = communities.geometry.get(community_id)
        return whole
    free = shapely.difference(communities.geometry[community_id], shapely.union_all(finished.geometry.to_numpy()))
    parts = [part for part in shapely.get_parts(free) if isinstance(part, Polygon) and part.area > _DUST_M2]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def with_counts(city: City, finished: GeoDataFrame) -> tuple[GeoDataFrame, "pd.Series[str]"]:
    """Return finished grids with what is in them, and the grid of each building with people."""
    if not len(finished):
        return finished.assign(**dict.fromkeys((*COUNTED, "homes", "shops", "issues"), 0.0)), _grid_of(
            finished, finished
        )
    homes = city.get("buildings").query("households > 0")
    grid_of = _grid_of(finished, homes)
    columns = [name for name in COUNTED if name in homes.columns]
    sums = homes[columns].groupby(grid_of).sum().reindex(finished.index).fillna(0.0)
    counts = {"homes": grid_of.value_counts()} | {
        name: _grid_of(finished, city.get(name)).value_counts() for name in ("shops", "issues")
    }
    counted = {name: count.reindex(finished.index).fillna(0).astype(int) for name, count in counts.items()}
    others = {name: finished[name] for name in finished.columns if name not in (*columns, *counted)}
    return GeoDataFrame({**others, **{name: sums[name] for name in columns}, **counted}, crs=finished.crs), grid_of


def _grid_of(grids: GeoDataFrame, layer: GeoDataFrame) -> "pd.Series[str]":
    """Return the grid of each row of a layer that is in one."""
    points = shapely.point_on_surface(layer.geometry.to_numpy())
    row, grid = shapely.STRtree(grids.geometry.to_numpy()).query(points, predicate="intersects")
    row, first = np.unique(row, return_index=True)
    ids = grids.index.to_numpy(dtype=object)[grid[first]]
    return pd.Series(ids, index=layer.index[row], name="grid_id", dtype=object)
