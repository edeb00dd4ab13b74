"""Lay the two rivers, 鼎溪 from the north and 屏溪 from the west, and their meeting."""

from functools import cache

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from data.demo.frame import rounded, smooth_line

__all__ = ["BANK_ROADS_M", "MAIN_RIVER", "SIDE_RIVER", "river_beds", "river_lines", "waters"]

MAIN_RIVER, SIDE_RIVER = "鼎溪", "屏溪"

_MAIN_POINTS = (
    (2600, 8100), (2770, 7260), (2650, 6530), (2870, 5830), (3380, 5240), (3730, 4630), (3690, 4010),
    (3910, 3410), (4390, 2870), (4660, 2200), (4580, 1550), (4880, 890), (5440, 320), (5940, -440), (6420, -1060),
)  # fmt: skip
_SIDE_POINTS = (
    (-790, 2770),
    (-220, 2970),
    (440, 3060),
    (1080, 2800),
    (1750, 2690),
    (2380, 2970),
    (2980, 3030),
    (3510, 3200),
    (3910, 3410),
)
#: Width of the bed where the line starts, half way and at its end.
_MAIN_WIDTHS_M = (62.0, 92.0, 165.0)
_SIDE_WIDTHS_M = (30.0, 42.0, 58.0)

#: Middle of an embankment road behind the water's edge.
BANK_ROADS_M = 26.0


@cache
def river_lines() -> dict[str, LineString]:
    """Return the middle line of each river, downstream; the side river ends on a vertex of the main one."""
    main = rounded(smooth_line(_MAIN_POINTS, 40.0))
    side = rounded(smooth_line(_SIDE_POINTS, 35.0))
    return {MAIN_RIVER: main, SIDE_RIVER: side}


@cache
def river_beds() -> dict[str, BaseGeometry]:
    """Return the water surface of each river."""
    lines = river_lines()
    widths = {MAIN_RIVER: _MAIN_WIDTHS_M, SIDE_RIVER: _SIDE_WIDTHS_M}
    beds: dict[str, BaseGeometry] = {name: _bed(line, widths[name]) for name, line in lines.items()}
    beds[SIDE_RIVER] = rounded(beds[SIDE_RIVER].difference(beds[MAIN_RIVER]))
    return beds


@cache
def waters() -> BaseGeometry:
    """Return all water in one shape."""
    return shapely.union_all(
        [_bed(line, w) for line, w in zip(river_lines().values(), (_MAIN_WIDTHS_M, _SIDE_WIDTHS_M), strict=True)]
    )


def _bed(line: LineString, widths_m: tuple[float, float, float]) -> Polygon:
    places = shapely.get_coordinates(line)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(places, axis=0).T))])
    half_m = np.interp(along / along[-1], (0.0, 0.5, 1.0), widths_m) / 2
    half_m = half_m * (1 + 0.12 * np.sin(along / 310.0) + 0.07 * np.sin(along / 127.0 + 1.0))
    ahead = np.gradient(places, axis=0)
    normal = np.column_stack([-ahead[:, 1], ahead[:, 0]]) / np.hypot(*ahead.T)[:, None]
    ring = np.vstack([places + normal * half_m[:, None], (places - normal * half_m[:, None])[::-1]])
    return rounded(Polygon(ring).buffer(0))
