"""Draw the base map in calm colours: land cover, streets with casings, railways; nothing here is an answer."""

from collections.abc import Sequence

import numpy as np
from geopandas import GeoDataFrame, GeoSeries
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from geo.briefing import style
from geo.briefing.paper import Drawing, dashed
from geo.briefing.shapes import line_path, polygon_path, within
from geo.briefing.typeface import MM_PER_PT
from geo.city import City

__all__ = ["draw_ground", "fill", "stroke", "width_factor"]


def draw_ground(drawing: Drawing, city: City) -> None:
    """Draw land cover, streets and railways of the city in the map frame."""
    _draw_landcover(drawing, city.get("landcover"))
    _draw_streets(drawing, city.get("streets"))
    _draw_railways(drawing, city.get("railways"))


def width_factor(scale: int) -> float:
    """Return by how much lines are wider than at 1:20,000: a closer map has wider streets, but not in proportion."""
    return float(np.clip((20_000 / scale) ** 0.5, 0.55, 2.4))


def fill(drawing: Drawing, path: Path | None, look: style.FillStyle, zorder: float, *, alpha: float = 1.0) -> None:
    """Fill a path on the ground; None draws nothing."""
    if path is not None:
        drawing.ground.add_artist(
            PathPatch(
                path,
                facecolor=look.fill,
                edgecolor=look.edge,
                linewidth=look.edge_mm / MM_PER_PT,
                joinstyle="round",
                alpha=alpha,
                zorder=zorder,
            )
        )


def stroke(
    drawing: Drawing,
    path: Path | None,
    width_mm: float,
    colour: str,
    zorder: float,
    *,
    dashes_mm: Sequence[float] = (),
    alpha: float = 1.0,
    is_flat_ended: bool = False,
) -> None:
    """Draw a path on the ground as a line, widths and dashes on paper; None draws nothing."""
    if path is not None and width_mm > 0:
        drawing.ground.add_artist(
            PathPatch(
                path,
                facecolor="none",
                edgecolor=colour,
                linewidth=width_mm / MM_PER_PT,
                linestyle=dashed(dashes_mm, width_mm),
                capstyle="butt" if dashes_mm or is_flat_ended else "round",
                joinstyle="round",
                alpha=alpha,
                zorder=zorder,
            )
        )


def _draw_landcover(drawing: Drawing, landcover: GeoDataFrame) -> None:
    for place, (kind, look) in enumerate(style.LANDCOVER_STYLES.items()):
        covers = landcover.geometry[landcover["kind"] == kind]
        if kind in style.RELIEF_KINDS:
            _draw_relief(drawing, covers, look, 1 + place / 100)
        else:
            fill(drawing, polygon_path(within(covers, drawing.view.bounds)), look, 1 + place / 100)


def _draw_relief(drawing: Drawing, hills: GeoSeries, look: style.FillStyle, zorder: float) -> None:
    """Draw each hill by itself, the largest first: land above one height over land above another becomes relief."""
    for hill in hills.to_numpy()[np.argsort(-hills.area.to_numpy(), kind="stable")]:
        parts = within(np.array([hill]), drawing.view.bounds)
        fill(drawing, polygon_path(parts), look, zorder, alpha=0.28)


def _draw_streets(drawing: Drawing, streets: GeoDataFrame) -> None:
    if len(streets) == 0:
        return
    classes = streets["highway"].map(style.street_class)
    is_raised = streets["is_bridge"] & ~streets["is_tunnel"]
    factor = width_factor(drawing.view.scale)
    for is_bridge, zorder in ((False, 3.0), (True, 3.6)):
        chosen = {
            name: within(streets.geometry[(classes == name) & (is_raised == is_bridge)], drawing.view.bounds)
            for name in style.STREET_STYLES
        }
        for place, (name, look) in enumerate(style.STREET_STYLES.items()):
            _draw_street_class(drawing, chosen[name], look, factor, zorder + place / 100, is_bridge)


def _draw_street_class(
    drawing: Drawing, parts: NDArray[np.object_], look: style.StreetStyle, factor: float, zorder: float, is_bridge: bool
) -> None:
    path = line_path(parts)
    width_mm = look.width_mm * factor
    if look.is_dashed:
        stroke(drawing, path, width_mm, look.fill, zorder, dashes_mm=(0.7, 0.45))
        return
    casing = style.QUIET_INK if is_bridge else look.casing
    casing_mm = width_mm + 2 * (look.casing_mm + (0.05 if is_bridge else 0.0))
    stroke(drawing, path, casing_mm, casing, zorder, is_flat_ended=is_bridge)
    stroke(drawing, path, width_mm, look.fill, zorder + 0.2)


def _draw_railways(drawing: Drawing, railways: GeoDataFrame) -> None:
    path = line_path(within(railways.geometry, drawing.view.bounds))
    width_mm = 0.75 * width_factor(drawing.view.scale) ** 0.5
    stroke(drawing, path, width_mm, style.RAILWAY_INK, 4.2, is_flat_ended=True)
    stroke(drawing, path, width_mm * 0.62, "#FFFFFF", 4.21, dashes_mm=(2.4, 2.4))
