"""The verbs: each asks `geo` one question and writes the answer."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
import typer
from geopandas import GeoDataFrame

import geo.circles as answers
import geo.streets as walks
from geo.cli.inputs import Inputs, judged_inputs, open_city, read_inputs
from geo.cli.options import OutFile, Question, Walker, asked_with
from geo.cli.output import say, write
from geo.crs import LONLAT
from geo.layers import COUNTS
from geo.readers import import_city

__all__ = ["VERBS"]

_AREA_LAYERS = {"street": "street_offices", "community": "communities", "grid": "grids", "compound": "compounds"}

Level = Literal["street", "community", "grid", "compound"]


def import_(
    file: Annotated[Path, typer.Argument(help="OpenStreetMap extract: .osm, .osm.gz or .osm.pbf.", metavar="FILE")],
    out: Annotated[Path, typer.Option(help="The city file to write, .gpkg.", metavar="FILE")],
    name: Annotated[str | None, typer.Option(help="Name of the city; the file's name if left out.")] = None,
) -> None:
    """Turn an OpenStreetMap extract into a city file."""
    city = import_city(file, name=name)
    city.save(out)
    for problem in city.problems:
        say(problem)
    rows = [{"layer": layer, "rows": len(rows)} for layer, rows in city.layers.items()]
    write(pd.DataFrame(rows), None)


@asked_with(Walker)
def route(
    walker: Walker,
    from_: Annotated[str, typer.Option("--from", help="Where the walk starts.", metavar="LON,LAT")],
    to: Annotated[str, typer.Option("--to", help="Where it ends.", metavar="LON,LAT")],
    out: OutFile = None,
) -> None:
    """Walk from one place to another: length, time and the way."""
    profile = walks.profile_named(walker.profile)
    network = walks.city_network(open_city(walker), profile)
    walk = walks.route(network, _place("--from", from_), _place("--to", to))
    row = {"length_m": walk.length_m, "time_s": walk.time_s, "straight_m": walk.straight_m, "profile": profile.name}
    write(GeoDataFrame([row], geometry=[walk.geometry], crs=LONLAT) if out else pd.DataFrame([row]), out)


@asked_with(Question)
def travel(question: Question, out: OutFile = None) -> None:
    """List every walk from a home to a facility within the limit."""
    write(_travel(question, read_inputs(question)), out)


@asked_with(Question)
def circles(
    question: Question,
    overlap: Annotated[
        Literal["keep", "dissolve", "nearest"],
        typer.Option(help="One circle a facility; one for all; or each place to its nearest facility."),
    ] = "keep",
    out: OutFile = None,
) -> None:
    """Draw the service circle of each facility by the walk."""
    inputs = read_inputs(question)
    write(answers.service_areas(inputs.network, inputs.facilities, **question.limit, overlap=overlap), out)


@asked_with(Question)
def coverage(
    question: Question,
    by: Annotated[list[Level] | None, typer.Option(help="Levels to tell apart; may be repeated.")] = None,
    out: OutFile = None,
) -> None:
    """Count who is served within the limit: covered, total and share, by level."""
    inputs = judged_inputs(question)
    answer = answers.coverage(inputs.demand, _travel(question, inputs), **question.limit)
    whole = pd.DataFrame(
        {
            "level": "city",
            "area_id": "",
            "name": inputs.city.name,
            "count": answer.total.index,
            "covered": answer.covered.to_numpy(),
            "total": answer.total.to_numpy(),
            "share": answer.share.to_numpy(),
        }
    )
    parts = [_by_level(answer, inputs, level) for level in by or _AREA_LAYERS if by or _is_known(inputs, level)]
    write(pd.concat([whole, *parts], ignore_index=True), out)
    say(_definition(question, inputs))


@asked_with(Question)
def gaps(question: Question, out: OutFile = None) -> None:
    """List the places nobody serves within the limit, each with its households and one reason."""
    inputs = judged_inputs(question)
    write(answers.gaps(inputs.city, _travel(question, inputs), **question.limit), out)


def _travel(question: Question, inputs: Inputs) -> pd.DataFrame:
    table = answers.travel_table(inputs.network, inputs.demand, inputs.facilities, **question.limit)
    for sentence in table.attrs.get("refused", ()):
        say(sentence)
    return table


def _is_known(inputs: Inputs, level: str) -> bool:
    return bool((inputs.demand[f"{level}_id"] != "").any()) and level != "compound"


def _by_level(answer: answers.Coverage, inputs: Inputs, level: str) -> pd.DataFrame:
    areas = answer.by(f"{level}_id")
    names = inputs.city.get(_AREA_LAYERS[level])["name"]
    rows = areas[areas["count"].isin(COUNTS[:1])] if level != "street" else areas
    return rows.assign(level=level, name=rows["area_id"].map(names).fillna(""))


def _definition(question: Question, inputs: Inputs) -> str:
    profile = inputs.network.profile
    return (
        f"Walks of at most {question.limit_text} at {profile.speed_m_per_s:g} m/s ({profile.name}), "
        f"from {len(inputs.demand):,} homes to {len(inputs.facilities):,} facilities of {inputs.city.name}."
    )


def _place(option: str, text: str) -> tuple[float, float]:
    parts = text.replace("，", ",").split(",")
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError:
        raise typer.BadParameter(f'{option} needs "longitude,latitude" in degrees; it is "{text}".') from None
    return lon, lat


VERBS: tuple[Callable[..., None], ...] = (import_, route, travel, circles, coverage, gaps)
