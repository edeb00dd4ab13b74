"""Say how the numbers in a file become longitude and latitude: system, datum, order of the axes and unit."""

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import quote, unquote

import numpy as np
import pyproj
import shapely
from geopandas import GeoDataFrame
from numpy.typing import ArrayLike, NDArray
from pyproj.exceptions import CRSError

from geo.crs.datums import DATUMS, Datum, to_wgs84
from geo.crs.metres import LONLAT, registered_number
from geo.crs.zones import zones
from geo.errors import WrongCrsError
from geo.sentences import Sentence

__all__ = ["CGCS2000", "Placement", "WEB_MERCATOR", "WGS84", "declared", "local", "lonlat", "parsed", "placed", "zone"]

WGS84, CGCS2000, WEB_MERCATOR = "WGS-84", "CGCS2000", "Web-Mercator"

FloatArray = NDArray[np.float64]
#: Units of one number in units of the system (degrees or metres), by the word that stands in a key.
_FACTORS = {"": 1.0, "1e-6": 1e-6, "1e-7": 1e-7, "km": 1000.0}
_EPSG = {4326: WGS84, 4490: CGCS2000, 3857: WEB_MERCATOR}
_ZONE = re.compile(r"CGCS2000/([36])/(zone)?(\d{2,3})")
_EPSG_KEY = re.compile(r"EPSG:(\d{4,6})")
_LOCAL = re.compile(r"Local(?:/-?\d+\.?\d*(?:e[+-]?\d+)?){6}")
#: Well around the box inside which GCJ-02 and BD-09 are shifted.
_SHIFTED = (71.0, 0.0, 139.0, 57.0)
#: No coordinate is so large, and larger ones overflow.
_HUGE = 1e15
#: No key is longer; a system without a code is written out in it.
_LONGEST_KEY = 12_000


