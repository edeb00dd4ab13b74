"""Tie a local grid to the ground by points whose place is known in both."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyproj
from numpy.typing import NDArray

from geo.crs import LONLAT
from geo.crs.placements import Placement, local
from geo.errors import WrongCrsError
from geo.sentences import Sentence

__all__ = ["ControlPoint", "LocalGrid", "local_grid"]

ComplexArray = NDArray[np.complex128]

#: A grid's unit is the metre, the millimetre of a drawing, or the kilometre, to half a percent.
_UNITS_M, _SLACK_SHARE = (1.0, 0.001, 1000.0), 0.005
#: Points closer than this turn a slip of a metre into a turn of more than a degree; points further apart than that
#: are not in one town.
_LEAST_APART_M, _MOST_APART_M = 50.0, 200_000.0
_WORST_RESIDUAL_M = 20.0
#: A mirrored reading must fit so many times better before it is believed.
_MIRROR_TIMES = 5.0


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """One place: its numbers in the file, first and second, and its WGS-84 longitude and latitude."""

    x: float
    y: float
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class LocalGrid:
    """
    How a local grid lies on the ground.

    `residuals_m`, one a point, are empty for two points, which always fit exactly; `unit_m` is 1, 0.001 or 1000,
    `turned_deg` the angle from the grid's east to true east, counter-clockwise.
    """

    placement: Placement
    unit_m: float
    scale: float
    turned_deg: float
    residuals_m: tuple[float, ...]
    sentence: Sentence


def local_grid(points: Sequence[ControlPoint], *, is_swapped: bool | None = None) -> LocalGrid:
    """
    Find the shift, turn and scale (4 parameters, least squares) that put the points where they belong.

    Metres are those of a transverse Mercator through the middle of the points, true on the ground. Surveyors write
    north first, which mirrors the grid: three points tell, two cannot; `is_swapped` declares it.

    Raises
    ------
    WrongCrsError
        If there are fewer than two points, one is no place on Earth, two are the same, they are too close or too far
        apart, the scale is that of no unit, or they do not fit together.
    """
    _require_places(points)
    lon, lat = (float(np.mean([getattr(point, axis) for point in points])) for axis in ("lon", "lat"))
    projection = f"+proj=tmerc +lat_0={lat!r} +lon_0={lon!r} +k=1 +datum=WGS84 +units=m +no_defs"
    to_metres = pyproj.Transformer.from_crs(LONLAT, pyproj.CRS.from_proj4(projection), always_xy=True)
    ground = np.array([complex(*to_metres.transform(point.lon, point.lat)) for point in points])
    grid = np.array([complex(point.x, point.y) for point in points])
    _require_apart(points, grid, ground)
    if is_swapped is None:
        is_swapped = len(points) > 2 and _worst(_mirrored(grid), ground) * _MIRROR_TIMES < _worst(grid, ground)
    read = _mirrored(grid) if is_swapped else grid
    turn, shift = _similarity(read, ground)
    residuals_m = np.abs(turn * read + shift - ground)
    if residuals_m.max() > _WORST_RESIDUAL_M:
        raise _misfit(points, read, ground)
    unit_m = _unit(abs(turn))
    placement = local(lon, lat, turn.real, turn.imag, shift.real, shift.imag)
    if is_swapped:
        placement = Placement(placement.system, "", True)
    return LocalGrid(
        placement,
        unit_m,
        abs(turn) / unit_m,
        math.degrees(math.atan2(turn.imag, turn.real)),
        tuple(map(float, residuals_m)) if len(points) > 2 else (),
        _said(len(points), residuals_m, is_swapped),
    )


def _similarity(grid: ComplexArray, ground: ComplexArray) -> tuple[complex, complex]:
    """Return turn and shift of ground = turn * grid + shift; complex numbers are points of the plane."""
    from_middle = grid - grid.mean()
    turn = complex((from_middle.conj() * (ground - ground.mean())).sum() / (np.abs(from_middle) ** 2).sum())
    return turn, complex(ground.mean() - turn * grid.mean())


def _mirrored(grid: ComplexArray) -> ComplexArray:
    return grid.imag + 1j * grid.real


def _worst(grid: ComplexArray, ground: ComplexArray) -> float:
    turn, shift = _similarity(grid, ground)
    return float(np.abs(turn * grid + shift - ground).max())


def _require_places(points: Sequence[ControlPoint]) -> None:
    if len(points) < 2:
        raise WrongCrsError(
            f"A local grid needs at least two control points; there is {len(points)}. Give another one.",
            zh=f"地方坐标系至少需要两个控制点，现有 {len(points)} 个；请再给一个。",
        )
    for number, point in enumerate(points, 1):
        is_place = all(map(math.isfinite, (point.x, point.y, point.lon, point.lat)))
        if not is_place or abs(point.lon) > 180 or abs(point.lat) > 85 or max(abs(point.x), abs(point.y)) > 1e12:
            raise WrongCrsError(
                f"Control point {number} needs two numbers, a longitude and a latitude; it has {point.x:g}, "
                f"{point.y:g}, {point.lon:g}, {point.lat:g}. Mend it.",
                zh=f"控制点 {number} 需要两个坐标值及经度、纬度，现为 {point.x:g}、{point.y:g}、{point.lon:g}、"
                f"{point.lat:g}；请改正。",
            )


def _require_apart(points: Sequence[ControlPoint], grid: ComplexArray, ground: ComplexArray) -> None:
    for one in range(len(points)):
        for other in range(one + 1, len(points)):
            if grid[one] == grid[other] or abs(ground[one] - ground[other]) < 0.01:
                raise WrongCrsError(
                    f"Control points {one + 1} and {other + 1} are the same point; choose one that is far from it.",
                    zh=f"控制点 {one + 1} 与 {other + 1} 是同一个点；请另选一个离得远的点。",
                )
    apart_m = float(np.abs(ground[:, None] - ground[None]).max())
    if not _LEAST_APART_M <= apart_m <= _MOST_APART_M:
        raise WrongCrsError(
            f"Control points should be 50 m to 200 km apart; the furthest two are {apart_m:,.0f} m apart. "
            "Choose points on opposite sides of the town.",
            zh=f"控制点之间应相距 50 米至 200 千米，现最远的两个相距 {apart_m:,.0f} 米；请在城区两侧各选一个。",
        )


def _unit(scale: float) -> float:
    for unit_m in _UNITS_M:
        if abs(scale / unit_m - 1) <= _SLACK_SHARE:
            return unit_m
    raise WrongCrsError(
        f"One unit of the grid would be {scale:.6g} m on the ground; expected 1 (metres), 0.001 (millimetres) or 1000 "
        "(kilometres). A control point is wrong, or a place is in GCJ-02 while another is not.",
        zh=f"按控制点推算，图上 1 个单位等于实地 {scale:.6g} 米，应为 1（米）、0.001（毫米）或 1000（千米）。"
        "请检查控制点是否抄错，或经纬度是否混用了 GCJ-02。",
    )


def _misfit(points: Sequence[ControlPoint], grid: ComplexArray, ground: ComplexArray) -> WrongCrsError:
    """Name the point without which the others fit best."""
    others = [np.arange(len(points)) != number for number in range(len(points))]
    worst = int(np.argmin([_worst(grid[some], ground[some]) for some in others]))
    turn, shift = _similarity(grid[others[worst]], ground[others[worst]])
    point, away_m = points[worst], abs(turn * grid[worst] + shift - ground[worst])
    if len(points) == 3:
        away_m = _worst(grid, ground)
        return WrongCrsError(
            f"The three control points do not fit together; one of them is wrong by {away_m:,.0f} m or more, at most "
            f"{_WORST_RESIDUAL_M:g} m are expected. Check them, or give a fourth, which shows the wrong one.",
            zh=f"三个控制点相互不吻合，其中有一个至少偏差 {away_m:,.0f} 米，应不超过 {_WORST_RESIDUAL_M:g} 米。"
            "请检查，或再给一个控制点以找出错误的一个。",
        )
    return WrongCrsError(
        f"The control points do not fit together: point {worst + 1} ({point.x:.10g}, {point.y:.10g}) is "
        f"{away_m:,.0f} m off; at most {_WORST_RESIDUAL_M:g} m are expected. Check it first.",
        zh=f"控制点相互不吻合：控制点 {worst + 1}（{point.x:.10g}，{point.y:.10g}）偏差 {away_m:,.0f} 米，"
        f"应不超过 {_WORST_RESIDUAL_M:g} 米。请先检查它，再检查其余各点。",
    )


def _said(count: int, residuals_m: NDArray[np.float64], is_swapped: bool) -> Sentence:
    order = (
        ("the first number is north", "第一个数为北坐标")
        if is_swapped
        else ("the first number is east", "第一个数为东坐标")
    )
    if count == 2:
        return Sentence(
            f"Two control points always fit exactly, so nothing could be checked; it was taken that {order[0]}. "
            "A third point would show an error.",
            zh=f"两个控制点总能完全吻合，无法检核；按“{order[1]}”处理。再给一个控制点即可检核。",
        )
    return Sentence(
        f"{count} control points fit to {residuals_m.max():.2f} m at worst; {order[0]}.",
        zh=f"{count} 个控制点的最大残差为 {residuals_m.max():.2f} 米；{order[1]}。",
    )
