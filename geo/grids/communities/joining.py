"""Merge communities (撤并), and make a village a community (村改社区)."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.city import City
from geo.errors import GridError
from geo.grids.codes import CodeRules
from geo.grids.communities.contiguity import shared_borders
from geo.grids.communities.identities import new_code
from geo.grids.communities.law import CommunityNorm
from geo.grids.communities.rearranging import CommunityChange, rearranged
from geo.grids.communities.residents import residents
from geo.grids.communities.splitting import grids_of

__all__ = ["merge_communities", "village_to_community"]

_COLUMNS = ["name", "street_id", "community_type", "code"]


def merge_communities(
    city: City,
    community_ids: Sequence[str],
    *,
    name: str = "",
    reason: str = "",
    rules: CodeRules | None = None,
    norm: CommunityNorm | None = None,
) -> CommunityChange:
    """
    Work out a merger: one community of all the grids, with a code from 601 on (CJ/T 349-2010).

    The community with most households gives its id, its type and, unless `name` is given, its name.

    Raises
    ------
    GridError
        If there are fewer than two communities, they lie in several streets, or they do not hang together.
    """
    ids = list(dict.fromkeys(community_ids))
    grids = {one: grids_of(city, one) for one in ids}
    communities = city["communities"]
    if len(ids) < 2:
        raise GridError(
            "A merger takes two communities or more; choose another one.", zh="撤并至少涉及两个社区；请再选择一个。"
        )
    rows = communities.loc[ids]
    if rows["street_id"].nunique() > 1:
        raise GridError(
            f"{', '.join(rows['name'])} belong to different streets, and a community belongs to one; choose "
            "communities of one street.",
            zh=f"{'、'.join(rows['name'])}分属不同街道；请选择同一街道的社区。",
        )
    _require_touching(rows.geometry.to_numpy(), list(rows["name"]))
    homes = pd.DataFrame(residents(city)).groupby("community_id")["households"].sum().reindex(ids, fill_value=0)
    head = str(homes.idxmax())
    old = communities.loc[head]
    code = new_code(city, old["code"], (), rules or CodeRules(), is_merged=True)
    new = pd.DataFrame([[name or old["name"], old["street_id"], old["community_type"], code]], [head], _COLUMNS)
    zone = {str(grid_id): head for one in ids for grid_id in grids[one].index}
    return rearranged(city, "merge", zone, new.rename_axis("community_id"), reason=reason, rules=rules, norm=norm)


def village_to_community(
    city: City,
    community_id: str,
    *,
    name: str = "",
    community_type: str = "",
    reason: str = "",
    rules: CodeRules | None = None,
    norm: CommunityNorm | None = None,
) -> CommunityChange:
    """
    Work out how a village becomes a community: another name, a code among those of communities, grids coded anew.

    Without a name 东坑村 becomes 东坑社区.

    Raises
    ------
    GridError
        If there is no such village, it has no grids, or it is a community already.
    """
    grids, old = grids_of(city, community_id), city["communities"].loc[community_id]
    if old["name"].endswith("社区"):
        raise GridError(
            f"{old['name']} is a community already; choose a village.", zh=f"{old['name']}已是社区；请选择一个村。"
        )
    stem = old["name"].removesuffix("村民委员会").removesuffix("村委会").removesuffix("村")
    row = [
        name or f"{stem}社区",
        old["street_id"],
        community_type or old["community_type"],
        new_code(city, old["code"], (), rules or CodeRules()),
    ]
    zone = {str(grid_id): community_id for grid_id in grids.index}
    rows = pd.DataFrame([row], [community_id], _COLUMNS).rename_axis("community_id")
    return rearranged(city, "village_to_community", zone, rows, reason=reason, rules=rules, norm=norm)


def _require_touching(shapes: np.ndarray, names: list[str]) -> None:
    borders = shared_borders(shapes)
    pairs = (np.ones(len(borders)), (borders["first"], borders["second"]))
    count, label = connected_components(coo_array(pairs, shape=(len(shapes), len(shapes))), directed=False)
    if count > 1:
        apart = [name for name, one in zip(names, label, strict=True) if one != label[0]]
        raise GridError(
            f"{', '.join(apart)} do(es) not touch {names[0]}; a community is one piece of land. Choose neighbours.",
            zh=f"{'、'.join(apart)}与{names[0]}不相邻，社区须连成一片；请选择相邻的社区。",
        )
