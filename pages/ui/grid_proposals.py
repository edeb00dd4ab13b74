"""Let the planner have grids proposed: the wish, the work with its progress, three answers side by side."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from geo.errors import PlannerError
from geo.grids.adopting import adopted
from geo.grids.limits import GridLimits
from geo.grids.proposing import GridTask, Proposal, compare_proposals, propose, propose_city
from geo.progress import CancelledError
from geo.sentences import said_in
from pages.ui.grid_check import LIMITS
from pages.ui.grid_desk import Desk
from pages.ui.grid_drafts import OpenDraft
from pages.ui.grid_picture import grid_picture
from pages.ui.jobs import Job, started
from pages.ui.problems import plain
from pages.ui.sentence_list import sentence_list
from pages.words import Words

__all__ = ["proposal_panel"]

_TICK_S = 0.4
_WEIGHTS = ("households", "people", "elderly", "workload")
_WHOLE_CITY = ""
_MOST_NOTES = 12


@dataclass
class _Wish:
    """What one person had proposed for a draft."""

    job: Job[tuple[list[Proposal], pd.DataFrame]] | None = None
    found: Sequence[Proposal] = ()
    table: pd.DataFrame | None = None
    limits: GridLimits = LIMITS
    error: PlannerError | None = None


def proposal_panel(desk: Desk, draft: OpenDraft) -> None:
    """Draw the wish, the progress, and the proposals with what speaks for each."""
    say = desk.say
    wish: _Wish = st.session_state.setdefault(f"grid_wish_{draft.draft_id}", _Wish())
    st.html(f'<p class="quiet">{html.escape(say("propose.about"))}</p>')
    _ask(desk, draft, wish)
    if wish.job is not None:
        _progress(wish, say)
    if wish.error is not None:
        st.warning(plain(wish.error.said_in(say.language)), icon=":material/info:")
    for number, proposal in enumerate(wish.found):
        _card(desk, draft, wish, number, proposal)


def _ask(desk: Desk, draft: OpenDraft, wish: _Wish) -> None:
    say = desk.say
    names = desk.city["communities"]["name"].loc[list(draft.tiling.rims)]
    with st.form("propose", border=False):
        scope = st.selectbox(
            say("propose.scope"),
            [_WHOLE_CITY, *names.index],
            format_func=lambda key: names[key] if key else say("propose.whole_city"),
        )
        least, target, most = st.columns(3)
        with least:
            least_count = st.number_input(say("propose.least"), 1, 5000, int(LIMITS.least_households), 10)
        with target:
            target_count = st.number_input(say("propose.target"), 1, 5000, int(LIMITS.target_households), 10)
        with most:
            most_count = st.number_input(say("propose.most"), 1, 5000, int(LIMITS.most_households), 10)
        weight = st.selectbox(say("propose.weight"), _WEIGHTS, format_func=lambda key: say(f"propose.weight_{key}"))
        divides = st.checkbox(say("propose.divides"), help=say("propose.divides_help"))
        if st.form_submit_button(say("propose.go"), type="primary", icon=":material/auto_awesome:"):
            task = GridTask(
                weight=weight,
                target=float(target_count),
                least=float(least_count),
                most=float(most_count),
                divides_large_compounds=divides,
            )
            wish.found, wish.error = (), None
            try:
                wish.limits = replace(
                    LIMITS,
                    least_households=task.least or 0,
                    target_households=task.target or 0,
                    most_households=task.most or 0,
                )
            except PlannerError as error:
                wish.error = error
                return
            wish.job = _work(desk, draft, str(scope), task)


def _work(desk: Desk, draft: OpenDraft, scope: str, task: GridTask) -> Job[tuple[list[Proposal], pd.DataFrame]]:
    city, tiling = desk.city, draft.tiling
    locked = tiling.grids.loc[[key for key in tiling.traits.index if key in tiling.locked]]

    def work(_: Job[tuple[list[Proposal], pd.DataFrame]]) -> tuple[list[Proposal], pd.DataFrame]:
        if scope:
            own = locked[locked["community_id"] == scope]
            found = propose(city, scope, task, locked=own)
        else:
            found = propose_city(city, task, locked=locked)
        return found, compare_proposals(city, found, task)

    return started(work)


@st.fragment(run_every=_TICK_S)
def _progress(wish: _Wish, say: Words) -> None:
    job = wish.job
    if job is None:
        return
    if job.is_done:
        wish.job = None
        try:
            wish.found, wish.table = job.result()
        except (PlannerError, CancelledError) as error:
            wish.error = error
        st.rerun()
    with st.container(key="propose_busy", horizontal=True, vertical_alignment="center", gap="small"):
        st.spinner(say("busy.answer"))
        st.html(f'<p class="quiet">{html.escape(said_in(say.language, job.doing))} {job.rows or ""}</p>')
        if st.button(say("import.cancel"), key="propose_cancel"):
            job.cancel()


def _card(desk: Desk, draft: OpenDraft, wish: _Wish, number: int, proposal: Proposal) -> None:
    say = desk.say
    if wish.table is None:
        return
    figures = wish.table.loc[str(proposal.title)]
    title = said_in(say.language, proposal.title)
    with st.container(border=True, key=f"proposal_{number}"):
        lines = [
            say("propose.figure_grids", n=f"{figures['grids']:.0f}"),
            say("propose.figure_range", n=f"{figures['in_range']:.0f}", of=f"{figures['inhabited']:.0f}"),
            say("propose.figure_size", least=f"{figures['least']:,.0f}", most=f"{figures['most']:,.0f}"),
            say("propose.figure_compact", n=f"{figures['compactness']:.2f}"),
            say("propose.figure_cut", n=f"{figures['cut_compounds']:.0f}", m=f"{figures['crossed_barriers']:.0f}"),
            say("propose.figure_along", n=f"{100 * figures['along_streets_share']:.0f}"),
        ]
        picture = grid_picture(proposal.grids, wish.limits, title)
        st.html(
            f'<div class="proposal"><div>{picture}</div><div><h3>{html.escape(title)}</h3>'
            f"{sentence_list(lines, say)}</div></div>"
        )
        if proposal.notes:
            with st.expander(say("propose.notes", n=len(proposal.notes))):
                st.html(sentence_list(proposal.notes, say, most=_MOST_NOTES))
        if st.button(say("propose.adopt"), key=f"adopt_{number}", icon=":material/check:"):
            draft.replace(adopted(draft.tiling, proposal.grids, desk.city["communities"]))
            wish.found = ()
            st.rerun()
