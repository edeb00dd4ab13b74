"""Put a change of communities into sentences for the report to the street."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from geo.sentences import Sentence
from geo.vocabulary import FACILITY_KINDS

__all__ = ["rearranging_told"]

_SIZES = {
    "below": Sentence("fewer than the norm", zh="低于规模标准"),
    "within": Sentence("within the norm", zh="符合规模标准"),
    "above": Sentence("more than the norm", zh="高于规模标准"),
}


def rearranging_told(
    parts: pd.DataFrame,
    borders: GeoDataFrame,
    codes: pd.DataFrame,
    in_no_grid: pd.Series,
    is_exact: bool,
) -> list[Sentence]:
    """Return a sentence or two for each new community, the borders in words, the codes, and what was sloppy."""
    told = []
    for row in parts.to_dict("records"):
        told += [_size(row), *_services(row)]
    names = parts["name"].to_dict()
    for line in pd.DataFrame(borders.drop(columns="geometry")).to_dict("records"):
        first, second = names[line["first"]], names[line["second"]]
        told.append(
            Sentence(f"Between {first} and {second}: {line['words_en']}", zh=f"{first}与{second}：{line['words_zh']}")
        )
    told += _codes(codes)
    return [*told, *_sloppy(parts, in_no_grid, is_exact)]


def _size(row: Mapping[Hashable, Any]) -> Sentence:
    size = _SIZES[row["size"]]
    code = row["code"] or "-"
    return Sentence(
        f"{row['name']} (code {code}): {row['households']:,.0f} households, {size}; {row['people']:,.0f} people, "
        f"{row['elderly']:,.0f} of them 60 and over; {row['grids']:,} grids, {row['area_m2'] / 10_000:,.1f} ha.",
        zh=f"{row['name']}（代码 {code}）：{row['households']:,.0f} 户，{size.zh}；{row['people']:,.0f} 人，"
        f"其中 60 岁以上 {row['elderly']:,.0f} 人；网格 {row['grids']:,} 个，"
        f"面积 {row['area_m2'] / 10_000:,.1f} 公顷。",
    )


def _services(row: Mapping[Hashable, Any]) -> list[Sentence]:
    if not row["kinds_lacking"]:
        return []
    kinds = row["kinds_lacking"]
    english = ", ".join(kind.replace("_", " ") for kind in kinds)
    chinese = "、".join(FACILITY_KINDS.get(kind, kind) for kind in kinds)
    return [
        Sentence(
            f"{row['name']} keeps {row['facilities']:,} facilities and has none of: {english}.",
            zh=f"{row['name']}保留设施 {row['facilities']:,} 处，缺少：{chinese}。",
        )
    ]


def _codes(codes: pd.DataFrame) -> list[Sentence]:
    changed = codes[codes["code_before"] != codes["code_after"]]
    counts = changed["level"].value_counts()
    return [
        Sentence(
            f"{int(counts.get('community', 0)):,} community code(s) and {int(counts.get('grid', 0)):,} grid code(s) "
            "change; see the table of old and new codes.",
            zh=f"社区代码变化 {int(counts.get('community', 0)):,} 个，网格编码变化 {int(counts.get('grid', 0)):,} 个，"
            "新旧代码见对照表。",
        )
    ]


def _sloppy(parts: pd.DataFrame, in_no_grid: pd.Series, is_exact: bool) -> list[Sentence]:
    told = []
    if in_no_grid["buildings"]:
        told.append(
            Sentence(
                f"{in_no_grid['buildings']:,.0f} building(s) with {in_no_grid['households']:,.0f} households lie in no "
                "grid of these communities and were counted with the nearest grid; repair the grids.",
                zh=f"{in_no_grid['buildings']:,.0f} 栋楼（{in_no_grid['households']:,.0f} 户）不在上述社区的网格内，"
                "已按最近网格统计；请修复网格。",
            )
        )
    if not is_exact:
        told.append(
            Sentence(
                "The grids do not cover the old communities exactly; land in no grid went to the part it borders on "
                "longest. Repair the grids before the change is submitted.",
                zh="网格未完全覆盖原社区范围，空隙划入公共边界最长的一方；请在报批前修复网格。",
            )
        )
    told += [
        Sentence(
            f"{row['name']} is not one piece of land but {row['pieces']}.",
            zh=f"{row['name']}不连片，分为 {row['pieces']} 块。",
        )
        for row in parts[parts["pieces"] > 1].to_dict("records")
    ]
    without = parts["name"][parts["code"] == ""].tolist()
    if without:
        told.append(
            Sentence(
                f"No code could be given to {', '.join(without)}, because the old community has no code of 12 digits.",
                zh=f"{'、'.join(without)}未能编码：原社区缺少 12 位统计用区划代码。",
            )
        )
    return told
