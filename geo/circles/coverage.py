"""Count who is served: covered, total and share, for every count and area, from the travel table alone."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.circles.ids import id_ranks
from geo.circles.limits import Limit, limit_of
from geo.crs import require_crs, to_metric
from geo.errors import MissingColumnError
from geo.layers import COUNTS
from geo.streets.profiles import PROFILES

__all__ = ["Coverage", "coverage", "false_coverage", "land_coverage", "whole_where_whole", "without_notes"]

_MORE_COUNTS = ("children_7_14", "disabled")


@dataclass(frozen=True, eq=False)
class Coverage:
    """
    Who is covered, a row a demand point.

    `counts` the numbers that may be asked for, `is_covered` whether the point is within the limit of a facility that is
    open and has room, `served_by` that facility (the nearest) or None, `places` the areas each point lies in,
    `speed_m_per_s` that of the profile that walked.
    `covered`, `total` and `share` add them up, a value a count; a share of nothing is NaN.
    """

    counts: pd.DataFrame
    is_covered: pd.Series
    served_by: pd.Series
    places: pd.DataFrame
    limit: Limit
    speed_m_per_s: float = 1.0

    @cached_property
    def covered(self) -> pd.Series:
        """What lies within the limit, by count."""
        return self.counts[self.is_covered.to_numpy()].sum()

    @cached_property
    def total(self) -> pd.Series:
        """Everything, by count."""
        return self.counts.sum()

    @cached_property
    def share(self) -> pd.Series:
        """Covered over total, 0 to 1, by count."""
        return _share(self.covered, self.total)

    @cached_property
    def by_area(self) -> dict[str, pd.DataFrame]:
        """The same for each area of every level that the demand layer names: `by` of each."""
        return {level: self.by(level) for level in self.places.columns}

    def by(self, level: str) -> pd.DataFrame:
        """
        Return one row an area and count: `area_id, count, covered, total, share`.

        `level` is a column of the demand layer that names areas, such as `community_id`; points without an area are
        under "".
        """
        if level not in self.places.columns:
            raise MissingColumnError(
                f"The demand layer needs the column {level} to count by it; "
                f"it has {', '.join(self.places.columns) or 'none'}."
            )
        area = self.places[level].to_numpy()
        total = self.counts.groupby(area).sum()
        covered = self.counts.where(self.is_covered, 0).groupby(area).sum()
        table = pd.DataFrame({"covered": covered.stack(), "total": total.stack()})
        table.index.names = ["area_id", "count"]
        return table.assign(share=_share(table["covered"], table["total"])).reset_index()


def coverage(
    demand: GeoDataFrame,
    travel: pd.DataFrame,
    limit_m: float | None = None,
    *,
    limit_min: float | None = None,
    open_ids: Collection[object] | None = None,
    capacities: pd.Series | None = None,
) -> Coverage:
    """
    Count what lies within the limit of a facility.

    Parameters
    ----------
    demand
        A layer indexed by `demand_id` with `households` and any other of `geo.layers.COUNTS`.
    travel
        The travel table, measured at least as far as the limit.
    open_ids
        Facilities that count; all of the table if None.
    capacities
        Households each facility can serve, by `facility_id`; NaN is without bound. Nearest homes are served first, a
        building as a whole.
    """
    limit = limit_of(limit_m, limit_min)
    if "households" not in demand.columns:
        raise MissingColumnError(
            f"The demand layer needs the column households; it has {', '.join(sorted(map(str, demand.columns)))}."
        )
    counts = pd.DataFrame(demand)[[name for name in (*COUNTS, *_MORE_COUNTS) if name in demand.columns]]
    if "buildings" not in counts:
        counts = counts.assign(buildings=1)
    counts = whole_where_whole(counts)
    near = without_notes(travel)[limit.includes(travel)]
    if open_ids is not None:
        near = near[near["facility_id"].isin(list(open_ids))]
    order = np.lexsort((id_ranks(near["facility_id"]), id_ranks(near["demand_id"]), near[limit.measure].to_numpy()))
    near = near.iloc[order]
    households = demand["households"].fillna(0)
    served = _first_come(near) if capacities is None else _while_there_is_room(near, households, capacities)
    served_by = served.reindex(demand.index)
    places = pd.DataFrame(demand)[[name for name in demand.columns if str(name).endswith("_id")]].astype(str)
    profile = travel.attrs.get("profile", PROFILES["standard"])
    is_covered = served_by.notna().rename("is_covered")
    return Coverage(counts, is_covered, served_by.rename("served_by"), places, limit, profile.speed_m_per_s)


def false_coverage(
    demand: GeoDataFrame,
    facilities: GeoDataFrame,
    counted: Coverage,
    radius_m: float | None = None,
    *,
    nearest: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    List the points inside a straight circle and outside every walk, worst first: what a drawn circle promises wrongly.

    Parameters
    ----------
    counted
        The coverage by the walk.
    radius_m
        The circle; the limit itself if that is in metres.
    nearest
        `nearest_facility`, to say how far the walk really is.

    Returns
    -------
    false
        Indexed by `demand_id`: `facility_id, straight_m` of the facility nearest in a straight line, `walk_m` to the
        nearest on foot (NaN if unknown), and the counts.
    """
    if radius_m is None:
        radius_m = counted.limit.radius_m(counted.speed_m_per_s)
    points = to_metric(demand, "demand")
    require_crs(facilities, "facilities")
    goals = facilities.geometry.to_crs(points.crs)
    row, goal, straight_m = _nearest_straight(points.geometry.to_numpy(), goals.to_numpy())
    false = pd.DataFrame(
        {"facility_id": facilities.index.to_numpy()[goal], "straight_m": straight_m}, index=demand.index[row]
    )
    inside = (false["straight_m"] <= radius_m) & ~counted.is_covered.loc[false.index]
    false = false[inside]
    walk_m = nearest["walk_m"].reindex(false.index) if nearest is not None else np.nan
    false = false.assign(walk_m=walk_m).join(counted.counts)
    return false.sort_values(["households", "straight_m"], ascending=[False, True], kind="stable")


