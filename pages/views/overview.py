"""总览: six figures, one map, the three communities to mend first; to be read in half a minute."""

import html

import streamlit as st

from pages.ui import cached, summary
from pages.ui.area_map import overview_map
from pages.ui.asked import Asked, asked, busy, change_link
from pages.ui.definitions import limit_words, subject_words
from pages.ui.figures import figure_cards, share_text
from pages.ui.look import Chosen
from pages.ui.problems import problems_as_sentences
from pages.ui.table_view import Column, Row, table_view


@st.fragment
def overview() -> None:
    """Everything on the page; choosing a community only moves the map."""
    with problems_as_sentences():
        page = asked()
        level = summary.area_level(page.city)
        with busy(page.say("busy.first"), "answer"):
            figures = summary.six_figures(page.ask, page.city, page.say)
        sentence(page)
        left, right = st.columns([1.62, 1], gap="small")
        chosen = page.look.chosen.of("area")
        with left:
            overview_map(page, level, chosen, chosen)
        with right:
            figure_cards(figures, page.say, "overview", is_compact=True)
            if level:
                worst(page, level, chosen)


def sentence(page: Asked) -> None:
    counted = cached.counted(page.ask)
    part, whole = float(counted.covered["households"]), float(counted.total["households"])
    text = page.say(
        "overview.sentence",
        city=page.city.name,
        subject=subject_words(page.ask.subject, page.say),
        limit=limit_words(page.ask.limit, page.say),
        part=f"{part:,.0f}",
        whole=f"{whole:,.0f}",
        share=share_text(part, whole),
    )
    st.html(f'<h1 class="sentence">{html.escape(text)}</h1>')


def worst(page: Asked, level: str, chosen: str) -> None:
    say = page.say
    st.html(f'<h2 class="small">{html.escape(say("overview.worst"))}</h2>')
    columns = [
        Column(say("table.area")),
        Column(say("table.share"), "share"),
        Column(say("overview.missing"), "number"),
        Column(say("gaps.reason"), "tag"),
    ]
    rows = [
        Row(
            area.area_id,
            (
                area.name,
                share_text(area.covered, area.total),
                f"{area.total - area.covered:,.0f} / {area.total:,.0f}",
                say(f"reason.{area.reason}"),
            ),
            (area.name, area.covered / area.total, area.total - area.covered, area.reason),
            tags=("", "", "", area.reason),
        )
        for area in summary.worst_areas(page.ask, page.city, level)
    ]
    table_view(
        "worst", columns, rows, say, chosen=chosen, on_choose=lambda area: change_link(chosen=str(Chosen("area", area)))
    )


overview()
