"""Take grids over: a proposal or a repair into a draft, and a finished draft into the city."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.city import City
from geo.grids.codes import coded, named, retired_codes, with_retired
from geo.grids.homes import owners_of
from geo.grids.tilings import Land, Tiling, tiling_of
from geo.layers import GRIDS

__all__ = ["adopted", "saved_city", "with_whole_shapes"]

#: Layers that say in which grid each of their rows lies.
_IN_GRIDS = ("buildings", "facilities", "shops", "issues")
#: What a grid is called until it has a code.
_UNNAMED = r"新网格\d+"
_SAME_M, _SAME_M2 = 1e-6, 1e-3


def adopted(tiling: Tiling, grids: GeoDataFrame, communities: GeoDataFrame) -> Tiling:
    """
    Return the tiling with the grids of some communities exchanged for others; all else stays.

    Locked grids that are among the new ones under the same id stay locked.

    Parameters
    ----------
    grids
        GRIDS layer; its communities are the ones exchanged.
    communities
        COMMUNITIES layer of the city.

    Raises
    ------
    GridError
        If the new grids do not fit into their communities.
    """
    exchanged = set(grids["community_id"])
    kept = tiling.grids[~tiling.grids["community_id"].isin(exchanged)]
    columns = list(tiling.traits.columns)
    fresh = GRIDS.check(grids).reindex(columns=[*columns, "geometry"])
    every = pd.concat([kept[[*columns, "geometry"]], fresh.to_crs(tiling.crs)])
    # A proposal numbers its grids afresh; a number that another community has already gets the next one.
    every.index = pd.Index(_once(every.index), name="grid_id")
    parents = communities.loc[[key for key in communities.index if key in tiling.rims or key in exchanged]]
    made = tiling_of(GeoDataFrame(every, crs=tiling.crs), parents, tiling.locked & set(every.index))
    return replace(made, made=tiling.made)


def saved_city(city: City, tiling: Tiling) -> City:
    """
    Return the city with the grids of a draft: coded, named by their codes where nobody named them, and every building,
    facility, shop and issue in the grid it lies in now.

    Grids that were not touched are the ones the city had, bit for bit. Codes that went out of use are noted and never
    given again.

    Raises
    ------
    GridError
        If a community has no number left.
    """
    before = city.get("grids")
    grids = with_whole_shapes(tiling.grids, before)
    grids = grids.assign(name=grids["name"].where(~grids["name"].str.fullmatch(_UNNAMED), ""))
    found = coded(
        grids,
        city["communities"],
        before=before if len(before) else None,
        buildings=city.get("buildings"),
        retired=retired_codes(city.notes),
    )
    city = city.with_layer("grids", named(found.grids, city["communities"]["name"].to_dict()))
    for name in _IN_GRIDS:
        layer = city.get(name)
        if len(layer):
            owners = owners_of(tiling, layer)
            city = city.with_layer(name, layer.assign(grid_id=owners.where(owners.isin(tiling.traits.index), "")))
    return replace(city, notes=with_retired(city.notes, found.retired))


def with_whole_shapes(grids: GeoDataFrame, before: GeoDataFrame) -> GeoDataFrame:
    """Return grids with their earlier shape where only vertices were added on its borders."""
    known: Mapping[str, Land] = dict(before.geometry.items())
    shapes = [
        known[key] if key in known and _is_same(land, known[key]) else land for key, land in grids.geometry.items()
    ]
    return grids.set_geometry(GeoSeries(shapes, index=grids.index, crs=grids.crs))


def _is_same(one: Land, other: Land) -> bool:
    if one.equals_exact(other, 0):
        return True
    is_alike = abs(one.area - other.area) < _SAME_M2 and np.allclose(one.bounds, other.bounds, rtol=0, atol=_SAME_M)
    return bool(is_alike and shapely.hausdorff_distance(one, other) < _SAME_M)


def _once(keys: Iterable[object]) -> list[str]:
    """Return the keys with a number added to each that was there before."""
    unique: dict[str, None] = {}
    for key in map(str, keys):
        number, name = 1, key
        while name in unique:
            number += 1
            name = f"{key}.{number}"
        unique[name] = None
    return list(unique)
