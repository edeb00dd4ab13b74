"""Say what became of every row: kept, mended, refused; each fault with its place close up; take all of it back."""

import html
from collections.abc import Callable
from pathlib import Path

import numpy as np
import shapely
import streamlit as st

from geo.crs.placements import lonlat
from geo.intake.arrivals import Arrival
from geo.intake.changes import LayerChange
from geo.readers.faults import RowNote
from geo.sentences import said_in
from pages.ui.figures import number_row
from pages.ui.import_files import Done, Taken
from pages.ui.place_picture import Shown, picture, window_around
from pages.ui.problems import plain
from pages.ui.table_view import Column, Row, table_view
from pages.words import Words

__all__ = ["change_view", "report_view", "results"]

_MOST_ROWS = 500
_CLOSE_M = 120.0
_VIEWS = Path(__file__).resolve().parent.parent / "views"


def report_view(arrived: Arrival, say: Words) -> None:
    """Show rows read, kept, mended, refused; sentences; and each row with a fault, its place close up when chosen."""
    report = arrived.report
    st.html(f'<h3 class="step">{html.escape(say("import.report"))}</h3>')
    numbers = [
        (float(report.rows_read), say("import.rows_read")),
        (float(report.rows_kept), say("import.rows_kept")),
        (float(report.rows_mended), say("import.rows_mended")),
        (float(report.rows_refused), say("import.rows_refused")),
    ]
    st.html(number_row(numbers))
    for column in report.blocked:
        st.warning(plain(say("import.blocked", column=column)), icon=":material/shield_person:")
    of_file = [reason for reason in report.reasons if not _is_of_rows(reason, arrived)]
    if of_file:
        items = "".join(f"<li>{html.escape(said_in(say.language, reason))}</li>" for reason in of_file[:40])
        st.html(f'<ul class="reasons">{items}</ul>')
    _fault_table(arrived, say)


def _is_of_rows(reason: str, arrived: Arrival) -> bool:
    said = {note.sentence for note in arrived.report.notes[:2_000]}
    return reason in said or reason in {finding.sentence for finding in arrived.report.findings}


def _fault_table(arrived: Arrival, say: Words) -> None:
    notes, findings = arrived.report.notes[:_MOST_ROWS], arrived.report.findings
    if not notes and not findings:
        return
    key = f"fault_{arrived.report.path.parent.name}"
    rows = [
        Row(
            f"n{n}",
            (str(note.row), note.name or "—", said_in(say.language, note.reason), say(f"fate.{note.fate}")),
            (float(note.row), note.name, note.fault.key, note.fate),
            tags=("", "", "", note.fate),
        )
        for n, note in enumerate(notes)
    ]
    rows += [
        Row(
            f"f{n}",
            (
                f"{finding.rows[0]}, {finding.rows[1]}",
                "—",
                said_in(say.language, finding.sentence),
                say("fate.noticed"),
            ),
            (float(finding.rows[0]), "", finding.kind, "noticed"),
            tags=("", "", "", "noticed"),
        )
        for n, finding in enumerate(findings)
    ]
    columns = [
        Column(say("import.row"), "short"),
        Column(say("import.row_name")),
        Column(say("import.reason")),
        Column(say("import.fate"), "tag"),
    ]

    def choose(row_id: str) -> None:
        st.session_state[key] = row_id

    chosen = st.session_state.get(key, "")
    table_view(
        f"faults_{arrived.report.path.parent.name}", columns, rows, say, chosen=chosen, on_choose=choose, height="260px"
    )
    if chosen:
        _close_up(arrived, chosen, say)
    table = arrived.report.table(say.language)
    st.download_button(
        say("import.report_file"),
        ("\ufeff" + table.to_csv(index=False)).encode(),
        file_name=f"{arrived.report.path.stem}-{say('import.report')}.csv",
        mime="text/csv",
        key=f"report_{arrived.report.path.parent.name}",
        on_click="ignore",
    )


def _close_up(arrived: Arrival, chosen: str, say: Words) -> None:
    """Draw the place of one fault: the rows around it as they will be, and the fault on top."""
    is_note = chosen.startswith("n")
    number = int(chosen[1:]) if chosen[1:].isdecimal() else -1
    notes, findings = arrived.report.notes, arrived.report.findings
    if number < 0 or number >= len(notes if is_note else findings):
        return
    if is_note:
        note = notes[number]
        place = _place_of(note, arrived)
        caption, remedy = said_in(say.language, note.sentence), said_in(say.language, note.fault.remedy)
        if place is None:
            st.caption(plain(f"{caption} {remedy}"))
            return
        window = window_around(*place, _CLOSE_M)
        mark = np.array([shapely.Point(place)], dtype=object)
    else:
        finding = findings[number]
        west, south, east, north = finding.bounds
        reach = max((east - west) * 111_195 * np.cos(np.radians(south)), (north - south) * 111_195) / 2 + 40
        window = window_around((west + east) / 2, (south + north) / 2, float(reach))
        mark = np.array([shapely.box(*finding.bounds).boundary], dtype=object)
        caption, remedy = said_in(say.language, finding.sentence), ""
    around = Shown.of(arrived.layer, "after")
    st.html(picture(window, [around, Shown(mark, "fault")], caption))
    if remedy:
        st.caption(plain(remedy))


