"""Draw the answers over the base map: who is served, who only seems to be, who is not, how far the walk reaches."""

import numpy as np
import shapely
from geopandas import GeoDataFrame
from pandas import Series

from geo.briefing import style
from geo.briefing.content import MapLayers
from geo.briefing.ground import fill, stroke, width_factor
from geo.briefing.paper import Drawing
from geo.briefing.shapes import hatch_lines, line_path, polygon_path, within
from geo.briefing.style import FillStyle

__all__ = ["HATCH_SPACING_MM", "building_classes", "draw_answers", "draw_boundaries", "draw_veil"]

HATCH_SPACING_MM = 1.3
HATCH_MM = 0.16
#: More circles than these are drawn as one outline: a tangle of rims says nothing.
_MOST_CIRCLES = 12
_SMALLEST_RIM_MM2 = 6.0


def draw_answers(drawing: Drawing, layers: MapLayers) -> None:
    """Draw reach, circles, homes by answer and gaps."""
    _draw_areas(drawing, layers.in_city_metres(layers.areas))
    _draw_homes(drawing, layers)
    _draw_gaps(drawing, layers.in_city_metres(layers.gaps))
    _draw_circles(drawing, layers.in_city_metres(layers.circles))


def building_classes(buildings: GeoDataFrame, is_covered: Series | None, is_falsely_covered: Series | None) -> Series:
    """Return covered, falsely_covered, uncovered or other (nobody was asked about it) for each building."""
    classes = Series("other", index=buildings.index, dtype=object)
    if is_covered is None:
        return classes
    covered = is_covered.reindex(buildings.index)
    classes[covered.eq(True).fillna(False)] = "covered"
    classes[covered.eq(False).fillna(False)] = "uncovered"
    if is_falsely_covered is not None:
        only_seems = is_falsely_covered.reindex(buildings.index).eq(True).fillna(False)
        classes[only_seems & (classes == "uncovered")] = "falsely_covered"
    return classes


def draw_boundaries(drawing: Drawing, layers: MapLayers) -> None:
    """Draw community boundaries as dashes and street-office boundaries as dash-dots on a soft band."""
    bounds = drawing.view.bounds
    factor = width_factor(drawing.view.scale) ** 0.5
    offices = line_path(_rims(layers.city.get("street_offices"), bounds))
    communities = line_path(_rims(layers.city.get("communities"), bounds))
    stroke(drawing, communities, 0.32 * factor, "#FFFFFF", 6.0, alpha=0.8)
    stroke(drawing, communities, 0.26 * factor, style.COMMUNITY_EDGE, 6.1, dashes_mm=(2.2, 1.0))
    stroke(drawing, offices, 1.5 * factor, style.STREET_OFFICE_BAND, 6.2, alpha=0.4)
    stroke(drawing, offices, 0.5 * factor, style.STREET_OFFICE_EDGE, 6.3, dashes_mm=(4.5, 1.1, 0.7, 1.1))


def draw_veil(drawing: Drawing, area: shapely.Geometry, strength: float) -> None:
    """Fade the ground outside the area that the sheet is about, so that the eye stays inside."""
    west_m, south_m, east_m, north_m = drawing.view.bounds
    margin_m = 0.05 * (east_m - west_m)
    outside = shapely.box(west_m - margin_m, south_m - margin_m, east_m + margin_m, north_m + margin_m)
    veil = polygon_path(shapely.get_parts([shapely.difference(outside, shapely.make_valid(area))]))
    fill(drawing, veil, FillStyle("#FFFFFF"), 5.9, alpha=strength)


def _rims(areas: GeoDataFrame, bounds: tuple[float, float, float, float]) -> np.ndarray:
    """Return each boundary once: neighbours share theirs, and two rows of dashes on one line are none."""
    if len(areas) == 0:
        return np.array([], dtype=object)
    rims = shapely.union_all(shapely.boundary(areas.geometry.to_numpy()))
    return within(np.array([shapely.line_merge(rims)]), bounds)


def _draw_areas(drawing: Drawing, areas: GeoDataFrame | None) -> None:
    if areas is None or len(areas) == 0:
        return
    reach = shapely.union_all(areas.geometry.to_numpy())
    parts = within(np.array([reach]), drawing.view.bounds)
    fill(drawing, polygon_path(parts), FillStyle(style.AREA_FILL), 2.5, alpha=0.26)
    # Small holes are left open, but without a rim: a map full of little rings is hard to read.
    rings = shapely.get_rings(parts[shapely.get_type_id(parts) == 3])
    smallest_m2 = _SMALLEST_RIM_MM2 * drawing.view.metres_per_mm**2
    rims = rings[shapely.area(shapely.polygons(rings)) >= smallest_m2] if len(rings) else rings
    stroke(drawing, line_path(rims), 0.4, style.AREA_EDGE, 5.0, alpha=0.85)


def _draw_circles(drawing: Drawing, circles: GeoDataFrame | None) -> None:
    if circles is None or len(circles) == 0:
        return
    rims = circles.geometry.to_numpy()
    if len(rims) > _MOST_CIRCLES:
        rims = np.array([shapely.union_all(rims)])
    parts = within(rims, drawing.view.bounds)
    stroke(drawing, line_path(parts), 0.24, style.CIRCLE_EDGE, 5.2, dashes_mm=(1.6, 1.1), alpha=0.75)


def _draw_homes(drawing: Drawing, layers: MapLayers) -> None:
    buildings = layers.city.get("buildings")
    classes = building_classes(buildings, layers.is_covered, layers.is_falsely_covered)
    for place, (name, look) in enumerate(style.BUILDING_STYLES.items()):
        parts = within(buildings.geometry[classes == name], drawing.view.bounds)
        fill(drawing, polygon_path(parts), look, 4.5 + place / 100)


def _draw_gaps(drawing: Drawing, gaps: GeoDataFrame | None) -> None:
    if gaps is None or len(gaps) == 0:
        return
    parts = within(gaps.geometry, drawing.view.bounds)
    area = shapely.union_all(parts[shapely.get_type_id(parts) == 3]) if len(parts) else shapely.Polygon()
    strokes = hatch_lines(area, HATCH_SPACING_MM * drawing.view.metres_per_mm)
    fill(drawing, polygon_path(parts), FillStyle(style.GAP_FILL), 4.3, alpha=0.5)
    stroke(drawing, line_path(strokes), HATCH_MM, style.GAP_EDGE, 4.4, is_flat_ended=True)
    stroke(drawing, line_path(parts), 0.35, style.GAP_EDGE, 5.1)
