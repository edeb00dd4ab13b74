"""Wall the compounds, open their gates, and lead their inner paths out to the streets."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from data.demo.blocks import open_streets
from data.demo.frame import dice, rounded
from data.demo.frontage import Street, drawn_streets
from data.demo.land_use import Block, assigned_blocks
from data.demo.layouts import PLANS, Layout, Slot, lay_out
from data.demo.rivers import waters
from data.demo.skeleton import expressway, railway

__all__ = [
    "BUILDING_COUNTS",
    "WALLED_HOUSEHOLDS",
    "Estate",
    "Gate",
    "Walled",
    "estates",
    "plan_of",
    "walled",
    "with_vertices",
]

#: Buildings by plan, exactly; self-built houses are counted in `houses`.
BUILDING_COUNTS = {"walk_up": 947, "mid_rise": 106, "high_rise": 172}
_GATED_COUNT = 62
_LONGEST_WAY_OUT_M = 70.0
#: The planted detour: the compound here has one open gate, and a closed one beside the canteen behind its wall;
#: the buildings nearest to the open gate are not cut off.
_WALLED_PLACE = Point(2735, 3835)
_WALLED_OPEN, _WALLED_CLOSED, _WALLED_NEAR = 4, 7, 0
WALLED_HOUSEHOLDS = 186


Way = tuple[LineString, Point]
Draft = tuple[Block, Layout, list[Way]]


@dataclass(frozen=True, slots=True)
class Gate:
    """A way through a wall: the point on it, and whether people may pass."""

    place: Point
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Estate:
    """A compound with flats: its block, its ground (the wall runs on its edge), buildings, ways and gates."""

    block: Block
    ground: Polygon
    use: str
    slots: tuple[Slot, ...]
    streets: tuple[Street, ...]
    gates: tuple[Gate, ...]
    is_gated: bool
    ways: tuple[Way, ...] = ()


def plan_of(use: str) -> str:
    """Return the building plan of a use with flats."""
    return "high_rise" if use == "new_estate" else use


@cache
def estates() -> tuple[Estate, ...]:
    """Return the compounds with flats, their buildings trimmed to `BUILDING_COUNTS`."""
    rng = dice("estates")
    blocks = [block for block in assigned_blocks() if plan_of(block.use) in PLANS]
    streets = _street_lines()
    drafts = []
    for block in blocks:
        layout = lay_out(block.land, plan_of(block.use), rng)
        ways = [way for way in (_way_out(exit_, block, streets) for exit_ in layout.exits) if way is not None]
        if layout.slots and ways:
            drafts.append((block, layout, ways))
    gated = _gated(drafts, rng)
    return tuple(_trimmed([_estate(draft, number in gated, rng) for number, draft in enumerate(drafts)], rng))


def _street_lines() -> BaseGeometry:
    """Return every street a compound may open to: none on a bridge or in an underpass."""
    away = shapely.union_all([waters().buffer(16), railway().buffer(26), expressway().buffer(45)])
    lines = shapely.union_all([street.line for street in (*drawn_streets(), *open_streets())]).difference(away)
    shapely.prepare(lines)
    return lines


def _way_out(way: tuple[Point, Point], block: Block, streets: BaseGeometry) -> Way | None:
    """Return the line from the last inner point through the wall to the street, and the gate; None if there is none."""
    inner, outer = way
    ray = LineString([inner, outer])
    hits = [Point(place) for place in shapely.get_coordinates(ray.intersection(streets))]
    crossings = [Point(place) for place in shapely.get_coordinates(ray.intersection(block.land.exterior))]
    if not hits or len(crossings) != 1:
        return None
    hit, gate = rounded(min(hits, key=inner.distance)), rounded(crossings[0])
    outside = LineString([gate, hit])
    if outside.length > _LONGEST_WAY_OUT_M or not block.face.buffer(0.05).contains(outside):
        return None
    if inner.distance(gate) < 0.5:
        return None
    return rounded(LineString([inner, gate, hit])), gate


def _gated(drafts: list[Draft], rng: np.random.Generator) -> set[int]:
    """Choose the gated compounds: all new estates, most towers, some walk-ups."""
    liking = {"new_estate": 9.0, "high_rise": 2.0, "mid_rise": 0.6, "walk_up": 0.0}
    scores = [
        liking[block.use] + rng.normal(0, 0.8) - (1.5 if block.zone == "old_town" else 0.0) for block, _, _ in drafts
    ]
    return set(np.argsort(scores)[::-1][:_GATED_COUNT].tolist())


def _estate(draft: Draft, is_gated: bool, rng: np.random.Generator) -> Estate:
    block, layout, ways = draft
    used = ways[: int(rng.choice([1, 2, 3], p=[0.3, 0.45, 0.25])) if is_gated else 2 + (len(ways) - 1) // 2]
    if _is_walled(block):
        used = [ways[_WALLED_OPEN], ways[_WALLED_CLOSED]]
    streets = [
        Street(
            path,
            "service" if k == len(layout.paths) - 1 else "footway",
            service="driveway" if k == len(layout.paths) - 1 else "",
            kind="compound",
        )
        for k, path in enumerate(layout.paths)
    ]
    streets += [
        Street(line, "service" if k < 2 else "footway", service="driveway" if k < 2 else "", kind="compound")
        for k, (line, _) in enumerate(used)
    ]
    gates = (
        tuple(Gate(place, not (_is_walled(block) and k == 1)) for k, (_, place) in enumerate(used)) if is_gated else ()
    )
    ground = with_vertices(block.land, [gate.place for gate in gates])
    return Estate(block, ground, block.use, layout.slots, tuple(streets), gates, is_gated, tuple(ways))


def _is_walled(block: Block) -> bool:
    return bool(block.land.contains(_WALLED_PLACE))


@dataclass(frozen=True, slots=True)
class Walled:
    """The compound of the planted detour: its number, its buildings that are cut off, where the canteen is to stand."""

    estate: int
    cut_off: tuple[int, ...]
    canteen: Point


@cache
def walled() -> Walled:
    """Return the compound whose wall parts `WALLED_HOUSEHOLDS` households from the canteen behind it."""
    number = next(n for n, estate in enumerate(estates()) if _is_walled(estate.block))
    estate = estates()[number]
    by_gate = sorted(range(len(estate.slots)), key=lambda k: estate.slots[k].doors[0].distance(estate.gates[0].place))
    line, _ = estate.ways[_WALLED_CLOSED]
    return Walled(number, tuple(sorted(by_gate[_WALLED_NEAR:])), Point(line.coords[-1]))


def with_vertices(ground: Polygon, places: list[Point]) -> Polygon:
    """Return the polygon with a vertex at each place on its edge, so that a gate lies exactly on the wall."""
    ring = list(ground.exterior.coords)
    for place in places:
        legs = [LineString(ring[k : k + 2]).distance(place) for k in range(len(ring) - 1)]
        nearest = int(np.argmin(legs))
        if place.coords[0] not in (ring[nearest], ring[nearest + 1]):
            ring.insert(nearest + 1, place.coords[0])
    return Polygon(ring)


def _trimmed(drafts: list[Estate], rng: np.random.Generator) -> list[Estate]:
    """Take buildings out at random, from the fullest compounds first, until the counts are right."""
    for plan, wanted in BUILDING_COUNTS.items():
        numbers = [n for n, estate in enumerate(drafts) if plan_of(estate.use) == plan]
        while (surplus := sum(len(drafts[n].slots) for n in numbers) - wanted) > 0:
            fullest = sorted(numbers, key=lambda n: -len(drafts[n].slots))[: max(1, min(surplus, len(numbers) // 3))]
            for n in fullest:
                slots = list(drafts[n].slots)
                slots.pop(int(rng.integers(len(slots))))
                drafts[n] = replace(drafts[n], slots=tuple(slots))
        found = sum(len(drafts[n].slots) for n in numbers)
        if found != wanted:
            raise ValueError(
                f"The city needs {wanted} {plan} buildings; there is room for {found}. Give it more blocks."
            )
    return drafts
