"""数据: what is loaded and from where; files brought in, and which ones were; what the levels are called here."""

import html

import streamlit as st

from geo.city import City
from geo.errors import NotEnoughDataError
from geo.readers import require_enough_data
from pages.ui.asked import change_link
from pages.ui.cities import HOME_CITY, city_key, open_city
from pages.ui.city_facts import facts_html, layer_columns, layer_rows, layer_table, problem_rows, problem_table
from pages.ui.controls import choose
from pages.ui.giving_back import city_saver
from pages.ui.hierarchy_panel import hierarchy_panel
from pages.ui.import_history import history_panel
from pages.ui.import_panel import import_panel
from pages.ui.importing import import_form
from pages.ui.language import current_words
from pages.ui.levels import city_words
from pages.ui.people_words import community_columns, community_rows
from pages.ui.problems import plain, problems_as_sentences
from pages.ui.saving import plain_table_saver
from pages.ui.state import Question
from pages.ui.table_view import Column, table_view
from pages.words import Words

PANELS = ("loaded", "import", "history", "levels")

say = current_words()
question = Question.from_link(st.query_params.to_dict())


def panel_word(panel: str) -> str:
    return say(f"panel_data.{panel}")


def about(city: City, say: Words) -> None:
    st.html(facts_html(city, say))
    try:
        require_enough_data(city)
    except NotEnoughDataError as error:
        st.warning(plain(error.said_in(say.language)), icon=":material/info:")
    factors = community_rows(city, say)
    if factors:
        with st.expander(say("people.factors", count=len(factors))):
            table_view("people", community_columns(say), factors, say, height="320px")
    st.html(f'<h2 class="small">{html.escape(say("data.layers"))}</h2>')
    layers = layer_table(city, say)
    table_view("layers", layer_columns(say), layer_rows(layers), say)
    plain_table_saver(city, "layers", layers, say)
    problems(city, say)


def problems(city: City, say: Words) -> None:
    st.html(f'<h2 class="small">{html.escape(say("data.problems"))}</h2>')
    if not city.problems:
        st.html(f'<p class="quiet">{html.escape(say("data.no_problems"))}</p>')
        return
    table = problem_table(city, say)
    table_view(
        "problems", [Column("#", "number"), Column(say("data.problem"))], problem_rows(table), say, height="320px"
    )
    plain_table_saver(city, "problems", table, say)


def loaded() -> None:
    left, right = st.columns([2.05, 1], gap="medium")
    with right, st.container(border=True, key="open_city"):
        st.html(f'<h2 class="small">{html.escape(say("data.open"))}</h2>')
        import_form(say)
        if question.city != HOME_CITY:
            st.button(
                say("data.home"), key="go_home", on_click=change_link, kwargs={"city": ""}, icon=":material/home:"
            )
    with left, problems_as_sentences():
        city = opened()
        about(city, city_words(city.notes, say))
    with right, problems_as_sentences():
        city_saver(city, city_words(city.notes, say))


def opened() -> City:
    with st.spinner(say("busy.import")):
        return open_city(city_key(question.city))


panel = st.query_params.get("panel", PANELS[0])
panel = panel if panel in PANELS else PANELS[0]
choose("panel", say("data.layers"), PANELS, panel, panel_word, kind="segments", is_label_hidden=True)
with problems_as_sentences():
    if panel == "import":
        import_panel(question.city, say)
    elif panel == "history":
        city = opened()
        history_panel(city, city_words(city.notes, say))
    elif panel == "levels":
        hierarchy_panel(opened(), question.city, say)
    else:
        loaded()
