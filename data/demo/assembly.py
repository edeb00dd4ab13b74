"""Put the layers together, move them to their place in China and write the card that says they are invented."""

import logging

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from data.demo.compounds import estates
from data.demo.everyday import candidate_rows, issue_rows, shop_rows, unit_rows
from data.demo.facilities import facility_rows, service_rows
from data.demo.faults import with_grid_faults
from data.demo.frame import AS_OF, CITY_NAME, SOURCE, city_crs, city_origin
from data.demo.ground import ground_rows
from data.demo.naming import chiefs_of, named_streets
from data.demo.rivers import river_lines
from data.demo.sectors import COMMUNITIES
from data.demo.skeleton import city_outline, expressway, railway
from data.demo.tables import (
    buildings_layer,
    communities_layer,
    community_id,
    compound_ids,
    compounds_layer,
    entrances_layer,
    grid_id,
    grids_layer,
    street_offices_layer,
)  # fmt: skip
from data.demo.terrain import heights_m
from geo.city import City, Provenance

__all__ = ["dingxi"]

logger = logging.getLogger(__name__)

_METHOD = "由 data/demo 的程序按固定种子绘制,不对应任何真实地点、机构或个人。"
_LICENCE = "CC0-1.0"
_GATE_WAIT_S = 5.0


def dingxi() -> City:
    """Return the demo city, every layer in its metric system."""
    grids, buildings = with_grid_faults(grids_layer(), buildings_layer())
    layers = {
        "street_offices": street_offices_layer(),
        "communities": communities_layer(),
        "grids": grids,
        "compounds": compounds_layer(),
        "buildings": buildings,
        "entrances": entrances_layer(),
        **_facilities(),
        "streets": _streets(),
        "gates": _gates(),
        "barriers": _barriers(),
        **_everyday(),
        "landcover": _landcover(),
        "railways": _railways(),
    }
    placed = {name: layer if name == "services" else _placed(layer) for name, layer in layers.items()}
    provenance = tuple(Provenance(name, SOURCE, AS_OF, _LICENCE, _METHOD) for name in placed)
    notes = {
        "label": "虚构演示数据 · Synthetic demo data",
        "description": "一座不存在的城市:地名、人口、设施与事项全部为程序生成。",
    }
    city = City.of(CITY_NAME, placed, provenance=provenance, is_synthetic=True, as_of=AS_OF, notes=notes)
    logger.info("drew %s: %s", CITY_NAME, ", ".join(f"{len(layer)} {name}" for name, layer in placed.items()))
    return city


def _placed(layer: GeoDataFrame) -> GeoDataFrame:
    origin = city_origin()

    def move(places: np.ndarray) -> np.ndarray:
        return np.asarray(np.round(places + np.array([origin.east_m, origin.north_m, 0.0][: places.shape[1]]), 2))

    geometries = layer.geometry.to_numpy()
    has_z = bool(shapely.has_z(geometries).any())
    return layer.set_geometry(shapely.transform(geometries, move, include_z=has_z)).set_crs(city_crs())


def _numbered(letter: str, count: int, noun: str) -> pd.Index:
    width = len(str(count))
    return pd.Index([f"{letter}{number:0{width}d}" for number in range(1, count + 1)], name=noun)


def _facilities() -> dict[str, GeoDataFrame]:
    rows = facility_rows()
    columns = [
        "name",
        "kind",
        "tier",
        "services",
        "hours",
        "acquired_by",
        "source",
        "as_of",
        "capacity",
        "floor_area_m2",
    ]
    table = rows[columns].assign(
        street_id=[COMMUNITIES[c].street_id for c in rows["community"]],
        community_id=[community_id(c) for c in rows["community"]],
        grid_id=[grid_id(g) for g in rows["grid"]],
    )
    facilities = GeoDataFrame(
        table.set_axis(pd.Index(rows["facility_id"], name="facility_id")), geometry=rows["place"].to_list()
    )
    return {"facilities": facilities, "services": GeoDataFrame(service_rows(rows))}


