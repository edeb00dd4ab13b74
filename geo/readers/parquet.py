"""Read a GeoParquet file, bounded in rows and bytes before anything is unpacked."""

from pathlib import Path

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from geo.errors import BrokenFileError, EmptyLayerError, WrongGeometryError
from geo.readers.raw import RawLayer

__all__ = ["PARQUET_SUFFIXES", "read_parquet"]

PARQUET_SUFFIXES = (".parquet", ".geoparquet")
_MOST_ROWS = 5_000_000
_LARGEST_BYTES = 1_500_000_000
_ERRORS = (
    pa.ArrowException,
    pyproj.exceptions.CRSError,
    shapely.errors.ShapelyError,
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    NotImplementedError,
)


def read_parquet(file: Path) -> RawLayer:
    """
    Read the rows of a GeoParquet file, numbered from 1.

    Raises
    ------
    BrokenFileError, EmptyLayerError, WrongGeometryError
    """
    try:
        with pq.ParquetFile(file) as opened:
            about = opened.metadata
            size = sum(about.row_group(n).total_byte_size for n in range(about.num_row_groups))
            has_shapes = b"geo" in (opened.schema_arrow.metadata or {})
            rows = about.num_rows
        if rows > _MOST_ROWS or size > _LARGEST_BYTES:
            raise BrokenFileError(
                f"{file.name} has {rows:,} rows and would unpack to {size / 1e9:.1f} GB; cut it into parts.",
                zh=f"{file.name} 有 {rows:,} 行，解压后 {size / 1e9:.1f} GB；请分成几个文件。",
            )
        if not has_shapes:
            raise WrongGeometryError(
                f"{file.name} is a table without shapes; save the layer as GeoParquet or GeoPackage.",
                zh=f"{file.name} 是没有图形的表；请把图层另存为 GeoParquet 或 GeoPackage。",
            )
        layer = geopandas.read_parquet(file)
    except (BrokenFileError, WrongGeometryError):
        raise
    except _ERRORS as error:
        said = str(error).strip().split("\n")[0].rstrip(".")
        raise BrokenFileError(
            f"{file.name} is damaged or not a GeoParquet file: {said}. Export it again.",
            zh=f"{file.name} 已损坏或不是 GeoParquet 文件；请重新导出。",
        ) from error
    if not len(layer):
        raise EmptyLayerError(
            f"{file.name} has no rows; choose another file.", zh=f"{file.name} 没有数据；请换一个文件。"
        )
    named = layer if layer.geometry.name == "geometry" else layer.rename_geometry("geometry")
    named = named.reset_index() if named.index.name and named.index.name not in named.columns else named
    return RawLayer(named.set_axis(np.arange(1, len(named) + 1)), file.stem)
