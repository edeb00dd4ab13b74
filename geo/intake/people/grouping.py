"""Give every building its elderly, children and disabled people by the shares of its community."""

from geopandas import GeoDataFrame

from geo.intake.people.account import GROUPS, CommunityFigure, PeopleAccount, listed
from geo.intake.people.balancing import Counts, Rows, brought_to, counts_of, figure, with_counts
from geo.intake.people.basis import as_given, by_community, prepared
from geo.intake.people.community_figures import CommunityShares, GroupShares
from geo.intake.people.findings import outcome_reasons
from geo.sentences import Sentence

__all__ = ["with_groups"]


def with_groups(buildings: GeoDataFrame, shares: GroupShares) -> tuple[GeoDataFrame, PeopleAccount]:
    """
    Return the BUILDINGS layer with groups by the share of each community, and the account of it.

    Each group of a community adds up to round(people x share) in whole numbers, and a building never holds more of its
    groups than people. Groups counted by building are kept and taken off. Groups without a share stay as they are.

    Raises
    ------
    LayerError
        If the layer does not keep its contract.
    """
    layer = prepared(buildings)
    counts = counts_of(layer)
    stated = {row.community_id: row for row in shares.rows}
    figures: list[CommunityFigure] = []
    for community, rows in by_community(layer):
        own = stated.get(community, shares.default)
        if own is not None:
            figures += _community(counts, rows[counts.is_home[rows]], own, community)
    account = PeopleAccount(
        step="groups",
        method=Sentence(
            "people x share of the community, whole numbers by largest remainder",
            zh="人口×所在社区占比，最大余数法取整",
        ),
        source=shares.source,
        as_of=shares.as_of,
        figures=tuple(figures),
        reasons=(*shares.reasons, *_reasons(figures, shares, {community for community, _ in by_community(layer)})),
    )
    return with_counts(layer, counts).loc[as_given(buildings).index], account


def _community(counts: Counts, rows: Rows, shares: CommunityShares, community: str) -> list[CommunityFigure]:
    people = counts.values["people"][rows]
    figures = []
    for group in GROUPS:
        share = getattr(shares, group)
        if share is None:
            continue
        before = float(counts.values[group][rows].sum())
        target = float(round(float(people.sum()) * share))
        outcome, _ = brought_to(counts, rows, group, target, weights=people)
        outcome = "by_share" if outcome == "scaled" else outcome
        place = (community, shares.name)
        figures.append(figure(counts, rows, group, before, place, target=target, factor=share, outcome=outcome))
    return figures


def _reasons(figures: list[CommunityFigure], shares: GroupShares, present: set[str]) -> list[Sentence]:
    reasons = [reason for row in figures for reason in outcome_reasons(row)]
    names = dict(shares.names)
    unused = [row.name or row.community_id for row in shares.rows if row.community_id not in present]
    if unused:
        stated, stated_zh = listed(unused)
        reasons.append(
            Sentence(
                f"{len(unused)} communities have shares and no building: {stated}.",
                zh=f"{len(unused)} 个社区有占比而没有建筑：{stated_zh}。",
            )
        )
    without = [
        names.get(community) or community
        for community in sorted(present - {row.community_id for row in shares.rows})
        if community and shares.default is None
    ]
    if without:
        stated, stated_zh = listed(without)
        reasons.append(
            Sentence(
                f"{len(without)} communities have no shares; their groups stay as they were: {stated}.",
                zh=f"{len(without)} 个社区没有占比，分组人口保持原样：{stated_zh}。",
            )
        )
    return reasons
