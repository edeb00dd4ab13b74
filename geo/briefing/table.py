"""Draw the statistics table of a sheet: the legend's classes as columns, the worst three in bold, and the sum."""

import pandas as pd

from geo.briefing import style
from geo.briefing.content import CLASSES, SheetContent, folded
from geo.briefing.paper import SIDE, Box, Drawing, box, line, write
from geo.briefing.plain_text import cleaned
from geo.briefing.typeface import Weight, text_width_mm
from geo.briefing.typesetting import cut_to_width

__all__ = ["draw_heading", "draw_table"]

_ROW_MM, _HEAD_MM = 5.5, 9.2
_TEXT_PT, _HEAD_PT = 8.8, 8.2
_NAME_MM = 24.0
#: The widest heading of a number column.
_HEADING_MM = 12.6
#: Right edges of the number columns, millimetres from the left of the table.
_COLUMNS = {"total": 37.0, "covered": 50.5, "falsely_covered": 65.5, "uncovered": 78.5, "share": 90.4}


def draw_heading(drawing: Drawing, top_mm: float, text: str, note: str = "") -> float:
    """Write a heading in the side column with a short thick rule before it; return where what follows may begin."""
    box(drawing, Box(SIDE.left_mm, top_mm - 5.0, 1.4, 4.6), fill=style.ACCENT)
    write(drawing, SIDE.left_mm + 3.2, top_mm - 4.3, text, 12, weight="bold", colour=style.ACCENT, gid="heading")
    if note:
        write(drawing, SIDE.right_mm, top_mm - 4.2, note, 8, colour=style.QUIET_INK, align="right")
    return top_mm - 7.2


def draw_table(drawing: Drawing, content: SheetContent, top_mm: float) -> float:
    """Draw the table below `top_mm` and return its lower edge."""
    words = drawing.words
    table = folded(content.statistics, words["other_areas"])
    top_mm = draw_heading(drawing, top_mm, words["statistics"], words["statistics_unit"])
    line(drawing, [SIDE.left_mm, SIDE.right_mm], [top_mm, top_mm], 0.45, style.INK)
    _draw_head(drawing, top_mm)
    row_top_mm = top_mm - _HEAD_MM
    for place, (_, row) in enumerate(table.iterrows()):
        weight: Weight = "bold" if row["is_worst"] else "regular"
        if place % 2:
            box(drawing, Box(SIDE.left_mm, row_top_mm - _ROW_MM, SIDE.width_mm, _ROW_MM), fill="#F5F8FA", zorder=4)
        _draw_row(drawing, row, row_top_mm, weight, "statistics")
        row_top_mm -= _ROW_MM
    line(drawing, [SIDE.left_mm, SIDE.right_mm], [row_top_mm] * 2, 0.25, style.INK)
    box(drawing, Box(SIDE.left_mm, row_top_mm - _ROW_MM, SIDE.width_mm, _ROW_MM), fill="#E3EBF2", zorder=4)
    total = table[[*CLASSES, "total"]].sum()
    share = total["covered"] / total["total"] if total["total"] > 0 else float("nan")
    _draw_row(drawing, pd.Series({"name": words["sum"], **total, "share": share}), row_top_mm, "bold", "statistics_sum")
    row_top_mm -= _ROW_MM
    line(drawing, [SIDE.left_mm, SIDE.right_mm], [row_top_mm] * 2, 0.45, style.INK)
    if table["is_worst"].any():
        write(drawing, SIDE.left_mm, row_top_mm - 3.6, words["worst_note"], 7.5, colour=style.QUIET_INK)
        row_top_mm -= 3.6
    return row_top_mm


def _draw_head(drawing: Drawing, top_mm: float) -> None:
    words = drawing.words
    box(drawing, Box(SIDE.left_mm, top_mm - _HEAD_MM, SIDE.width_mm, _HEAD_MM), fill=style.PANEL, zorder=4)
    write(drawing, SIDE.left_mm + 1, top_mm - 5.6, words["area"], _HEAD_PT, weight="bold")
    for name, right_mm in _COLUMNS.items():
        left_mm = SIDE.left_mm + right_mm
        if name in CLASSES:
            look = style.BUILDING_STYLES[name]
            box(drawing, Box(left_mm - 7, top_mm - 3.6, 7, 2.2), fill=look.fill, edge=look.edge, edge_mm=0.12)
        height_mm = top_mm - (7.6 if name in CLASSES else 5.6)
        size_pt = min(_HEAD_PT, _HEAD_PT * _HEADING_MM / text_width_mm(words[name], _HEAD_PT, "bold"))
        write(drawing, left_mm, height_mm, words[name], size_pt, weight="bold", align="right")
    line(drawing, [SIDE.left_mm, SIDE.right_mm], [top_mm - _HEAD_MM] * 2, 0.25, style.INK)


def _draw_row(drawing: Drawing, row: pd.Series, top_mm: float, weight: Weight, gid: str) -> None:
    baseline_mm = top_mm - _ROW_MM + 1.7
    name = cut_to_width(cleaned(row["name"]), _NAME_MM, _TEXT_PT, weight)
    write(drawing, SIDE.left_mm + 1, baseline_mm, name, _TEXT_PT, weight=weight, gid=f"{gid}_name")
    for column, right_mm in _COLUMNS.items():
        value = row[column]
        text = "—" if pd.isna(value) else f"{value:.1%}" if column == "share" else f"{value:,.0f}"
        write(
            drawing,
            SIDE.left_mm + right_mm,
            baseline_mm,
            text,
            _TEXT_PT,
            weight=weight,
            align="right",
            gid=f"{gid}_{column}",
        )
