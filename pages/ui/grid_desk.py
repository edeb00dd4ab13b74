"""Begin, continue and put away drafts of grids, and mount their editor."""

import html
import math
import time
from dataclasses import dataclass

import streamlit as st

from geo.city import City
from geo.crs import to_lonlat
from geo.errors import GridError, PlannerError
from geo.grids.repairing import RepairPlan, plan_repair
from geo.grids.repairs.owners import GapRule, OverlapRule
from geo.grids.tilings import tiling_of
from geo.sentences import said_in
from pages.map.editor_component import grid_editor
from pages.ui.asked import busy, change_link
from pages.ui.grid_check import LIMITS, draft_checkup
from pages.ui.grid_drafts import OpenDraft, drafts_of, new_draft, opened
from pages.ui.grid_routes import draft_address
from pages.ui.problems import plain
from pages.ui.routes import assets_address, drawing_address
from pages.ui.table_view import Column, Row, table_view
from pages.words import Words

__all__ = ["Desk", "draft_chooser", "editor", "look_at", "work_on"]

_DRAFT = "draft"
_FOCUS = "grid_focus"
_HEIGHT = "max(460px, calc(100vh - 150px))"
_OVERLAPS: tuple[OverlapRule, ...] = ("smaller", "larger", "earlier", "later")
_GAPS: tuple[GapRule, ...] = ("longest_border", "smaller", "keep")
_DRAWINGS = ("base", "buildings", "areas", "snap_lines")


@dataclass(frozen=True)
class Desk:
    """What the grid page works on: a city named in the link, its content key, and the words."""

    city_name: str
    key: str
    city: City
    say: Words


def work_on(desk: Desk) -> OpenDraft | None:
    """Return the draft that the link names; without one, or if it is gone, ask which to begin or continue."""
    draft_id = st.query_params.get(_DRAFT, "")
    if draft_id.isalnum():
        try:
            return opened(draft_id)
        except PlannerError as error:
            st.warning(plain(error.said_in(desk.say.language)), icon=":material/info:")
    draft_chooser(desk)
    return None


def draft_chooser(desk: Desk) -> None:
    """Offer to begin with the grids as they are, repaired if they must be, or to go on with a draft."""
    say = desk.say
    if not len(desk.city.get("grids")) or not len(desk.city.get("communities")):
        st.info(say("grids.none"), icon=":material/info:")
        return
    with st.container(border=True, key="grid_start"):
        st.html(f'<h2 class="small">{html.escape(say("grids.begin_title"))}</h2>')
        try:
            tiling = tiling_of(desk.city["grids"], desk.city["communities"])
        except GridError:
            _repair_first(desk)
        else:
            st.html(f'<p class="quiet">{html.escape(say("grids.begin_about", n=len(tiling.traits)))}</p>')
            if st.button(say("grids.begin"), key="grid_begin", type="primary", icon=":material/edit:"):
                _go(new_draft(desk.city_name, tiling))
    _kept_drafts(desk)


def editor(desk: Desk, draft: OpenDraft) -> None:
    """Mount the editor of a draft."""
    grid_editor(
        {
            "assets": assets_address(),
            "height": _HEIGHT,
            "language": desk.say.language,
            "words": desk.say.pick("editor."),
            "draft": {"address": draft_address(draft.draft_id), "revision": draft.draft.revision},
            "drawings": {name: drawing_address(desk.key, name) for name in _DRAWINGS},
            "focus": _focus(draft),
            "label": desk.say("app.synthetic") if desk.city.is_synthetic else "",
            "limits": {"least": LIMITS.least_households, "most": LIMITS.most_households},
        }
    )


def look_at(finding: str) -> None:
    """Let the editor look at a finding, by its place in the check, when the page is next drawn."""
    number = st.session_state.get(_FOCUS, (0, ""))[0] + 1
    st.session_state[_FOCUS] = (number, finding)


def _focus(draft: OpenDraft) -> dict[str, object] | None:
    number, finding = st.session_state.get(_FOCUS, (0, ""))
    findings = draft_checkup(draft).findings if number else None
    if findings is None or not finding.isdecimal() or int(finding) >= len(findings):
        return None
    shape = findings.geometry.iloc[[int(finding)]].force_2d()
    return {"box": [round(float(side), 7) for side in to_lonlat(shape).total_bounds], "nonce": number}


def _repair_first(desk: Desk) -> None:
    """Show what a repair of the saved grids would move, and begin with the repaired ones."""
    say = desk.say
    st.html(f'<p class="quiet">{html.escape(say("grids.repair_about"))}</p>')
    left, right = st.columns(2)
    with left:
        overlaps = st.selectbox(
            say("grids.overlaps"),
            _OVERLAPS,
            format_func=lambda rule: say(f"grids.overlaps_{rule}"),
            key="grid_overlaps",
        )
    with right:
        gaps = st.selectbox(
            say("grids.gaps"), _GAPS, format_func=lambda rule: say(f"grids.gaps_{rule}"), key="grid_gaps"
        )
    with busy(say("grids.busy_repair"), "repair"):
        plan = plan_repair(
            desk.city["grids"],
            desk.city["communities"],
            overlaps=overlaps,
            gaps=gaps,
            buildings=desk.city.get("buildings"),
        )
    table_view("grid_repair", _repair_columns(say), _repair_rows(plan, say), say, height="260px")
    for sentence in plan.sentences:
        st.warning(plain(said_in(say.language, sentence)), icon=":material/info:")
    if st.button(say("grids.begin_repaired"), key="grid_begin", type="primary", icon=":material/healing:"):
        left = plan.grids[~plan.grids.index.astype(str).isin(plan.emptied_ids)]
        _go(new_draft(desk.city_name, tiling_of(left, desk.city["communities"])))


def _repair_columns(say: Words) -> list[Column]:
    return [
        Column(say("grids.piece_what")),
        Column(say("grids.piece_area"), "number"),
        Column(say("grids.piece_households"), "number"),
    ]


def _repair_rows(plan: RepairPlan, say: Words) -> list[Row]:
    rows = []
    for number, row in enumerate(plan.pieces.itertuples()):
        what = said_in(say.language, row.sentence)
        people = "" if math.isnan(row.households) else f"{row.households:,.0f}"
        rows.append(Row(str(number), (what, f"{row.area_m2:,.1f}", people), (what, row.area_m2, row.households)))
    return rows


def _kept_drafts(desk: Desk) -> None:
    say, kept = desk.say, drafts_of(desk.city_name)
    if not kept:
        return
    with st.container(border=True, key="grid_kept"):
        st.html(f'<h2 class="small">{html.escape(say("grids.kept_title"))}</h2>')
        for draft_id, changed_s in kept[:8]:
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(changed_s))
            if st.button(say("grids.go_on", when=when), key=f"go_on_{draft_id}", icon=":material/history:"):
                _go(draft_id)


def _go(draft_id: str) -> None:
    change_link(draft=draft_id)
    st.rerun()
