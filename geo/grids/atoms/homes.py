"""Gather homes outside compounds into groups, and those of a compound that is too large into parts."""

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

__all__ = ["groups_of_homes", "parts_of_compound"]

#: Homes nearer than this to each other are one hamlet, one row, one lane.
_TOGETHER_M = 60.0
#: A part of a compound is planned to this share of the most, so that it may take in a neighbour.
_FILL_SHARE = 0.8


def groups_of_homes(points: NDArray[np.float64], households: NDArray[np.float64], most: float) -> NDArray[np.int64]:
    """
    Return the group of each home, numbered from 0: homes together, none with many more than `most` households.

    Parameters
    ----------
    points
        Where the homes stand, (n, 2) metres.
    """
    if len(points) < 2:
        return np.zeros(len(points), dtype=np.int64)
    cluster = fcluster(linkage(points, "single"), _TOGETHER_M, "distance")
    group = np.empty(len(points), dtype=np.int64)
    count = 0
    for label in np.unique(cluster):
        members = np.flatnonzero(cluster == label)
        for part in _halved(points, households, members, most):
            group[part] = count
            count += 1
    return group


def parts_of_compound(
    points: NDArray[np.float64], households: NDArray[np.float64], ground: shapely.Geometry, most: float
) -> NDArray[np.int64]:
    """Return the part of each building, numbered from 0: strips across the compound with about equal households."""
    count = min(int(np.ceil(households.sum() / (most * _FILL_SHARE))), len(points))
    corners = shapely.get_coordinates(shapely.oriented_envelope(ground))
    sides = np.diff(corners, axis=0)[:2]
    sides = sides[np.argsort(-np.hypot(*sides.T), kind="stable")]
    ways = [_strips(points @ side, households, count) for side in sides]
    spread = [np.ptp(np.bincount(way, weights=households, minlength=count)) / households.sum() for way in ways]
    return ways[0] if spread[0] <= spread[1] + 0.1 else ways[1]


def _strips(at: NDArray[np.float64], households: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    order = np.argsort(at, kind="stable")
    middle = np.cumsum(households[order]) - households[order] / 2
    part = np.empty(len(at), dtype=np.int64)
    part[order] = np.minimum((middle * count / households.sum()).astype(np.int64), count - 1)
    return part


def _halved(
    points: NDArray[np.float64], households: NDArray[np.float64], members: NDArray[np.int64], most: float
) -> list[NDArray[np.int64]]:
    """Halve homes across their longer side until no part has more than `most` households or one home is left."""
    if households[members].sum() <= most or len(members) < 2:
        return [members]
    here = points[members]
    longer = int(np.argmax(np.ptp(here, axis=0)))
    order = members[np.argsort(here[:, longer], kind="stable")]
    summed = np.cumsum(households[order])
    cut = int(np.clip(np.searchsorted(summed, summed[-1] / 2) + 1, 1, len(order) - 1))
    return [*_halved(points, households, order[:cut], most), *_halved(points, households, order[cut:], most)]
