"""Name and number grids as people read a map: from north to south and from west to east."""

from collections.abc import Collection

import numpy as np
from geopandas import GeoDataFrame

from geo.grids.codes import numbered_name, plan_order

__all__ = ["named_grids"]


def named_grids(
    grids: GeoDataFrame,
    community_id: str,
    community_name: str,
    taken_ids: Collection[str],
    taken_names: Collection[str],
) -> GeoDataFrame:
    """
    Return the grids in reading order with placeholder ids `C01-1` ... and names 上溪社区第一网格 ...

    Numbers whose id or name a locked grid has are left out. Codes are given later, once a proposal is taken.
    """
    ordered = grids.iloc[np.argsort(plan_order(grids.geometry.to_numpy()), kind="stable")]
    numbers: list[int] = []
    number = 0
    while len(numbers) < len(ordered):
        number += 1
        if f"{community_id}-{number}" not in taken_ids and numbered_name(community_name, number) not in taken_names:
            numbers.append(number)
    return (
        ordered.assign(name=[numbered_name(community_name, one) for one in numbers])
        .set_axis([f"{community_id}-{one}" for one in numbers])
        .rename_axis("grid_id")
    )
