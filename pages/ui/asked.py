"""Read what this page is asked from its link, and find the city that it is about."""

from dataclasses import dataclass

import streamlit as st

from geo.city import City
from pages.ui import cached
from pages.ui.cached import Ask
from pages.ui.cities import city_key, open_city
from pages.ui.language import current_words
from pages.ui.look import Look
from pages.ui.state import Question
from pages.words import Words

__all__ = ["Asked", "asked", "change_link"]


@dataclass(frozen=True)
class Asked:
    """The question of a page, the city it is about, what its answers hang on, how they are shown and in which words."""

    question: Question
    look: Look
    key: str
    city: City
    ask: Ask
    say: Words


def asked() -> Asked:
    """
    Read the link of this page.

    Raises
    ------
    NoSuchFileError, BrokenFileError, LayerError, NotEnoughDataError
    """
    say = current_words()
    parameters = st.query_params.to_dict()
    question = Question.from_link(parameters)
    key = city_key(question.city)
    with st.spinner(say("busy.first")):
        city = open_city(key)
        cached.require_ready(key)
    question = cached.subject_of(question, key)
    return Asked(question, Look.from_link(parameters), key, city, Ask.of(question, key), say)


def change_link(**values: str) -> None:
    """Change parameters of this page's link; an empty value takes one out."""
    for name, value in values.items():
        if value:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]
