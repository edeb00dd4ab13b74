"""Say once what the verbs can be asked with: whose streets, which facilities, how far, and who walks."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Annotated, get_type_hints

import typer

from geo.streets import PROFILES
from geo.vocabulary import FACILITY_KINDS, SERVICE_KINDS

__all__ = ["OutFile", "Question", "Walker", "asked_with"]

_DEFAULT_LIMIT_M = 500.0


def _file(help_text: str) -> typer.models.OptionInfo:
    return typer.Option(help=help_text, metavar="FILE", show_default=False)


def _word(help_text: str, words: object) -> typer.models.OptionInfo:
    return typer.Option(help=f"{help_text}: {', '.join(words)}.", metavar="WORD", show_default=False)  # type: ignore[call-overload]


OutFile = Annotated[
    Path | None, _file("Where to write: .csv, .xlsx, .geojson or .gpkg; as CSV on standard output if left out.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walker:
    """Whose streets, and who walks them."""

    city: Annotated[
        Path | None, _file("City file (.gpkg) or OpenStreetMap extract (.osm, .osm.gz, .osm.pbf); else the demo city.")
    ] = None
    streets: Annotated[Path | None, _file("Streets instead of a city: any line layer, .osm or .graphml.")] = None
    profile: Annotated[str, _word("Who walks (standard if left out)", PROFILES)] = "standard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Walker):
    """Who walks how far to which facilities."""

    demand: Annotated[Path | None, _file("Points where people live, with households; with --streets.")] = None
    facilities: Annotated[Path | None, _file("Facilities; with --streets, or instead of the city's.")] = None
    kind: Annotated[str | None, _word("Only facilities of this kind", FACILITY_KINDS)] = None
    service: Annotated[str | None, _word("Only facilities offering this service", SERVICE_KINDS)] = None
    limit_m: Annotated[float | None, typer.Option(help="Longest walk, metres; 500 if no limit is given.")] = None
    limit_min: Annotated[float | None, typer.Option(help="Longest walk, minutes, instead of metres.")] = None

    @property
    def limit(self) -> dict[str, float]:
        """The limit as the one argument that `geo` takes for it."""
        if self.limit_m is not None and self.limit_min is not None:
            raise typer.BadParameter("give --limit-m or --limit-min, not both.")
        if self.limit_min is not None:
            return {"limit_min": self.limit_min}
        return {"limit_m": _DEFAULT_LIMIT_M if self.limit_m is None else self.limit_m}

    @property
    def limit_text(self) -> str:
        """The limit as a person says it."""
        ((unit, amount),) = self.limit.items()
        return f"{amount:g} {'m' if unit == 'limit_m' else 'minutes'}"


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

        parameters = [*(one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own), *shared]
        typed.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        typed.__annotations__ = {one.name: one.annotation for one in parameters}
        del typed.__wrapped__  # type: ignore[attr-defined]
        return typed

    return give
