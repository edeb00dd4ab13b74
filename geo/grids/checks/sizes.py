"""规模适度: too many or too few households, too many people, too many households for each worker."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import shapely

from geo.grids.checks.findings import Finding
from geo.grids.checks.survey import Survey
from geo.sentences import Sentence

__all__ = ["SPECIAL", "overloaded", "too_large", "too_small"]

#: `grid_kind` of 专属网格: a market, an office building, a park; nobody needs to live there.
SPECIAL = "special"


def too_large(survey: Survey) -> Iterable[Finding]:
    """Find grids with more households or people than the limits allow; households are told first."""
    limits = survey.limits
    for grid in np.flatnonzero(
        (survey.households > limits.most_households) | (survey.people > limits.most_people)
    ).tolist():
        households, people = survey.households[grid], survey.people[grid]
        name = survey.labels[survey.ids[grid]]
        if households > limits.most_households:
            parts = int(np.ceil(households / limits.target_households - 0.5))
            sentence = Sentence(
                f"{name} has {households:,.0f} households, {households - limits.most_households:,.0f} more than "
                f"{limits.most_households:g}: about {max(parts, 2)} grids of {limits.target_households:g}.",
                zh=f"{name}有 {households:,.0f} 户，比上限 {limits.most_households:g} 户多 "
                f"{households - limits.most_households:,.0f} 户，约可分为 {max(parts, 2)} 个网格。",
            )
            yield _sized(survey, grid, households, "households", sentence)
        else:
            sentence = Sentence(
                f"{name} has {people:,.0f} people, more than {limits.most_people:g}.",
                zh=f"{name}有 {people:,.0f} 人，超出上限 {limits.most_people:g} 人。",
            )
            yield _sized(survey, grid, people, "people", sentence)


def too_small(survey: Survey) -> Iterable[Finding]:
    """Find basic grids with fewer households than the limits ask for; special grids need none."""
    is_small = (survey.households < survey.limits.least_households) & (survey.texts("grid_kind") != SPECIAL)
    for grid in np.flatnonzero(is_small & ~shapely.is_empty(survey.shapes)).tolist():
        households, name = survey.households[grid], survey.labels[survey.ids[grid]]
        sentence = Sentence(
            f"{name} has {households:,.0f} households, fewer than {survey.limits.least_households:g}: it could join a "
            "neighbour.",
            zh=f"{name}只有 {households:,.0f} 户，低于下限 {survey.limits.least_households:g} 户，"
            "可考虑与相邻网格合并。",
        )
        yield _sized(survey, grid, households, "households", sentence)


def overloaded(survey: Survey) -> Iterable[Finding]:
    """Find grids with too many households for each of their workers (`grid_workers`)."""
    workers = pd.to_numeric(survey.grids["grid_workers"], errors="coerce").to_numpy(dtype=float)
    most = survey.limits.most_households_a_worker
    for grid in np.flatnonzero((survey.households > most * workers) & (survey.households > 0)).tolist():
        name, count = survey.labels[survey.ids[grid]], workers[grid]
        load = survey.households[grid] / count if count else survey.households[grid]
        sentence = Sentence(
            f"{name} has {survey.households[grid]:,.0f} households and {count:g} workers; a worker may have {most:g}.",
            zh=f"{name}有 {survey.households[grid]:,.0f} 户、{count:g} 名网格员，每名网格员不宜超过 {most:g} 户。",
        )
        yield _sized(survey, grid, load, "households", sentence)


def _sized(survey: Survey, grid: int, size: float, unit: str, sentence: Sentence) -> Finding:
    return Finding((survey.ids[grid],), survey.shapes[grid], size, unit, sentence, survey.community_of(grid))
