"""Let people take away what they see: tables as CSV and XLSX, layers as GeoJSON and GeoPackage, the sheet on A3."""

import html
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import get_args

import pandas as pd
import streamlit as st
from geopandas import GeoDataFrame

from geo.briefing import CoverageAnswer, Imprint, coverage_imprint, coverage_sheet, file_name, layer_bytes, table_bytes
from geo.briefing.layers import LayerFormat
from geo.briefing.tables import TableFormat
from geo.city import City
from geo.streets import PROFILES
from pages.ui import cached
from pages.ui.asked import Asked
from pages.ui.circle_map import rings_of
from pages.ui.definitions import limit_words, subject_words
from pages.words import Words

__all__ = ["answer_of", "city_imprint", "layer_saver", "plain_table_saver", "sheet_saver", "table_saver"]

_MIMES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "png": "image/png",
    "pdf": "application/pdf",
}
_SHEET = "sheet_files"


def table_saver(page: Asked, name: str, table: Callable[[], pd.DataFrame]) -> None:
    """Draw two buttons that write a table when they are pressed."""

    def written(form: TableFormat) -> bytes:
        return table_bytes(table(), form, imprint(page), language=page.say.language)

    with st.container(key=f"save_{name}", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<span class="save-name">{html.escape(page.say(f"file.{name}"))}</span>')
        for form in get_args(TableFormat):
            _button(page, name, form, partial(written, form))


def layer_saver(page: Asked) -> None:
    """Draw the choice of a layer of the answer and two buttons that write it."""
    say, layers = page.say, _layers(page)
    name = st.selectbox(
        say("save.which"), list(layers), format_func=lambda key: say(f"layer.{key}"), key="save_layer_choice"
    )

    def written(form: LayerFormat) -> bytes:
        return layer_bytes(layers[name](), form, imprint(page), name=name)

    with st.container(key="save_layer", horizontal=True, gap="small"):
        for form in get_args(LayerFormat):
            _button(page, name, form, partial(written, form))


def sheet_saver(page: Asked) -> None:
    """Draw the button of the A3 sheet; when it is drawn, its two files."""
    say = page.say
    if st.button(say("sheet.button"), key="sheet", icon=":material/print:", type="primary"):
        with st.spinner(say("busy.sheet"), show_time=True):
            sheet = coverage_sheet(page.city, answer_of(page), made_on=date.today(), language=say.language)  # noqa: DTZ011
            st.session_state[_SHEET] = (page.ask, {"png": sheet.png(), "pdf": sheet.pdf()})
    ask, files = st.session_state.get(_SHEET, (None, {}))
    if ask == page.ask:
        for form, content in files.items():
            _button(page, "sheet", form, content, say(f"sheet.{form}"))


def plain_table_saver(city: City, name: str, table: pd.DataFrame, say: Words) -> None:
    """Draw two buttons that write a table about the city's data."""

    def written(form: TableFormat) -> bytes:
        return table_bytes(table, form, city_imprint(city), language=say.language)

    with st.container(key=f"save_{name}", horizontal=True, gap="small"):
        for form in get_args(TableFormat):
            _download(city.name, name, form, partial(written, form), say)


def city_imprint(city: City) -> Imprint:
    """Return what a file about the city's own data says about itself."""
    sources = tuple(f"{row.layer}: {row.source} {row.as_of}".strip() for row in city.provenance)
    return Imprint(city.name, (), sources, date.today(), is_synthetic=city.is_synthetic)  # noqa: DTZ011


def answer_of(page: Asked) -> CoverageAnswer:
    """Return all that was answered to the question of the page, for sheets and imprints."""
    facilities = cached.facilities(page.key, page.question.subject)
    return CoverageAnswer(
        cached.counted(page.ask),
        PROFILES[page.question.profile],
        facilities,
        subject_words(page.question.subject, page.say),
        false=cached.false_cover(page.ask),
        areas=cached.walk_areas(page.ask),
        circles=cached.straight_circles(page.ask),
        gaps=cached.found_gaps(page.ask),
    )


def imprint(page: Asked) -> Imprint:
    """Return what every file of this page says about itself."""
    return coverage_imprint(page.city, answer_of(page), made_on=date.today(), language=page.say.language)  # noqa: DTZ011


def _button(page: Asked, name: str, form: str, data: bytes | Callable[[], bytes], label: str = "") -> None:
    words = f"{limit_words(page.question.limit, page.say)}{subject_words(page.question.subject, page.say)}"
    _download(f"{page.city.name}_{words}", name, form, data, page.say, label)


def _download(about: str, name: str, form: str, data: bytes | Callable[[], bytes], say: Words, label: str = "") -> None:
    family = next(family for family in ("file", "layer", "city_layer") if say.has(f"{family}.{name}"))
    st.download_button(
        label or say(f"save.{form}"),
        data,
        file_name(about, say(f"{family}.{name}"), made_on=date.today(), suffix=form),  # noqa: DTZ011
        _MIMES[form],
        key=f"save_{name}_{form}",
        on_click="ignore",
        icon=":material/download:",
    )


def _layers(page: Asked) -> dict[str, Callable[[], GeoDataFrame]]:
    ask, subject = page.ask, page.question.subject
    mode = page.look.area if page.look.area != "none" else "dissolve"
    return {
        "walk_area": lambda: cached.walk_areas(ask, rings_of(page), mode),
        "circles": lambda: cached.straight_circles(ask),
        "reached": lambda: cached.walked_streets(ask),
        "gaps": lambda: cached.found_gaps(ask),
        "facilities": lambda: cached.facilities(page.key, subject),
        "homes": lambda: _homes(page),
    }


def _homes(page: Asked) -> GeoDataFrame:
    """Every building with households: whether it is covered, falsely covered, and how far it walks."""
    counted = cached.counted(page.ask)
    near = cached.nearest(page.key, page.question.subject, page.question.profile, page.question.limit.unit)
    homes = page.city.get("buildings").loc[counted.is_covered.index]
    return homes.assign(
        is_covered=counted.is_covered,
        is_falsely_covered=homes.index.isin(cached.false_cover(page.ask).index),
        nearest_facility_id=near["facility_id"],
        walk_m=near["walk_m"],
    )
