"""Turn the curves of a drawing into corners: bulges, arcs, ellipses, splines."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Corners", "arc", "ellipse", "spline", "with_bulges"]

Corners = NDArray[np.float64]

#: An arc may stray from its chords by a centimetre, in a small circle by this share of the radius.
_SAGITTA, _SAGITTA_SHARE = 0.01, 0.0005
_MOST_PIECES = 2_000
#: What a bulging polyline may come to; beyond it its arcs say nothing about a map.
_MOST_CORNERS = 200_000
_PIECES_A_CONTROL_POINT = 12


def arc(centre: Sequence[float], radius: float, start: float, sweep: float) -> Corners:
    """Return an arc from the angle `start` over the angle `sweep`, radians, counter-clockwise if positive."""
    return ellipse(centre, (radius, 0.0), 1.0, start, sweep)


def ellipse(centre: Sequence[float], major: Sequence[float], ratio: float, start: float, sweep: float) -> Corners:
    """Return part of an ellipse, by its longer half axis as a vector and the ratio of the two axes."""
    radius = math.hypot(*major)
    sagitta = min(_SAGITTA, radius * _SAGITTA_SHARE)
    step = 2 * math.acos(max(-1.0, 1 - sagitta / radius)) if radius > 0 else math.pi
    pieces = min(max(2, math.ceil(abs(sweep) / step)), _MOST_PIECES) if step > 0 else _MOST_PIECES
    angles = start + np.linspace(0.0, sweep, pieces + 1)
    along, across = np.cos(angles), np.sin(angles) * ratio
    x, y = major[0], major[1]
    return np.column_stack([centre[0] + along * x - across * y, centre[1] + along * y + across * x])


def with_bulges(corners: Corners, bulges: Sequence[float], *, is_closed: bool) -> Corners:
    """
    Return a polyline with arcs where it bulges.

    A bulge is the tangent of a quarter of the arc's angle, positive to the right of the way from its corner to the
    next; the last one of a closed polyline leads back to the first corner.

    Raises
    ------
    ValueError
        If its arcs come to more than 200,000 corners.
    """
    if not any(bulges):
        return corners
    pieces, total = [], 0
    following = np.vstack([corners[1:], corners[:1]])
    for number, (start, end, bulge) in enumerate(zip(corners, following, bulges, strict=True)):
        is_last = number == len(corners) - 1
        if bulge and math.isfinite(bulge) and not (is_last and not is_closed) and (start != end).any():
            pieces.append(_bulge(start, end, bulge)[:-1])
        else:
            pieces.append(start[np.newaxis])
        total += len(pieces[-1])
        if total > max(_MOST_CORNERS, len(corners)):
            raise ValueError("the arcs of a polyline have too many corners")
    return np.vstack(pieces)


def _bulge(start: Corners, end: Corners, bulge: float) -> Corners:
    chord = end - start
    sweep = 4 * math.atan(bulge)
    middle = (start + end) / 2
    offset = (1 - bulge * bulge) / (4 * bulge)
    centre = middle + offset * np.array([-chord[1], chord[0]])
    from_centre = start - centre
    corners = arc(
        (float(centre[0]), float(centre[1])),
        math.hypot(*from_centre),
        math.atan2(from_centre[1], from_centre[0]),
        sweep,
    )
    corners[0], corners[-1] = start, end
    return corners


def spline(degree: int, knots: Sequence[float], controls: Corners, weights: Sequence[float]) -> Corners:
    """
    Return a B-spline as corners, a dozen for each control point.

    Raises
    ------
    ValueError
        If degree, knots and control points do not belong together.
    """
    from scipy.interpolate import BSpline

    count = len(controls)
    if not (1 <= degree <= 25) or count <= degree or len(knots) != count + degree + 1:
        raise ValueError("degree, knots and control points do not belong together")
    heavy = np.asarray(weights, float) if len(weights) == count else np.ones(count)
    steps = min(max(16, count * _PIECES_A_CONTROL_POINT), 20 * _MOST_PIECES)
    at = np.linspace(knots[degree], knots[count], steps)
    raised = BSpline(np.asarray(knots, float), np.column_stack([controls * heavy[:, np.newaxis], heavy]), degree)(at)
    return np.asarray(raised[:, :2] / raised[:, 2:], dtype=float)
