"""Read a vector file through GDAL: GeoPackage, GeoJSON, TopoJSON, Shapefile, Geodatabase, FlatGeobuf, GPX, MapInfo."""

import json
import re
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyogrio
import pyproj
import shapely
from geopandas import GeoDataFrame
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, GeometryError

from geo.crs import LONLAT
from geo.errors import BrokenFileError, EmptyLayerError, WrongCrsError, WrongGeometryError
from geo.readers.raw import RawLayer
from geo.readers.report import named
from geo.readers.shapefile_text import RAW_ENCODING, decoded_shapefile, stated_encoding
from geo.sentences import Sentence

__all__ = ["GDAL_ERRORS", "VECTOR_SUFFIXES", "chosen_layer", "declared_crs", "gdal_layers", "read_vector"]

#: What each kind of file begins with. GDAL guesses the format from the content, and some of its formats point to other
#: files or to the network; a file that does not begin as its name says is refused before GDAL sees it.
_BEGINS = {
    ".gpkg": (b"SQLite format 3",),
    ".geojson": (b"{", b"["),
    ".json": (b"{", b"["),
    ".topojson": (b"{",),
    ".geojsonl": (b"{", b"\x1e{"),
    ".shp": (b"\x00\x00\x27\x0a",),
    ".fgb": (b"fgb",),
    ".gpx": (b"<",),
    ".tab": (b"!table", b"!Table", b"!TABLE"),
    ".mif": (b"Version", b"VERSION", b"version"),
}
VECTOR_SUFFIXES = (*sorted(_BEGINS), ".gdb")
GDAL_ERRORS = (DataSourceError, DataLayerError, FeatureError, GeometryError, CRSError)
_MOST_FEATURES = 5_000_000
_MOST_POINTER_BYTES = 10_000_000
_POINTS = re.compile(rb'"type"\s*:\s*"gdal_')
_GPX_ORDER = ("waypoints", "tracks", "routes", "track_points", "route_points")


def read_vector(file: Path, layer: str | None = None, encoding: str | None = None) -> RawLayer:
    """
    Read one layer of a vector file as it is, in the file's own coordinate system.

    Without a `layer` the first one that has shapes is read, and the others are named in the reasons. Shapefiles
    without a code page are read in the encoding in which their texts make most sense; one without its index file is
    read too.

    Raises
    ------
    BrokenFileError, EmptyLayerError, WrongGeometryError
    """
    _check_beginning(file)
    reasons: list[str] = []
    with warnings.catch_warnings(record=True) as noticed:
        warnings.simplefilter("always")
        listed = gdal_layers(file)
        chosen = chosen_layer(file, listed, layer, reasons)
        try:
            table, read_in = _read(file, chosen, encoding)
        except GDAL_ERRORS as error:
            raise _broken(file, error) from error
        except (shapely.errors.ShapelyError, ValueError, OverflowError, UnboundLocalError) as error:
            # pyogrio stumbles over its own variable where a coordinate system cannot be written out.
            raise _broken(file, error) from error
    reasons += sorted({_warning(file, warning) for warning in noticed})
    if not isinstance(table, GeoDataFrame):
        raise WrongGeometryError(
            f"The layer {chosen} of {file.name} is a table without shapes; "
            "choose a layer with points, lines or polygons.",
            zh=f"{file.name} 的图层“{chosen}”是没有图形的表；请选择有点、线或面的图层。",
        )
    if not len(table):
        raise EmptyLayerError(
            f"The layer {chosen} of {file.name} has no rows; choose another layer or file.",
            zh=f"{file.name} 的图层“{chosen}”没有数据；请换一个图层或文件。",
        )
    table.index = np.arange(1, len(table) + 1)
    rows = table if table.geometry.name == "geometry" else table.rename_geometry("geometry")
    if rows.crs is None and file.suffix.lower() in (".topojson", ".json"):
        rows = rows.set_crs(LONLAT)  # the format knows no other
    return RawLayer(rows, chosen, tuple(reasons), tuple(name for name, _ in listed), read_in)


def declared_crs(crs: object) -> pyproj.CRS:
    """Return the coordinate system somebody named, or say that there is none of that name."""
    try:
        return pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError as error:
        raise WrongCrsError(
            f'"{crs}" is not a coordinate system; name one such as EPSG:4326 or EPSG:4549.',
            zh=f"“{crs}”不是坐标系；请写 EPSG:4326 或 EPSG:4549 这样的名称。",
        ) from error


def gdal_layers(file: Path) -> list[tuple[str, bool]]:
    """
    Return the name of each layer of a file, and whether it has shapes.

    Raises
    ------
    BrokenFileError, EmptyLayerError
    """
    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES", "OGR_GEOJSON_MAX_OBJ_SIZE": "200"})
    try:
        listed = [(str(name), kind is not None) for name, kind in pyogrio.list_layers(file)]
    except GDAL_ERRORS as error:
        raise _broken(file, error) from error
    if not listed:
        raise EmptyLayerError(
            f"{file.name} holds no layer; choose another file.", zh=f"{file.name} 没有图层；请换一个文件。"
        )
    return listed


