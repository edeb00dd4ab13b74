"""Gather several shapes of one row into one."""

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

__all__ = ["gathered"]


def gathered(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return one shape of several: of one kind if they are of one, else a collection."""
    kinds = {shape.geom_type for shape in shapes}
    if kinds == {"Polygon"}:
        return shapely.MultiPolygon([shape for shape in shapes if isinstance(shape, shapely.Polygon)])
    if kinds == {"LineString"}:
        return shapely.MultiLineString([shape for shape in shapes if isinstance(shape, shapely.LineString)])
    if kinds == {"Point"}:
        return shapely.MultiPoint([shape for shape in shapes if isinstance(shape, shapely.Point)])
    return shapely.GeometryCollection(list(shapes))
