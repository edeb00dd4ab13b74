"""Read the outlines of a hatch."""

import math
from collections.abc import Iterator

import numpy as np

from geo.readers.dxf.curves import Corners, arc, ellipse, spline, with_bulges
from geo.readers.dxf.tags import Tag, whole

__all__ = ["hatch_rings"]

_PATH, _EDGE, _END_OF_PATHS = 92, 72, 75
_IS_POLYLINE = 2


def hatch_rings(tags: list[Tag]) -> list[Corners]:
    """
    Return the closed outlines of a hatch, each as corners.

    Raises
    ------
    ValueError, IndexError, OverflowError, ZeroDivisionError
        If the hatch contradicts itself.
    """
    rings = []
    for path in _parts(tags, _PATH):
        inside = path[: next((n for n, (code, _) in enumerate(path) if code == _END_OF_PATHS), len(path))]
        ring = _polyline(inside) if whole(path[0][1]) & _IS_POLYLINE else _joined([_edge(e) for e in _edges(inside)])
        if len(ring) > 2:
            rings.append(ring)
    return rings


def _parts(tags: list[Tag], head: int) -> Iterator[list[Tag]]:
    starts = [n for n, (code, _) in enumerate(tags) if code == head]
    for start, end in zip(starts, [*starts[1:], len(tags)], strict=True):
        yield tags[start:end]


def _edges(path: list[Tag]) -> Iterator[list[Tag]]:
    yield from _parts(path, _EDGE)


def _polyline(path: list[Tag]) -> Corners:
    corners = _pairs(path, 10)
    bulges = [0.0] * len(corners)
    place = -1
    for code, value in path:
        place += code == 10
        if code == 42 and place >= 0:
            bulges[place] = float(value)
    return with_bulges(corners, bulges, is_closed=True)


def _pairs(tags: list[Tag], first: int) -> Corners:
    east = [float(value) for code, value in tags if code == first]
    north = [float(value) for code, value in tags if code == first + 10]
    return np.column_stack([east, north]) if len(east) == len(north) else np.empty((0, 2))


def _edge(tags: list[Tag]) -> Corners:
    kind, values = whole(tags[0][1]), dict(reversed(tags[1:]))  # of a code that comes twice the first counts
    if kind == 1:
        return np.vstack([_pairs(tags, 10)[:1], _pairs(tags, 11)[:1]])
    if kind == 4:
        knots = [float(value) for code, value in tags if code == 40]
        weights = [float(value) for code, value in tags if code == 42]
        return spline(whole(values.get(94, 3)), knots, _pairs(tags, 10), weights)
    start, end = (math.radians(float(values.get(code, 0.0))) for code in (50, 51))
    is_left = whole(values.get(73, 1)) != 0
    sweep = (end - start) % math.tau or math.tau
    start, sweep = (start, sweep) if is_left else (-start, -sweep)
    centre = _pairs(tags, 10)[0].tolist()
    if kind == 2:
        return arc(centre, float(values[40]) if 40 in values else 0.0, start, sweep)
    return ellipse(centre, _pairs(tags, 11)[0].tolist(), float(values.get(40, 1.0)), start, sweep)


def _joined(edges: list[Corners]) -> Corners:
    """Join edges end to end; one that runs the other way is turned."""
    joined: list[Corners] = []
    for edge in edges:
        if not len(edge):
            continue
        if joined:
            end = joined[-1][-1]
            is_turned = np.abs(edge[-1] - end).sum() < np.abs(edge[0] - end).sum()
            joined.append(edge[::-1] if is_turned else edge)
        else:
            joined.append(edge)
    return np.vstack(joined) if joined else np.empty((0, 2))
