"""Put the frame, title, scale bar, north arrow, location inset and footer around the map."""

import shapely
from geopandas import GeoDataFrame
from matplotlib.patches import PathPatch, Polygon, Rectangle

from geo.briefing import style
from geo.briefing.content import SheetContent
from geo.briefing.paper import MAP_FRAME, PAPER, Box, Drawing, box, write
from geo.briefing.plain_text import cleaned
from geo.briefing.shapes import polygon_path, within
from geo.briefing.typeface import MM_PER_PT, text_width_mm
from geo.briefing.typesetting import cut_to_width
from geo.briefing.view import View, round_bar_m

__all__ = ["draw_frame", "draw_inset", "draw_north_arrow", "draw_scale_bar", "draw_title"]

_TITLE_PT, _KEY_PT, _FOOT_PT = 29.0, 15.5, 9.0
#: A long title is set smaller, down to this size, before any of it is cut.
_SMALLEST_TITLE_PT, _TITLE_WIDTH_MM = 20.0, 330.0
_LONGEST_BAR_MM = 60.0
_METRES_UP_TO = 1_000
_PAPER_BOUNDS = (PAPER.left_mm, PAPER.bottom_mm, PAPER.right_mm, PAPER.top_mm)


def draw_title(drawing: Drawing, content: SheetContent) -> None:
    """Write the title in the middle of the top, the key figure under it, and whether the city is made up."""
    middle_mm = PAPER.width_mm / 2
    title = cleaned(content.title)
    needed_mm = text_width_mm(title, _TITLE_PT, "bold")
    size_pt = max(_TITLE_PT * min(1.0, _TITLE_WIDTH_MM / max(needed_mm, 1.0)), _SMALLEST_TITLE_PT)
    title = cut_to_width(title, _TITLE_WIDTH_MM, size_pt, "bold")
    write(drawing, middle_mm, 277, title, size_pt, weight="bold", align="center", gid="title")
    key = cut_to_width(cleaned(content.key_sentence), 250, _KEY_PT, "bold")
    write(
        drawing, middle_mm, 266.2, key, _KEY_PT, weight="bold", colour=style.ACCENT, align="center", gid="key_sentence"
    )
    if content.is_synthetic:
        _stamp(drawing, drawing.words["synthetic"])


def _stamp(drawing: Drawing, text: str) -> None:
    """Write a label in a box at the right, under the title."""
    size_pt = 9.5
    width_mm = text_width_mm(text, size_pt, "bold") + 6
    place = Box(409 - width_mm, 264.5, width_mm, 7.2)
    box(drawing, place, fill="#FFF4E5", edge=style.WARNING_INK, edge_mm=0.3)
    write(
        drawing,
        place.left_mm + width_mm / 2,
        place.bottom_mm + 2.4,
        text,
        size_pt,
        weight="bold",
        colour=style.WARNING_INK,
        align="center",
        gid="synthetic",
    )


def draw_frame(drawing: Drawing, content: SheetContent, crs_name: str) -> None:
    """Draw the double neat line around the map and the footer under it."""
    words = drawing.words
    box(drawing, MAP_FRAME, edge=style.INK, edge_mm=0.25, zorder=9)
    box(drawing, MAP_FRAME.grown(1.6), edge=style.INK, edge_mm=0.8, zorder=9)
    unit = cut_to_width(cleaned(content.unit) or words["unit_unknown"], 70, _FOOT_PT)
    colon = "：" if words["language"] == "zh" else ": "
    scale = f"{words['scale']} 1:{drawing.view.scale:,}"
    left = [f"{words['unit']}{colon}{unit}", f"{words['made_on']}{colon}{_date(content, words['language'])}"]
    write(drawing, 11, 12.6, "　　".join(left), _FOOT_PT, colour=style.INK, gid="unit_and_date")
    write(
        drawing,
        MAP_FRAME.left_mm + MAP_FRAME.width_mm,
        12.6,
        cut_to_width(f"{words['crs']}{colon}{cleaned(crs_name)}　　{scale}", 140, _FOOT_PT),
        _FOOT_PT,
        align="right",
        gid="crs",
    )
    write(
        drawing,
        409.5,
        12.4,
        words["internal"],
        11,
        weight="bold",
        colour=style.WARNING_INK,
        align="right",
        gid="internal",
    )


def _date(content: SheetContent, language: str) -> str:
    day = content.made_on
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else day.isoformat()


def draw_north_arrow(drawing: Drawing) -> None:
    """Draw an arrow to the north in the upper right corner of the map; the map itself is never turned."""
    middle_mm, foot_mm = MAP_FRAME.right_mm - 12, MAP_FRAME.top_mm - 23
    drawing.taken.append(Box(middle_mm - 7, foot_mm - 2, 14, 22).polygon())
    tip, notch = (middle_mm, foot_mm + 12.5), (middle_mm, foot_mm + 3.2)
    for side_mm, colour in ((-4.2, style.INK), (4.2, "white")):
        half = Polygon(
            [tip, (middle_mm + side_mm, foot_mm), notch],
            facecolor=colour,
            edgecolor=style.INK,
            linewidth=0.9,
            joinstyle="miter",
            zorder=8,
        )
        half.set_gid("north_arrow")
        drawing.paper.add_artist(half)
    write(
        drawing,
        middle_mm,
        foot_mm + 14,
        drawing.words["north"],
        12,
        weight="bold",
        align="center",
        halo_mm=0.5,
        gid="north_letter",
    )


