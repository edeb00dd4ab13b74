"""Say what one finding is, and put findings into a layer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
import pyproj
import shapely
from geopandas import GeoDataFrame

from geo.sentences import Sentence

__all__ = ["Finding", "Severity", "findings_layer"]

Severity = Literal["error", "warning"]

_COLUMNS = (
    "rule",
    "severity",
    "grid_ids",
    "area_m2",
    "size",
    "size_unit",
    "community_id",
    "sentence",
    "is_repairable",
    "blocks_publishing",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing found: whom it concerns, where, how much.

    `size` is in `size_unit`: "m2", "m", "households", "people", "1" (a share or a plain number) or "parts".
    `is_repairable`: `repair_grids` takes it away and no dwelling changes from one grid to another by it.
    """

    grid_ids: tuple[str, ...]
    geometry: shapely.Geometry
    size: float
    size_unit: str
    sentence: Sentence
    community_id: str = ""
    is_repairable: bool = False
    area_m2: float = field(default=np.nan)


def findings_layer(found: Sequence[tuple[str, Severity, bool, Finding]], crs: pyproj.CRS | None) -> GeoDataFrame:
    """Return the layer of findings, from (rule, severity, blocks publishing, finding), in the order given."""
    rows = [
        (
            rule,
            severity,
            one.grid_ids,
            shapely.area(one.geometry) if np.isnan(one.area_m2) else one.area_m2,
            one.size,
            one.size_unit,
            one.community_id,
            one.sentence,
            one.is_repairable,
            blocks,
        )
        for rule, severity, blocks, one in found
    ]
    table = pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object)  # object: a Sentence keeps its Chinese
    table = table.astype({"area_m2": float, "size": float, "is_repairable": bool, "blocks_publishing": bool})
    layer = GeoDataFrame(table, geometry=[one.geometry for *_, one in found], crs=crs)
    return layer.rename_axis("finding_id")
