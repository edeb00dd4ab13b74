"""Read a population raster (GeoTIFF) as cells with people, window by window, counting no cell that means "no data"."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import rasterio
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pyproj.exceptions import ProjError
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from geo.crs import require_crs
from geo.errors import BrokenFileError
from geo.readers.raster_doubts import RasterTally, doubts
from geo.readers.report import existing_file
from geo.sentences import Sentence

__all__ = ["PopulationCells", "RASTER_SUFFIXES", "read_cells"]

RASTER_SUFFIXES = (".tif", ".tiff")

#: More cells than these are never looked at, or kept because somebody lives there: a city has some 200,000.
_MOST_CELLS_READ = 100_000_000
_MOST_CELLS_KEPT = 400_000
#: A block of a file is unpacked whole, so one block must be small.
_LARGEST_BLOCK_BYTES = 64_000_000
_MOST_BLOCKS = 20_000_000
_WINDOW_CELLS = 1_000_000
#: No cell holds more people than the largest cities; such a number is a mark.
_MOST_PEOPLE = 50_000_000.0
_CACHE_BYTES = 64_000_000

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PopulationCells:
    """
    Cells with people, from a raster or a grid of polygons.

    Parameters
    ----------
    name
        The file or layer, as a planner would call it.
    cells
        Polygons with `people` above zero, indexed by `cell_id`, in the coordinate system of the file.
    reasons
        What was not counted, and what looks wrong.
    """

    name: str
    cells: GeoDataFrame
    reasons: tuple[Sentence, ...] = ()

    @property
    def people(self) -> float:
        """The sum of the cells."""
        return float(self.cells["people"].sum())


def read_cells(file: object, *, within: GeoDataFrame | None = None, band: int | None = None) -> PopulationCells:
    """
    Read the cells of a GeoTIFF in which people live.

    Cells that are nodata, negative, not a number or not finite are never counted; all but nodata are said. Cells are
    named by row and column, "r12c34", from 1.

    Parameters
    ----------
    within
        Outlines of the city, such as its communities: only cells that touch them are read, so that a raster of the
        whole country will do. Without it the raster must be no larger than a city.
    band
        Which band holds the people, from 1; only asked for where there are several.

    Raises
    ------
    NoSuchFileError
        If there is no such file.
    BrokenFileError
        If it is no GeoTIFF, is damaged, has no coordinate system, has several bands and none is chosen, is too large,
        or does not overlap the city.
    """
    path = existing_file(file, "a population raster (GeoTIFF)")
    if within is not None:
        require_crs(within, "city")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            # Only GeoTIFF, and no file beside it: other formats can name further files, even on the Internet.
            with (
                rasterio.Env(
                    GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR", GDAL_CACHEMAX=_CACHE_BYTES, GDAL_PAM_ENABLED="NO"
                ),
                rasterio.open(path.resolve(), driver="GTiff") as raster,
            ):
                return _read(raster, path, within, band)
    except BrokenFileError:
        raise
    except (RasterioError, ProjError, GEOSException, ValueError, OverflowError, MemoryError, SystemError) as error:
        raise BrokenFileError(
            f"{path.name} could not be read as a population raster; expected a whole GeoTIFF. Export it again.",
            zh=f"{path.name} 无法作为人口栅格读取；需要完整的 GeoTIFF 文件，请重新导出。",
        ) from error


def _read(raster: rasterio.DatasetReader, path: Path, within: GeoDataFrame | None, band: int | None) -> PopulationCells:
    crs = _crs(raster, path)
    chosen = _band(raster, path, band)
    _check_blocks(raster, path)
    outline = None if within is None else shapely.union_all(shapely.make_valid(within.to_crs(crs).geometry.to_numpy()))
    window = _window(raster, path, outline)
    rows, columns, people, tally = _inhabited(raster, path, chosen, window)
    corners = _corners(raster.transform, rows, columns)
    shapes = shapely.polygons(corners)
    ids = pd.Index([f"r{row + 1}c{column + 1}" for row, column in zip(rows, columns, strict=True)], name="cell_id")
    cells = GeoDataFrame({"people": people}, geometry=shapes, index=ids.astype(object), crs=crs)
    if outline is not None:
        shapely.prepare(outline)
        cells = cells[shapely.intersects(outline, cells.geometry.to_numpy())]
    return PopulationCells(path.name, cells, doubts(raster, path.name, cells, tally, chosen))


def _crs(raster: rasterio.DatasetReader, path: Path) -> pyproj.CRS:
    transform = raster.transform
    if raster.crs is None or transform.is_identity or transform.is_degenerate:
        raise BrokenFileError(
            f"{path.name} does not say where on the ground its cells lie: it has no coordinate system or no position. "
            "Export it as a GeoTIFF with its coordinate system.",
            zh=f"{path.name} 没有坐标系或位置信息，无法确定栅格在哪里；请导出为带坐标系的 GeoTIFF。",
        )
    return pyproj.CRS.from_wkt(raster.crs.to_wkt())


def _band(raster: rasterio.DatasetReader, path: Path, band: int | None) -> int:
    if band is None and raster.count != 1:
        raise BrokenFileError(
            f"{path.name} has {raster.count} bands, so it may be a picture or hold one band a group; a population "
            "raster has one. Choose the band with the people.",
            zh=f"{path.name} 有 {raster.count} 个波段，可能是图片或分组数据；人口栅格只有一个波段。"
            "请选择人口所在的波段。",
        )
    chosen = band or 1
    if not 1 <= chosen <= raster.count:
        raise BrokenFileError(
            f"{path.name} has the bands 1 to {raster.count}; there is no band {chosen}. Choose one of these.",
            zh=f"{path.name} 只有第 1 到 {raster.count} 波段，没有第 {chosen} 波段；请另选。",
        )
    if np.dtype(raster.dtypes[chosen - 1]).kind not in "iuf":
        raise BrokenFileError(
            f"{path.name} holds {raster.dtypes[chosen - 1]} values, which are no counts. Choose another file.",
            zh=f"{path.name} 的数值类型为 {raster.dtypes[chosen - 1]}，不是人口数；请换一个文件。",
        )
    return chosen


def _check_blocks(raster: rasterio.DatasetReader, path: Path) -> None:
    block_rows, block_columns = raster.block_shapes[0]
    item = max(np.dtype(dtype).itemsize for dtype in raster.dtypes)
    block_bytes = block_rows * block_columns * item * (raster.count if raster.interleaving is not None else 1)
    blocks = raster.height * raster.width / max(block_rows * block_columns, 1)
    if block_bytes > _LARGEST_BLOCK_BYTES or blocks > _MOST_BLOCKS:
        raise BrokenFileError(
            f"{path.name} is packed in pieces too large or too many to read safely ({raster.width:,} x "
            f"{raster.height:,} cells). Cut it to the city, or export it as a tiled GeoTIFF.",
            zh=f"{path.name} 的分块过大或过多（{raster.width:,}×{raster.height:,} 个栅格），无法安全读取；"
            "请裁剪到本市范围，或导出为分块（tiled）的 GeoTIFF。",
        )


def _window(raster: rasterio.DatasetReader, path: Path, outline: BaseGeometry | None) -> Window:
    """Return the rows and columns to look at: all, or those around the city."""
    top, left, bottom, right = 0, 0, raster.height, raster.width
    if outline is not None:
        west, south, east, north = outline.bounds
        inverse = ~raster.transform
        x, y = np.array([west, west, east, east]), np.array([south, north, south, north])
        columns, rows = inverse.a * x + inverse.b * y + inverse.c, inverse.d * x + inverse.e * y + inverse.f
        if not (np.isfinite(columns).all() and np.isfinite(rows).all()):
            raise _apart(path)
        top, bottom = max(int(np.floor(min(rows))), 0), min(int(np.ceil(max(rows))), raster.height)
        left, right = max(int(np.floor(min(columns))), 0), min(int(np.ceil(max(columns))), raster.width)
        if top >= bottom or left >= right:
            raise _apart(path)
    if (bottom - top) * (right - left) > _MOST_CELLS_READ:
        raise BrokenFileError(
            f"{path.name} has {(bottom - top) * (right - left):,} cells to look at, more than {_MOST_CELLS_READ:,}. "
            "Load the boundary of the city first, or cut the raster to the city.",
            zh=f"{path.name} 需要读取 {(bottom - top) * (right - left):,} 个栅格，超过上限 {_MOST_CELLS_READ:,}；"
            "请先加载城市边界，或把栅格裁剪到本市范围。",
        )
    return Window(left, top, right - left, bottom - top)


def _apart(path: Path) -> BrokenFileError:
    return BrokenFileError(
        f"{path.name} does not overlap the city; expected a raster that covers it. Check that it is of this city and "
        "that its coordinate system is right.",
        zh=f"{path.name} 与本市范围没有重叠；请检查是否是本市的栅格、坐标系是否正确。",
    )


def _inhabited(
    raster: rasterio.DatasetReader, path: Path, band: int, window: Window
) -> tuple[NDArray[np.int64], NDArray[np.int64], FloatArray, RasterTally]:
    """Return row, column and people of every cell with people, and a tally of all cells looked at."""
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], FloatArray]] = []
    tally, kept = RasterTally(), 0
    scale, offset = raster.scales[band - 1], raster.offsets[band - 1]
    for piece in _pieces(raster, window):
        read = raster.read(band, window=piece, masked=True)
        with np.errstate(all="ignore"):
            values = np.ma.getdata(read).astype(float) * scale + offset
        is_data = ~np.ma.getmaskarray(read)
        is_count = is_data & np.isfinite(values) & (values >= 0) & (values <= _MOST_PEOPLE)
        tally = tally.with_piece(values, is_data, is_count)
        rows, columns = np.nonzero(is_count & (values > 0))
        kept += len(rows)
        if kept > _MOST_CELLS_KEPT:
            raise BrokenFileError(
                f"{path.name} has more than {_MOST_CELLS_KEPT:,} cells with people, more than a city has. Load the "
                "boundary of the city first, or cut the raster to the city.",
                zh=f"{path.name} 有人口的栅格超过 {_MOST_CELLS_KEPT:,} 个，超出一座城市的规模；"
                "请先加载城市边界，或把栅格裁剪到本市范围。",
            )
        found.append((rows + piece.row_off, columns + piece.col_off, values[rows, columns]))
    rows, columns, people = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return rows, columns, people, tally


def _pieces(raster: rasterio.DatasetReader, window: Window) -> Iterator[Window]:
    """Cut a window into pieces of whole blocks, each of about a million cells at most."""
    block_rows, block_columns = raster.block_shapes[0]
    width = min(window.width, max(block_columns, _WINDOW_CELLS // max(block_rows, 1)))
    height = max(block_rows * (_WINDOW_CELLS // max(width * block_rows, 1)), min(block_rows, _WINDOW_CELLS // width), 1)
    for top in range(window.row_off, window.row_off + window.height, height):
        rows = min(height, window.row_off + window.height - top)
        for left in range(window.col_off, window.col_off + window.width, width):
            yield Window(left, top, min(width, window.col_off + window.width - left), rows)


def _corners(transform: rasterio.Affine, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> FloatArray:
    """Return the four corners of each cell, shape (n, 4, 2); neighbours share theirs to the last bit."""
    down, right = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 0])
    y, x = rows[:, None] + down, columns[:, None] + right
    return np.stack(
        [transform.a * x + transform.b * y + transform.c, transform.d * x + transform.e * y + transform.f], axis=-1
    )
