"""Put an arrival into a city: links to the areas around, people where none were given, source and method kept."""

import json
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from geo.city import City, Provenance
from geo.errors import MissingLayerError, SettingError
from geo.intake.areas import placed_in_areas
from geo.intake.arrivals import Arrival
from geo.intake.people import (
    PeopleAccount,
    PeopleAssumptions,
    accounts_of,
    cells_of,
    official_totals,
    rescaled,
    with_people,
    with_people_accounts,
    with_people_of_cells,
)
from geo.progress import step
from geo.readers.osm.city import import_city
from geo.readers.rasters import PopulationCells
from geo.sentences import Sentence, said_in

__all__ = ["IMPORTS_NOTE", "Joined", "joined", "joined_cells", "joined_extract"]

#: Where a city's notes keep what was imported, newest last.
IMPORTS_NOTE = "imports"


@dataclass(frozen=True, eq=False)
class Joined:
    """The city with an arrival in it, and what a planner should know of it."""

    city: City
    reasons: tuple[str, ...] = ()


def joined(
    city: City | None,
    arrival: Arrival,
    *,
    name: str = "",
    assumptions: PeopleAssumptions | None = None,
    on: date | None = None,
) -> Joined:
    """
    Return the city with one more layer, or one layer exchanged; the city given is not modified.

    Names and codes of areas become links, what lies in an area belongs to it, and buildings without people get them
    from their floor area, marked as an estimate.

    Parameters
    ----------
    city
        None makes a new city of this layer, called `name`.
    on
        The day of the import.

    Raises
    ------
    LayerError, SettingError
        If the layer does not fit, or figures come before the communities or buildings they are about.
    """
    role = arrival.role
    if role in ("totals", "population"):
        if city is None or "buildings" not in city.layers:
            raise _figures_without_buildings(arrival)
        if role == "population":
            cells = cells_of(arrival.layer, name=arrival.report.path.name)
            found = joined_cells(city, cells, assumptions=assumptions)
        else:
            found = _with_totals(city, arrival, assumptions)
        return Joined(_logged(found.city, arrival, on), (*arrival.report.reasons, *found.reasons))
    layers = {role: _merged(city, arrival), **arrival.more}
    if city is None:
        city = City.of(name or arrival.report.path.stem, layers)
    else:
        for layer_name, layer in layers.items():
            city = city.with_layer(layer_name, layer)
    if role == "buildings" and not arrival.more and not arrival.plan.is_added and "entrances" in city.layers:
        city = _without_lost_doors(city)
    step(Sentence("Linking to streets, communities and grids", zh="正在归入街道、社区和网格"), len(arrival.layer))
    city, reasons = placed_in_areas(city, role)
    if role == "buildings":
        city, told = _with_people(city, arrival.silent, assumptions)
        reasons = (*reasons, *told)
    city = _with_source(city, arrival, on)
    problems = tuple(_prefixed(arrival.report.path.name, reason) for reason in (*arrival.report.reasons, *reasons))
    city = replace(city, problems=(*_other_problems(city, role), *problems))
    return Joined(_logged(city, arrival, on), (*arrival.report.reasons, *reasons))


def joined_cells(
    city: City, cells: PopulationCells, *, assumptions: PeopleAssumptions | None = None, as_of: str = ""
) -> Joined:
    """
    Return the city with the people of a raster or a grid in its dwellings.

    Raises
    ------
    LayerError
    """
    homes, account = with_people_of_cells(city["buildings"], cells, assumptions, source=cells.name, as_of=as_of)
    city = with_people_accounts(city, homes, (*accounts_of(city.notes), account))
    return Joined(city, (*cells.reasons, *account.reasons))


def joined_extract(city: City | None, path: object, *, name: str = "") -> City:
    """
    Return the city with every layer of an OpenStreetMap file that it does not have yet; a new city has them all.

    Raises
    ------
    ReadError, LayerError
    """
    extract = import_city(path, name or None)
    if city is None:
        return extract
    found = city
    for layer_name, layer in extract.layers.items():
        if len(layer) and not len(found.get(layer_name)):
            found = found.with_layer(layer_name, layer)
    known = {row.layer for row in city.provenance}
    provenance = (*city.provenance, *(row for row in extract.provenance if row.layer not in known))
    return replace(
        placed_in_areas(found, "")[0],
        provenance=provenance,
        problems=(*city.problems, *extract.problems),
        notes={**extract.notes, **city.notes},
    )


def _merged(city: City | None, arrival: Arrival) -> GeoDataFrame:
    """Return the rows to take the layer's place: the new ones alone, or behind those that are there."""
    if city is None or not arrival.plan.is_added or arrival.role not in city.layers:
        return arrival.layer
    there, new = city[arrival.role], arrival.layer.to_crs(city.crs)
    taken = set(there.index.astype(str))
    ids = [_free_id(str(one), taken) for one in new.index]
    both = pd.concat([there, new.set_axis(pd.Index(ids, name=there.index.name))])
    return GeoDataFrame(both, geometry="geometry", crs=city.crs)


