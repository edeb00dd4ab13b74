"""Open what a question names: a city file, an OpenStreetMap extract, or streets, demand and facilities each alone."""

from dataclasses import dataclass
from pathlib import Path

from geopandas import GeoDataFrame

from geo.circles import facilities_for
from geo.city import City
from geo.cli.options import Question, Walker
from geo.cli.output import say
from geo.errors import SettingError
from geo.layers import DEMAND, FACILITIES
from geo.readers import import_city, read_layer, read_streets, require_enough_data
from geo.settings import Settings
from geo.streets import Network, city_network, profile_named

__all__ = ["Inputs", "judged_inputs", "open_city", "read_inputs"]

_OSM_ENDINGS = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What an answer is computed from."""

    city: City
    network: Network
    demand: GeoDataFrame
    facilities: GeoDataFrame


def open_city(walker: Walker) -> City:
    """
    Return the city that the streets are taken from: a file, a city of streets alone, or the demo city.

    Raises
    ------
    SettingError
        If both a city and streets are named.
    """
    if walker.streets is not None:
        if walker.city is not None:
            raise SettingError("Both --city and --streets were given; give one of them.")
        return City.of(walker.streets.stem, {"streets": read_streets(walker.streets)})
    path = walker.city or Settings.from_env().city_file
    if path is None:
        return City.demo()
    return import_city(path) if path.name.lower().endswith(_OSM_ENDINGS) else City.open(path)


def read_inputs(question: Question) -> Inputs:
    """
    Read everything a question about walks needs, and tell about each row that was refused.

    Raises
    ------
    SettingError
        If the question lacks a file, or no facility is of the kind asked for.
    """
    profile = profile_named(question.profile)
    city = open_city(question)
    if question.streets is not None:
        missing = [name for name in ("demand", "facilities") if getattr(question, name) is None]
        if missing:
            raise SettingError(f"With --streets, --{' and --'.join(missing)} must be given too.")
    if question.facilities is not None:
        city = city.with_layer("facilities", _points(question.facilities, "facilities"))
    demand = (
        city.demand if question.demand is None else DEMAND.check(_points(question.demand, "demand").to_crs(city.crs))
    )
    facilities = facilities_for(city, kind=question.kind, service=question.service)
    if len(facilities) == 0:
        wanted = question.service or question.kind or "any kind"
        raise SettingError(
            f"{city.name} has no facility of {wanted}; choose another kind, or add the facilities first."
        )
    return Inputs(city, city_network(city, profile), demand, FACILITIES.check(facilities))


def judged_inputs(question: Question) -> Inputs:
    """Read the same, and refuse a city that is mapped too thinly to say who is served and who is not."""
    inputs = read_inputs(question)
    if question.demand is None:
        require_enough_data(inputs.city)
    return inputs


def _points(path: Path, layer_name: str) -> GeoDataFrame:
    layer, report = read_layer(path, layer=layer_name)
    for reason in report.reasons:
        say(f"{path.name}: {reason}")
    return layer
