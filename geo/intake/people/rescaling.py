"""Bring the people of each community to its official total: whole numbers, exactly, counted buildings untouched."""

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.intake.people.account import CommunityFigure, PeopleAccount
from geo.intake.people.assumptions import PeopleAssumptions
from geo.intake.people.balancing import COUNT_ORDER, Counts, brought_to, counts_of, figure, with_counts
from geo.intake.people.basis import as_given, by_community, prepared
from geo.intake.people.community_figures import CommunityTotal, OfficialTotals
from geo.intake.people.findings import total_reasons
from geo.sentences import Sentence

__all__ = ["rescaled"]

Rows = NDArray[np.intp]

_LEADS = {"households": "people", "people": "households"}


def rescaled(
    buildings: GeoDataFrame,
    totals: OfficialTotals,
    assumptions: PeopleAssumptions | None = None,
    *,
    is_counted_changed: bool = False,
) -> tuple[GeoDataFrame, PeopleAccount]:
    """
    Return the BUILDINGS layer scaled so that each community adds up to its official total, and the account of it.

    Only estimated figures are scaled, to what the counted ones leave; with `is_counted_changed` all are, and what
    changed is called counted no more. Where the counted figures exceed the total, nothing is scaled and it is said.
    A count without a total follows: people follow households and the other way round, groups follow people. Scaling
    twice is scaling once.

    Parameters
    ----------
    buildings
        BUILDINGS layer with people (`with_people`).
    assumptions
        Asked for the mean household where a community has a total and no building has anybody yet.

    Raises
    ------
    LayerError
        If the layer does not keep its contract.
    """
    assumed = assumptions or PeopleAssumptions()
    layer = prepared(buildings)
    counts = counts_of(layer, is_counted_changed=is_counted_changed)
    rows_of = {community: rows[counts.is_home[rows]] for community, rows in by_community(layer) if community}
    figures: list[CommunityFigure] = []
    for total in sorted(totals.rows, key=lambda row: row.community_id):
        rows = rows_of.get(total.community_id, np.zeros(0, dtype=np.intp))
        figures += _community(counts, rows, total, assumed.people_per_household)
    account = PeopleAccount(
        step="totals",
        method=_method(is_counted_changed),
        assumptions=assumed,
        source=totals.source,
        as_of=totals.as_of,
        figures=tuple(figures),
        reasons=(*totals.reasons, *total_reasons(figures, totals, {key for key, rows in rows_of.items() if len(rows)})),
    )
    return with_counts(layer, counts).loc[as_given(buildings).index], account


def _community(counts: Counts, rows: Rows, total: CommunityTotal, people_per_household: float) -> list[CommunityFigure]:
    """Bring every count of one community to its total, those without one after the count that leads them."""
    figures = []
    factors: dict[str, float | None] = {}
    leads_first = COUNT_ORDER if total.households is not None else ("people", "households", *COUNT_ORDER[2:])
    for column in leads_first:
        official, lead = getattr(total, column), _LEADS.get(column, "people")
        stays = None if official is not None else counts.counted[lead][rows]
        if stays is not None and (lead not in factors or (stays | counts.counted[column][rows]).all()):
            continue
        before = float(counts.values[column][rows].sum())
        target = official
        if target is None:
            target = _following(counts, rows, column, factors[lead], people_per_household)
        outcome, factor = brought_to(counts, rows, column, target, stays=stays)
        if outcome in ("scaled", "limited"):
            factors[column] = factor
        if official is not None or before:
            said = {"target": official if official is None else float(official), "factor": factor, "outcome": outcome}
            figures.append(figure(counts, rows, column, before, (total.community_id, total.name), **said))
    return figures


def _following(counts: Counts, rows: Rows, column: str, factor: float | None, people_per_household: float) -> float:
    """Return what a count without a total comes to after its lead was scaled; where the lead was counted it stays."""
    lead = _LEADS.get(column, "people")
    is_free = ~counts.counted[column][rows] & ~counts.counted[lead][rows]
    values = counts.values[column][rows]
    free = float(values[is_free].sum()) * (1.0 if factor is None else factor)
    if not free and column in _LEADS:
        led_by = float(counts.values[lead][rows][is_free].sum())
        free = led_by * people_per_household if column == "people" else led_by / people_per_household
    return float(values[~is_free].sum()) + round(free)


def _method(is_counted_changed: bool) -> Sentence:
    if is_counted_changed:
        return Sentence(
            "all figures of a community scaled to its official total, counted ones too, whole numbers by largest "
            "remainder",
            zh="各社区全部数字（含原始数据）按官方总数同比例校正，最大余数法取整",
        )
    return Sentence(
        "estimated figures of a community scaled to what the counted ones leave of its official total, whole numbers "
        "by largest remainder",
        zh="各社区的估算数字按官方总数减去原始数据后的余数同比例校正，最大余数法取整",
    )
