"""The verb for grids: check, repair, propose, code and compare them, and split a community."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
import typer
from geopandas import GeoDataFrame

from geo.briefing import Imprint
from geo.city import City
from geo.cli.inputs import city_of
from geo.cli.options import OutFile
from geo.cli.output import say_some, write
from geo.errors import SettingError
from geo.grids.changes import grid_changes
from geo.grids.checks import checkup
from geo.grids.codes import coded, named, retired_codes
from geo.grids.communities import community_sizes, merge_communities, split_community, split_divisions
from geo.grids.micro_grids import micro_grids
from geo.grids.proposing import GridTask, compare_proposals, propose, propose_city
from geo.grids.reconciling import reconciled
from geo.grids.relations import compound_relations
from geo.grids.repairing import plan_repair
from geo.layers import GRIDS
from geo.readers import read_layer

__all__ = ["grids"]

_LAYERS = ("compounds", "barriers", "streets", "landcover", "railways")


@dataclass(frozen=True, slots=True)
class _Wish:
    """What was asked beside the city."""

    communities: tuple[str, ...]
    grid: str
    task: GridTask
    alternative: int
    parts: int
    before: Path | None

    @property
    def community(self) -> str:
        """The one community that was named, "" for all."""
        return self.communities[0] if self.communities else ""


def grids(
    what: Annotated[
        Literal[
            "check",
            "repair",
            "propose",
            "micro",
            "code",
            "changes",
            "relations",
            "reconcile",
            "sizes",
            "split",
            "merge",
        ],
        typer.Argument(help="What to do.", metavar="WHAT"),
    ],
    city: Annotated[Path | None, typer.Option(help="City file; else the demo city.", metavar="FILE")] = None,
    grids: Annotated[Path | None, typer.Option(help="Grids to use in place of the city's.", metavar="FILE")] = None,
    before: Annotated[
        Path | None, typer.Option(help="Earlier or other grids, for changes, code, reconcile.", metavar="FILE")
    ] = None,
    community: Annotated[
        list[str] | None, typer.Option(help="Id of a community; all if left out. Twice or more to merge.", metavar="ID")
    ] = None,
    grid: Annotated[str, typer.Option(help="Id of the grid to divide into micro-grids.", metavar="ID")] = "",
    target: Annotated[float | None, typer.Option(help="Households a grid should have.", metavar="HOUSEHOLDS")] = None,
    least: Annotated[float | None, typer.Option(help="At least.", metavar="HOUSEHOLDS")] = None,
    most: Annotated[float | None, typer.Option(help="At most.", metavar="HOUSEHOLDS")] = None,
    alternative: Annotated[int, typer.Option(help="Which proposal to write: 1, 2 or 3.", min=1, max=3)] = 1,
    parts: Annotated[int, typer.Option(help="Parts to split a community into.", min=2, max=9)] = 2,
    out: OutFile = None,
) -> None:
    """
    Do something with grids: check, repair, propose, micro (divide --grid into micro-grids), code, changes (since
    --before), relations (with compounds), reconcile (with --before), sizes, split, merge (of
    communities).
    """
    opened = city_of(city)
    if grids is not None:
        opened = opened.with_layer("grids", _grids_in(grids, opened))
    task = GridTask(target=target, least=least, most=most)
    wish = _Wish(tuple(community or ()), grid, task, alternative, parts, before)
    answer, sentences = _ACTIONS[what](opened, wish)
    imprint = Imprint(
        title=f"{opened.name}: grids, {what}",
        definition=tuple(map(str, sentences[:6])),
        sources=tuple(f"{one.layer}: {one.source}" for one in opened.provenance),
        made_on=date.today(),  # noqa: DTZ011  the day here
        is_synthetic=opened.is_synthetic,
    )
    write(answer, out, lambda: imprint)
    say_some([str(sentence) for sentence in sentences])


_Answer = tuple[pd.DataFrame, Sequence[str]]


def _check(city: City, wish: _Wish) -> _Answer:
    layers = {name: city.get(name) for name in _LAYERS if len(city.get(name))}
    found = checkup(_own(city, wish), _parents(city, wish), city.get("buildings"), **layers)
    scores = [f"{one.title}: {'no data' if one.points is None else one.points}." for one in found.scores]
    findings = found.findings.assign(grid_ids=[" ".join(ids) for ids in found.findings["grid_ids"]])
    return findings, [*scores, *map(str, found.not_checked["sentence"])]


def _repair(city: City, wish: _Wish) -> _Answer:
    plan = plan_repair(_own(city, wish), _parents(city, wish), buildings=city.get("buildings"))
    return plan.grids, [*map(str, plan.pieces["sentence"]), *map(str, plan.sentences)]


def _propose(city: City, wish: _Wish) -> _Answer:
    found = propose(city, wish.community, wish.task) if wish.community else propose_city(city, wish.task)
    table = compare_proposals(city, found, wish.task)
    told = [
        f"{title}: {row['grids']:.0f} grids, {row['in_range']:.0f} of {row['inhabited']:.0f} within the limits, "
        f"compactness {row['compactness']:.2f}, {row['cut_compounds']:.0f} compounds cut, "
        f"{row['crossed_barriers']:.0f} barriers crossed."
        for title, row in zip(table.index, table.to_dict("records"), strict=True)
    ]
    chosen = found[min(wish.alternative, len(found)) - 1]
    return chosen.grids, [*told, *map(str, chosen.notes)]


def _code(city: City, wish: _Wish) -> _Answer:
    before = None if wish.before is None else _grids_in(wish.before, city)
    found = coded(
        city["grids"],
        city["communities"],
        before=before,
        buildings=city.get("buildings"),
        retired=retired_codes(city.notes),
    )
    return named(found.grids, city["communities"]["name"].to_dict()), found.sentences


def _changes(city: City, wish: _Wish) -> _Answer:
    if wish.before is None:
        raise SettingError("Name the earlier grids with --before FILE, to compare them with the city's.")
    found = grid_changes(_grids_in(wish.before, city), city["grids"], city.get("buildings"))
    return found.moves, found.sentences


def _sizes(city: City, _: _Wish) -> _Answer:
    found = community_sizes(city)
    return found.table, found.sentences


def _split(city: City, wish: _Wish) -> _Answer:
    if not wish.community:
        raise SettingError("Name the community to split with --community ID; `grids sizes` lists them.")
    found = split_divisions(city, wish.community, wish.parts)
    change = split_community(city, wish.community, {str(key): int(n) for key, n in found.by_balance[0].part.items()})
    new = change.communities.loc[change.communities.index.isin(change.parts.index)]
    return new, [str(found.by_balance[0].sentence), *change.sentences]


def _micro(city: City, wish: _Wish) -> _Answer:
    if not wish.grid:
        raise SettingError("Name the grid to divide with --grid ID.")
    found = micro_grids(city, city["grids"], wish.grid)
    return found.areas.assign(division=found.areas["division"].map(str)), found.notes


def _relations(city: City, wish: _Wish) -> _Answer:
    found = compound_relations(_own(city, wish), city["compounds"], city.get("buildings"))
    return found.grids, found.sentences


def _reconcile(city: City, wish: _Wish) -> _Answer:
    if wish.before is None:
        raise SettingError("Name the other grids with --before FILE, to compare them with the city's.")
    found = reconciled(_grids_in(wish.before, city), city["grids"], city["buildings"])
    return found.pairs, found.sentences


def _merge(city: City, wish: _Wish) -> _Answer:
    change = merge_communities(city, wish.communities)
    return change.communities.loc[change.communities.index.isin(change.parts.index)], change.sentences


_ACTIONS: Mapping[str, Callable[[City, _Wish], _Answer]] = {
    "check": _check,
    "repair": _repair,
    "propose": _propose,
    "micro": _micro,
    "code": _code,
    "changes": _changes,
    "relations": _relations,
    "reconcile": _reconcile,
    "sizes": _sizes,
    "split": _split,
    "merge": _merge,
}


def _own(city: City, wish: _Wish) -> GeoDataFrame:
    layer = city["grids"]
    return layer[layer["community_id"] == wish.community] if wish.community else layer


def _parents(city: City, wish: _Wish) -> GeoDataFrame:
    layer = city["communities"]
    if wish.community and wish.community not in layer.index:
        raise SettingError(f'There is no community "{wish.community}"; `grids sizes` lists them.')
    return layer.loc[[wish.community]] if wish.community else layer


def _grids_in(path: Path, city: City) -> GeoDataFrame:
    """Read grids from a file; a column says whose they are, else the community that holds most of each."""
    layer, report = read_layer(path)
    say_some([str(problem) for problem in getattr(report, "problems", ())])
    layer = layer.to_crs(city.crs)
    layer = layer.set_index("grid_id") if "grid_id" in layer.columns else layer.rename_axis("grid_id")
    layer.index = layer.index.astype(str)
    if "name" not in layer.columns:
        layer = layer.assign(name=layer.index)
    if "community_id" not in layer.columns:
        inside = GeoDataFrame(geometry=layer.representative_point(), crs=city.crs)
        joined = inside.sjoin(city["communities"][["geometry"]], how="left", predicate="intersects")
        layer = layer.assign(community_id=joined[~joined.index.duplicated()]["community_id"].fillna(""))
    return GRIDS.check(layer)
