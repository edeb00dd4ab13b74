"""List every way in which the numbers of a layer may be coordinates, by how large they are."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.crs.datums import DATUMS
from geo.crs.placements import CGCS2000, WEB_MERCATOR, WGS84, Placement, declared, lonlat, zone
from geo.sentences import Sentence

__all__ = ["contradiction", "evenly", "possible_placements"]

FloatArray = NDArray[np.float64]
_CHINA = (73.4, 3.4, 135.1, 53.6)
#: So many rows are looked at, evenly spaced; so large a share of them must agree: a few wrong cells do not count.
_ROWS, _MOST = 1_000, 0.9
#: Degrees that a declared system may be used beyond its area; a zone is often used for its neighbour's rim.
_BEYOND_DEG = 2.0
#: Central meridians, those of the most people first: without a prefix nothing else tells them apart.
_MERIDIANS = (120, 117, 114, 111, 108, 105, 123, 102, 126, 129, 99, 87, 90, 93, 96, 84, 81, 78, 132, 75, 135)
#: Eastings of a zone, half of it beyond its rim: 1.5 and 3 degrees are 167 and 334 km at the equator.
_EASTING_M, _NORTHING_M = (100_000, 900_000), (300_000, 6_000_000)


def evenly(count: int, most: int) -> NDArray[np.int64]:
    """Return at most `most` of `count` row numbers, evenly spaced: always the same ones."""
    return np.unique(np.linspace(0, max(count - 1, 0), min(count, most)).round().astype(np.int64)) if count else _NONE


def possible_placements(xy: ArrayLike, *, declared_crs: object = None) -> tuple[Placement, ...]:
    """
    Return every placement that the magnitudes of (n, 2) numbers allow, the most likely first; none for a local grid.

    A declared system is believed as far as it goes: if it puts the numbers where it may be used, it is the only one,
    as it stands and shifted to GCJ-02 and BD-09, because files declare WGS-84 for shifted degrees too. If it does
    not (`contradiction`), the numbers are judged alone. Zones of 6 degrees without prefix are the same numbers as
    those of 3 degrees around the same meridian and are not listed twice.

    Raises
    ------
    WrongCrsError
        If `declared_crs` is no coordinate system.
    """
    numbers = _sample(xy)
    if not len(numbers):
        return ()
    said = None if declared_crs is None else declared(declared_crs)
    if said is not None and _is_at_home(said, numbers):
        return tuple(_with_datums(said, numbers))
    found: list[Placement] = []
    for placement in _by_magnitude(numbers):
        found += [one for one in _with_datums(placement, numbers) if one not in found]
    if said is not None:
        found.sort(key=lambda placement: placement.system != said.system)
    # A shifted projection is rare: those who have a zone have it from a surveyor.
    return tuple(sorted(found, key=lambda placement: bool(placement.datum) and not placement.is_degrees))


def contradiction(xy: ArrayLike, declared_crs: object) -> Sentence | None:
    """
    Say how the numbers contradict the system that their file declares; None if they agree.

    Raises
    ------
    WrongCrsError
        If `declared_crs` is no coordinate system.
    """
    numbers, said = _sample(xy), declared(declared_crs)
    if not len(numbers) or _is_at_home(said, numbers):
        return None
    x, y = np.median(numbers, axis=0)
    found = possible_placements(numbers)
    looks = found[0].name if found else Sentence("a local grid", zh="地方坐标系")
    return Sentence(
        f"The file says {said.name}, but its numbers ({x:.10g}, {y:.10g}) cannot be that; they look like {looks}. "
        "Choose the system they are really in.",
        zh=f"文件声明为 {said.name.zh}，但其中的坐标（{x:.10g}，{y:.10g}）不可能是它，看起来像 {looks.zh}。"
        "请选择实际的坐标系。",
    )


def _sample(xy: ArrayLike) -> FloatArray:
    numbers = np.asarray(xy, float).reshape(-1, 2)
    numbers = numbers[np.isfinite(numbers).all(axis=1)]
    return np.asarray(numbers[evenly(len(numbers), _ROWS)])


def _by_magnitude(numbers: FloatArray) -> Iterator[Placement]:
    for is_swapped in (False, True):
        x, y = numbers.T[::-1] if is_swapped else numbers.T
        for factor in (1.0, 1e-6, 1e-7):
            if _most(_in_china(x * factor, y * factor)):
                yield Placement(WGS84, "", is_swapped, factor)
    if _most(np.asarray((np.abs(numbers) <= (180, 90)).all(axis=1))) and not _most(_in_china(*numbers.T[::-1])):
        yield Placement()
    for factor in (1.0, 1000.0):
        for is_swapped in (False, True):
            mercator = Placement(WEB_MERCATOR, "", is_swapped)
            if factor == 1.0 and _most(_in_china(*lonlat(mercator, numbers).T)):
                yield mercator
            east, north = numbers.T[::-1] * factor if is_swapped else numbers.T * factor
            yield from (replace(one, is_swapped=is_swapped, factor=factor) for one in _zones(east, north))


def _zones(east: FloatArray, north: FloatArray) -> Iterator[Placement]:
    if not _most(_between(north, _NORTHING_M)):
        return
    if _most(_between(east, _EASTING_M)):
        yield from (Placement(zone(3, meridian)) for meridian in _MERIDIANS)
    if not _most((east > 13e6) & (east < 46e6)):
        return
    number = int(np.median(east) // 1_000_000)
    width = 3 if 25 <= number <= 45 else 6
    if _most(_between(east - number * 1e6, _EASTING_M)) and (width == 3 or number <= 23):
        yield Placement(zone(width, number * 3 if width == 3 else number * 6 - 3, has_prefix=True))


def _with_datums(placement: Placement, numbers: FloatArray) -> Iterator[Placement]:
    yield placement
    if _most(_in_china(*lonlat(placement, numbers).T)) and not placement.datum:
        # Shifted degrees are degrees of no system of their own.
        system = WGS84 if placement.system in (WGS84, CGCS2000) else placement.system
        yield from (replace(placement, system=system, datum=datum) for datum in DATUMS)


def _is_at_home(said: Placement, numbers: FloatArray) -> bool:
    """Whether the numbers are where their declared system is used."""
    lon, lat = lonlat(said, numbers).T
    if not _most(np.isfinite(lon)):
        return False
    area = said.crs.area_of_use
    if area is None:
        return True
    if said.is_degrees and not _most(_in_china(lon, lat)) and _most(_in_china(lat, lon)):
        return False
    slack = 0.0 if said.is_degrees else _BEYOND_DEG
    is_south_to_north = (lat >= area.south - slack) & (lat <= area.north + slack)
    if area.west > area.east:
        return _most(is_south_to_north)
    return _most(is_south_to_north & (lon >= area.west - slack) & (lon <= area.east + slack))


def _in_china(lon: FloatArray, lat: FloatArray) -> NDArray[np.bool_]:
    west, south, east, north = _CHINA
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _between(values: FloatArray, limits: tuple[float, float]) -> NDArray[np.bool_]:
    return (values >= limits[0]) & (values <= limits[1])


def _most(is_so: NDArray[np.bool_]) -> bool:
    return bool(is_so.mean() >= _MOST)


_NONE = np.zeros(0, np.int64)
