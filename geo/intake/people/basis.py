"""
Tell which figures of a building were counted and which were estimated, so that a count is never overwritten.

Columns beyond the contract travel with the buildings: `people_basis` says what households and people rest on,
`groups_estimated` names the groups that are estimates, `is_floor_area_given` marks a floor area out of a table, and
`households_weight` and `people_weight` are the figures before they were rounded or scaled, so that rounding twice does
no more than rounding once.
"""

from typing import Literal, get_args

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.intake.people.account import GROUPS
from geo.layers import BUILDINGS

__all__ = [
    "Basis",
    "WEIGHTS",
    "as_given",
    "basis_of",
    "by_community",
    "counted_members",
    "is_counted",
    "is_estimate",
    "numbers_of",
    "prepared",
]

#: What households and people of a building rest on: both counted; one counted and the other derived from it; its floor
#: area; the cells of a population grid; counted figures scaled at the planner's wish; "" where nobody lives.
Basis = Literal["counted", "households", "people", "floor_area", "cells", "scaled", ""]

#: Count -> the column with the figure before it was rounded or scaled.
WEIGHTS = {"households": "households_weight", "people": "people_weight"}

_COUNTED = {"households": ("counted", "households"), "people": ("counted", "people")}

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


def as_given(buildings: GeoDataFrame) -> GeoDataFrame:
    """Return the buildings by their id in the order and with the cells they came with, nothing filled in."""
    is_column = buildings.index.name != BUILDINGS.index and BUILDINGS.index in buildings.columns
    return buildings.set_index(BUILDINGS.index) if is_column else buildings


def prepared(buildings: GeoDataFrame) -> GeoDataFrame:
    """
    Return a checked BUILDINGS layer with these columns, sorted by id: the order of a file decides nothing.

    For a layer that never had them, households and people above zero are counted unless it says `is_estimated`.
    """
    layer = BUILDINGS.check(buildings)
    layer = layer.iloc[np.argsort(np.array([str(row) for row in layer.index], dtype=object), kind="stable")]
    is_estimated = layer["is_estimated"].to_numpy()
    if "people_basis" not in layer.columns:
        households, people = layer["households"].to_numpy() > 0, layer["people"].to_numpy() > 0
        layer["people_basis"] = np.where(is_estimated, "floor_area", basis_of(households, people))
    else:
        known = layer["people_basis"].isin(get_args(Basis))
        layer["people_basis"] = layer["people_basis"].where(known, "").astype(str)
    if "groups_estimated" not in layer.columns:
        layer["groups_estimated"] = ""
    layer["groups_estimated"] = layer["groups_estimated"].fillna("").astype(str)
    if "is_floor_area_given" not in layer.columns:
        layer["is_floor_area_given"] = (layer["floor_area_m2"].to_numpy() > 0) & ~is_estimated
    layer["is_floor_area_given"] = (
        layer["is_floor_area_given"].map(lambda flag: flag is not None and bool(flag == 1)).astype(bool)
    )
    for column, weight in WEIGHTS.items():
        weights = numbers_of(layer, weight)
        layer[weight] = np.where(
            np.isnan(weights), np.maximum(layer[column].to_numpy(float, na_value=0.0), 0.0), weights
        )
    return layer


def basis_of(
    has_households: BoolArray, has_people: BoolArray, otherwise: str | NDArray[np.str_] = ""
) -> NDArray[np.str_]:
    """Return the basis of each row from whether its households and its people are counted."""
    one = np.where(has_households, "households", np.where(has_people, "people", otherwise))
    return np.where(has_households & has_people, "counted", one)


def is_estimate(basis: NDArray[np.str_]) -> BoolArray:
    """Tell which rows have households that were not counted, as `is_estimated` of the contract says."""
    return np.isin(basis, ("people", "floor_area", "cells", "scaled"))


def numbers_of(layer: pd.DataFrame, column: str) -> FloatArray:
    """Return a column as numbers, NaN where it is missing, not a number, negative or not finite."""
    if column not in layer.columns:
        return np.full(len(layer), np.nan)
    numbers = pd.to_numeric(layer[column], errors="coerce").to_numpy(float, na_value=np.nan)
    return np.where(np.isfinite(numbers) & (numbers >= 0), numbers, np.nan)


def is_counted(layer: pd.DataFrame, column: str) -> BoolArray:
    """Tell, for each row of a prepared layer, whether its households, people or group were counted."""
    if column in _COUNTED:
        return layer["people_basis"].isin(_COUNTED[column]).to_numpy()
    listed = [names for names in layer["groups_estimated"].unique() if column in names.split(";")]
    return np.asarray((layer[column].to_numpy() > 0) & ~layer["groups_estimated"].isin(listed).to_numpy())


def counted_members(layer: pd.DataFrame) -> FloatArray:
    """Return the fewest people that each building holds because that many of its groups were counted."""
    counted = {group: np.where(is_counted(layer, group), layer[group].to_numpy(float), 0.0) for group in GROUPS}
    ages = np.maximum(counted["elderly"], counted["elderly_80"]) + counted["children_0_6"] + counted["children_7_14"]
    return np.asarray(np.ceil(np.maximum(ages, counted["disabled"])), dtype=float)


def by_community(layer: pd.DataFrame) -> list[tuple[str, NDArray[np.intp]]]:
    """Return each community id with the positions of its rows, sorted; "" holds the rows without one."""
    ids = layer["community_id"].to_numpy(str)
    communities, which = np.unique(ids, return_inverse=True)
    order = np.argsort(which, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(which, minlength=len(communities)))[:-1])
    return list(zip(communities.tolist(), parts, strict=True)) if len(ids) else []
