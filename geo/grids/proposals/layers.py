"""Make a GRIDS layer of a division, and put finished grids beside it."""

import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.grids.atoms import Atoms
from geo.grids.atoms.contents import COUNTED
from geo.grids.proposals.dividing import Division
from geo.grids.proposals.naming import named_grids
from geo.grids.proposals.task import GridTask
from geo.grids.proposals.weights import weights_of
from geo.layers import GRIDS

__all__ = ["beside", "grids_of", "weighed"]

_SUMMED = (*COUNTED, "homes", "shops", "issues")


def grids_of(
    atoms: Atoms, division: Division, weights: "pd.Series[float]", finished: GeoDataFrame
) -> tuple[GeoDataFrame, dict[int, str]]:
    """Return the named grids of a division with what is in them, and the id of each zone's grid."""
    zone = division.zone.to_numpy()
    shapes = atoms.blocks.geometry.to_numpy()
    lands = [shapely.coverage_union_all(shapes[zone == number]) for number in range(zone.max() + 1)]
    columns = [name for name in _SUMMED if name in atoms.blocks.columns]
    sums = atoms.blocks[columns].groupby(zone).sum()
    counted = sums.assign(weight=weights.groupby(zone).sum(), zone=sums.index)
    grids = named_grids(
        GeoDataFrame(counted, geometry=lands, crs=atoms.blocks.crs),
        atoms.community_id, atoms.name, set(finished.index), set(finished["name"]),
    )  # fmt: skip
    id_of_zone = dict(zip(grids["zone"], grids.index, strict=True))
    kept = grids.drop(columns="zone").assign(community_id=atoms.community_id, grid_kind="basic", is_locked=False)
    return GRIDS.check(kept), id_of_zone


def beside(grids: GeoDataFrame, finished: GeoDataFrame) -> GeoDataFrame:
    """Return new grids, then finished ones, whose shapes are passed on as they are."""
    if not len(finished):
        return grids
    locked = finished.assign(is_locked=True)
    return locked if not len(grids) else GeoDataFrame(pd.concat([grids, locked]), crs=finished.crs)


def weighed(grids: GeoDataFrame, task: GridTask) -> GeoDataFrame:
    """Return counted grids with the `weight` the task balances."""
    return grids.assign(weight=weights_of(grids, task.weight, task.workload))
