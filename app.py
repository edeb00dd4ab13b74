"""Serve the planner: Streamlit's pages, web assets and signed data addresses in one process on this machine."""

from pathlib import Path

import streamlit as st

from pages.ui.problems import show_problem
from pages.ui.routes import routes
from pages.ui.warming import warming

app = st.App(
    Path(__file__).resolve().parent / "pages" / "ui" / "shell.py",
    routes=routes(),
    on_script_error=show_problem,
    lifespan=warming,
)

if __name__ == "__main__":
    app.run()
