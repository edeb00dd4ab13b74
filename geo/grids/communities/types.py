"""
Suggest the type of a community (R040) and the rank of its Party organisation (R039); people decide.

The thresholds are this program's own and may be set; no standard gives them.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import pandas as pd

from geo.city import City
from geo.errors import SettingError
from geo.grids.communities.residents import residents
from geo.sentences import Sentence

__all__ = ["COMMUNITY_TYPES", "RANKS", "TypeRules", "rank_hint", "suggested_types"]

#: The four types and the model of compound that each develops.
COMMUNITY_TYPES = {
    "老旧住宅类": "惠民型",
    "成熟住宅类": "品质型",
    "移民安置类": "安居型",
    "多元融合类": "共融型",
}

#: Ranks of a Party organisation and the members from which it may be the next (recalled; check the Party's rules).
RANKS = (("branch", 0), ("general_branch", 50), ("committee", 100))
_RANK_WORDS = {
    "branch": Sentence("branch", zh="党支部"),
    "general_branch": Sentence("general branch", zh="党总支"),
    "committee": Sentence("committee", zh="党委"),
}


@dataclass(frozen=True, slots=True)
class TypeRules:
    """
    From which share of its households on a community is of a type.

    Parameters
    ----------
    old_before
        Buildings of earlier years are old: 2000.
    old_share, mature_share, resettled_share
        Households in old buildings, in newer ones, and in compounds whose `compound_form` is "resettlement".
    """

    old_before: int = 2000
    old_share: float = 0.5
    mature_share: float = 0.7
    resettled_share: float = 0.5


def suggested_types(city: City, rules: TypeRules | None = None) -> pd.DataFrame:
    """
    Suggest a type for each community, from the ages of its buildings and its resettlement compounds.

    Returns
    -------
    types
        By `community_id`: `name, community_type` (as it is), `old_share, newer_share, resettled_share` of households
        (what has no year is in neither), `suggested`, `model`, `is_other` (a type is set, and it is another one). Where
        nobody lives nothing is suggested.
    """
    rules = rules or TypeRules()
    communities, homes = city["communities"], residents(city)
    buildings = city.get("buildings")
    forms = buildings["compound_id"].map(city.get("compounds")["compound_form"])
    years, households = buildings["built_year"], homes["households"]
    counted = pd.DataFrame(
        {
            "community_id": homes["community_id"],
            "households": households,
            "old_share": households.where(years < rules.old_before, 0.0),
            "newer_share": households.where(years >= rules.old_before, 0.0),
            "resettled_share": households.where((forms == "resettlement").to_numpy(), 0.0),
        }
    )
    sums = counted.groupby("community_id").sum().reindex(communities.index.astype(str), fill_value=0.0)
    shares = sums.drop(columns="households").div(sums["households"].where(sums["households"] > 0), axis=0)
    table = pd.DataFrame(communities[["name", "community_type"]]).set_axis(shares.index).join(shares)
    table["suggested"] = [_type(row, rules) for row in shares.to_dict("records")]
    table["model"] = table["suggested"].map(COMMUNITY_TYPES).fillna("")
    is_set = (table["community_type"] != "") & (table["suggested"] != "")
    return table.assign(is_other=is_set & (table["community_type"] != table["suggested"])).rename_axis("community_id")


def _type(shares: Mapping[Hashable, float], rules: TypeRules) -> str:
    if pd.isna(shares["old_share"]):
        return ""
    if shares["resettled_share"] >= rules.resettled_share:
        return "移民安置类"
    if shares["old_share"] >= rules.old_share:
        return "老旧住宅类"
    return "成熟住宅类" if shares["newer_share"] >= rules.mature_share else "多元融合类"


def rank_hint(members: int, rank: str) -> Sentence | None:
    """
    Return the hint that an organisation has members enough for a higher rank, None if it has not.

    Raises
    ------
    SettingError
        If there is no such rank.
    """
    order = [name for name, _ in RANKS]
    if rank not in order:
        raise SettingError(
            f"A Party organisation is one of {', '.join(order)}, not {rank}; choose one of these.",
            zh=f"党组织形式只能是 {'、'.join(one.zh for one in _RANK_WORDS.values())}，不能是 {rank}；请重新选择。",
        )
    highest = max(at for at, (_, least) in enumerate(RANKS) if members >= least)
    if highest <= order.index(rank):
        return None
    name, least = RANKS[highest]
    words = _RANK_WORDS[name]
    return Sentence(
        f"With {members:,} members the organisation may be a {words} ({least} members and "
        "more, as recalled; check it).",
        zh=f"现有党员 {members:,} 名，可研究升格为{words.zh}（{least} 名以上，系记忆，请核对）。",
    )
