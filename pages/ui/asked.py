"""Read what this page is asked from its link, and find the city that it is about."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from geo.city import City
from pages.ui import cached
from pages.ui.cached import Ask
from pages.ui.cities import city_key, open_city
from pages.ui.language import current_words
from pages.ui.levels import city_words
from pages.ui.look import Look
from pages.ui.state import Question
from pages.words import Words

__all__ = ["Asked", "asked", "busy", "change_link"]


@dataclass(frozen=True)
class Asked:
    """The question of a page, its city, what answers hang on, how and in which words they are shown, and since when."""

    question: Question
    look: Look
    key: str
    city: City
    ask: Ask
    say: Words
    began_s: float = 0.0


def asked() -> Asked:
    """
    Read the link of this page.

    Raises
    ------
    NoSuchFileError, BrokenFileError, LayerError, NotEnoughDataError
    """
    began_s = time.perf_counter()
    say = current_words()
    parameters = st.query_params.to_dict()
    question = Question.from_link(parameters)
    key = city_key(question.city)
    with busy(say("busy.first"), "opening"):
        city = open_city(key)
        cached.require_ready(key)
        cached.network(key, question.profile)
    say = city_words(city.notes, say)
    if question.unread:
        st.info(say("link.unread", names=", ".join(question.unread)), icon=":material/link_off:")
    question = cached.subject_of(question, key)
    return Asked(question, Look.from_link(parameters), key, city, Ask.of(question, key), say, began_s)


@contextmanager
def busy(text: str, name: str) -> Iterator[None]:
    """Show that something takes longer than half a second, over the page and without moving it."""
    with st.container(key=f"busy_{name}"), st.spinner(text, show_time=True):
        yield


def change_link(**values: str) -> None:
    """Change parameters of this page's link; an empty value takes one out."""
    for name, value in values.items():
        if value:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]
