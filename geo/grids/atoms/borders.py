"""Measure the borders that blocks share, and say what runs along each."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.grids.atoms.rules import ALONG, AtomRules
from geo.grids.segments import directed_segments

__all__ = ["border_table", "shared_segments"]

#: A line so near to the middle of a border segment runs along it.
_ALONG_M = 1.5
#: A barrier counts where it is more of a border than this, in metres and as a share.
_LEAST_BARRIER_M, _LEAST_BARRIER_SHARE = 10.0, 0.1


def shared_segments(
    shapes: Sequence[shapely.Geometry],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """
    Return the border segments that two of the shapes walk, once each: positions `first < second`, and `x0, y0, x1, y1`.

    The shapes tile: neighbours have the same vertices.
    """
    segments, owner = directed_segments(shapes)  # type: ignore[arg-type]
    if not len(segments):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), segments
    low, high = segments[:, :2], segments[:, 2:]
    is_back = (low[:, 0] > high[:, 0]) | ((low[:, 0] == high[:, 0]) & (low[:, 1] > high[:, 1]))
    ways = np.where(is_back[:, None], np.hstack([high, low]), segments)
    order = np.lexsort((owner, *ways.T[::-1]))
    ways, owner = ways[order], owner[order]
    twice = np.flatnonzero((ways[1:] == ways[:-1]).all(axis=1) & (owner[1:] != owner[:-1]))
    return owner[twice], owner[twice + 1], ways[twice]


def border_table(
    shapes: Sequence[shapely.Geometry], lines: GeoDataFrame, crossings: NDArray[np.object_], rules: AtomRules
) -> pd.DataFrame:
    """
    Return one row for each pair of neighbours.

    Returns
    -------
    borders
        `first`, `second` (positions), `length_m`, then `river_m` ... `nothing_m` (what runs along how much of it),
        `runs_along` (the most of it), `has_crossing` (a bridge or an underpass leads over it) and `is_barrier` (no grid
        crosses it).
    """
    first, second, ways = shared_segments(shapes)
    long_m = np.hypot(*(ways[:, 2:] - ways[:, :2]).T) if len(ways) else np.empty(0)
    kind = _kinds(ways, lines)
    columns = {f"{name}_m": np.where(kind == at, long_m, 0.0) for at, name in enumerate(ALONG)}
    table = pd.DataFrame({"first": first, "second": second, "length_m": long_m, **columns})
    table["has_crossing"] = _is_crossed(ways, crossings)
    groups = table.groupby(["first", "second"], sort=True)
    borders = groups.sum(numeric_only=True).drop(columns="has_crossing").reset_index()
    borders["has_crossing"] = groups["has_crossing"].any().to_numpy(dtype=bool)
    along = borders[list(columns)].to_numpy()
    borders["runs_along"] = np.asarray(ALONG, dtype=object)[along.argmax(axis=1)] if len(borders) else ""
    barrier_m = borders[[f"{name}_m" for name in rules.barriers]].sum(axis=1)
    is_barrier = (barrier_m > _LEAST_BARRIER_M) & (barrier_m > _LEAST_BARRIER_SHARE * borders["length_m"])
    borders["is_barrier"] = is_barrier & ~(rules.bridges_join & borders["has_crossing"])
    return borders


def _kinds(ways: NDArray[np.float64], lines: GeoDataFrame) -> NDArray[np.int64]:
    """Return what runs along each segment, as its place in ALONG."""
    kind = np.full(len(ways), len(ALONG) - 1)
    if not len(ways) or not len(lines):
        return kind
    middles = shapely.points((ways[:, :2] + ways[:, 2:]) / 2)
    rank = lines["kind"].map({name: at for at, name in enumerate(ALONG)}).to_numpy()
    segment, line = shapely.STRtree(lines.geometry.to_numpy()).query(middles, predicate="dwithin", distance=_ALONG_M)
    np.minimum.at(kind, segment, rank[line])
    return kind


def _is_crossed(ways: NDArray[np.float64], crossings: NDArray[np.object_]) -> NDArray[np.bool_]:
    is_crossed = np.zeros(len(ways), dtype=bool)
    if len(ways) and len(crossings):
        lines = shapely.linestrings(ways.reshape(-1, 2, 2))
        segment, _ = shapely.STRtree(crossings).query(lines, predicate="intersects")
        is_crossed[segment] = True
    return is_crossed
