"""List the communities that are larger or smaller than the law has in mind (COMM-SIZE)."""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import pandas as pd

from geo.circles.coverage import whole_where_whole
from geo.city import City
from geo.grids.communities.law import PROCEDURE, SIZE_ARTICLE, CommunityNorm
from geo.grids.communities.residents import residents
from geo.grids.homes import COUNTED
from geo.sentences import Sentence

__all__ = ["CommunitySizes", "community_sizes"]


@dataclass(frozen=True, eq=False)
class CommunitySizes:
    """
    The size of every community.

    Parameters
    ----------
    table
        One row a community, largest first, by `community_id`: `name, street_id, households, people, elderly,
        buildings, grids`, `size` ("below", "within", "above"), `has_too_many_people`, `parts` (how many parts of at
        most the norm it would take; 1 if none is needed).
    sentences
        The result, a sentence for each community outside, the article and the procedure.
    """

    table: pd.DataFrame
    sentences: tuple[Sentence, ...]

    @property
    def outside(self) -> pd.DataFrame:
        """The communities to look at: too few or too many households, or too many people."""
        return self.table[(self.table["size"] != "within") | self.table["has_too_many_people"]]


def community_sizes(city: City, norm: CommunityNorm | None = None) -> CommunitySizes:
    """
    Count the households of every community and compare them with the law.

    Raises
    ------
    MissingLayerError
        If the city has no communities.
    """
    norm = norm or CommunityNorm()
    communities, homes = city["communities"], residents(city)
    ids = communities.index.astype(str)
    counts = pd.DataFrame(homes).groupby("community_id")[list(COUNTED)].sum().reindex(ids, fill_value=0)
    grids = city.get("grids")["community_id"].value_counts().reindex(ids, fill_value=0)
    table = pd.DataFrame(communities[["name", "street_id"]]).set_axis(ids)
    table = table.assign(**whole_where_whole(counts), grids=grids.astype("int64"))
    table["size"] = [norm.size(households) for households in table["households"]]
    table["has_too_many_people"] = table["people"] > norm.most_people
    table["parts"] = [max(1, math.ceil(households / norm.most_households)) for households in table["households"]]
    table = table.rename_axis("community_id").sort_values("households", ascending=False, kind="stable")
    return CommunitySizes(table, tuple(_told(table, norm)))


def _told(table: pd.DataFrame, norm: CommunityNorm) -> list[Sentence]:
    counts = table["size"].value_counts()
    above, below = int(counts.get("above", 0)), int(counts.get("below", 0))
    many = int(table["has_too_many_people"].sum())
    told = [
        Sentence(
            f"Of {len(table):,} communities {above:,} have more than {norm.most_households:,} households, {below:,} "
            f"fewer than {norm.least_households:,}; {many:,} have more than {norm.most_people:,} people.",
            zh=f"{len(table):,} 个社区中，超过 {norm.most_households:,} 户的 {above:,} 个，不足 "
            f"{norm.least_households:,} 户的 {below:,} 个；超过 {norm.most_people:,} 人的 {many:,} 个。",
        )
    ]
    for row in table[(table["size"] != "within") | table["has_too_many_people"]].to_dict("records"):
        advice = _advice(row)
        told.append(
            Sentence(
                f"{row['name']}: {row['households']:,.0f} households, {row['people']:,.0f} people; {advice}.",
                zh=f"{row['name']}：{row['households']:,.0f} 户、{row['people']:,.0f} 人，{advice.zh}。",
            )
        )
    return [*told, SIZE_ARTICLE.sentence, PROCEDURE]


def _advice(row: Mapping[Hashable, object]) -> Sentence:
    if row["size"] == "below":
        return Sentence("consider merging it with a neighbour", zh="可研究与相邻社区合并")
    if row["size"] == "above":
        return Sentence(f"consider splitting it in {row['parts']} parts", zh=f"可研究析置为 {row['parts']} 个社区")
    return Sentence("many people for its households; look at it", zh="户数适中而人口偏多，请关注")
