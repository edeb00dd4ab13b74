"""
动态调整: whether the records follow the borders.

Without dates nobody can tell from borders alone that a grid is out of date. What can be seen: dwellings that the
register puts into another grid than the one they lie in, and grids without the date from which they are valid.
"""

from collections.abc import Iterable

import numpy as np
import shapely

from geo.grids.checks.findings import Finding
from geo.grids.checks.survey import Survey
from geo.sentences import Sentence

__all__ = ["DATE_COLUMN", "misregistered", "moved_households", "undated"]

DATE_COLUMN = "valid_from"


def misregistered(survey: Survey) -> Iterable[Finding]:
    """Find dwellings registered in another grid than they lie in; one finding a pair of grids."""
    homes = survey.homes
    if homes is None:
        return
    home, lies_in, says = _moved(survey)
    names = np.array(survey.ids, dtype=object)[lies_in]
    pairs = sorted(set(zip(says.tolist(), names.tolist(), strict=True)))
    for said, found in pairs:
        here = home[(says == said) & (names == found)]
        count = float(homes.households[here].sum())
        en, zh = ("households", "户") if homes.has_counts else ("dwelling buildings", "栋住宅")
        old = survey.labels.get(said, said)
        sentence = Sentence(
            f"{count:,.0f} {en} in {survey.labels[found]} are still registered in {old}.",
            zh=f"{survey.labels[found]}内有 {count:,.0f} {zh}仍登记在{old}。",
        )
        ids = (found, said) if said in survey.labels else (found,)
        where = shapely.MultiPoint(homes.points[here].tolist())
        unit = "households" if homes.has_counts else "1"
        yield Finding(ids, where, count, unit, sentence, survey.community_of(survey.ids.index(found)), area_m2=0.0)


def moved_households(survey: Survey) -> tuple[float, float]:
    """Return the households registered in another grid than they lie in, and all that are registered in one."""
    if survey.homes is None:
        return 0.0, 0.0
    home, _, _ = _moved(survey)
    is_registered = survey.homes.registered != ""
    return float(survey.homes.households[home].sum()), float(survey.homes.households[is_registered].sum())


def undated(survey: Survey) -> Iterable[Finding]:
    """Find grids without the date from which they are valid (`valid_from`)."""
    for grid in np.flatnonzero(survey.texts(DATE_COLUMN) == "").tolist():
        name = survey.labels[survey.ids[grid]]
        sentence = Sentence(f"{name} does not say since when it is valid.", zh=f"{name}未注明生效日期。")
        yield Finding(
            (survey.ids[grid],), survey.shapes[grid], survey.households[grid], "households", sentence,
            survey.community_of(grid),
        )  # fmt: skip


def _moved(survey: Survey) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return homes, the grid each lies in and the id it is registered in, where the two differ."""
    grid, home = survey.inside
    says = survey.homes.registered[home] if survey.homes else np.empty(0, dtype=object)
    is_right = np.isin(home, home[says == np.array(survey.ids, dtype=object)[grid]])
    is_wrong = ~is_right & (says != "")
    return home[is_wrong], grid[is_wrong], says[is_wrong]
