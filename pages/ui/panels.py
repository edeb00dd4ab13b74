"""Fill the panel beside the map: who is covered, the gaps, false cover; each number is the map's own."""

import html
from collections.abc import Callable

import numpy as np
import streamlit as st

from pages.ui import cached
from pages.ui.asked import Asked, change_link
from pages.ui.circle_map import ask_for_focus
from pages.ui.controls import choose
from pages.ui.definitions import brief_definition, full_definition, limit_words
from pages.ui.figures import Figure, figure_cards, share_text
from pages.ui.look import PANELS, Chosen
from pages.ui.state import GROUPS
from pages.ui.table_view import Column, Row, table_view
from pages.ui.walks import ExplainedWalk, streets_along

__all__ = ["cover_panel", "false_panel", "gaps_panel", "panel_choice", "walk_card"]

#: Lists beside the map are as high as the map leaves room for.
LIST_HEIGHT = "max(300px, calc(100vh - 300px))"
_MOST_FALSE_ROWS = 2_000


def panel_choice(page: Asked) -> None:
    """Draw the choice between the panels, with how many households each is about."""
    say = page.say
    counted = cached.counted(page.ask)
    missing = counted.total["households"] - counted.covered["households"]
    false = cached.false_cover(page.ask)["households"].sum()
    notes = {"gaps": f" {missing:,.0f}", "false": f" {false:,.0f}"}
    choose(
        "panel",
        say("panel.title"),
        PANELS,
        page.look.panel,
        lambda panel: f"{say(f'panel.{panel}')}{notes.get(panel, '')}",
        kind="segments",
        is_label_hidden=True,
        write=lambda panel: change_link(panel="" if panel == PANELS[0] else panel, place="", chosen=""),
    )


def cover_panel(page: Asked) -> None:
    """Show the headline in households and, smaller, everybody else in the same circle."""
    say, ask, counted = page.say, page.ask, cached.counted(page.ask)
    headline = Figure(
        say("cover.headline", limit=limit_words(ask.limit, say)),
        float(counted.covered["households"]),
        float(counted.total["households"]),
        say("unit.households"),
        brief_definition(ask, say, "definition.card"),
        full_definition(ask, page.city, "households", say),
        note=_hours_note(page),
    )
    figure_cards([headline], say, "cover")
    st.html(f'<div class="others-title">{html.escape(say("cover.others"))}</div>{_others(page)}')


def gaps_panel(page: Asked) -> None:
    """List the gaps, ranked by households; covered and gaps make the total."""
    say, gaps, counted = page.say, cached.found_gaps(page.ask), cached.counted(page.ask)
    covered, total = float(counted.covered["households"]), float(counted.total["households"])
    missing = float(gaps["households"].sum())
    text = say("gaps.sum", covered=f"{covered:,.0f}", missing=f"{missing:,.0f}", total=f"{total:,.0f}")
    st.html(f'<div class="sum" data-covered="{covered:.0f}" data-missing="{missing:.0f}">{html.escape(text)}</div>')
    columns = [
        Column(say("gaps.rank"), "number"),
        Column(say("gaps.where")),
        Column(say("gaps.households"), "number"),
        Column(say("gaps.reason"), "tag"),
        Column(say("gaps.extra"), "number"),
    ]
    rows = []
    for rank, (gap_id, gap) in enumerate(gaps.iterrows(), start=1):
        extra_m = float(gap["extra_walk_m"])
        shown = f"+{extra_m:,.0f}" if np.isfinite(extra_m) else "—"
        reason = str(gap["reason"])
        rows.append(
            Row(
                str(gap_id),
                (str(rank), str(gap["name"]), f"{gap['households']:,.0f}", say(f"reason.{reason}"), shown),
                (rank, str(gap["name"]), float(gap["households"]), reason, extra_m if np.isfinite(extra_m) else None),
                tags=("", "", "", reason, ""),
            )
        )
    table_view(
        "gaps", columns, rows, say, chosen=page.look.chosen.of("gap"), on_choose=_choose("gap"), height=LIST_HEIGHT
    )


