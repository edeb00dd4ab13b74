"""Name the gaps: clusters of homes that no service reaches, each with its people and one reason."""

from collections.abc import Collection

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.circles.clusters import gathered
from geo.circles.coverage import Coverage, coverage, without_notes
from geo.circles.limits import Limit, limit_of
from geo.circles.travel import nearest_facility
from geo.city import City
from geo.errors import EmptyLayerError, MissingLayerError
from geo.streets.network import city_network
from geo.streets.profiles import PROFILES, Profile

__all__ = ["REASONS", "gaps"]

#: Why a home is not served, the first that holds: every facility in walking reach is closed at that hour; those open
#: are full; nobody knows (no street near the door, or hours not given); near in a straight line but the walk is too
#: long; nothing near at all.
REASONS = ("closed", "full", "no_data", "barrier", "none_near")


def gaps(
    city: City,
    travel: pd.DataFrame,
    limit_m: float | None = None,
    *,
    limit_min: float | None = None,
    facilities: GeoDataFrame | None = None,
    open_ids: Collection[object] | None = None,
    unknown_ids: Collection[object] = (),
    capacities: pd.Series | None = None,
    nearest: pd.DataFrame | None = None,
) -> GeoDataFrame:
    """
    Cluster the homes that are not covered, most households first; covered and gaps together are everybody.

    Parameters
    ----------
    travel
        The travel table of `city.demand`, measured at least as far as the limit.
    facilities
        Those the table was made from; the city's facilities that `travel.attrs["facility_ids"]` names if None.
    open_ids, unknown_ids
        Facilities open at the hour in question (all if None), and those whose hours nobody gave.
    capacities
        Households each can serve, as in `coverage`.
    nearest
        `nearest_facility` of the same facilities; measured here, by the table's own profile, if None.

    Returns
    -------
    gaps
        Indexed by `gap_id`, in the city's system: `name`, the areas it lies in, the counts, `nearest_facility_id`,
        `nearest_walk_m`, `extra_walk_m` beyond the limit (household-weighted means; NaN if no walk exists),
        `straight_m`, `reason` (one of `REASONS`), `demand_ids` (joined by ";"), `geometry`.
    """
    limit = limit_of(limit_m, limit_min)
    demand = city.demand
    profile = travel.attrs.get("profile", PROFILES["standard"])
    facilities = _facilities_of(city, travel) if facilities is None else facilities.to_crs(city.crs)
    counted = coverage(demand, travel, limit_m, limit_min=limit_min, open_ids=open_ids, capacities=capacities)
    left_out = demand[~counted.is_covered.to_numpy()]
    if nearest is None:
        nearest = _measured_nearest(city, facilities, profile, limit)
    homes = _homes(left_out, facilities, nearest, limit, profile)
    homes["reason"] = _reasons(homes, travel, counted, open_ids, unknown_ids)
    return gathered(city, homes)


def _facilities_of(city: City, travel: pd.DataFrame) -> GeoDataFrame:
    facilities = city["facilities"]
    ids = travel.attrs.get("facility_ids", tuple(travel["facility_id"].unique()))
    return facilities[facilities.index.isin(list(ids))] if len(ids) else facilities


def _measured_nearest(city: City, facilities: GeoDataFrame, profile: Profile, limit: Limit) -> pd.DataFrame:
    try:
        return nearest_facility(city_network(city, profile), city.demand, facilities, limit.measure)
    except (EmptyLayerError, MissingLayerError):  # without streets or facilities there are gaps, only not how far
        unknown = {"facility_id": None, "walk_m": np.nan, "walk_s": np.nan}
        return pd.DataFrame(unknown, index=city.demand.index)


def _homes(
    left_out: GeoDataFrame, facilities: GeoDataFrame, nearest: pd.DataFrame, limit: Limit, profile: Profile
) -> GeoDataFrame:
    """Add to each home how far the nearest facility is on foot and straight, and whether it is near."""
    homes = left_out.join(
        without_notes(nearest).reindex(left_out.index).rename(columns={"facility_id": "nearest_facility_id"})
    )
    if len(homes) and len(facilities):
        (_, goal), straight_m = shapely.STRtree(facilities.geometry.to_numpy()).query_nearest(
            homes.geometry.to_numpy(), return_distance=True, all_matches=False
        )
        homes["straight_m"] = straight_m
        unknown = homes["nearest_facility_id"].isna().to_numpy()
        homes.loc[unknown, "nearest_facility_id"] = facilities.index.to_numpy()[goal[unknown]]
    else:
        homes["straight_m"] = np.nan
    extra_m = homes["walk_m"] - limit.amount
    if limit.measure == "walk_s":
        extra_m = (homes["walk_s"] - limit.amount) * profile.speed_m_per_s
    homes["extra_walk_m"] = extra_m.clip(lower=0)
    homes["is_near"] = homes["straight_m"] <= limit.radius_m(profile.speed_m_per_s)
    return homes


def _reasons(
    homes: GeoDataFrame,
    travel: pd.DataFrame,
    counted: Coverage,
    open_ids: Collection[object] | None,
    unknown_ids: Collection[object],
) -> NDArray[np.object_]:
    within = without_notes(travel)[counted.limit.includes(travel)]
    within = within[within["demand_id"].isin(homes.index)]
    is_unknown = within["facility_id"].isin(list(unknown_ids))
    is_open = within["facility_id"].isin(list(open_ids)) if open_ids is not None else ~is_unknown

    def reached(rows: pd.Series) -> NDArray[np.bool_]:
        return np.asarray(homes.index.isin(within.loc[rows, "demand_id"]))

    return np.select(
        [
            reached(is_open),
            reached(~is_open & ~is_unknown),
            reached(is_unknown) | homes.index.isin(list(travel.attrs.get("off_street_ids", ()))),
            homes["is_near"].to_numpy(),
        ],
        ["full", "closed", "no_data", "barrier"],
        "none_near",
    ).astype(object)
