"""Show an error in one place and as one sentence: what was expected, what was found, what to do next."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from geo.errors import PlannerError
from pages.ui.language import current_words
from pages.words.catalogue import problem

__all__ = ["plain", "problems_as_sentences", "show_problem"]

logger = logging.getLogger(__name__)


@contextmanager
def problems_as_sentences() -> Iterator[None]:
    """Show a `PlannerError` raised inside as its sentence, and go on after it."""
    try:
        yield
    except PlannerError as error:
        _show(error)


def show_problem(error: Exception) -> bool:
    """Take an error that reached Streamlit itself: a person never sees a traceback, the log always does."""
    if isinstance(error, PlannerError):
        _show(error)
    else:
        st.error(current_words()("problem.unexpected"), icon=":material/error:")
    return True


def _show(error: PlannerError) -> None:
    say = current_words()
    logger.info("shown to the user: %s", error)
    st.error(f"**{problem(error, say)}**  \n{plain(error.said_in(say.language))}", icon=":material/info:")


def plain(sentence: str) -> str:
    """Return the sentence with whatever Markdown would read as markup taken literally: it may quote a hostile file."""
    for sign in "\\`*_[]<>#$~|:":
        sentence = sentence.replace(sign, f"\\{sign}")
    return sentence
