"""Translate Streamlit's own words in the browser and set the language of the page; they are English only."""

import streamlit as st

from geo.settings import Language

__all__ = ["translate_chrome"]

_MOUNT = """
let modules;
export default function (component) {
  modules ??= import(new URL(component.data.assets + 'words/chrome.js', document.baseURI).href);
  modules.then((module) => module.translate(component.data));
}
"""
_component = st.components.v2.component("planner_chrome", html="<span></span>", js=_MOUNT, isolate_styles=False)


def translate_chrome(language: Language, assets: str, title: str) -> None:
    """Keep Streamlit's own words in `language` from now on."""
    _component(key="chrome", data={"language": language, "assets": assets, "title": title})
