"""层级名称: choose the levels that a city works with, call each as the city does, and keep that with the city."""

import html
from dataclasses import replace

import streamlit as st

from geo.city import City
from geo.errors import PlannerError, SettingError
from geo.hierarchy import (
    HEAD_ROLES,
    HIERARCHIES,
    LEVEL_NAMES,
    LONGEST_NAME,
    ORG_KINDS,
    Hierarchy,
    Level,
    hierarchy_of,
    renamed,
    with_hierarchy,
)
from geo.sentences import said_in
from pages.ui.asked import change_link
from pages.ui.cities import keep_city
from pages.ui.import_history import LEVELS_ROLE, before_now, noted
from pages.ui.problems import plain
from pages.ui.table_view import Column, Row, table_view
from pages.words import Words

__all__ = ["hierarchy_panel", "level_count", "with_levels"]

_LAYERS = {"street": "street_offices", "community": "communities", "grid": "grids", "compound": "compounds"}


def hierarchy_panel(city: City, city_name: str, say: Words) -> None:
    """Draw the choice of the levels, their names to be edited, and what each level holds."""
    kept = hierarchy_of(city.notes)
    st.html(
        f'<h2 class="small">{html.escape(say("levels.title"))}</h2>'
        f'<p class="quiet">{html.escape(say("levels.help"))}</p>'
    )
    left, right = st.columns([1, 1.15], gap="medium")
    with left:
        chosen = _chosen(kept, city_name, say)
        _names(chosen, kept, city, city_name, say)
    with right:
        table_view("levels", _columns(say), _rows(chosen, city, say), say)


def with_levels(city: City, hierarchy: Hierarchy) -> City:
    """Return the city with these levels in its notes, and an entry in its history."""
    names = {language: _in_a_row(hierarchy, language) for language in ("zh", "en")}
    zh, en = f"{hierarchy.zh}：{names['zh']}", f"{hierarchy.en}: {names['en']}"
    return noted(replace(city, notes=with_hierarchy(city.notes, hierarchy)), LEVELS_ROLE, zh=zh, en=en)


def level_count(city: City, level: str) -> float | None:
    """Return how many areas of a level a city has, None where it does not say."""
    if level == "city":
        return 1.0
    if level in _LAYERS:
        return float(len(city[_LAYERS[level]])) if _LAYERS[level] in city.layers else None
    homes = city.get("buildings")
    if level == "building":
        return float(len(homes)) if len(homes) else None
    units = float(homes["units"].sum()) if level == "unit" and "units" in homes else 0.0
    return units or None


def _chosen(kept: Hierarchy, city_name: str, say: Words) -> Hierarchy:
    """Ask for one of the known hierarchies; the kept one stands with the names it was given."""
    known = {**HIERARCHIES, kept.key: kept}
    key = st.selectbox(
        say("levels.preset"),
        list(known),
        index=list(known).index(kept.key),
        format_func=lambda key: said_in(say.language, known[key].name),
        key=f"levels_preset_{city_name}",
    )
    return known[key]


def _names(chosen: Hierarchy, kept: Hierarchy, city: City, city_name: str, say: Words) -> None:
    """Draw the form with a Chinese and an English name for each level."""
    with st.form(f"levels_{city_name}_{chosen.key}", border=True):
        typed: dict[str, tuple[str, str]] = {
            level.level: _name_inputs(level, f"{city_name}_{chosen.key}", say) for level in chosen.levels
        }
        with st.container(horizontal=True, gap="small", key="levels_buttons"):
            is_saved = st.form_submit_button(say("levels.save"), type="primary", icon=":material/save:")
            is_reset = HIERARCHIES.get(chosen.key, chosen) != chosen and st.form_submit_button(
                say("levels.reset"), icon=":material/undo:"
            )
    if not (is_saved or is_reset):
        return
    try:
        wanted = HIERARCHIES[chosen.key] if is_reset else _renamed(chosen, typed)
        _keep(wanted, kept, city, city_name)
    except PlannerError as error:
        st.error(plain(error.said_in(say.language)), icon=":material/info:")


def _name_inputs(level: Level, key: str, say: Words) -> tuple[str, str]:
    usual = _capital(said_in(say.language, LEVEL_NAMES[level.level]))
    with st.container(horizontal=True, gap="small", wrap=False):
        return (
            st.text_input(say("levels.zh", level=usual), level.zh, LONGEST_NAME, key=f"level_{key}_{level.level}_zh"),
            st.text_input(say("levels.en", level=usual), level.en, LONGEST_NAME, key=f"level_{key}_{level.level}_en"),
        )


def _renamed(chosen: Hierarchy, typed: dict[str, tuple[str, str]]) -> Hierarchy:
    wanted = chosen
    for level, (zh, en) in typed.items():
        wanted = renamed(wanted, level, zh, en)
    for language in ("zh", "en"):
        names = [said_in(language, level.name) for level in wanted.levels]
        twice = next((name for name in names if names.count(name) > 1), "")
        if twice:
            raise SettingError(
                f'Two levels are both called "{twice}"; call one of them otherwise.',
                zh=f"有两级都叫“{twice}”，请改掉其中一个。",
            )
    return wanted


def _keep(wanted: Hierarchy, kept: Hierarchy, city: City, city_name: str) -> None:
    if wanted == kept:
        return
    change_link(city=keep_city(with_levels(city, wanted), before_now(city_name, city)))
    st.rerun()


def _columns(say: Words) -> list[Column]:
    return [
        Column(say("levels.level"), "short"),
        Column(say("levels.count"), "number"),
        Column(say("levels.organisation")),
        Column(say("levels.head"), "short"),
    ]


def _rows(hierarchy: Hierarchy, city: City, say: Words) -> list[Row]:
    rows = []
    for number, level in enumerate(hierarchy.levels):
        name = _capital(said_in(say.language, level.name))
        count = level_count(city, level.level)
        shown = "—" if count is None else f"{count:,.0f}"
        org = say("list.comma").join(said_in(say.language, ORG_KINDS[kind]) for kind in level.org_kinds) or "—"
        head = said_in(say.language, HEAD_ROLES[level.head_role]) if level.head_role else "—"
        optional = say("levels.optional") if level.is_optional else ""
        rows.append(Row(level.level, (f"{name}{optional}", shown, org, head), (float(number), count, org, head)))
    return rows


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _in_a_row(hierarchy: Hierarchy, language: str) -> str:
    return "–".join(said_in(language, level.name) for level in hierarchy.levels)