def _free_id(wanted: str, taken: set[str]) -> str:
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    taken.add(found)
    return found


def _without_lost_doors(city: City) -> City:
    """Drop doors of buildings that are gone: a home is at its door, and a stranger's door is another place."""
    doors = city["entrances"]
    known = set(city["buildings"].index.astype(str))
    return city.with_layer("entrances", doors[doors["building_id"].isin(known)])


def _with_people(
    city: City, silent: frozenset[str], assumptions: PeopleAssumptions | None
) -> tuple[City, tuple[Sentence, ...]]:
    """Estimate people where the file says nothing; a 0 that it gives stays a 0, nobody is invented."""
    homes = city["buildings"]
    is_silent = homes.index.astype(str).isin(silent)
    has_both = (homes["households"] > 0) & (homes["people"] > 0)
    if not is_silent.any() and has_both.all():
        return city, ()
    given = homes.assign(**{column: homes[column].mask(is_silent) for column in ("households", "people")})
    given["people"] = given["people"].mask(~is_silent & (given["people"] <= 0))
    given["households"] = given["households"].mask(~is_silent & (given["households"] <= 0) & (given["people"] > 0))
    assumed = replace(assumptions or PeopleAssumptions(), is_zero_counted=True)
    with_all, account = with_people(given, assumed)
    return with_people_accounts(city, with_all.loc[homes.index], (account,)), account.reasons


def _with_totals(city: City, arrival: Arrival, assumptions: PeopleAssumptions | None) -> Joined:
    report = arrival.report
    table = pd.DataFrame(arrival.layer.drop(columns=arrival.layer.geometry.name))
    totals = official_totals(table, city.get("communities"), source=report.path.name)
    homes, account = rescaled(city["buildings"], totals, assumptions)
    accounts: tuple[PeopleAccount, ...] = (*accounts_of(city.notes), account)
    reasons = (*totals.reasons, *account.reasons)
    return Joined(with_people_accounts(city, homes, accounts), tuple(dict.fromkeys(reasons)))


def _with_source(city: City, arrival: Arrival, on: date | None) -> City:
    report, name = arrival.report, arrival.placement.name
    read_in = f", {report.encoding}" if report.encoding else ""
    method = Sentence(
        f"{report.rows_kept:,} of {report.rows_read:,} rows, {name}{read_in}",
        zh=f"{report.rows_read:,} 行中导入 {report.rows_kept:,} 行，{name.zh}{read_in.replace(', ', '，')}",
    )
    own = Provenance(arrival.role, report.path.name, on.isoformat() if on else "", "", method)
    before = next((row for row in city.provenance if row.layer == arrival.role), None)
    if arrival.role == "buildings" and before is not None and accounts_of(city.notes):
        joint = Sentence(f"{method}. {before.method}", zh=f"{method.zh}。{said_in('zh', before.method)}")
        own = replace(own, method=joint)
    return replace(city, provenance=(*(row for row in city.provenance if row.layer != arrival.role), own))


def _logged(city: City, arrival: Arrival, on: date | None) -> City:
    report = arrival.report
    entry = {
        "role": arrival.role,
        "file": report.path.name,
        "layer": report.layer,
        "rows_read": report.rows_read,
        "rows_kept": report.rows_kept,
        "rows_mended": report.rows_mended,
        "rows_refused": report.rows_refused,
        "encoding": report.encoding,
        "placement": str(arrival.placement),
        "on": on.isoformat() if on else "",
    }
    entries = json.loads(city.notes.get(IMPORTS_NOTE, "[]"))
    note = json.dumps([*entries, entry], ensure_ascii=False)
    return replace(city, notes={**city.notes, IMPORTS_NOTE: note})


def _other_problems(city: City, role: str) -> tuple[str, ...]:
    """Return the problems that are not about an earlier file of the same layer."""
    entries = json.loads(city.notes.get(IMPORTS_NOTE, "[]"))
    earlier = tuple(f"{entry['file']}: " for entry in entries if entry["role"] == role)
    return tuple(problem for problem in city.problems if not (earlier and problem.startswith(earlier)))


def _prefixed(file: str, reason: str) -> Sentence:
    return Sentence(f"{file}: {reason}", zh=f"{file}：{said_in('zh', reason)}")


def _figures_without_buildings(arrival: Arrival) -> MissingLayerError | SettingError:
    name = arrival.report.path.name
    return MissingLayerError(
        f"{name} holds figures about people, which need buildings to live in; load the buildings first.",
        zh=f"{name} 是人口或户数数据，需要先有楼栋才能分配；请先导入楼栋。",
    )
