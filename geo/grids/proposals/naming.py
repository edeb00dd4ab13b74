"""Name and number grids as people read a map: from north to south and from west to east."""

from collections.abc import Collection

import numpy as np
import shapely
from geopandas import GeoDataFrame

__all__ = ["chinese_number", "named_grids", "reading_order"]

_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """Write a whole number from 1 to 999 in Chinese."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")


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
    ordered = grids.iloc[reading_order(grids)]
    numbers: list[int] = []
    number = 0
    while len(numbers) < len(ordered):
        number += 1
        if f"{community_id}-{number}" not in taken_ids and _name(community_name, number) not in taken_names:
            numbers.append(number)
    return (
        ordered.assign(name=[_name(community_name, one) for one in numbers])
        .set_axis([f"{community_id}-{one}" for one in numbers])
        .rename_axis("grid_id")
    )


def _name(community_name: str, number: int) -> str:
    return f"{community_name}第{chinese_number(number)}网格"


def reading_order(grids: GeoDataFrame) -> "np.typing.NDArray[np.int64]":
    """Order shapes by rows of about one grid's height, and in a row from west to east."""
    middles = shapely.get_coordinates(grids.centroid.to_numpy())
    if not len(middles):
        return np.empty(0, dtype=np.int64)
    height_m = float(np.median(np.sqrt(grids.area)))
    row = np.floor((middles[:, 1].max() - middles[:, 1]) / max(height_m, 1e-9))
    return np.lexsort((middles[:, 1], middles[:, 0], row))
