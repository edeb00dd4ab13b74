"""Count who lives in each grid: every dwelling belongs to exactly one piece of land, whatever is drawn."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyproj
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.grids.tilings import Tiling
from geo.layers import BUILDINGS

__all__ = ["COUNTED", "figures", "homes_of", "owners_after", "owners_of"]

#: What is counted of each grid.
COUNTED = ("households", "people", "elderly", "buildings")


def homes_of(buildings: GeoDataFrame, crs: pyproj.CRS) -> GeoDataFrame:
    """
    Return one point inside each building's footprint, with the counts of `COUNTED`, in the order of the layer.

    A grid is an area, so a home lies where its house stands, not where its door is. `buildings` counts those that
    people live in; where no building says how many households it has, each counts as one.

    Parameters
    ----------
    buildings
        BUILDINGS layer.
    crs
        The metric system wanted.
    """
    buildings = BUILDINGS.check(buildings)
    buildings = buildings if buildings.crs == crs else buildings.to_crs(crs)
    is_home = buildings["households"] > 0
    counts = buildings[["households", "people", "elderly"]].assign(
        buildings=is_home.astype(int) if is_home.any() else 1
    )
    points = shapely.point_on_surface(shapely.force_2d(buildings.geometry.to_numpy()))
    return GeoDataFrame(pd.DataFrame(counts), geometry=points, crs=crs)


def owners_of(tiling: Tiling, homes: GeoDataFrame) -> pd.Series:
    """
    Return the key of the shape that each home lies in, "" outside all; on a border the first shape has it.

    Homes are points; of other shapes a point inside counts.
    """
    at = shapely.get_coordinates(shapely.point_on_surface(homes.geometry.values))
    return pd.Series(_owners(tiling, tiling.shapes, at), index=homes.index, name="grid_id")


def owners_after(before: Tiling, after: Tiling, homes: GeoDataFrame, owners: pd.Series) -> pd.Series:
    """Return the owners after an operation; only homes in shapes that it touched are asked again."""
    touched = {key for key, shape in before.shapes.items() if after.shapes.get(key) is not shape}
    fresh = [key for key, shape in after.shapes.items() if before.shapes.get(key) is not shape]
    is_asked = owners.isin(touched | {""}).to_numpy()
    if not is_asked.any():
        return owners
    at = shapely.get_coordinates(homes.geometry.values[is_asked])
    changed = owners.to_numpy(dtype=object, copy=True)
    changed[is_asked] = _owners(after, fresh, at)
    return pd.Series(changed, index=owners.index, name=owners.name)


def figures(tiling: Tiling, homes: GeoDataFrame, owners: pd.Series, keys: Iterable[str]) -> pd.DataFrame:
    """
    Return the figures of grids: the counts of `COUNTED`, `area_m2` and `compactness`, indexed by `grid_id`.

    Compactness is Polsby and Popper's: 4 pi times the area by the square of the outline, 1 for a disc.
    """
    wanted = [key for key in keys if key in tiling.traits.index]
    counts = homes.loc[owners.isin(wanted).to_numpy(), list(COUNTED)]
    table = pd.DataFrame(counts.groupby(owners[owners.isin(wanted)]).sum().reindex(wanted, fill_value=0))
    lands = np.array([tiling.shapes[key] for key in wanted], dtype=object)
    area_m2, outline_m = shapely.area(lands), shapely.length(lands)
    return table.assign(area_m2=area_m2, compactness=4 * np.pi * area_m2 / outline_m**2).rename_axis("grid_id")


def _owners(tiling: Tiling, keys: Iterable[str], at: NDArray[np.float64]) -> NDArray[np.object_]:
    owners = np.full(len(at), "", dtype=object)
    for key in keys:
        shape = tiling.shapes[key]
        west, south, east, north = shape.bounds
        near = np.flatnonzero(
            (at[:, 0] >= west) & (at[:, 0] <= east) & (at[:, 1] >= south) & (at[:, 1] <= north) & (owners == "")
        )
        shapely.prepare(shape)
        owners[near[shapely.intersects_xy(shape, at[near, 0], at[near, 1])]] = key
    return owners
