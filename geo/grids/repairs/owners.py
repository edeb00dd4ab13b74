"""
Give every face of an arrangement to one grid.

A face that one grid covers stays with it. One that several cover goes to the first by the rule; one that none covers
to the neighbour with the longest border. Thin parts that lost touch with their grid go to a neighbour too.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.grids.repairs.arrangements import Borders, Shapes

__all__ = ["GapRule", "OverlapRule", "Owners", "first_owners", "mean_width_m", "owners_with_gaps", "ranks"]

OverlapRule = Literal["smaller", "larger", "earlier", "later"]
GapRule = Literal["longest_border", "smaller", "narrow", "keep"]

#: Nobody's face; `OUTSIDE` is nobody's for ever.
NOBODY, OUTSIDE = -1, -2

Owners = NDArray[np.int64]

_MOST_ROUNDS = 100


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """Of each face: the neighbouring face and the length of the border with it."""

    of: dict[int, list[tuple[int, float]]]

    @classmethod
    def between(cls, borders: Borders) -> "_Neighbours":
        of: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for a, b, length_m in zip(
            borders.first.tolist(), borders.second.tolist(), borders.length_m.tolist(), strict=True
        ):
            of[a].append((b, length_m))
            of[b].append((a, length_m))
        return cls(of)

    def lengths_m(self, faces: list[int], owner: Owners) -> dict[int, float]:
        """Sum the border of some faces with each owner around them."""
        inside, sums = set(faces), defaultdict[int, float](float)
        for face in faces:
            for other, length_m in self.of.get(face, []):
                if other not in inside and owner[other] >= 0:
                    sums[int(owner[other])] += length_m
        return sums


def ranks(area_m2: NDArray[np.float64], is_fixed: NDArray[np.bool_], rule: OverlapRule) -> NDArray[np.int64]:
    """Return who comes first in an overlap, 0 before 1; grids that were seamless already come before all others."""
    position = np.arange(len(area_m2))
    by = {"smaller": area_m2, "larger": -area_m2, "earlier": position, "later": -position}[rule]
    order = np.lexsort([position, by, ~is_fixed])
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = position
    return rank


def first_owners(
    count: int, cover_face: NDArray[np.int64], cover_grid: NDArray[np.int64], rank: NDArray[np.int64]
) -> Owners:
    """Give each of `count` faces to the first by rank of the grids that cover it, or to nobody."""
    best = np.full(count, len(rank), dtype=np.int64)
    np.minimum.at(best, cover_face, rank[cover_grid])
    by_rank = np.r_[np.argsort(rank), NOBODY]
    return np.asarray(by_rank[best])


def owners_with_gaps(
    faces: Shapes, owner: Owners, borders: Borders, rank: NDArray[np.int64], gaps: GapRule, tolerance_m: float
) -> Owners:
    """Give nobody's faces to neighbours by the rule, and thin parts that hang on to nothing, until none is left."""
    area_m2, width_m = shapely.area(faces), mean_width_m(faces)
    near = _Neighbours.between(borders)
    owner = owner.copy()
    is_gap = owner == NOBODY
    fillable = {"keep": np.zeros_like(is_gap), "narrow": is_gap & (width_m < tolerance_m)}.get(gaps, is_gap)
    for _ in range(_MOST_ROUNDS):
        given = _fill(owner, np.flatnonzero(fillable & (owner == NOBODY)), near, rank, width_m, gaps)
        crumbs = _crumbs(faces, owner, borders, area_m2, tolerance_m)
        for crumb in crumbs:
            lengths_m = near.lengths_m(crumb, owner)
            if lengths_m:
                owner[crumb] = max(lengths_m, key=lambda grid: (lengths_m[grid], -grid))
                given += 1
        if not given:
            break
    return owner


def _fill(
    owner: Owners,
    gaps: NDArray[np.int64],
    near: _Neighbours,
    rank: NDArray[np.int64],
    width_m: NDArray[np.float64],
    rule: GapRule,
) -> int:
    choices = {}
    for face in gaps.tolist():
        lengths_m = near.lengths_m([face], owner)
        if not lengths_m:
            continue
        # Both sides of a thin gap are about equally long. Who gives way in overlaps gets the gaps: the border is then
        # one drawn line, not a zigzag between two.
        enough_m = max(lengths_m.values()) - 2 * width_m[face] - 1e-6 if rule != "smaller" else 0.0
        candidates = [grid for grid, length_m in lengths_m.items() if length_m >= enough_m]
        choices[face] = min(candidates, key=lambda grid: rank[grid] if rule == "smaller" else -rank[grid])
    for face, grid in choices.items():
        owner[face] = grid
    return len(choices)


def _crumbs(
    faces: Shapes, owner: Owners, borders: Borders, area_m2: NDArray[np.float64], tolerance_m: float
) -> list[list[int]]:
    """Find the parts of grids that are narrower than the tolerance and not the largest of their grid."""
    same = (owner[borders.first] == owner[borders.second]) & (owner[borders.first] >= 0)
    links = coo_array(
        (np.ones(same.sum()), (borders.first[same], borders.second[same])), shape=(len(faces), len(faces))
    )
    count, part = connected_components(links, directed=False)
    part_m2 = np.bincount(part, weights=area_m2, minlength=count)
    part_owner = np.full(count, NOBODY)
    part_owner[part] = owner
    inner_m = np.bincount(part[borders.first[same]], weights=borders.length_m[same], minlength=count)
    rim_m = np.bincount(part, weights=shapely.length(faces), minlength=count) - 2 * inner_m
    order = np.lexsort([part_m2, part_owner])
    is_largest = np.zeros(count, dtype=bool)
    is_largest[order[np.r_[part_owner[order][1:] != part_owner[order][:-1], True]]] = True
    is_crumb = ~is_largest & (part_owner >= 0) & (2 * part_m2 < tolerance_m * rim_m)
    members: dict[int, list[int]] = defaultdict(list)
    for face in np.flatnonzero(is_crumb[part]).tolist():
        members[int(part[face])].append(face)
    return [members[number] for number in sorted(members, key=lambda number: (part_m2[number], number))]


def mean_width_m(shapes: Shapes) -> NDArray[np.float64]:
    """Twice the area over the border: the width of a strip, half the side of a square."""
    return np.asarray(2 * shapely.area(shapes) / np.maximum(shapely.length(shapes), 1e-12))
