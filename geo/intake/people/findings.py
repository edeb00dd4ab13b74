"""Name the communities whose totals or shares could not be met, or only with a factor that should be looked at."""

from collections.abc import Collection, Iterable

from geo.intake.people.account import COLUMN_WORDS, CommunityFigure, listed
from geo.intake.people.community_figures import OfficialTotals
from geo.sentences import Sentence

__all__ = ["FAR_FACTORS", "outcome_reasons", "total_reasons"]

#: A factor outside this is a sign of missing buildings, a wrong unit or another community.
FAR_FACTORS = (0.5, 2.0)


def total_reasons(
    figures: Iterable[CommunityFigure], totals: OfficialTotals, communities_with_homes: Collection[str]
) -> list[Sentence]:
    """Return a sentence for each total that was not met or met by a far factor, and for communities without a total."""
    reasons = [reason for row in figures if row.target is not None for reason in outcome_reasons(row)]
    names = dict(totals.names)
    without = sorted(set(communities_with_homes) - {row.community_id for row in totals.rows})
    if without:
        stated, stated_zh = listed(names.get(community) or community for community in without)
        reasons.append(
            Sentence(
                f"{len(without)} communities have dwellings and no official total; they stay as they were: {stated}.",
                zh=f"{len(without)} 个社区有住宅而没有官方总数，保持原样：{stated_zh}。",
            )
        )
    return reasons


def outcome_reasons(row: CommunityFigure) -> list[Sentence]:
    """Say of one figure what a planner should look at, nothing if all is well."""
    place, (words, words_zh) = row.name or row.community_id, COLUMN_WORDS[row.column]
    target = row.target or 0.0
    if row.outcome == "no_dwellings":
        if not target:
            return []
        return [
            Sentence(
                f"{place} has {target:,.0f} {words} officially and no dwelling on the map; nobody was placed. Load its "
                "buildings.",
                zh=f"{place}官方{words_zh}为 {target:,.0f}，图上却没有住宅，无法分配；请加载该社区的建筑。",
            )
        ]
    if row.outcome == "counted_exceed":
        return [
            Sentence(
                f"{place}: counted buildings hold {row.counted:,.0f} {words}, more than the official {target:,.0f}; "
                "nothing was scaled. Check which of the two is right.",
                zh=f"{place}：原始数据的{words_zh}为 {row.counted:,.0f}，超过官方总数 {target:,.0f}，未作校正；"
                "请核对哪一个正确。",
            )
        ]
    if row.outcome == "groups_exceed":
        return [
            Sentence(
                f"{place}: the groups counted in its buildings do not fit into {target:,.0f} {words}; nothing was "
                "scaled. Check the groups and the total.",
                zh=f"{place}：{words_zh} {target:,.0f} 容纳不下各楼原始的分组人数，未作校正；请核对分组人数和总数。",
            )
        ]
    if row.outcome == "counted_only":
        return [
            Sentence(
                f"{place}: the counted buildings hold {row.counted:,.0f} of {target:,.0f} {words} and no building is "
                f"estimated, so {target - row.counted:,.0f} could not be placed. Add the missing buildings, or allow "
                "counted figures to change.",
                zh=f"{place}：原始数据的{words_zh}为 {row.counted:,.0f}，官方为 {target:,.0f}，没有可校正的估算建筑，"
                f"差额 {target - row.counted:,.0f} 未能分配；请补充缺少的建筑，或允许校正原始数据。",
            )
        ]
    if row.outcome == "limited":
        return [
            Sentence(
                f"{place}: only {row.after:,.0f} of {target:,.0f} {words} find room among the people of its buildings.",
                zh=f"{place}：{words_zh}应为 {target:,.0f}，各楼人口只容得下 {row.after:,.0f}。",
            )
        ]
    low, high = FAR_FACTORS
    if row.outcome == "scaled" and row.factor is not None and not low <= row.factor <= high:
        return [
            Sentence(
                f"{place}: {words} were multiplied by {row.factor:.2f} to reach {target:,.0f}; check its buildings, "
                "its boundary and the total.",
                zh=f"{place}：{words_zh}乘以系数 {row.factor:.2f} 才达到 {target:,.0f}；请核对建筑、边界和总数。",
            )
        ]
    return []
