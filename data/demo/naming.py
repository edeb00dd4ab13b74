"""Name the streets: 38 roads of 57.8 kilometres in all, nothing beyond the edge of town."""

import logging
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import shapely
from shapely import Point, Polygon
from shapely.affinity import scale

from data.demo.frame import stretch
from data.demo.frontage import Street, urban_limit
from data.demo.network import noded_streets
from data.demo.sectors import sector_at

__all__ = ["NAMED_LENGTH_M", "ONE_CHIEF", "named_streets"]

logger = logging.getLogger(__name__)

NAMED_LENGTH_M = 57_800.0
_SHORTEST_M = 0.5
#: Roads with one street chief; all the others have two.
ONE_CHIEF = ("兰陵路", "云步路", "桂花巷")

#: A road takes another name in another street office.
_RENAMED = {
    ("站前路", "S3"): "屏山路", ("鼎山大道", "S3"): "屏前大道", ("上溪路", "S2"): "东岭路", ("屏前路",
        "S2"): "跃溪路", ("迎宾大道", "S2"): "东门大道",
}  # fmt: skip


@cache
def named_streets() -> tuple[Street, ...]:
    """Return all streets with their final names."""
    streets = [
        replace(street, name=_RENAMED.get((street.name, _sector(street)), street.name)) for street in noded_streets()
    ]
    low, high = 0.3, 1.3
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if _named_m(streets, middle) > NAMED_LENGTH_M else (middle, high)
    named = [piece for street in streets for piece in _named_inside(street, _edge(low))]
    logger.info(
        "named %d roads of %.1f m", len({s.name for s in named if s.name}), sum(s.line.length for s in named if s.name)
    )
    return tuple(named)


def _sector(street: Street) -> str:
    return sector_at(street.line.interpolate(0.5, normalized=True)) if street.name else ""


@cache
def _edge(share: float) -> Polygon:
    return scale(urban_limit(), share, share, origin=Point(3600, 3600))


def _named_m(streets: list[Street], share: float) -> float:
    edge = _edge(share)
    shapely.prepare(edge)
    return float(sum(street.line.intersection(edge).length for street in streets if street.name))


def _named_inside(street: Street, edge: shapely.Polygon) -> list[Street]:
    if not street.name or edge.contains(street.line):
        return [street]
    meets = shapely.get_coordinates(street.line.intersection(edge.exterior))
    cuts = sorted(street.line.project(Point(place)) for place in meets)
    spots = [0.0, *(cut for cut in cuts if _SHORTEST_M < cut < street.line.length - _SHORTEST_M), street.line.length]
    pieces = []
    for a, b in pairwise(spots):
        line = stretch(street.line, a, b)
        inside = edge.contains(line.interpolate(0.5, normalized=True))
        pieces.append(replace(street, line=line, name=street.name if inside else ""))
    return pieces


def chiefs_of(name: str) -> int:
    """Return how many street chiefs a road has; a road without a name has none."""
    return 0 if not name else 1 if name in ONE_CHIEF else 2


def length_by_name() -> dict[str, float]:
    """Return the metres of each named road."""
    names = sorted({street.name for street in named_streets() if street.name})
    return {name: float(np.sum([s.line.length for s in named_streets() if s.name == name])) for name in names}
