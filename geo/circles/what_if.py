"""Answer at once what a change would do: open or make a gate, add or close a facility; who gains and who loses."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.circles.coverage import Coverage, coverage
from geo.circles.travel import travel_table
from geo.city import City
from geo.crs import LONLAT
from geo.errors import SettingError
from geo.layers import FACILITIES, GATES
from geo.streets.network import Network, city_network
from geo.streets.profiles import PROFILES, Profile

__all__ = ["AddFacility", "Change", "CloseFacility", "NewGate", "OpenGate", "WhatIf", "what_if"]

#: A new gate is made in the wall nearest to the place pointed at, if one is this close.
_WALL_REACH_M = 60.0
_NOUNS_ZH = {"gate": "门", "facility": "设施"}


@dataclass(frozen=True, slots=True)
class OpenGate:
    """Open a gate that is closed."""

    gate_id: object


@dataclass(frozen=True, slots=True)
class NewGate:
    """Make a gate in the wall nearest to a place, degrees."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class AddFacility:
    """Add a facility at a place, degrees; `capacity` households, NaN without bound."""

    lon: float
    lat: float
    capacity: float = float("nan")


@dataclass(frozen=True, slots=True)
class CloseFacility:
    """Close a facility."""

    facility_id: object


Change = OpenGate | NewGate | AddFacility | CloseFacility


@dataclass(frozen=True, eq=False)
class WhatIf:
    """
    Coverage before and after a change.

    `gained` and `lost` are the demand points whose answer changes, with their counts; `city`, `network` and
    `facilities` are those after the change, `place` where it happens, in the city's system.
    """

    before: Coverage
    after: Coverage
    city: City
    network: Network
    facilities: GeoDataFrame
    place: shapely.Point

    @property
    def gained(self) -> pd.DataFrame:
        """Who is covered only after the change, most households first."""
        return self._changed(~self.before.is_covered & self.after.is_covered)

    @property
    def lost(self) -> pd.DataFrame:
        """Who is covered only before the change, most households first."""
        return self._changed(self.before.is_covered & ~self.after.is_covered)

    def _changed(self, rows: pd.Series) -> pd.DataFrame:
        counts = self.after.counts[rows.to_numpy()]
        return counts.sort_values("households", ascending=False, kind="stable")


def what_if(
    city: City,
    facilities: GeoDataFrame,
    change: Change,
    limit_m: float | None = None,
    *,
    limit_min: float | None = None,
    profile: Profile = PROFILES["standard"],
    network: Network | None = None,
    open_ids: Collection[object] | None = None,
    use_capacities: bool = False,
) -> WhatIf:
    """
    Compare coverage before and after one change.

    Parameters
    ----------
    facilities
        Those that serve today, a FACILITIES layer.
    network
        The city's network for the profile, if it is at hand; built if None.
    open_ids
        Facilities open at the hour in question; all if None. A facility that the change adds is open.
    use_capacities
        Whether a facility's `capacity` bounds how many households it serves.

    Raises
    ------
    SettingError
        If the gate or facility does not exist, or no wall is near a new gate.
    """
    network = city_network(city, profile) if network is None else network
    facilities = facilities.to_crs(city.crs)
    changed_city, changed_facilities, place = _changed(city, facilities, change)
    changed_network = network if changed_city is city else city_network(changed_city, profile)
    still_open = None if open_ids is None else {*open_ids, *changed_facilities.index.difference(facilities.index)}

    def counted(on: Network, serving: GeoDataFrame, ids: Collection[object] | None) -> Coverage:
        travel = _travel(on, city, serving, limit_m, limit_min)
        capacities = serving["capacity"] if use_capacities else None
        return coverage(city.demand, travel, limit_m, limit_min=limit_min, open_ids=ids, capacities=capacities)

    before = counted(network, facilities, open_ids)
    after = counted(changed_network, changed_facilities, still_open)
    return WhatIf(before, after, changed_city, changed_network, changed_facilities, place)


