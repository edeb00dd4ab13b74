"""Read a vector file through GDAL: GeoPackage, GeoJSON, Shapefile (also zipped), FlatGeobuf, KML."""

import json
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pyproj
import shapely
from geopandas import GeoDataFrame
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, GeometryError

from geo.errors import BrokenFileError, EmptyLayerError, WrongCrsError, WrongGeometryError
from geo.readers.raw import RawLayer
from geo.readers.report import named
from geo.readers.shapefile_text import RAW_ENCODING, decoded_shapefile, stated_encoding

__all__ = ["VECTOR_SUFFIXES", "declared_crs", "read_vector"]

#: What each kind of file begins with. GDAL guesses the format from the content, and some of its formats point to other
#: files or to the network; a file that does not begin as its name says is refused before GDAL sees it.
_BEGINS = {
    ".gpkg": (b"SQLite format 3",),
    ".geojson": (b"{", b"["),
    ".json": (b"{", b"["),
    ".geojsonl": (b"{",),
    ".shp": (b"\x00\x00\x27\x0a",),
    ".fgb": (b"fgb",),
    ".kml": (b"<",),
    ".zip": (b"PK",),
}
VECTOR_SUFFIXES = tuple(sorted(_BEGINS))
_READABLE_INSIDE_ZIP = (".shp", ".gpkg", ".geojson", ".json", ".fgb", ".kml")
_GDAL_ERRORS = (DataSourceError, DataLayerError, FeatureError, GeometryError, CRSError)
#: An unpacked archive larger than this is a bomb, not a city.
_LARGEST_UNZIPPED_BYTES = 4_000_000_000


def read_vector(file: Path, layer: str | None = None, encoding: str | None = None) -> RawLayer:
    """
    Read one layer of a vector file as it is, in the file's own coordinate system.

    Without a `layer` the first one that has shapes is read, and the others are named in the reasons. Shapefiles
    without a code page are read as UTF-8, else as GB18030.

    Raises
    ------
    BrokenFileError, EmptyLayerError, WrongGeometryError
    """
    source = _checked_source(file)
    reasons: list[str] = []
    with warnings.catch_warnings(record=True) as noticed:
        warnings.simplefilter("always")
        try:
            chosen = _chosen_layer(file, source, layer, reasons)
            table = _read(source, chosen, encoding)
        except _GDAL_ERRORS as error:
            raise _broken(file, error) from error
        except (shapely.errors.ShapelyError, ValueError, OverflowError) as error:
            raise _broken(file, error) from error
    reasons += sorted({f"{file.name}: {str(warning.message).strip().rstrip('.')}." for warning in noticed})
    if not isinstance(table, GeoDataFrame):
        raise WrongGeometryError(
            f"The layer {chosen} of {file.name} is a table without shapes; "
            "choose a layer with points, lines or polygons."
        )
    if not len(table):
        raise EmptyLayerError(f"The layer {chosen} of {file.name} has no rows; choose another layer or file.")
    table.index = np.arange(1, len(table) + 1)
    rows = table if table.geometry.name == "geometry" else table.rename_geometry("geometry")
    return RawLayer(rows, chosen, tuple(reasons))


def declared_crs(crs: object) -> pyproj.CRS:
    """Return the coordinate system somebody named, or say that there is none of that name."""
    try:
        return pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError as error:
        raise WrongCrsError(f'"{crs}" is not a coordinate system; name one such as EPSG:4326 or EPSG:4549.') from error


def _checked_source(file: Path) -> str:
    suffix = file.suffix.lower()
    if suffix not in _BEGINS:
        raise BrokenFileError(
            f"{file.name} is of a kind that cannot be read; expected one of {', '.join(VECTOR_SUFFIXES)}, .csv or "
            ".xlsx. Save it as a GeoPackage first."
        )
    with file.open("rb") as stream:
        head = stream.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    is_pointer = b'"gdal_' in head or b"OGRVRT" in head or b"OGRWFS" in head
    if not head.startswith(_BEGINS[suffix]) or is_pointer:
        found = "an empty file" if not head else "something else"
        raise BrokenFileError(f"{file.name} is not a {suffix} file inside, but {found}; export it again.")
    if suffix == ".kml" and b"<kml" not in head:
        raise BrokenFileError(f"{file.name} is not a .kml file inside, but another kind of XML; export it again.")
    return _inside_zip(file) if suffix == ".zip" else str(file)


def _inside_zip(file: Path) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise _broken(file, error) from error
    if sum(entry.file_size for entry in entries) > _LARGEST_UNZIPPED_BYTES:
        raise BrokenFileError(f"{file.name} would unpack to more than 4 GB; unpack it and load the one layer needed.")
    names = [entry.filename for entry in entries]
    found = [name for suffix in _READABLE_INSIDE_ZIP for name in names if name.lower().endswith(suffix)]
    if not found:
        raise BrokenFileError(
            f"{file.name} holds no layer: expected a Shapefile (.shp with .dbf and .shx), found "
            f"{named(names) or 'nothing'}. Zip the layer's files together."
        )
    return f"/vsizip/{file.resolve()}/{found[0]}"


def _chosen_layer(file: Path, source: str, layer: str | None, reasons: list[str]) -> str:
    listed = pyogrio.list_layers(source)
    names = [str(name) for name, _ in listed]
    if not names:
        raise EmptyLayerError(f"{file.name} holds no layer; choose another file.")
    if layer is not None and (len(names) > 1 or layer in names):
        if layer not in names:
            raise BrokenFileError(f"{file.name} has no layer {layer}; it has {named(names)}. Choose one of them.")
        return layer
    # The only layer of a file is the one meant, whatever it is called.
    chosen = next((str(name) for name, kind in listed if kind is not None), names[0])
    if len(names) > 1:
        reasons.append(f"{file.name} holds the layers {named(names)}; {chosen} was read.")
    return chosen


def _read(source: str, layer: str, encoding: str | None) -> object:
    if not source.lower().endswith(".shp"):
        options = {} if encoding is None else {"encoding": encoding}
        return pyogrio.read_dataframe(source, layer=layer, on_invalid="ignore", **options)
    raw = pyogrio.read_dataframe(source, layer=layer, on_invalid="ignore", encoding=RAW_ENCODING)
    if not isinstance(raw, GeoDataFrame):
        return raw
    return decoded_shapefile(raw, [encoding or "", stated_encoding(source)])


def _broken(file: Path, error: Exception) -> BrokenFileError:
    said = str(error).strip().split("\n")[0].rstrip(".")
    if file.suffix.lower() in (".json", ".geojson"):
        try:
            json.loads(file.read_bytes())
        except (ValueError, RecursionError) as fault:
            said = f"the JSON is cut off or damaged ({str(fault).split(chr(10))[0]})"
    return BrokenFileError(f"{file.name} is damaged or not what its name says: {said}. Export or download it again.")
