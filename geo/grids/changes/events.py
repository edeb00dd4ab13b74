"""Recognise splits and merges in what two versions of the grids have in common."""

import pandas as pd
from geopandas import GeoDataFrame

__all__ = ["grid_events"]

#: A grid comes from another if more than this share of its land does.
_MOST_SHARE = 0.5


def grid_events(pieces: GeoDataFrame) -> pd.DataFrame:
    """
    Return splits and merges.

    A grid was split if two or more grids of the later version have most of their land from it; grids were merged if
    two or more gave most of their land to one. Seen backwards, a split is a merge.

    Parameters
    ----------
    pieces
        `from_grid, to_grid, area_m2`, one row a pair, "" outside all grids.

    Returns
    -------
    events
        `event` ("split", "merge"), `from_grids, to_grids` (ids joined by ";"), splits first.
    """
    splits = [("split", one, many) for one, many in _families(pieces, "from_grid", "to_grid")]
    merges = [("merge", many, one) for one, many in _families(pieces, "to_grid", "from_grid")]
    return pd.DataFrame(splits + merges, columns=["event", "from_grids", "to_grids"])


def _families(pieces: GeoDataFrame, one: str, many: str) -> list[tuple[str, str]]:
    """Return each grid of one version with the grids of the other that have most of their land in common with it."""
    table = pd.DataFrame(pieces[[one, many, "area_m2"]])
    whole_m2 = table.groupby(many)["area_m2"].transform("sum")
    is_most = (table["area_m2"] > _MOST_SHARE * whole_m2) & (table[one] != "") & (table[many] != "")
    members = table[is_most].groupby(one)[many].agg(sorted)
    return [(str(key), ";".join(ids)) for key, ids in members.items() if len(ids) > 1]