def _travel(
    network: Network, city: City, serving: GeoDataFrame, limit_m: float | None, limit_min: float | None
) -> pd.DataFrame:
    if len(serving) == 0:  # the last facility was closed: nobody is served, and that is the answer
        return pd.DataFrame({"demand_id": [], "facility_id": [], "walk_m": [], "walk_s": []})
    return travel_table(network, city.demand, serving, limit_m, limit_min=limit_min)


def _changed(city: City, facilities: GeoDataFrame, change: Change) -> tuple[City, GeoDataFrame, shapely.Point]:
    match change:
        case OpenGate(gate_id):
            gates = city["gates"]
            _require(gate_id, gates, "gate")
            opened = gates.assign(is_open=gates["is_open"] | (gates.index == gate_id))
            return _without_closure(city, gate_id).with_layer("gates", opened), facilities, gates.geometry[gate_id]
        case NewGate(lon, lat):
            place = _in_wall(city, _projected(city, lon, lat))
            new_id = _fresh_id(city.get("gates").index, "new_gate")
            gate = GeoDataFrame({"name": [""]}, geometry=[place], index=[new_id], crs=city.crs)
            gates = pd.concat([city.get("gates"), GATES.check(gate)])
            return city.with_layer("gates", GeoDataFrame(gates, crs=city.crs)), facilities, place
        case AddFacility(lon, lat, capacity):
            place = _projected(city, lon, lat)
            new_id = _fresh_id(facilities.index, "new_facility")
            row = GeoDataFrame({"capacity": [capacity]}, geometry=[place], index=[new_id], crs=city.crs)
            more = GeoDataFrame(pd.concat([facilities, FACILITIES.check(row)]), crs=city.crs)
            return city, more, place
        case CloseFacility(facility_id):
            _require(facility_id, facilities, "facility")
            return city, facilities.drop(index=facility_id), facilities.geometry[facility_id]


def _without_closure(city: City, gate_id: object) -> City:
    """Take away the closures that stand for a gate being shut, as readers of OpenStreetMap write them."""
    barriers = city.get("barriers")
    closes = (barriers["kind"] == "closure") & (barriers["gate_id"] == str(gate_id))
    return city.with_layer("barriers", barriers[~closes]) if closes.any() else city


def _require(wanted: object, layer: GeoDataFrame, noun: str) -> None:
    if wanted not in layer.index:
        some = ", ".join(map(str, layer.index[:3])) or "none"
        raise SettingError(
            f"There is no {noun} {wanted}; there are {len(layer)}, such as {some}. Choose one of these.",
            zh=f"没有编号为 {wanted} 的{_NOUNS_ZH[noun]}；现有 {len(layer)} 个，例如 {some}，请从中选择。",
        )


def _fresh_id(index: pd.Index, stem: str) -> str:
    number = 1
    while f"{stem}_{number}" in index:
        number += 1
    return f"{stem}_{number}"


def _projected(city: City, lon: float, lat: float) -> shapely.Point:
    if not np.isfinite([lon, lat]).all():
        raise SettingError(f"A place needs a longitude and a latitude; {lon}, {lat} was given.")
    place: shapely.Point = GeoSeries([shapely.Point(lon, lat)], crs=LONLAT).to_crs(city.crs).iloc[0]
    return place


def _in_wall(city: City, place: shapely.Point) -> shapely.Point:
    barriers = city.get("barriers")
    walls = barriers.geometry[(barriers["kind"] == "wall").to_numpy()].to_numpy()
    if len(walls):
        nearest = walls[shapely.STRtree(walls).nearest(place)]
        if nearest.distance(place) <= _WALL_REACH_M:
            gate: shapely.Point = nearest.interpolate(nearest.project(place))
            return gate
    raise SettingError(
        f"A new gate needs a wall within {_WALL_REACH_M:g} m of the place pointed at; there is none. Point at a wall.",
        zh=f"新开门要在围墙上：所点位置 {_WALL_REACH_M:g} 米内没有围墙，请点在围墙上。",
    )
