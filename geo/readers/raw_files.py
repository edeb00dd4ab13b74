"""Choose who reads a file, by what it is; open archives on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import numpy as np

from geo.crs import to_lonlat
from geo.errors import BrokenFileError, EmptyLayerError
from geo.readers.archives import ARCHIVE_SUFFIXES, Inside, unpacked
from geo.readers.declarations import with_own_word, with_sidecars, word_of_file
from geo.readers.dxf import read_dxf
from geo.readers.kml import read_kml
from geo.readers.osm.city import import_city
from geo.readers.osm.extract import is_osm
from geo.readers.parquet import PARQUET_SUFFIXES, read_parquet
from geo.readers.raw import RawLayer
from geo.readers.report import named
from geo.readers.tables import TABLE_SUFFIXES, read_table
from geo.readers.vector import VECTOR_SUFFIXES, read_vector
from geo.sentences import Sentence

__all__ = ["Hints", "LAYER_SUFFIXES", "raw_layer"]

_OSM_SUFFIXES = (".osm", ".gz", ".bz2", ".pbf")
LAYER_SUFFIXES = (
    *VECTOR_SUFFIXES,
    *TABLE_SUFFIXES,
    *PARQUET_SUFFIXES,
    *ARCHIVE_SUFFIXES,
    *_OSM_SUFFIXES,
    ".dxf",
    ".kml",
)


@dataclass(frozen=True, slots=True)
class Hints:
    """What somebody says about a file; `is_place_needed` False also reads a table whose rows are nowhere."""

    layer: str | None = None
    lon: str | None = None
    lat: str | None = None
    encoding: str | None = None
    is_place_needed: bool = True


def raw_layer(file: Path, hints: Hints = Hints()) -> RawLayer:
    """
    Return one layer of a file as it is; an archive is opened and its layer read.

    Raises
    ------
    BrokenFileError, EmptyLayerError, WrongGeometryError, MissingColumnError
    """
    suffix = file.suffix.lower()
    if suffix in ARCHIVE_SUFFIXES:
        with unpacked(file) as inside:
            return _from_archive(file, inside, hints)
    if suffix in TABLE_SUFFIXES:
        return read_table(
            file, hints.layer, hints.lon, hints.lat, hints.encoding, is_place_needed=hints.is_place_needed
        )
    if suffix in PARQUET_SUFFIXES:
        return read_parquet(file)
    if suffix == ".dxf":
        raw = read_dxf(file, hints.layer, hints.encoding)
        return with_own_word(raw, str(raw.rows.attrs.get("datum", "")))
    if suffix == ".kml":
        raw = read_kml(file, hints.layer)
        return with_own_word(raw, str(raw.rows.attrs.get("datum", "")))
    if suffix in _OSM_SUFFIXES or (file.is_file() and is_osm(file)):
        return _from_osm(file, hints.layer)
    raw = read_vector(file, hints.layer, hints.encoding)
    return with_own_word(raw, word_of_file(file, raw.layer))


def _from_osm(file: Path, layer: str | None) -> RawLayer:
    city = import_city(file)
    chosen = layer or "streets"
    rows = to_lonlat(city[chosen], chosen).reset_index()
    if not len(rows):
        raise EmptyLayerError(
            f"{file.name} has no {chosen}; choose another layer or file.",
            zh=f"{file.name} 里没有 {chosen} 图层的内容；请换一个图层或文件。",
        )
    rows.index = np.arange(1, len(rows) + 1)
    return RawLayer(rows, chosen, city.problems, tuple(city.layers), datum="WGS-84")


def _from_archive(file: Path, inside: Sequence[Inside], hints: Hints) -> RawLayer:
    found = _layers_inside(inside)
    if not found:
        names = [one.name for one in inside]
        raise BrokenFileError(
            f"{file.name} holds no layer: expected a Shapefile (.shp with .dbf and .shx), found "
            f"{named(names) or 'nothing'}. Zip the layer's files together.",
            zh=f"{file.name} 里没有图层：需要 Shapefile（.shp、.dbf、.shx）等文件，只有 {named(names) or '空目录'}。"
            "请把图层的文件一起打包。",
        )
    names = [one.name for one in found]
    wanted = hints.layer or ""
    chosen = next((one for one in found if wanted in (one.name, Path(one.name).name, Path(one.name).stem)), found[0])
    is_file_meant = (wanted and chosen is not found[0]) or wanted in (chosen.name, Path(chosen.name).stem)
    inner = replace(hints, layer=None) if is_file_meant else hints
    raw = raw_layer(chosen.path, inner)
    if chosen.path.suffix == ".shp":
        folder = PurePosixPath(chosen.name).parent
        beside = {PurePosixPath(one.name).name: one.path for one in inside if PurePosixPath(one.name).parent == folder}
        raw = with_sidecars(raw, beside, PurePosixPath(chosen.name).name)
    reasons = raw.reasons
    if len(found) > 1 and not is_file_meant:
        told = Sentence(
            f"{file.name} holds {named(names)}; {chosen.name} was read.",
            zh=f"{file.name} 里有 {named(names)}；已读取 {chosen.name}。",
        )
        reasons = (told, *reasons)
    layers = tuple(names) if len(found) > 1 else raw.layers
    shown = Path(chosen.name).stem if len(raw.layers) <= 1 else raw.layer
    return replace(raw, layer=shown, layers=layers, reasons=_renamed(reasons, chosen))


def _renamed(reasons: Sequence[str], chosen: Inside) -> tuple[str, ...]:
    """Call the unpacked file by the name it has in the archive."""

    def said(text: str) -> str:
        return text.replace(chosen.path.name, Path(chosen.name).name)

    return tuple(Sentence(said(r), zh=said(r.zh)) if isinstance(r, Sentence) else said(r) for r in reasons)


#: What is looked for in an archive first.
_INSIDE_ORDER = (
    ".shp", ".gpkg", ".gdb", ".geojson", ".fgb", ".kml", ".dxf", ".topojson", ".json", ".parquet", ".tab", ".mif",
    ".gpx", ".xlsx", ".xls", ".csv", ".pbf", ".osm",
)  # fmt: skip


def _layers_inside(inside: Sequence[Inside]) -> list[Inside]:
    found: dict[str, Inside] = {}
    for one in inside:
        database = next((folder for folder in one.path.parents if folder.suffix == ".gdb"), None)
        path = database or one.path
        name = one.name[: one.name.lower().rfind(".gdb") + 4] if database else one.name
        found.setdefault(str(path), Inside(name, path))
    ranked = [(_INSIDE_ORDER.index(o.path.suffix), o) for o in found.values() if o.path.suffix in _INSIDE_ORDER]
    has_shapes = any(rank < _INSIDE_ORDER.index(".xlsx") for rank, _ in ranked)
    ranked = [(rank, one) for rank, one in ranked if not has_shapes or one.path.suffix != ".csv"]
    return [one for _, one in sorted(ranked, key=lambda pair: (pair[0], pair[1].name))]
