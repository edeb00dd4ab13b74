"""Write the list of gaps, the definition and the sources in the side column, as much as there is room for."""

from geopandas import GeoDataFrame

from geo.briefing import style
from geo.briefing.content import SheetContent
from geo.briefing.marks import draw_gap_badge
from geo.briefing.paper import SIDE, Drawing, write
from geo.briefing.plain_text import cleaned
from geo.briefing.table import draw_heading
from geo.briefing.typeface import text_width_mm
from geo.briefing.typesetting import cut_to_width, lines_of_width

__all__ = ["draw_gap_list", "draw_notes", "notes_height_mm"]

_TEXT_PT, _LINE_MM, _ROW_MM = 8.2, 4.1, 5.4
_HEADING_MM = 7.2
_HOUSEHOLDS_MM = 17.5


def draw_gap_list(drawing: Drawing, gaps: GeoDataFrame | None, top_mm: float, most: int) -> int:
    """List at most `most` gaps in their order: number, name, reason, households; return how many."""
    if gaps is None or len(gaps) == 0 or most < 1:
        return 0
    words = drawing.words
    top_mm = draw_heading(drawing, top_mm, words["gaps"])
    for number, (_, gap) in enumerate(gaps.head(most).iterrows(), start=1):
        baseline_mm = top_mm - _ROW_MM + 1.6
        draw_gap_badge(drawing, number, SIDE.left_mm + 2.3, baseline_mm + 1.05, 4.0)
        households = words["gap_households"].format(households=f"{gap['households']:,.0f}")
        households_mm = text_width_mm(households, _TEXT_PT, "bold")
        write(
            drawing,
            SIDE.right_mm,
            baseline_mm,
            households,
            _TEXT_PT,
            weight="bold",
            align="right",
            gid="gap_households",
        )
        reason = words.get(str(gap.get("reason", "")), "")
        reason_right_mm = SIDE.right_mm - max(households_mm + 3, _HOUSEHOLDS_MM)
        write(drawing, reason_right_mm, baseline_mm, reason, _TEXT_PT, colour=style.QUIET_INK, align="right")
        room_mm = reason_right_mm - text_width_mm(reason, _TEXT_PT) - 2 - (SIDE.left_mm + 6.5)
        name = cut_to_width(_without_repeats(cleaned(gap["name"])), room_mm, _TEXT_PT)
        write(drawing, SIDE.left_mm + 6.5, baseline_mm, name, _TEXT_PT, gid="gap_name")
        top_mm -= _ROW_MM
    return min(most, len(gaps))


def _without_repeats(name: str) -> str:
    """Return 站前社区第一网格 · 甲小区 for 站前社区 · 站前社区第一网格 · 甲小区: the larger area is named twice."""
    parts = name.split(" · ")
    kept = [part for part, after in zip(parts, [*parts[1:], ""], strict=True) if not after.startswith(part)]
    return " · ".join(kept)


def draw_notes(drawing: Drawing, content: SheetContent, bottom_mm: float) -> float:
    """Write definition and sources standing on `bottom_mm`; return their upper edge."""
    top_mm = bottom_mm + notes_height_mm(content)
    edge_mm = top_mm
    for heading, notes, gid in (
        ("definition", content.definition, "definition"),
        ("sources", content.sources, "source"),
    ):
        rows = _rows(notes)
        if not rows:
            continue
        edge_mm = draw_heading(drawing, edge_mm, drawing.words[heading])
        for row in rows:
            write(drawing, SIDE.left_mm, edge_mm - 3.0, row, _TEXT_PT, gid=gid)
            edge_mm -= _LINE_MM
        edge_mm -= 2.0
    return top_mm


def notes_height_mm(content: SheetContent) -> float:
    """Return how high definition and sources will be."""
    blocks = [_rows(content.definition), _rows(content.sources)]
    return sum(_HEADING_MM + len(rows) * _LINE_MM + 2.0 for rows in blocks if rows) - 2.0


def _rows(notes: tuple[str, ...]) -> tuple[str, ...]:
    rows = [row for note in notes for row in lines_of_width(cleaned(note), SIDE.width_mm, _TEXT_PT, most_lines=3)]
    return tuple(rows[:9])
