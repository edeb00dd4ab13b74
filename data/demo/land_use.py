"""Decide what each block is: homes of four kinds, schools, markets, works, parks, fields or forest."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import shapely
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from data.demo.blocks import OLD_TOWN, block_faces, block_streets, zone_of
from data.demo.frame import dice, polygon_parts, rounded
from data.demo.frontage import HALF_WIDTHS_M, drawn_streets
from data.demo.rivers import waters
from data.demo.sectors import sector_at
from data.demo.skeleton import expressway, railway
from data.demo.terrain import HILL_PARKS, heights_m

__all__ = ["Block", "HOME_USES", "assigned_blocks", "street_land"]

#: Uses with homes, in the order of the building kinds they hold.
HOME_USES = ("lane", "walk_up", "mid_rise", "high_rise", "new_estate")

#: Set by hand: the block nearest to each place gets the use; smallest land in hectares that will do.
_SET_BY_HAND = (
    ("square", 0.5, ((3250, 4270), (1930, 4330), (4950, 4180), (3800, 2230))),
    ("government", 1.2, ((3330, 4400), (4330, 4420), (3600, 2570), (2450, 3600))),
    ("hospital", 1.5, ((2950, 4480), (4640, 3480))),
    ("market", 0.6, ((3150, 3880), (2250, 5150), (4420, 3980), (3500, 2080))),
    ("station", 1.2, ((1640, 4330), (2280, 5850))),
    ("stadium", 3.0, ((4780, 4750),)),
    ("college", 4.0, ((2380, 5620), (5200, 4560))),
    ("school", 1.5, ((2750, 5200), (2380, 4420), (3350, 5050), (2820, 3470), (1860, 3740), (4150, 4950), (4780, 4120),
        (4320, 5350), (5150, 3300), (4780, 2750), (2900, 2180), (3780, 1800))),
    ("park", 1.5, ((3120, 3300), (2130, 4800), (4560, 5020), (5300, 3900), (4350, 2980), (3060, 1850), (2600, 5680),
        (5080, 2300))),
    ("commercial", 1.0, ((3080, 4360), (3500, 4150), (4080, 4180), (2200, 4400), (4900, 4400), (3820, 2420),
        (4400, 3300), (2050, 3950), (3180, 4900), (5250, 4280))),
)  # fmt: skip
_NEW_ESTATE_PLACES = ((4420, 4700), (5050, 2950), (2880, 5230), (4560, 2050), (5250, 4000))
#: How many blocks of homes there shall be, by use; the rest of the town is work, trade, gaps and green.
_WANTED = {"lane": 9, "high_rise": 25, "mid_rise": 17, "walk_up": 93}
#: Where homes are densest in each street office, and how much farther out they reach there, kilometres.
_HEARTS = {"S1": (3000, 4250), "S2": (4250, 4150), "S3": (3650, 2800)}
_LIKING = {"S1": 0.39, "S2": 0.33, "S3": -0.42}


@dataclass(frozen=True, slots=True)
class Block:
    """A block: `face` tiles the city with its neighbours, `land` is what its streets leave."""

    face: Polygon
    land: Polygon
    zone: str
    use: str = ""


@cache
def street_land() -> BaseGeometry:
    """Return the ground that streets, tracks and banks take."""
    taken = [street.line.buffer(HALF_WIDTHS_M[street.highway]) for street in (*drawn_streets(), *block_streets())]
    return shapely.union_all([*taken, railway().buffer(24), expressway().buffer(42), waters().buffer(16)])


@cache
def assigned_blocks() -> tuple[Block, ...]:
    """Return every block with its use."""
    taken = street_land()
    shapely.prepare(taken)
    blocks = [_bare(face, taken) for face in block_faces()]
    blocks = [replace(block, use=_country_use(block)) for block in blocks]
    _set_by_hand(blocks)
    _set_homes(blocks)
    _set_rest(blocks)
    return tuple(blocks)


def _bare(face: Polygon, taken: BaseGeometry) -> Block:
    left = polygon_parts(face.difference(taken))
    land = max(left, key=lambda part: part.area) if left else Polygon()
    smoother = land.buffer(-4).buffer(4, join_style="mitre").simplify(0.4)
    kept = polygon_parts(smoother)
    return Block(face, rounded(max(kept, key=lambda part: part.area)) if kept else Polygon(), zone_of(face))


def _country_use(block: Block) -> str:
    middle = block.face.representative_point()
    if block.zone == "bank":
        return "bank"
    if any(middle.distance(Point(place)) < radius_m for _, place, _, radius_m in HILL_PARKS):
        return "hill_park"
    if block.zone == "country":
        return "forest" if heights_m(np.array([[middle.x, middle.y]]))[0] > 45 else "farmland"
    if block.land.is_empty or block.land.area < 2500 or block.land.area / block.land.length < 10:
        return "green"
    return ""


def _free(blocks: list[Block]) -> list[int]:
    return [number for number, block in enumerate(blocks) if not block.use]


def _set_by_hand(blocks: list[Block]) -> None:
    for use, least_ha, places in _SET_BY_HAND:
        for place in places:
            fits = [n for n in _free(blocks) if 1e4 * least_ha < blocks[n].land.area < 9e4]
            nearest = min(
                fits,
                key=lambda n: (
                    blocks[n].land.distance(Point(place)) + 0.2 * blocks[n].land.centroid.distance(Point(place))
                ),
            )
            blocks[nearest] = replace(blocks[nearest], use=use)


def _set_homes(blocks: list[Block]) -> None:
    rng = dice("homes")
    for place in _NEW_ESTATE_PLACES:
        fits = [n for n in _free(blocks) if blocks[n].land.area > 1.9e4]
        nearest = min(fits, key=lambda n: blocks[n].land.distance(Point(place)))
        blocks[nearest] = replace(blocks[nearest], use="new_estate")
    for use, count in _WANTED.items():
        chosen = sorted(_free(blocks), key=lambda n: -_fitness(use, blocks[n], rng))[:count]
        for n in chosen:
            blocks[n] = replace(blocks[n], use=use)


def _fitness(use: str, block: Block, rng: np.random.Generator) -> float:
    middle = block.land.centroid
    area_ha, full = block.land.area / 1e4, block.land.area / shapely.minimum_rotated_rectangle(block.land).area
    noise = rng.normal(0, 0.35)
    sector = sector_at(middle)
    outward_km = middle.distance(Point(_HEARTS[sector])) / 1000 - _LIKING[sector]
    works = _is_works_land(middle)
    if block.zone in ("country", "bank") or works or full < 0.55:
        return -99 + noise
    if use == "lane":
        return (
            -middle.distance(OLD_TOWN) / 100
            + (0 if 0.45 < area_ha < 1.5 else -9)
            - (0 if block.zone == "old_town" else 20)
            + noise
        )
    if use == "high_rise":
        beside_water = max(0.0, 1 - middle.distance(waters()) / 500)
        return (
            -abs(outward_km - 0.75)
            + 0.7 * beside_water
            - abs(area_ha - 2.6) * 0.4
            - (9 if block.zone == "old_town" else 0)
            + noise
        )
    if use == "mid_rise":
        return -abs(outward_km - 0.9) * 0.8 - abs(area_ha - 2.5) * 0.6 - (9 if block.zone == "old_town" else 0) + noise
    return -outward_km * 1.25 - (2.0 if area_ha < 1.2 else 0.0) + 0.35 * min(area_ha, 3.0) + noise


def _is_works_land(middle: Point) -> bool:
    north_west = middle.x < 2000 and middle.y > 4750
    south_east = middle.x > 4950 and middle.y < 1900
    east = middle.x > 5380 and middle.y < 4100
    return north_west or south_east or east or middle.y < 1330


def _set_rest(blocks: list[Block]) -> None:
    rng = dice("rest")
    for n in _free(blocks):
        block = blocks[n]
        middle = block.land.centroid
        outward_km = middle.distance(Point(3650, 3700)) / 1000
        if _is_works_land(middle):
            use = rng.choice(["works", "green", "farmland", "building_site"], p=[0.74, 0.08, 0.10, 0.08])
        elif block.zone == "old_town" or outward_km < 1.0:
            use = rng.choice(["commercial", "green", "offices"], p=[0.62, 0.13, 0.25])
        elif outward_km < 1.9:
            use = rng.choice(
                ["commercial", "offices", "green", "works", "building_site"], p=[0.28, 0.2, 0.24, 0.16, 0.12]
            )
        else:
            use = rng.choice(
                ["works", "farmland", "green", "building_site", "commercial"], p=[0.28, 0.38, 0.14, 0.1, 0.1]
            )
        blocks[n] = replace(block, use=str(use))
