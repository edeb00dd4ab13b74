"""Serve the planner: Streamlit's pages, web assets and signed data addresses in one process on this machine."""

import logging
from pathlib import Path

import streamlit as st

from pages.ui.problems import show_problem
from pages.ui.routes import routes
from pages.ui.warming import warming

# What the rooms have to say with figures is worth a line; what libraries say only if it worries them.
logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
for room in ("geo", "pages"):
    logging.getLogger(room).setLevel(logging.INFO)

app = st.App(
    Path(__file__).resolve().parent / "pages" / "ui" / "shell.py",
    routes=routes(),
    on_script_error=show_problem,
    lifespan=warming,
)

if __name__ == "__main__":
    app.run()
