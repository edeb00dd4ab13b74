"""无缝覆盖: gaps, overlaps, slivers, borders that miss each other, dwellings in no grid or in two."""

from collections.abc import Iterable

import numpy as np
import shapely

from geo.grids.checks.findings import Finding
from geo.grids.checks.survey import Survey
from geo.grids.repairs.owners import mean_width_m
from geo.sentences import Sentence

__all__ = ["across", "broken", "gaps", "orphans", "overlaps", "seams", "slivers"]

_TOUCHING_M = 1e-3
#: A loose border within this of a gap or an overlap belongs to it.
_NEAR_M = 0.05
#: So much of both is "drawn twice".
_TWICE = 0.999


def gaps(survey: Survey) -> Iterable[Finding]:
    """Find land of a community that no grid has; one finding a piece."""
    for community, piece in survey.misfits.gaps:
        members = survey.members(community)
        near = members[shapely.dwithin(survey.shapes[members], piece, _TOUCHING_M)]
        ids = tuple(survey.ids[number] for number in near)
        en, zh = _households(survey, survey.households_in(piece))
        sentence = Sentence(
            f"{_m2(piece.area)} m² belong to no grid{en}; neighbours: {_names(survey, ids) or 'none'}.",
            zh=f"{_m2(piece.area)} 平方米没有网格{zh}；相邻：{_zh_names(survey, ids) or '无'}。",
        )
        yield Finding(ids, piece, piece.area, "m2", sentence, survey.parents.ids[community], bool(len(near)))


def overlaps(survey: Survey) -> Iterable[Finding]:
    """Find land that two grids of a community both have; one finding a pair and piece."""
    for community, first, second, piece in survey.misfits.overlaps:
        yield _overlap(survey, first, second, piece, survey.parents.ids[community])


def _overlap(survey: Survey, a: int, b: int, piece: shapely.Polygon, community_id: str) -> Finding:
    ids = (survey.ids[a], survey.ids[b])
    en, zh = _households(survey, survey.households_in(piece))
    names = [survey.labels[name] for name in ids]
    if piece.area >= _TWICE * max(survey.area_m2[a], survey.area_m2[b]):
        sentence = Sentence(
            f"{names[0]} and {names[1]} cover the same land{en}: one of them was drawn twice.",
            zh=f"{names[0]}与{names[1]}范围相同{zh}，疑为重复绘制。",
        )
        return Finding(ids, piece, piece.area, "m2", sentence, community_id)
    sentence = Sentence(
        f"{names[0]} and {names[1]} both have {_m2(piece.area)} m²{en}.",
        zh=f"{names[0]}与{names[1]}重叠 {_m2(piece.area)} 平方米{zh}。",
    )
    return Finding(ids, piece, piece.area, "m2", sentence, community_id, is_repairable=True)


def across(survey: Survey) -> Iterable[Finding]:
    """Find land of grids outside their community; one finding a grid."""
    for grid, pieces in survey.misfits.beyond:
        area_m2 = sum(piece.area for piece in pieces)
        count = sum(survey.households_in(piece) for piece in pieces)
        en, zh = _households(survey, count)
        name = survey.labels[survey.ids[grid]]
        sentence = Sentence(
            f"{_m2(area_m2)} m² of {name} lie outside its community{en}.",
            zh=f"{name}有 {_m2(area_m2)} 平方米在本社区以外{zh}。",
        )
        is_safe = bool(survey.parents.of_grid[grid] >= 0) and count == 0 and area_m2 < survey.area_m2[grid]
        where = shapely.MultiPolygon(pieces)
        yield Finding((survey.ids[grid],), where, area_m2, "m2", sentence, survey.community_of(grid), is_safe)


def slivers(survey: Survey) -> Iterable[Finding]:
    """Find parts of grids too small or too narrow to be land; width is twice the area over the border."""
    parts, grid = shapely.get_parts(survey.shapes, return_index=True)
    parts, grid = parts[~shapely.is_empty(parts)], grid[~shapely.is_empty(parts)]
    width_m, area_m2 = mean_width_m(parts), shapely.area(parts)
    limits = survey.limits
    for number in np.flatnonzero((area_m2 < limits.sliver_m2) | (width_m < limits.sliver_m)).tolist():
        owner = int(grid[number])
        name = survey.labels[survey.ids[owner]]
        size = f"{_m2(area_m2[number])} m², {width_m[number]:.2f} m wide on average"
        sentence = Sentence(
            f"A part of {name} is only a sliver: {size}.",
            zh=f"{name}有碎屑：{_m2(area_m2[number])} 平方米，平均宽 {width_m[number]:.2f} 米。",
        )
        is_part = (grid == owner).sum() > 1 and width_m[number] < limits.sliver_m
        is_safe = bool(is_part) and not survey.households_in(parts[number])
        yield Finding(
            (survey.ids[owner],),
            parts[number],
            area_m2[number],
            "m2",
            sentence,
            survey.community_of(owner),
            is_safe,
        )


