"""Ask the question: controls read their value from the page's link and write it back; the link is the whole state."""

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

import streamlit as st

from geo.streets import PROFILES
from pages.ui import cached
from pages.ui.asked import Asked, change_link
from pages.ui.definitions import limit_words, subject_words
from pages.ui.look import AREA_MODES, Look
from pages.ui.problems import plain
from pages.ui.state import GROUPS, LAND, MOMENTS, Limit, Subject

__all__ = ["choose", "groups_of", "levels_of", "question_controls", "switch", "table_controls"]

_T = TypeVar("_T")

#: Limits offered at a tap.
PRESETS = (Limit(300, "m"), Limit(500, "m"), Limit(1000, "m"), Limit(5, "min"), Limit(10, "min"), Limit(15, "min"))


def question_controls(page: Asked) -> None:
    """Draw the row of controls of the service circles."""
    with st.container(key="ask", horizontal=True, vertical_alignment="bottom", gap="small"):
        _subject(page)
        _limit(page)
        _profile(page)
        with st.popover(page.say("ask.more"), icon=":material/tune:", key="ask_more"):
            _more(page)


def choose(
    name: str,
    label: str,
    options: Sequence[_T],
    value: _T,
    show: Callable[[_T], str],
    *,
    kind: str = "select",
    is_label_hidden: bool = False,
    write: Callable[[_T], None] | None = None,
) -> None:
    """Draw one choice whose value stands in the link under `name`; `write` puts it there if it is not plain text."""
    key = f"ask_{name}"
    st.session_state[key] = value

    def took() -> None:
        picked = st.session_state[key]
        if write is not None:
            write(picked)
        else:
            change_link(**{name: str(picked)})

    visibility: Literal["collapsed", "visible"] = "collapsed" if is_label_hidden else "visible"
    if kind == "select":
        st.selectbox(label, options, key=key, format_func=show, on_change=took, label_visibility=visibility)
    else:
        st.segmented_control(
            label, options, key=key, format_func=show, on_change=took, required=True, label_visibility=visibility
        )


def switch(name: str, label: str, value: bool) -> None:
    """Draw one yes or no whose value stands in the link under `name`."""
    key = f"ask_{name}"
    st.session_state[key] = value
    plain = bool(getattr(Look(), name))

    def took() -> None:
        now = bool(st.session_state[key])
        change_link(**{name: "" if now == plain else str(int(now))})

    st.toggle(label, key=key, on_change=took)


def _subject(page: Asked) -> None:
    counts = dict(cached.offered(page.key))

    def show(subject: Subject) -> str:
        return f"{subject_words(subject, page.say)} ({counts[subject]})"

    def write(subject: Subject) -> None:
        change_link(service=subject.service or ("" if subject.kind else "all"), kind=subject.kind, chosen="", place="")

    choose("subject", page.say("ask.subject"), list(counts), page.question.subject, show, write=write)


def _limit(page: Asked) -> None:
    now = page.question.limit
    options = [*PRESETS] if now in PRESETS else [*PRESETS, now]
    choose(
        "limit",
        page.say("ask.limit"),
        options,
        now,
        lambda limit: limit_words(limit, page.say),
        kind="segments",
        write=lambda limit: change_link(limit=str(limit), chosen=""),
    )


def _profile(page: Asked) -> None:
    def show(profile: str) -> str:
        speed = page.say("speed", speed=f"{PROFILES[profile].speed_m_per_s:.2g}")
        return f"{page.say(f'profile.{profile}')} {speed}"

    choose("profile", page.say("ask.profile"), list(PROFILES), page.question.profile, show)


def _more(page: Asked) -> None:
    say, look = page.say, page.look
    st.markdown(f"**{say('ask.other_limit')}**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        now = page.question.limit
        amount = st.number_input(
            say("ask.amount"),
            min_value=1,
            max_value=5000,
            value=now.amount,
            step=50 if now.unit == "m" else 1,
            key="any_amount",
        )
        unit = st.segmented_control(
            say("ask.unit"),
            ("m", "min"),
            default=now.unit,
            format_func=lambda u: say(f"unit.{u}"),
            key="any_unit",
            required=True,
        )
        other = f"{min(int(amount), 60) if unit == 'min' else int(amount)}{unit}"
        st.button(say("ask.apply"), key="any_apply", on_click=change_link, kwargs={"limit": other, "chosen": ""})
    choose(
        "moment", say("ask.moment"), list(MOMENTS), page.question.moment, lambda m: say(f"moment.{m}"), kind="segments"
    )
    choose("area", say("ask.area"), AREA_MODES, look.area, lambda mode: say(f"area.{mode}"), kind="segments")
    with st.container(horizontal=True):
        switch("rings", say("ask.rings"), look.rings)
        switch("circles", say("ask.circles"), look.circles)
        switch("streets", say("ask.streets"), look.streets)


def table_controls(page: Asked, levels: Sequence[str], groups: Sequence[str]) -> None:
    """Draw what the table is counted by and what it counts."""
    say, question = page.say, page.question
    choose(
        "level", say("ask.level"), levels, question.level, lambda level: plain(say(f"level.{level}")), kind="segments"
    )
    choose("group", say("ask.group"), groups, question.group, lambda group: say(f"group.{group}"))


def levels_of(page: Asked) -> list[str]:
    """Return the levels at which this city's homes are placed."""
    return ["city", *cached.levels(page.key)]


def groups_of(page: Asked) -> list[str]:
    """Return the counts that this city has, and land."""
    total = cached.counted(page.ask).total
    return [*(group for group in GROUPS if group in total.index and total[group] > 0), LAND]
