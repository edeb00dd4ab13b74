"""Try a change on the map: add or close a facility, open or make a gate; say at once who gains and who loses."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from geo import circles
from geo.circles import AddFacility, CloseFacility, NewGate, OpenGate, WhatIf
from geo.circles.what_if import Change
from geo.streets import PROFILES
from pages.map.component import Picked
from pages.ui import cached
from pages.ui.asked import Asked
from pages.ui.cached import Ask
from pages.ui.cities import open_city
from pages.ui.look import Look

__all__ = ["Tried", "change_of", "place_of", "tried"]

_DIGITS = 6


@dataclass(frozen=True, eq=False)
class Tried:
    """A change and what it does; `gained` and `lost` are the homes whose answer changes, with their counts."""

    change: Change
    result: WhatIf
    gained: pd.DataFrame
    lost: pd.DataFrame


def place_of(change: str, picked: Picked) -> str:
    """Return what a click means for a change, as it stands in the link; "" if the click is on nothing that fits."""
    if change in ("add", "new_gate"):
        return f"{picked.lon:.{_DIGITS}f},{picked.lat:.{_DIGITS}f}"
    wanted = {"close": "facility", "open_gate": "gate"}[change]
    return picked.feature_id if picked.kind == wanted else ""


def change_of(look: Look) -> Change | None:
    """Read the change and its place from the link; None if there is none yet or nobody can read it."""
    if not look.place:
        return None
    if look.change == "close":
        return CloseFacility(look.place)
    if look.change == "open_gate":
        return OpenGate(look.place)
    try:
        lon, lat = (float(part) for part in look.place.split(","))
    except ValueError:
        return None
    return AddFacility(lon, lat) if look.change == "add" else NewGate(lon, lat)


def tried(page: Asked) -> Tried | None:
    """
    Return what the change in the link would do, if there is one.

    Raises
    ------
    SettingError
        If the gate or facility does not exist, or no wall is near a new gate.
    """
    change = change_of(page.look) if page.look.panel == "change" else None
    if change is None:
        return None
    result = _result(page.ask, change)
    return Tried(change, result, result.gained, result.lost)


@st.cache_resource(show_spinner=False, max_entries=24)
def _result(ask: Ask, change: Change) -> WhatIf:
    state = cached.opened(ask.city_key, ask.subject, ask.moment)
    return circles.what_if(
        open_city(ask.city_key),
        cached.facilities(ask.city_key, ask.subject),
        change,
        ask.limit.limit_m,
        limit_min=ask.limit.limit_min,
        profile=PROFILES[ask.profile],
        network=cached.network(ask.city_key, ask.profile),
        open_ids=None if ask.moment == "any" else state.open_ids,
    )
