"""Bring one count of one community to a target: counted buildings stay, the others share what is left."""

from dataclasses import dataclass

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.intake.people.account import GROUPS, CommunityFigure, Outcome
from geo.intake.people.apportionment import shared_out
from geo.intake.people.basis import WEIGHTS, basis_of, counted_members, is_counted, is_estimate

__all__ = ["COUNT_ORDER", "Counts", "Rows", "brought_to", "counts_of", "figure", "with_counts"]

#: Counts in the order they are brought to their targets: people bound the groups, those of 60 those of 80.
COUNT_ORDER = ("households", "people", *GROUPS)
_AGES = ("elderly", "children_0_6", "children_7_14")

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Counts:
    """
    The counts of a prepared layer as arrays of its own, being changed community by community.

    `counted` marks the figures that stay; `held` those of a group that other groups must leave room for; `weights` are
    households and people before rounding.
    """

    values: dict[str, FloatArray]
    counted: dict[str, BoolArray]
    held: dict[str, BoolArray]
    weights: dict[str, FloatArray]
    members: FloatArray
    floor_area_m2: FloatArray
    is_home: BoolArray


def counts_of(layer: GeoDataFrame, *, is_counted_changed: bool = False) -> Counts:
    """Take the counts out of a prepared layer, counted ones as whole numbers; with the flag none counts as counted."""
    counted = {
        column: np.zeros(len(layer), dtype=bool) if is_counted_changed else is_counted(layer, column)
        for column in COUNT_ORDER
    }
    values = {column: layer[column].to_numpy(float, na_value=0.0, copy=True) for column in COUNT_ORDER}
    for column in COUNT_ORDER:
        values[column] = np.where(counted[column], np.floor(values[column] + 0.5), values[column])
    return Counts(
        values=values,
        counted=counted,
        held={column: flags.copy() for column, flags in counted.items()},
        weights={column: layer[weight].to_numpy(float) for column, weight in WEIGHTS.items()},
        members=np.zeros(len(layer)) if is_counted_changed else counted_members(layer),
        floor_area_m2=layer["floor_area_m2"].to_numpy(float),
        is_home=layer["people_basis"].to_numpy(str) != "",
    )


def brought_to(
    counts: Counts,
    rows: Rows,
    column: str,
    target: float,
    *,
    stays: BoolArray | None = None,
    weights: FloatArray | None = None,
) -> tuple[Outcome, float | None]:
    """
    Bring `column` in the rows of one community to `target`; return what became of it, and the factor.

    `stays` marks rows that are left alone beside the counted ones. The others share what is left in proportion to
    `weights`, by default as they stood before rounding; where all are 0, floor area or, for groups, people stand in.
    """
    values = counts.values[column]
    is_free = ~(counts.counted[column][rows] | (np.zeros(len(rows), dtype=bool) if stays is None else stays))
    free = rows[is_free]
    left = round(target - float(values[rows[~is_free]].sum()))
    least, most = _bounds(counts, column, free)
    if not len(rows):
        return "no_dwellings", None
    if left < 0:
        return "counted_exceed", None
    if left < least.sum():
        return "groups_exceed", None
    if not len(free):
        return ("counted_only", None) if left else ("scaled", 1.0)
    before = float(values[free].sum())
    shares = counts.weights.get(column, values)[free] if weights is None else weights[is_free]
    values[free] = shared_out(left, shares if shares.sum() > 0 else _stand_in(counts, column, free), least, most)
    counts.held[column][free] = True
    factor = left / before if before > 0 else None
    return ("scaled" if values[free].sum() == left else "limited"), factor


def figure(
    counts: Counts, rows: Rows, column: str, before: float, place: tuple[str, str], **said: object
) -> CommunityFigure:
    """Write down what became of a count; `place` is the id and the name of the community."""
    values = counts.values[column][rows]
    return CommunityFigure(
        *place,
        column=column,
        before=before,
        after=float(values.sum()),
        counted=float(values[counts.counted[column][rows]].sum()),
        **said,  # type: ignore[arg-type]
    )


def with_counts(layer: GeoDataFrame, counts: Counts) -> GeoDataFrame:
    """Return the prepared layer with the counts put back; what changed is called counted no more."""
    stays = {
        column: is_counted(layer, column) & (counts.values[column] == layer[column].to_numpy(float))
        for column in COUNT_ORDER
    }
    was = layer["people_basis"].to_numpy(str)
    lost = (is_counted(layer, "households") | is_counted(layer, "people")) & ~stays["households"] & ~stays["people"]
    basis = basis_of(stays["households"], stays["people"], np.where(lost, "scaled", was))
    is_new = {group: ~stays[group] & (counts.values[group] > 0) for group in GROUPS}
    listed = [";".join(group for group in GROUPS if is_new[group][row]) for row in range(len(layer))]
    return layer.assign(**counts.values, people_basis=basis, is_estimated=is_estimate(basis), groups_estimated=listed)


def _bounds(counts: Counts, column: str, rows: Rows) -> tuple[FloatArray, FloatArray | None]:
    zeros = np.zeros(len(rows))
    if column == "households":
        return zeros, None
    if column == "people":
        return counts.members[rows], None
    people = counts.values["people"][rows]
    if column == "elderly_80":
        elderly = counts.values["elderly"][rows]
        return zeros, elderly if counts.values["elderly"].any() else people
    if column == "disabled":
        return zeros, people
    others = [np.where(counts.held[age], counts.values[age], 0.0)[rows] for age in _AGES if age != column]
    oldest = np.where(counts.counted["elderly_80"], counts.values["elderly_80"], 0.0)[rows]
    return (oldest if column == "elderly" else zeros), np.maximum(people - np.sum(others, axis=0), 0.0)


def _stand_in(counts: Counts, column: str, rows: Rows) -> FloatArray:
    weights = counts.values["people"][rows] if column in GROUPS else counts.floor_area_m2[rows]
    return weights if weights.sum() > 0 else np.ones(len(rows))
