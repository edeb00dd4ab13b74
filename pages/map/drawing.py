"""Turn a city's layers into the compact drawings that the browser fetches once: the base map, buildings, boundaries."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.city import City
from geo.crs import to_lonlat
from pages.map.shapes import Origin, packed_shapes
from pages.map.snap_lines import snap_lines

__all__ = ["AREA_LAYERS", "DRAWINGS", "city_bounds", "city_origin", "drawing"]

#: Level of a table -> the layer whose outlines show it.
AREA_LAYERS = MappingProxyType({"street_id": "street_offices", "community_id": "communities", "grid_id": "grids"})

#: Street class of OpenStreetMap -> how wide it is drawn: 1 widest. Anything else is drawn as a local street.
STREET_CLASSES = MappingProxyType(
    {
        "motorway": 1,
        "motorway_link": 2,
        "trunk": 2,
        "trunk_link": 3,
        "primary": 2,
        "primary_link": 3,
        "secondary": 3,
        "secondary_link": 3,
        "tertiary": 4,
        "tertiary_link": 4,
        "residential": 5,
        "unclassified": 5,
        "living_street": 5,
        "service": 6,
        "pedestrian": 6,
        "track": 7,
        "footway": 7,
        "path": 7,
        "cycleway": 7,
        "steps": 7,
        "corridor": 7,
    }
)
_LOCAL_STREET = 5

Drawing = dict[str, Any]


def drawing(city: City, name: str) -> bytes:
    """Return one drawing of `DRAWINGS` as JSON."""
    origin = city_origin(city)
    content = {"origin": [origin.lon, origin.lat], **DRAWINGS[name](city, origin)}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def city_origin(city: City) -> Origin:
    """Return the south-western corner of the city, from which its steps are counted."""
    west, south, _, _ = city_bounds(city)
    return Origin(round(west, 4), round(south, 4))


def city_bounds(city: City) -> tuple[float, float, float, float]:
    """Return west, south, east, north in degrees: of the buildings if there are any, else of the streets."""
    for name in ("buildings", "communities", "streets", "facilities"):
        layer = city.get(name)
        if len(layer):
            west, south, east, north = (float(edge) for edge in to_lonlat(_corners(layer)).total_bounds)
            return west, south, east, north
    return 0.0, 0.0, 0.0, 0.0


def _corners(layer: GeoDataFrame) -> GeoSeries:
    return GeoSeries([shapely.box(*layer.total_bounds)], crs=layer.crs)


def _base(city: City, origin: Origin) -> Drawing:
    """The quiet map below: land cover, streets by class, railways, compounds."""
    streets = city.get("streets")
    landcover, railways, compounds = city.get("landcover"), city.get("railways"), city.get("compounds")
    widths = streets["highway"].map(STREET_CLASSES).fillna(_LOCAL_STREET).astype(int)
    return {
        "landcover": {
            "classes": landcover["kind"].tolist(),
            "names": landcover["name"].tolist(),
            "shapes": packed_shapes(landcover.geometry, origin),
        },
        "streets": {
            "classes": widths.tolist(),
            "names": streets["name"].tolist(),
            "bridges": np.flatnonzero(streets["is_bridge"].to_numpy(bool)).tolist(),
            "shapes": packed_shapes(streets.geometry, origin),
        },
        "railways": {"classes": railways["kind"].tolist(), "shapes": packed_shapes(railways.geometry, origin)},
        "compounds": {"names": compounds["name"].tolist(), "shapes": packed_shapes(compounds.geometry, origin)},
    }


def _buildings(city: City, origin: Origin) -> Drawing:
    """Every building's footprint, in the order of the layer: the codes that colour them come in the same order."""
    buildings = city.get("buildings")
    return {
        "buildings": {
            "ids": buildings.index.astype(str).tolist(),
            "names": buildings["name"].tolist(),
            "households": np.rint(buildings["households"].to_numpy(float)).astype(int).tolist(),
            "shapes": packed_shapes(buildings.geometry, origin),
        }
    }


def _areas(city: City, origin: Origin) -> Drawing:
    """Outlines of street offices, communities and grids, with a place for each one's name."""
    return {"areas": {level: _outlines(city.get(layer), origin) for level, layer in AREA_LAYERS.items()}}


def _outlines(areas: GeoDataFrame, origin: Origin) -> Drawing:
    middles = to_lonlat(areas.geometry.representative_point()) if len(areas) else areas.geometry
    return {
        "ids": areas.index.astype(str).tolist(),
        "names": areas["name"].tolist(),
        "middles": origin.steps(shapely.get_coordinates(middles.to_numpy())).tolist(),
        "shapes": packed_shapes(areas.geometry, origin),
        "rims": packed_shapes(_rims(areas), origin),
    }


def _rims(areas: GeoDataFrame) -> GeoSeries:
    """Each boundary once: neighbours share theirs, and two rows of dashes on one line are none."""
    lines = shapely.line_merge(shapely.union_all(shapely.boundary(areas.geometry.to_numpy())))
    return GeoSeries(shapely.get_parts(lines), crs=areas.crs)


DRAWINGS: Mapping[str, Callable[[City, Origin], Drawing]] = MappingProxyType(
    {"base": _base, "buildings": _buildings, "areas": _areas, "snap_lines": snap_lines}
)
