"""Ask what is assumed of buildings without households, and which shares of the people are old or young."""

import html
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from geo.errors import SettingError
from geo.intake.people import CommunityShares, GroupShares, PeopleAssumptions
from pages.ui.import_files import KeptFile
from pages.ui.problems import plain
from pages.words import Words

__all__ = ["STATED_SHARES", "Assumed", "people_form", "silent_buildings"]

#: Share of 60 and over in China, census of 2020; the other shares are assumptions for a county-level city, to be
#: verified on the spot.
STATED_SHARES = CommunityShares(elderly=0.187, elderly_80=0.025, children_0_6=0.07, children_7_14=0.10, disabled=0.03)
_GROUPS = ("elderly", "elderly_80", "children_0_6", "children_7_14", "disabled")
_FIGURES = ("population", "totals")


@dataclass(frozen=True, slots=True)
class Assumed:
    """What the planner assumes; no shares leave the groups as the files have them. Not usable, nothing is imported."""

    people: PeopleAssumptions = field(default_factory=PeopleAssumptions)
    shares: CommunityShares | None = None
    is_usable: bool = True


def silent_buildings(files: Iterable[KeptFile]) -> int:
    """Return how many buildings of the files have neither households nor people."""
    return sum(len(file.trial.silent) for file in files if file.is_ready and file.trial is not None)


def people_form(files: Iterable[KeptFile], say: Words) -> Assumed:
    """Draw the assumptions where they matter: buildings without households, or figures to be spread over buildings."""
    wanted = [file for file in files if file.is_ready]
    silent = silent_buildings(wanted)
    has_homes = any(file.role == "buildings" for file in wanted)
    if not silent and not has_homes and not any(file.role in _FIGURES for file in wanted):
        return Assumed()
    title = say("people.silent", count=f"{silent:,}") if silent else say("people.assume")
    with st.expander(title, expanded=bool(silent), icon=":material/calculate:"):
        st.html(f'<p class="quiet">{html.escape(say("people.help"))}</p>')
        people, shares = PeopleAssumptions(), None
        try:
            people = _assumptions(say)
            shares = _shares(say)
            GroupShares(default=shares)
        except SettingError as error:
            st.error(plain(error.said_in(say.language)), icon=":material/info:")
            return Assumed(is_usable=False)
    return Assumed(people, shares)


def _assumptions(say: Words) -> PeopleAssumptions:
    plain_figures = PeopleAssumptions()
    with st.container(key="people_sizes", horizontal=True, gap="small"):
        area_m2 = _number("people.area", plain_figures.floor_area_m2_per_person, say, least=1, most=1000, step=0.1)
        size = _number("people.size", plain_figures.people_per_household, say, least=0.5, most=20, step=0.01)
        occupancy = _percent("people.occupancy", plain_figures.occupancy_share, say)
        net = _percent("people.net", plain_figures.net_floor_share, say, least=1.0)
    st.html(f'<div class="others-title">{html.escape(say("people.storeys"))}</div>')
    with st.container(key="people_storeys", horizontal=True, gap="small"):
        storeys = tuple(
            (kind, _number(f"storeys.{kind}", assumed, say, least=1, most=130, step=1.0))
            for kind, assumed in plain_figures.storeys_of_kind
        )
    return replace(
        plain_figures,
        floor_area_m2_per_person=area_m2,
        people_per_household=size,
        occupancy_share=occupancy,
        net_floor_share=net,
        storeys_of_kind=storeys,
    )


def _shares(say: Words) -> CommunityShares | None:
    if not st.toggle(say("people.with_groups"), key="people_with_groups"):
        return None
    with st.container(key="people_groups", horizontal=True, gap="small"):
        shares: dict[str, Any] = {
            group: _percent(f"share.{group}", getattr(STATED_SHARES, group), say) for group in _GROUPS
        }
    st.html(f'<p class="quiet">{html.escape(say("people.groups_help"))}</p>')
    return CommunityShares(**shares)


def _percent(key: str, share: float, say: Words, *, least: float = 0.0) -> float:
    return _number(key, share * 100, say, least=least, most=100, step=0.1) / 100


def _number(key: str, value: float, say: Words, *, least: float, most: float, step: float) -> float:
    form = "%.0f" if step >= 1 else "%.2f" if step < 0.1 else "%.1f"
    return float(
        st.number_input(say(key), float(least), float(most), float(value), step, form, key=key.replace(".", "_"))
    )
