"""The verbs: each asks `geo` one question and writes the answer."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
import typer
from geopandas import GeoDataFrame

import geo.circles as answers
import geo.streets as walks
from geo import briefing
from geo.city import City
from geo.cli.answering import Answer, answered
from geo.cli.exporting import export
from geo.cli.gridding import grids
from geo.cli.importing import import_
from geo.cli.inputs import opened_city
from geo.cli.options import Level, OutFile, Question, Walker, asked_with
from geo.cli.output import checked_out, say, say_some, write, writing
from geo.crs import LONLAT, to_lonlat
from geo.errors import SettingError
from geo.layers import COUNTS
from geo.readers import fetch_streets
from geo.settings import Settings

__all__ = ["VERBS"]

_AREA_LAYERS = {
    Level.STREET: "street_offices",
    Level.COMMUNITY: "communities",
    Level.GRID: "grids",
    Level.COMPOUND: "compounds",
}
#: Levels told apart if none is asked for; there are too many grids and compounds to read.
_USUAL_LEVELS = (Level.STREET, Level.COMMUNITY)


def fetch(
    place: Annotated[str, typer.Argument(help='A name OpenStreetMap knows, such as "福鼎市, 福建".', metavar="PLACE")],
    out: Annotated[Path, typer.Option(help="The street layer to write, .gpkg or .geojson.", metavar="FILE")],
) -> None:
    """Fetch the streets of a place from OpenStreetMap's server."""
    if not Settings.from_env().is_online:
        raise SettingError("Going online is switched off; set PLANNER_ONLINE=1 to fetch streets from OpenStreetMap.")
    checked_out(out)
    imprint = briefing.Imprint(
        title=place,
        definition=("Streets as OpenStreetMap has them.",),
        sources=("OpenStreetMap contributors, ODbL 1.0",),
        made_on=date.today(),  # noqa: DTZ011  the day here
    )
    write(fetch_streets(place), out, lambda: imprint)


@asked_with(Walker)
def route(
    walker: Walker,
    from_: Annotated[str, typer.Option("--from", help="Where the walk starts.", metavar="LON,LAT")],
    to: Annotated[str, typer.Option(help="Where it ends.", metavar="LON,LAT")],
    out: OutFile = None,
) -> None:
    """Walk from one place to another: length, time and the way."""
    profile = walks.profile_named(walker.profile)
    origin, destination = _place("--from", from_), _place("--to", to)
    city, notes = opened_city(walker)
    walk = walks.route(walks.city_network(city, profile), origin, destination)
    row = {"length_m": walk.length_m, "time_s": walk.time_s, "straight_m": walk.straight_m, "profile": profile.name}
    imprint = briefing.Imprint(
        title=f"{city.name}: {from_} - {to}",
        definition=(f"Shortest walk at {profile.speed_m_per_s:g} m/s ({profile.name}).",),
        sources=tuple(one.source for one in city.provenance if one.layer == "streets"),
        made_on=date.today(),  # noqa: DTZ011  the day here
        is_synthetic=city.is_synthetic,
    )
    write(GeoDataFrame([row], geometry=[walk.geometry], crs=LONLAT), out, lambda: imprint, walker.language)
    say_some(notes)


@asked_with(Question)
def travel(question: Question, out: OutFile = None) -> None:
    """List each walk from a home to a facility."""
    answer = answered(question)
    _give(answer, answer.travel, out)


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
    answer = answered(question)
    areas = answers.service_areas(
        answer.network, answer.facilities, **question.limit, overlap=overlap, demand=answer.city.demand
    )
    _give(answer, areas.assign(area_m2=areas.area.round(1)), out)


