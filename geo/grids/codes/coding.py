"""Give every grid its code of 15 digits: county 6, street 3, community 3, grid 3."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.errors import GridError
from geo.grids.changes.ground import settled
from geo.grids.codes.heirs import heirs
from geo.grids.codes.rows import plan_order
from geo.grids.codes.rules import CodeRules, grid_number
from geo.intake.area_codes import CODE_DIGITS, area_code
from geo.layers import COMMUNITIES, GRIDS
from geo.sentences import Sentence

__all__ = ["CodedGrids", "coded"]


@dataclass(frozen=True, eq=False)
class CodedGrids:
    """
    Grids with their codes.

    Parameters
    ----------
    grids
        The GRIDS layer with `grid_code`.
    table
        One row a grid: `grid_id, code_before, code_after, reason`; `code_before` is the code of the earlier grid that
        it carries on, `reason` one of "kept", "new", "moved" (it had to give its code up: another community or kind, or
        the code is another's or out of use), "no_code" (its community has no code).
    retired
        All codes out of use, those given and those that went out of use now.
    sentences
        The result in words, and what was wrong with the codes given.
    """

    grids: GeoDataFrame
    table: pd.DataFrame
    retired: frozenset[str]
    sentences: tuple[Sentence, ...]


def coded(
    grids: GeoDataFrame,
    communities: GeoDataFrame,
    *,
    before: GeoDataFrame | None = None,
    buildings: GeoDataFrame | None = None,
    retired: Iterable[str] = (),
    rules: CodeRules | None = None,
) -> CodedGrids:
    """
    Give every grid a code; an existing one keeps it, new ones are numbered in the order of the plan.

    A grid keeps the code of the earlier grid that it carries on (`heirs`) while it stays in its community and of its
    kind. New ones follow the highest number that their community ever used; special grids are numbered apart. Doing it
    twice changes nothing.

    Parameters
    ----------
    grids, communities
        GRIDS and COMMUNITIES layers; `communities.code` has 12 digits.
    before
        The earlier version, with its codes; without it the grids keep the codes they have.
    buildings
        BUILDINGS layer, to tell which part of a divided grid has most households; else land decides.
    retired
        Codes out of use (`retired_codes(city.notes)`), never given again.

    Raises
    ------
    GridError
        If a community has no number left.
    LayerError, CrsError
        If a layer is not what it should be.
    """
    rules = rules or CodeRules()
    grids, communities = GRIDS.check(grids), COMMUNITIES.check(communities)
    earlier = grids if before is None else GRIDS.check(before)
    prefixes = _prefixes(communities)
    prefix = [prefixes.get(one, "") for one in grids["community_id"]]
    carried = _carried(grids, before, buildings)
    once = {code for code in earlier["grid_code"] if grid_number(code)}
    out = frozenset(retired)
    wanted = _wanted(grids, carried, once | out)
    turn = plan_order(settled(grids).drawn)
    order = np.argsort(turn, kind="stable")
    kept = _kept(wanted, prefix, grids, rules, np.lexsort((turn, carried == "")), out)
    codes = _numbered(kept, prefix, grids, rules, order, once | out)
    after = grids.assign(grid_code=codes)
    now_out = out | (once - set(codes))
    table = pd.DataFrame(
        {
            "grid_id": grids.index,
            "code_before": carried,
            "code_after": codes,
            "reason": [
                "no_code" if not code else "kept" if code == old else "moved" if old else "new"
                for code, old in zip(codes, carried, strict=True)
            ],
        }
    )
    return CodedGrids(after, table, now_out, _told(table, once - set(codes), grids, prefix))


def _prefixes(communities: GeoDataFrame) -> dict[str, str]:
    codes = {str(one): area_code(code) or "" for one, code in communities["code"].items()}
    return {one: code if len(code) == CODE_DIGITS["community"] else "" for one, code in codes.items()}


def _carried(grids: GeoDataFrame, before: GeoDataFrame | None, buildings: GeoDataFrame | None) -> NDArray[np.object_]:
    """Return the code of the earlier grid that each grid carries on, "" if none."""
    if before is None:
        codes = grids["grid_code"]
    else:
        old = before.set_axis(before.index.astype(str))["grid_code"].to_dict()
        codes = heirs(before, grids, buildings).map(lambda grid_id: old.get(grid_id, ""))
    return np.array([code if grid_number(code) else "" for code in codes], dtype=object)


def _wanted(grids: GeoDataFrame, carried: NDArray[np.object_], known: set[str] | frozenset[str]) -> list[str]:
    """Return the code that each grid would like: the one it carries on, or a new one that it was already given."""
    own = [code if code not in known else "" for code in grids["grid_code"]]
    return [old or new for old, new in zip(carried, own, strict=True)]


def _kept(
    wanted: list[str],
    prefix: list[str],
    grids: GeoDataFrame,
    rules: CodeRules,
    order: NDArray[np.intp],
    retired: frozenset[str],
) -> list[str]:
    """Let each grid keep the code it wants if it fits; of two that want the same the one first in `order` has it."""
    kept, taken = [""] * len(wanted), set(retired)
    for at in order:
        code = wanted[at]
        fits = prefix[at] and code.startswith(prefix[at])
        if fits and code not in taken and grid_number(code) in rules.numbers(str(grids["grid_kind"].iloc[at])):
            kept[at] = code
            taken.add(code)
    return kept


def _numbered(
    kept: list[str],
    prefix: list[str],
    grids: GeoDataFrame,
    rules: CodeRules,
    order: NDArray[np.intp],
    used: set[str] | frozenset[str],
) -> list[str]:
    codes, used = list(kept), set(used) | set(kept)
    for at in order:
        if prefix[at] and not codes[at]:
            codes[at] = _next(prefix[at], rules.numbers(str(grids["grid_kind"].iloc[at])), used)
            used.add(codes[at])
    return codes


def _next(prefix: str, numbers: range, used: set[str]) -> str:
    """Return the code after the highest ever used; where that was the last one, the lowest never used."""
    taken = {grid_number(code) for code in used if code.startswith(prefix)}
    highest = max((number for number in taken if number in numbers), default=numbers.start - 1)
    free = [*range(highest + 1, numbers.stop), *(number for number in numbers if number not in taken)]
    if not free:
        raise GridError(
            f"The community {prefix} has used up its grid numbers {numbers.start} to {numbers.stop - 1}; codes are "
            "never given twice. Split the community, or allow more numbers in the code rules.",
            zh=f"社区 {prefix} 的网格序号 {numbers.start} 至 {numbers.stop - 1} 已用完，编码不重复使用；"
            "请析置社区，或在编码规则中放宽序号范围。",
        )
    return f"{prefix}{free[0]:03d}"


def _told(table: pd.DataFrame, retired: set[str], grids: GeoDataFrame, prefix: list[str]) -> tuple[Sentence, ...]:
    counts = table["reason"].value_counts()
    kept, new, moved = (int(counts.get(reason, 0)) for reason in ("kept", "new", "moved"))
    told = [
        Sentence(
            f"{kept:,} grid(s) keep their code, {new + moved:,} get a new one, {len(retired):,} code(s) go out of use "
            "for good.",
            zh=f"{kept:,} 个网格沿用原编码，{new + moved:,} 个启用新编码，{len(retired):,} 个编码永久停用。",
        )
    ]
    without = sorted({one or "?" for one, code in zip(grids["community_id"], prefix, strict=True) if not code})
    if without:
        several = int(counts["no_code"])
        told.append(
            Sentence(
                f"{several:,} grid(s) have no code, because their community has no code of 12 digits: "
                f"{', '.join(without[:5])}. Enter the statistical code of the community.",
                zh=f"{several:,} 个网格未编码：所属社区缺少 12 位统计用区划代码（{'、'.join(without[:5])}）；"
                "请补录社区代码。",
            )
        )
    return tuple(told)
