"""Say which community each grid belongs to."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyproj
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geo.crs import require_metres
from geo.errors import EmptyLayerError, WrongGeometryError

__all__ = ["Parent", "Parents", "label_of", "parents_of", "require_grid_metres"]

#: The COMMUNITIES layer, or one or more polygons.
Parent: TypeAlias = GeoDataFrame | GeoSeries | Polygon | MultiPolygon


@dataclass(frozen=True, slots=True)
class Parents:
    """The communities that grids tile: their ids and lands, and for each grid the position of its own, or -1."""

    ids: tuple[str, ...]
    lands: NDArray[np.object_]
    of_grid: NDArray[np.int64]


def parents_of(parent: Parent, grids: GeoDataFrame) -> Parents:
    """
    Find the community of each grid: the only one, else by `community_id`, else where most of it lies.

    Raises
    ------
    EmptyLayerError, WrongGeometryError
    """
    ids: tuple[str, ...]
    if isinstance(parent, (Polygon, MultiPolygon)):
        lands, ids = np.array([parent], dtype=object), ("",)
    else:
        series = _in_crs(parent.geometry, grids.crs)
        lands, ids = series.to_numpy(), tuple(map(str, series.index))
    if not len(lands):
        raise EmptyLayerError(
            "The communities layer is empty. Load the border that the grids belong to.",
            zh="社区图层为空；请先加载网格所属的社区边界。",
        )
    if not np.isin(shapely.get_type_id(lands), (3, 6)).all() or shapely.is_empty(lands).any():
        raise WrongGeometryError(
            "A community's border needs to be a polygon with an area. Mend or remove the row.",
            zh="社区边界须为有面积的多边形；请修正或删除该行。",
        )
    broken = np.flatnonzero(~shapely.is_valid(lands))
    if len(broken):
        lands = lands.copy()
        lands[broken] = shapely.make_valid(lands[broken], method="structure", keep_collapsed=False)
    if len(lands) == 1:
        if isinstance(parent, (Polygon, MultiPolygon)) and "community_id" in grids.columns and len(grids):
            ids = (str(grids["community_id"].mode().iloc[0]),) if grids["community_id"].notna().any() else ids
        return Parents(ids, lands, np.zeros(len(grids), dtype=np.int64))
    return Parents(ids, lands, _positions(ids, lands, grids))


def require_grid_metres(grids: GeoDataFrame) -> None:
    """
    Refuse degrees and Web Mercator; a layer without a coordinate system is taken to be in metres.

    Raises
    ------
    CrsError
    """
    if grids.crs is not None:
        require_metres(grids, "grids")


def label_of(grids: GeoDataFrame) -> dict[str, str]:
    """Return what to call each grid in a sentence: its name, else its id."""
    names = grids["name"] if "name" in grids.columns else [""] * len(grids)
    return {
        str(grid_id): str(name) if isinstance(name, str) and name.strip() else str(grid_id)
        for grid_id, name in zip(grids.index, names, strict=True)
    }


def _in_crs(series: GeoSeries, crs: pyproj.CRS | None) -> GeoSeries:
    return series if crs is None or series.crs is None or series.crs == crs else series.to_crs(crs)


def _positions(ids: tuple[str, ...], lands: NDArray[np.object_], grids: GeoDataFrame) -> NDArray[np.int64]:
    known = {name: position for position, name in enumerate(ids)}
    written = grids["community_id"].astype(str) if "community_id" in grids.columns else [""] * len(grids)
    position = np.array([known.get(name, -1) for name in written], dtype=np.int64)
    shapes = grids.geometry.to_numpy()
    tree = shapely.STRtree(lands)
    for number in np.flatnonzero(position < 0).tolist():
        if shapes[number] is None or shapes[number].is_empty:
            continue
        valid = shapely.make_valid(shapes[number])
        near = tree.query(valid, predicate="intersects")
        if len(near):
            position[number] = near[np.argmax(shapely.area(shapely.intersection(lands[near], valid)))]
    return position
