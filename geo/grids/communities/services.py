"""Tell which facilities each new community keeps, and which kinds it lacks."""

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geo.city import City
from geo.grids.communities.residents import nearest_rows
from geo.vocabulary import FACILITY_KINDS

__all__ = ["NEEDED_KINDS", "facility_moves", "kinds_by_part"]

#: Every community has its own.
NEEDED_KINDS = ("community_station",)
#: Facilities that serve more than one community are no part's to keep or to lack.
_HIGHER_TIERS = ("city", "street")


def facility_moves(city: City, before_ids: tuple[str, ...], communities: GeoDataFrame) -> pd.DataFrame:
    """
    Return which facility of the old communities lies in which new one.

    Returns
    -------
    moves
        `facility_id, name, kind, tier, community_before, community_after`, in the order of the layer.
    """
    facilities = city.get("facilities")
    facilities = facilities[facilities["community_id"].isin(before_ids)]
    ids = communities.index.astype(str).to_numpy(dtype=object)
    after = ids[:0]
    if len(facilities):
        after = ids[nearest_rows(facilities.geometry.to_numpy(), communities.geometry.to_numpy())]
    return pd.DataFrame(
        {
            "facility_id": facilities.index.astype(str),
            "name": facilities["name"].to_numpy(),
            "kind": facilities["kind"].to_numpy(),
            "tier": facilities["tier"].to_numpy(),
            "community_before": facilities["community_id"].to_numpy(),
            "community_after": after,
        }
    )


def kinds_by_part(moves: pd.DataFrame, ids: list[str]) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """
    Return the kinds that each new community keeps, and those it lacks: kinds the old ones had, and those each needs.

    In the order of the legend; facilities of the city and of the street count for nobody.
    """
    own = moves[~moves["tier"].isin(_HIGHER_TIERS) & (moves["kind"] != "unknown")]
    wanted = {*own["kind"], *NEEDED_KINDS}
    legend = [*(kind for kind in FACILITY_KINDS if kind in wanted), *sorted(wanted - set(FACILITY_KINDS))]
    kept = [
        tuple(np.array(legend)[np.isin(legend, own["kind"][own["community_after"] == one])].tolist()) for one in ids
    ]
    return kept, [tuple(kind for kind in legend if kind not in has) for has in kept]
