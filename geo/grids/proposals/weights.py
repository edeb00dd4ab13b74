"""Weigh atoms and cities by what a grid worker looks after: households, people, elders, shops, or all by a formula."""

from collections.abc import Iterable
from types import MappingProxyType

import pandas as pd

from geo.city import City

__all__ = ["WEIGHTS", "WORKLOAD", "city_total", "weights_of"]

#: What grids can be balanced by, with its Chinese name.
WEIGHTS = MappingProxyType(
    {"households": "户数", "people": "人口", "elderly": "老年人", "shops": "商铺", "workload": "工作量"}
)
#: What one of each counts for, in households. No norm is known: an assumption, to be set by the office.
WORKLOAD = (("households", 1.0), ("elderly", 0.5), ("elderly_80", 0.5), ("disabled", 1.0), ("shops", 0.5))


def weights_of(blocks: pd.DataFrame, weight: str, workload: Iterable[tuple[str, float]]) -> "pd.Series[float]":
    """Return the weight of each atom, by its id."""
    if weight != "workload":
        return blocks[weight].astype(float).rename("weight")
    parts = [blocks[name].astype(float) * each for name, each in workload if name in blocks.columns]
    return sum(parts, start=pd.Series(0.0, index=blocks.index)).rename("weight")


def city_total(city: City, weight: str, workload: Iterable[tuple[str, float]]) -> float:
    """Return how much of the weight there is in the city."""
    buildings = city.get("buildings")
    counts = {name: float(buildings[name].sum()) for name in buildings.columns if buildings[name].dtype.kind in "fi"}
    counts |= {name: float(len(city.get(name))) for name in ("shops", "issues")}
    if weight != "workload":
        return counts.get(weight, 0.0)
    return sum(counts.get(name, 0.0) * each for name, each in workload)
