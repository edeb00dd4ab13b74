"""
Write down what each layer of a city contains, and check it once, where it comes in.

A layer is a GeoDataFrame whose index is `<noun>_id` and whose columns are named here, with the unit as the last word;
`geo.contracts` keeps the promise.
"""

from collections.abc import Iterable

import numpy as np

from geo.contracts import Column, LayerContract

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
    "PARTNER_UNITS",
    "RAILWAYS",
    "SERVICES",
    "SHOPS",
    "STREETS",
    "STREET_OFFICES",
]

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
