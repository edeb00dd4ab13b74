"""
Compare grids with compounds: larger than, equal to, smaller than (R020), computed and never assumed.

An office may call a compound a grid, join several compounds in one, or cut a large one in several; planners must know
which it is. A compound may cross grids, so the whole is a table of pairs with shares of land and of households.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geo.errors import SettingError
from geo.grids.changes.ground import settled
from geo.grids.changes.overlay import overlay
from geo.grids.homes import homes_of
from geo.layers import COMPOUNDS, GRIDS
from geo.sentences import Sentence

__all__ = ["CompoundRelations", "RELATIONS", "RELATION_WORDS", "Relation", "compound_relations"]

Relation = Literal["larger", "equal", "smaller", "mixed", "none"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)

#: How a page calls them.
RELATION_WORDS: dict[Relation, Sentence] = {
    "larger": Sentence("grid larger than its compounds", zh="网格大于小区"),
    "equal": Sentence("grid equal to a compound", zh="网格等于小区"),
    "smaller": Sentence("grid smaller than its compound", zh="网格小于小区"),
    "mixed": Sentence("grid cuts compounds", zh="网格与小区交叉"),
    "none": Sentence("no compound in the grid", zh="网格内无小区"),
}


@dataclass(frozen=True, eq=False)
class CompoundRelations:
    """
    Which grid is larger than, equal to or smaller than a compound.

    Parameters
    ----------
    grids
        The GRIDS layer with `relation`, `compound_count` (compounds with at least one tenth of them in the grid, or
        of the grid in them) and `households`.
    pairs
        One row a grid and a compound with land in common: `grid_id, compound_id, area_m2, grid_share, compound_share,
        iou, households, grid_household_share, compound_household_share` (of households; NaN where nobody lives).
    counts
        `grids` and `households` by relation.
    sentences
        The result in words, with the tolerance.
    """

    grids: GeoDataFrame
    pairs: pd.DataFrame
    counts: pd.DataFrame
    sentences: tuple[Sentence, ...]


def compound_relations(
    grids: GeoDataFrame,
    compounds: GeoDataFrame,
    buildings: GeoDataFrame | None = None,
    *,
    whole_share: float = 0.9,
) -> CompoundRelations:
    """
    Compare every grid with the compounds it has land in common with.

    equal
        Their common land is at least `whole_share` of what the two cover together; or the compound lies in the grid
        to that share and so do the households of each in the other: the rest is streets and empty land.
    smaller
        The grid lies in one compound to `whole_share` at least, the compound not in the grid.
    larger
        Two compounds or more lie in the grid to `whole_share` each; or one does and no other is cut.
    mixed, none
        Compounds are cut in another way; there is none.

    Parameters
    ----------
    grids, compounds
        GRIDS layer in metres and COMPOUNDS layer.
    buildings
        BUILDINGS layer; without it only land is compared and households are 0.
    whole_share
        From which share on a part counts as the whole, above 0.5: 0.9.

    Raises
    ------
    SettingError
        If `whole_share` is not above 0.5 and at most 1.
    LayerError, CrsError
    """
    if not 0.5 < whole_share <= 1:
        raise SettingError(
            f"A part counts as the whole from a share above 0.5 up to 1, not {whole_share:g}. Choose another.",
            zh=f"“视为整体”的比例应大于 0.5 且不超过 1，现为 {whole_share:g}；请更改。",
        )
    grids, compounds = GRIDS.check(grids), COMPOUNDS.check(compounds)
    ground, estates = settled(grids), settled(compounds, like=grids)
    pieces = pd.DataFrame(
        overlay(ground, estates, None if buildings is None else homes_of(buildings, grids.crs)).drop(columns="geometry")
    )
    households = pieces.groupby("first")["households"].sum().reindex(range(len(grids)), fill_value=0)
    pairs = _pairs(pieces, ground.ids, estates.ids)
    by_grid = dict(iter(pairs.groupby("grid_id")))
    relation = [_relation(by_grid.get(grid_id), whole_share) for grid_id in ground.ids]
    touched = pairs[_is_touched(pairs, whole_share)].groupby("grid_id").size()
    told = grids.assign(
        relation=relation,
        compound_count=touched.reindex(ground.ids, fill_value=0).to_numpy(),
        households=households.to_numpy(),
    )
    counts = pd.DataFrame(
        {"grids": 1, "households": told["households"].to_numpy()},
        index=pd.Index(relation, name="relation", dtype=object),
    )
    counts = counts.groupby(level=0).sum().reindex(list(RELATIONS), fill_value=0).rename_axis("relation")
    return CompoundRelations(told, pairs, counts, _told(counts, whole_share))


def _pairs(pieces: pd.DataFrame, grid_ids: np.ndarray, compound_ids: np.ndarray) -> pd.DataFrame:
    """Name the pairs and add the shares; land outside the other layer counts for the whole of each."""
    whole = {side: pieces.groupby(side)[["area_m2", "households"]].sum() for side in ("first", "second")}
    both = pieces[(pieces["first"] >= 0) & (pieces["second"] >= 0)].reset_index(drop=True)
    of_grid = whole["first"].reindex(both["first"]).reset_index(drop=True)
    of_compound = whole["second"].reindex(both["second"]).reset_index(drop=True)
    together_m2 = of_grid["area_m2"] + of_compound["area_m2"] - both["area_m2"]
    return pd.DataFrame(
        {
            "grid_id": grid_ids[both["first"]],
            "compound_id": compound_ids[both["second"]],
            "area_m2": both["area_m2"],
            "grid_share": both["area_m2"] / of_grid["area_m2"].where(of_grid["area_m2"] > 0),
            "compound_share": both["area_m2"] / of_compound["area_m2"].where(of_compound["area_m2"] > 0),
            "iou": both["area_m2"] / together_m2.where(together_m2 > 0),
            "households": both["households"],
            "grid_household_share": both["households"] / of_grid["households"].where(of_grid["households"] > 0),
            "compound_household_share": both["households"]
            / of_compound["households"].where(of_compound["households"] > 0),
        }
    )


def _is_touched(pairs: pd.DataFrame, whole_share: float) -> pd.Series:
    """Less than the tolerance of a compound in a grid, and of the grid in it, is the sloppiness of the borders."""
    least = 1 - whole_share - 1e-9
    return (pairs["grid_share"].round(9) > least) | (pairs["compound_share"].round(9) > least)


def _relation(pairs: pd.DataFrame | None, whole_share: float) -> Relation:
    if pairs is None:
        return "none"
    pairs = pairs[_is_touched(pairs, whole_share)].round(9)
    if not len(pairs):
        return "none"
    is_whole = pairs["compound_share"] >= whole_share
    same_people = pairs[["grid_household_share", "compound_household_share"]].min(axis=1, skipna=False) >= whole_share
    if ((pairs["iou"] >= whole_share) | (is_whole & same_people)).any():
        return "equal"
    if ((pairs["grid_share"] >= whole_share) & ~is_whole).any():
        return "smaller"
    if is_whole.sum() >= 2 or is_whole.all():
        return "larger"
    return "mixed"


def _told(counts: pd.DataFrame, whole_share: float) -> tuple[Sentence, ...]:
    grids = counts["grids"]
    total = int(grids.sum())
    return (
        Sentence(
            f"Of {total:,} grids {grids['larger']:,} are larger than their compounds, {grids['equal']:,} equal one, "
            f"{grids['smaller']:,} are smaller, {grids['mixed']:,} cut compounds and {grids['none']:,} have none; "
            f"{whole_share:.0%} of the land or the households counts as the whole.",
            zh=f"{total:,} 个网格中：网格大于小区 {grids['larger']:,} 个，等于小区 {grids['equal']:,} 个，"
            f"小于小区 {grids['smaller']:,} 个，交叉 {grids['mixed']:,} 个，无小区 {grids['none']:,} 个；"
            f"面积或户数达到 {whole_share:.0%} 即视为整体。",
        ),
    )
