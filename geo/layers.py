"""
Write down what each layer of a city contains, and check it once, where it comes in.

A layer is a GeoDataFrame whose index is `<noun>_id` and whose columns are named here, with the unit as the last word.
Required columns must be there; optional ones are filled with their default, so that no later room has to ask.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.errors import EmptyLayerError, MissingColumnError, WrongGeometryError, WrongValueError

__all__ = [
    "BARRIERS",
    "BUILDINGS",
    "CANDIDATES",
    "COMMUNITIES",
    "COMPOUNDS",
    "COUNTS",
    "DEMAND",
    "ENTRANCES",
    "FACILITIES",
    "GATES",
    "GRIDS",
    "ISSUES",
    "LANDCOVER",
    "LAYERS",
    "LEVELS",
    "LayerContract",
    "PARTNER_UNITS",
    "RAILWAYS",
    "SERVICES",
    "SHOPS",
    "STREETS",
    "STREET_OFFICES",
]

GeometryKind = Literal["point", "line", "polygon", "none"]

_TYPE_NUMBERS = {"point": {0}, "line": {1, 2, 5}, "polygon": {3, 6}}
_RING = 2
_KIND_WORDS = {"point": "points", "line": "lines", "polygon": "polygons", "none": "no geometry"}

#: The counts that coverage is told in; households are the headline.
COUNTS = (
    "households",
    "people",
    "elderly",
    "elderly_80",
    "children_0_6",
    "buildings",
    "floor_area_m2",
)

#: Administrative levels from the largest to the smallest, as the column that names each in BUILDINGS and DEMAND.
LEVELS = ("street_id", "community_id", "grid_id", "compound_id")


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


def require_rows(layer: GeoDataFrame, layer_name: str) -> None:
    """Say so when a layer has no row."""
    if len(layer) == 0:
        raise EmptyLayerError(f"The {layer_name} layer has no rows; at least one is needed. Choose another file.")


def _texts(*names: str) -> Iterable[Column]:
    return (Column(name, "text", "") for name in names)


STREETS = LayerContract(
    "streets",
    "way_id",
    "line",
    (
        *_texts("name", "highway", "foot", "access", "service", "kind"),
        Column("is_bridge", "flag", False),
        Column("is_tunnel", "flag", False),
        Column("level", "count", 0),
        Column("wait_s", "number", 0.0, least=0),  # waiting on the whole of this way: a signal, a footbridge, a gate
        Column(
            "is_noded", "flag", False
        ),  # True: lines meet only where they share a vertex (OSM); False: also where they cross
    ),
)
GATES = LayerContract(
    "gates",
    "gate_id",
    "point",
    (*_texts("name", "compound_id"), Column("is_open", "flag", True), Column("wait_s", "number", 0.0, least=0)),
)
BARRIERS = LayerContract(
    "barriers",
    "barrier_id",
    "line",
    (
        Column("kind", "text", "wall"),  # wall, river, railway, expressway, closure
        *_texts("name", "compound_id", "gate_id"),  # gate_id: the shut gate that a closure stands for
        Column("cuts_streets", "flag", True),  # a street crossing it is cut unless by a gate, bridge or tunnel
    ),
)
STREET_OFFICES = LayerContract("street_offices", "street_id", "polygon", (Column("name", "text"),))
COMMUNITIES = LayerContract(
    "communities",
    "community_id",
    "polygon",
    (Column("name", "text"), *_texts("street_id", "community_type", "code")),
)
GRIDS = LayerContract(
    "grids",
    "grid_id",
    "polygon",
    (Column("name", "text"), *_texts("community_id", "grid_code", "grid_kind", "grid_head")),
)
COMPOUNDS = LayerContract(
    "compounds",
    "compound_id",
    "polygon",
    (
        Column("name", "text"),
        *_texts("community_id", "compound_form", "property_mode", "status"),
        Column("is_gated", "flag", False),
        Column("built_year", "number", np.nan),
        Column("given_area_m2", "number", np.nan),  # room the developer gave; new estates only
    ),
)
_PEOPLE_COLUMNS = (
    Column("people", "number", 0.0),
    Column("elderly", "number", 0.0),  # 60 and over
    Column("elderly_80", "number", 0.0),
    Column("children_0_6", "number", 0.0),
    Column("children_7_14", "number", 0.0),
    Column("disabled", "number", 0.0),
)
_PLACE_COLUMNS = tuple(_texts(*LEVELS))
BUILDINGS = LayerContract(
    "buildings",
    "building_id",
    "polygon",
    (
        *_texts("name"),
        *_PLACE_COLUMNS,
        Column(
            "building_kind", "text", "residential"
        ),  # residential, self_built, mid_rise, high_rise, school, office, ...
        Column("storeys", "number", np.nan),
        Column("units", "number", np.nan),  # stairwells
        Column("built_year", "number", np.nan),
        Column("households", "number", 0.0),
        *_PEOPLE_COLUMNS,
        Column("floor_area_m2", "number", 0.0),  # dwelling floor area
        Column("is_estimated", "flag", False),  # households estimated, not counted
    ),
)
ENTRANCES = LayerContract("entrances", "entrance_id", "point", (Column("building_id", "text"), *_texts("name")))
DEMAND = LayerContract(
    "demand",
    "demand_id",
    "point",
    (
        *_texts("name"),
        *_PLACE_COLUMNS,
        Column("households", "number", 1.0),
        *_PEOPLE_COLUMNS,
        Column("buildings", "count", 1),
        Column("floor_area_m2", "number", 0.0),
        Column("is_estimated", "flag", False),
    ),
)
FACILITIES = LayerContract(
    "facilities",
    "facility_id",
    "point",
    (
        *_texts("name"),
        Column("kind", "text", "unknown"),  # geo.vocabulary.FACILITY_KINDS
        *_texts("tier", "services", "hours", *LEVELS[:3], "acquired_by", "source", "as_of"),
        Column("capacity", "number", np.nan),  # households it can serve
        Column("floor_area_m2", "number", np.nan),
    ),
)
#: One row a service that a facility offers; `hours` as in OpenStreetMap's opening_hours, "" if unknown.
SERVICES = LayerContract(
    "services",
    "offer_id",
    "none",
    (
        Column("facility_id", "text"),
        Column("service", "text"),
        *_texts("hours"),
        Column("capacity", "number", np.nan),
        Column("floor_area_m2", "number", np.nan),
    ),
)
PARTNER_UNITS = LayerContract(
    "partner_units", "unit_id", "point", (Column("name", "text"), *_texts("unit_kind", "community_id"))
)
SHOPS = LayerContract("shops", "shop_id", "point", (*_texts("name", "shop_kind", "grid_id"),))
ISSUES = LayerContract(
    "issues", "issue_id", "point", (*_texts("issue_kind", "state", "reported_on", "grid_id", "community_id"),)
)
CANDIDATES = LayerContract(
    "candidates",
    "candidate_id",
    "point",
    (
        *_texts("name", "host_kind"),
        Column("floor_area_m2", "number", np.nan),
        Column("build_cost_yuan", "number", np.nan),
    ),
)
LANDCOVER = LayerContract("landcover", "landcover_id", "polygon", (Column("kind", "text"), *_texts("name")))
RAILWAYS = LayerContract("railways", "railway_id", "line", (*_texts("name", "kind"),))

#: Every layer a city file may hold, in the order they are drawn and listed.
LAYERS = {
    contract.name: contract
    for contract in (
        STREET_OFFICES,
        COMMUNITIES,
        GRIDS,
        COMPOUNDS,
        BUILDINGS,
        ENTRANCES,
        FACILITIES,
        SERVICES,
        STREETS,
        GATES,
        BARRIERS,
        PARTNER_UNITS,
        SHOPS,
        ISSUES,
        CANDIDATES,
        LANDCOVER,
        RAILWAYS,
    )
}