def _place_of(note: RowNote, arrived: Arrival) -> tuple[float, float] | None:
    if note.at is None:
        return None
    x, y = note.at
    if abs(x) <= 180 and abs(y) <= 90:
        return x, y
    ((lon, lat),) = lonlat(arrived.placement, np.array([[x, y]]))
    return (float(lon), float(lat)) if np.isfinite(lon) and np.isfinite(lat) else None


def change_view(change: LayerChange, say: Words) -> None:
    """Show what a newer file changes before it is applied."""
    st.html(f'<h3 class="step">{html.escape(say("import.change"))}</h3>')
    st.info(plain(said_in(say.language, change.sentence)), icon=":material/difference:")
    with st.expander(say("import.change_list"), expanded=False):
        _id_line(say("import.change_new"), change.new)
        _id_line(say("import.change_gone"), change.gone)
        _id_line(say("import.change_moved"), change.moved)
        table = change.cells.iloc[:_MOST_ROWS]
        rows = [
            Row(str(n), tuple(map(str, cells)), tuple(map(str, cells)))
            for n, cells in enumerate(
                zip(
                    table["id"],
                    table["column"].map(lambda c: say(f"column.{c}")),
                    table["before"],
                    table["after"],
                    strict=True,
                )
            )
        ]
        names = ("change_id", "change_column", "change_before", "change_after")
        table_view("import_change", [Column(say(f"import.{name}")) for name in names], rows, say, height="240px")


def _id_line(label: str, ids: tuple[str, ...]) -> None:
    if ids:
        more = f" … ({len(ids):,})" if len(ids) > 12 else ""
        st.html(f'<p class="quiet"><b>{html.escape(label)}</b> {html.escape("、".join(ids[:12]))}{more}</p>')


def results(taken: Taken, on_undo: Callable[[], None], say: Words) -> None:
    """Say what was taken in and what stayed outside, and offer to take it all back."""
    good = [done for done in taken.files if done.error is None]
    bad = [done for done in taken.files if done.error is not None]
    if good:
        st.success(say("import.done", count=len(good)), icon=":material/check_circle:")
    for done in bad:
        st.error(
            plain(f"{done.name}: {done.error.said_in(say.language) if done.error else ''}"), icon=":material/info:"
        )
    rows = [
        Row(str(n), (done.name, say(f"role.{done.role}"), *_shown(done)), (done.name, done.role, *_counts(done)))
        for n, done in enumerate(good)
    ]
    names = ("file", "role", "rows_read", "rows_kept", "rows_mended", "rows_refused")
    kinds = ("text", "short", "number", "number", "number", "number")
    columns = [Column(say(f"import.{name}"), kind) for name, kind in zip(names, kinds, strict=True)]  # type: ignore[arg-type]
    if rows:
        table_view("import_done", columns, rows, say)
        with st.container(key="import_next", horizontal=True, vertical_alignment="center", gap="small"):
            for page in ("overview", "circles"):
                st.page_link(
                    st.Page(_VIEWS / f"{page}.py", url_path=page),
                    label=say(f"import.next_{page}"),
                    icon=":material/arrow_forward:",
                    query_params={key: value for key, value in st.query_params.items() if key != "panel"},
                )
            st.button(say("import.undo"), key="import_undo", icon=":material/undo:", on_click=on_undo)
    for done in good:
        if done.reasons:
            with st.expander(say("import.about", name=done.name, count=len(done.reasons))):
                items = "".join(
                    f"<li>{html.escape(said_in(say.language, reason))}</li>" for reason in done.reasons[:200]
                )
                st.html(f'<ul class="reasons">{items}</ul>')


def _counts(done: Done) -> tuple[float | None, ...]:
    """Return the rows read, kept, mended and refused; nobody counts those of an extract or a raster."""
    if done.arrived is None:
        return (None,) * 4
    report = done.arrived.report
    return tuple(map(float, (report.rows_read, report.rows_kept, report.rows_mended, report.rows_refused)))


def _shown(done: Done) -> tuple[str, ...]:
    return tuple("—" if count is None else f"{count:,.0f}" for count in _counts(done))
