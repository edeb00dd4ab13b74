"""Show what a change would do: before and after, who gains, and always who loses."""

import html

import pandas as pd
import streamlit as st

from pages.ui import cached
from pages.ui.asked import Asked, change_link
from pages.ui.circle_map import ask_for_focus
from pages.ui.controls import choose
from pages.ui.look import CHANGES, Chosen
from pages.ui.table_view import Column, Row, table_view
from pages.ui.trying import Tried

__all__ = ["change_panel"]


def change_panel(page: Asked, change: Tried | None) -> None:
    """Draw the choice of a change and its result."""
    say = page.say
    gates = page.city.get("gates")
    has_closed_gate = len(gates) > 0 and bool((~gates["is_open"]).any())
    choose(
        "change",
        say("change.title"),
        CHANGES,
        page.look.change,
        lambda kind: say(f"change.{kind}"),
        kind="segments",
        is_label_hidden=True,
        write=lambda kind: change_link(change="" if kind == CHANGES[0] else kind, place=""),
    )
    if page.look.change == "open_gate" and not has_closed_gate:
        st.html(f'<p class="quiet">{html.escape(say("change.no_gates"))}</p>')
        return
    if change is None:
        st.html(f'<p class="quiet">{html.escape(say("change.none_yet"))}</p>')
        _candidates(page)
        return
    st.html(_result(page, change))
    st.button(say("change.undo"), key="change_undo", icon=":material/undo:", on_click=change_link, kwargs={"place": ""})
    for name, homes, title in (
        ("gained", change.gained, "change.who_gains"),
        ("lost", change.lost, "change.who_loses"),
    ):
        if len(homes):
            st.html(f'<div class="others-title">{html.escape(say(title))}</div>')
            _homes(page, name, homes)


def _candidates(page: Asked) -> None:
    """List what can be closed or opened: the map is not the only way to point at it."""
    say = page.say
    if page.look.change == "close":
        layer = cached.facilities(page.key, page.question.subject)
        kind, notes = "facility", [say.name("kind", kind) for kind in layer["kind"]]
    elif page.look.change == "open_gate":
        layer = page.city["gates"]
        layer = layer[~layer["is_open"]]
        compounds = page.city.get("compounds")["name"]
        kind, notes = "gate", [str(compounds.get(compound, "")) for compound in layer["compound_id"]]
    else:
        return

    def took(feature_id: str) -> None:
        ask_for_focus()
        change_link(place=feature_id, chosen=str(Chosen(kind, feature_id)))

    labels = [str(name) or say(f"{kind}.name") for name in layer["name"]]
    rows = [
        Row(str(feature_id), (label, note), (label, note))
        for feature_id, label, note in zip(layer.index, labels, notes, strict=True)
    ]
    columns = [Column(say(f"{kind}.name")), Column(say(f"{kind}.where"))]
    table_view("candidates", columns, rows, say, on_choose=took, height="max(240px, calc(100vh - 330px))")


def _result(page: Asked, change: Tried) -> str:
    say = page.say
    before, after = (float(c.covered["households"]) for c in (change.result.before, change.result.after))
    total = float(change.result.after.total["households"])
    text = say("change.result", before=f"{before:,.0f}", after=f"{after:,.0f}", difference=f"{after - before:+,.0f}")
    share = f"{before / total:.1%} → {after / total:.1%}" if total > 0 else ""
    lines = "".join(
        f'<div class="side {name}"><span>{html.escape(say(title))}</span>{html.escape(_people(page, homes))}</div>'
        for name, title, homes in (("gains", "change.gains", change.gained), ("loses", "change.loses", change.lost))
    )
    return (
        f'<div class="change" data-before="{before:.0f}" data-after="{after:.0f}"><b>{html.escape(text)}</b>'
        f"<span>{share}</span>{lines}</div>"
    )


def _people(page: Asked, homes: pd.DataFrame) -> str:
    sums = {name: float(homes[name].sum()) if name in homes else 0.0 for name in ("households", "people", "elderly")}
    return page.say("change.gains_line", **{name: f"{value:,.0f}" for name, value in sums.items()})


def _homes(page: Asked, name: str, homes: pd.DataFrame) -> None:
    say = page.say
    names = page.city.get("buildings")["name"].reindex(homes.index)
    people = homes["people"] if "people" in homes else homes["households"] * 0
    rows = [
        Row(str(home), (str(label or home), f"{h:,.0f}", f"{p:,.0f}"), (str(label or home), float(h), float(p)))
        for home, label, h, p in zip(homes.index, names, homes["households"], people, strict=True)
    ]
    columns = [
        Column(say("false.where")),
        Column(say("gaps.households"), "number"),
        Column(say("gaps.people"), "number"),
    ]

    def took(home: str) -> None:
        ask_for_focus()
        change_link(chosen=str(Chosen("building", home)))

    table_view(name, columns, rows, say, chosen=page.look.chosen.of("building"), on_choose=took, height="190px")
