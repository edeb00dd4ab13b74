"""Find the gates on streets, and draw a closure where a node may not be walked through."""

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.crs import LONLAT
from geo.layers import BARRIERS, GATES
from geo.readers.osm.extract import OsmExtract, OsmWay
from geo.readers.osm.ways import street_ways

__all__ = ["closures", "gates", "is_closed_to_walkers"]

_GATE_KINDS = frozenset(
    {
        "gate", "lift_gate", "swing_gate", "sliding_gate", "kissing_gate", "hampshire_gate", "bump_gate", "bollard",
        "cycle_barrier", "block", "chain", "entrance", "turnstile", "full-height_turnstile", "toll_booth", "stile",
        "wall", "fence", "barrier", "jersey_barrier", "sally_port",
    }
)  # fmt: skip
_REFUSED = ("no", "private")
_ALLOWED = ("yes", "designated", "permissive", "destination")
#: A closure is drawn this far beside its node, so that it crosses the street and not merely touches a vertex of it.
_SETBACK_M = 0.5
_HALF_WIDTH_M = 0.5
_METRES_PER_DEGREE = 111_195.0


def is_closed_to_walkers(tags: dict[str, str]) -> bool:
    """
    Tell whether a node's tags keep everybody on foot from passing.

    foot=no or private does; locked=yes, or access=no or private on a barrier, does unless foot=yes, designated,
    permissive or destination.
    """
    foot = tags.get("foot", "")
    if foot in _REFUSED:
        return True
    is_shut = tags.get("locked") == "yes" or ("barrier" in tags and tags.get("access") in _REFUSED)
    return is_shut and foot not in _ALLOWED


def gates(extract: OsmExtract) -> GeoDataFrame:
    """Return the barrier nodes on streets as GATES in lon/lat; `is_open` is False where nobody on foot may pass."""
    on_streets = set(np.concatenate([way.refs for way in street_ways(extract)] or [np.empty(0, np.int64)]).tolist())
    found = [node for node in extract.nodes if node.tags.get("barrier") in _GATE_KINDS and node.osm_id in on_streets]
    layer = GeoDataFrame(
        {
            "gate_id": [f"n{node.osm_id}" for node in found],
            "name": [node.tags.get("name", "") for node in found],
            "kind": [node.tags["barrier"] for node in found],
            "is_open": [not is_closed_to_walkers(node.tags) for node in found],
        },
        geometry=shapely.points([(node.lon, node.lat) for node in found]) if found else [],
        crs=LONLAT,
    )
    return GATES.check(layer.set_index("gate_id"))


def closures(extract: OsmExtract) -> GeoDataFrame:
    """
    Return BARRIERS of kind "closure" in lon/lat: short lines across the streets at nodes that may not be walked
    through.

    One line of 1 m crosses each street leaving such a node, half a metre from it (a quarter of the piece if that is
    less), so both sides stay streets and only the way through is cut. A node where a single street ends has none.

    `gate_id` is that of the node, also where it is no gate, so that opening a gate can take its closures away.
    """
    closed = {node.osm_id: node for node in extract.nodes if is_closed_to_walkers(node.tags)}
    legs = _legs(street_ways(extract), set(closed))
    rows = []
    for node_id, next_ids in legs.items():
        if len(next_ids) < 2:
            continue
        here = np.array([closed[node_id].lon, closed[node_id].lat])
        there = extract.locate(np.array(sorted(next_ids), dtype=np.int64))
        for number, end in enumerate(there[~np.isnan(there[:, 0])], start=1):
            rows.append(
                (f"n{node_id}", f"n{node_id}-{number}", closed[node_id].tags.get("name", ""), _across(here, end))
            )
    layer = GeoDataFrame(
        {
            "gate_id": [row[0] for row in rows],
            "barrier_id": [row[1] for row in rows],
            "name": [row[2] for row in rows],
            "kind": "closure",
            "cuts_streets": True,
        },
        geometry=[shapely.LineString(row[3]) for row in rows],
        crs=LONLAT,
    )
    return BARRIERS.check(layer.set_index("barrier_id"))


def _legs(ways: list[OsmWay], node_ids: set[int]) -> dict[int, set[int]]:
    legs: dict[int, set[int]] = {}
    for way in ways if node_ids else []:
        refs = way.refs.tolist()
        for place, ref in enumerate(refs):
            if ref in node_ids:
                beside = [*refs[max(place - 1, 0) : place], *refs[place + 1 : place + 2]]
                legs.setdefault(ref, set()).update(other for other in beside if other != ref)
    return legs


def _across(here: NDArray[np.float64], there: NDArray[np.float64]) -> NDArray[np.float64]:
    per_degree_m = np.array([_METRES_PER_DEGREE * np.cos(np.radians(here[1])), _METRES_PER_DEGREE])
    along_m = (there - here) * per_degree_m
    length_m = float(np.hypot(*along_m))
    if length_m == 0:
        return np.vstack([here - _HALF_WIDTH_M / per_degree_m, here + _HALF_WIDTH_M / per_degree_m])
    along_m /= length_m
    middle_m = along_m * min(_SETBACK_M, length_m / 4)
    side_m = np.array([-along_m[1], along_m[0]]) * _HALF_WIDTH_M
    return np.asarray(here + np.vstack([middle_m - side_m, middle_m + side_m]) / per_degree_m)
