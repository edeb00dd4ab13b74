"""Share land between what stands on it: every place goes to the nearest, by borders drawn straight."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import QhullError, Voronoi
from shapely import MultiPolygon, Polygon

from geo.grids.atoms.enclosures import faces_of

__all__ = ["share_out"]

#: A border between two neighbours is drawn straight to within this.
_STRAIGHT_M = 3.0
_BEYOND_M = 5.0
_FAR = 20.0


def share_out(
    land: Polygon | MultiPolygon,
    seeds: Sequence[shapely.Geometry],
    is_kept_whole: Sequence[bool],
    spacing_m: float = 5.0,
) -> list[tuple[Polygon, int]]:
    """
    Cut land into faces, each with the position of the seed it belongs to.

    Parameters
    ----------
    seeds
        Polygons or lines inside `land` or on its border; nearness is measured to points every `spacing_m` on them.
    is_kept_whole
        Seeds whose own ground is theirs to the last corner (compounds).

    Returns
    -------
    faces
        They tile `land`. Faces of one seed need not touch: whoever asks decides what becomes of a stray one.
    """
    points, owner = _points_of(seeds, spacing_m)
    borders = _borders(land, points, owner)
    whole = [seed for seed, is_whole in zip(seeds, is_kept_whole, strict=True) if is_whole]
    outlines = [shapely.intersection(seed, land).boundary for seed in whole if shapely.intersects(borders, seed)]
    faces = faces_of(land, [borders, *outlines])
    inside = shapely.point_on_surface(faces)
    nearest = shapely.STRtree(np.asarray(shapely.points(points), dtype=object)).nearest(inside)
    owners = owner[nearest]
    for seed, is_whole in reversed(list(enumerate(is_kept_whole))):
        if is_whole:
            owners[shapely.contains(seeds[seed], inside)] = seed
    return list(zip(faces.tolist(), owners.tolist(), strict=True))


def _points_of(seeds: Sequence[shapely.Geometry], spacing_m: float) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    lines = shapely.segmentize(np.asarray(seeds, dtype=object), spacing_m)
    points, owner = shapely.get_coordinates(lines, return_index=True)
    _, first, place = np.unique(np.round(points, 2), axis=0, return_index=True, return_inverse=True)
    # A place that several seeds have, such as the corner where two borders meet, would bend the line between them.
    contested = np.zeros(len(first), dtype=bool)
    contested[place.ravel()[owner != owner[first[place.ravel()]]]] = True
    kept = np.sort(first[~contested] if not contested.all() else first)
    return points[kept], owner[kept]


def _borders(land: Polygon | MultiPolygon, points: NDArray[np.float64], owner: NDArray[np.int64]) -> shapely.Geometry:
    """Return the lines between points of different owners, straightened, a little beyond `land`."""
    west, south, east, north = land.bounds
    middle, reach = np.array([west + east, south + north]) / 2, _FAR * max(east - west, north - south, 1.0)
    far = middle + reach * np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])
    try:
        cells = Voronoi(np.concatenate([points, far]) - middle)
    except QhullError:  # fewer than two places
        return shapely.MultiLineString()
    owners = np.r_[owner, -1, -1, -1, -1]
    first, second = owners[cells.ridge_points].T
    ridges = np.asarray(cells.ridge_vertices)
    between = (first != second) & (first >= 0) & (second >= 0) & (ridges >= 0).all(axis=1)
    lines = shapely.linestrings(cells.vertices[ridges[between]] + middle)
    lines = lines[shapely.length(lines) > 0]
    near = shapely.intersection(lines, shapely.buffer(land, _BEYOND_M))
    near = shapely.get_parts(near)
    near = near[shapely.get_type_id(near) == shapely.GeometryType.LINESTRING]
    straight: shapely.Geometry = shapely.simplify(shapely.line_merge(shapely.multilinestrings(near)), _STRAIGHT_M)
    return straight
