"""
The rules: one function and one line each.

A rule that lacks its data is not applied; `rules_not_checked` says which, and what to add.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geo.grids.checks import crossings, current, manageable, needs, seamless, sizes
from geo.grids.checks.findings import Finding, Severity, findings_layer
from geo.grids.checks.parents import Parent
from geo.grids.checks.survey import Survey, survey_of
from geo.grids.limits import GridLimits
from geo.sentences import Sentence

__all__ = [
    "PRINCIPLES",
    "RULES",
    "GridRule",
    "Principle",
    "check_grids",
    "findings_of",
    "rules_not_checked",
    "unchecked",
]

Principle = Literal["moderate_size", "manageable", "seamless", "adjusted"]

#: The four principles in the order the articles name them.
PRINCIPLES: dict[Principle, Sentence] = {
    "moderate_size": Sentence("Moderate size", zh="规模适度"),
    "manageable": Sentence("Easy to manage", zh="便于管理"),
    "seamless": Sentence("Seamless coverage", zh="无缝覆盖"),
    "adjusted": Sentence("Adjusted over time", zh="动态调整"),
}


@dataclass(frozen=True, slots=True)
class GridRule:
    """
    A rule: its name, the principle it belongs to, how bad a finding is, how to find, and what it lacks.

    `blocks_publishing`: a finding must be mended before the grids may be published.
    """

    name: str
    principle: Principle
    severity: Severity
    title: Sentence
    find: Callable[[Survey], Iterable[Finding]]
    lacks: Callable[[Survey], Sentence | None] = needs.lacks_nothing
    blocks_publishing: bool = False


RULES: tuple[GridRule, ...] = (
    GridRule(
        "GRID-ORPHAN",
        "seamless",
        "error",
        Sentence("Dwelling in no grid or in two", zh="漏楼、重楼"),
        seamless.orphans,
        needs.lacks_buildings,
        blocks_publishing=True,
    ),
    GridRule("GRID-GAP", "seamless", "error", Sentence("Gap", zh="缝隙"), seamless.gaps),
    GridRule("GRID-OVERLAP", "seamless", "error", Sentence("Overlap", zh="重叠"), seamless.overlaps),
    GridRule(
        "GRID-BROKEN",
        "seamless",
        "error",
        Sentence("No land, or a border that crosses itself", zh="图形缺失或自相交"),
        seamless.broken,
    ),
    GridRule(
        "GRID-SEAM",
        "seamless",
        "warning",
        Sentence("Borders that miss each other by a hair", zh="边界未共用顶点"),
        seamless.seams,
    ),
    GridRule("GRID-SLIVER", "seamless", "warning", Sentence("Sliver", zh="碎屑多边形"), seamless.slivers),
    GridRule("GRID-ACROSS", "manageable", "error", Sentence("Across a community border", zh="跨社区"), seamless.across),
    GridRule(
        "GRID-CUT",
        "manageable",
        "warning",
        Sentence("Cut by a river, railway or arterial", zh="被河流、铁路、干道分割"),
        crossings.cut_grids,
        needs.lacks_barriers,
    ),
    GridRule(
        "GRID-COMPOUND",
        "manageable",
        "warning",
        Sentence("Compound cut in two", zh="小区被切开"),
        manageable.cut_compounds,
        needs.lacks_compounds,
    ),
    GridRule("GRID-PARTS", "manageable", "warning", Sentence("Not contiguous", zh="不连片"), manageable.in_parts),
    GridRule(
        "GRID-LONG", "manageable", "warning", Sentence("Too long to walk across", zh="跨度过大"), manageable.too_long
    ),
    GridRule("GRID-SHAPE", "manageable", "warning", Sentence("Long or ragged", zh="形状狭长破碎"), manageable.ragged),
    GridRule(
        "GRID-NO-HEAD",
        "manageable",
        "warning",
        Sentence("No grid head", zh="缺网格长"),
        manageable.headless,
        needs.lacks_heads,
    ),
    GridRule(
        "GRID-WORKLOAD",
        "manageable",
        "warning",
        Sentence("Too many households for each worker", zh="网格员负担过重"),
        sizes.overloaded,
        needs.lacks_workers,
    ),
    GridRule(
        "GRID-LARGE",
        "moderate_size",
        "warning",
        Sentence("Too large", zh="规模过大"),
        sizes.too_large,
        needs.lacks_counts,
    ),
    GridRule(
        "GRID-SMALL",
        "moderate_size",
        "warning",
        Sentence("Too small", zh="规模过小"),
        sizes.too_small,
        needs.lacks_counts,
    ),
    GridRule(
        "GRID-REGISTER",
        "adjusted",
        "warning",
        Sentence("Registered in another grid", zh="登记网格与实际不符"),
        current.misregistered,
        needs.lacks_register,
    ),
    GridRule(
        "GRID-NO-DATE", "adjusted", "warning", Sentence("No date", zh="缺生效日期"), current.undated, needs.lacks_dates
    ),
)


def check_grids(
    grids: GeoDataFrame,
    parent: Parent,
    buildings: GeoDataFrame | None = None,
    *,
    limits: GridLimits | None = None,
    compounds: GeoDataFrame | None = None,
    barriers: GeoDataFrame | None = None,
    streets: GeoDataFrame | None = None,
    landcover: GeoDataFrame | None = None,
    railways: GeoDataFrame | None = None,
) -> GeoDataFrame:
    """
    Check grids by every rule that has its data, and return one row a finding.

    Parameters
    ----------
    grids
        GRIDS layer in metres; missing, empty and invalid shapes are findings, not errors.
    parent
        COMMUNITIES layer, or a layer or shape with the one border.
    buildings
        BUILDINGS layer; dwellings are judged where a point inside their footprint lies.
    limits
        What is too large, too small, too long; `GridLimits()` by default.

    Returns
    -------
    findings
        `rule, severity, grid_ids` (tuple)`, area_m2, size, size_unit, community_id, sentence, is_repairable,
        blocks_publishing, geometry`, in the order of `RULES`, largest first. Without a finding it has no row;
        that says nothing about the rules in `rules_not_checked`.

    Raises
    ------
    CrsError, LayerError
    """
    layers = _by_name(compounds, barriers, streets, landcover, railways)
    return findings_of(survey_of(grids, parent, buildings, limits or GridLimits(), layers))


def rules_not_checked(
    grids: GeoDataFrame,
    parent: Parent,
    buildings: GeoDataFrame | None = None,
    *,
    compounds: GeoDataFrame | None = None,
    barriers: GeoDataFrame | None = None,
    streets: GeoDataFrame | None = None,
    landcover: GeoDataFrame | None = None,
    railways: GeoDataFrame | None = None,
) -> pd.DataFrame:
    """List the rules that the same call of `check_grids` does not apply: `rule, principle, sentence` (why not)."""
    layers = _by_name(compounds, barriers, streets, landcover, railways)
    return unchecked(survey_of(grids, parent, buildings, GridLimits(), layers))


def findings_of(survey: Survey) -> GeoDataFrame:
    """Apply every rule that has its data to what was looked at."""
    found: list[tuple[str, Severity, bool, Finding]] = []
    for rule in RULES if len(survey.ids) else ():
        if rule.lacks(survey) is None:
            ranked = sorted(rule.find(survey), key=lambda one: -np.nan_to_num(one.size))
            found += [(rule.name, rule.severity, rule.blocks_publishing, one) for one in ranked]
    return findings_layer(found, survey.grids.crs)


def unchecked(survey: Survey) -> pd.DataFrame:
    """List the rules that lack their data, and why."""
    rows = []
    for rule in RULES:
        why = rule.lacks(survey)
        if why is not None:
            sentence = Sentence(f"{rule.title}: not checked, {why}.", zh=f"{rule.title.zh}：未检查，{why.zh}。")
            rows.append((rule.name, rule.principle, sentence))
    return pd.DataFrame(rows, columns=["rule", "principle", "sentence"], dtype=object)


def _by_name(
    compounds: GeoDataFrame | None,
    barriers: GeoDataFrame | None,
    streets: GeoDataFrame | None,
    landcover: GeoDataFrame | None,
    railways: GeoDataFrame | None,
) -> Mapping[str, GeoDataFrame | None]:
    return {
        "compounds": compounds,
        "barriers": barriers,
        "streets": streets,
        "landcover": landcover,
        "railways": railways,
    }