def _streets() -> GeoDataFrame:
    streets = named_streets()
    fields = ("name", "highway", "foot", "access", "service", "kind", "is_bridge", "is_tunnel", "level", "wait_s")
    table = pd.DataFrame({field: [getattr(street, field) for street in streets] for field in fields})
    table = table.assign(is_noded=True, chief_count=[chiefs_of(street.name) for street in streets])
    lines = [_raised(street.line, street.is_bridge or street.is_tunnel) for street in streets]
    return GeoDataFrame(table.set_axis(_numbered("W", len(streets), "way_id")), geometry=lines)


def _raised(line: shapely.LineString, is_straight: bool) -> shapely.LineString:
    places = shapely.get_coordinates(line)
    heights = heights_m(places)
    if is_straight:
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(places, axis=0).T))])
        heights = np.interp(along, along[[0, -1]], heights[[0, -1]])
    return shapely.LineString(np.column_stack([places, heights.round(1)]))


def _gates() -> GeoDataFrame:
    flats, _ = compound_ids()
    rows = [
        (f"{'东南西北'[k]}门", compound, gate.is_open, _GATE_WAIT_S, gate.place)
        for compound, estate in zip(flats, estates(), strict=True)
        for k, gate in enumerate(estate.gates)
    ]
    table = pd.DataFrame(rows, columns=["name", "compound_id", "is_open", "wait_s", "geometry"])
    return GeoDataFrame(table.set_axis(_numbered("K", len(table), "gate_id")), geometry="geometry")


def _barriers() -> GeoDataFrame:
    flats, _ = compound_ids()
    rows: list[tuple[str, str, str, BaseGeometry]] = [
        ("wall", "围墙", compound, shapely.LineString(estate.ground.exterior.coords))
        for compound, estate in zip(flats, estates(), strict=True)
        if estate.is_gated
    ]
    inside = city_outline()
    rows += [("river", name, "", line.intersection(inside)) for name, line in river_lines().items()]
    rows += [
        ("railway", "鼎溪铁路", "", railway().intersection(inside)),
        ("expressway", "鼎溪高速", "", expressway().intersection(inside)),
    ]
    table = pd.DataFrame(rows, columns=["kind", "name", "compound_id", "geometry"])
    return GeoDataFrame(
        table.assign(cuts_streets=True).set_axis(_numbered("R", len(table), "barrier_id")), geometry="geometry"
    )


def _everyday() -> dict[str, GeoDataFrame]:
    units, shops, issues, candidates = unit_rows(), shop_rows(), issue_rows(), candidate_rows()
    owner = communities_of_grids()
    issue_table = issues.assign(
        grid_id=[grid_id(g) for g in issues["grid"]], community_id=[owner[g] for g in issues["grid"]]
    )
    return {
        "partner_units": _points(
            units.assign(community_id=[community_id(c) for c in units["community"]]),
            ["name", "unit_kind", "community_id"],
            "U",
            "unit_id",
        ),
        "shops": _points(
            shops.assign(grid_id=[grid_id(g) for g in shops["grid"]]), ["name", "shop_kind", "grid_id"], "P", "shop_id"
        ),
        "issues": _points(
            issue_table, ["issue_kind", "state", "reported_on", "grid_id", "community_id"], "I", "issue_id"
        ),
        "candidates": _points(
            candidates, ["name", "host_kind", "floor_area_m2", "build_cost_yuan"], "N", "candidate_id"
        ),
    }


def communities_of_grids() -> list[str]:
    """Return the community of every grid, by the grid's number."""
    return [community_id(number) for number, community in enumerate(COMMUNITIES) for _ in range(community.grids)]


def _points(rows: pd.DataFrame, columns: list[str], letter: str, noun: str) -> GeoDataFrame:
    return GeoDataFrame(rows[columns].set_axis(_numbered(letter, len(rows), noun)), geometry=rows["place"].to_list())


def _landcover() -> GeoDataFrame:
    table = pd.DataFrame(ground_rows(), columns=["kind", "name", "geometry"])
    return GeoDataFrame(table.set_axis(_numbered("L", len(table), "landcover_id")), geometry="geometry")


def _railways() -> GeoDataFrame:
    line = railway().intersection(city_outline())
    index = _numbered("T", 1, "railway_id")
    return GeoDataFrame({"name": ["鼎溪铁路"], "kind": ["rail"]}, geometry=[line], index=index)
