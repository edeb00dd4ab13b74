"""
Lay the party grids and the governance grids over each other, and say what would unify them (R032, 两网融合).

Two grids are equal if their common land is nearly all that the two cover. The rest hang together in groups, each of
which is unified on its own: by taking over the borders of the set that moves fewer households.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.errors import SettingError
from geo.grids.changes.ground import Ground, settled
from geo.grids.changes.overlay import overlay
from geo.grids.homes import homes_of
from geo.layers import GRIDS
from geo.sentences import Sentence

__all__ = ["PairRelation", "Reconciliation", "reconciled"]

PairRelation = Literal[
    "equal", "inside", "contains", "crossing", "touching", "only_party", "only_governance", "neither"
]


@dataclass(frozen=True, eq=False)
class Reconciliation:
    """
    How two sets of grids agree.

    Parameters
    ----------
    pairs
        One row a pair with land or homes in common: `party_id, governance_id` ("" outside the other set), `relation`,
        `iou`, `households, people, elderly, buildings, area_m2`. The party grid is "equal" to, "inside" or
        "contains" the governance grid, the two are "crossing", or only "touching" by less than the tolerance of each;
        homes that no grid of either set covers are in "neither".
    mismatch
        The pieces where the two sets disagree, with the same columns: what a map shows in hatch.
    groups
        One row a knot of grids that must be unified together: `group_id, party_ids, governance_ids` (joined by ";"),
        `households` that disagree, `adopt` ("party", "governance"), `moved_if_party`, `moved_if_governance`:
        households that come under another grid of the other set, if each new grid is carried on by the one that most
        of its households are in; one may carry on several.
    totals
        `party`, `governance` (grids), `equal` (pairs), `party_rest`, `governance_rest`, `households`, `agreed`,
        `mismatched`.
    sentences
        The result, a proposal for each group, and what was sloppy.
    """

    pairs: pd.DataFrame
    mismatch: GeoDataFrame
    groups: pd.DataFrame
    totals: pd.Series
    sentences: tuple[Sentence, ...]


def reconciled(
    party: GeoDataFrame,
    governance: GeoDataFrame,
    buildings: GeoDataFrame,
    *,
    same_share: float = 0.95,
) -> Reconciliation:
    """
    Compare two sets of grids and propose what to unify.

    Parameters
    ----------
    party, governance
        Two GRIDS layers, `party` in metres.
    buildings
        BUILDINGS layer; each building counts once.
    same_share
        From which share on land is the same, above 0.5: 0.95.

    Raises
    ------
    SettingError
        If `same_share` is not above 0.5 and at most 1.
    LayerError, CrsError
    """
    if not 0.5 < same_share <= 1:
        raise SettingError(
            f"Land is the same from a share above 0.5 up to 1; {same_share:g} was asked for. Choose another.",
            zh=f"“视为一致”的比例应大于 0.5 且不超过 1，现为 {same_share:g}；请更改。",
        )
    party, governance = GRIDS.check(party), GRIDS.check(governance)
    first, second = settled(party), settled(governance, like=party)
    pieces = overlay(first, second, homes_of(buildings, party.crs))
    pieces = _related(pieces, same_share)
    table = pd.DataFrame(pieces.drop(columns=["geometry", "first", "second"]))
    table.insert(0, "party_id", np.append(first.ids, "")[pieces["first"]])
    table.insert(1, "governance_id", np.append(second.ids, "")[pieces["second"]])
    differs = (table["relation"] != "equal").to_numpy()
    mismatch = GeoDataFrame(
        table[differs].reset_index(drop=True), geometry=pieces.geometry.to_numpy()[differs], crs=party.crs
    )
    groups = _groups(pieces, first, second)
    totals = _totals(table, first, second)
    faults = [*_faults(first, ("party grids", "党建网格")), *_faults(second, ("governance grids", "治理网格"))]
    return Reconciliation(table, mismatch, groups, totals, (*_told(totals, groups), *faults))


def _related(pieces: GeoDataFrame, same_share: float) -> GeoDataFrame:
    """Add `iou`, the shares of each side and the relation of each pair."""
    of_first, of_second = (pieces.groupby(side)["area_m2"].transform("sum").to_numpy() for side in ("first", "second"))
    area_m2 = pieces["area_m2"].to_numpy()
    share_first, share_second = (
        np.round(np.divide(area_m2, of_one, out=np.zeros(len(pieces)), where=of_one > 0), 9)
        for of_one in (of_first, of_second)
    )
    together = of_first + of_second - area_m2
    iou = np.round(np.divide(area_m2, together, out=np.zeros(len(pieces)), where=together > 0), 9)
    is_out_first, is_out_second = (pieces["first"] < 0).to_numpy(), (pieces["second"] < 0).to_numpy()
    conditions = [
        is_out_first & is_out_second,
        is_out_first,
        is_out_second,
        iou >= same_share,
        share_first >= same_share,
        share_second >= same_share,
        np.maximum(share_first, share_second) <= 1 - same_share + 1e-9,
    ]
    names = ["neither", "only_governance", "only_party", "equal", "inside", "contains", "touching"]
    relation = np.select(conditions, names, default="crossing")
    iou[is_out_first | is_out_second] = 0.0
    return pieces.assign(relation=relation, iou=iou)


def _groups(pieces: GeoDataFrame, first: Ground, second: Ground) -> pd.DataFrame:
    """Gather the grids that are not equal to one of the other set into knots of common land."""
    table = pd.DataFrame(pieces.drop(columns="geometry"))
    equal = table[table["relation"] == "equal"]
    rest = table[table["relation"] != "equal"]
    is_pair = (rest["first"] >= 0) & (rest["second"] >= 0) & (rest["relation"] != "touching")
    is_pair |= (rest["first"] >= 0) & (rest["second"] >= 0) & (rest["households"] > 0)
    free = ~rest["first"].isin(equal["first"]) & ~rest["second"].isin(equal["second"])
    edges = rest[is_pair & free]
    size = len(first.ids) + len(second.ids)
    joined = coo_array((np.ones(len(edges)), (edges["first"], edges["second"] + len(first.ids))), shape=(size, size))
    _, label = connected_components(joined, directed=False)
    alone = np.setdiff1d(np.arange(size), [*equal["first"], *(equal["second"] + len(first.ids))])
    rows = [
        _group(rest, np.intersect1d(np.flatnonzero(label == one), alone), first, second)
        for one in np.unique(label[alone])
    ]
    columns = ["party_ids", "governance_ids", "households", "adopt", "moved_if_party", "moved_if_governance"]
    groups = pd.DataFrame(rows, columns=columns)
    groups = groups.sort_values(
        ["households", "party_ids", "governance_ids"], ascending=[False, True, True], ignore_index=True
    )
    groups.insert(0, "group_id", np.arange(1, len(groups) + 1))
    return groups


def _group(rest: pd.DataFrame, members: NDArray[np.intp], first: Ground, second: Ground) -> tuple[object, ...]:
    firsts = members[members < len(first.ids)]
    seconds = members[members >= len(first.ids)] - len(first.ids)
    of_first, of_second = rest[rest["first"].isin(firsts)], rest[rest["second"].isin(seconds)]
    concerned = rest[rest["first"].isin(firsts) | rest["second"].isin(seconds)]
    # Whoever takes over the other's borders names each new grid after the old one that most of its households are in.
    if_governance = _leaving(of_second, "second", "first") if len(seconds) else np.inf
    if_party = _leaving(of_first, "first", "second") if len(firsts) else np.inf
    adopt = "party" if if_party < if_governance else "governance"
    return (
        ";".join(sorted(first.ids[firsts])),
        ";".join(sorted(second.ids[seconds])),
        concerned["households"].sum(),
        adopt,
        if_party if len(firsts) else np.nan,
        if_governance if len(seconds) else np.nan,
    )


def _leaving(pairs: pd.DataFrame, new: str, old: str) -> float:
    """Return the households that change grid if the borders of `new` are taken over for the grids of `old`."""
    by_old = pairs[pairs[old] >= 0]
    stay = by_old.groupby(new)["households"].max().sum() if len(by_old) else 0
    return float(pairs["households"].sum() - stay)


def _totals(table: pd.DataFrame, first: Ground, second: Ground) -> pd.Series:
    is_equal = table["relation"] == "equal"
    equal, households = int(is_equal.sum()), table["households"].sum()
    agreed = table["households"][is_equal].sum()
    return pd.Series(
        {
            "party": len(first.ids),
            "governance": len(second.ids),
            "equal": equal,
            "party_rest": len(first.ids) - equal,
            "governance_rest": len(second.ids) - equal,
            "households": households,
            "agreed": agreed,
            "mismatched": households - agreed,
        },
        dtype=object,
    )


def _faults(ground: Ground, names: tuple[str, str]) -> list[Sentence]:
    return [Sentence(f"In the {names[0]}: {one}", zh=f"{names[1]}：{one.zh}") for one in ground.problems]


def _told(totals: pd.Series, groups: pd.DataFrame) -> list[Sentence]:
    share = totals["mismatched"] / totals["households"] if totals["households"] else 0.0
    told = [
        Sentence(
            f"{totals['equal']:,} of {totals['party']:,} party grids equal one of the {totals['governance']:,} "
            f"governance grids; {totals['party_rest']:,} and {totals['governance_rest']:,} are left to unify. "
            f"{totals['mismatched']:,.0f} of {totals['households']:,.0f} households ({share:.1%}) lie in no "
            "equal pair.",
            zh=f"党建网格 {totals['party']:,} 个、治理网格 {totals['governance']:,} 个，"
            f"其中 {totals['equal']:,} 对一致，分别有 {totals['party_rest']:,} 个和 "
            f"{totals['governance_rest']:,} 个待整合；"
            f"{totals['households']:,.0f} 户中有 {totals['mismatched']:,.0f} 户（{share:.1%}）不在一致的网格内。",
        )
    ]
    words = {"party": ("party", "党建网格"), "governance": ("governance", "治理网格")}
    for row in groups.to_dict("records"):
        english, chinese = words[row["adopt"]]
        moved = row[f"moved_if_{row['adopt']}"]
        sides = [row["party_ids"].replace(";", ", "), row["governance_ids"].replace(";", ", ")]
        told.append(
            Sentence(
                f"Party grids {sides[0] or 'none'} and governance grids {sides[1] or 'none'}: take over the "
                f"{english} borders; {moved:,.0f} of {row['households']:,.0f} households come under another grid.",
                zh=f"党建网格 {sides[0] or '无'} 与治理网格 {sides[1] or '无'}：建议采用{chinese}边界，"
                f"涉及 {row['households']:,.0f} 户，其中 {moved:,.0f} 户改由其他网格负责。",
            )
        )
    return told
