"""Draw one figure, a map sheet of A3, and give it as PNG and PDF."""

import io
import logging
import threading
import time
from dataclasses import dataclass

import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure

from geo.briefing.answers import draw_answers, draw_boundaries, draw_veil
from geo.briefing.content import MapLayers, SheetContent
from geo.briefing.furniture import draw_frame, draw_inset, draw_north_arrow, draw_scale_bar, draw_title
from geo.briefing.ground import draw_ground
from geo.briefing.legend import draw_legend
from geo.briefing.marks import draw_facilities, draw_gap_numbers
from geo.briefing.names import draw_names
from geo.briefing.notes import draw_gap_list, draw_notes, notes_height_mm
from geo.briefing.paper import MAP_FRAME, SIDE, Drawing, blank_sheet
from geo.briefing.plain_text import cleaned
from geo.briefing.table import draw_table
from geo.briefing.typesetting import GETA
from geo.briefing.view import Focus, View, fitting_view, focus_area, has_outside
from geo.briefing.words import Language, sheet_words

__all__ = ["WHOLE_CITY", "MapSheet", "map_sheet"]

logger = logging.getLogger(__name__)

WHOLE_CITY = Focus()
_PNG_DPI = 300
#: 420 mm are 4,960.6 pixels at 300 dpi and matplotlib cuts the fraction off; with this they are 4,961 by 3,508.
_PNG_DRAWING_DPI = 300.03
_SPACE_MM = 5.0
_GAP_ROW_MM = 5.4
_MOST_GAPS = 8

#: matplotlib's font objects are not made to be used by two threads at once; sessions of a server are threads.
_drawing_lock = threading.Lock()


@dataclass(frozen=True, eq=False)
class MapSheet:
    """
    A finished sheet: its figure, its scale, and sentences about what could not be shown as given.

    `problems` names characters without a glyph, drawn as 〓, and areas whose name found no free place.
    """

    figure: Figure
    view: View
    title: str
    problems: tuple[str, ...] = ()

    @property
    def scale(self) -> int:
        """Return the denominator of the scale."""
        return self.view.scale

    def png(self) -> bytes:
        """Return the sheet as PNG of 4,961 x 3,508 pixels, 300 dpi."""
        started_s = time.perf_counter()
        file = io.BytesIO()
        with _drawing_lock:
            FigureCanvasAgg(self.figure).print_figure(
                file,
                format="png",
                dpi=_PNG_DRAWING_DPI,
                metadata={"Title": self.title, "Software": "邻圈"},
                pil_kwargs={"dpi": (_PNG_DPI, _PNG_DPI), "compress_level": 4},
            )
        logger.info("Drew a PNG of %.1f MB in %.1f s", file.tell() / 1e6, time.perf_counter() - started_s)
        return file.getvalue()

    def pdf(self) -> bytes:
        """Return the sheet as a vector PDF of 420 x 297 mm with the typeface embedded."""
        started_s = time.perf_counter()
        file = io.BytesIO()
        with _drawing_lock:
            FigureCanvasPdf(self.figure).print_figure(
                file, format="pdf", metadata={"Title": self.title, "Creator": "邻圈", "CreationDate": None}
            )
        logger.info("Drew a PDF of %.1f MB in %.1f s", file.tell() / 1e6, time.perf_counter() - started_s)
        return file.getvalue()


def map_sheet(
    content: SheetContent, layers: MapLayers, focus: Focus = WHOLE_CITY, *, language: Language = "zh"
) -> MapSheet:
    """
    Draw a sheet of A3 landscape at the largest round scale that shows the area of `focus`.

    Nothing is computed here: figures are those of `content`, answers those of `layers`.

    Raises
    ------
    SettingError
        If the fonts are not set up, or there is no such area or language.
    EmptyLayerError
        If the city has nothing to show.
    """
    started_s = time.perf_counter()
    words = sheet_words(language)
    city = layers.city
    area = focus_area(city, focus)
    with _drawing_lock:
        drawing = blank_sheet(fitting_view(area, MAP_FRAME), words, area)
        draw_ground(drawing, city)
        draw_answers(drawing, layers)
        draw_boundaries(drawing, layers)
        if has_outside(city, focus):
            draw_veil(drawing, area, 0.4 if focus.level == "city" else 0.65)
        listed = _draw_side(drawing, content, layers)
        homeless = _draw_marks(drawing, layers, focus, area, listed)
        draw_title(drawing, content)
        draw_frame(drawing, content, words["local_crs"] if city.crs.name == "unknown" else city.crs.name)
    logger.info("Laid out a sheet at 1:%d in %.1f s", drawing.view.scale, time.perf_counter() - started_s)
    return MapSheet(drawing.figure, drawing.view, cleaned(content.title), _problems(drawing, homeless, language))


def _draw_marks(
    drawing: Drawing, layers: MapLayers, focus: Focus, area: shapely.Geometry, listed: int
) -> tuple[str, ...]:
    """Draw what lies over the map in the order of its right to a place: furniture, facilities, gap numbers, names."""
    draw_north_arrow(drawing)
    if focus.level != "city":
        draw_inset(drawing, layers.city.get("communities"), area)
    draw_scale_bar(drawing)
    draw_facilities(drawing, layers.in_city_metres(layers.facilities))
    draw_gap_numbers(drawing, layers.in_city_metres(layers.gaps), listed)
    return draw_names(drawing, layers, focus)


def _draw_side(drawing: Drawing, content: SheetContent, layers: MapLayers) -> int:
    """Fill the side column: table, legend and gaps from above, definition and sources from below; count the gaps."""
    edge_mm = draw_table(drawing, content, SIDE.top_mm + 1.6)
    edge_mm = draw_legend(drawing, layers, edge_mm - _SPACE_MM)
    notes_top_mm = SIDE.bottom_mm - 1.6 + notes_height_mm(content)
    room_mm = edge_mm - _SPACE_MM - notes_top_mm - _SPACE_MM - 7.2
    draw_notes(drawing, content, SIDE.bottom_mm - 1.6)
    most = min(_MOST_GAPS, int(room_mm // _GAP_ROW_MM))
    return draw_gap_list(drawing, layers.gaps, edge_mm - _SPACE_MM, most)


def _problems(drawing: Drawing, homeless: tuple[str, ...], language: Language) -> tuple[str, ...]:
    problems = []
    if drawing.missing:
        named = "、".join(f"{c} (U+{ord(c):04X})" for c in sorted(drawing.missing))
        problems.append(
            f"字体里没有这些字，图上以{GETA}代替：{named}。请核对名称。"
            if language == "zh"
            else f"The typeface has no glyph for {named}; {GETA} stands for them. Check the names."
        )
    if homeless:
        named = "、".join(homeless)
        problems.append(
            f"图上没有空位写这些名称：{named}。可按街道或社区分幅出图。"
            if language == "zh"
            else f"There was no free place for the names of {named}. Make a sheet for each street office instead."
        )
    return tuple(problems)
