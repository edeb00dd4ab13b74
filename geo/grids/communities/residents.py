"""Count who lives in a community: by the community each building names, or else by where it stands."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.city import City
from geo.grids.changes.ground import settled
from geo.grids.homes import homes_of

__all__ = ["residents"]


def residents(city: City) -> GeoDataFrame:
    """
    Return one inner point a building with `community_id, households, people, elderly, buildings`.

    A building that names no community, or one that the city does not have, belongs to the one it stands in, "" if none.
    """
    communities, buildings = city["communities"], city.get("buildings")
    homes = homes_of(buildings, communities.crs)
    known = buildings["community_id"].astype(str).to_numpy(dtype=object)
    ids = communities.index.astype(str)
    is_lost = ~np.isin(known, ids)
    if is_lost.any():
        ground = settled(communities)
        rows = ground.row_of(homes.geometry.to_numpy()[is_lost])
        known[is_lost] = np.append(ground.ids, "")[rows]
    return homes.assign(community_id=known)


def nearest_rows(points: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """Return the row of the shape nearest to each point; of equals the first."""
    nearest = pd.DataFrame(shapely.STRtree(shapes).query_nearest(points).T, columns=["point", "shape"])
    return nearest.groupby("point")["shape"].min().to_numpy(np.intp)