def seams(survey: Survey) -> Iterable[Finding]:
    """Find borders that miss each other by a hair, away from any gap or overlap; one finding a community."""
    ends = survey.ends
    if not len(ends.grid) and not len(ends.rim):
        return
    lines = np.asarray(shapely.linestrings(np.vstack([ends.segments, ends.rim_segments]).reshape(-1, 2, 2)))
    community = np.r_[survey.parents.of_grid[ends.grid], ends.rim]
    grid = np.r_[ends.grid, np.full(len(ends.rim), -1)]
    places = [piece for _, piece in survey.misfits.gaps] + [piece for _, _, _, piece in survey.misfits.overlaps]
    places += [piece for _, pieces in survey.misfits.beyond for piece in pieces]
    is_told = np.zeros(len(lines), dtype=np.bool_)
    if places:
        told, _ = shapely.STRtree(places).query(lines, predicate="dwithin", distance=_NEAR_M)
        is_told[told] = True
    for position in survey.open_communities:
        here = (community == position) & ~is_told
        if not here.any():
            continue
        ids = tuple(survey.ids[number] for number in np.unique(grid[here & (grid >= 0)]))
        where = shapely.MultiLineString(lines[here].tolist())
        sentence = Sentence(
            f"The borders of {_names(survey, ids) or 'the community'} do not share their corners along "
            f"{where.length:,.1f} m: too little to see, enough to come apart when edited.",
            zh=f"{_zh_names(survey, ids) or '社区'}的边界有 {where.length:,.1f} 米未共用顶点：肉眼看不见，"
            "编辑时会裂开。",
        )
        yield Finding(ids, where, where.length, "m", sentence, survey.parents.ids[position], is_repairable=True)


def broken(survey: Survey) -> Iterable[Finding]:
    """Find grids without land and grids whose border crosses itself."""
    for grid in np.flatnonzero(~survey.is_sound).tolist():
        name, shape = survey.labels[survey.ids[grid]], survey.shapes[grid]
        if shape.is_empty:
            sentence = Sentence(f"{name} has no land. Draw it or delete the row.", zh=f"{name}没有范围；请绘制或删除。")
        else:
            sentence = Sentence(f"The border of {name} crosses or repeats itself.", zh=f"{name}的边界自相交或重复。")
        yield Finding(
            (survey.ids[grid],), shape, shape.area, "m2", sentence, survey.community_of(grid), not shape.is_empty
        )


def orphans(survey: Survey) -> Iterable[Finding]:
    """Find dwellings in no grid, or in more than one; one that lies on a border counts as being in one."""
    homes = survey.homes
    if homes is None:
        return
    grid, home = survey.inside
    times = np.bincount(home, minlength=len(homes.points))
    lost = np.flatnonzero(times == 0)
    if len(lost):
        on_border, _ = shapely.STRtree(survey.shapes).query(homes.points[lost], predicate="intersects")
        lost = np.delete(lost, np.unique(on_border))
    lands = shapely.STRtree(survey.parents.lands)
    for number in [*lost.tolist(), *np.flatnonzero(times > 1).tolist()]:
        ids = tuple(survey.ids[owner] for owner in np.sort(grid[home == number]))
        within = lands.query(homes.points[number], predicate="intersects")
        en, zh = _households(survey, homes.households[number] if homes.has_counts else 0)
        name = homes.ids[number]
        sentence = (
            Sentence(
                f"Building {name} is in {_names(survey, ids)} at once{en}.",
                zh=f"楼栋 {name} 同时属于{_zh_names(survey, ids)}{zh}。",
            )
            if ids
            else Sentence(f"Building {name} is in no grid{en}.", zh=f"楼栋 {name} 不在任何网格内{zh}。")
        )
        community_id = survey.parents.ids[int(within[0])] if len(within) else ""
        size, unit = (homes.households[number], "households") if homes.has_counts else (1.0, "1")
        yield Finding(ids, homes.points[number], size, unit, sentence, community_id, bool(len(within)), 0.0)


def _m2(area_m2: float) -> str:
    return f"{area_m2:,.2f}".rstrip("0").rstrip(".") if area_m2 < 100 else f"{area_m2:,.0f}"


def _households(survey: Survey, count: float) -> tuple[str, str]:
    if survey.homes is None or not count:
        return "", ""
    return (
        (f", with {count:,.0f} households", f"，涉及 {count:,.0f} 户")
        if survey.homes.has_counts
        else (f", with {count:,.0f} dwelling buildings", f"，涉及住宅 {count:,.0f} 栋")
    )


def _names(survey: Survey, ids: tuple[str, ...]) -> str:
    return ", ".join(survey.labels[name] for name in ids)


def _zh_names(survey: Survey, ids: tuple[str, ...]) -> str:
    return "、".join(survey.labels[name] for name in ids)
