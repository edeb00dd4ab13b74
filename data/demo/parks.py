"""Lay walks in parks and squares, promenades by the water, and steps up the two hills in the city."""

from functools import cache

import numpy as np
import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from data.demo.blocks import open_streets
from data.demo.compounds import estates
from data.demo.frame import dice, line_parts, rounded
from data.demo.frontage import Street, drawn_streets, urban_limit
from data.demo.land_use import assigned_blocks
from data.demo.rivers import BANK_ROADS_M, waters
from data.demo.terrain import HILL_PARKS, steepest_share

__all__ = ["park_walks"]

_PROMENADE_M = 13.0
_STEEP_SHARE = 0.17


@cache
def park_walks() -> tuple[Street, ...]:
    """Return every walk of parks, squares, hills and banks."""
    streets = shapely.union_all([street.line for street in (*drawn_streets(), *open_streets())])
    shapely.prepare(streets)
    return (*_promenades(), *_park_paths(streets), *_hill_paths(streets))


def _promenades() -> list[Street]:
    inside = urban_limit().buffer(60)
    banks = shapely.union_all([street.line for street in drawn_streets() if _is_embankment(street)])
    walks = []
    edge = LineString(waters().buffer(_PROMENADE_M).simplify(0.6).boundary.coords)
    for piece in line_parts(shapely.line_merge(edge.intersection(inside))):
        walks.append(Street(rounded(piece), "footway", kind="promenade"))
        for at in np.arange(60.0, piece.length - 40, 190.0):
            place = piece.interpolate(at)
            foot = Point(shapely.get_coordinates(shapely.shortest_line(place, banks))[1])
            if place.distance(foot) < 2.2 * BANK_ROADS_M:
                walks.append(Street(rounded(LineString([place, foot])), "footway", kind="promenade"))
    return walks


def _is_embankment(street: Street) -> bool:
    middle = street.line.interpolate(0.5, normalized=True)
    return abs(middle.distance(waters()) - BANK_ROADS_M) < 3.0


def _reach(start: Point, angle: float, streets: BaseGeometry, far_m: float) -> Point | None:
    end = Point(start.x + far_m * np.cos(angle), start.y + far_m * np.sin(angle))
    hits = shapely.get_coordinates(LineString([start, end]).intersection(streets))
    return min((Point(hit) for hit in hits), key=start.distance) if len(hits) else None


def _park_paths(streets: BaseGeometry) -> list[Street]:
    rng = dice("parks")
    walks = []
    for block in assigned_blocks():
        if block.use not in ("park", "square"):
            continue
        middle = rounded(block.land.representative_point())
        turn = rng.uniform(0, np.pi)
        for angle in turn + np.array([0.0, 0.5, 1.0, 1.5]) * np.pi + rng.normal(0, 0.15, 4):
            end = _reach(middle, float(angle), streets, 260.0)
            if end is None or not block.face.buffer(0.05).contains(LineString([middle, end])):
                continue
            side = np.array([-np.sin(angle), np.cos(angle)]) * middle.distance(end) * rng.uniform(-0.12, 0.12)
            bend = ((middle.x + end.x) / 2 + side[0], (middle.y + end.y) / 2 + side[1])
            walks.append(Street(rounded(LineString([middle, Point(bend), end])), "footway", kind="park"))
    return walks


def _hill_paths(streets: BaseGeometry) -> list[Street]:
    walks = []
    grounds = shapely.union_all([estate.ground for estate in estates()])
    shapely.prepare(grounds)
    for _, (east, north), _, radius_m in HILL_PARKS:
        top, rng = Point(east, north), dice(f"hill {east}")
        around = np.linspace(0, 2 * np.pi, 25)[:-1]
        reach_m = radius_m * (0.46 + 0.05 * np.sin(3 * around + 1))
        ring = [(east + r * np.cos(a), north + r * np.sin(a)) for a, r in zip(around, reach_m, strict=True)]
        walks.append(Street(rounded(LineString([*ring, ring[0]])), "path", kind="park"))
        for number in (1, 7, 13, 19):
            start = Point(ring[number])
            angle = float(around[number] + rng.normal(0, 0.2))
            ends = (_reach(start, angle + turn, streets, 420.0) for turn in (0.0, 0.3, -0.3, 0.6, -0.6))
            lines = [LineString([start, end]) for end in ends if end is not None]
            free = [line for line in lines if line.length > 25 and not line.buffer(12).intersects(grounds)]
            if free:
                walks.append(_climb(free[0], rng))
        walks += [_climb(LineString([Point(ring[number]), top]), rng) for number in (4, 15)]
    return walks


def _climb(line: LineString, rng: np.random.Generator) -> Street:
    start, end = np.array(line.coords)
    across = np.array([start[1] - end[1], end[0] - start[0]]) / line.length
    shares = np.linspace(0, 1, max(3, int(line.length / 22)))
    places = [
        start * (1 - t) + end * t + across * (6.0 * (-1) ** k if 0 < t < 1 else 0) * rng.uniform(0.6, 1.4)
        for k, t in enumerate(shares)
    ]
    zigzag = rounded(LineString(np.array(places)))
    return Street(zigzag, "steps" if steepest_share(zigzag) > _STEEP_SHARE else "path", kind="park")
