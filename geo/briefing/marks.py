"""Draw facility symbols and gap numbers on the sheet, moved apart where they would hide each other."""

import numpy as np
import shapely
from geopandas import GeoDataFrame
from matplotlib.patches import Circle, Patch, Polygon
from numpy.typing import NDArray

from geo.briefing import style
from geo.briefing.labels import Label, free_place
from geo.briefing.paper import Drawing, line, write

__all__ = ["draw_facilities", "draw_gap_numbers", "draw_symbol", "spread_apart"]

_GAP_MARK_MM = 4.6
_FARTHEST_MOVE_MM = 3.0
_MANY_FACILITIES = 120


def draw_facilities(drawing: Drawing, facilities: GeoDataFrame | None) -> None:
    """Mark each facility in the frame with the symbol of its kind; labels will keep clear of them."""
    if facilities is None or len(facilities) == 0:
        return
    points = facilities.geometry.to_numpy()
    places_mm = drawing.view.to_paper_mm(shapely.get_coordinates(shapely.centroid(points)))
    spots = shapely.points(places_mm)
    is_asked_about = shapely.is_empty(drawing.focus_mm) | shapely.dwithin(spots, drawing.focus_mm, 1.0)
    # Beside the area in question, a symbol gives way to the scale bar and the inset.
    is_hidden = ~is_asked_about & shapely.dwithin(spots, shapely.union_all(drawing.taken), 3.0)
    is_shown = shapely.contains_xy(drawing.view.frame.grown(-2.5).polygon(), places_mm) & ~is_hidden
    shrink = float(np.clip((20_000 / drawing.view.scale) ** 0.35, 0.72, 1.0))
    if is_shown.sum() > _MANY_FACILITIES:
        shrink *= 0.85
    symbols = [style.facility_symbol(kind) for kind in facilities["kind"][is_shown]]
    sizes_mm = np.array([symbol.size_mm * shrink for symbol in symbols])
    places_mm = spread_apart(places_mm[is_shown], sizes_mm)
    alphas = np.where(is_asked_about, 1.0, 0.45)[is_shown]
    for place in np.argsort(-places_mm[:, 1], kind="stable"):
        left_mm, bottom_mm = places_mm[place]
        draw_symbol(drawing, symbols[place], left_mm, bottom_mm, sizes_mm[place], alpha=alphas[place])
        drawing.taken.append(shapely.Point(left_mm, bottom_mm).buffer(sizes_mm[place] / 2, quad_segs=4))


def draw_symbol(
    drawing: Drawing,
    symbol: style.FacilitySymbol,
    middle_mm: float,
    height_mm: float,
    size_mm: float,
    *,
    alpha: float = 1.0,
) -> None:
    """Draw one symbol with its middle at a place on the sheet."""
    patch = _outline(symbol.shape, middle_mm, height_mm, size_mm / 2)
    patch.set(facecolor=symbol.colour, edgecolor="white", linewidth=0.9, zorder=8.0, joinstyle="round", alpha=alpha)
    patch.set_gid("facility")
    drawing.paper.add_artist(patch)
    size_pt = size_mm * (1.42 if symbol.shape == "diamond" else 1.62)
    write(
        drawing,
        middle_mm,
        height_mm - 0.355 * size_pt * 0.3528 * 1.02,
        symbol.character,
        size_pt,
        weight="bold",
        colour="white",
        align="center",
        zorder=8.1,
    )


def _outline(shape: style.Shape, middle_mm: float, height_mm: float, radius_mm: float) -> Patch:
    if shape == "circle":
        return Circle((middle_mm, height_mm), radius_mm)
    corners = {"square": 4, "diamond": 4, "hexagon": 6, "triangle": 3}[shape]
    turn = {"square": np.pi / 4, "diamond": 0.0, "hexagon": 0.0, "triangle": np.pi / 2}[shape]
    reach_mm = radius_mm * {"square": 1.29, "diamond": 1.25, "hexagon": 1.1, "triangle": 1.3}[shape]
    angles = turn + np.arange(corners) * 2 * np.pi / corners
    return Polygon(np.column_stack([middle_mm + reach_mm * np.cos(angles), height_mm + reach_mm * np.sin(angles)]))


