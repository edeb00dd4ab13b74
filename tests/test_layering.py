"""Imports go down only; the contracts are in pyproject.toml."""

import ast

import pytest
from importlinter import cli

PAGES_ONLY = {"streamlit", "folium", "branca", "streamlit_folium"}


def imported(path):
    """Yield each module that a file imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_rooms_import_downwards_only(monkeypatch, root):
    monkeypatch.chdir(root)
    assert cli.lint_imports(config_filename="pyproject.toml", no_cache=True) == cli.EXIT_STATUS_SUCCESS


def test_views_are_never_imported(root):
    files = [root / "app.py", *root.glob("pages/**/*.py"), *root.glob("geo/**/*.py")]
    readers = {path.name: [name for name in imported(path) if name.startswith("pages.views")] for path in files}
    assert {name: modules for name, modules in readers.items() if modules} == {}


def test_the_app_has_no_domain_code(root):
    rooms = {name for name in imported(root / "app.py") if name.startswith("geo.")}
    assert rooms <= {"geo.city", "geo.errors", "geo.settings"}


@pytest.mark.parametrize("room", ["geo", "data"])
def test_only_pages_know_the_browser(room, root):
    found = {
        f"{path.relative_to(root)}: {name}"
        for path in (root / room).glob("**/*.py")
        for name in imported(path)
        if name.split(".")[0] in PAGES_ONLY
    }
    assert found == set()
