"""Draw the service circles: buildings by answer, walking areas, straight circles, gaps, a walk or change looked at."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from geo.circles import CloseFacility
from pages.map.component import MAP_KEY, Picked, picked_of, planner_map
from pages.ui import cached, drawn, features
from pages.ui.asked import Asked, change_link
from pages.ui.controls import PRESETS
from pages.ui.definitions import limit_words
from pages.ui.features import legend
from pages.ui.look import Chosen
from pages.ui.state import Limit
from pages.ui.trying import Tried, place_of
from pages.ui.walks import ExplainedWalk

__all__ = ["ask_for_focus", "circle_map", "rings_of"]

_FOCUS = "map_focus"
_MOST_SIGNS = 6
#: How close the map goes to look at something, as a zoom; around a facility one wants to see whom it serves.
_CLOSEST = {"area": 16, "facility": 15.5, "gate": 16}
HEIGHT = "max(430px, calc(100vh - 158px))"


def circle_map(page: Asked, change: Tried | None, walk: ExplainedWalk | None) -> None:
    """Draw the map of the page; what is clicked on it changes the link."""
    answer = _answer(page, change, walk)
    data = features.map_data(
        page.city,
        page.key,
        drawn.place(page.key),
        page.say,
        answer,
        _entries(page, change, walk),
        focus=_focus(page),
        hint=_hint(page),
        height=HEIGHT,
        began_s=page.began_s,
    )
    planner_map(data, on_pick=lambda: _take(page, picked_of(st.session_state[MAP_KEY].get("picked"))))


def rings_of(page: Asked) -> tuple[float, ...]:
    """Return the smaller usual limits of the same unit, if rings are shown."""
    limit = page.question.limit
    if not page.look.rings:
        return ()
    return tuple(float(ring.amount) for ring in PRESETS if ring.unit == limit.unit and ring.amount < limit.amount)


def ask_for_focus() -> None:
    """Let the map look at what is chosen when it is next drawn; otherwise it stays where it is."""
    st.session_state[_FOCUS] = st.session_state.get(_FOCUS, 0) + 1


def _answer(page: Asked, change: Tried | None, walk: ExplainedWalk | None) -> dict[str, Any]:
    look, ask, city = page.look, page.ask, page.city
    counted = change.result.after if change else cached.counted(ask)
    origin = drawn.place(page.key).origin
    answer: dict[str, Any] = {
        "codes": features.building_codes(
            city,
            counted,
            cached.false_cover(ask).index,
            bands=_bands(page) if look.rings and not change else None,
            gained=change.gained.index if change else None,
            lost=change.lost.index if change else None,
        ),
        "boundaries": _boundaries(page),
        "name_level": "community_id",
        "walks": drawn.walks(page.key, ask.subject, ask.profile, ask.limit.unit),
        "facilities": _signs(page, change),
    }
    if look.area != "none" and not change:
        answer["walk_areas"] = drawn.walk_areas(ask, rings_of(page), look.area)
    if look.streets:
        answer["reached"] = drawn.reached(ask)
    if look.circles:
        answer["circles"] = drawn.circles(ask, is_one=look.area != "keep")
    if look.panel == "gaps":
        answer["gaps"] = drawn.gaps(ask, page.say.language)
        answer["chosen_gap"] = look.chosen.of("gap")
    if look.panel == "change" and look.change in ("open_gate", "new_gate"):
        answer["gates"] = _gates(page, change)
    if look.panel == "change" and look.change == "new_gate":
        answer["walls"] = drawn.walls(page.key)
    if walk is not None and walk.walk is not None:
        label = page.say("walk.label", metres=f"{walk.walk.length_m:,.0f}", minutes=f"{walk.walk.time_s / 60:.0f}")
        answer["walk"] = features.walk_features(walk.walk, origin, label)
    return answer


def _bands(page: Asked) -> pd.Series:
    """Number the ring in which each home lies: 1 the nearest."""
    near = cached.nearest(page.key, page.question.subject, page.question.profile, page.question.limit.unit)
    walks = near["walk_m"] if page.question.limit.unit == "m" else near["walk_s"] / 60
    bounds = np.array([*rings_of(page), page.question.limit.amount], float)
    band = np.minimum(np.searchsorted(bounds, walks.to_numpy(float) - 0.001) + 1 + (3 - len(bounds)), 3)
    return pd.Series(np.where(walks.notna(), band, np.nan), index=near.index)


def _signs(page: Asked, change: Tried | None) -> list[dict[str, Any]]:
    """Signs of facilities; one that a change closes is crossed out, one that it adds is ringed."""
    say, question = page.say, page.question
    signs = drawn.signs(page.key, question.subject, question.moment, say.language)
    if change is None:
        return signs
    if isinstance(change.change, CloseFacility):
        gone = str(change.change.facility_id)
        return [{**sign, "state": "closed"} if sign["id"] == gone else sign for sign in signs]
    facilities = change.result.facilities
    added = facilities[~facilities.index.isin(cached.facilities(page.key, question.subject).index)]
    new = dict.fromkeys(added.index, "new")
    return signs + features.facility_features(added, drawn.place(page.key).origin, say, new)


def _gates(page: Asked, change: Tried | None) -> list[dict[str, Any]]:
    """Gates that are closed, and those that the change opened or made."""
    before = page.city.get("gates")
    after = change.result.city.get("gates") if change else before
    closed_ids = before.index[~before["is_open"]]
    shown = after[after.index.isin(closed_ids) | ~after.index.isin(before.index)]
    return features.gate_features(shown, drawn.place(page.key).origin, page.say)


def _boundaries(page: Asked) -> list[str]:
    level = page.question.level
    return {"street_id": ["street_id"], "grid_id": ["grid_id", "community_id"]}.get(
        level, ["community_id", "street_id"]
    )


def _entries(page: Asked, change: Tried | None, walk: ExplainedWalk | None) -> Sequence[Mapping[str, str]]:
    say, look = page.say, page.look
    entries = [("c", say("legend.covered"))]
    if look.rings and not change:
        bounds = [*rings_of(page), page.question.limit.amount]
        unit = page.question.limit.unit
        entries = [
            (str(number + 3 - len(bounds)), say("legend.ring", limit=limit_words(Limit(int(bound), unit), say)))
            for number, bound in enumerate(bounds, start=1)
        ]
    entries += [("g", say("legend.gap")), ("f", say("legend.false"))]
    if change:
        entries += [("+", say("legend.gained")), ("-", say("legend.lost"))]
    if look.area != "none" and not change:
        entries.append(("walk", say("legend.walk_area")))
    if look.streets:
        entries.append(("reached", say("layer.reached")))
    if look.circles:
        entries.append(("circle", say("legend.circle", radius=f"{page.ask.radius_m:,.0f}")))
    if look.panel == "gaps":
        entries.append(("gap", say("legend.gap_area")))
    if look.panel == "change" and look.change in ("open_gate", "new_gate"):
        entries += [("gate:closed", say("legend.gate_closed")), ("gate:open", say("legend.gate_open"))]
    if look.panel == "change" and look.change == "new_gate":
        entries.append(("wall", say("legend.wall")))
    if walk is not None and walk.walk is not None:
        entries.append(("route", say("legend.route")))
    kinds = cached.facilities(page.key, page.question.subject)["kind"].drop_duplicates().tolist()[:_MOST_SIGNS]
    entries += [(f"sign:{kind}", say.name("kind", kind)) for kind in kinds]
    entries += [(f"line:{level}", say(f"legend.{level}")) for level in _boundaries(page) if _has(page, level)]
    return legend(*entries)


def _has(page: Asked, level: str) -> bool:
    return len(page.city.get(features.AREA_LAYERS[level])) > 0


def _hint(page: Asked) -> str:
    return page.say(f"change.hint_{page.look.change}") if page.look.panel == "change" else ""


def _focus(page: Asked) -> Mapping[str, Any] | None:
    """Look at what is chosen: when a list asked for it, or when the page was opened by a link to it."""
    if _FOCUS not in st.session_state:
        st.session_state[_FOCUS] = 1 if page.look.chosen.kind else 0
    wish = st.session_state[_FOCUS]
    chosen = page.look.chosen
    if not wish or not chosen.kind:
        return None
    layer = {
        "gap": lambda: cached.found_gaps(page.ask),
        "building": lambda: page.city.get("buildings"),
        "facility": lambda: page.city.get("facilities"),
        "gate": lambda: page.city.get("gates"),
        "area": lambda: page.city.get(features.AREA_LAYERS.get(page.question.level, "communities")),
    }[chosen.kind]()
    rows = layer.geometry[layer.index.astype(str) == chosen.feature_id]
    if len(rows) == 0:
        return None
    return features.focus_on(rows, f"{wish} {chosen}", _CLOSEST.get(chosen.kind, 17))


def _take(page: Asked, picked: Picked | None) -> None:
    if picked is None:
        return
    if page.look.panel == "change":
        place = place_of(page.look.change, picked)
        if place:
            change_link(place=place, chosen="")
    elif picked.kind in ("building", "gap", "facility"):
        change_link(chosen=str(Chosen(picked.kind, picked.feature_id)))
