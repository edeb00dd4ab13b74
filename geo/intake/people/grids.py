"""Take the cells of a population grid from a layer: polygons such as H3 cells, or centres of squares of one size."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.crs import require_crs, to_metric
from geo.errors import EmptyLayerError, MissingColumnError, SettingError, WrongGeometryError
from geo.intake.people.account import listed
from geo.readers.cells import number_in, plain_text
from geo.readers.columns import recognised
from geo.readers.headers import DEMAND_HEADERS
from geo.readers.rasters import PopulationCells
from geo.sentences import Sentence

__all__ = ["cells_of"]

_POINT, _POLYGONS = 0, (3, 6)


def cells_of(layer: GeoDataFrame, *, cell_size_m: float | None = None, name: str = "") -> PopulationCells:
    """
    Return the cells of a grid layer in which people live; the column with people is recognised by its header.

    Parameters
    ----------
    layer
        Polygons, or points in the middle of square cells, in any coordinate system.
    cell_size_m
        Side of a cell, metres; for points only, which need it.

    Raises
    ------
    MissingColumnError, MissingCrsError, WrongGeometryError, EmptyLayerError
        If there are no people, no place, lines instead of cells, or no cell with people.
    SettingError
        If points come without the size of their cells.
    """
    label = name or "grid"
    require_crs(layer, label)
    column = recognised(layer.columns.drop(layer.geometry.name), {"people": DEMAND_HEADERS["people"]}).get("people")
    if column is None:
        there = ", ".join(str(one) for one in layer.columns.drop(layer.geometry.name))
        raise MissingColumnError(
            f"The {label} layer needs a column with people, such as 人口 or population; it has {there}.",
            zh=f"{label} 图层需要一列人口，例如“人口”或 population；现有：{there}。",
        )
    cells, reasons = _usable(layer.assign(people=layer[column]), label)
    if not len(cells):
        raise EmptyLayerError(
            f"The {label} layer has no cell with people; check that the column {column} holds counts.",
            zh=f"{label} 图层没有一个单元有人口；请检查“{column}”一列是否为人口数。",
        )
    return PopulationCells(label, _areas(cells, label, cell_size_m), reasons)


def _usable(layer: GeoDataFrame, label: str) -> tuple[GeoDataFrame, tuple[Sentence, ...]]:
    """Return the rows with people and a shape, by id, and sentences about those that were not counted."""
    people = pd.to_numeric(layer["people"].map(number_in)).to_numpy(float, na_value=np.nan)
    is_blank = (layer["people"].map(plain_text) == "").to_numpy()
    shapes = layer.geometry.to_numpy()
    is_shape = np.isin(shapely.get_type_id(shapes), (_POINT, *_POLYGONS)) & ~shapely.is_empty(shapes)
    is_shape &= np.isfinite(shapely.bounds(shapes)).all(axis=1)
    if len(layer) and not is_shape.any():
        raise WrongGeometryError(
            f"The {label} layer needs cells (polygons, or points with a cell size); it has neither. Choose another.",
            zh=f"{label} 图层需要面状单元，或带单元边长的点；请另选图层。",
        )
    is_count = np.isfinite(people) & (people >= 0)
    ids = pd.Index([str(row) for row in layer.index], name="cell_id", dtype=object)
    reasons = [
        *_named(ids[~is_blank & ~is_count], "have people that are negative or no number", "人口为负数或不是数字"),
        *_named(ids[is_count & (people > 0) & ~is_shape], "have people and no usable shape", "有人口而没有可用的图形"),
    ]
    is_used = is_count & (people > 0) & is_shape
    geometry = layer.geometry.to_numpy()[is_used]
    return GeoDataFrame({"people": people[is_used]}, geometry=geometry, index=ids[is_used], crs=layer.crs), tuple(
        reasons
    )


def _named(ids: pd.Index, fault: str, fault_zh: str) -> list[Sentence]:
    if not len(ids):
        return []
    names, names_zh = listed(ids)
    return [
        Sentence(
            f"{len(ids):,} cells {fault} and were not counted: {names}.",
            zh=f"{len(ids):,} 个单元{fault_zh}，未计入：{names_zh}。",
        )
    ]


def _areas(cells: GeoDataFrame, label: str, cell_size_m: float | None) -> GeoDataFrame:
    is_point = shapely.get_type_id(cells.geometry.to_numpy()) == _POINT
    if not is_point.any():
        return cells.set_geometry(np.asarray(shapely.make_valid(cells.geometry.to_numpy())), crs=cells.crs)
    if cell_size_m is None or not 0 < cell_size_m <= 1e5 or not is_point.all():
        raise SettingError(
            f"The {label} layer has points; say how wide their square cells are, in metres; all rows must be points.",
            zh=f"{label} 图层是点；请给出方形单元的边长（米），并保证全部为点。",
        )
    metric = to_metric(cells, label)
    middles = shapely.get_coordinates(metric.geometry.to_numpy())
    return metric.set_geometry(_squares(middles, cell_size_m), crs=metric.crs)


def _squares(middles: NDArray[np.float64], size_m: float) -> NDArray[np.object_]:
    half = size_m / 2
    x, y = middles.T
    return np.asarray(shapely.box(x - half, y - half, x + half, y + half))