def spread_apart(places_mm: NDArray[np.float64], sizes_mm: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the places moved by at most 3 mm each, so that symbols of the sizes hide each other little or not."""
    moved = places_mm.astype(float).copy()
    if len(moved) < 2:
        return moved
    wanted = 0.52 * (sizes_mm[:, None] + sizes_mm[None, :])
    for step in range(30):
        gap = moved[:, None, :] - moved[None, :, :]
        distance = np.hypot(gap[..., 0], gap[..., 1])
        # Two symbols on one spot have no direction to part in; give each pair one of its own.
        same = (distance < 1e-6) & ~np.eye(len(moved), dtype=bool)
        if step == 0 and same.any():
            angles = np.arange(len(moved)) * 2.399963
            moved += 0.05 * np.column_stack([np.cos(angles), np.sin(angles)])
            continue
        overlap = np.clip(wanted - distance, 0, None)
        np.fill_diagonal(overlap, 0)
        if not overlap.any():
            break
        push = gap / np.maximum(distance, 1e-6)[..., None] * overlap[..., None]
        moved += 0.5 * push.sum(axis=1)
        shift = moved - places_mm
        length = np.hypot(shift[:, 0], shift[:, 1])
        moved = places_mm + shift * np.minimum(1, _FARTHEST_MOVE_MM / np.maximum(length, 1e-9))[:, None]
    return moved


def draw_gap_numbers(drawing: Drawing, gaps: GeoDataFrame | None, most: int) -> None:
    """Number the first `most` gaps in their order, those of the list; a number beside its gap gets a leader."""
    if gaps is None or len(gaps) == 0:
        return
    middles_mm = drawing.view.to_paper_mm(shapely.get_coordinates(shapely.point_on_surface(gaps.geometry.to_numpy())))
    inside = shapely.contains_xy(drawing.view.frame.grown(-3).polygon(), middles_mm)
    for number, (middle_mm, is_inside) in enumerate(zip(middles_mm[:most], inside[:most], strict=True), start=1):
        if not is_inside:
            continue
        # The number is the gap's rank, inside the frame or not: the list beside the map counts in the same way.
        mark = Label(
            (str(number),), 8.5, weight="bold", candidates_mm=_rings(middle_mm), box_mm=(_GAP_MARK_MM, _GAP_MARK_MM)
        )
        place_mm = free_place(drawing, mark) or (float(middle_mm[0]), float(middle_mm[1]))
        _draw_gap_mark(drawing, number, middle_mm, place_mm)


def _draw_gap_mark(
    drawing: Drawing, number: int, middle_mm: NDArray[np.float64], place_mm: tuple[float, float]
) -> None:
    left_mm, bottom_mm = place_mm
    if np.hypot(left_mm - middle_mm[0], bottom_mm - middle_mm[1]) > 1:
        line(drawing, [middle_mm[0], left_mm], [middle_mm[1], bottom_mm], 0.25, style.GAP_EDGE, zorder=8.2)
    draw_gap_badge(drawing, number, left_mm, bottom_mm)
    drawing.taken.append(shapely.Point(left_mm, bottom_mm).buffer(_GAP_MARK_MM / 2, quad_segs=4))


def draw_gap_badge(
    drawing: Drawing, number: int, middle_mm: float, height_mm: float, size_mm: float = _GAP_MARK_MM
) -> None:
    """Draw the number of a gap in a ring with its middle at a place on the sheet."""
    badge = Circle(
        (middle_mm, height_mm), size_mm / 2, facecolor="white", edgecolor=style.GAP_EDGE, linewidth=1.3, zorder=8.3
    )
    badge.set_gid("gap")
    drawing.paper.add_artist(badge)
    write(
        drawing,
        middle_mm,
        height_mm - 1.02,
        str(number),
        8.2 if number < 10 else 7.2,
        weight="bold",
        colour=style.GAP_EDGE,
        align="center",
        zorder=8.4,
    )


def _rings(middle_mm: NDArray[np.float64]) -> tuple[tuple[float, float], ...]:
    """Return the place itself, then places around it, nearer ones first."""
    angles = np.radians(np.arange(45, 405, 45))
    around = [
        (float(middle_mm[0] + radius_mm * np.cos(angle)), float(middle_mm[1] + radius_mm * np.sin(angle)))
        for radius_mm in (3, 5, 7.5, 10, 13)
        for angle in angles
    ]
    return ((float(middle_mm[0]), float(middle_mm[1])), *around)
