"""Say of links between areas what a planner should look at: sources that disagree, names read loosely, no link."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from geo.hierarchy import Hierarchy, level_name
from geo.intake.area_cells import called
from geo.intake.boundary_sources import LEAST_SHARE, Written
from geo.intake.name_matching import Reading
from geo.sentences import Sentence

__all__ = ["link_sentences"]

#: An area with less of it in its parent is named, for a look at its border.
_WELL_INSIDE = 0.9
_MOST_LISTED = 50

_Row = Mapping[Hashable, Any]

_SOURCES = {
    "id": ("its id", "编号"),
    "code": ("its code", "代码"),
    "name": ("the name it gives", "所写名称"),
    "polygon": ("its place", "位置"),
}
_READINGS: dict[Reading, tuple[str, str]] = {
    "renamed": ("which is its new name", "按更名对照表为其新名称"),
    "converted": ("which has the same name and may be what it has become", "二者同名，可能为撤并改制后的区划"),
}


def link_sentences(
    children: GeoDataFrame,
    parents: GeoDataFrame,
    links: pd.DataFrame,
    written: Written,
    level: str,
    hierarchy: Hierarchy,
) -> list[Sentence]:
    """Return the sentences: disagreements first, then loosely inside, then names, then what has no link."""
    names = called(children)
    above = dict(zip(parents.index.astype(str), called(parents), strict=True))
    word = level_name(hierarchy, level)
    rows = list(zip(names, links.to_dict("records"), strict=True))
    return [
        *_limited([_disagreement(name, row, above) for name, row in rows if _disagrees(row)]),
        *_limited([_barely_inside(name, row, above) for name, row in rows if _is_barely_inside(row)]),
        *_limited(_name_notes(written, called(parents), word)),
        *_limited([_without(name, row, word) for name, row in rows if not row["parent_id"]]),
    ]


def _disagrees(row: _Row) -> bool:
    return len({row[f"by_{source}"] for source in _SOURCES} - {""}) > 1


def _disagreement(name: str, row: _Row, above: dict[str, str]) -> Sentence:
    said = [(en, zh, row[f"by_{source}"]) for source, (en, zh) in _SOURCES.items() if row[f"by_{source}"]]
    english = ", ".join(f"{en} says {above[area]}" for en, _, area in said)
    chinese = "，".join(f"{zh}为{above[area]}" for _, zh, area in said)
    if not row["parent_id"]:
        return Sentence(
            f"{name}: {english}; none of them was taken. Choose one.", zh=f"{name}：{chinese}；均未采用，请选定。"
        )
    taken, taken_zh = _SOURCES[row["source"]]
    parent = above[row["parent_id"]]
    return Sentence(
        f"{name}: {english}; {taken} was believed, so it is in {parent}. Correct it if that is wrong.",
        zh=f"{name}：{chinese}；按{taken_zh}归入{parent}，如有误请更正。",
    )


def _is_barely_inside(row: _Row) -> bool:
    return bool(row["by_polygon"]) and row["share"] < _WELL_INSIDE


def _barely_inside(name: str, row: _Row, above: dict[str, str]) -> Sentence:
    parent, share = above[row["by_polygon"]], row["share"]
    return Sentence(
        f"Only {share:.1%} of {name} lies in {parent}, which holds most of it; check its border.",
        zh=f"{name}只有 {share:.1%} 位于{parent}内（占比最大的一个），请核对边界。",
    )


def _name_notes(written: Written, above: Sequence[str], word: Sentence) -> list[Sentence]:
    """Return one sentence for each name that was read loosely, may mean several areas, or means none."""
    counts: dict[tuple[str, Reading, tuple[int, ...]], int] = {}
    for text, match in zip(written.texts, written.matches, strict=True):
        if text and (match.reading in ("none", *_READINGS) or len(match.rows) > 1):
            case = (text, match.reading, match.rows)
            counts[case] = counts.get(case, 0) + 1
    sentences = []
    for (text, reading, rows), count in counts.items():
        shown, times, times_zh = text[:40], "once" if count == 1 else f"{count:,} times", f"{count:,} 处"
        meant, meant_zh = " or ".join(above[row] for row in rows), "或".join(above[row] for row in rows)
        if len(rows) > 1:
            sentence = Sentence(
                f'"{shown}" ({times}) may mean {meant}; where neither code nor place decides, it is left open. '
                "Write the name in full.",
                zh=f"“{shown}”（{times_zh}）可能指{meant_zh}；代码和位置都不能判定的未作关联，请写全称。",
            )
        elif rows:
            why, why_zh = _READINGS[reading]
            sentence = Sentence(
                f'"{shown}" ({times}) was read as {meant}, {why}. Check it.',
                zh=f"“{shown}”（{times_zh}）识别为{meant_zh}，{why_zh}，请核对。",
            )
        else:
            sentence = Sentence(
                f'There is no {word} called "{shown}" ({times}). Correct the name, or add it to the renamings.',
                zh=f"没有名为“{shown}”的{word.zh}（{times_zh}）；请更正名称，或在更名对照表中补充。",
            )
        sentences.append(sentence)
    return sentences


def _without(name: str, row: _Row, word: Sentence) -> Sentence:
    share = row["share"]
    if 0 < share < LEAST_SHARE:
        return Sentence(
            f"{name} was linked to no {word}: at most {share:.1%} of it lies in one, and no code or name decides. "
            f"Choose its {word}.",
            zh=f"{name}未关联{word.zh}：最多有 {share:.1%} 在其中一个之内，又无代码或名称可依；请选定所属{word.zh}。",
        )
    return Sentence(
        f"{name} was linked to no {word}: it lies in none, and no code or name decides. Choose its {word}.",
        zh=f"{name}未关联{word.zh}：不在任何{word.zh}内，又无代码或名称可依；请选定所属{word.zh}。",
    )


def _limited(sentences: list[Sentence]) -> list[Sentence]:
    further = len(sentences) - _MOST_LISTED
    if further <= 0:
        return sentences
    more = Sentence(
        f"{further:,} more like the last; see the table of links.", zh=f"另有 {further:,} 条同类情况，见关联表。"
    )
    return [*sentences[:_MOST_LISTED], more]
