"""Say once what the verbs can be asked with: whose streets, which facilities, how far, and who walks."""

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Literal, TypedDict, get_type_hints

import typer

from geo.circles import Moment
from geo.cli.output import checked_out
from geo.settings import Language
from geo.streets import PROFILES
from geo.vocabulary import FACILITY_KINDS, SERVICE_KINDS

__all__ = ["Datum", "Level", "OutFile", "Question", "Walker", "asked_with"]

Datum = Literal["GCJ-02", "BD-09"]

_DEFAULT_LIMIT_M = 500.0
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MOMENT = re.compile(r"([A-Za-z]{3})[- ]([01]?\d|2[0-3]):([0-5]\d)")


class Level(StrEnum):
    """A level of the administration that answers can be told apart by."""

    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    COMPOUND = "compound"


class LimitArguments(TypedDict):
    """The two ways to say a limit; one of them is None."""

    limit_m: float | None
    limit_min: float | None


def _file(sentence: str) -> Any:  # noqa: ANN401  typer's own word for an option is private
    return typer.Option(help=sentence, metavar="FILE", show_default=False)


def _word(sentence: str, words: Iterable[str]) -> Any:  # noqa: ANN401
    return typer.Option(help=f"{sentence}: {', '.join(words)}.", metavar="WORD", show_default=False)


def _amount(sentence: str, unit: str) -> Any:  # noqa: ANN401
    return typer.Option(help=f"{sentence}.", metavar=unit)


OutFile = Annotated[
    Path | None,
    typer.Option(
        help="Where to write: .csv, .xlsx, .geojson or .gpkg; as CSV on standard output if left out.",
        metavar="FILE",
        callback=checked_out,
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walker:
    """Whose streets, and who walks them."""

    city: Annotated[
        Path | None, _file("City file (.gpkg) or OpenStreetMap extract (.osm, .osm.gz, .osm.pbf); else the demo city.")
    ] = None
    streets: Annotated[Path | None, _file("Streets instead of a city: any line layer, .osm or .graphml.")] = None
    profile: Annotated[str, _word("Who walks (standard if left out)", PROFILES)] = "standard"
    language: Annotated[
        Language | None, typer.Option(help="Headings in Chinese or English; else the columns' own names.")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Walker):
    """Who walks how far to which facilities."""

    demand: Annotated[Path | None, _file("Points where people live, with households; with --streets.")] = None
    facilities: Annotated[Path | None, _file("Facilities; with --streets, or instead of the city's.")] = None
    datum: Annotated[
        Datum | None,
        typer.Option(help="The points of --demand and --facilities come from Amap or Tencent, or from Baidu."),
    ] = None
    kind: Annotated[str | None, _word("Only facilities of this kind", FACILITY_KINDS)] = None
    service: Annotated[str | None, _word("Only facilities offering this service", SERVICE_KINDS)] = None
    limit_m: Annotated[float | None, _amount("Longest walk, 500 if no limit is given", "METRES")] = None
    limit_min: Annotated[float | None, _amount("Longest walk in time instead", "MINUTES")] = None
    at: Annotated[str | None, _amount("Only what is open then, for example Wed-19:30 or Sun-10:00", "DAY-HH:MM")] = None

    @property
    def limit(self) -> LimitArguments:
        """The limit as the arguments that `geo` takes for it."""
        if self.limit_m is not None and self.limit_min is not None:
            raise typer.BadParameter("Give --limit-m or --limit-min, not both.")
        is_given = self.limit_m is not None or self.limit_min is not None
        return {"limit_m": self.limit_m if is_given else _DEFAULT_LIMIT_M, "limit_min": self.limit_min}

    @property
    def moment(self) -> Moment | None:
        """When facilities must be open, if that was asked."""
        if self.at is None:
            return None
        found = _MOMENT.fullmatch(self.at.strip())
        if found is None or found[1].title() not in _DAYS:
            raise typer.BadParameter(f'--at needs a day and an hour such as Wed-19:30; it is "{self.at}".')
        return Moment(_DAYS.index(found[1].title()), int(found[2]) * 60 + int(found[3]))


def asked_with(options: type[Walker]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a verb that takes `options` as one value first be typed with each of its fields as an option."""

    def give(verb: Callable[..., None]) -> Callable[..., None]:
        hints = get_type_hints(options, include_extras=True)
        shared = [
            inspect.Parameter(
                slot.name, inspect.Parameter.KEYWORD_ONLY, default=slot.default, annotation=hints[slot.name]
            )
            for slot in fields(options)
        ]
        own = list(inspect.signature(verb).parameters.values())[1:]

        @wraps(verb)
        def typed(**given: object) -> None:
            chosen = {slot.name: given.pop(slot.name) for slot in shared}
            verb(options(**chosen), **given)  # type: ignore[arg-type]

        parameters = [*shared, *(one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own)]
        typed.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        typed.__annotations__ = {one.name: one.annotation for one in parameters}
        del typed.__wrapped__
        return typed

    return give
