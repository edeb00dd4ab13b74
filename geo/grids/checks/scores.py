"""Give each of the four principles a score from 0 to 100, and say in a sentence what it counts."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.grids.checks.current import moved_households
from geo.grids.checks.parents import Parent
from geo.grids.checks.rules import PRINCIPLES, RULES, Principle, findings_of, unchecked
from geo.grids.checks.survey import Survey, survey_of
from geo.grids.limits import GridLimits
from geo.sentences import Sentence

__all__ = ["AreaBalance", "Checkup", "Score", "area_balances", "checkup", "scores"]

_DEFINITIONS: dict[Principle, Sentence] = {
    "moderate_size": Sentence(
        "The share of grids whose households and people are within the limits.",
        zh="户数、人数在限值以内的网格所占比例。",
    ),
    "manageable": Sentence(
        "The share of grids without any finding on borders, barriers, compounds, contiguity, length, shape, head or "
        "workload, of the rules that could be checked.",
        zh="在跨界、阻隔、小区、连片、跨度、形状、网格长、负担各项（能检查的）中均无问题的网格所占比例。",
    ),
    "seamless": Sentence(
        "The smaller of two shares: land in exactly one grid, and households in exactly one grid; 100 only without "
        "any finding.",
        zh="恰好属于一个网格的面积比例与户数比例，取较小者；没有任何问题才得 100 分。",
    ),
    "adjusted": Sentence(
        "The share of registered households whose register names the grid they live in.",
        zh="登记网格与实际所在网格一致的户数，占已登记户数的比例。",
    ),
}


@dataclass(frozen=True, slots=True)
class Score:
    """
    The score of one principle.

    `points` is a whole number from 0 to 100, None where there is too little data; `reason` then says what is missing.
    100 is only given without a finding: shares are rounded down.
    """

    principle: Principle
    title: Sentence
    points: int | None
    definition: Sentence
    reason: Sentence | None = None


@dataclass(frozen=True, slots=True)
class AreaBalance:
    """
    The land of one community, m2: `community_m2 = grids_m2 - outside_m2 - repeated_m2 + gap_m2`.

    `repeated_m2` counts land once for each grid too many that has it.
    """

    community_id: str
    community_m2: float
    grids_m2: float
    outside_m2: float
    repeated_m2: float
    gap_m2: float


@dataclass(frozen=True)
class Checkup:
    """All of a check: `findings` (`check_grids`), `scores`, the rules `not_checked` and why, and the area balances."""

    findings: GeoDataFrame
    scores: tuple[Score, ...]
    not_checked: pd.DataFrame
    balances: tuple[AreaBalance, ...]


def checkup(
    grids: GeoDataFrame,
    parent: Parent,
    buildings: GeoDataFrame | None = None,
    *,
    limits: GridLimits | None = None,
    **layers: GeoDataFrame | None,
) -> Checkup:
    """
    Check, score and balance in one go; `layers` as in `check_grids`.

    Raises
    ------
    CrsError, LayerError
    """
    survey = survey_of(grids, parent, buildings, limits or GridLimits(), layers)
    findings = findings_of(survey)
    balances = _balances(survey)
    return Checkup(findings, _scores(findings, survey, balances), unchecked(survey), balances)


def scores(
    findings: GeoDataFrame,
    grids: GeoDataFrame,
    parent: Parent,
    buildings: GeoDataFrame | None = None,
    *,
    limits: GridLimits | None = None,
    **layers: GeoDataFrame | None,
) -> tuple[Score, ...]:
    """
    Score the four principles from what `check_grids` found with the same layers, in the order of `PRINCIPLES`.

    Raises
    ------
    CrsError, LayerError
    """
    survey = survey_of(grids, parent, buildings, limits or GridLimits(), layers)
    return _scores(findings, survey, _balances(survey))


def area_balances(grids: GeoDataFrame, parent: Parent) -> tuple[AreaBalance, ...]:
    """
    Add up the land of each community that has grids.

    Raises
    ------
    CrsError, LayerError
    """
    return _balances(survey_of(grids, parent, None, GridLimits(), {}))


def _scores(findings: GeoDataFrame, survey: Survey, balances: Iterable[AreaBalance]) -> tuple[Score, ...]:
    lacking = unchecked(survey)
    told = []
    for principle, title in PRINCIPLES.items():
        names = {rule.name for rule in RULES if rule.principle == principle} - set(lacking["rule"])
        found = findings[findings["rule"].isin(names)]
        reason = _reason(principle, lacking, survey)
        points = None
        if reason is None:
            share = _share(principle, found, survey, balances)
            points = _points(share, has_findings=len(found) > 0)
        told.append(Score(principle, title, points, _DEFINITIONS[principle], reason))
    return tuple(told)


def _reason(principle: Principle, lacking: pd.DataFrame, survey: Survey) -> Sentence | None:
    """Say why a principle cannot be scored, None if it can."""
    if not len(survey.ids):
        return Sentence("There are no grids.", zh="没有网格。")
    needed = {"moderate_size": "GRID-LARGE", "adjusted": "GRID-REGISTER"}.get(principle)
    sentences = lacking.loc[lacking["rule"] == needed, "sentence"]
    return sentences.iloc[0] if len(sentences) else None


def _share(principle: Principle, found: GeoDataFrame, survey: Survey, balances: Iterable[AreaBalance]) -> float:
    if principle == "seamless":
        return _seamless_share(survey, balances)
    return _registered_share(survey) if principle == "adjusted" else _untouched_share(found, survey)


def _untouched_share(found: GeoDataFrame, survey: Survey) -> float:
    touched = {grid_id for ids in found["grid_ids"] for grid_id in ids}
    return 1 - len(touched & set(survey.ids)) / len(survey.ids)


def _seamless_share(survey: Survey, balances: Iterable[AreaBalance]) -> float:
    whole_m2 = sum(one.community_m2 for one in balances)
    # Land that three grids have is counted twice here: the score errs on the low side.
    wrong_m2 = sum(one.gap_m2 + one.repeated_m2 + one.outside_m2 for one in balances)
    land_share = max(0.0, 1 - wrong_m2 / whole_m2) if whole_m2 else 0.0
    if survey.homes is None or not survey.homes.households.sum():
        return land_share
    _, home = survey.inside
    times = np.bincount(home, minlength=len(survey.homes.points))
    lost = np.flatnonzero(times == 0)
    on_border, _ = shapely.STRtree(survey.shapes).query(survey.homes.points[lost], predicate="intersects")
    times[lost[np.unique(on_border)]] = 1
    return min(land_share, float(survey.homes.households[times == 1].sum() / survey.homes.households.sum()))


def _registered_share(survey: Survey) -> float:
    moved, registered = moved_households(survey)
    return 1 - moved / registered if registered else 0.0


def _points(share: float, *, has_findings: bool) -> int:
    points = math.floor(100 * share + 1e-9)
    return min(points, 99) if has_findings else points


def _balances(survey: Survey) -> tuple[AreaBalance, ...]:
    told = []
    for community in np.unique(survey.parents.of_grid[survey.parents.of_grid >= 0]).tolist():
        members, land = survey.members(community), survey.parents.lands[community]
        grids_m2 = float(survey.area_m2[members].sum())
        outside_m2 = repeated_m2 = gap_m2 = 0.0
        if community in survey.open_communities:
            inside_m2 = float(shapely.area(shapely.intersection(survey.shapes[members], land)).sum())
            covered_m2 = shapely.area(shapely.intersection(shapely.union_all(survey.shapes[members]), land))
            outside_m2, repeated_m2 = grids_m2 - inside_m2, inside_m2 - covered_m2
            gap_m2 = land.area - covered_m2
        told.append(AreaBalance(survey.parents.ids[community], land.area, grids_m2, outside_m2, repeated_m2, gap_m2))
    return tuple(told)
