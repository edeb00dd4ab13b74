"""Split a community (析置) into parts of whole grids."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.city import City
from geo.errors import GridError
from geo.grids.changes.ground import settled
from geo.grids.codes import CodeRules, plan_order
from geo.grids.communities.borders import Guides, followed, guides_of
from geo.grids.communities.contiguity import shared_borders
from geo.grids.communities.identities import new_code, new_id, new_name
from geo.grids.communities.law import CommunityNorm
from geo.grids.communities.plans import Divisions, divisions
from geo.grids.communities.rearranging import CommunityChange, rearranged
from geo.grids.communities.residents import nearest_rows, residents

__all__ = ["grids_of", "split_community", "split_divisions"]

_NAMED = ("river", "railway", "expressway", "street")


def split_divisions(
    city: City,
    community_id: str,
    parts: int | None = None,
    *,
    tolerance_share: float = 0.1,
    norm: CommunityNorm | None = None,
) -> Divisions:
    """
    Find good ways to split a community: the most balanced ones, and one along streets and rivers.

    Parameters
    ----------
    parts
        How many; None: as few as keep every part within the norm's most households, 2 at least.
    tolerance_share
        Largest difference, as a share of the mean part, for the one along streets.

    Raises
    ------
    GridError
        If there is no such community, it has too few grids, or they do not hang together.
    """
    grids = grids_of(city, community_id)
    ground = settled(grids)
    homes = residents(city)
    homes = homes[homes["community_id"] == community_id]
    rows = nearest_rows(homes.geometry.to_numpy(), ground.shapes) if len(homes) else np.empty(0, dtype=np.intp)
    weights = np.bincount(rows, homes["households"].to_numpy(float), minlength=len(grids))
    order = np.argsort(plan_order(ground.drawn), kind="stable")
    borders = shared_borders(ground.shapes[order])
    guides = guides_of(city)
    along = [_along_m(line, guides) for line in borders.geometry]
    if parts is None:
        parts = max(2, math.ceil(weights.sum() / (norm or CommunityNorm()).most_households))
    households = pd.Series(weights[order], index=pd.Index(ground.ids[order], name="grid_id"), name="households")
    table = pd.DataFrame(borders.drop(columns="geometry"))
    table = table.assign(followed_m=[one for one, _ in along], named_m=[one for _, one in along])
    return divisions(households, table, parts, tolerance_share=tolerance_share)


def split_community(
    city: City,
    community_id: str,
    part: Mapping[str, int],
    *,
    names: Sequence[str] = (),
    reason: str = "",
    rules: CodeRules | None = None,
    norm: CommunityNorm | None = None,
) -> CommunityChange:
    """
    Work out a split: who lives in each part, what it keeps and lacks, where the border runs, old and new codes.

    The part with most households keeps the community's id, name and code; the others get new ones.

    Parameters
    ----------
    part
        Number of the part by `grid_id`, as in `Division.part`.
    names
        Names of the new communities, in the order of their parts; working names if there are too few.

    Raises
    ------
    GridError
        If a grid is left out, or there is only one part.
    """
    grids = grids_of(city, community_id)
    numbers = {str(grid_id): int(part.get(str(grid_id), -1)) for grid_id in grids.index}
    left_out = [grid_id for grid_id, number in numbers.items() if number < 0]
    if left_out or len(set(numbers.values())) < 2:
        raise GridError(
            "A split gives every grid of the community to one of two parts or more; "
            f"{'left out: ' + ', '.join(left_out[:5]) if left_out else 'there is one part only'}. Correct the parts.",
            zh="析置须将社区的每个网格划入两个以上部分之一；"
            + (f"未划分：{'、'.join(left_out[:5])}；请更正。" if left_out else "现只有一个部分；请更正。"),
        )
    order = _parts_in_order(city, community_id, grids, numbers)
    rows = _rows(city, community_id, order, names, rules or CodeRules())
    new_id_of = dict(zip(order, rows.index, strict=True))
    zone = {grid_id: str(new_id_of[number]) for grid_id, number in numbers.items()}
    return rearranged(city, "split", zone, rows, reason=reason, rules=rules, norm=norm)


def grids_of(city: City, community_id: str) -> GeoDataFrame:
    """
    Return the grids of a community.

    Raises
    ------
    GridError
        If there is no such community, or it has no grids.
    """
    if community_id not in city["communities"].index:
        raise GridError(
            f"{city.name} has no community {community_id}; choose one of its {len(city['communities']):,}.",
            zh=f"{city.name}没有社区 {community_id}；请从现有 {len(city['communities']):,} 个社区中选择。",
        )
    grids = city["grids"]
    grids = grids[(grids["community_id"] == community_id).to_numpy()]
    if not len(grids):
        name = city["communities"].at[community_id, "name"]
        raise GridError(f"{name} has no grids; draw them first.", zh=f"{name}尚无网格；请先划分网格。")
    return grids


def _along_m(line: shapely.Geometry, guides: Guides) -> tuple[float, float]:
    """Return the metres of a border along any street, river or railway, and without the streets that have no name."""
    metres = followed(line, guides).groupby("kind")["length_m"].sum()
    named_m = float(metres[metres.index.isin(_NAMED)].sum())
    return named_m + float(metres.get("unnamed", 0.0)), named_m


def _parts_in_order(city: City, community_id: str, grids: GeoDataFrame, numbers: Mapping[str, int]) -> list[int]:
    """Return the part with most households first, then the others by number."""
    ground, homes = settled(grids), residents(city)
    homes = homes[homes["community_id"] == community_id]
    rows = nearest_rows(homes.geometry.to_numpy(), ground.shapes) if len(homes) else np.empty(0, dtype=np.intp)
    part = np.array([numbers[grid_id] for grid_id in ground.ids])
    sums = pd.Series(homes["households"].to_numpy(float)).groupby(part[rows]).sum()
    sums = sums.reindex(sorted(set(numbers.values())), fill_value=0.0)
    most = int(np.argmax(sums.to_numpy()))
    ordered = sums.index.to_numpy(np.int64).tolist()
    return [ordered.pop(most), *ordered]


def _rows(city: City, community_id: str, order: list[int], names: Sequence[str], rules: CodeRules) -> pd.DataFrame:
    communities = city["communities"]
    old = communities.loc[community_id]
    rows = {community_id: (old["name"], old["street_id"], old["community_type"], old["code"])}
    for at in range(len(order) - 1):
        known_names = [*communities["name"], *(row[0] for row in rows.values())]
        name = names[at] if at < len(names) else new_name(old["name"], known_names)
        code = new_code(city, old["code"], [row[3] for row in rows.values()], rules)
        one = new_id(community_id, [*communities.index.astype(str), *rows])
        rows[one] = (name, old["street_id"], old["community_type"], code)
    columns = ["name", "street_id", "community_type", "code"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("community_id")
