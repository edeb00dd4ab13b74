"""Say how long each edge is and how long it takes to walk: slopes, steps and waits."""

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.streets.access import is_steps
from geo.streets.noding import Edges, Lines
from geo.streets.profiles import Profile, tobler_ratio

__all__ = ["edge_lengths", "edge_seconds"]

#: Steeper than this, a height is an error of the height model, not a street.
_STEEPEST = 1.0


def edge_lengths(edges: Edges) -> NDArray[np.float64]:
    """Return the length of each edge in metres."""
    return _sum_by_edge(edges, _segment_lengths(edges))


def edge_seconds(edges: Edges, streets: GeoDataFrame, lines: Lines, profile: Profile) -> NDArray[np.float64]:
    """Return the walking time of each edge (m, 2), from its first point to its last and back, waits included."""
    lengths_m = _segment_lengths(edges)
    way = np.maximum(edges.way, 0)
    edge_length_m = _sum_by_edge(edges, lengths_m)
    seconds = np.empty((len(edges.nodes), 2))
    rise = np.diff(edges.points[:, 2])
    rise[edges.start[1:-1] - 1] = 0.0
    has_slope = profile.uses_slope and bool(np.any(rise))
    for column, sign in enumerate((1.0, -1.0)):
        slope = np.clip(sign * rise / np.maximum(lengths_m, 0.1), -_STEEPEST, _STEEPEST)
        ratio = tobler_ratio(slope) if has_slope else 1.0
        seconds[:, column] = _sum_by_edge(edges, lengths_m / ratio)
    seconds /= profile.speed_m_per_s
    on_street = edges.way >= 0
    steps = is_steps(streets)[way] & on_street
    seconds[steps] = (edge_length_m[steps] / (profile.speed_m_per_s * max(profile.steps_share, 1e-3)))[:, None]
    wait_s = np.where(on_street, streets["wait_s"].to_numpy(float)[way], 0.0)
    way_length_m = np.bincount(way, edge_length_m * on_street, minlength=len(streets))[way]
    line_length_m = np.bincount(edges.line, edge_length_m, minlength=len(lines.wait_s))[edges.line]
    wait_s = wait_s / np.maximum(way_length_m, 1e-9) + lines.wait_s[edges.line] / np.maximum(line_length_m, 1e-9)
    return np.asarray(seconds + (wait_s * edge_length_m)[:, None])


def _segment_lengths(edges: Edges) -> NDArray[np.float64]:
    steps = np.diff(edges.points[:, :2], axis=0)
    return np.asarray(np.hypot(steps[:, 0], steps[:, 1]))


def _sum_by_edge(edges: Edges, by_segment: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add up segments, leaving out the seams between one edge's last point and the next one's first."""
    inner = by_segment.copy()
    inner[edges.start[1:-1] - 1] = 0.0
    return np.add.reduceat(inner, edges.start[:-1])
