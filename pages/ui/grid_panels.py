"""Show what stands beside the grid editor: the check with its scores and findings, and repairs that are safe."""

import html

import streamlit as st

from geo.grids.checks import RULES, Checkup
from geo.grids.relations import compound_relations
from geo.grids.repairing import plan_repair
from geo.grids.tilings import tiling_of
from geo.sentences import said_in
from pages.ui.asked import busy
from pages.ui.grid_check import draft_checkup
from pages.ui.grid_desk import Desk, look_at
from pages.ui.grid_drafts import OpenDraft
from pages.ui.sentence_list import sentence_list
from pages.ui.table_view import Column, Row, table_view
from pages.words import Words

__all__ = ["check_panel"]

_TITLES = {rule.name: rule.title for rule in RULES}
_ORDER = {"blocking": 0, "error": 1, "warning": 2}


def check_panel(desk: Desk, draft: OpenDraft) -> None:
    """Draw the check: four scores, then every finding, then what could not be checked."""
    say = desk.say
    with busy(say("grids.busy_check"), "check"):
        found = draft_checkup(draft)
    st.html(scores_html(found, say))
    if st.button(say("grids.check_again"), key="grid_check_again", icon=":material/refresh:"):
        st.rerun()
    rows = finding_rows(found, say)
    if rows:
        st.html(f'<h2 class="small">{html.escape(say("grids.findings", n=len(rows)))}</h2>')
        table_view("grid_findings", finding_columns(say), rows, say, on_choose=look_at, height="300px")
        st.html(f'<p class="quiet">{html.escape(say("grids.next_problem"))}</p>')
    else:
        st.success(say("grids.no_findings"), icon=":material/check_circle:")
    if len(found.not_checked):
        with st.expander(say("grids.not_checked", n=len(found.not_checked))):
            st.html(sentence_list(found.not_checked["sentence"], say))
    if draft.tiling.free_area_m2() > 0:
        _gap_filler(desk, draft)
    _relations(desk, draft)


def scores_html(found: Checkup, say: Words) -> str:
    """Return the four scores as four small figures; a score without data says what is missing."""
    cells = []
    for score in found.scores:
        title, definition = said_in(say.language, score.title), said_in(say.language, score.definition)
        if score.points is None:
            figure, note = "—", said_in(say.language, score.reason or definition)
        else:
            figure, note = str(score.points), definition
        cells.append(
            f'<div class="figure score" data-principle="{score.principle}" title="{html.escape(note, quote=True)}">'
            f"<b>{html.escape(figure)}</b><span>{html.escape(title)}</span></div>"
        )
    return f'<div class="figures scores">{"".join(cells)}</div>'


def finding_columns(say: Words) -> list[Column]:
    """Return the columns of the findings."""
    return [Column(say("grids.finding_rule"), "tag"), Column(say("grids.finding_said"))]


def finding_rows(found: Checkup, say: Words) -> list[Row]:
    """Return a row a finding, those that block publishing first."""
    rows = []
    for number, row in enumerate(found.findings.itertuples()):
        severity = "blocking" if row.blocks_publishing else row.severity
        title = said_in(say.language, _TITLES[row.rule])
        said = said_in(say.language, row.sentence)
        rows.append((_ORDER[severity], Row(str(number), (title, said), (row.rule, said), (severity, ""))))
    return [row for _, row in sorted(rows, key=lambda one: one[0])]


def _gap_filler(desk: Desk, draft: OpenDraft) -> None:
    """Show what filling the gaps would give to whom, and do it."""
    say, city = desk.say, desk.city
    tiling = draft.tiling
    with st.expander(say("grids.fill_title", ha=f"{tiling.free_area_m2() / 10_000:,.2f}")):
        parents = city["communities"].loc[list(tiling.rims)]
        plan = plan_repair(tiling.grids, parents, buildings=city.get("buildings"))
        st.html(sentence_list(plan.pieces["sentence"], say, most=20))
        if len(plan.pieces) and st.button(say("grids.fill"), key="grid_fill", icon=":material/healing:"):
            draft.replace(tiling_of(plan.grids, parents, tiling.locked))
            st.rerun()


def _relations(desk: Desk, draft: OpenDraft) -> None:
    """Count the grids that are larger than, equal to and smaller than a compound."""
    say, compounds = desk.say, desk.city.get("compounds")
    if not len(compounds):
        return
    with st.expander(say("grids.relations")):
        found = compound_relations(draft.tiling.grids, compounds, desk.city.get("buildings"))
        st.html(sentence_list(found.sentences, say))
