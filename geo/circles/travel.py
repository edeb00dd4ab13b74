"""Measure who can walk where: the travel table that every later decision stands on."""

import logging
import time

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geo.circles.ids import id_ranks
from geo.circles.limits import limit_of
from geo.errors import EmptyLayerError
from geo.streets.network import Network
from geo.streets.snapping import MAX_LEG_M, Snap, snap
from geo.streets.walks import Measure, nearest_walks, walks_between

__all__ = ["nearest_facility", "travel_table"]

logger = logging.getLogger(__name__)

_LAYERS_ZH = {"demand": "楼栋", "facilities": "设施"}


def travel_table(
    network: Network,
    demand: GeoDataFrame,
    facilities: GeoDataFrame,
    limit_m: float | None = None,
    *,
    limit_min: float | None = None,
) -> pd.DataFrame:
    """
    Measure every walk within the limit from a demand point to a facility, door to door.

    Parameters
    ----------
    demand, facilities
        Point layers in any coordinate system, indexed by `demand_id` and `facility_id`.
    limit_m, limit_min
        Longest walk worth a row, in metres (the shortest walk counts) or minutes (the quickest); one of exactly the
        limit is in.

    Returns
    -------
    travel
        One row a pair, `demand_id, facility_id, walk_m, walk_s`, sorted by both ids. `travel.attrs` holds `refused`, a
        sentence for each point that could not be used, `off_street_ids`, the demand among them, `facility_ids`, and the
        `profile` that walked.

    Raises
    ------
    EmptyLayerError, MissingCrsError, WrongGeometryError, WrongValueError
        If a layer has an id twice or no usable point at all; single bad rows are named in `refused` and do not stop
        the rest.
    """
    limit = limit_of(limit_m, limit_min)
    began = time.perf_counter()
    doors, goals = _snapped(network, demand, "demand"), _snapped(network, facilities, "facilities")
    walks = walks_between(network, doors, goals, limit.amount, limit.measure)
    order = np.lexsort((id_ranks(facilities.index)[walks.goal], id_ranks(demand.index)[walks.door]))
    travel = pd.DataFrame(
        {
            "demand_id": demand.index.take(walks.door[order]),
            "facility_id": facilities.index.take(walks.goal[order]),
            "walk_m": walks.walk_m[order],
            "walk_s": walks.walk_s[order],
        }
    )
    travel.attrs = {
        "refused": doors.refused + goals.refused,
        "off_street_ids": tuple(demand.index[~doors.is_joined]),
        "facility_ids": tuple(facilities.index),
        "profile": network.profile,
    }
    logger.info(
        "measured %d walks of %d doors to %d facilities in %.3f s",
        len(travel), len(demand), len(facilities), time.perf_counter() - began,
    )  # fmt: skip
    return travel


def nearest_facility(
    network: Network, demand: GeoDataFrame, facilities: GeoDataFrame, by: Measure = "walk_m"
) -> pd.DataFrame:
    """
    Return each demand point's nearest facility, however far: `facility_id, walk_m, walk_s`, indexed by `demand_id`.

    A point from which no facility can be reached has no facility and NaN walks. Of facilities equally near the one with
    the lower id is the nearest.
    """
    facilities = facilities.iloc[np.argsort(id_ranks(facilities.index), kind="stable")]
    doors, goals = _snapped(network, demand, "demand"), _snapped(network, facilities, "facilities")
    walks = nearest_walks(network, doors, goals, by)
    ids = np.array([*facilities.index, None], dtype=object)
    nearest = pd.DataFrame(
        {"facility_id": ids[walks.goal], "walk_m": walks.walk_m, "walk_s": walks.walk_s},
        index=demand.index.rename("demand_id"),
    )
    nearest.attrs = {"refused": doors.refused + goals.refused, "profile": network.profile}
    return nearest


def _snapped(network: Network, layer: GeoDataFrame, name: str) -> Snap:
    snapped = snap(network, layer, name)
    if snapped.refused:
        logger.info("%d of %d rows of the %s layer cannot be used", len(snapped.refused), len(layer), name)
    if not snapped.is_joined.any():
        raise EmptyLayerError(
            f"None of the {len(layer)} rows of the {name} layer can be used. {snapped.refused[0]} "
            "Check that the layer and the streets are of the same city and coordinate system.",
            zh=f"{_LAYERS_ZH.get(name, name)}图层的 {len(layer)} 行都不能用：{MAX_LEG_M:g} 米内没有道路，或被隔开；"
            "请检查图层与道路是不是同一座城市、同一坐标系。",
        )
    return snapped
