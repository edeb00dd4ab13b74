"""服务圈: a question, the map and the numbers that answer it, gaps, false cover, and changes to try."""

import html

import streamlit as st

from pages.ui import cached
from pages.ui.asked import Asked, asked, busy
from pages.ui.change_panel import change_panel
from pages.ui.circle_map import circle_map
from pages.ui.controls import groups_of, levels_of, question_controls, table_controls
from pages.ui.cover_table import CoverTable, kept_table
from pages.ui.definitions import brief_definition
from pages.ui.panels import cover_panel, false_panel, gaps_panel, panel_choice, walk_card
from pages.ui.problems import problems_as_sentences
from pages.ui.saving import layer_saver, sheet_saver, table_saver
from pages.ui.state import LAND
from pages.ui.table_view import table_view
from pages.ui.trying import Tried, tried
from pages.ui.walks import explained_walk


@st.fragment
def explore() -> None:
    """Ask, answer, draw: everything that hangs on the controls."""
    with problems_as_sentences():
        page = asked()
        question_controls(page)
        left, right = st.columns([2.05, 1], gap="small")
        foot = st.container()
        change, walk = None, None
        with busy(page.say("busy.answer"), "answer"):
            with right, problems_as_sentences():
                panel_choice(page)
                change, walk = tried(page), explained_walk(page)
                if walk is not None:
                    walk_card(page, walk)
                panel(page, change)
            with left:
                circle_map(page, change, walk)
            with foot:
                below(page)


def panel(page: Asked, change: Tried | None) -> None:
    if page.look.panel == "change":
        change_panel(page, change)
    else:
        {"cover": cover_panel, "gaps": gaps_panel, "false": false_panel}[page.look.panel](page)


def below(page: Asked) -> None:
    say, question = page.say, page.question
    left, right = st.columns([2.05, 1], gap="small")
    with left:
        with st.container(key="table_ask", horizontal=True, vertical_alignment="bottom", gap="small"):
            table_controls(page, levels_of(page), groups_of(page))
        table = kept_table(page.ask, question.level, question.group, say.language)
        st.html(formula(page, table))
        table_view("cover", table.columns(say), table.rows(), say, height="420px")
    with right:
        save(page, table)


def save(page: Asked, table: CoverTable) -> None:
    say = page.say
    with st.container(border=True, key="save"):
        st.html(f'<h2 class="small">{html.escape(say("save.title"))}</h2>')
        sheet_saver(page)
        st.html(f'<div class="others-title">{html.escape(say("save.tables"))}</div>')
        tables = {
            "cover": lambda: table.table,
            "gaps": lambda: cached.found_gaps(page.ask),
            "false": lambda: cached.false_cover(page.ask),
        }
        for name, made in tables.items():
            table_saver(page, name, made)
        st.html(f'<div class="others-title">{html.escape(say("save.layers"))}</div>')
        layer_saver(page)


def formula(page: Asked, table: CoverTable) -> str:
    say, group = page.say, page.question.group
    text = say("table.formula", covered=f"{table.covered:,.0f}", total=f"{table.total:,.0f}", unit=say(f"unit.{group}"))
    note = f" {say('table.land_note')}" if group == LAND else ""
    numbers = f'data-covered="{table.covered:.0f}" data-total="{table.total:.0f}"'
    return f'<p class="quiet" {numbers}>{html.escape(text + note)} {html.escape(brief_definition(page.ask, say))}</p>'


explore()
