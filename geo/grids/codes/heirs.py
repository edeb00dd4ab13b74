"""Find which later grid carries on an earlier one: the part with most of its households, or of its land."""

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geo.grids.changes.ground import settled
from geo.grids.changes.overlay import overlay
from geo.grids.codes.rows import plan_order
from geo.grids.homes import homes_of
from geo.layers import GRIDS

__all__ = ["heirs"]


def heirs(before: GeoDataFrame, after: GeoDataFrame, buildings: GeoDataFrame | None = None) -> pd.Series:
    """
    Return, for each grid of the later version, the earlier grid that it carries on.

    A grid can be carried on by the part with most of its households, or else by the part with most of its land; a part
    that could carry on several carries on the one it has most households from. Each is carried on once at most. Ids
    play no part: a code belongs to the ground and its people.

    Parameters
    ----------
    before, after
        GRIDS layers, `before` in metres.
    buildings
        BUILDINGS layer; without it the land alone decides.

    Returns
    -------
    heirs
        Earlier `grid_id` by later `grid_id`, "" for a grid that is new.
    """
    before, after = GRIDS.check(before), GRIDS.check(after)
    old, new = settled(before), settled(after, like=before)
    pieces = pd.DataFrame(
        overlay(old, new, None if buildings is None else homes_of(buildings, before.crs)).drop(columns="geometry")
    )
    pieces = pieces[(pieces["first"] >= 0) & (pieces["second"] >= 0)]
    pieces = pieces.assign(
        old_turn=plan_order(old.drawn)[pieces["first"]],
        new_turn=plan_order(new.drawn)[pieces["second"]],
        area_m2=pieces["area_m2"].round(2),
    )
    by_households = pieces.sort_values(
        ["households", "area_m2", "old_turn", "new_turn"], ascending=[False, False, True, True], kind="stable"
    )
    by_land = pieces.sort_values(
        ["area_m2", "households", "old_turn", "new_turn"], ascending=[False, False, True, True], kind="stable"
    )
    is_home = by_households["households"] > 0
    first_choice = by_households[is_home].drop_duplicates("first").index
    second_choice = by_land.drop_duplicates("first").index
    carried = np.full(len(after), "", dtype=object)
    taken: set[int] = set()
    for row in by_households.loc[by_households.index.isin(first_choice.union(second_choice))].to_dict("records"):
        if row["first"] not in taken and not carried[row["second"]]:
            carried[row["second"]] = old.ids[row["first"]]
            taken.add(row["first"])
    return pd.Series(carried, index=new.ids, name="before_id")