@dataclass(frozen=True, slots=True)
class Placement:
    """
    How the two numbers of a place become WGS-84 degrees; `str` gives its key, `parsed` takes the key back.

    `system` is "WGS-84", "CGCS2000" (degrees; the two agree to a decimetre), "CGCS2000/3/120" (zone of 3 degrees
    around 120 E, metres without prefix), "CGCS2000/6/zone20" (with prefix), "Web-Mercator", "EPSG:2437" or
    "CRS:..." (any other declared system) or "Local/..." (a local grid, `local`). `datum` is "" where the numbers are
    true, "GCJ-02" or "BD-09" where they were shifted before. `is_swapped`: north comes first. `factor`: 1, 1e-6, 1e-7
    or 1000 of the system's units make one unit of the numbers.
    """

    system: str = WGS84
    datum: str = ""
    is_swapped: bool = False
    factor: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what is no placement."""
        if self.datum not in ("", *DATUMS) or self.factor not in _FACTORS.values() or not _is_system(self.system):
            raise _unknown(f"{self.system}@{self.datum}" if self.datum else self.system)

    def __str__(self) -> str:
        """Return the key: "GCJ-02", "CGCS2000/3/120", "swapped:km:CGCS2000/3/120", "Web-Mercator@GCJ-02"."""
        words = ["swapped:"] if self.is_swapped else []
        words += [f"{word}:" for word, factor in _FACTORS.items() if word and factor == self.factor]
        if self.system == WGS84 and self.datum:
            return "".join([*words, self.datum])
        return "".join([*words, self.system, f"@{self.datum}" if self.datum else ""])

    @property
    def is_degrees(self) -> bool:
        """Whether the numbers are degrees, or parts of degrees."""
        return bool(self.crs.is_geographic)

    @property
    def crs(self) -> pyproj.CRS:
        """The system as pyproj knows it; its datum shift and the order of the numbers come on top."""
        return _crs(self.system)

    @property
    def name(self) -> Sentence:
        """The name for people, in English and Chinese: "GCJ-02 (Amap, Tencent) degrees", "GCJ-02(高德、腾讯)度"."""
        english, chinese = _system_names(self.system, self.datum)
        if self.factor in (1e-6, 1e-7):
            english, chinese = f"{english} x {self.factor:g}", f"{chinese}×{self.factor:g}(整数)"
        if self.factor == 1000:
            english, chinese = f"{english}, kilometres", f"{chinese},单位千米"
        if self.is_swapped:
            first = ("latitude first", "纬度在前") if self.is_degrees else ("northing first", "X 为北、Y 为东")
            english, chinese = f"{english}, {first[0]}", f"{chinese},{first[1]}"
        return Sentence(english, zh=chinese)


def zone(width_degrees: int, meridian: int, *, has_prefix: bool = False) -> str:
    """Return the `system` of a CGCS2000 zone 3 or 6 degrees wide around a meridian."""
    number = meridian // 3 if width_degrees == 3 else (meridian + 3) // 6
    return f"CGCS2000/{width_degrees}/zone{number}" if has_prefix else f"CGCS2000/{width_degrees}/{meridian}"


def declared(crs: object) -> Placement:
    """
    Return the placement of a system that a file or a person declares (anything pyproj understands).

    Raises
    ------
    WrongCrsError
        If it is no system, or one without a way to longitude and latitude.
    """
    try:
        known = pyproj.CRS.from_user_input(crs)
        code = registered_number(known)
        horizontal = known.sub_crs_list[0] if known.is_compound else known
        if not (horizontal.is_geographic or horizontal.is_projected):
            raise CRSError("neither degrees nor a projection")
    except (CRSError, TypeError, ValueError) as error:
        shown = str(crs)[:60]
        raise WrongCrsError(
            f'"{shown}" is no coordinate system; declare one such as EPSG:4549, GCJ-02 or CGCS2000/3/120.',
            zh=f"“{shown}”不是坐标系；请声明一个，例如 EPSG:4549、GCJ-02 或 CGCS2000/3/120。",
        ) from error
    if code is not None:
        return Placement(_known_system(code))
    written = "CRS:" + quote(known.to_wkt(), safe="")
    if len(written) > _LONGEST_KEY:
        raise _unknown(known.name)
    return Placement(written)


def local(lon: float, lat: float, a: float, b: float, east_m: float, north_m: float) -> Placement:
    """
    Return the placement of a local grid: east = a x - b y + `east_m`, north = b x + a y + `north_m`.

    East and north are metres of a transverse Mercator through (`lon`, `lat`), where both are 0.
    """
    return Placement("Local/" + "/".join(repr(float(value)) for value in (lon, lat, a, b, east_m, north_m)))


def parsed(key: str) -> Placement:
    """
    Return the placement that a key stands for.

    Raises
    ------
    WrongCrsError
        If it stands for none.
    """
    rest, swapped, factor = key.strip(), False, 1.0
    if len(rest) > _LONGEST_KEY:
        raise _unknown(rest)
    if rest.startswith("swapped:"):
        rest, swapped = rest.removeprefix("swapped:"), True
    word, _, after = rest.partition(":")
    if word and word in _FACTORS:
        rest, factor = after, _FACTORS[word]
    system, _, datum = rest.partition("@")
    if system in DATUMS and not datum:
        system, datum = WGS84, system
    number = _EPSG_KEY.fullmatch(system)
    if number:
        system = _known_system(int(number[1]))
    if system.startswith("CRS:"):
        system = declared(unquote(system.removeprefix("CRS:"))).system
    try:
        return Placement(system, datum, swapped, factor)
    except WrongCrsError as error:
        raise _unknown(key) from error


def lonlat(placement: Placement, xy: ArrayLike) -> FloatArray:
    """Return (n, 2) WGS-84 longitudes and latitudes of (n, 2) numbers; what has no place on Earth becomes nan."""
    numbers = np.asarray(xy, float).reshape(-1, 2)
    numbers = np.where(np.abs(numbers) < _HUGE, numbers, np.nan) * placement.factor
    first, second = numbers.T[::-1] if placement.is_swapped else numbers.T
    if placement.system.startswith("Local/"):
        a, b, east_m, north_m = _local_numbers(placement.system)[2:]
        first, second = a * first - b * second + east_m, b * first + a * second + north_m
    lon, lat = _degrees(placement.system, first, second)
    degrees = np.column_stack([lon, lat])
    is_lost = ~(np.isfinite(degrees).all(axis=1) & (np.abs(degrees) <= (180, 90)).all(axis=1))
    degrees[is_lost] = np.nan
    if placement.datum:
        datum: Datum = "GCJ-02" if placement.datum == "GCJ-02" else "BD-09"
        west, south, east, north = _SHIFTED
        # Further out nothing is shifted, and the formula, made for China, overflows.
        is_near = ((degrees > (west, south)) & (degrees < (east, north))).all(axis=1)
        degrees[is_near] = np.column_stack(to_wgs84(degrees[is_near, 0], degrees[is_near, 1], datum))
    return degrees


def placed(layer: GeoDataFrame, placement: Placement) -> GeoDataFrame:
    """Return the layer in longitude and latitude, WGS-84; heights are kept, whatever system it said it was in."""
    geometries = layer.geometry.to_numpy()
    has_z = bool(shapely.has_z(geometries).any())

    def to_degrees(coordinates: FloatArray) -> FloatArray:
        return np.column_stack([lonlat(placement, coordinates[:, :2]), coordinates[:, 2:]])

    return layer.set_geometry(shapely.transform(geometries, to_degrees, include_z=has_z)).set_crs(
        LONLAT, allow_override=True
    )


def _known_system(code: int) -> str:
    return _EPSG.get(code) or _codes_of_zones().get(code, f"EPSG:{code}")


@cache
def _zones() -> dict[str, pyproj.CRS]:
    return {zone(one.width_degrees, one.meridian, has_prefix=one.has_prefix): one.crs for one in zones()}


@cache
def _codes_of_zones() -> dict[int, str]:
    return {int(crs.to_epsg() or 0): system for system, crs in _zones().items()}


def _is_system(system: str) -> bool:
    try:
        return bool(_crs(system).is_geographic or _crs(system).is_projected)
    except (CRSError, ValueError):
        return False


@lru_cache(maxsize=128)
def _crs(system: str) -> pyproj.CRS:
    for code, name in _EPSG.items():
        if system == name:
            return pyproj.CRS.from_epsg(code)
    if system in _zones():
        return _zones()[system]
    if _LOCAL.fullmatch(system):
        lon, lat = _local_numbers(system)[:2]
        return pyproj.CRS.from_proj4(f"+proj=tmerc +lat_0={lat!r} +lon_0={lon!r} +k=1 +datum=WGS84 +units=m +no_defs")
    number = _EPSG_KEY.fullmatch(system)
    if number and _known_system(int(number[1])) == system:
        return pyproj.CRS.from_epsg(int(number[1]))
    if system.startswith("CRS:"):
        return pyproj.CRS.from_wkt(unquote(system.removeprefix("CRS:")))
    raise ValueError(f"no system {system[:60]}")


def _local_numbers(system: str) -> tuple[float, ...]:
    numbers = tuple(map(float, system.split("/")[1:]))
    if not (all(map(math.isfinite, numbers)) and abs(numbers[0]) <= 180 and abs(numbers[1]) <= 90):
        raise ValueError("no place on Earth")
    return numbers


def _degrees(system: str, first: FloatArray, second: FloatArray) -> tuple[FloatArray, FloatArray]:
    if system in (WGS84, CGCS2000):
        return first, second
    if system.startswith(("EPSG:", "CRS:")):
        lon, lat = _to_degrees(system).transform(first, second)
        return lon, lat
    # CGCS2000, WGS-84 and what is made of them have the same degrees; making a transformer takes a tenth of a second.
    lon, lat = _projection(system)(first, second, inverse=True, errcheck=False)
    return np.asarray(lon), np.asarray(lat)


@lru_cache(maxsize=128)
def _to_degrees(system: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(_crs(system), LONLAT, always_xy=True)


@lru_cache(maxsize=128)
def _projection(system: str) -> pyproj.Proj:
    return pyproj.Proj(_crs(system))


def _system_names(system: str, datum: str) -> tuple[str, str]:
    shifted = {"": ("", ""), "GCJ-02": ("GCJ-02 (Amap, Tencent)", "GCJ-02(高德、腾讯)")}.get(
        datum, ("BD-09 (Baidu)", "BD-09(百度)")
    )
    if system == WGS84:
        return (f"{shifted[0] or WGS84} degrees", f"{shifted[1] or WGS84}度")
    match = _ZONE.fullmatch(system)
    english = chinese = system
    if match:
        width, number = match[1], int(match[3])
        meridian = number if not match[2] else number * 3 if width == "3" else number * 6 - 3
        prefix = (f"zone prefix {number}", f"带号{number}") if match[2] else ("no zone prefix", "不带带号")
        english = f"CGCS2000 {width}-degree zone, central meridian {meridian} E ({prefix[0]})"
        chinese = f"CGCS2000 {width}度带 中央经线{meridian}°({prefix[1]})"
    elif system == CGCS2000:
        english, chinese = "CGCS2000 degrees", "CGCS2000 度"
    elif system == WEB_MERCATOR:
        english, chinese = "Web Mercator", "Web 墨卡托"
    elif system.startswith("Local/"):
        english, chinese = "local grid by control points", "地方坐标系(由控制点换算)"
    else:
        english = chinese = f"{_crs(system).name} ({system})" if system.startswith("EPSG:") else _crs(system).name
    return (f"{english}, {shifted[0]}", f"{chinese},{shifted[1]}") if datum else (english, chinese)


def _unknown(key: str) -> WrongCrsError:
    return WrongCrsError(
        f'"{key[:60]}" is no way to read coordinates; write one such as GCJ-02, BD-09, CGCS2000/3/120 or EPSG:4549.',
        zh=f"“{key[:60]}”不是坐标的读法；请写 GCJ-02、BD-09、CGCS2000/3/120 或 EPSG:4549 之类。",
    )
