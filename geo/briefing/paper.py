"""Lay out an A3 sheet in millimetres and write on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import shapely
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from geo.briefing import style
from geo.briefing.typeface import MM_PER_PT, Weight, font
from geo.briefing.typesetting import drawable

if TYPE_CHECKING:
    from geo.briefing.view import View
    from geo.briefing.words import Words

__all__ = ["MAP_FRAME", "PAPER", "SIDE", "Box", "Drawing", "blank_sheet", "box", "dashed", "line", "write"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on paper, millimetres from the lower left corner of the sheet."""

    left_mm: float
    bottom_mm: float
    width_mm: float
    height_mm: float

    @property
    def right_mm(self) -> float:
        """Return its right edge."""
        return self.left_mm + self.width_mm

    @property
    def top_mm(self) -> float:
        """Return its upper edge."""
        return self.bottom_mm + self.height_mm

    def grown(self, margin_mm: float) -> "Box":
        """Return the box with a margin on all sides; a negative one shrinks it."""
        return Box(
            self.left_mm - margin_mm,
            self.bottom_mm - margin_mm,
            self.width_mm + 2 * margin_mm,
            self.height_mm + 2 * margin_mm,
        )

    def polygon(self) -> shapely.Polygon:
        """Return the box as a shape on paper."""
        return shapely.box(self.left_mm, self.bottom_mm, self.right_mm, self.top_mm)


PAPER = Box(0, 0, 420, 297)
MAP_FRAME = Box(11, 22, 300, 238)
SIDE = Box(318, 22, 91, 238)


@dataclass(frozen=True, slots=True)
class Drawing:
    """
    One sheet while it is drawn.

    `paper` covers the sheet and is measured in millimetres, `ground` covers the map frame and is measured in the city's
    metres. `focus_mm` is on paper what the sheet is about; `missing` collects characters without a glyph, `taken` the
    shapes on paper that labels keep clear of.
    """

    figure: Figure
    paper: Axes
    ground: Axes
    view: "View"
    words: "Words"
    focus_mm: shapely.Geometry = field(default_factory=shapely.Polygon)
    missing: set[str] = field(default_factory=set)
    taken: list[shapely.Geometry] = field(default_factory=list)


def blank_sheet(view: "View", words: "Words", area: shapely.Geometry | None = None) -> Drawing:
    """Return an empty A3 sheet about an area of the ground, with the map frame at the view's scale."""
    figure = Figure(figsize=(PAPER.width_mm / 25.4, PAPER.height_mm / 25.4), facecolor="white")
    frame = view.frame
    shares = (
        frame.left_mm / PAPER.width_mm,
        frame.bottom_mm / PAPER.height_mm,
        frame.width_mm / PAPER.width_mm,
        frame.height_mm / PAPER.height_mm,
    )
    ground = figure.add_axes(shares, label="ground", facecolor=style.GROUND)
    paper = figure.add_axes((0, 0, 1, 1), label="paper", facecolor="none")
    west_m, south_m, east_m, north_m = view.bounds
    ground.set(xlim=(west_m, east_m), ylim=(south_m, north_m), xticks=[], yticks=[])
    paper.set(xlim=(0, PAPER.width_mm), ylim=(0, PAPER.height_mm), xticks=[], yticks=[])
    for axes in (ground, paper):
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_autoscale_on(False)
    focus_mm = shapely.Polygon() if area is None else shapely.transform(area, view.to_paper_mm)
    return Drawing(figure, paper, ground, view, words, focus_mm)


def write(
    drawing: Drawing,
    left_mm: float,
    bottom_mm: float,
    text: str,
    size_pt: float,
    *,
    weight: Weight = "regular",
    colour: str = style.INK,
    align: str = "left",
    angle_deg: float = 0.0,
    halo_mm: float = 0.0,
    halo_colour: str = "white",
    gid: str = "",
    zorder: float = 10.0,
) -> Text:
    """Write one line on the sheet in the shipped typeface; every character is itself, never mathematics."""
    shown, missing = drawable(text, weight)
    drawing.missing.update(missing)

    def written(ink: str, level: float) -> Text:
        return drawing.paper.text(
            left_mm,
            bottom_mm,
            shown,
            fontproperties=font(size_pt, weight),
            color=ink,
            ha=align,
            rotation=angle_deg,
            rotation_mode="anchor",
            parse_math=False,
            zorder=level,
        )

    if halo_mm:
        # Outlined text becomes shapes in a PDF; the outline is a text of its own, so that names can be searched.
        outline = written(halo_colour, zorder - 0.1)
        outline.set_path_effects([patheffects.Stroke(linewidth=2 * halo_mm / MM_PER_PT, foreground=halo_colour)])
        outline.set_gid("halo")
    artist = written(colour, zorder)
    artist.set_gid(gid or "text")
    return artist


def box(
    drawing: Drawing,
    place: Box,
    fill: str = "none",
    edge: str = "none",
    edge_mm: float = 0.0,
    *,
    alpha: float = 1.0,
    zorder: float = 5.0,
) -> None:
    """Draw a rectangle on the sheet."""
    drawing.paper.add_artist(
        Rectangle(
            (place.left_mm, place.bottom_mm),
            place.width_mm,
            place.height_mm,
            facecolor=fill,
            edgecolor=edge,
            linewidth=edge_mm / MM_PER_PT,
            joinstyle="miter",
            alpha=alpha,
            zorder=zorder,
        )
    )


def line(
    drawing: Drawing,
    xs_mm: Sequence[float],
    ys_mm: Sequence[float],
    width_mm: float,
    colour: str,
    *,
    dashes_mm: Sequence[float] = (),
    zorder: float = 6.0,
) -> None:
    """Draw a line on the sheet."""
    stroke = Line2D(xs_mm, ys_mm, linewidth=width_mm / MM_PER_PT, color=colour, zorder=zorder)
    stroke.set(solid_capstyle="butt", dash_capstyle="butt", linestyle=dashed(dashes_mm, width_mm))
    drawing.paper.add_line(stroke)


def dashed(dashes_mm: Sequence[float], width_mm: float) -> str | tuple[float, tuple[float, ...]]:
    """Return dashes and gaps on paper as matplotlib wants them: counted in line widths."""
    return (0, tuple(length_mm / width_mm for length_mm in dashes_mm)) if dashes_mm else "solid"
