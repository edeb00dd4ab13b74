"""
Promise what a layer contains, and check the promise once, where the layer comes in.

A contract names the index, the kind of the geometries and the columns. Required columns must be there; optional ones
are filled with their default, so that no later room has to ask.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.errors import MissingColumnError, WrongGeometryError, WrongValueError

__all__ = ["Column", "GeometryKind", "LayerContract"]

GeometryKind = Literal["point", "line", "polygon", "none"]

_TYPE_NUMBERS = {"point": {0}, "line": {1, 2, 5}, "polygon": {3, 6}}
_RING = 2
_KIND_WORDS = {"point": "points", "line": "lines", "polygon": "polygons", "none": "no geometry"}


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column: its name, what it holds, what stands in when a file does not have it (`...` if it must), and the least
    it may be.
    """

    name: str
    dtype: Literal["text", "count", "number", "flag"]
    default: object = ...
    least: float = -np.inf


@dataclass(frozen=True, slots=True)
class LayerContract:
    """What one layer contains: the name of its index, the kind of its geometries, its columns."""

    name: str
    index: str
    geometry: GeometryKind
    columns: tuple[Column, ...]

    def check(self, layer: GeoDataFrame) -> GeoDataFrame:
        """
        Return the layer as promised: index named and unique, columns of the promised type, geometries of the kind.

        The layer given is not modified. Columns beyond the contract are kept.

        Raises
        ------
        MissingColumnError, EmptyLayerError, WrongGeometryError, WrongValueError
        """
        missing = [column.name for column in self.columns if column.default is ... and column.name not in layer.columns]
        if missing:
            raise MissingColumnError(
                f"The {self.name} layer needs the column(s) {', '.join(missing)}; "
                f"it has {', '.join(sorted(map(str, layer.columns)))}."
            )
        if self.geometry != "none":
            self._check_geometry(layer)
        checked = layer.copy()
        if checked.index.name != self.index:
            if self.index in checked.columns:
                checked = checked.set_index(self.index)
            checked.index = checked.index.rename(self.index)
        if not checked.index.is_unique:
            twice = checked.index[checked.index.duplicated()][0]
            raise WrongValueError(f"The {self.name} layer has the {self.index} {twice} twice; each may occur once.")
        for column in self.columns:
            checked[column.name] = self._column(checked, column)
        return _without_rings(checked) if self.geometry == "line" else checked

    def empty(self, crs: object) -> GeoDataFrame:
        """Return the layer without a row."""
        index = pd.Index([], name=self.index, dtype=object)
        return self.check(GeoDataFrame({c.name: [] for c in self.columns}, geometry=[], crs=crs, index=index))

    def _check_geometry(self, layer: GeoDataFrame) -> None:
        if len(layer) == 0:
            return
        wrong = self.wrong_geometry(layer)
        if wrong.all():
            found = "nothing" if (layer.geometry.isna() | layer.geometry.is_empty).all() else layer.geom_type.mode()[0]
            raise WrongGeometryError(
                f"The {self.name} layer needs {_KIND_WORDS[self.geometry]}; the file has {found}. "
                "Choose the layer with the right geometry, or convert it first."
            )
        if wrong.any():
            raise WrongGeometryError(
                f"The {self.name} layer needs {_KIND_WORDS[self.geometry]}; row {layer.index[wrong][0]} is "
                f"{layer.geom_type[wrong].iloc[0] or 'empty'}. Remove or mend the row."
            )

    def wrong_geometry(self, layer: GeoDataFrame) -> np.ndarray:
        """Return, row by row, whether the geometry is missing, empty, not finite or of another kind."""
        geometries = layer.geometry.to_numpy()
        usable = np.isin(shapely.get_type_id(geometries), list(_TYPE_NUMBERS[self.geometry]))
        xy, row = shapely.get_coordinates(geometries, return_index=True)
        broken = np.bincount(row[~np.isfinite(xy).all(axis=1)], minlength=len(geometries)) > 0
        return np.asarray(~usable | broken | shapely.is_empty(geometries))

    def _column(self, layer: GeoDataFrame, column: Column) -> pd.Series:
        if column.name not in layer.columns:
            values = pd.Series([column.default] * len(layer), index=layer.index)
        else:
            values = pd.Series(layer[column.name])
            if column.default is not ...:
                values = values.astype(object).where(values.notna(), column.default)
        try:
            if column.dtype == "text":
                return values.astype(object).where(values.notna(), "").astype(str)
            if column.dtype == "flag":
                return values.map(_as_flag).astype(bool)
            numbers = pd.to_numeric(values)
            is_whole = column.dtype == "count" and numbers.notna().all()
            numbers = numbers.astype("int64") if is_whole else numbers.astype(float)
        except (TypeError, ValueError) as error:
            raise WrongValueError(
                f"The column {column.name} of the {self.name} layer needs {column.dtype}s; {error}."
            ) from error
        low = numbers < column.least
        if low.any():
            raise WrongValueError(
                f"The column {column.name} of the {self.name} layer must be at least {column.least:g}; "
                f"row {numbers.index[low][0]} has {numbers[low].iloc[0]:g}. Mend the row."
            )
        return numbers


def _without_rings(layer: GeoDataFrame) -> GeoDataFrame:
    """Turn the closed rings that some programs write into ordinary lines."""
    geometries = layer.geometry.to_numpy().copy()
    rings = shapely.get_type_id(geometries) == _RING
    if not rings.any():
        return layer
    geometries[rings] = [shapely.LineString(ring.coords) for ring in geometries[rings]]
    return layer.set_geometry(GeoSeries(geometries, index=layer.index, crs=layer.crs))


def _as_flag(value: object) -> bool:
    return value.strip().lower() in ("1", "true", "yes", "是") if isinstance(value, str) else bool(value)
