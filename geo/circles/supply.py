"""Choose what serves: the facilities of a kind or offering a service, with that service's own hours and room."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

from geo.city import City
from geo.errors import EmptyLayerError, SettingError

__all__ = ["Moment", "OpenState", "facilities_for", "is_open", "open_state"]

#: A Monday; which one does not matter, hours repeat weekly and public holidays are not asked for.
_MONDAY = datetime(2026, 3, 2)  # noqa: DTZ001  (opening hours are local by definition)
_MINUTES_PER_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Moment:
    """A weekday (0 is Monday) and a minute of the day at which a service is asked for."""

    weekday: int
    minute: int

    def __post_init__(self) -> None:
        if not (0 <= self.weekday <= 6 and 0 <= self.minute < _MINUTES_PER_DAY):
            raise SettingError(
                "A moment needs a weekday 0 (Monday) to 6 and a minute 0 to 1439; "
                f"{self.weekday}, {self.minute} was given."
            )


@dataclass(frozen=True, slots=True)
class OpenState:
    """The ids of facilities that are open, closed, or whose hours nobody gave."""

    open_ids: tuple[object, ...]
    closed_ids: tuple[object, ...]
    unknown_ids: tuple[object, ...]


@lru_cache(maxsize=4096)
def is_open(hours: str, weekday: int, minute: int) -> bool | None:
    """
    Say whether hours, written as OpenStreetMap's `opening_hours`, include a moment; None if they are not known.

    Unreadable hours count as unknown: they are listed, never guessed.
    """
    moment = Moment(weekday, minute)
    if not hours.strip().partition('"')[0]:  # nothing, or only a remark such as "by appointment"
        return None
    try:
        rules = OpeningHours(hours)
    except ParserError:
        return None
    at = _MONDAY + timedelta(days=moment.weekday, minutes=moment.minute)
    return None if rules.is_unknown(at) else bool(rules.is_open(at))


def open_state(facilities: GeoDataFrame, moment: Moment | None) -> OpenState:
    """Sort facilities by whether they are open; all are if no moment is asked for."""
    if moment is None:
        return OpenState(tuple(facilities.index), (), ())
    states = [is_open(hours, moment.weekday, moment.minute) for hours in facilities["hours"]]
    ids = facilities.index.to_numpy()
    return OpenState(*(tuple(ids[[state is wanted for state in states]]) for wanted in (True, False, None)))


def facilities_for(city: City, kind: str | Collection[str] | None = None, service: str | None = None) -> GeoDataFrame:
    """
    Return the facilities of a kind (or several) that offer a service, with that service's own hours, room and floor
    area.

    Raises
    ------
    EmptyLayerError
        If there is none; the sentence names the kinds or services there are.
    """
    facilities = city["facilities"]
    if kind is not None:
        kinds = {kind} if isinstance(kind, str) else set(kind)
        facilities = facilities[facilities["kind"].isin(kinds)]
        if len(facilities) == 0:
            found = ", ".join(sorted(city["facilities"]["kind"].unique())) or "none"
            raise EmptyLayerError(
                f"{city.name} has no facility of the kind {', '.join(sorted(kinds))}; it has: {found}. "
                "Choose one of these.",
                zh=f"{city.name}没有“{', '.join(sorted(kinds))}”这类设施；现有：{found}，请从中选择。",
            )
    if service is None:
        return facilities
    offers = city.get("services")
    offers = offers[offers["service"] == service].drop_duplicates("facility_id").set_index("facility_id")
    plain = facilities["services"].str.split(";").map(lambda names: service in [name.strip() for name in names])
    offering = facilities.index.isin(offers.index) | plain.to_numpy(bool)
    facilities = facilities[offering]
    if len(facilities) == 0:
        found = ", ".join(sorted(city.get("services")["service"].unique())) or "none"
        raise EmptyLayerError(
            f"Nobody in {city.name} offers the service {service}; offered are: {found}. Choose one of these.",
            zh=f"{city.name}没有设施提供“{service}”；现有：{found}，请从中选择。",
        )
    own = offers.reindex(facilities.index)
    hours = own["hours"].where(own["hours"].notna() & (own["hours"] != ""), facilities["hours"])
    return facilities.assign(
        hours=hours,
        capacity=_own_or(own["capacity"], facilities["capacity"]),
        floor_area_m2=_own_or(own["floor_area_m2"], facilities["floor_area_m2"]),
    )


def _own_or(own: pd.Series, general: pd.Series) -> pd.Series:
    return pd.Series(np.where(own.notna(), own, general), index=general.index, dtype=float)
