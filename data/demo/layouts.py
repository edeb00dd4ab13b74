"""Lay out one compound: rows of buildings facing south along the block, paths before their doors, one spine."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.affinity import rotate

from data.demo.frame import AnyShape, line_parts, rounded

__all__ = ["Layout", "PLANS", "Plan", "Slot", "lay_out", "row_angle_deg"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How one kind of building is set out, metres."""

    depth_m: float
    unit_m: float
    units: tuple[int, ...]
    gap_m: float
    pitch_m: float
    inset_m: float


PLANS = {
    "walk_up": Plan(11.5, 16.0, (4, 3, 3, 2), 7.0, 25.8, 6.0),
    "mid_rise": Plan(13.0, 19.0, (3, 2), 9.0, 33.0, 7.0),
    "high_rise": Plan(20.0, 26.0, (1,), 19.0, 50.0, 9.0),
}
_PATH_M = 4.5
_SPINE_M = 4.5


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one building: its footprint, its doors (one a unit)."""

    footprint: Polygon
    doors: tuple[Point, ...]
    units: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A compound's buildings, inner paths, and where they could be led out: (inner end, point far outside)."""

    slots: tuple[Slot, ...]
    paths: tuple[LineString, ...]
    exits: tuple[tuple[Point, Point], ...]


def row_angle_deg(land: Polygon) -> float:
    """Return the direction of rows: the block's axis that is nearer to east-west, degrees from east."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(land))[:3]
    angle = np.degrees(np.arctan2(*(corners[1] - corners[0])[::-1]))
    return float((angle + 45) % 90 - 45)


def lay_out(land: Polygon, kind: str, rng: np.random.Generator) -> Layout:
    """Return the layout of a compound on this land, possibly without any building."""
    plan, angle_deg, middle = PLANS[kind], row_angle_deg(land), land.centroid
    flat = rotate(land, -angle_deg, origin=middle)
    yard, walks = flat.buffer(-plan.inset_m, join_style="mitre"), flat.buffer(-3.0, join_style="mitre")
    spine_at = _spine_at(walks, rng)
    west, south, east, north = yard.bounds if not yard.is_empty else flat.bounds
    shapely.prepare(yard)
    slots, rows = [], []
    foot = south + rng.uniform(0.0, 3.0)
    while foot + plan.depth_m < north:
        row_y = foot + plan.depth_m + _PATH_M
        row = _row_path(walks, row_y, spine_at)
        placed = _row_slots(yard, plan, foot, spine_at, row, west, east, rng) if row is not None else []
        if placed and row is not None:
            slots += placed
            rows.append(row)
            foot += plan.pitch_m + rng.uniform(-1.0, 1.5)
        else:
            foot += 4.0
    paths, exits = _paths_and_exits(rows, spine_at, flat)

    def back(shape: AnyShape) -> AnyShape:
        return rounded(rotate(shape, angle_deg, origin=middle))

    return Layout(
        tuple(Slot(back(slot.footprint), tuple(back(door) for door in slot.doors), slot.units) for slot in slots),
        tuple(back(path) for path in paths),
        tuple((back(inner), back(outer)) for inner, outer in exits),
    )


def _spine_at(walks: Polygon, rng: np.random.Generator) -> float:
    if walks.is_empty:
        return 0.0
    west, south, east, north = walks.bounds
    places = west + (east - west) * (np.linspace(0.34, 0.66, 9) + rng.uniform(-0.02, 0.02))
    chords = [walks.intersection(LineString([(x, south - 1), (x, north + 1)])).length for x in places]
    return float(places[int(np.argmax(np.asarray(chords) + rng.uniform(0, 12, len(chords))))])


def _row_path(walks: Polygon, row_y: float, spine_at: float) -> LineString | None:
    west, _, east, _ = walks.bounds
    for part in line_parts(walks.intersection(LineString([(west - 1, row_y), (east + 1, row_y)]))):
        left, right = part.bounds[0], part.bounds[2]
        if left - 0.01 <= spine_at <= right + 0.01:
            return LineString([(left, row_y), (right, row_y)])
    return None


def _row_slots(
    yard: Polygon,
    plan: Plan,
    foot: float,
    spine_at: float,
    row: LineString,
    west: float,
    east: float,
    rng: np.random.Generator,
) -> list[Slot]:
    left, right = max(west, row.bounds[0] + 1.0), min(east, row.bounds[2] - 1.0)
    slots: list[Slot] = []
    at = left + rng.uniform(0, 2.0)
    while at < right - plan.unit_m * min(plan.units):
        wishes = [plan.units[rng.integers(len(plan.units))], *sorted(set(plan.units), reverse=True)]
        for units in wishes:
            length_m = units * plan.unit_m
            if at < spine_at + _SPINE_M and at + length_m > spine_at - _SPINE_M:
                continue
            footprint = shapely.box(at, foot, at + length_m, foot + plan.depth_m)
            if at + length_m <= right and yard.contains(footprint):
                doors = tuple(Point(at + plan.unit_m * (k + 0.5), foot + plan.depth_m) for k in range(units))
                slots.append(Slot(footprint, doors, units))
                at += length_m + plan.gap_m
                break
        else:
            at = (
                spine_at + _SPINE_M
                if spine_at - _SPINE_M - plan.unit_m * min(plan.units) < at < spine_at + _SPINE_M
                else at + 3.0
            )
    return slots


def _paths_and_exits(
    rows: list[LineString], spine_at: float, flat: Polygon
) -> tuple[list[LineString], list[tuple[Point, Point]]]:
    if not rows:
        return [], []
    levels = [row.coords[0][1] for row in rows]
    paths, exits = [], []
    for row in rows:
        (left, level), (right, _) = row.coords
        paths.append(LineString([(left, level), (spine_at, level), (right, level)]))
    if len(levels) > 1:
        paths.append(LineString([(spine_at, level) for level in levels]))
    far_m = 90.0
    _, south, _, north = flat.bounds
    exits.append((Point(spine_at, levels[0]), Point(spine_at, south - far_m)))
    exits.append((Point(spine_at, levels[-1]), Point(spine_at, north + far_m)))
    order = sorted(range(len(rows)), key=lambda k: abs(k - (len(rows) - 1) / 2))
    for k in order:
        (left, level), (right, _) = rows[k].coords
        exits.append((Point(left, level), Point(left - far_m, level)))
        exits.append((Point(right, level), Point(right + far_m, level)))
    return paths, exits
