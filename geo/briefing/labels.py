"""Place names on the map where they cover no symbol, no number, no other name and no edge of the frame."""

from dataclasses import dataclass

import numpy as np
import shapely

from geo.briefing import style
from geo.briefing.paper import Drawing, write
from geo.briefing.typeface import MM_PER_PT, Weight, text_width_mm

__all__ = ["Label", "free_place", "place_label", "places_inside"]

_LINE_HEIGHT = 1.22
#: Of a line's height, how much lies below its baseline.
_DESCENT = 0.24


@dataclass(frozen=True, slots=True)
class Label:
    """
    A name of one or more lines and the places, middles on paper, where it may stand, the best first.

    `angle_deg` turns it; `angles_deg` gives each candidate its own. `box_mm` replaces the measured width and height.
    """

    lines: tuple[str, ...]
    size_pt: float
    candidates_mm: tuple[tuple[float, float], ...]
    weight: Weight = "regular"
    colour: str = style.INK
    halo_colour: str = "white"
    angles_deg: tuple[float, ...] = ()
    box_mm: tuple[float, float] | None = None
    padding_mm: float = 0.5
    gid: str = "label"

    def size_mm(self) -> tuple[float, float]:
        """Return its width and height on paper."""
        if self.box_mm is not None:
            return self.box_mm
        width_mm = max(text_width_mm(text, self.size_pt, self.weight) for text in self.lines)
        return width_mm, len(self.lines) * self.size_pt * MM_PER_PT * _LINE_HEIGHT

    def angle_deg(self, place: int) -> float:
        """Return how far it is turned at its candidate number `place`."""
        return self.angles_deg[place] if self.angles_deg else 0.0


def place_label(drawing: Drawing, label: Label) -> bool:
    """Write the label at its first free candidate and keep that place; return whether there was one."""
    place = _free_candidate(drawing, label)
    if place is None:
        return False
    drawing.taken.append(_footprint(label, place))
    middle_mm, height_mm = label.candidates_mm[place]
    angle = np.radians(label.angle_deg(place))
    line_mm = label.size_pt * MM_PER_PT * _LINE_HEIGHT
    for row, text in enumerate(label.lines):
        # Baseline of this line, seen from the middle of the label, then turned with it.
        below_mm = (len(label.lines) / 2 - row - 1 + _DESCENT) * line_mm
        write(
            drawing,
            middle_mm - below_mm * np.sin(angle),
            height_mm + below_mm * np.cos(angle),
            text,
            label.size_pt,
            weight=label.weight,
            colour=label.colour,
            align="center",
            angle_deg=label.angle_deg(place),
            halo_mm=0.45,
            halo_colour=label.halo_colour,
            gid=label.gid,
            zorder=7.5,
        )
    return True


def free_place(drawing: Drawing, label: Label) -> tuple[float, float] | None:
    """Return the first candidate of the label that is free, without writing it."""
    place = _free_candidate(drawing, label)
    return None if place is None else label.candidates_mm[place]


def places_inside(area: shapely.Geometry, spacing_mm: float, most: int = 80) -> tuple[tuple[float, float], ...]:
    """Return places inside an area on paper: the middle of its largest inscribed circle, then those nearest to it."""
    parts = shapely.get_parts(area)
    parts = parts[(shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)]
    if len(parts) == 0:
        return ()
    largest = parts[np.argmax(shapely.area(parts))]
    west, south, east, north = shapely.bounds(largest)
    tolerance_mm = max((east - west + north - south) / 200, 0.05)
    middle = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest, tolerance=tolerance_mm))[0]
    spacing_mm = max(spacing_mm, ((east - west) * (north - south) / 3_000) ** 0.5)
    columns, rows = np.meshgrid(np.arange(west, east, spacing_mm), np.arange(south, north, spacing_mm))
    points = np.column_stack([columns.ravel(), rows.ravel()])
    points = points[shapely.contains_xy(largest, points)]
    nearest = points[np.argsort(np.hypot(*(points - middle).T), kind="stable")][:most]
    return tuple((float(x), float(y)) for x, y in np.vstack([middle[None, :], nearest]))


def _free_candidate(drawing: Drawing, label: Label) -> int | None:
    frame = drawing.view.frame.grown(-1.5).polygon()
    taken = np.array(drawing.taken, dtype=object)
    for place in range(len(label.candidates_mm)):
        footprint = _footprint(label, place)
        if frame.contains(footprint) and not (len(taken) and shapely.intersects(footprint, taken).any()):
            return place
    return None


def _footprint(label: Label, place: int) -> shapely.Polygon:
    """Return the rectangle that the label takes at a candidate."""
    width_mm, height_mm = label.size_mm()
    half_width_mm, half_height_mm = width_mm / 2 + label.padding_mm, height_mm / 2 + label.padding_mm
    angle = np.radians(label.angle_deg(place))
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [half_width_mm, half_height_mm]
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return shapely.Polygon(corners @ turn + np.array(label.candidates_mm[place]))
