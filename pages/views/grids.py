"""网格: draw and balance the grids of a city in a draft, check them, and save them."""

import streamlit as st

from pages.ui.cities import city_key, open_city
from pages.ui.grid_desk import Desk, editor, work_on
from pages.ui.grid_side import panel
from pages.ui.language import current_words
from pages.ui.levels import city_words
from pages.ui.problems import problems_as_sentences
from pages.ui.state import Question

question = Question.from_link(st.query_params.to_dict())
key = city_key(question.city)
city = open_city(key)
say = city_words(city.notes, current_words())
desk = Desk(question.city, key, city, say)

draft = work_on(desk)
if draft is not None:
    left, right = st.columns([2.4, 1], gap="small")
    with left:
        editor(desk, draft)
    with right, problems_as_sentences():
        panel(desk, draft)
