"""Serve the document that every page starts from: Streamlit's own, with our language, font and style in it."""

import re
from functools import lru_cache
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse

from geo.settings import Language
from pages.ui.settings import server_settings
from pages.words import LANGUAGES, words

__all__ = ["STYLE_SHEETS", "start_document"]

#: Style sheets of every page, below the assets' address, in the order in which they count.
STYLE_SHEETS = ("vendor/noto-sans-sc/wght.css", "vendor/leaflet/leaflet.css", "map/map.css", "ui/style.css")

_STREAMLIT_DOCUMENT = Path(st.__file__).parent / "static" / "index.html"
# Streamlit looks for its server below the page's own path first, which costs two failed requests on every deep link.
_WHERE_THE_SERVER_IS = (
    "<script>window.__streamlit = { BACKEND_BASE_URL: new URL('.', window.location.href).href };</script>"
)
_UNUSED_FONT = re.compile(r'<link\s+rel="preload"[^>]*SourceSans[^>]*>')


def start_document(request: Request, assets: str) -> HTMLResponse:
    """Answer a request for a page with the document it starts from."""
    asked = request.query_params.get("lang", "")
    language = next((known for known in LANGUAGES if known == asked), server_settings().language)
    return HTMLResponse(_document(language, assets), headers={"Cache-Control": "no-cache"})


@lru_cache(maxsize=4)
def _document(language: Language, assets: str) -> str:
    say = words(language)
    sheets = "".join(f'<link rel="stylesheet" href="./{assets}{sheet}" />' for sheet in STYLE_SHEETS)
    html = _STREAMLIT_DOCUMENT.read_text(encoding="utf-8")
    html = html.replace('<html lang="en">', f'<html lang="{"zh-CN" if language == "zh" else "en"}">', 1)
    html = _UNUSED_FONT.sub("", html)
    html = html.replace("./favicon.png", f"./{assets}ui/icon.png", 1)
    html = html.replace("<title>Streamlit</title>", f"<title>{say('app.name')}</title>", 1)
    return html.replace("<head>", f"<head>{_WHERE_THE_SERVER_IS}", 1).replace("</head>", f"{sheets}</head>", 1)