def draw_scale_bar(drawing: Drawing) -> None:
    """Draw the scale as a number and as a bar of a round length in a lower corner of the map."""
    view, words = drawing.view, drawing.words
    bar_m = round_bar_m(view.scale, _LONGEST_BAR_MM)
    bar_mm = bar_m / view.metres_per_mm
    unit, in_unit = (words["kilometres"], 1000) if bar_m > _METRES_UP_TO else (words["metres"], 1)
    panel = _panel(drawing, bar_mm + 22, 17.5, is_left_first=False)
    left_mm, bottom_mm = panel.left_mm + 7, panel.bottom_mm + 7.6
    write(
        drawing,
        left_mm + bar_mm / 2,
        panel.bottom_mm + 12.3,
        f"1:{view.scale:,}",
        12,
        weight="bold",
        align="center",
        gid="scale_number",
    )
    for part in range(4):
        piece = Rectangle(
            (left_mm + part * bar_mm / 4, bottom_mm),
            bar_mm / 4,
            1.7,
            facecolor=style.INK if part % 2 == 0 else "white",
            edgecolor=style.INK,
            linewidth=0.7,
            joinstyle="miter",
            zorder=8,
        )
        piece.set_gid("scale_bar")
        drawing.paper.add_artist(piece)
    for share in (0.0, 0.5, 1.0):
        text = f"{bar_m * share / in_unit:g}"
        write(drawing, left_mm + share * bar_mm, bottom_mm - 4, text, 8.5, align="center", gid="scale_label")
    end_mm = left_mm + bar_mm + text_width_mm(f"{bar_m / in_unit:g}", 8.5) / 2
    write(drawing, end_mm + 1, bottom_mm - 4, unit, 8.5, gid="scale_unit")


def _panel(drawing: Drawing, width_mm: float, height_mm: float, *, is_left_first: bool) -> Box:
    """Draw a white panel in a lower corner of the map, or the upper left one, that hides least of the sheet's area."""
    left_mm, right_mm = MAP_FRAME.left_mm + 3, MAP_FRAME.right_mm - 3 - width_mm
    low_mm, high_mm = MAP_FRAME.bottom_mm + 3, MAP_FRAME.top_mm - 3 - height_mm
    lower = [Box(left_mm, low_mm, width_mm, height_mm), Box(right_mm, low_mm, width_mm, height_mm)]
    corners = [*(lower if is_left_first else reversed(lower)), Box(left_mm, high_mm, width_mm, height_mm)]
    taken = shapely.union_all(drawing.taken)
    free = [corner for corner in corners if not corner.polygon().intersects(taken)]
    panel: Box = min(free, key=lambda corner: round(corner.polygon().intersection(drawing.focus_mm).area))
    box(drawing, panel, fill="white", edge=style.QUIET_INK, edge_mm=0.2, alpha=0.94, zorder=7.0)
    drawing.taken.append(panel.polygon())
    return panel


def draw_inset(drawing: Drawing, communities: GeoDataFrame, area: shapely.Geometry) -> None:
    """Show in a lower corner where in the city the sheet's area lies."""
    if len(communities) == 0:
        return
    width_mm, height_mm = 52.0, 42.0
    panel = _panel(drawing, width_mm, height_mm + 6, is_left_first=True)
    write(
        drawing,
        panel.left_mm + width_mm / 2,
        panel.top_mm - 4.4,
        drawing.words["inset"],
        8.5,
        weight="bold",
        align="center",
    )
    inner = Box(panel.left_mm + 2, panel.bottom_mm + 2, width_mm - 4, height_mm - 3)
    city_area = shapely.union_all(communities.geometry.to_numpy())
    west_m, south_m, east_m, north_m = shapely.bounds(city_area)
    metres_per_mm = max((east_m - west_m) / inner.width_mm, (north_m - south_m) / inner.height_mm)
    overview = View((west_m + east_m) / 2, (south_m + north_m) / 2, round(metres_per_mm * 1000), inner)
    for shapes, face, edge, width in (
        (communities.geometry.to_numpy(), "#E9EDF1", "#AEB8C2", 0.15),
        ([area], style.ACCENT, style.ACCENT, 0.2),
    ):
        simple = shapely.simplify(within(shapely.transform(list(shapes), overview.to_paper_mm), _PAPER_BOUNDS), 0.1)
        path = polygon_path(simple)
        if path is not None:
            drawing.paper.add_artist(
                PathPatch(path, facecolor=face, edgecolor=edge, linewidth=width / MM_PER_PT, zorder=7.2)
            )
