"""Turn the points of interest of an OpenStreetMap extract into facilities."""

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.crs import LONLAT
from geo.layers import FACILITIES
from geo.readers.kinds import POI_KEYS, SERVICE_OF_KIND, kind_from_tags
from geo.readers.osm.areas import areas
from geo.readers.osm.extract import OsmExtract, Tags
from geo.readers.report import named

__all__ = ["facilities", "is_poi"]


def is_poi(tags: Tags) -> bool:
    """Tell whether tags are those of a point of interest: any of `POI_KEYS`."""
    return any(key in tags for key in POI_KEYS)


def facilities(extract: OsmExtract) -> tuple[GeoDataFrame, tuple[str, ...]]:
    """
    Return the FACILITIES layer of an extract in lon/lat, one point an object, and the sentences about what has no
    place.

    Nodes stand where they are, areas at a point inside, open or incomplete ways at the middle of their known points. An
    object with two of the `POI_KEYS` (a library that is also an office) is one facility with both in `osm_tags`,
    joined by " + "; counts of points of interest that count tags are therefore slightly higher.
    """
    points = {
        f"n{node.osm_id}": (node.tags, shapely.Point(node.lon, node.lat)) for node in extract.nodes if is_poi(node.tags)
    }
    found = areas(extract, is_poi)
    inside = GeoSeries(found.geometries).representative_point() if found.ids else ()
    points |= {osm_id: (tags, point) for osm_id, tags, point in zip(found.ids, found.tags, inside, strict=True)}
    lost = []
    middles = _middles(extract, {osm_id for osm_id, _, _ in found.refused})
    for osm_id, tags, reason in found.refused:
        if osm_id in middles:
            points[osm_id] = (tags, middles[osm_id])
        else:
            lost.append(f"{tags.get('name', osm_id)} ({reason})")
    problems = (f"{len(lost)} facilities have no place in the file and are left out: {named(lost)}.",) if lost else ()
    return _layer(points, extract.as_of), problems


def _middles(extract: OsmExtract, osm_ids: set[str]) -> dict[str, shapely.Point]:
    middles = {}
    for way in extract.ways if osm_ids else ():
        if f"w{way.osm_id}" in osm_ids:
            lonlat = extract.locate(way.refs)
            lonlat = lonlat[~np.isnan(lonlat[:, 0])]
            if len(lonlat):
                middles[f"w{way.osm_id}"] = shapely.Point(lonlat.mean(axis=0))
    return middles


def _layer(points: dict[str, tuple[Tags, shapely.Point]], as_of: str) -> GeoDataFrame:
    if not points:
        return FACILITIES.empty(LONLAT)
    tags = [row for row, _ in points.values()]
    kinds = [kind_from_tags(row) for row in tags]
    layer = GeoDataFrame(
        {
            "facility_id": list(points),
            "name": [row.get("name", row.get("name:zh", "")) for row in tags],
            "kind": kinds,
            "services": [SERVICE_OF_KIND.get(kind, "") for kind in kinds],
            "hours": [row.get("opening_hours", "") for row in tags],
            "source": "OpenStreetMap",
            "as_of": as_of,
            "osm_tags": [" + ".join(f"{key}={row[key]}" for key in POI_KEYS if key in row) for row in tags],
        },
        geometry=[point for _, point in points.values()],
        crs=LONLAT,
    )
    return FACILITIES.check(layer.set_index("facility_id"))
