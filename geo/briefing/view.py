"""Choose what a sheet shows and at which round scale, and turn metres on the ground into millimetres on paper."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.briefing.paper import Box
from geo.city import City
from geo.errors import EmptyLayerError, SettingError

__all__ = ["ROUND_SCALES", "Focus", "View", "fitting_view", "focus_area", "has_outside", "round_bar_m"]

#: Denominators that planners print.
ROUND_SCALES = tuple(
    round(step * power)
    for power in (100, 1_000, 10_000, 100_000, 1_000_000)
    for step in (1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 8)
    if step * power >= 500
)

#: Room left around the area shown, as a share of the frame.
_MARGIN_SHARE = 0.03
_LEAST_AREA_M = 200.0
#: Areas in which a smaller share of the buildings lies are not what the city is about.
_NEARLY_ALL = 0.95


@dataclass(frozen=True, slots=True)
class Focus:
    """What the sheet is about: the whole city, or one area of a level ("street_id" or "community_id")."""

    level: str = "city"
    area_id: str = ""

    def __post_init__(self) -> None:
        if self.level not in ("city", "street_id", "community_id"):
            raise SettingError(
                f'A sheet shows the "city", one "street_id" or one "community_id"; "{self.level}" is none of them.'
            )


@dataclass(frozen=True, slots=True)
class View:
    """A frame on paper filled at a scale around a centre, metres in the city's own system; north is up."""

    centre_east_m: float
    centre_north_m: float
    scale: int
    frame: Box

    @property
    def metres_per_mm(self) -> float:
        """Return how many metres one millimetre of paper stands for."""
        return self.scale / 1000

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Return the ground in the frame: west, south, east, north, metres."""
        half_width_m = self.frame.width_mm / 2 * self.metres_per_mm
        half_height_m = self.frame.height_mm / 2 * self.metres_per_mm
        east_m, north_m = self.centre_east_m, self.centre_north_m
        return east_m - half_width_m, north_m - half_height_m, east_m + half_width_m, north_m + half_height_m

    def to_paper_mm(self, coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where ground coordinates, one row a place, lie on the sheet."""
        west_m, south_m, _, _ = self.bounds
        origin_mm = np.array([self.frame.left_mm, self.frame.bottom_mm])
        return np.asarray((coordinates - [west_m, south_m]) / self.metres_per_mm + origin_mm)


def focus_area(city: City, focus: Focus) -> shapely.Geometry:
    """Return the polygon that the sheet is about; for a city whose areas leave homes out, the box around everything."""
    if focus.level == "city":
        areas = _areas_holding_the_homes(city)
        return _surroundings(city) if areas is None else areas
    areas = city["street_offices" if focus.level == "street_id" else "communities"]
    if focus.area_id not in areas.index:
        raise SettingError(
            f"{city.name} has no {focus.level} {focus.area_id}; it has {', '.join(map(str, areas.index))}."
        )
    area: shapely.Geometry = areas.geometry.loc[focus.area_id]
    return area


def has_outside(city: City, focus: Focus) -> bool:
    """Return whether there is ground beside what the sheet is about."""
    return focus.level != "city" or _areas_holding_the_homes(city) is not None


def _areas_holding_the_homes(city: City) -> shapely.Geometry | None:
    """Return the city's communities or else street offices as one area, if nearly all buildings lie in it."""
    homes = city.get("buildings").geometry.to_numpy()
    for name in ("communities", "street_offices"):
        area = shapely.union_all(city.get(name).geometry.to_numpy())
        shapely.prepare(area)
        if not shapely.is_empty(area) and (len(homes) == 0 or shapely.intersects(area, homes).mean() >= _NEARLY_ALL):
            return area
    return None


def _surroundings(city: City) -> shapely.Geometry:
    """Return the box around the buildings and areas of a city, or else around its streets."""
    for names in (("buildings", "communities", "street_offices"), ("streets",)):
        boxes = [shapely.box(*city.get(name).total_bounds) for name in names if len(city.get(name))]
        if boxes:
            return shapely.box(*shapely.bounds(shapely.union_all(boxes)))
    raise EmptyLayerError(f"{city.name} has nothing to show on a map sheet: no areas, buildings or streets.")


def fitting_view(area: shapely.Geometry, frame: Box) -> View:
    """Return the largest round scale at which the area fits into the frame with a margin, centred."""
    west_m, south_m, east_m, north_m = shapely.bounds(area)
    width_m, height_m = max(east_m - west_m, _LEAST_AREA_M), max(north_m - south_m, _LEAST_AREA_M)
    usable_share = 1 - 2 * _MARGIN_SHARE
    needed = 1000 * max(width_m / frame.width_mm, height_m / frame.height_mm) / usable_share
    fitting = [scale for scale in ROUND_SCALES if scale >= needed]
    if not fitting:
        raise SettingError(
            f"The area is {width_m / 1000:,.0f} km wide, too large for a map sheet; choose a part of it."
        )
    return View((west_m + east_m) / 2, (south_m + north_m) / 2, fitting[0], frame)


def round_bar_m(scale: int, longest_mm: float) -> int:
    """Return the longest of 1, 2, 5 times a power of ten that is at most `longest_mm` at this scale, metres."""
    longest_m = longest_mm * scale / 1000
    power = int(10 ** math.floor(math.log10(longest_m)))
    return max(round(step * power) for step in (1, 2, 5) if step * power <= longest_m)
