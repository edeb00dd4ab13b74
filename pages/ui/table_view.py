"""Show a table in the page's own type and colours: sortable, choosable by mouse, finger and keyboard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from pages.ui.routes import assets_address
from pages.words import Words

__all__ = ["Column", "ColumnKind", "Row", "table_view"]

ColumnKind = Literal["text", "short", "number", "share", "tag"]

_MOUNT = """
let modules;
export default function (component) {
  const address = new URL(component.data.assets + 'ui/table.js', document.baseURI).href;
  modules ??= import(address).catch((error) => { modules = undefined; throw error; });
  modules.then((module) => module.feed(component));
  return () => modules?.then((module) => module.leave(component));
}
"""
_component = st.components.v2.component("planner_table", js=_MOUNT, isolate_styles=False)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading; text, short text that is not broken, numbers, shares (drawn as bars) or tags."""

    label: str
    kind: ColumnKind = "text"


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its id, its cells as shown, what to sort them by, and the class of a tag."""

    row_id: str
    cells: tuple[str, ...]
    sort: tuple[float | str | None, ...]
    tags: tuple[str, ...] = ()


def table_view(
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    say: Words,
    *,
    chosen: str = "",
    on_choose: Callable[[str], None] | None = None,
    height: str = "",
) -> None:
    """Draw a table; `on_choose` is told the id of the row that somebody chose, before the page runs again."""
    key = f"table_{name}"

    def took() -> None:
        value = st.session_state[key].get("row")
        if on_choose is not None and isinstance(value, str):
            on_choose(value)

    data: dict[str, Any] = {
        "assets": assets_address(),
        "name": name,
        "columns": [{"label": column.label, "kind": column.kind} for column in columns],
        "rows": [
            {"id": row.row_id, "cells": row.cells, "sort": row.sort, **({"tags": row.tags} if row.tags else {})}
            for row in rows
        ],
        "chosen": chosen,
        "is_choosable": on_choose is not None,
        "height": height,
        "words": {"empty": say("table.empty"), "more": say("table.more")},
    }
    _component(key=key, data=data, on_row_change=took)
