"""Gather the lines that cut a community into blocks: its streets, rivers, railways, expressways and walls."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geo.city import City
from geo.grids.atoms.rules import AtomRules

__all__ = ["dividing_lines", "outside_compounds", "ways_over_barriers"]

#: Lines are taken this far beyond the community, so that those along its border are seen.
_AROUND_M = 60.0
#: A track of at most this length that is no barrier is a bridge.
_BRIDGE_M = 400.0
_IN_THE_STREET = ("tram", "subway", "light_rail", "monorail")
#: A line that touches a compound on less is no street through it.
_TOUCH_M = 0.5


def dividing_lines(city: City, land: Polygon | MultiPolygon, rules: AtomRules) -> GeoDataFrame:
    """
    Return the lines near `land` with their `kind`: river, railway, expressway, arterial, street, lane or wall.

    Walls of compounds are left out: their compound's outline says the same.
    """
    reach = shapely.buffer(shapely.envelope(land), _AROUND_M)
    streets, barriers, railways = (_near(city.get(name), reach) for name in ("streets", "barriers", "railways"))
    road = streets["highway"].str.removesuffix("_link")
    kinds = np.select(
        [road == "motorway", road.isin(rules.arterials), road.isin(rules.streets), road.isin(rules.lanes)],
        ["expressway", "arterial", "street", "lane"],
        default="",
    )
    found = [
        pd.DataFrame({"kind": kinds, "geometry": streets.geometry.to_numpy()}),
        pd.DataFrame({"kind": barriers["kind"].to_numpy(), "geometry": barriers.geometry.to_numpy()})[
            (barriers["compound_id"] == "").to_numpy()
        ],
        _tracks(railways, barriers),
    ]
    lines = pd.concat(found, ignore_index=True)
    lines = lines[lines["kind"].isin((*rules.barriers, "arterial", "street", "lane", "wall"))]
    parts = lines.assign(geometry=shapely.force_2d(shapely.intersection(lines["geometry"].to_numpy(), reach)))
    exploded = GeoDataFrame(parts, geometry="geometry", crs=city.crs).explode(ignore_index=True)
    return exploded[exploded.geom_type.isin(("LineString", "LinearRing")) & (exploded.length > 0)]


def ways_over_barriers(city: City, land: Polygon | MultiPolygon) -> NDArray[np.object_]:
    """Return the streets near `land` that lead over or under something: bridges, tunnels, other levels."""
    streets = _near(city.get("streets"), shapely.buffer(shapely.envelope(land), _AROUND_M))
    is_way = streets["is_bridge"] | streets["is_tunnel"] | (streets["level"] != 0)
    ways: NDArray[np.object_] = shapely.force_2d(streets.geometry.to_numpy()[is_way.to_numpy()])
    return ways


def outside_compounds(
    lines: Iterable[shapely.Geometry], compounds: NDArray[np.object_]
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """
    Take away what lies inside compounds.

    Returns
    -------
    lines, crossed
        The rest of each line, and the positions of the compounds that lines ran through: their outlines cut instead.
    """
    rest = np.asarray(list(lines), dtype=object)
    if not len(rest) or not len(compounds):
        return rest, np.empty(0, dtype=np.int64)
    line, compound = shapely.STRtree(compounds).query(rest, predicate="intersects")
    inside_m = shapely.length(shapely.intersection(rest[line], compounds[compound]))
    line, compound = line[inside_m > _TOUCH_M], compound[inside_m > _TOUCH_M]
    for at in np.unique(line):
        rest[at] = shapely.difference(rest[at], shapely.union_all(compounds[compound[line == at]]))
    return rest, np.unique(compound)


def _tracks(railways: GeoDataFrame, barriers: GeoDataFrame) -> pd.DataFrame:
    """
    Return railways that cut, but those in the street or in a tunnel.

    Where barriers name railways, a long track that is not among them is in a tunnel; a short one is a bridge, and the
    railway goes on there.
    """
    tracks = railways.geometry.to_numpy()[~railways["kind"].isin(_IN_THE_STREET).to_numpy()]
    known = shapely.union_all(barriers.geometry.to_numpy()[(barriers["kind"] == "railway").to_numpy()])
    if not known.is_empty:
        is_new = shapely.length(shapely.difference(tracks, shapely.buffer(known, 1.0))) > 1.0
        tracks = tracks[is_new & (shapely.length(tracks) < _BRIDGE_M)]
    return pd.DataFrame({"kind": "railway", "geometry": tracks})


def _near(layer: GeoDataFrame, reach: Polygon) -> GeoDataFrame:
    return layer.iloc[np.sort(layer.sindex.query(reach, predicate="intersects"))]
