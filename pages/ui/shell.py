"""Run around every page: the frame of the window, the links between pages, the language; then the page itself."""

from pathlib import Path

import streamlit as st

from pages.ui.frame import header, page_frame
from pages.ui.problems import problems_as_sentences

VIEWS_DIR = Path(__file__).resolve().parent.parent / "views"


def _home() -> None:
    """Lead from the bare address to the overview: a default page could not be opened by a link of its own."""
    st.switch_page(pages["overview"], query_params=dict(st.query_params))


page_frame()
pages = {
    "overview": st.Page(VIEWS_DIR / "overview.py", title="总览", url_path="overview"),
    "circles": st.Page(VIEWS_DIR / "circles.py", title="服务圈", url_path="circles"),
    "grids": st.Page(VIEWS_DIR / "grids.py", title="网格", url_path="grids"),
    "data": st.Page(VIEWS_DIR / "data.py", title="数据", url_path="data"),
}
chosen = st.navigation([st.Page(_home, url_path="home", default=True), *pages.values()], position="hidden")
header(pages, chosen)
with problems_as_sentences():
    chosen.run()
