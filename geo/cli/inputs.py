"""Make the city a question is about: a city file, an OpenStreetMap extract, or streets, homes and facilities alone."""

from collections.abc import Iterable
from pathlib import Path

import geopandas
from geopandas import GeoDataFrame

from geo.city import City
from geo.cli.options import Datum, Question, Walker
from geo.crs import LONLAT, to_lonlat, to_metric, to_wgs84
from geo.errors import SettingError
from geo.readers import import_city, read_demand, read_facilities, read_streets
from geo.settings import Settings

__all__ = ["Notes", "city_of", "opened_city", "questioned_city"]

#: Sentences about rows that were mended or refused on the way in, to be told beside the answer.
Notes = tuple[str, ...]

_OSM_ENDINGS = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf")
#: A home known only as a point is drawn as a building this wide with its door at the point.
_DOT_M = 2.0


def opened_city(walker: Walker) -> tuple[City, Notes]:
    """
    Return the city whose streets are asked about; with --streets a city of streets alone.

    Raises
    ------
    SettingError
        If both a city and streets are named.
    """
    if walker.streets is not None:
        if walker.city is not None:
            raise SettingError("Both --city and --streets were given; give one of them.")
        streets = read_streets(walker.streets)
        notes = _about(walker.streets, streets.attrs.pop("problems", ()))
        return City.of(walker.streets.stem, {"streets": streets}), notes
    return city_of(walker.city), ()


def city_of(path: Path | None) -> City:
    """Open a city file or an OpenStreetMap extract; without one the office's own city, or the demo."""
    path = path or Settings.from_env().city_file
    if path is None:
        return City.demo()
    return import_city(path) if path.name.lower().endswith(_OSM_ENDINGS) else City.open(path)


def questioned_city(question: Question) -> tuple[City, Notes]:
    """
    Return the city with the homes and facilities of the question in place of its own.

    Raises
    ------
    SettingError
        If streets are given without homes or facilities.
    """
    if question.streets is not None and question.city is None:
        missing = [name for name in ("demand", "facilities") if getattr(question, name) is None]
        if missing:
            raise SettingError(f"With --streets, --{' and --'.join(missing)} must be given too.")
    city, notes = opened_city(question)
    if question.demand is not None:
        demand, report = read_demand(question.demand)
        city, notes = (
            _with_homes(city, _shifted(demand, question.datum)),
            notes + _about(question.demand, report.reasons),
        )
    if question.facilities is not None:
        facilities, report = read_facilities(question.facilities)
        city = city.with_layer("facilities", _shifted(facilities, question.datum))
        notes += _about(question.facilities, report.reasons)
    return city, notes


def _about(path: Path, sentences: Iterable[str]) -> Notes:
    return tuple(f"{path.name}: {sentence}" for sentence in sentences)


def _shifted(points: GeoDataFrame, datum: Datum | None) -> GeoDataFrame:
    """Bring points of a Chinese map service to where they are on the ground."""
    if datum is None:
        return points
    given = to_lonlat(points).geometry
    lon, lat = to_wgs84(given.x.to_numpy(), given.y.to_numpy(), datum)
    return points.set_geometry(geopandas.points_from_xy(lon, lat, crs=LONLAT))


def _with_homes(city: City, demand: GeoDataFrame) -> City:
    points = to_metric(demand, "demand").rename_axis("building_id")
    dots = points.set_geometry(points.geometry.buffer(_DOT_M / 2, cap_style="square"))
    doors = points[["geometry"]].assign(building_id=points.index).rename_axis("entrance_id")
    return city.with_layer("buildings", dots).with_layer("entrances", doors)
