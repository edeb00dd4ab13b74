"""Gather homes that nobody serves into gaps: who lives in each, where it is, what it is called, how it is drawn."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.circles.coverage import whole_where_whole
from geo.city import City
from geo.layers import LEVELS

__all__ = ["gathered"]

#: Homes of one community and one reason that are at most this far apart belong to one gap.
_JOIN_M = 100.0
#: A gap is drawn this far around its homes.
_RIM_M = 25.0
_COUNTS = ("households", "people", "elderly", "elderly_80", "children_0_6", "buildings")
_MEANS = {"walk_m": "nearest_walk_m", "extra_walk_m": "extra_walk_m", "straight_m": "straight_m"}
_AREA_LAYERS = ("communities", "grids", "compounds")

Ints = NDArray[np.intp]


def gathered(city: City, homes: GeoDataFrame) -> GeoDataFrame:
    """
    Gather homes into gaps, most households first, indexed by `gap_id` from 1.

    `homes` is a demand layer in the city's system with `reason`, `nearest_facility_id`, `walk_m`, `extra_walk_m` and
    `straight_m`. Areas and facility of a gap are those that most of its households share; walks are their mean.
    """
    label, count = _labels(homes)
    weight = homes["households"].to_numpy(float)
    table = pd.DataFrame({level: _majority(homes[level], label, count, weight) for level in LEVELS})
    for name in _COUNTS:
        table[name] = np.bincount(label, homes[name].to_numpy(float), minlength=count)
    table = table.assign(**whole_where_whole(table[list(_COUNTS)]))
    table["nearest_facility_id"] = _majority(homes["nearest_facility_id"], label, count, weight)
    for name, mean in _MEANS.items():
        table[mean] = _mean(homes[name].to_numpy(float), label, count, weight)
    table["reason"] = _majority(homes["reason"], label, count, weight)
    members: list[Ints] = np.split(
        np.argsort(label, kind="stable"), np.cumsum(np.bincount(label, minlength=count))[:-1]
    )
    table["demand_ids"] = [";".join(map(str, homes.index[rows])) for rows in members] if count else []
    table.insert(0, "name", _names(city, table, homes, members))
    shapes = _outlines(city, homes, members)
    order = np.lexsort((table["name"].to_numpy(str), -table["households"].to_numpy(float)))
    index = pd.RangeIndex(1, count + 1, name="gap_id")
    return GeoDataFrame(table.iloc[order].set_index(index), geometry=shapes[order], crs=city.crs)


def _labels(homes: GeoDataFrame) -> tuple[Ints, int]:
    """Number the groups of homes joined by steps of at most `_JOIN_M` within one community and one reason."""
    points = homes.geometry.to_numpy()
    kind = pd.MultiIndex.from_arrays([homes["community_id"], homes["reason"]]).factorize()[0]
    first, second = shapely.STRtree(points).query(points, predicate="dwithin", distance=_JOIN_M)
    same = kind[first] == kind[second]
    joined = coo_array((np.ones(int(same.sum()), np.int8), (first[same], second[same])), shape=(len(homes), len(homes)))
    count, label = connected_components(joined, directed=False)
    return label.astype(np.intp), int(count) if len(homes) else 0


def _majority(values: pd.Series, label: Ints, count: int, weight: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return, a gap, the value that most of its households share; of equals the one that comes first in the layer."""
    codes, found = pd.factorize(values.astype(object).where(values.notna(), ""))
    if count == 0:
        return np.empty(0, dtype=object)
    kinds = len(found)
    pair, at = np.unique(label.astype(np.int64) * kinds + codes, return_inverse=True)
    shared = np.bincount(at, weight)
    order = np.lexsort((pair, -shared, pair // kinds))
    first = np.unique((pair // kinds)[order], return_index=True)[1]
    return np.asarray(np.asarray(found, dtype=object)[(pair % kinds)[order[first]]])


def _mean(values: NDArray[np.float64], label: Ints, count: int, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    known = np.isfinite(values)
    total = np.bincount(label[known], weight[known], minlength=count)
    summed = np.bincount(label[known], (values * weight)[known], minlength=count)
    return np.asarray(np.divide(summed, total, out=np.full(count, np.nan), where=total > 0))


def _names(city: City, table: pd.DataFrame, homes: GeoDataFrame, members: list[Ints]) -> list[str]:
    """Say where each gap is: community, grid and compound as far as they have names; else the nearest named street."""
    known = [city.get(layer)["name"].to_dict() for layer in _AREA_LAYERS]
    names = []
    for places, rows in zip(table[list(LEVELS[1:])].itertuples(index=False), members[: len(table)], strict=True):
        words: list[str] = []
        for place, by_id in zip(places, known, strict=True):
            word = str(by_id.get(place, ""))
            if word and words and word.startswith(words[-1]):  # a grid named after its community says both
                words.pop()
            if word:
                words.append(word)
        names.append(" · ".join(words) or _by_street(city, homes.iloc[rows]))
    return names


def _by_street(city: City, part: GeoDataFrame) -> str:
    """Name a gap outside every named area by the street its largest building is nearest to, or by the building."""
    largest = int(part["households"].to_numpy().argmax())
    building = str(part["name"].iloc[largest]) or str(part.index[largest])
    streets = city.get("streets")
    streets = streets[(streets["name"] != "").to_numpy()]
    if len(streets) == 0 or part["name"].iloc[largest]:
        return building
    nearest = shapely.STRtree(streets.geometry.to_numpy()).nearest(part.geometry.iloc[largest])
    return str(streets["name"].iloc[int(nearest)])


def _outlines(city: City, homes: GeoDataFrame, members: list[Ints]) -> NDArray[np.object_]:
    """Draw around the footprints (or doors) of each gap; homes further apart than two rims stay apart."""
    footprints = city.get("buildings").geometry.reindex(homes.index)
    shapes = footprints.where(footprints.notna(), homes.geometry).to_numpy()
    grown = shapely.buffer(shapes, _RIM_M, quad_segs=2)
    return np.array([shapely.union_all(grown[rows]) for rows in members if len(rows)], dtype=object)
