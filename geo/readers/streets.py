"""Read streets from whatever file they come in: OpenStreetMap data, a street graph or a layer of lines."""

from pathlib import Path

import pandas as pd
from geopandas import GeoDataFrame

from geo.crs import require_crs, to_lonlat
from geo.errors import WrongGeometryError
from geo.layers import STREETS
from geo.readers.cells import number_in, plain_text
from geo.readers.columns import recognised
from geo.readers.graphml import graph_streets
from geo.readers.headers import STREET_HEADERS
from geo.readers.layer_files import read_layer
from geo.readers.osm.extract import is_osm, read_osm
from geo.readers.osm.gates import closures, gates
from geo.readers.osm.ways import ARTERIAL_WAIT_S, SIGNAL_WAIT_S, street_lines
from geo.readers.report import existing_file

__all__ = ["read_gates_and_closures", "read_streets"]

_OSM_SUFFIXES = (".osm", ".gz", ".bz2", ".pbf", ".o5m")
#: Chinese road classes -> highway=*; the longest that a value contains counts.
_HIGHWAY_OF_CLASS = {
    "高速": "motorway", "快速路": "trunk", "国道": "trunk", "主干": "primary", "省道": "primary", "次干": "secondary",
    "县道": "secondary", "支路": "tertiary", "乡道": "tertiary", "村道": "unclassified", "内部": "service",
    "小区路": "service", "街巷": "residential", "巷": "residential", "步行": "pedestrian", "人行天桥": "footway",
    "地下通道": "footway", "人行": "footway", "绿道": "footway", "自行车": "cycleway", "台阶": "steps", "梯道": "steps",
}  # fmt: skip
_NO = ("", "0", "no", "false", "f", "n", "否", "0.0")


def read_streets(
    path: object,
    *,
    layer: str | None = None,
    crs: object = None,
    signal_wait_s: float = SIGNAL_WAIT_S,
    arterial_wait_s: float = ARTERIAL_WAIT_S,
) -> GeoDataFrame:
    """
    Read the STREETS layer of a file, lon/lat, indexed by `way_id`; `attrs["problems"]` are sentences about rows left
    out.

    OpenStreetMap files give one row a way and keep the tags that say who may walk there; nobody is left out here.
    Street graphs (.graphml) give one row a street piece. Any other layer of lines gives one row a line, its columns
    recognised by their Chinese, English or OpenStreetMap headers, and its lines meet where they cross (`is_noded`
    False).

    Parameters
    ----------
    layer, crs
        As in `read_layer`, for layers of lines.
    signal_wait_s, arterial_wait_s
        Waits on ways tagged as crossings, seconds, as in `geo.readers.osm.ways`.

    Raises
    ------
    NoSuchFileError, BrokenFileError, EmptyLayerError, WrongGeometryError, MissingCrsError
    """
    file = existing_file(path, "streets: .osm, .osm.gz, .osm.pbf, .graphml or a layer of lines")
    suffix = file.suffix.lower()
    if suffix == ".graphml":
        return graph_streets(file)
    if suffix in _OSM_SUFFIXES or is_osm(file):
        return street_lines(read_osm(file), signal_wait_s, arterial_wait_s)
    return _line_streets(file, layer, crs)


def read_gates_and_closures(path: object) -> tuple[GeoDataFrame, GeoDataFrame]:
    """
    Read the GATES on the streets of an OpenStreetMap file, and the BARRIERS that close them where nobody may pass,
    lon/lat.

    `Network.build(read_streets(path), gates=..., barriers=...)` then cuts the streets there.

    Raises
    ------
    NoSuchFileError, BrokenFileError, EmptyLayerError
    """
    extract = read_osm(path)
    return gates(extract), closures(extract)


def _line_streets(file: Path, layer: str | None, crs: object) -> GeoDataFrame:
    rows, report = read_layer(file, layer=layer, crs=crs)
    is_wrong = STREETS.wrong_geometry(rows)
    if is_wrong.all():
        raise WrongGeometryError(
            f"{file.name} has {rows.geom_type.mode()[0]} shapes where streets need lines; "
            "choose the layer of street centre lines."
        )
    require_crs(rows, file.name)
    problems = [f"Row {number} is no line and is left out." for number in rows.index[is_wrong]]
    rows = to_lonlat(rows[~is_wrong], file.name)
    streets = STREETS.check(_columns(rows))
    streets.attrs["problems"] = (*report.reasons, *problems)
    return streets


def _columns(rows: GeoDataFrame) -> GeoDataFrame:
    found = recognised(rows.columns.drop("geometry"), STREET_HEADERS)
    texts = {name: rows[column].map(plain_text) for name, column in found.items()}
    streets = rows.drop(columns=[column for column in found.values() if column in rows.columns])
    streets = streets.drop(columns=[name for name in STREET_HEADERS if name in streets.columns])
    for name in ("name", "foot", "access", "service"):
        if name in texts:
            streets[name] = texts[name]
    if "highway" in texts:
        streets["highway"] = texts["highway"].map(_highway)
    for name in ("is_bridge", "is_tunnel"):
        if name in texts:
            streets[name] = ~texts[name].str.lower().isin(_NO)
    for name in ("level", "wait_s"):
        if name in texts:
            streets[name] = pd.to_numeric(texts[name].map(number_in)).fillna(0).clip(-100, 3600)
    ids = texts.get("way_id")
    if ids is None or bool((ids == "").any()) or not ids.is_unique:
        ids = pd.Series(rows.index.astype(str), index=rows.index)
    return streets.set_axis(pd.Index(ids.to_numpy(), name=STREETS.index))


def _highway(text: str) -> str:
    matching = [word for word in _HIGHWAY_OF_CLASS if word in text]
    return _HIGHWAY_OF_CLASS[max(matching, key=len)] if matching else text.lower()
