"""Know which language the reader chose: the link says it, else the server's first language."""

import streamlit as st

from geo.settings import Language
from pages.ui.settings import server_settings
from pages.words import LANGUAGES, Words, words

__all__ = ["LANGUAGE_PARAMETER", "current_language", "current_words"]

LANGUAGE_PARAMETER = "lang"


def current_language() -> Language:
    """Return the language of this reader."""
    asked = st.query_params.get(LANGUAGE_PARAMETER, "")
    for language in LANGUAGES:
        if asked == language:
            return language
    return server_settings().language


def current_words() -> Words:
    """Return the words of this reader."""
    return words(current_language())
