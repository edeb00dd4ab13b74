"""Stand halls, schools and offices on land without homes: footprints for the base map, not dwellings."""

from functools import cache

import numpy as np
import shapely
from shapely import Polygon
from shapely.affinity import rotate

from data.demo.frame import dice, rounded
from data.demo.land_use import Block, assigned_blocks
from data.demo.layouts import row_angle_deg

__all__ = ["other_buildings", "running_track"]

#: use -> depths, lengths, gap and pitch of rows in metres, distance from the edge, share that is built.
_SET_OUT = {
    "works": ((22, 42), (45, 95), 14.0, 52.0, 7.0, 0.88),
    "commercial": ((18, 30), (28, 62), 9.0, 36.0, 4.0, 0.85),
    "old_trade": ((9, 13), (9, 22), 1.5, 19.0, 2.5, 0.9),
    "offices": ((14, 18), (35, 58), 14.0, 40.0, 7.0, 0.8),
    "school": ((11, 14), (45, 70), 16.0, 46.0, 12.0, 0.55),
    "college": ((13, 17), (50, 75), 20.0, 46.0, 12.0, 0.7),
    "government": ((15, 20), (55, 80), 22.0, 60.0, 14.0, 0.75),
    "hospital": ((18, 24), (50, 75), 16.0, 46.0, 9.0, 0.9),
    "market": ((38, 46), (60, 80), 12.0, 58.0, 6.0, 1.0),
    "station": ((24, 30), (80, 110), 20.0, 90.0, 18.0, 0.8),
    "stadium": ((46, 56), (80, 100), 30.0, 90.0, 20.0, 0.7),
}  # fmt: skip


@cache
def other_buildings() -> tuple[tuple[str, Polygon], ...]:
    """Return the use and the footprint of every building without homes."""
    rng = dice("works")
    return tuple(
        (block.use, shape) for block in assigned_blocks() if block.use in _SET_OUT for shape in _filled(block, rng)
    )


def _filled(block: Block, rng: np.random.Generator) -> list[Polygon]:
    is_old = block.zone == "old_town" and block.use in ("commercial", "offices")
    depths, lengths, gap_m, pitch_m, inset_m, built = _SET_OUT["old_trade" if is_old else block.use]
    angle_deg, middle = row_angle_deg(block.land), block.land.centroid
    ground = rotate(block.land, -angle_deg, origin=middle).buffer(-inset_m, join_style="mitre")
    yard = ground.difference(rotate(running_track(block), -angle_deg, origin=middle).buffer(6))
    if yard.is_empty:
        return []
    shapely.prepare(yard)
    west, south, east, north = yard.bounds
    shapes, foot = [], south + rng.uniform(0, 4)
    while foot + depths[0] < north:
        at = west + rng.uniform(0, 5)
        while at + lengths[0] * 0.6 < east:
            depth_m, length_m = rng.uniform(*depths), rng.uniform(*lengths)
            shape = next((s for s in _sizes(at, foot, length_m, depth_m) if yard.contains(s)), None)
            if shape is None:
                at += 6.0
                continue
            if rng.random() < built:
                shapes.append(rounded(rotate(shape, angle_deg, origin=middle)))
            at = shape.bounds[2] + gap_m * rng.uniform(0.7, 1.5)
        foot += pitch_m * rng.uniform(0.95, 1.1)
    return shapes


def running_track(block: Block) -> Polygon:
    """Return the sports ground of a school or college at the end of its land; empty if there is none."""
    if block.use not in ("school", "college", "stadium"):
        return Polygon()
    angle_deg, middle = row_angle_deg(block.land), block.land.centroid
    yard = rotate(block.land, -angle_deg, origin=middle).buffer(-6, join_style="mitre")
    west, south, east, north = yard.bounds
    for long_m, wide_m in ((112.0, 62.0), (84.0, 46.0), (58.0, 34.0)):
        for x, y in (
            (east - wide_m / 2, (south + north) / 2),
            (west + wide_m / 2, (south + north) / 2),
            (middle.x, south + wide_m / 2),
        ):
            upright = x != middle.x
            core = shapely.LineString(
                [(x, y - (long_m - wide_m) / 2), (x, y + (long_m - wide_m) / 2)]
                if upright
                else [(x - (long_m - wide_m) / 2, y), (x + (long_m - wide_m) / 2, y)]
            )
            oval = core.buffer(wide_m / 2)
            if yard.contains(oval):
                return rounded(rotate(oval, angle_deg, origin=middle))
    return Polygon()


def _sizes(at: float, foot: float, length_m: float, depth_m: float) -> list[Polygon]:
    return [
        shapely.box(at, foot, at + length_m * part, foot + depth_m * min(1.0, part + 0.2)) for part in (1.0, 0.8, 0.6)
    ]
