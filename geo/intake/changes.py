"""Say what a newer file changes in a layer, before it takes its place: new rows, gone rows, changed ones."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.contracts import LayerContract
from geo.sentences import Sentence

__all__ = ["LayerChange", "layer_change"]

#: Closer than this a place is the same: coordinates are rounded on their way.
_SAME_M = 0.1
_MOST_LISTED = 2_000


@dataclass(frozen=True, eq=False)
class LayerChange:
    """
    How a layer differs from the one it replaces.

    Parameters
    ----------
    new, gone, changed, moved
        Ids; a row may be changed and moved.
    cells
        One row a changed cell: `id, column, before, after`.
    """

    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]
    moved: tuple[str, ...]
    cells: pd.DataFrame
    same: int

    @property
    def sentence(self) -> Sentence:
        """The change in figures."""
        return Sentence(
            f"{len(self.new):,} new, {len(self.gone):,} gone, {len(self.changed):,} changed, "
            f"{len(self.moved):,} moved, {self.same:,} as before.",
            zh=f"新增 {len(self.new):,}，消失 {len(self.gone):,}，属性变化 {len(self.changed):,}，"
            f"位置变化 {len(self.moved):,}，不变 {self.same:,}。",
        )


def layer_change(
    before: GeoDataFrame, after: GeoDataFrame, contract: LayerContract, *, columns: Iterable[str] | None = None
) -> LayerChange:
    """
    Compare two states of a layer row by row; rows are the same if their ids are.

    Where the ids of the newer file are only its row numbers, rows of one name are the same. Both layers keep the
    contract; `after` may be in another coordinate system. Only `columns` are compared, if given: what the newer file
    does not say has not changed.
    """
    new = after if after.crs == before.crs else after.to_crs(before.crs)
    before_keys, new_keys = _keys(before, new)
    old, new = before.set_axis(before_keys), new.set_axis(new_keys)
    old, new = old[~old.index.duplicated()], new[~new.index.duplicated()]
    both = old.index.intersection(new.index, sort=False)
    said = None if columns is None else set(columns)
    compared = [one.name for one in contract.columns if one.name in old and one.name in new]
    compared = [name for name in compared if said is None or name in said]
    cells = [table for column in compared if len(table := _changed_cells(old, new, both, column))]
    table = pd.concat(cells, ignore_index=True) if cells else pd.DataFrame(columns=["id", "column", "before", "after"])
    apart_m = shapely.hausdorff_distance(old.geometry.loc[both].to_numpy(), new.geometry.loc[both].to_numpy())
    moved = both[np.nan_to_num(apart_m, nan=0.0) > _SAME_M]
    changed = tuple(dict.fromkeys(table["id"]))
    return LayerChange(
        new=tuple(new.index.difference(old.index, sort=False)),
        gone=tuple(old.index.difference(new.index, sort=False)),
        changed=changed,
        moved=tuple(moved),
        cells=table.iloc[:_MOST_LISTED],
        same=len(both) - len(set(changed) | set(moved)),
    )


def _keys(before: GeoDataFrame, after: GeoDataFrame) -> tuple[pd.Index, pd.Index]:
    ids = before.index.astype(str), after.index.astype(str)
    if len(ids[0].intersection(ids[1])) or "name" not in before or "name" not in after:
        return ids
    names = before["name"].astype(str), after["name"].astype(str)
    is_usable = all((column != "").all() and column.is_unique for column in names)
    return (pd.Index(names[0]), pd.Index(names[1])) if is_usable else ids


def _changed_cells(old: GeoDataFrame, new: GeoDataFrame, both: pd.Index, column: str) -> pd.DataFrame:
    was, now = old[column].loc[both], new[column].loc[both]
    if pd.api.types.is_numeric_dtype(was) and pd.api.types.is_numeric_dtype(now):
        is_same = np.isclose(was.to_numpy(float), now.to_numpy(float), rtol=1e-9, atol=1e-9, equal_nan=True)
    else:
        is_same = (was.astype(str) == now.astype(str)).to_numpy()
    return pd.DataFrame(
        {
            "id": both[~is_same],
            "column": column,
            "before": was[~is_same].astype(str),
            "after": now[~is_same].astype(str),
        }
    )
