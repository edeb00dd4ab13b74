"""The verb that brings files into a city: what each row became is told, nothing is lost silently, all can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from geo.city import City
from geo.cli.output import say, say_some, write, writing
from geo.errors import SettingError
from geo.hierarchy import layer_word
from geo.intake.areas import whole_city
from geo.intake.arrivals import Arrival, arrival
from geo.intake.changes import layer_change
from geo.intake.control_points import ControlPoint, local_grid
from geo.intake.history import save_over, undo_import
from geo.intake.joining import Joined, joined, joined_cells, joined_extract
from geo.intake.offers import Offer, is_osm_file, offered
from geo.intake.plans import ImportPlan, Pairs
from geo.intake.roles import ROLES
from geo.layers import LAYERS
from geo.readers.rasters import read_cells
from geo.sentences import said_in
from geo.settings import Language

__all__ = ["import_"]

_RASTERS = (".tif", ".tiff")
#: Streets tell where the rest belongs, areas tell what lies in them, and figures come last.
_ORDER = ("streets", "barriers", "railways", "landcover", "street_offices", "communities", "grids", "compounds")
_LAST = (
    "buildings", "entrances", "gates", "facilities", "partner_units", "shops", "issues", "candidates", "population",
    "totals",
)  # fmt: skip

_Out = Annotated[
    Path | None, typer.Option(help="The city file to write, .gpkg; --into itself if left out.", metavar="FILE")
]
_Into = Annotated[Path | None, typer.Option(help="The city file that the files join.", metavar="FILE")]
_Pairs = list[str] | None


def import_(
    files: Annotated[
        list[Path] | None, typer.Argument(help="OpenStreetMap extracts, layers, drawings, tables.", metavar="FILE...")
    ] = None,
    out: _Out = None,
    into: _Into = None,
    name: Annotated[str, typer.Option(help="Name of a new city; else what the first file says.")] = "",
    as_: Annotated[str, typer.Option("--as", help=f"What the rows are: {', '.join(ROLES)}.", metavar="LAYER")] = "",
    layer: Annotated[str, typer.Option(help="Layer, sheet or file of an archive to read.", metavar="NAME")] = "",
    encoding: Annotated[
        str, typer.Option(help="Encoding of the text, if the one found is wrong.", metavar="NAME")
    ] = "",
    place: Annotated[
        str,
        typer.Option(
            help="Coordinate system: WGS-84, GCJ-02, BD-09, an EPSG code, CGCS2000/3/120, swapped:CGCS2000/3/120, ...",
            metavar="SYSTEM",
        ),
    ] = "",
    control: Annotated[
        _Pairs, typer.Option(help="Control point of a local grid, two or more times.", metavar="X,Y,LON,LAT")
    ] = None,
    column: Annotated[
        _Pairs, typer.Option(help="Which column holds what, such as households=户数.", metavar="OURS=THEIRS")
    ] = None,
    kind: Annotated[
        _Pairs,
        typer.Option(help="Which facility kind a word means, such as 便民食堂=elder_canteen.", metavar="WORD=KIND"),
    ] = None,
    add: Annotated[bool, typer.Option("--add", help="Add the rows to the layer instead of replacing it.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be done, and write no city.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back the last import of --into.")] = False,
    report: Annotated[
        Path | None, typer.Option(help="Where to write what became of each row, .csv or .xlsx.", metavar="FILE")
    ] = None,
    language: Annotated[Language | None, typer.Option(help="Sentences in Chinese or English.")] = None,
) -> None:
    """Bring files into a city file: streets, buildings, facilities, boundaries, people."""
    if undo:
        if into is None:
            raise typer.BadParameter("--undo needs --into, the city file whose last import is taken back.")
        write(_layers(undo_import(into)))
        return
    target = out or into
    if not files:
        raise typer.BadParameter("Name one or more files to import.")
    if target is None and not dry_run:
        raise typer.BadParameter("--out names the city file to write, or --into the one to change.")
    if target is not None and target.suffix.lower() != ".gpkg":
        raise typer.BadParameter(f"--out must end in .gpkg; it is {target.name}.")
    asked = ImportPlan(
        role=as_,
        layer=layer,
        encoding=encoding,
        columns=_pairs("--column", column),
        placement=_placement(place, control),
        kinds=_pairs("--kind", kind),
        is_added=add,
    )
    told = _Told(language or "en")
    city = City.open(into) if into is not None else None
    for step in _in_order(files, asked):
        city = _taken_in(step, city, asked, name, told)
    if city is not None and target is not None and not dry_run:
        with writing(target):
            if target == into:
                save_over(city, target)
            else:
                city.save(target)
    if report is not None:
        _write_report(report, told)
    if city is not None:
        say_some(told.sentences)
        write(_layers(city))


@dataclass(slots=True)
class _Told:
    """What is said at the end."""

    language: str
    sentences: tuple[str, ...] = ()
    tables: tuple[pd.DataFrame, ...] = ()

    def about(self, file: Path, reasons: Sequence[str]) -> None:
        """Remember sentences about a file."""
        self.sentences += tuple(f"{file.name}: {said_in(self.language, reason)}" for reason in reasons)


def _in_order(files: Sequence[Path], asked: ImportPlan) -> list[Path]:
    """Take extracts first, then what areas and homes are compared with; one file needs no order."""
    if len(files) == 1:
        return list(files)

    def rank(file: Path) -> int:
        if is_osm_file(file):
            return -1
        if file.suffix.lower() in _RASTERS:
            return 100
        role = offered(file, None, asked).plan.role
        return (*_ORDER, *_LAST).index(role) if role in (*_ORDER, *_LAST) else 50

    return sorted(files, key=rank)


def _taken_in(file: Path, city: City | None, asked: ImportPlan, name: str, told: _Told) -> City:
    if is_osm_file(file) and asked.role in ("", "city"):
        before = () if city is None else city.problems
        city = joined_extract(city, file, name=name)
        told.sentences += tuple(said_in(told.language, problem) for problem in city.problems[len(before) :])
        told.sentences += tuple(said_in(told.language, note) for note in city.notes.values())
        return city
    if file.suffix.lower() in _RASTERS:
        if city is None:
            raise SettingError(f"{file.name} holds people, who need buildings; name the city with --into.")
        found = joined_cells(city, read_cells(file, within=whole_city(city)))
        told.about(file, found.reasons)
        return found.city
    offer = offered(file, city, asked)
    arrived = arrival(offer)
    _tell_change(city, arrived, told)
    found = joined(city, arrived, name=name, on=date.today())  # noqa: DTZ011  the day here
    _tell(offer, arrived, found, told)
    return found.city


def _tell(offer: Offer, arrived: Arrival, found: Joined, told: _Told) -> None:
    report, word = arrived.report, layer_word(found.city.notes, arrived.role, told.language)
    say(
        f"{offer.path.name}: {word}, {report.rows_read:,} rows read, {report.rows_kept:,} kept, "
        f"{report.rows_mended:,} mended, {report.rows_refused:,} refused; {arrived.placement.name}."
    )
    told.about(offer.path, found.reasons)
    told.tables += (report.table(told.language).assign(file=offer.path.name),)


def _tell_change(city: City | None, arrived: Arrival, told: _Told) -> None:
    if city is None or arrived.role not in city.layers or arrived.plan.is_added or not len(city[arrived.role]):
        return
    said = [ours for ours, _ in arrived.plan.columns]
    change = layer_change(city[arrived.role], arrived.layer, LAYERS[arrived.role], columns=said)
    told.about(arrived.report.path, (change.sentence,))


def _layers(city: City) -> pd.DataFrame:
    return pd.DataFrame([{"layer": layer, "rows": len(rows)} for layer, rows in city.layers.items()])


def _write_report(out: Path, told: _Told) -> None:
    kind = out.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise SettingError(f"{out.name} has an unknown ending; write the report to a file ending in .csv or .xlsx.")
    empty = pd.DataFrame(columns=["file", "row", "name", "fate", "column", "value", "reason", "remedy"])
    table = pd.concat([empty, *told.tables], ignore_index=True)[empty.columns]
    with writing(out):
        if kind == ".csv":
            out.write_text("\ufeff" + table.to_csv(index=False, lineterminator="\r\n"), encoding="utf-8")
        else:
            table.to_excel(out, index=False, engine="openpyxl")


def _pairs(option: str, given: Sequence[str] | None) -> Pairs:
    pairs = []
    for text in given or ():
        left, sign, right = text.partition("=")
        if not sign or not left.strip() or not right.strip():
            raise typer.BadParameter(f'{option} needs two words with = between; it is "{text}".')
        pairs.append((left.strip(), right.strip()))
    return tuple(pairs)


def _placement(place: str, control: Sequence[str] | None) -> str:
    if not control:
        return place
    if place:
        raise typer.BadParameter("Give --place or --control, not both.")
    points = []
    for text in control:
        try:
            x, y, lon, lat = (float(part) for part in text.replace("，", ",").split(","))
        except ValueError:
            raise typer.BadParameter(f'--control needs four numbers "X,Y,LON,LAT"; it is "{text}".') from None
        points.append(ControlPoint(x, y, lon, lat))
    return str(local_grid(points).placement)