@asked_with(Question)
def coverage(
    question: Question,
    by: Annotated[list[Level] | None, typer.Option(help="Level to tell apart; may be repeated.")] = None,
    count: Annotated[
        list[str] | None, typer.Option(help="What to count by level, households if left out; may be repeated.")
    ] = None,
    out: OutFile = None,
) -> None:
    """Count who is served: covered, total and share."""
    answer = answered(question, is_judged=True)
    city, counted = answer.city, answer.counted
    levels = by or [level for level in _USUAL_LEVELS if (city.demand[f"{level}_id"] != "").any()]
    unknown = set(count or ()) - set(counted.counts.columns)
    if unknown:
        raise typer.BadParameter(
            f"--count must be one of {', '.join(counted.counts.columns)}; not {', '.join(unknown)}."
        )
    whole = pd.DataFrame({"covered": counted.covered, "total": counted.total, "share": counted.share})
    whole = whole.rename_axis("count").reset_index().assign(level="city", area_id="", name=city.name)
    table = pd.concat([whole, *(_by_level(answer, level, count or COUNTS[:1]) for level in levels)], ignore_index=True)
    table = table[(table["total"] > 0) | (table["count"] == COUNTS[0])].reset_index(drop=True)
    table = table[["level", "area_id", "name", "count", "covered", "total", "share"]]
    _give(answer, _with_areas(table, city) if out and out.suffix.lower() in (".geojson", ".gpkg") else table, out)


@asked_with(Question)
def gaps(question: Question, out: OutFile = None) -> None:
    """List the places not served, each with its reason."""
    answer = answered(question, is_judged=True)
    found = answer.gaps()
    inside = to_lonlat(found.geometry.representative_point())
    _give(answer, found.assign(lon=inside.x, lat=inside.y), out)


@asked_with(Question)
def brief(
    question: Question,
    out: Annotated[Path, typer.Option(help="The sheet to write: .pdf or .png.", metavar="FILE")],
    community: Annotated[str, typer.Option(help="Show one community instead of the city.", metavar="ID")] = "",
    unit: Annotated[str, typer.Option(help="Who made the sheet, printed on it.", metavar="TEXT")] = "",
    title: Annotated[str, typer.Option(help="Another title.", metavar="TEXT")] = "",
) -> None:
    """Draw the answer as a map sheet for a report."""
    kind = out.suffix.lower()
    if kind not in (".pdf", ".png"):
        raise SettingError(f"{out.name} has an unknown ending; write the sheet to a file ending in .pdf or .png.")
    language = question.language or Settings.from_env().language
    answer = answered(question, is_judged=True)
    circle = answers.straight_circles(answer.facilities, answer.counted.limit.radius_m(answer.speed_m_per_s))
    sheet = briefing.coverage_sheet(
        answer.city,
        answer.for_briefing(
            language,
            false=answers.false_coverage(answer.city.demand, answer.facilities, answer.counted),
            areas=answers.service_areas(answer.network, answer.facilities, **question.limit, overlap="dissolve"),
            circles=circle,
            gaps=answer.gaps(),
        ),
        briefing.Focus("community_id", community) if community else briefing.Focus(),
        made_on=date.today(),  # noqa: DTZ011  the day here
        unit=unit,
        title=title,
        language=language,
    )
    with writing(out):
        out.write_bytes(sheet.pdf() if kind == ".pdf" else sheet.png())
    say_some((*answer.notes, *sheet.problems))
    say(answer.definition)


def _give(answer: Answer, table: pd.DataFrame, out: Path | None) -> None:
    write(table, out, answer.imprint, answer.question.language)
    say_some(answer.notes)
    say(answer.definition)


def _by_level(answer: Answer, level: Level, counts: Sequence[str]) -> pd.DataFrame:
    names = answer.city.get(_AREA_LAYERS[level])["name"]
    areas = answer.counted.by(f"{level}_id")
    areas = areas[areas["count"].isin(list(counts))]
    return areas.assign(level=str(level), name=areas["area_id"].map(names).fillna(""))


def _with_areas(table: pd.DataFrame, city: City) -> GeoDataFrame:
    """Give each row the shape of its area; the whole city has none of its own."""
    shapes = {
        (str(level), area): shape for level in Level for area, shape in city.get(_AREA_LAYERS[level]).geometry.items()
    }
    rows = [shapes.get(row) for row in zip(table["level"], table["area_id"], strict=True)]
    return GeoDataFrame(table, geometry=rows, crs=city.crs)


def _place(option: str, text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.replace("，", ",").split(","))
    except ValueError:
        raise typer.BadParameter(f'{option} needs "longitude,latitude" in degrees; it is "{text}".') from None
    return lon, lat


VERBS: tuple[Callable[..., None], ...] = (import_, export, fetch, route, travel, circles, coverage, gaps, grids, brief)
