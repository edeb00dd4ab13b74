"""Keep answers by frozen keys: a control recomputes only what hangs on it, and people share what one asked for."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ParamSpec, TypeVar

import pandas as pd
import streamlit as st
from geopandas import GeoDataFrame

from geo import circles
from geo.circles import Coverage, OpenState
from geo.circles.areas import Overlap
from geo.city import City
from geo.errors import EmptyLayerError
from geo.readers import require_enough_data
from geo.streets import PROFILES, Network, city_network
from geo.streets.walks import Measure
from geo.vocabulary import FACILITY_KINDS, SERVICE_KINDS
from pages.ui.cities import open_city
from pages.ui.state import LEVELS, MOMENTS, Limit, Question, Subject

__all__ = [
    "Ask",
    "counted",
    "facilities",
    "false_cover",
    "found_gaps",
    "kept",
    "levels",
    "land_cover",
    "nearest",
    "network",
    "offered",
    "opened",
    "require_ready",
    "serving",
    "straight_circles",
    "walk_areas",
    "walked_streets",
]

logger = logging.getLogger(__name__)

_P = ParamSpec("_P")
_R = TypeVar("_R")

_WORTH_A_LINE_S = 0.5
#: Travel is measured this far at once, so that a shorter limit only cuts the table.
_REACH = {"m": 1_000, "min": 15}


@dataclass(frozen=True, slots=True)
class Ask:
    """What an answer hangs on: a question without how it is shown."""

    city_key: str
    subject: Subject
    limit: Limit
    profile: str
    moment: str = "any"

    @classmethod
    def of(cls, question: Question, city_key: str) -> "Ask":
        """Return what the answers to a question hang on."""
        return cls(city_key, question.subject, question.limit, question.profile, question.moment)

    @property
    def speed_m_per_s(self) -> float:
        """The walking speed of the profile, on the flat."""
        return PROFILES[self.profile].speed_m_per_s

    @property
    def radius_m(self) -> float:
        """The radius of the straight circle of the same limit."""
        return self.limit.radius_m(self.speed_m_per_s)


def kept(entries: int) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Keep the last answers of a function; each is computed once for everybody."""

    def wrap(function: Callable[_P, _R]) -> Callable[_P, _R]:
        def timed(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            began = time.perf_counter()
            answer = function(*args, **kwargs)
            took_s = time.perf_counter() - began
            level = logging.INFO if took_s > _WORTH_A_LINE_S else logging.DEBUG
            logger.log(level, "%s computed in %.2f s", function.__name__, took_s)
            return answer

        timed.__name__ = timed.__qualname__ = function.__name__
        timed.__module__, timed.__doc__ = function.__module__, function.__doc__
        return st.cache_resource(show_spinner=False, max_entries=entries)(timed)

    return wrap


@kept(6)
def require_ready(city_key: str) -> bool:
    """Check once that the city has enough data for an honest map; raises `NotEnoughDataError` if not."""
    require_enough_data(open_city(city_key))
    return True


@kept(6)
def network(city_key: str, profile: str) -> Network:
    """Return the city's streets as that profile walks them."""
    return city_network(open_city(city_key), PROFILES[profile])


@kept(12)
def offered(city_key: str) -> tuple[tuple[Subject, int], ...]:
    """Return what can be asked for here, with how many facilities each has: services, kinds, all; as the vocabulary."""
    city = open_city(city_key)
    services, kinds = city.get("services"), city.get("facilities")["kind"]
    by_service = services.drop_duplicates(["facility_id", "service"])["service"].value_counts()
    by_kind = kinds.value_counts()
    found = [(Subject(service=name), int(by_service[name])) for name in SERVICE_KINDS if name in by_service]
    found += [
        (Subject(kind=name), int(by_kind[name])) for name in FACILITY_KINDS if name in by_kind and name != "unknown"
    ]
    return (*found, (Subject(), len(kinds)))


@kept(12)
def levels(city_key: str) -> tuple[str, ...]:
    """Return the levels of areas in which this city's homes are placed."""
    homes = open_city(city_key).demand
    return tuple(level for level in LEVELS[1:] if bool((homes[level] != "").any()))


@kept(24)
def facilities(city_key: str, subject: Subject) -> GeoDataFrame:
    """Return the facilities that count."""
    return circles.facilities_for(open_city(city_key), subject.kind or None, subject.service or None)


@kept(24)
def opened(city_key: str, subject: Subject, moment: str) -> OpenState:
    """Return which of them are open, closed or of unknown hours at the moment asked for."""
    asked = MOMENTS[moment]
    when = None if asked is None else circles.Moment(asked.weekday, asked.minute)
    return circles.open_state(facilities(city_key, subject), when)


@kept(24)
def travelled(city_key: str, subject: Subject, profile: str, reach: Limit) -> pd.DataFrame:
    """Return the travel table up to `reach`."""
    return circles.travel_table(
        network(city_key, profile),
        open_city(city_key).demand,
        facilities(city_key, subject),
        reach.limit_m,
        limit_min=reach.limit_min,
    )


@kept(24)
def nearest(city_key: str, subject: Subject, profile: str, unit: str) -> pd.DataFrame:
    """Return everybody's nearest facility however far; by metres, or by minutes for limits in minutes."""
    measure: Measure = "walk_m" if unit == "m" else "walk_s"
    goals = facilities(city_key, subject)
    return circles.nearest_facility(network(city_key, profile), open_city(city_key).demand, goals, measure)


@kept(64)
def counted(ask: Ask) -> Coverage:
    """Return who is covered."""
    return circles.coverage(
        open_city(ask.city_key).demand,
        _travel_for(ask),
        ask.limit.limit_m,
        limit_min=ask.limit.limit_min,
        open_ids=_open_ids(ask),
    )


@kept(64)
def false_cover(ask: Ask) -> pd.DataFrame:
    """Return the homes inside the straight circle and outside the walk, worst first."""
    near = nearest(ask.city_key, ask.subject, ask.profile, ask.limit.unit)
    goals = serving(ask)
    if len(goals) == 0:
        return near.iloc[:0].assign(straight_m=[]).join(counted(ask).counts)
    return circles.false_coverage(open_city(ask.city_key).demand, goals, counted(ask), ask.radius_m, nearest=near)


@kept(64)
def found_gaps(ask: Ask) -> GeoDataFrame:
    """Return the gaps, most households first."""
    state = opened(ask.city_key, ask.subject, ask.moment)
    return circles.gaps(
        open_city(ask.city_key),
        _travel_for(ask),
        ask.limit.limit_m,
        limit_min=ask.limit.limit_min,
        facilities=facilities(ask.city_key, ask.subject),
        open_ids=_open_ids(ask),
        unknown_ids=state.unknown_ids,
        nearest=nearest(ask.city_key, ask.subject, ask.profile, ask.limit.unit),
    )


@kept(32)
def walk_areas(ask: Ask, rings: tuple[float, ...] = (), overlap: Overlap = "dissolve") -> GeoDataFrame:
    """Return the polygons that can be walked to within the limit, outermost ring last; none if nothing is open."""
    goals = serving(ask)
    if len(goals) == 0:
        return GeoDataFrame({"facility_id": [], f"limit_{ask.limit.unit}": []}, geometry=[], crs=goals.crs)
    return circles.service_areas(
        network(ask.city_key, ask.profile),
        goals,
        ask.limit.limit_m,
        limit_min=ask.limit.limit_min,
        rings=rings,
        overlap=overlap,
        demand=open_city(ask.city_key).demand,
    )


@kept(16)
def walked_streets(ask: Ask) -> GeoDataFrame:
    """Return the pieces of street within the limit; none if nothing is open."""
    goals = serving(ask)
    if len(goals) == 0:
        return GeoDataFrame({"edge": [], "length_m": []}, geometry=[], crs=goals.crs)
    return circles.reachable_streets(
        network(ask.city_key, ask.profile), goals, ask.limit.limit_m, limit_min=ask.limit.limit_min
    )


@kept(16)
def land_cover(ask: Ask, layer: str) -> pd.DataFrame:
    """Return how much land of each area of a layer lies in the drawn walking area."""
    return circles.land_coverage(open_city(ask.city_key)[layer], walk_areas(ask))


@kept(32)
def straight_circles(ask: Ask) -> GeoDataFrame:
    """Return the straight circles that people mean by the limit, around what is open."""
    goals = serving(ask)
    return circles.straight_circles(goals, ask.radius_m) if len(goals) else goals.assign(radius_m=[])


def _travel_for(ask: Ask) -> pd.DataFrame:
    reach = Limit(max(_REACH[ask.limit.unit], ask.limit.amount), ask.limit.unit)
    return travelled(ask.city_key, ask.subject, ask.profile, reach)


def _open_ids(ask: Ask) -> tuple[object, ...] | None:
    return None if MOMENTS[ask.moment] is None else opened(ask.city_key, ask.subject, ask.moment).open_ids


def serving(ask: Ask) -> GeoDataFrame:
    """Return the facilities that count and are open at the moment asked for; there may be none."""
    goals, open_ids = facilities(ask.city_key, ask.subject), _open_ids(ask)
    return goals if open_ids is None else goals[goals.index.isin(open_ids)]


def city_of(ask: Ask) -> City:
    """Return the city that is asked about."""
    return open_city(ask.city_key)


def subject_of(question: Question, city_key: str) -> Question:
    """
    Return the question with a subject that this city has: the one asked for, else its first.

    Raises
    ------
    EmptyLayerError
        If the city has no facility at all.
    """
    choices = [subject for subject, count in offered(city_key) if count]
    if not choices:
        raise EmptyLayerError(
            f"{open_city(city_key).name} has no facilities, so nobody can be near one; load a facility layer first."
        )
    if question.subject in choices:
        return question
    return replace(question, subject=choices[0])
