"""导入记录: what was brought in when, from which file, into which layer, with which rows; the last taken back."""

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from geo.city import City
from geo.intake.joining import IMPORTS_NOTE
from pages.ui.asked import change_link
from pages.ui.cities import Before, before_of
from pages.ui.table_view import Column, ColumnKind, Row, table_view
from pages.words import Words

__all__ = ["LEVELS_ROLE", "Change", "before_now", "history", "history_panel", "noted"]

#: The role of an entry that is no import: the levels were named anew.
LEVELS_ROLE = "levels"
_COUNTS = ("rows_read", "rows_kept", "rows_mended", "rows_refused")
_LONGEST_NOTE, _LONGEST_TEXT, _MOST_SHOWN = 5_000_000, 200, 500


@dataclass(frozen=True, slots=True)
class Change:
    """One entry: the day, the file and its layer or sheet, what it became, and its rows, None where nobody counted."""

    on: str
    file: str
    layer: str
    role: str
    counts: tuple[int | None, ...]
    zh: str = ""
    en: str = ""

    def about(self, say: Words) -> str:
        """Return what was brought in, as shown."""
        if self.role == LEVELS_ROLE:
            return self.zh if say.language == "zh" else self.en
        stem = self.file.rsplit(".", 1)[0]
        return self.file if self.layer in ("", stem) else f"{self.file} · {self.layer}"


def history(notes: Mapping[str, str]) -> list[Change]:
    """Return what was brought into a city, the newest first; entries that nobody can read are left out."""
    return [change for entry in reversed(_entries(notes)) if (change := _change(entry)) is not None]


def noted(city: City, role: str, *, file: str = "", zh: str = "", en: str = "", rows: int | None = None) -> City:
    """Return the city with one more entry of today, for what `geo.intake` does not write down itself."""
    entry: dict[str, Any] = {"role": role, "file": file, "layer": "", "zh": zh, "en": en, "on": _today()}
    if rows is not None:
        entry |= {"rows_read": rows, "rows_kept": rows}
    note = json.dumps([*_entries(city.notes), entry], ensure_ascii=False)
    return replace(city, notes={**city.notes, IMPORTS_NOTE: note})


def before_now(name: str, city: City | None) -> Before:
    """Return the state to go back to from the next change of a city: this one."""
    return Before(name, 0 if city is None else len(_entries(city.notes)))


def history_panel(city: City, say: Words) -> None:
    """Draw the table and, where an earlier state is kept, the button that goes back to it."""
    st.html(f'<h2 class="small">{html.escape(say("history.title"))}</h2>')
    changes = history(city.notes)
    if not changes:
        st.html(f'<p class="quiet">{html.escape(say("history.none"))}</p>')
    else:
        table_view("history", _columns(say), _rows(changes, say), say, height="420px")
    before = before_of(city.notes)
    if before is None:
        return
    last = max(len(_entries(city.notes)) - before.entries, 0)
    st.button(
        say("history.undo", count=last) if last else say("history.undo_one"),
        key="history_undo",
        icon=":material/undo:",
        on_click=change_link,
        kwargs={"city": before.name, "chosen": "", "place": ""},
    )
    st.html(f'<p class="quiet">{html.escape(say("history.undo_help"))}</p>')


def _columns(say: Words) -> list[Column]:
    kinds: tuple[tuple[str, ColumnKind], ...] = (
        ("history.on", "short"),
        ("history.file", "text"),
        ("history.role", "short"),
        ("history.read", "number"),
        ("history.kept", "number"),
        ("history.mended", "number"),
        ("history.refused", "number"),
    )
    return [Column(say(key), kind) for key, kind in kinds]


def _rows(changes: list[Change], say: Words) -> list[Row]:
    rows = []
    for number, change in enumerate(changes[:_MOST_SHOWN]):
        about, role = change.about(say), say.name("role", change.role)
        counts = tuple("—" if count is None else f"{count:,}" for count in change.counts)
        sort = tuple(None if count is None else float(count) for count in change.counts)
        rows.append(Row(str(number), (change.on or "—", about, role, *counts), (change.on, about, role, *sort)))
    return rows


def _entries(notes: Mapping[str, str]) -> list[dict[str, Any]]:
    text = notes.get(IMPORTS_NOTE, "")
    if not text or len(text) > _LONGEST_NOTE:
        return []
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _change(entry: Mapping[str, Any]) -> Change | None:
    file, role = _text(entry, "file"), _text(entry, "role")
    zh, en = _text(entry, "zh"), _text(entry, "en")
    if not role or not (file or (zh and en)):
        return None
    counts = tuple(count if _is_count(count := entry.get(name)) else None for name in _COUNTS)
    return Change(_text(entry, "on"), file, _text(entry, "layer"), role, counts, zh, en)


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name, "")
    return value[:_LONGEST_TEXT] if isinstance(value, str) else ""


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12


def _today() -> str:
    return date.today().isoformat()  # noqa: DTZ011  the day here