def false_panel(page: Asked) -> None:
    """List the homes that a drawn circle promises wrongly, worst first."""
    say, false = page.say, cached.false_cover(page.ask)
    missing = float(false["households"].sum())
    inside = missing + float(cached.counted(page.ask).covered["households"])
    text = say("false.sum", inside=f"{inside:,.0f}", missing=f"{missing:,.0f}")
    st.html(f'<div class="sum bad" data-missing="{missing:.0f}">{html.escape(text)}</div>')
    buildings = page.city.get("buildings")
    columns = [
        Column(say("false.where")),
        Column(say("false.households"), "number"),
        Column(say("false.straight"), "number"),
        Column(say("false.walk"), "number"),
    ]
    names = buildings["name"].reindex(false.index)
    homes = false.head(_MOST_FALSE_ROWS)
    rows = [
        Row(
            str(home),
            (
                str(name or home),
                f"{households:,.0f}",
                f"{straight_m:,.0f}",
                f"{walk_m:,.0f}" if np.isfinite(walk_m) else "—",
            ),
            (str(name or home), float(households), float(straight_m), float(walk_m) if np.isfinite(walk_m) else None),
        )
        for home, name, households, straight_m, walk_m in zip(
            homes.index, names, homes["households"], homes["straight_m"], homes["walk_m"], strict=False
        )
    ]
    chosen = page.look.chosen.of("building")
    table_view("false", columns, rows, say, chosen=chosen, on_choose=_choose("building"), height=LIST_HEIGHT)


def walk_card(page: Asked, walk: ExplainedWalk) -> None:
    """Show the walk of the building that was clicked."""
    say = page.say
    name = walk.building_name or walk.building_id
    lines = [f"<b>{html.escape(say('walk.title', name=name))}</b>"]
    if walk.walk is None:
        lines.append(html.escape(say("walk.nobody" if walk.households <= 0 else "walk.none")))
    else:
        found = walk.walk
        lines.append(
            html.escape(
                say(
                    "walk.line",
                    facility=walk.facility_name,
                    metres=f"{found.length_m:,.0f}",
                    minutes=f"{found.time_s / 60:.1f}",
                    straight=f"{found.straight_m:,.0f}",
                    detour=f"{found.detour:.2f}",
                )
            )
        )
        streets = " → ".join(name or say("walk.off_street") for name in streets_along(found))
        lines.append(f"<small>{html.escape(say('walk.streets', streets=streets))}</small>")
    with st.container(key="walk_card"):
        st.html('<div class="walk">' + "<br>".join(lines) + "</div>")
        st.button(say("chosen.clear"), key="walk_clear", on_click=change_link, kwargs={"chosen": ""}, type="tertiary")


def _choose(kind: str) -> Callable[[str], None]:
    def took(feature_id: str) -> None:
        ask_for_focus()
        change_link(chosen=str(Chosen(kind, feature_id)))

    return took


def _others(page: Asked) -> str:
    counted, say = cached.counted(page.ask), page.say
    rows = []
    for group in GROUPS[1:]:
        if group not in counted.total.index or not counted.total[group] > 0:
            continue
        part, whole = float(counted.covered[group]), float(counted.total[group])
        rows.append(
            f"<tr><th>{html.escape(say(f'group.{group}'))}</th><td class='n'>{part:,.0f} / {whole:,.0f} "
            f"{html.escape(say(f'unit.{group}'))}</td><td class='p'>{share_text(part, whole)}</td>"
            f"<td class='b'><i style='width:{100 * part / whole:.1f}%'></i></td></tr>"
        )
    return f'<table class="others"><tbody>{"".join(rows)}</tbody></table>'


def _hours_note(page: Asked) -> str:
    state = cached.opened(page.key, page.question.subject, page.question.moment)
    if not state.closed_ids and not state.unknown_ids:
        return ""
    return page.say("cover.closed", closed=len(state.closed_ids), unknown=len(state.unknown_ids))