def land_coverage(areas: GeoDataFrame, polygons: GeoDataFrame) -> pd.DataFrame:
    """
    Measure how much land of each area lies inside the drawn polygons: `covered_m2, total_m2, share`, indexed as the
    areas.

    Land has no door to walk from, so this one figure is measured on the picture, not on the table.
    """
    areas = to_metric(areas, "areas")
    cover = shapely.union_all(polygons.geometry.to_crs(areas.crs).to_numpy())
    covered_m2 = shapely.area(shapely.intersection(areas.geometry.to_numpy(), cover))
    total_m2 = areas.area.to_numpy()
    table = pd.DataFrame({"covered_m2": covered_m2, "total_m2": total_m2}, index=areas.index)
    return table.assign(share=_share(table["covered_m2"], table["total_m2"]))


def whole_where_whole(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the same table with every column of whole numbers as integers: 360 households, not 360.0."""
    whole = [name for name in counts.columns if (counts[name].to_numpy(float) % 1 == 0).all()]
    return counts.astype(dict.fromkeys(whole, "int64"))


def without_notes(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table without its `attrs`, which pandas would copy deeply at every step taken with it."""
    bare = table.copy(deep=False)
    bare.attrs = {}
    return bare


def _share(covered: pd.Series, total: pd.Series) -> pd.Series:
    return covered / total.where(total > 0)


def _first_come(near: pd.DataFrame) -> pd.Series:
    return near.drop_duplicates("demand_id").set_index("demand_id")["facility_id"]


def _while_there_is_room(near: pd.DataFrame, households: pd.Series, capacities: pd.Series) -> pd.Series:
    room = {facility: capacities.get(facility, np.nan) for facility in near["facility_id"].unique()}
    needed = households.to_dict()
    served: dict[object, object] = {}
    for demand_id, facility_id in zip(near["demand_id"], near["facility_id"], strict=True):
        if demand_id in served:
            continue
        left = room[facility_id] - needed[demand_id]
        if np.isnan(left) or left >= 0:
            served[demand_id] = facility_id
            room[facility_id] = left
    return pd.Series(served, dtype=object)


def _nearest_straight(points: np.ndarray, goals: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    usable = ~(shapely.is_missing(points) | shapely.is_empty(points))
    rows = np.flatnonzero(usable)
    (found, goal), straight_m = shapely.STRtree(goals).query_nearest(
        points[rows], return_distance=True, all_matches=False
    )
    return rows[found], goal, straight_m
