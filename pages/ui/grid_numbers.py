"""Number the vertices of a draft, so that a browser knows which borders share one, and write shapes with them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyproj
import shapely

from geo.crs import LONLAT
from geo.grids.tilings import Land

__all__ = ["VertexNumbers", "used_in"]

#: A tenth of a millimetre.
_LONLAT_DIGITS = 9

Parts = list[list[list[int]]]


class VertexNumbers:
    """The number of each vertex that was ever shown; a vertex keeps its number for the life of the process."""

    def __init__(self, crs: pyproj.CRS) -> None:
        """Begin with none, in the metres of `crs`."""
        self.places: list[tuple[float, float]] = []
        self._number: dict[tuple[float, float], int] = {}
        self.to_lonlat = pyproj.Transformer.from_crs(crs, LONLAT, always_xy=True).transform

    def parts(self, land: Land) -> Parts:
        """Return a shape as parts of rings of numbers, outer rings counter-clockwise, the first not repeated."""
        return [
            [self._ring(ring) for ring in (part.exterior, *part.interiors)]
            for part in shapely.get_parts(shapely.orient_polygons(land))
        ]

    def lonlat(self, numbers: Sequence[int]) -> list[list[float]]:
        """Return the places of vertices, [lon, lat] each."""
        if not numbers:
            return []
        x, y = np.array([self.places[number] for number in numbers]).T
        lon, lat = self.to_lonlat(x, y)
        pairs: list[list[float]] = np.stack([lon, lat], axis=1).round(_LONLAT_DIGITS).tolist()
        return pairs

    def _ring(self, ring: shapely.LinearRing) -> list[int]:
        numbers = []
        for x, y in shapely.get_coordinates(ring)[:-1].tolist():
            number = self._number.setdefault((x, y), len(self.places))
            if number == len(self.places):
                self.places.append((x, y))
            numbers.append(number)
        return numbers


def used_in(shapes: Iterable[Mapping[str, Any]]) -> list[int]:
    """Return the vertex numbers that shapes use, in order."""
    return sorted({v for shape in shapes for part in shape["parts"] for ring in part for v in ring})
