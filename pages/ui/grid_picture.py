"""Draw grids small, as SVG, coloured by how far their households are from the target."""

import base64
import html

import numpy as np
import shapely
from geopandas import GeoDataFrame

from geo.grids.limits import GridLimits

__all__ = ["COLOURS", "colour_of", "grid_picture"]

_WIDTH = 300.0
_SIMPLER_PX = 0.6

#: The colours of the editor's legend, from too few households to too many.
COLOURS = ("#b4a7d6", "#d9d2ec", "#ffffff", "#fde0c0", "#f5c09a")
_NEAR_SHARE = 0.15


def colour_of(households: float, limits: GridLimits) -> str:
    """Return the colour of a grid with so many households."""
    if households < limits.least_households:
        return COLOURS[0]
    if households > limits.most_households:
        return COLOURS[4]
    share = households / limits.target_households - 1
    return COLOURS[2] if abs(share) <= _NEAR_SHARE else COLOURS[1] if share < 0 else COLOURS[3]


def grid_picture(grids: GeoDataFrame, limits: GridLimits, title: str) -> str:
    """Return an image element of grids with `households`, north up."""
    west, south, east, north = grids.total_bounds
    step = _WIDTH / max(east - west, 1.0)
    height = max((north - south) * step, 20.0)
    lands = shapely.simplify(grids.geometry.to_numpy(), _SIMPLER_PX / step)
    paths = []
    for land, households in zip(lands, grids["households"], strict=True):
        rings = []
        for ring in shapely.get_rings(shapely.get_parts(land)):
            corners = (shapely.get_coordinates(ring) - (west, north)) * (step, -step)
            rings.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in np.round(corners, 1)) + "Z")
        paths.append(f'<path d="{"".join(rings)}" fill="{colour_of(float(households), limits)}"/>')
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 {_WIDTH + 4:.0f} {height + 4:.0f}">'
        f'<g stroke="#3a4653" stroke-width="0.8" stroke-linejoin="round" fill-rule="evenodd">{"".join(paths)}</g></svg>'
    )
    packed = base64.b64encode(drawing.encode()).decode()
    return f'<img class="grid-picture" alt="{html.escape(title, quote=True)}" src="data:image/svg+xml;base64,{packed}">'
