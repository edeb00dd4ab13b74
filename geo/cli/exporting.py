"""The verb that gives a layer of a city back, in the format, coordinates and encoding somebody wants."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from geo.city import City
from geo.cli.output import say, writing
from geo.errors import SettingError
from geo.hierarchy import layer_word
from geo.settings import Settings
from geo.small_counts import masked_numbers
from geo.writers import PLACES, layer_file
from geo.writers.given import TextEncoding

__all__ = ["export"]

_FORMATS = {
    ".gpkg": "gpkg", ".geojson": "geojson", ".zip": "shp", ".kml": "kml", ".dxf": "dxf", ".xlsx": "xlsx", ".csv": "csv",
}  # fmt: skip


def export(
    layer: Annotated[str, typer.Argument(help="A layer of the city, such as buildings.", metavar="LAYER")],
    out: Annotated[
        Path,
        typer.Option(help="The file: .gpkg, .geojson, .zip (Shapefile), .kml, .dxf, .xlsx or .csv.", metavar="FILE"),
    ],
    city: Annotated[Path | None, typer.Option(help="City file; else the demo city.", metavar="FILE")] = None,
    place: Annotated[str, typer.Option(help=f"Coordinates: {', '.join(PLACES)}.", metavar="WORD")] = "wgs84",
    encoding: Annotated[Literal["utf-8", "gbk"], typer.Option(help="Of the texts in .zip, .dxf and .csv.")] = "utf-8",
) -> None:
    """Give a layer back: to hand in, or to go on with in another program."""
    form = _FORMATS.get(out.suffix.lower())
    if form is None:
        raise SettingError(f"{out.name} has an unknown ending; write to one of {', '.join(_FORMATS)}.")
    if place not in PLACES:
        raise SettingError(f'There is no place "{place}"; choose one of {", ".join(PLACES)}.')
    path = city or Settings.from_env().city_file
    opened = City.demo() if path is None else City.open(path)
    rows, masked = masked_numbers(opened[layer])
    text: TextEncoding = "utf-8" if encoding == "utf-8" else "gb18030"
    notes = tuple((f"source of {one.layer}", f"{one.source} {one.as_of}".strip()) for one in opened.provenance)
    label = (("", "Synthetic demo data 虚构演示数据"),) if opened.is_synthetic else ()
    content = layer_file(rows, form, name=layer, place=PLACES[place], encoding=text, notes=(*label, *notes))  # type: ignore[arg-type]
    with writing(out):
        out.write_bytes(content)
    say(f"{out.name}: {len(rows):,} rows of {layer_word(opened.notes, layer, 'en')}.")
    if masked is not None:
        say(masked)
