"""Tell what a draft changes against the city, and save it there: codes, names, and everybody in the new grid."""

import html
from datetime import date

import streamlit as st

from geo.briefing.change_page import change_page
from geo.grids.adopting import saved_city, with_whole_shapes
from geo.grids.changes import GridChanges, grid_changes
from pages.ui.asked import busy, change_link
from pages.ui.cities import keep_city
from pages.ui.grid_check import draft_checkup
from pages.ui.grid_desk import Desk
from pages.ui.grid_drafts import OpenDraft
from pages.ui.saving import plain_table_saver
from pages.ui.sentence_list import sentence_list
from pages.ui.table_view import Column, Row, table_view
from pages.words import Words

__all__ = ["changes_panel"]

_MOST_SENTENCES = 12


def changes_panel(desk: Desk, draft: OpenDraft) -> None:
    """Draw what changed since the grids of the city, who moves where, and the button that saves the draft."""
    say = desk.say
    with busy(say("grids.busy_changes"), "changes"):
        found = _changes(desk, draft)
    st.html(sentence_list(found.sentences, say, most=_MOST_SENTENCES))
    if len(found.moves):
        table_view("grid_moves", _columns(say), _rows(found, desk, draft), say, height="260px")
        plain_table_saver(desk.city, "grid_moves", found.table, say)
        st.download_button(
            say("changes.page"),
            lambda: _page(desk, draft, found),
            file_name=say("changes.page_file", city=desk.city.name),
            mime="text/html",
            key="grid_change_page",
            icon=":material/print:",
        )
    _save(desk, draft)


def _changes(desk: Desk, draft: OpenDraft) -> GridChanges:
    key = f"grid_changes_{draft.draft_id}"
    kept = st.session_state.get(key)
    if kept is None or kept[0] is not draft.tiling:
        before = desk.city["grids"]
        after = with_whole_shapes(draft.tiling.grids, before)
        kept = (draft.tiling, grid_changes(before, after, desk.city.get("buildings")))
        st.session_state[key] = kept
    found: GridChanges = kept[1]
    return found


def _page(desk: Desk, draft: OpenDraft, found: GridChanges) -> str:
    return change_page(
        found,
        desk.city["grids"],
        draft.tiling.grids,
        title=desk.city.name,
        made_on=date.today(),  # noqa: DTZ011  the day here
        is_synthetic=desk.city.is_synthetic,
        language=desk.say.language,
    )


def _columns(say: Words) -> list[Column]:
    return [
        Column(say("changes.from")),
        Column(say("changes.to")),
        Column(say("changes.households"), "number"),
        Column(say("changes.area"), "number"),
    ]


def _rows(found: GridChanges, desk: Desk, draft: OpenDraft) -> list[Row]:
    say = desk.say
    old, new = desk.city["grids"]["name"], draft.tiling.traits["name"]
    rows = []
    for number, row in enumerate(found.moves.sort_values("households", ascending=False).itertuples()):
        first = str(old.get(row.from_grid, "")) or say("changes.outside")
        second = str(new.get(row.to_grid, "")) or say("changes.outside")
        cells = (first, second, f"{row.households:,.0f}", f"{row.area_m2:,.0f}")
        rows.append(Row(str(number), cells, (first, second, row.households, row.area_m2)))
    return rows


def _save(desk: Desk, draft: OpenDraft) -> None:
    say = desk.say
    findings = draft_checkup(draft).findings
    blocking = int(findings["blocks_publishing"].sum()) if len(findings) else 0
    with st.container(border=True, key="grid_save"):
        st.html(f'<h2 class="small">{html.escape(say("grids.save_title"))}</h2>')
        st.html(f'<p class="quiet">{html.escape(say("grids.save_about"))}</p>')
        if blocking:
            st.warning(say("grids.save_blocked", n=blocking), icon=":material/block:")
        if st.button(
            say("grids.save"), key="grid_save_go", type="primary", disabled=blocking > 0, icon=":material/save:"
        ):
            with busy(say("grids.busy_save"), "save"):
                name = keep_city(saved_city(desk.city, draft.tiling))
            change_link(city=name, draft="", panel="")
            st.rerun()
