"""Write a GeoPackage."""

import io
import warnings

import pandas as pd
import pyogrio
from geopandas import GeoDataFrame

from geo.writers.given import Given
from geo.writers.plain import PlainColumn, unique_names

__all__ = ["geopackage_bytes"]

_DTYPES = {"flag": "boolean", "count": "Int64", "number": "float64", "text": "object"}


def geopackage_bytes(given: Given) -> bytes:
    """
    Return a GeoPackage of one layer, its metadata item `datum` saying where it is, its description the notes.

    SQLite takes names that differ only in case for the same: the later ones are numbered.
    """
    names = unique_names([column.name for column in given.columns], str.casefold)
    row_number, shape = unique_names(["row_number", "shape"], str.casefold, taken=names)
    table = GeoDataFrame(
        {name: series(column) for name, column in zip(names, given.columns, strict=True)},
        geometry=given.place.shapes,
        crs=given.place.crs,
    ).rename_geometry(shape)
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'crs' was not provided", UserWarning)  # GCJ-02 and BD-09 have none
        pyogrio.write_dataframe(
            table,
            file,
            layer=given.name,
            driver="GPKG",
            geometry_type=None if len(table) else "Unknown",
            layer_metadata={"datum": given.place.declaration},
            layer_options={
                "FID": row_number,
                "GEOMETRY_NAME": shape,
                "IDENTIFIER": given.name,
                "DESCRIPTION": given.note_text(),
            },
            dataset_options={"VERSION": "1.3"},
        )
    return file.getvalue()


def series(column: PlainColumn) -> pd.Series:
    """Return a column as pandas keeps it: with its kind, and with gaps."""
    return pd.Series(list(column.values), dtype=_DTYPES[column.kind])
