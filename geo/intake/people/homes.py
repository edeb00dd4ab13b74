"""Give every building its households and people: those given are kept, the rest is estimated from floor area."""

import math
from dataclasses import dataclass

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.intake.people.account import GROUPS, CommunityFigure, PeopleAccount, listed
from geo.intake.people.apportionment import shared_out
from geo.intake.people.assumptions import PeopleAssumptions
from geo.intake.people.basis import (
    as_given,
    basis_of,
    by_community,
    counted_members,
    is_counted,
    is_estimate,
    numbers_of,
    prepared,
)
from geo.intake.people.dwellings import Dwellings, dwellings
from geo.sentences import Sentence

__all__ = ["with_people"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Given:
    """Households and people as given, NaN where they are not, whole numbers; and what is to say about them."""

    households: FloatArray
    people: FloatArray
    reasons: tuple[Sentence, ...]


def with_people(
    buildings: GeoDataFrame, assumptions: PeopleAssumptions | None = None
) -> tuple[GeoDataFrame, PeopleAccount]:
    """
    Return the BUILDINGS layer with households and people in every dwelling, and the account of it.

    Households given make people (x mean size), people given make households; where neither is given, both come from the
    dwelling floor area. Figures that an earlier run estimated are estimated anew. Whole numbers by largest remainder:
    each community adds up to its rounded sum.

    Parameters
    ----------
    buildings
        BUILDINGS layer in any coordinate system. An empty cell for households or people means "not given"; so does a 0
        unless the assumptions say otherwise. A column `occupancy_share` (0 to 1) is heeded.

    Returns
    -------
    layer, account
        The rows in their order; `is_estimated` marks households that were not counted, `people_basis` says what each
        row rests on (`geo.intake.people.basis`).

    Raises
    ------
    LayerError, CrsError
        If the layer does not keep its contract, or nobody said where it is.
    """
    assumed = assumptions or PeopleAssumptions()
    layer = prepared(buildings)
    rows = as_given(buildings)
    given = _given(layer, rows.loc[layer.index], assumed)
    is_given = ~np.isnan(given.households) | ~np.isnan(given.people)
    homes = dwellings(layer, is_given, assumed)
    basis = basis_of(~np.isnan(given.households), ~np.isnan(given.people), np.where(homes.is_home, "floor_area", ""))
    filled = _without_estimated_groups(layer).assign(
        floor_area_m2=homes.floor_area_m2, people_basis=basis, is_estimated=is_estimate(basis)
    )
    filled = filled.assign(**_figures(filled, given, homes, assumed))
    account = PeopleAccount(
        step="estimate",
        method=_method(basis, assumed),
        assumptions=assumed,
        figures=tuple(_account_figures(layer, filled)),
        reasons=(*given.reasons, *homes.reasons, *_place_reasons(filled)),
    )
    return filled.loc[rows.index], account


def _given(layer: GeoDataFrame, rows: GeoDataFrame, assumed: PeopleAssumptions) -> _Given:
    found, reasons = {}, []
    is_new = "people_basis" not in rows.columns
    for column, words, words_zh in (("households", "households", "户数"), ("people", "people", "人口")):
        numbers = numbers_of(rows, column)
        is_bad = (
            np.isnan(numbers) & rows[column].notna().to_numpy() if column in rows.columns else np.isnan(numbers) & False
        )
        reasons += _bad_reasons(layer, is_bad, words, words_zh)
        counted = ~np.isnan(numbers) & ~layer["is_estimated"].to_numpy() if is_new else is_counted(layer, column)
        numbers = np.where(counted, numbers, np.nan)
        is_zero = numbers == 0
        if is_zero.any() and not assumed.is_zero_counted:
            numbers = np.where(is_zero, np.nan, numbers)
        found[column] = np.floor(numbers + 0.5)
        is_part = ~np.isnan(numbers) & (found[column] != numbers)
        if is_part.any():
            names, names_zh = listed(layer.index[is_part].astype(str))
            reasons.append(
                Sentence(
                    f"{is_part.sum()} buildings have {words} that are no whole number; they were rounded: {names}.",
                    zh=f"{is_part.sum()} 栋建筑的{words_zh}不是整数，已四舍五入：{names_zh}。",
                )
            )
    return _Given(found["households"], found["people"], tuple(reasons))


def _bad_reasons(layer: GeoDataFrame, is_bad: NDArray[np.bool_], words: str, words_zh: str) -> list[Sentence]:
    if not is_bad.any():
        return []
    names, names_zh = listed(layer.index[is_bad].astype(str))
    return [
        Sentence(
            f"{is_bad.sum()} buildings have {words} that are negative or no number; they count as not given: {names}.",
            zh=f"{is_bad.sum()} 栋建筑的{words_zh}为负数或不是数字，按未提供处理：{names_zh}。",
        )
    ]


def _without_estimated_groups(layer: GeoDataFrame) -> GeoDataFrame:
    """Forget groups that were estimated from people who are now estimated anew."""
    kept = {group: np.where(is_counted(layer, group), layer[group], 0.0) for group in GROUPS}
    return layer.assign(**kept, groups_estimated="")


def _figures(layer: GeoDataFrame, given: _Given, homes: Dwellings, assumed: PeopleAssumptions) -> dict[str, FloatArray]:
    """Return households and people, as given or else derived community by community, and both before rounding."""
    basis, least = layer["people_basis"].to_numpy(str), counted_members(layer)
    size = assumed.people_per_household
    by_area = homes.floor_area_m2 * homes.occupancy / assumed.floor_area_m2_per_person
    exact_people = np.where(basis == "households", given.households * size, given.people)
    exact_people = np.nan_to_num(np.where(basis == "floor_area", by_area, exact_people))
    exact_households = np.nan_to_num(np.where(np.isnan(given.households), exact_people / size, given.households))
    households, people = exact_households.copy(), exact_people.copy()
    for _, rows in by_community(layer):
        for kind in ("households", "people", "floor_area"):
            derived = rows[basis[rows] == kind]
            if kind != "people":
                exact = exact_people[derived]
                people[derived] = shared_out(round(math.fsum(exact)), exact, least[derived])
            if kind != "households":
                exact = exact_households[derived]
                households[derived] = shared_out(round(math.fsum(exact)), exact)
    return {
        "households": households,
        "people": people,
        "households_weight": exact_households,
        "people_weight": exact_people,
    }


def _account_figures(before: GeoDataFrame, after: GeoDataFrame) -> list[CommunityFigure]:
    figures = []
    for community, rows in by_community(after):
        for column in ("households", "people"):
            numbers = after[column].to_numpy()[rows]
            figures.append(
                CommunityFigure(
                    community_id=community,
                    name="",
                    column=column,
                    before=float(before[column].to_numpy()[rows].sum()),
                    after=float(numbers.sum()),
                    counted=float(numbers[is_counted(after.iloc[rows], column)].sum()),
                    target=None,
                    factor=None,
                    outcome="estimated",
                )
            )
    return figures


def _method(basis: NDArray[np.str_], assumed: PeopleAssumptions) -> Sentence:
    counts = {kind: int((basis == kind).sum()) for kind in ("counted", "households", "people", "floor_area")}
    by_area = assumed.floor_area_sentence
    parts = [
        ("counted", "households and people as given", "户数、人口按原始数据"),
        (
            "households",
            f"households as given, {assumed.people_sentence}",
            f"户数按原始数据，{assumed.people_sentence.zh}",
        ),
        (
            "people",
            f"people as given, households = people / {assumed.people_per_household:.2f}",
            f"人口按原始数据，户数＝人口÷{assumed.people_per_household:.2f}",
        ),
        ("floor_area", f"estimated, {by_area}", f"估算，{by_area.zh}"),
    ]
    said = [(counts[kind], words, words_zh) for kind, words, words_zh in parts if counts[kind]]
    if not said:
        return Sentence("No building where people live.", zh="没有住人的建筑。")
    return Sentence(
        "; ".join(f"{count:,} buildings: {words}" for count, words, _ in said) + ".",
        zh="；".join(f"{count:,} 栋：{words}" for count, _, words in said) + "。",
    )


def _place_reasons(layer: GeoDataFrame) -> list[Sentence]:
    is_home = layer["people_basis"].to_numpy() != ""
    if not is_home.any():
        return [
            Sentence(
                "No building is a dwelling and none has households or people; load buildings with a kind, or their "
                "households.",
                zh="没有一栋建筑是住宅，也没有户数或人口；请加载带建筑类型或户数的建筑。",
            )
        ]
    without = int((is_home & (layer["community_id"].to_numpy() == "")).sum())
    if not without:
        return []
    return [
        Sentence(
            f"{without:,} of {is_home.sum():,} dwellings lie in no community; official totals cannot reach them. "
            "Load the boundaries of the communities first.",
            zh=f"{is_home.sum():,} 栋住宅中有 {without:,} 栋不属于任何社区，无法按社区总数校正；请先加载社区边界。",
        )
    ]
