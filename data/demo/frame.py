"""Fix where the invented city lies, how chance is drawn, and how hand-set points become smooth lines."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pyproj
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from geo.crs import LONLAT, metric_crs

__all__ = [
    "AS_OF",
    "CITY_NAME",
    "PRECISION_M",
    "SOURCE",
    "AnyShape",
    "Points",
    "city_crs",
    "city_origin",
    "dice",
    "line_parts",
    "polygon_parts",
    "rounded",
    "smooth_line",
    "stretch",
]

CITY_NAME = "鼎溪市(虚构演示)"
SOURCE = "虚构演示数据(固定种子生成)"
AS_OF = "2026-09-30"

#: Every coordinate is a whole number of centimetres, so that lines meet exactly.
PRECISION_M = 0.01

_SEED = 20260930
_MIDDLE = (120.2, 27.3)
_MIDDLE_LOCAL_M = (3600.0, 3600.0)

Points = NDArray[np.float64]
AnyShape = TypeVar("AnyShape", bound=BaseGeometry)


@dataclass(frozen=True, slots=True)
class Origin:
    """The false origin of the city's own metres in its projected system, whole metres."""

    east_m: float
    north_m: float


def city_crs() -> pyproj.CRS:
    """Return the metric system that `geo.crs` chooses for the city's place."""
    return metric_crs(GeoSeries([Point(_MIDDLE)], crs=LONLAT), "demo city")


def city_origin() -> Origin:
    """Return what to add to the city's own metres to get coordinates of `city_crs`."""
    east_m, north_m = pyproj.Transformer.from_crs(LONLAT, city_crs(), always_xy=True).transform(*_MIDDLE)
    return Origin(float(round(east_m - _MIDDLE_LOCAL_M[0])), float(round(north_m - _MIDDLE_LOCAL_M[1])))


def dice(topic: str) -> np.random.Generator:
    """Return the fixed stream of chance of one topic, so that a change to one topic leaves the others as they were."""
    return np.random.default_rng([_SEED, zlib.crc32(topic.encode())])


def rounded(geometry: AnyShape) -> AnyShape:
    """Return the geometry in whole centimetres, vertices kept one by one."""
    return shapely.transform(geometry, lambda places: np.round(places / PRECISION_M) * PRECISION_M)


def stretch(line: LineString, start_m: float, end_m: float) -> LineString:
    """Return the part of a line between two distances along it, in whole centimetres."""
    return rounded(LineString(shapely.get_coordinates(substring(line, start_m, end_m))))


def polygon_parts(geometry: BaseGeometry) -> list[Polygon]:
    """Return the single polygons in whatever was given."""
    return [part for part in _single(geometry) if isinstance(part, Polygon)]


def line_parts(geometry: BaseGeometry) -> list[LineString]:
    """Return the single lines in whatever was given."""
    return [part for part in _single(geometry) if isinstance(part, LineString)]


def _single(geometry: BaseGeometry) -> list[BaseGeometry]:
    flat = shapely.get_parts(shapely.get_parts(geometry))
    return [part for part in flat if not part.is_empty]


def smooth_line(points: Sequence[tuple[float, float]], step_m: float = 30.0) -> LineString:
    """Draw a centripetal Catmull-Rom curve through hand-set points, about one vertex every `step_m`."""
    given = _bent(np.asarray(points, float))
    if len(given) < 3:
        return LineString(given)
    padded = np.vstack([2 * given[0] - given[1], given, 2 * given[-1] - given[-2]])
    curve = [given[:1]]
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        count = max(2, int(np.ceil(np.hypot(*(end - start)) / step_m)))
        curve.append(_catmull_rom(before, start, end, after, np.linspace(0, 1, count + 1)[1:]))
    return LineString(np.vstack(curve))


def _bent(points: Points) -> Points:
    """Move all hand-set points by one slow wave, so that nothing stays ruler-straight and everything still meets."""
    east_m, north_m = points.T
    return np.column_stack(
        [
            east_m + 48 * np.sin(north_m / 430 + 0.7) + 30 * np.sin(east_m / 610 + north_m / 380),
            north_m + 52 * np.sin(east_m / 470 + 2.1) + 34 * np.sin(east_m / 330 - north_m / 720),
        ]
    )


def _catmull_rom(before: Points, start: Points, end: Points, after: Points, shares: Points) -> Points:
    knots = np.concatenate(
        [[0.0], np.cumsum(np.sqrt([np.hypot(*(b - a)) for a, b in ((before, start), (start, end), (end, after))]))]
    )
    at = (knots[1] + shares * (knots[2] - knots[1]))[:, None]

    def between(left: Points, right: Points, first: int, last: int) -> Points:
        blend = ((knots[last] - at) * left + (at - knots[first]) * right) / (knots[last] - knots[first])
        return np.asarray(blend, float)

    first, second, third = between(before, start, 0, 1), between(start, end, 1, 2), between(end, after, 2, 3)
    return between(between(first, second, 0, 2), between(second, third, 1, 3), 1, 2)
