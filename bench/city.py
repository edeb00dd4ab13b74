"""The whole demo city worked out anew: how long do people wait?"""

import logging
from collections.abc import Callable

import pandas as pd
from geopandas import GeoDataFrame

from bench.report import Section, Table, Target, duration
from bench.timing import Contender, Effort, in_turns
from geo import (
    City,
    Network,
    city_network,
    coverage,
    false_coverage,
    gaps,
    nearest_facility,
    service_areas,
    travel_table,
)
from geo.errors import NoSuchFileError

__all__ = ["measure"]

logger = logging.getLogger(__name__)

_FACILITIES = 91
_LIMIT_M = 500.0
_AIM_S = 0.1
_ALL, _WITH_NETWORK = "everything", "everything, the network built anew too"

_METHOD = (
    f"The demo city, its first {_FACILITIES} facilities, {_LIMIT_M:g} m on foot, standard walker, waits at "
    "crossings included. Everything is the travel table, the nearest facility of every building, coverage by "
    "community, false coverage, the gaps with their reasons, and the walking area of all facilities together, "
    "made to agree with the buildings; nothing is kept from the round before but the prepared network. The parts "
    "are measured one by one as well."
)


def measure(effort: Effort) -> Section:
    """Measure the parts and the whole."""
    try:
        city = City.demo()
    except NoSuchFileError:
        note = ("Not measured here, because the demo city's file is not there.",)
        return Section("The whole city", _METHOD, targets=(_target(None),), notes=note)
    network = city_network(city)
    parts = _parts(city, network)
    _all_of(parts)
    contenders = [Contender(name, part) for name, part in parts.items()]

    def everything() -> None:
        _all_of(_parts(city, network))

    def anew() -> None:
        _all_of(_parts(city, city_network(city)))

    contenders += [Contender(_ALL, everything), Contender(_WITH_NETWORK, anew)]
    timings = in_turns(contenders, effort)
    whole_s = timings[_ALL].median_s
    rows = tuple(
        (name, duration(timing.median_s), str(len(timing.seconds)), f"{timing.median_s / whole_s:.2f}")
        for name, timing in timings.items()
    )
    logger.info("city: %s", {name: duration(timing.median_s) for name, timing in timings.items()})
    table = Table("", ("work", "median", "rounds", "share of everything"), rows)
    note = (
        f"{len(city['buildings']):,} buildings, {len(city.demand):,} of them homes; {len(network.edge_nodes):,} edges."
    )
    return Section("The whole city", _METHOD, (table,), (_target(whole_s, len(city["buildings"])),), (note,))


def _parts(city: City, network: Network) -> dict[str, Callable[[], object]]:
    """The parts, each from the layers; those that need a travel table share the one of this round."""
    places, demand = city["facilities"].iloc[:_FACILITIES], city.demand
    kept: dict[str, pd.DataFrame] = {}

    def travel() -> pd.DataFrame:
        kept["travel"] = travel_table(network, demand, places, _LIMIT_M)
        return kept["travel"]

    def nearest() -> pd.DataFrame:
        kept["nearest"] = nearest_facility(network, demand, places)
        return kept["nearest"]

    def areas() -> GeoDataFrame:
        return service_areas(network, places, _LIMIT_M, overlap="dissolve", demand=demand)

    return {
        "travel table": travel,
        "nearest facility": nearest,
        "coverage by community": lambda: coverage(demand, kept["travel"], _LIMIT_M).by("community_id"),
        "false coverage": lambda: false_coverage(
            demand, places, coverage(demand, kept["travel"], _LIMIT_M), _LIMIT_M, nearest=kept["nearest"]
        ),
        "gaps with reasons": lambda: gaps(city, kept["travel"], _LIMIT_M, facilities=places, nearest=kept["nearest"]),
        "walking area": areas,
    }


def _all_of(parts: dict[str, Callable[[], object]]) -> None:
    for part in parts.values():
        part()


def _target(whole_s: float | None, buildings: int = 2205) -> Target:
    found = {} if whole_s is None else {"": duration(whole_s)}
    work = f"city of {buildings:,} buildings and {_FACILITIES} facilities, everything recomputed"
    return Target(work, f"at most {duration(_AIM_S)}", found, {} if whole_s is None else {"": whole_s <= _AIM_S})
