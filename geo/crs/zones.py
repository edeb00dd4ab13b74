"""Name the zones of CGCS2000 that surveyors of China draw in: Gauss-Krueger strips of 3 and of 6 degrees."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

import pyproj

from geo.errors import WrongValueError

__all__ = ["CGCS2000", "ChineseZone", "ZoneWidth", "cgcs2000_zone", "zone_at", "zones"]

ZoneWidth = Literal[3, 6]

#: CGCS2000 longitude and latitude.
CGCS2000 = pyproj.CRS.from_epsg(4490)

_FIRST_MERIDIAN, _LAST_MERIDIAN = 75, 135
_FALSE_EASTING_M, _PREFIX_M = 500_000.0, 1_000_000.0
#: EPSG numbers the zones of each kind one after the other; this is the zone of 75 degrees east.
_FIRST_EPSG = {(3, True): 4513, (3, False): 4534, (6, True): 4491, (6, False): 4502}


@dataclass(frozen=True, slots=True)
class ChineseZone:
    """
    One strip of CGCS2000.

    Parameters
    ----------
    name
        As EPSG names it, "CGCS2000 / 3-degree Gauss-Kruger CM 120E".
    width_degrees
        3 or 6, the width of the strip.
    number
        Of the zone: meridian / 3 for a strip of 3 degrees, (meridian + 3) / 6 for one of 6.
    meridian
        The central meridian, degrees east.
    has_prefix
        True if eastings begin with the zone's number: 40 521 425 instead of 521 425.
    crs
        The coordinate system, axes as EPSG has them (north first); transform with `always_xy=True`.
    """

    name: str
    width_degrees: ZoneWidth
    number: int
    meridian: int
    has_prefix: bool
    crs: pyproj.CRS

    @property
    def false_easting_m(self) -> float:
        """The easting of the central meridian, metres."""
        return _FALSE_EASTING_M + (self.number * _PREFIX_M if self.has_prefix else 0.0)


@cache
def zones() -> tuple[ChineseZone, ...]:
    """
    Return all 64 zones: 3 degrees before 6, without prefix before with, from west to east.

    Making them takes some 50 ms, once a process.
    """
    return tuple(
        _zone(meridian, width, has_prefix)
        for width in (3, 6)
        for has_prefix in (False, True)
        for meridian in range(_FIRST_MERIDIAN, _LAST_MERIDIAN + 1, width)
    )


@cache
def cgcs2000_zone(meridian: int, width_degrees: ZoneWidth, has_prefix: bool) -> pyproj.CRS:
    """
    Return the coordinate system of the zone around a central meridian, degrees east.

    Raises
    ------
    WrongValueError
        If no zone of this width has that meridian; they lie 3 or 6 degrees apart from 75 to 135.
    """
    first = _FIRST_EPSG.get((width_degrees, has_prefix))
    if first is None:
        raise WrongValueError(
            f"A zone of CGCS2000 is 3 or 6 degrees wide; {width_degrees} is neither.",
            zh=f"CGCS2000 投影带宽为 3 度或 6 度，{width_degrees} 度带不存在。",
        )
    step, remainder = divmod(meridian - _FIRST_MERIDIAN, width_degrees)
    if remainder or not _FIRST_MERIDIAN <= meridian <= _LAST_MERIDIAN:
        raise WrongValueError(
            f"Zones of {width_degrees} degrees have meridians {_FIRST_MERIDIAN}, "
            f"{_FIRST_MERIDIAN + width_degrees} ... {_LAST_MERIDIAN} east; {meridian} is none of them.",
            zh=f"{width_degrees} 度带的中央经线为东经 {_FIRST_MERIDIAN}、{_FIRST_MERIDIAN + width_degrees} …… "
            f"{_LAST_MERIDIAN} 度，没有 {meridian} 度。",
        )
    return pyproj.CRS.from_epsg(first + int(step))


def zone_at(lon: float, width_degrees: ZoneWidth = 3, *, has_prefix: bool = False) -> ChineseZone:
    """
    Return the zone that a longitude lies in; on the seam of two zones the eastern one.

    Raises
    ------
    WrongValueError
        If the longitude is outside every zone, that is west of 73.5 (72 for 6 degrees) or east of 136.5 (138).
    """
    half = width_degrees / 2
    if not _FIRST_MERIDIAN - half <= lon <= _LAST_MERIDIAN + half:
        raise WrongValueError(
            f"The zones of CGCS2000 reach from {_FIRST_MERIDIAN - half:g} to {_LAST_MERIDIAN + half:g} degrees east; "
            f"{lon:g} is outside. Choose degrees instead of a zone.",
            zh=f"CGCS2000 投影带覆盖东经 {_FIRST_MERIDIAN - half:g} 至 {_LAST_MERIDIAN + half:g} 度，"
            f"经度 {lon:g} 不在其中；请改选经纬度。",
        )
    step = min(
        int((lon - _FIRST_MERIDIAN + half) // width_degrees), (_LAST_MERIDIAN - _FIRST_MERIDIAN) // width_degrees
    )
    return _zone(_FIRST_MERIDIAN + step * width_degrees, width_degrees, has_prefix)


@cache
def _zone(meridian: int, width_degrees: ZoneWidth, has_prefix: bool) -> ChineseZone:
    crs = cgcs2000_zone(meridian, width_degrees, has_prefix)
    number = meridian // 3 if width_degrees == 3 else (meridian + 3) // 6
    return ChineseZone(crs.name, width_degrees, number, meridian, has_prefix, crs)
