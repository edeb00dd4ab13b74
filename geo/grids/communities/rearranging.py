"""Give whole grids to other communities: the land, homes, facilities and codes that follow, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.circles.coverage import whole_where_whole
from geo.city import City
from geo.errors import GridError
from geo.grids.changes.ground import LEAST_AREA_M2, settled
from geo.grids.codes import CodeRules, coded, named, retired_codes, with_retired
from geo.grids.communities.borders import border_words, guides_of
from geo.grids.communities.contiguity import shared_borders
from geo.grids.communities.law import PROCEDURE, SIZE_ARTICLE, CommunityNorm
from geo.grids.communities.residents import nearest_rows, residents
from geo.grids.communities.services import facility_moves, kinds_by_part
from geo.grids.communities.telling import rearranging_told
from geo.grids.homes import COUNTED
from geo.grids.noding import with_shared_vertices
from geo.layers import COMMUNITIES
from geo.sentences import Sentence

__all__ = ["CommunityChange", "applied", "rearranged"]

_FOLLOWING = ("facilities", "compounds", "partner_units", "issues")


@dataclass(frozen=True, eq=False)
class CommunityChange:
    """
    A change of communities, worked out and not yet made: `applied(city, change)` makes it.

    Parameters
    ----------
    kind
        "split", "merge", "village_to_community" or "new".
    before_ids
        The communities concerned.
    communities, grids
        The whole new layers.
    parts
        One row a new community, by `community_id`: `name, code, households, people, elderly, buildings, grids,
        area_m2, pieces` (of land), `size` ("below", "within", "above" the norm), `facilities`, `kinds_kept`,
        `kinds_lacking` (kinds of facility, tuples).
    facilities
        One row a facility concerned: `facility_id, name, kind, community_before, community_after`.
    borders
        One row a pair of new communities that touch: `first, second, length_m, words_en, words_zh`, and the line.
    codes
        One row a community or grid whose code or name changes: `level, id, name_before, name_after, code_before,
        code_after`.
    homes
        `community_id` after, by `building_id` of the buildings concerned.
    retired
        All codes out of use afterwards.
    reason
        Why, in the planner's words.
    sentences
        The whole in words, ending with the article and the procedure.
    """

    kind: str
    before_ids: tuple[str, ...]
    communities: GeoDataFrame
    grids: GeoDataFrame
    parts: pd.DataFrame
    facilities: pd.DataFrame
    borders: GeoDataFrame
    codes: pd.DataFrame
    homes: pd.Series
    retired: frozenset[str]
    reason: str
    sentences: tuple[Sentence, ...]


def rearranged(
    city: City,
    kind: str,
    zone: Mapping[str, str],
    rows: pd.DataFrame,
    *,
    reason: str = "",
    rules: CodeRules | None = None,
    norm: CommunityNorm | None = None,
) -> CommunityChange:
    """
    Work out what follows when grids are given to other communities.

    Parameters
    ----------
    zone
        New `community_id` by `grid_id`, for every grid of the communities concerned.
    rows
        The new communities, by `community_id`: `name, street_id, community_type, code`.

    Raises
    ------
    MissingLayerError
        If the city has no communities, grids or buildings.
    """
    communities, grids = city["communities"], city["grids"]
    concerned = grids[grids.index.astype(str).isin(list(zone))]
    ids = tuple(dict.fromkeys(concerned["community_id"].astype(str)))
    ground = settled(concerned)
    part = np.array([list(rows.index).index(zone[grid_id]) for grid_id in ground.ids], dtype=np.intp)
    old_land = communities.geometry[communities.index.astype(str).isin(ids)].to_numpy()
    land, is_exact = _land(ground.shapes, part, len(rows), old_land)
    new_rows = GeoDataFrame(rows, geometry=land, crs=city.crs)
    after = _in_place(communities, new_rows, ids)
    homes, in_no_grid = _homes(city, ids, ground.shapes, part, list(rows.index))
    moved_grids, codes, retired = _recoded(city, concerned, zone, after, ids, rules or CodeRules())
    moves = facility_moves(city, ids, new_rows)
    parts = _parts(rows, homes, part, new_rows, moves, norm or CommunityNorm())
    borders = _borders(city, new_rows)
    told = rearranging_told(parts, borders, codes, in_no_grid, is_exact)
    sentences = (*told, *ground.problems, SIZE_ARTICLE.sentence, PROCEDURE)
    placed = pd.Series(homes["community_id"].to_numpy(), index=homes.index, name="community_id")
    return CommunityChange(
        kind, ids, after, moved_grids, parts, moves, borders, codes, placed, retired, reason, sentences
    )  # fmt: skip


def applied(city: City, change: CommunityChange) -> City:
    """
    Return the city with the change made: communities, grids, and the `community_id` of whatever lies in them.

    Raises
    ------
    GridError
        If the city is not the one the change was worked out for.
    """
    here = set(city["communities"].index.astype(str))
    if not here >= set(change.before_ids) or not city["grids"].index.equals(change.grids.index):
        raise GridError(
            f"The change was worked out for other communities or grids than {city.name} has now; work it out again.",
            zh=f"该调整方案所依据的社区或网格与{city.name}现状不符；请重新生成方案。",
        )
    new = change.communities[change.communities.index.astype(str).isin(list(change.parts.index))]
    changed = city.with_layer("communities", change.communities).with_layer("grids", change.grids)
    if "buildings" in city.layers:
        layer = city["buildings"]
        after = change.homes.reindex(layer.index).fillna(layer["community_id"])
        changed = changed.with_layer("buildings", layer.assign(community_id=after))
    for name in _FOLLOWING:
        if name in city.layers:
            layer = city[name]
            is_concerned = layer["community_id"].isin(change.before_ids).to_numpy()
            after = layer["community_id"].to_numpy(dtype=object).copy()
            after[is_concerned] = community_of(layer[is_concerned], new)
            changed = changed.with_layer(name, layer.assign(community_id=after))
    return replace(changed, notes=with_retired(city.notes, change.retired))


def community_of(layer: GeoDataFrame, communities: GeoDataFrame) -> np.ndarray:
    """Return the community that each row lies in, or else the nearest."""
    points = shapely.point_on_surface(layer.geometry.to_numpy())
    if not len(points):
        return np.empty(0, dtype=object)
    ids = communities.index.astype(str).to_numpy(dtype=object)
    return np.asarray(ids[nearest_rows(points, communities.geometry.to_numpy())], dtype=object)


def _in_place(communities: GeoDataFrame, new_rows: GeoDataFrame, ids: tuple[str, ...]) -> GeoDataFrame:
    """
    Return the layer with the new rows where the first of the old ones stood.

    Neighbours get the vertices that the grids have on their common border; their land stays the same.
    """
    is_concerned = communities.index.astype(str).isin(ids)
    first = int(np.flatnonzero(is_concerned)[0])
    parts = [communities[:first], new_rows, communities[first:][~is_concerned[first:]]]
    layer = COMMUNITIES.check(pd.concat([one for one in parts if len(one)]).rename_axis("community_id"))
    shapes = layer.geometry.to_numpy(dtype=object).copy()
    near = np.unique(shapely.STRtree(shapes).query(new_rows.geometry.to_numpy(), predicate="dwithin", distance=1.0)[1])
    shapes[near] = with_shared_vertices(shapes[near].tolist())
    return layer.set_geometry(GeoSeries(shapes, index=layer.index, crs=layer.crs))


def _land(shapes: np.ndarray, part: np.ndarray, count: int, old_land: np.ndarray) -> tuple[np.ndarray, bool]:
    """Join the grids of each part; what no grid covers goes to the part with the longest border along it."""
    whole = shapely.union_all(old_land)
    land = np.array([shapely.union_all(shapes[part == one]) for one in range(count)], dtype=object)
    gaps = shapely.get_parts(shapely.difference(whole, shapely.union_all(land)))
    gaps = gaps[shapely.area(gaps) >= LEAST_AREA_M2]
    for gap in gaps:
        rim = shapely.buffer(gap, 0.01)
        along_m = np.round([shapely.length(shapely.intersection(shapely.boundary(one), rim)) for one in land], 3)
        taker = int(np.argmax(along_m))
        land[taker] = shapely.union(land[taker], gap)
    beyond_m2 = shapely.area(shapely.difference(shapely.union_all(land), whole))
    return land, bool(len(gaps) == 0 and beyond_m2 < LEAST_AREA_M2)


def _homes(
    city: City, ids: tuple[str, ...], shapes: np.ndarray, part: np.ndarray, new_ids: list[str]
) -> tuple[GeoDataFrame, pd.Series]:
    """Return the homes of the communities concerned with their new community, and the counts of those in no grid."""
    homes = residents(city)
    homes = homes[homes["community_id"].isin(ids)]
    points = homes.geometry.to_numpy()
    if not len(points):
        return homes, pd.Series(0, index=list(COUNTED))
    rows = nearest_rows(points, shapes)
    is_out = ~shapely.intersects(shapes[rows], points)
    after = np.array(new_ids, dtype=object)[part[rows]]
    return homes.assign(community_id=after), pd.DataFrame(homes)[list(COUNTED)][is_out].sum()


def _recoded(
    city: City,
    concerned: GeoDataFrame,
    zone: Mapping[str, str],
    communities: GeoDataFrame,
    before_ids: tuple[str, ...],
    rules: CodeRules,
) -> tuple[GeoDataFrame, pd.DataFrame, frozenset[str]]:
    moved = concerned.assign(community_id=[zone[str(grid_id)] for grid_id in concerned.index])
    result = coded(moved, communities, retired=retired_codes(city.notes), rules=rules)
    after = named(result.grids, communities["name"].to_dict(), rules)
    grids = city["grids"].copy()
    columns = ["community_id", "grid_code", "name"]
    grids.loc[concerned.index, columns] = after[columns]
    old, new = city["communities"], communities
    ids = list(dict.fromkeys([*before_ids, *dict.fromkeys(zone.values())]))
    rows = [
        ("community", one, *(_cell(layer, one, column) for column in ("name", "code") for layer in (old, new)))
        for one in ids
    ]
    rows += [
        (
            "grid",
            str(one),
            concerned["name"][one],
            after["name"][one],
            concerned["grid_code"][one],
            after["grid_code"][one],
        )
        for one in concerned.index
    ]
    table = pd.DataFrame(rows, columns=["level", "id", "name_before", "name_after", "code_before", "code_after"])
    is_other = (table["code_before"] != table["code_after"]) | (table["name_before"] != table["name_after"])
    community_codes = {_cell(old, one, "code") for one in before_ids} - set(new["code"]) - {""}
    return grids, table[is_other].reset_index(drop=True), result.retired | community_codes


def _cell(layer: GeoDataFrame, row_id: str, column: str) -> str:
    return str(layer.at[row_id, column]) if row_id in layer.index else ""


def _parts(
    rows: pd.DataFrame,
    homes: GeoDataFrame,
    part: np.ndarray,
    new_rows: GeoDataFrame,
    moves: pd.DataFrame,
    norm: CommunityNorm,
) -> pd.DataFrame:
    counts = pd.DataFrame(homes).groupby("community_id")[list(COUNTED)].sum().reindex(rows.index, fill_value=0)
    table = rows[["name", "code"]].assign(
        **whole_where_whole(counts),
        grids=np.bincount(part, minlength=len(rows)),
        area_m2=new_rows.area,
        pieces=shapely.get_num_geometries(new_rows.geometry.to_numpy()),
        size=[norm.size(households) for households in counts["households"]],
        facilities=moves["community_after"].value_counts().reindex(rows.index, fill_value=0),
    )
    kept, lacking = kinds_by_part(moves, list(rows.index))
    kinds = {"kinds_kept": pd.Series(kept, rows.index), "kinds_lacking": pd.Series(lacking, rows.index)}
    return table.assign(**kinds).rename_axis("community_id")


def _borders(city: City, new_rows: GeoDataFrame) -> GeoDataFrame:
    borders = shared_borders(new_rows.geometry.to_numpy())
    guides = guides_of(city)
    words = [border_words(line, guides) for line in borders.geometry]
    ids = new_rows.index.astype(str).to_numpy()
    table = pd.DataFrame(
        {
            "first": ids[borders["first"]],
            "second": ids[borders["second"]],
            "length_m": borders["length_m"],
            "words_en": [str(one) for one in words],
            "words_zh": [one.zh for one in words],
        }
    )
    return GeoDataFrame(table, geometry=borders.geometry.to_numpy(), crs=city.crs)
