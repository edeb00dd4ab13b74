"""Line lanes with houses that people built themselves: in the old town and in villages at the foot of the hills."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.affinity import rotate
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from data.demo.blocks import block_streets
from data.demo.compounds import estates
from data.demo.frame import Points, dice, line_parts, polygon_parts, rounded
from data.demo.frontage import HALF_WIDTHS_M, Street, drawn_streets, urban_limit
from data.demo.land_use import Block, assigned_blocks
from data.demo.layouts import Slot, row_angle_deg
from data.demo.rivers import waters
from data.demo.skeleton import city_outline, expressway, railway
from data.demo.terrain import steepest_share

__all__ = ["HOUSE_COUNT", "Hamlet", "hamlets"]

HOUSE_COUNT = 980
_STEEP_SHARE = 0.19


@dataclass(frozen=True, slots=True)
class Hamlet:
    """Houses on lanes: a lane quarter of the old town (with its block) or a village (without)."""

    slots: tuple[Slot, ...]
    streets: tuple[Street, ...]
    block: Block | None = None


@cache
def hamlets() -> tuple[Hamlet, ...]:
    """Return lane quarters and villages with `HOUSE_COUNT` houses in all."""
    rng = dice("houses")
    quarters = [_quarter(block, rng) for block in assigned_blocks() if block.use == "lane"]
    left = HOUSE_COUNT - sum(len(quarter.slots) for quarter in quarters)
    villages = _villages(rng)
    found = sum(len(village.slots) for village in villages)
    if found < left:
        raise ValueError(f"The villages need {left} houses; there is room for {found}. Give them more lanes.")
    return (*quarters, *_thinned(villages, found - left, rng))


def _thinned(villages: list[Hamlet], surplus: int, rng: np.random.Generator) -> list[Hamlet]:
    owners = np.repeat(np.arange(len(villages)), [len(village.slots) for village in villages])
    dropped = set(rng.choice(len(owners), surplus, replace=False).tolist())
    kept: list[list[Slot]] = [[] for _ in villages]
    for number, (owner, slot) in enumerate(
        zip(owners, (slot for village in villages for slot in village.slots), strict=True)
    ):
        if number not in dropped:
            kept[owner].append(slot)
    return [Hamlet(tuple(slots), village.streets) for slots, village in zip(kept, villages, strict=True)]


def _quarter(block: Block, rng: np.random.Generator) -> Hamlet:
    """Lay alleys across a block of the old town, from street to street, and houses along them."""
    near = block.face.buffer(60)
    streets = shapely.union_all(
        [street.line for street in (*drawn_streets(), *block_streets()) if street.line.intersects(near)]
    )
    angle_deg, middle = row_angle_deg(block.land), block.land.centroid
    flat = rotate(block.land, -angle_deg, origin=middle)
    west, south, east, north = flat.bounds
    alleys, level = [], south + 17.0
    while level < north - 10:
        places = [(x, level + rng.normal(0, 1.6)) for x in np.linspace(west - 40, east + 40, 9)]
        alleys.append(LineString(places))
        level += rng.uniform(29.0, 34.0)
    lines = []
    for alley in alleys:
        turned = rotate(alley, angle_deg, origin=middle)
        cut = turned.difference(streets.buffer(0.001))
        pieces = [piece for piece in line_parts(cut) if piece.intersection(block.land).length > 25]
        lines += [_to_streets(rounded(piece), streets) for piece in pieces]
    slots = _along(lines, block.land.buffer(-1.0), rng)
    return Hamlet(tuple(slots), tuple(Street(line, "footway", kind="alley") for line in lines), block)


def _to_streets(line: LineString, streets: BaseGeometry) -> LineString:
    places = list(line.coords)
    for end in (0, -1):
        foot = shapely.get_coordinates(shapely.shortest_line(streets, Point(places[end])))[0]
        if np.hypot(*(foot - np.asarray(places[end]))) < 3.0:
            places[end] = tuple(foot)
    return rounded(LineString(places))


def _along(
    lines: Iterable[LineString], ground: BaseGeometry, rng: np.random.Generator, offset_m: float = 2.2
) -> list[Slot]:
    """Return houses on both sides of the lines, inside the ground, none touching another or a line."""
    lines = list(lines)
    lanes = shapely.union_all([line.buffer(1.6) for line in lines])
    shapely.prepare(ground)
    shapely.prepare(lanes)
    taken: list[Polygon] = []
    slots = []
    for line in lines:
        for side in (1, -1):
            at = rng.uniform(3, 9)
            while at < line.length - 4:
                width_m, depth_m = rng.uniform(9.0, 12.5), rng.uniform(9.0, 12.0)
                slot = _house(line, at + width_m / 2, side, width_m, depth_m, offset_m + rng.uniform(0, 1.2))
                shape = slot.footprint
                if (
                    ground.contains(shape)
                    and not shape.intersects(lanes)
                    and not shapely.dwithin(taken, shape, 0.7).any()
                ):
                    taken.append(shape)
                    slots.append(slot)
                at += width_m + (rng.uniform(0.8, 2.0) if rng.random() < 0.8 else rng.uniform(3, 9))
    return slots


def _house(line: LineString, at: float, side: int, width_m: float, depth_m: float, offset_m: float) -> Slot:
    before, after = (np.array(line.interpolate(x).coords[0]) for x in (max(at - 4, 0), at + 4))
    ahead = (after - before) / np.hypot(*(after - before))
    out = side * np.array([-ahead[1], ahead[0]])
    foot = np.array(line.interpolate(at).coords[0]) + out * offset_m
    corners = [foot - ahead * width_m / 2, foot + ahead * width_m / 2]
    ring: Points = np.array([corners[0], corners[1], corners[1] + out * depth_m, corners[0] + out * depth_m])
    return Slot(rounded(Polygon(ring)), (rounded(Point(foot)),), 1)


def _villages(rng: np.random.Generator) -> list[Hamlet]:
    taken = _taken_by_others()
    villages = []
    for road in (street for street in drawn_streets() if street.highway == "unclassified"):
        outside = max(line_parts(road.line.difference(urban_limit().buffer(60))), key=lambda part: part.length)
        shares = (0.30, 0.82) if outside.length > 700 else (0.72,)
        villages += [_village(outside, share * outside.length, taken, rng) for share in shares]
    return [village for village in villages if len(village.slots) > 8]


def _taken_by_others() -> BaseGeometry:
    streets = [street.line.buffer(HALF_WIDTHS_M[street.highway] - 2) for street in (*drawn_streets(), *block_streets())]
    grounds = [estate.ground for estate in estates()]
    taken = shapely.union_all([*streets, *grounds, waters().buffer(25), railway().buffer(35), expressway().buffer(55)])
    return taken.union(city_outline().buffer(600).difference(city_outline().buffer(-40)))


def _village(road: LineString, at: float, taken: BaseGeometry, rng: np.random.Generator) -> Hamlet:
    lanes = []
    reach_m = min(120.0, at - 5, road.length - at - 5)
    place = at - reach_m
    while place < at + reach_m:
        for side in (1, -1):
            if rng.random() < 0.86:
                lane = _lane(road, place + rng.uniform(-4, 4), side, rng)
                if not lane.intersects(_forbidden()):
                    lanes.append(lane)
        place += rng.uniform(29, 34)
    stretch = substring(road, at - reach_m, at + reach_m)
    near = stretch.buffer(140)
    slots = _along(lanes, shapely.union_all(polygon_parts(near.difference(taken))), rng)
    streets = tuple(
        Street(lane, "steps" if steepest_share(lane) > _STEEP_SHARE else "footway", kind="alley") for lane in lanes
    )
    return Hamlet(tuple(slots), streets)


@cache
def _forbidden() -> BaseGeometry:
    forbidden = shapely.union_all([waters().buffer(22), railway().buffer(30), expressway().buffer(50)])
    shapely.prepare(forbidden)
    return forbidden


def _lane(road: LineString, place: float, side: int, rng: np.random.Generator) -> LineString:
    place = float(np.clip(place, 2, road.length - 2))
    before, after = (np.array(road.interpolate(x).coords[0]) for x in (place - 2, place + 2))
    ahead = (after - before) / np.hypot(*(after - before))
    out = side * np.array([-ahead[1], ahead[0]])
    start = np.array(road.interpolate(place).coords[0])
    length_m = rng.uniform(48, 98)
    steps = [start + out * length_m * t + ahead * (rng.normal(0, 2.0) if 0 < t < 1 else 0.0) for t in (0, 0.3, 0.65, 1)]
    return rounded(LineString(steps))
