"""Found a community of grids that others give up (新增建制)."""

from collections.abc import Sequence

import pandas as pd

from geo.city import City
from geo.errors import GridError
from geo.grids.codes import CodeRules
from geo.grids.communities.identities import new_code, new_id, new_name
from geo.grids.communities.law import CommunityNorm
from geo.grids.communities.rearranging import CommunityChange, rearranged

__all__ = ["found_community"]

_COLUMNS = ["name", "street_id", "community_type", "code"]


def found_community(
    city: City,
    grid_ids: Sequence[str],
    *,
    name: str = "",
    reason: str = "",
    rules: CodeRules | None = None,
    norm: CommunityNorm | None = None,
) -> CommunityChange:
    """
    Work out a new community of whole grids of one street; the communities that give them up keep the rest.

    Without a name it is called after the community that the first grid comes from.

    Raises
    ------
    GridError
        If a grid is not there, the grids belong to several streets, or a community would be left without a grid.
    """
    grids, communities = city["grids"], city["communities"]
    chosen = list(dict.fromkeys(map(str, grid_ids)))
    missing = [one for one in chosen if one not in grids.index]
    if missing or not chosen:
        raise GridError(
            f"{city.name} has no grid {', '.join(missing[:5]) or 'chosen'}; choose grids that are there.",
            zh=f"{city.name}没有网格 {'、'.join(missing[:5]) or '（未选择）'}；请选择现有网格。",
        )
    ids = list(dict.fromkeys(grids["community_id"].loc[chosen]))
    old = communities[communities.index.isin(ids)]
    if old["street_id"].nunique() != 1 or len(old) < len(ids):
        raise GridError(
            "The grids of a new community belong to communities of one street; these do not. Choose others.",
            zh="新设社区的网格须属于同一街道的社区；请重新选择。",
        )
    rest = grids[grids["community_id"].isin(ids).to_numpy() & ~grids.index.isin(chosen)]
    emptied = [communities.at[one, "name"] for one in ids if one not in set(rest["community_id"])]
    if emptied:
        raise GridError(
            f"{', '.join(emptied)} would be left without a grid; merge the communities instead.",
            zh=f"{'、'.join(emptied)}将没有网格；请改用社区撤并。",
        )
    first = communities.loc[ids[0]]
    founded = new_id(ids[0], communities.index.astype(str))
    row = [
        name or new_name(first["name"], communities["name"]),
        first["street_id"],
        first["community_type"],
        new_code(city, first["code"], (), rules or CodeRules()),
    ]
    rows = pd.concat([pd.DataFrame(old[_COLUMNS]), pd.DataFrame([row], [founded], _COLUMNS)])
    zone = {**{str(one): str(rest.at[one, "community_id"]) for one in rest.index}, **dict.fromkeys(chosen, founded)}
    return rearranged(city, "new", zone, rows.rename_axis("community_id"), reason=reason, rules=rules, norm=norm)
