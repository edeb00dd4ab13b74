"""Show figures as cards: always n of N and a share, with what they mean one tap away."""

import html
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from pages.words import Words

__all__ = ["Figure", "figure_cards", "number_row", "share_text"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `part` of `whole` in a unit, what it counts and how; `tone` how its number is coloured."""

    title: str
    part: float
    whole: float
    unit: str
    caption: str
    definition: str
    tone: Literal["plain", "good", "bad"] = "plain"
    note: str = ""


def share_text(part: float, whole: float) -> str:
    """Return `76.4%`, or a dash where there is nothing to share."""
    return f"{part / whole:.1%}" if whole > 0 else "—"


def figure_cards(figures: list[Figure], say: Words, key: str, is_compact: bool = False) -> None:
    """Draw cards side by side, two in a row on a phone."""
    cards = "".join(_card(figure, say) for figure in figures)
    st.html(f'<div class="cards{" compact" if is_compact else ""}" data-key="{html.escape(key)}">{cards}</div>')


def number_row(numbers: list[tuple[float, str]]) -> str:
    """Return plain counts with their units in one row."""
    cells = "".join(f"<div><b>{number:,.0f}</b><span>{html.escape(unit)}</span></div>" for number, unit in numbers)
    return f'<div class="numbers">{cells}</div>'


def _card(figure: Figure, say: Words) -> str:
    text = html.escape
    share = share_text(figure.part, figure.whole)
    width = 100 * figure.part / figure.whole if figure.whole > 0 else 0
    note = f'<div class="note">{text(figure.note)}</div>' if figure.note else ""
    return (
        f'<div class="card {figure.tone}"><div class="title">{text(figure.title)}</div>'
        f'<div class="share">{share}</div>'
        f'<div class="count"><b>{figure.part:,.0f}</b> / {figure.whole:,.0f} {text(figure.unit)}</div>'
        f'<div class="bar"><i style="width:{width:.1f}%"></i></div>'
        f'<div class="caption">{text(figure.caption)}</div>{note}'
        f'<details class="definition"><summary title="{text(say("definition.title"))}" '
        f'aria-label="{text(say("definition.title"))}">?</summary>'
        f"<p>{text(figure.definition)}</p></details></div>"
    )
