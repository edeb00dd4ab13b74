"""Put the changes of grids into sentences for the change list."""

from collections.abc import Mapping

import pandas as pd
from geopandas import GeoDataFrame

from geo.sentences import Sentence

__all__ = ["changes_told", "faults_told"]

_WHAT = {
    "geometry": ("border", "边界"),
    "grid_id": ("id", "标识"),
    "name": ("name", "名称"),
    "community_id": ("community", "所属社区"),
    "grid_code": ("code", "编码"),
    "grid_kind": ("kind", "类型"),
    "grid_head": ("head", "网格长"),
}
_MOST_MOVES = 10


def changes_told(
    new_and_gone: tuple[tuple[str, ...], tuple[str, ...]],
    changed: pd.DataFrame,
    events: pd.DataFrame,
    moves: GeoDataFrame,
    totals: pd.DataFrame,
    names: tuple[Mapping[str, str], Mapping[str, str]],
) -> list[Sentence]:
    """Return the result and the largest moves of households; `names` are those of the grids of both versions."""
    new, gone = new_and_gone
    if not len(new) + len(gone) + len(changed) + len(moves):
        return [Sentence("Nothing changed: the two versions are the same.", zh="两个版本完全相同，没有变化。")]
    return [_headline(totals), _grids(new, gone, changed, events), *_largest(moves, names)]


def _headline(totals: pd.DataFrame) -> Sentence:
    moved, whole = totals.loc["moved"], totals.loc["all"]
    share = moved["households"] / whole["households"] if whole["households"] else 0.0
    return Sentence(
        f"{moved['households']:,.0f} of {whole['households']:,.0f} households ({share:.1%}) change grid: "
        f"{moved['people']:,.0f} people, {moved['elderly']:,.0f} of them 60 and over, in "
        f"{_buildings(moved['buildings'])}.",
        zh=f"{whole['households']:,.0f} 户中有 {moved['households']:,.0f} 户（{share:.1%}）更换网格，涉及 "
        f"{moved['people']:,.0f} 人，其中 60 岁以上 {moved['elderly']:,.0f} 人，楼栋 {moved['buildings']:,.0f} 栋。",
    )


def _grids(new: tuple[str, ...], gone: tuple[str, ...], changed: pd.DataFrame, events: pd.DataFrame) -> Sentence:
    splits, merges = ((events["event"] == event).sum() for event in ("split", "merge"))
    by_kind = changed.groupby("what")["grid_id"].nunique().to_dict()
    words = [(by_kind[what], *_WHAT[what]) for what in _WHAT if what in by_kind]
    english = ", ".join(f"{count} with another {en}" for count, en, _ in words)
    chinese = "，".join(f"{zh}变化 {count} 个" for count, _, zh in words)
    return Sentence(
        f"{len(new)} new grid(s), {len(gone)} gone; {splits} split, {merges} merge(s)"
        + (f"; {english}." if english else "."),
        zh=f"新增网格 {len(new)} 个，撤销 {len(gone)} 个；拆分 {splits} 处，合并 {merges} 处"
        + (f"；{chinese}。" if chinese else "。"),
    )


def _largest(moves: GeoDataFrame, names: tuple[Mapping[str, str], Mapping[str, str]]) -> list[Sentence]:
    table = pd.DataFrame(moves.drop(columns="geometry"))
    table = table[table["households"] > 0].sort_values(
        ["households", "from_grid", "to_grid"], ascending=[False, True, True], kind="stable"
    )
    told = []
    for row in table.head(_MOST_MOVES).to_dict("records"):
        source, target = names[0].get(row["from_grid"], ""), names[1].get(row["to_grid"], "")
        told.append(
            Sentence(
                f"{row['households']:,.0f} households ({row['people']:,.0f} people) in "
                f"{_buildings(row['buildings'])} go from {source or 'no grid'} to {target or 'no grid'}.",
                zh=f"{row['buildings']:,.0f} 栋 {row['households']:,.0f} 户（{row['people']:,.0f} 人）"
                f"由{source or '无网格处'}划入{target or '无网格处'}。",
            )
        )
    left = table.iloc[_MOST_MOVES:]
    if len(left):
        told.append(
            Sentence(
                f"{len(left):,} smaller moves concern {left['households'].sum():,.0f} households more.",
                zh=f"其余 {len(left):,} 项较小调整涉及 {left['households'].sum():,.0f} 户。",
            )
        )
    return told


def faults_told(totals: pd.DataFrame, problems: tuple[tuple[Sentence, ...], tuple[Sentence, ...]]) -> list[Sentence]:
    """Return what was sloppy in the two versions: overlaps, mended borders, homes in no grid."""
    told = []
    versions = (("earlier", "前一版本"), ("later", "后一版本"))
    for (english, chinese), row, sentences in zip(versions, ("outside_before", "outside_after"), problems, strict=True):
        told += [Sentence(f"In the {english} version: {one}", zh=f"{chinese}：{one.zh}") for one in sentences]
        outside = totals.loc[row]
        if outside["buildings"]:
            told.append(
                Sentence(
                    f"In the {english} version {outside['buildings']:,.0f} building(s) with "
                    f"{outside['households']:,.0f} households lie in no grid.",
                    zh=f"{chinese}中有 {outside['buildings']:,.0f} 栋（{outside['households']:,.0f} 户）"
                    "不在任何网格内。",
                )
            )
    return told


def _buildings(count: object) -> str:
    return f"{count:,.0f} building{'' if count == 1 else 's'}"
