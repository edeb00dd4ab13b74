"""数据: what is loaded, where it comes from and what was wrong with it; files brought in; another city opened."""

import html

import streamlit as st

from geo.city import City
from geo.readers.sufficiency import shortage
from pages.ui.asked import change_link
from pages.ui.cities import HOME_CITY, city_key, open_city
from pages.ui.city_facts import facts_html, layer_columns, layer_rows, layer_table, problem_table
from pages.ui.controls import choose
from pages.ui.giving_back import city_saver
from pages.ui.import_panel import import_panel
from pages.ui.importing import import_form
from pages.ui.language import current_words
from pages.ui.problems import plain, problems_as_sentences
from pages.ui.saving import plain_table_saver
from pages.ui.state import Question
from pages.ui.table_view import Column, Row, table_view

PANELS = ("loaded", "import")

say = current_words()
question = Question.from_link(st.query_params.to_dict())


def panel_word(panel: str) -> str:
    return say(f"panel_data.{panel}")


def about(city: City) -> None:
    st.html(facts_html(city, say))
    missing = shortage(city)
    if missing:
        st.warning(plain(missing), icon=":material/info:")
    st.html(f'<h2 class="small">{html.escape(say("data.layers"))}</h2>')
    layers = layer_table(city, say)
    table_view("layers", layer_columns(say), layer_rows(layers), say)
    plain_table_saver(city, "layers", layers, say)
    problems(city)


def problems(city: City) -> None:
    st.html(f'<h2 class="small">{html.escape(say("data.problems"))}</h2>')
    if not city.problems:
        st.html(f'<p class="quiet">{html.escape(say("data.no_problems"))}</p>')
        return
    rows = [Row(str(number), (str(number), text), (number, text)) for number, text in enumerate(city.problems, start=1)]
    table_view("problems", [Column("#", "number"), Column(say("data.problem"))], rows, say, height="320px")
    plain_table_saver(city, "problems", problem_table(city), say)


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
        with st.spinner(say("busy.import")):
            city = open_city(city_key(question.city))
        about(city)
    with right, problems_as_sentences():
        city_saver(city, say)


panel = st.query_params.get("panel", PANELS[0])
choose(
    "panel",
    say("data.layers"),
    PANELS,
    panel if panel in PANELS else PANELS[0],
    panel_word,
    kind="segments",
    is_label_hidden=True,
)
with problems_as_sentences():
    if panel == "import":
        import_panel(question.city, say)
    else:
        loaded()
