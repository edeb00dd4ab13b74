"""Turn layers into a few large drawing paths, clipped to the map frame, so that a sheet of a whole city stays small."""

import numpy as np
import shapely
from geopandas import GeoSeries
from matplotlib.path import Path
from numpy.typing import NDArray

__all__ = ["hatch_lines", "line_path", "polygon_path", "within"]

_POLYGON, _LINE, _RING = 3, 1, 2
_LINES = (_LINE, _RING)


def within(geometries: object, bounds: tuple[float, float, float, float]) -> NDArray[np.object_]:
    """Return the simple parts of the geometries inside the bounds and a little beyond: cuts stay out of sight."""
    shapes = np.asarray(geometries.to_numpy() if isinstance(geometries, GeoSeries) else geometries, dtype=object)
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    west, south, east, north = bounds
    margin = 0.02 * (east - west)
    wide = shapely.box(west - margin, south - margin, east + margin, north + margin)
    shapely.prepare(wide)
    near = shapes[shapely.intersects(wide, shapely.envelope(shapes))]
    is_whole = shapely.contains(wide, shapely.envelope(near))
    cut = shapely.clip_by_rect(near[~is_whole], *wide.bounds)
    parts = shapely.get_parts(shapely.get_parts(np.concatenate([near[is_whole], cut])))
    return np.asarray(parts[~shapely.is_empty(parts)])


def polygon_path(parts: NDArray[np.object_]) -> Path | None:
    """Return one path of all polygons among the parts, holes turning the other way round; None if there are none."""
    polygons = parts[shapely.get_type_id(parts) == _POLYGON] if len(parts) else parts
    if len(polygons) == 0:
        return None
    return _path(shapely.get_rings(shapely.orient_polygons(polygons)), is_closed=True)


def line_path(parts: NDArray[np.object_]) -> Path | None:
    """Return one path of all lines among the parts, the rims of polygons included; None if there are none."""
    if len(parts) == 0:
        return None
    kinds = shapely.get_type_id(parts)
    lines = np.concatenate([parts[np.isin(kinds, _LINES)], shapely.get_rings(parts[kinds == _POLYGON])])
    return _path(lines, is_closed=False) if len(lines) else None


def _path(lines: NDArray[np.object_], *, is_closed: bool) -> Path:
    coordinates, owner = shapely.get_coordinates(lines, return_index=True)
    codes = np.full(len(coordinates), Path.LINETO, dtype=Path.code_type)
    is_first = np.r_[True, owner[1:] != owner[:-1]]
    codes[is_first] = Path.MOVETO
    if is_closed:
        codes[np.r_[is_first[1:], True]] = Path.CLOSEPOLY
    return Path(coordinates, codes)


def hatch_lines(area: shapely.Geometry, spacing_m: float) -> NDArray[np.object_]:
    """Return lines rising at 45 degrees, `spacing_m` apart, cut to the area; lines print in grey too."""
    if shapely.is_empty(area):
        return np.array([], dtype=object)
    west, south, east, north = shapely.bounds(area)
    step = spacing_m * np.sqrt(2)
    # Multiples of the step from the origin: areas side by side are hatched in one go.
    offsets = np.arange(np.floor((south - east) / step), np.ceil((north - west) / step) + 1) * step
    ends = np.stack(
        [
            np.column_stack([np.full_like(offsets, west), west + offsets]),
            np.column_stack([np.full_like(offsets, east), east + offsets]),
        ],
        axis=1,
    )
    strokes = shapely.intersection(shapely.linestrings(ends), area)
    parts = shapely.get_parts(strokes)
    return np.asarray(parts[(shapely.get_type_id(parts) == _LINE) & ~shapely.is_empty(parts)])
