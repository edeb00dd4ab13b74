"""Layers given back in the files that offices hand in."""

from collections.abc import Sequence
from typing import Literal

from geopandas import GeoDataFrame

from geo.errors import SettingError
from geo.writers.geojson import geojson_bytes
from geo.writers.geopackages import geopackage_bytes
from geo.writers.given import Given, TextEncoding
from geo.writers.places import PLACES, PlaceDatum, TargetPlace, placed
from geo.writers.plain import kept_text, one_line, plain_columns

__all__ = ["LAYER_FILE_FORMATS", "PLACES", "LayerFileFormat", "PlaceDatum", "TargetPlace", "TextEncoding", "layer_file"]

LayerFileFormat = Literal["gpkg", "geojson", "shp", "kml", "dxf", "xlsx", "csv"]
LAYER_FILE_FORMATS: tuple[LayerFileFormat, ...] = ("gpkg", "geojson", "shp", "kml", "dxf", "xlsx", "csv")


def layer_file(
    layer: GeoDataFrame,
    format: LayerFileFormat,  # noqa: A002
    *,
    name: str,
    place: TargetPlace = TargetPlace(),  # noqa: B008
    encoding: TextEncoding = "utf-8",
    notes: Sequence[tuple[str, str]] = (),
) -> bytes:
    """
    Return a layer as a file; "shp" is a zip of everything that belongs to a Shapefile.

    The index comes out as the column it is named after; an index without a name does not come out. Shapes keep a
    millimetre and lose their height. Values keep their kind (yes or no, whole number, number, text, nothing); dates
    become text, infinities nothing, "\\r\\n" becomes "\\n" and control characters are left out. A column called
    `geometry` beside the shapes is numbered: `geometry_2`.

    What a format cannot hold, and where it says which datum its coordinates are in:

    ======== ===================================================== ===============================================
    gpkg     everything is held; names of columns that differ only layer metadata `datum`; no coordinate system for
             in case are numbered; lines and areas of one part     GCJ-02 and BD-09
             among those of several are stored as of several
    geojson  everything is held                                    member `datum` before the features; a `crs` member
                                                                   except for WGS-84
    shp      one Shapefile for points, lines, areas each; names of `datum.txt`; no .prj for GCJ-02 and BD-09
             ten bytes and longer texts are in `columns.csv` and
             `long_texts.csv`; empty text and nothing are the
             same; whole numbers over 18 digits (over 15 where
             some are missing) become text
    kml      whole numbers over 32 bits become text; degrees only  `datum` in the document's ExtendedData
    dxf      rows without a shape are counted in the notes; an     XDATA of the CAD layer
             empty layer keeps no columns
    xlsx     empty text and nothing are the same; whole numbers    column `datum`
             over 15 digits become text; texts over 32,767
             characters go on in `<column>__2`, `<column>__3`
    csv      everything is text; empty text and nothing are the    column `datum`
             same
    ======== ===================================================== ===============================================

    In tables points are `lon`, `lat` (or `x_m`, `y_m`, east and north), other shapes `wkt`; a column of the layer of
    such a name is numbered, and so are names that differ only in case. These columns and `datum` are the shapes again
    when our own table is read, and no columns of it; full-width signs in headers come back plain. A text that a
    spreadsheet would run as a formula is guarded by an apostrophe in CSV (see `geo.writers.cells.guarded`) and marked
    as text in XLSX. A drawing is read back with the name of its CAD layer as one more column, `cad_layer`.

    Parameters
    ----------
    name
        Of the layer, for the planner to read.
    place
        The datum, and degrees or the metres of a zone.
    encoding
        Of the texts in shp, dxf and csv; the other formats know only one.
    notes
        Headings and sentences that go with the file: what is counted, when, by whom. In CSV each is a last column
        `说明:<heading>`, so that it stays with the rows.

    Raises
    ------
    MissingCrsError
        If the layer does not say where it is.
    WrongValueError
        If a zone is asked for a layer outside China.
    SettingError
        If there is no such format, or it cannot hold so much, or metres are asked of KML.
    """
    if format not in LAYER_FILE_FORMATS:
        raise SettingError(
            f'A layer is written as {", ".join(LAYER_FILE_FORMATS)}; "{format}" is none of them.',
            zh=f"图层可导出为 {'、'.join(LAYER_FILE_FORMATS)}，没有“{format}”。",
        )
    if encoding not in ("utf-8", "gb18030"):
        raise SettingError(
            f'Texts are written in "utf-8" or "gb18030"; "{encoding}" is neither.',
            zh=f"文字编码可选 utf-8 或 gb18030，没有“{encoding}”。",
        )
    given = Given(
        name=one_line(name) or "layer",
        columns=plain_columns(layer),
        place=placed(layer, place, name),
        encoding=encoding,
        notes=tuple((one_line(heading), kept_text(sentence)) for heading, sentence in notes),
    )
    return _written(given, format)


def _written(given: Given, format: LayerFileFormat) -> bytes:  # noqa: A002
    if format == "gpkg":
        return geopackage_bytes(given)
    if format == "geojson":
        return geojson_bytes(given)
    if format == "shp":
        from geo.writers.shapefiles import shapefile_zip_bytes

        return shapefile_zip_bytes(given)
    if format == "kml":
        from geo.writers.kml import kml_bytes

        return kml_bytes(given)
    if format == "dxf":
        from geo.writers.drawings import drawing_bytes  # ezdxf takes half a second to load

        return drawing_bytes(given)
    from geo.writers.tables import csv_table_bytes, xlsx_table_bytes

    return csv_table_bytes(given) if format == "csv" else xlsx_table_bytes(given)