def chosen_layer(file: Path, listed: Sequence[tuple[str, bool]], layer: str | None, reasons: list[str]) -> str:
    """
    Return the layer that was named, else the first with shapes; the choice is told in `reasons` if there was one.

    Raises
    ------
    BrokenFileError
        If there is no layer of that name.
    """
    names = [name for name, _ in listed]
    if layer is not None and (len(names) > 1 or layer in names):
        if layer not in names:
            raise BrokenFileError(
                f"{file.name} has no layer {layer}; it has {named(names)}. Choose one of them.",
                zh=f"{file.name} 没有图层“{layer}”，只有 {named(names)}；请选其中之一。",
            )
        return layer
    # The only layer of a file is the one meant, whatever it is called.
    chosen = next((name for name, has_shapes in _usable(file, listed) if has_shapes), names[0])
    if len(names) > 1:
        reasons.append(
            Sentence(
                f"{file.name} holds the layers {named(names)}; {chosen} was read.",
                zh=f"{file.name} 有图层 {named(names)}；已读取“{chosen}”。",
            )
        )
    return chosen


def _usable(file: Path, listed: Sequence[tuple[str, bool]]) -> Sequence[tuple[str, bool]]:
    """Return the layers in the order of use: a GPX file always lists all five of its kinds, filled or not."""
    if file.suffix.lower() != ".gpx":
        return listed
    counts = {name: pyogrio.read_info(file, layer=name, force_feature_count=True)["features"] for name, _ in listed}
    return [(name, counts.get(name, 0) > 0) for name in _GPX_ORDER]


def _check_beginning(file: Path) -> None:
    suffix = file.suffix.lower()
    if suffix == ".gdb" and file.is_dir():
        return
    if suffix not in _BEGINS:
        raise BrokenFileError(
            f"{file.name} is of a kind that cannot be read; expected one of {', '.join(VECTOR_SUFFIXES)}, .csv or "
            ".xlsx. Save it as a GeoPackage first.",
            zh=f"{file.name} 是无法读取的类型；请先另存为 GeoPackage、Shapefile、GeoJSON、DXF、CSV 或 Excel。",
        )
    with file.open("rb") as stream:
        head = stream.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith(_BEGINS[suffix]) or _is_pointer(file, head):
        found, found_zh = ("an empty file", "空文件") if not head else ("something else", "别的内容")
        raise BrokenFileError(
            f"{file.name} is not a {suffix} file inside, but {found}; export it again.",
            zh=f"{file.name} 的内容不是 {suffix} 文件，而是{found_zh}；请重新导出。",
        )
    if suffix == ".gpx" and b"<gpx" not in head:
        raise BrokenFileError(
            f"{file.name} is not a {suffix} file inside, but another kind of XML; export it again.",
            zh=f"{file.name} 的内容不是 {suffix} 文件，而是别的 XML；请重新导出。",
        )


def _is_pointer(file: Path, head: bytes) -> bool:
    """Tell whether GDAL would take the file for directions to other data; the same words in a cell are just words."""
    if b"<OGRVRT" in head or b"<OGRWFS" in head:
        return True
    if b'"gdal_' not in head:
        return False
    if file.stat().st_size > _MOST_POINTER_BYTES:
        return _POINTS.search(head) is not None
    try:
        root = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        return True
    return isinstance(root, dict) and str(root.get("type", "")).startswith("gdal_")


def _read(file: Path, layer: str, encoding: str | None) -> tuple[object, str]:
    is_shapefile = file.suffix.lower() == ".shp"
    info = pyogrio.read_info(file, layer=layer, encoding=RAW_ENCODING if is_shapefile else None)
    if info["features"] > _MOST_FEATURES:
        raise BrokenFileError(
            f"{file.name} has more than {_MOST_FEATURES:,} rows; cut it into parts.",
            zh=f"{file.name} 超过 {_MOST_FEATURES:,} 行；请分成几个文件。",
        )
    if not is_shapefile:
        options = {} if encoding is None else {"encoding": encoding}
        return pyogrio.read_dataframe(file, layer=layer, on_invalid="ignore", **options), ""
    raw = pyogrio.read_dataframe(file, layer=layer, on_invalid="ignore", encoding=RAW_ENCODING)
    if not isinstance(raw, GeoDataFrame):
        return raw, ""
    return decoded_shapefile(raw, encoding or "", stated_encoding(file))


def _warning(file: Path, warning: warnings.WarningMessage) -> Sentence:
    said = str(warning.message).strip().split("\n")[0].rstrip(".")
    return Sentence(f"{file.name}: {said}.", zh=f"{file.name}：读取时的提示：{said}。")


def _broken(file: Path, error: Exception) -> BrokenFileError:
    said = str(error).strip().split("\n")[0].rstrip(".").replace(str(file.parent), "")
    if file.suffix.lower() in (".json", ".geojson"):
        try:
            json.loads(file.read_bytes())
        except (ValueError, RecursionError) as fault:
            said = f"the JSON is cut off or damaged ({str(fault).split(chr(10))[0]})"
    return BrokenFileError(
        f"{file.name} is damaged or not what its name says: {said}. Export or download it again.",
        zh=f"{file.name} 已损坏，或内容与扩展名不符；请重新导出或下载。",
    )
