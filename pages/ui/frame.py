"""Frame every page: window title, style, one line at the top with the pages, the city and the language."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from pages.ui.language import LANGUAGE_PARAMETER, current_language, current_words
from pages.ui.routes import assets_address
from pages.words import LANGUAGES
from pages.words.chrome import translate_chrome

__all__ = ["header", "page_frame"]

_BROWSER_DIR = Path(__file__).resolve().parent / "browser"
_LANGUAGE_KEY = "ask_lang"


def page_frame() -> None:
    """Set the window up; the first thing in every run."""
    say = current_words()
    st.set_page_config(page_title=say("app.name"), page_icon=_BROWSER_DIR / "icon.png", layout="wide")


def header(pages: Mapping[str, Page], chosen: Page) -> None:
    """Draw the line at the top. Links to the other pages carry the question along."""
    say = current_words()
    title = ""
    with st.container(key="header", horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        st.html(f'<div class="brand"><b>{say("app.name")}</b><span>{say("app.subtitle")}</span></div>')
        with st.container(key="tabs", horizontal=True, gap="small", wrap=False):
            for name, page in pages.items():
                label = say(f"page.{name}")
                here = page.url_path == chosen.url_path
                title = label if here else title
                with st.container(key=f"tab_{name}_{'here' if here else 'away'}", width="content"):
                    st.page_link(page, label=label, query_params=dict(st.query_params))
        _language_switch()
    translate_chrome(current_language(), assets_address(), f"{title} · {say('app.name')}")


def _language_switch() -> None:
    st.session_state[_LANGUAGE_KEY] = current_language()
    st.segmented_control(
        current_words()("app.language"),
        LANGUAGES,
        key=_LANGUAGE_KEY,
        format_func={"zh": "中文", "en": "EN"}.__getitem__,
        required=True,
        label_visibility="collapsed",
        on_change=_take_language,
    )


def _take_language() -> None:
    st.query_params[LANGUAGE_PARAMETER] = st.session_state[_LANGUAGE_KEY]
