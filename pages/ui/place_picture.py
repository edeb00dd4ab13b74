"""Draw a small picture of where rows lie, as SVG that needs no map: streets below, rows above, one fault close up."""

import base64
import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

__all__ = ["Shown", "picture", "window_around"]

Window = tuple[float, float, float, float]
_Pixels = Callable[[NDArray[np.float64]], NDArray[np.float64]]
_WIDTH = 420.0
_MOST_SHAPES = 3_000
#: A picture of its own, so its looks travel in it.
_LOOKS = (
    ".line{fill:none}.area{stroke:none}"
    ".streets .line{stroke:#b9c2cc;stroke-width:3}"
    ".before circle{fill:#d4491e;opacity:.75}.before .line{stroke:#d4491e;stroke-width:1.6}"
    ".before .area{fill:#d4491e;opacity:.18}"
    ".after circle{fill:#1660a8;opacity:.8}.after .line{stroke:#1660a8;stroke-width:1.4}"
    ".after .area{fill:#1660a8;opacity:.16}"
    ".fault circle{fill:none;stroke:#d4491e;stroke-width:3}"
    ".fault .line{stroke:#d4491e;stroke-width:3;stroke-dasharray:6 4}"
)


@dataclass(frozen=True, eq=False)
class Shown:
    """Shapes in longitude and latitude, and the look they are drawn in."""

    shapes: NDArray[np.object_]
    look: str

    @classmethod
    def of(cls, layer: GeoDataFrame, look: str) -> "Shown":
        """Show the shapes of a layer."""
        return cls(layer.geometry.to_numpy()[:_MOST_SHAPES], look)


def window_around(lon: float, lat: float, reach_m: float) -> Window:
    """Return west, south, east, north so far around a place."""
    high = reach_m / 111_195
    wide = high / max(np.cos(np.radians(lat)), 0.05)
    return lon - wide, lat - high * 0.7, lon + wide, lat + high * 0.7


def picture(window: Window, shown: Sequence[Shown], caption: str) -> str:
    """Return the picture as HTML; the caption is what a screen reader says too."""
    west, south, east, north = window
    stretch = np.cos(np.radians((south + north) / 2))
    scale = _WIDTH / max((east - west) * stretch, 1e-9)
    height = min(max((north - south) * scale, 60.0), 640.0)

    def pixels(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack([(lonlat[:, 0] - west) * stretch * scale, (north - lonlat[:, 1]) * scale])

    paths = "".join(_drawn(one, pixels, window) for one in shown)
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {height:.0f}"><style>{_LOOKS}</style>'
        f"{paths}</svg>"
    )
    said = html.escape(caption, quote=True)
    source = base64.b64encode(drawn.encode()).decode()
    return (
        f'<figure class="place"><img src="data:image/svg+xml;base64,{source}" alt="{said}">'
        f"<figcaption>{said}</figcaption></figure>"
    )


def _drawn(shown: Shown, pixels: _Pixels, window: Window) -> str:
    box = shapely.box(*window)
    shapes = shown.shapes[~shapely.is_missing(shown.shapes)]
    near = shapes[shapely.intersects(shapely.envelope(shapes), box)] if len(shapes) else shapes
    parts = shapely.get_parts(near)
    is_point = shapely.get_type_id(parts) == 0
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in pixels(shapely.get_coordinates(parts[is_point]))
    )
    is_area = shapely.get_type_id(parts) == 3
    areas = "".join(_path(area, pixels) for area in parts[is_area])
    lines = "".join(_path(line, pixels) for line in parts[~is_point & ~is_area])
    fill = f'<path class="area" d="{areas}"/>' if areas else ""
    return f'<g class="{shown.look}">{fill}<path class="line" d="{lines}"/>{dots}</g>'


def _path(shape: shapely.Geometry, pixels: _Pixels) -> str:
    rings = [shape.exterior, *shape.interiors] if isinstance(shape, shapely.Polygon) else [shape]
    drawn = []
    for ring in rings:
        xy = pixels(shapely.get_coordinates(ring))
        drawn.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in xy))
    return "".join(drawn)
