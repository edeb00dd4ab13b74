"""导入: drop files, see what each is taken for and where it lies, correct it, take all in, take it back."""

import html
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from geo.city import City
from geo.errors import PlannerError
from geo.progress import CancelledError
from geo.sentences import said_in
from pages.ui.asked import change_link
from pages.ui.cities import HOME_CITY, Before, city_key, keep_city, open_city
from pages.ui.import_details import details
from pages.ui.import_files import KeptFile, Taken, kept_files, look_into, provisional_city, take_in
from pages.ui.import_history import before_now
from pages.ui.import_report import results
from pages.ui.jobs import Job, started
from pages.ui.levels import city_words
from pages.ui.people_form import Assumed, people_form
from pages.ui.problems import plain, problems_as_sentences
from pages.ui.table_view import Column, Row, table_view
from pages.words import Words

__all__ = ["import_panel"]

_STATE = "import_state"
_TICK_S = 0.4


@dataclass(slots=True)
class State:
    """What this person is importing: where the files lie, what they are, what is going on, what came of it."""

    folder: tempfile.TemporaryDirectory[str]
    files: dict[str, KeptFile] = field(default_factory=dict)
    seen: tuple[str, ...] = ()
    chosen: str = ""
    looking: "Job[None] | None" = None
    taking: "Job[Taken] | None" = None
    taken: Taken | None = None
    before: Before = field(default_factory=lambda: Before(HOME_CITY))
    looked_with: str = ""
    assumed: Assumed = field(default_factory=Assumed)
    error: PlannerError | None = None
    reference: City | None = None


def import_panel(city_name: str, say: Words) -> None:
    """Draw the whole panel; `city_name` is the city of the page's link."""
    state = _state()
    left, right = st.columns([1.15, 1], gap="medium")
    with left:
        _welcome(say)
        is_new, name = _target(city_name, say)
        uploads = st.file_uploader(
            say("import.drop"), accept_multiple_files=True, key="import_files", label_visibility="collapsed"
        )
        city = None if is_new else open_city(city_key(city_name))
        say = say if city is None else city_words(city.notes, say)
        _take_uploads(state, uploads or [], city, "" if is_new else city_key(city_name))
        with st.container(key="import_progress"):
            if state.taking is not None or state.looking is not None:
                _progress(state, say)
        if state.files:
            _list(state, say)
            state.assumed = people_form(state.files.values(), say)
            _start(state, city, city_name, name if is_new else "", say)
        if state.error is not None:
            st.error(plain(state.error.said_in(say.language)), icon=":material/info:")
        if state.taken is not None:
            results(state.taken, lambda: _undo(state, say), say)
    with right, problems_as_sentences():
        file = state.files.get(state.chosen)
        if file is None:
            _help(say)
        elif state.looking is None and details(file, city or _reference(state, file), say):
            _look(state, [file], city)
            st.rerun()


def _reference(state: State, file: KeptFile) -> City | None:
    """Return the streets that were dropped with a file, to draw below it; never below themselves."""
    return None if file.role in ("city", "streets") else state.reference


def _state() -> State:
    if _STATE not in st.session_state:
        st.session_state[_STATE] = State(tempfile.TemporaryDirectory(prefix="linquan-import-"))
    state: State = st.session_state[_STATE]
    return state


def _welcome(say: Words) -> None:
    st.html(
        f'<h1 class="sentence">{html.escape(say("import.title"))}</h1>'
        f'<p class="quiet">{html.escape(say("import.formats"))}</p>'
    )


def _target(city_name: str, say: Words) -> tuple[bool, str]:
    with st.container(key="import_target", horizontal=True, vertical_alignment="bottom", gap="small"):
        into = st.segmented_control(
            say("import.into"),
            ("new", "this"),
            default="this" if city_name != HOME_CITY else "new",
            format_func=lambda key: say(f"import.into_{key}"),
            key="import_into",
            required=True,
        )
        name = ""
        if into == "new":
            name = st.text_input(say("import.name"), value=say("import.name_default"), max_chars=40, key="import_name")
    return into == "new", name.strip()


def _take_uploads(state: State, uploads: list[UploadedFile], city: City | None, city_mark: str) -> None:
    keys = tuple(upload.file_id for upload in uploads)
    if keys != state.seen:
        fresh = [upload for upload in uploads if upload.file_id not in state.files]
        gone = set(state.files) - set(keys)
        for key in gone:
            del state.files[key]
        named = [(upload.file_id, upload.name, upload.getbuffer()) for upload in uploads]
        folder = Path(state.folder.name)
        found = {file.key: file for file in kept_files(folder, named)} if fresh else {}
        state.reference = None
        state.files = {key: state.files.get(key) or found[key] for key in keys if key in state.files or key in found}
        state.seen, state.taken, state.error = keys, None, None
        if fresh:
            _look(state, [file for key, file in state.files.items() if file.offer is None], city)
    if state.files and state.looking is None and state.looked_with != city_mark and state.taking is None:
        _look(state, list(state.files.values()), city)
    state.looked_with = city_mark
    if state.chosen not in state.files:
        state.chosen = next(iter(state.files), "")


def _look(state: State, files: list[KeptFile], city: City | None) -> None:
    every = list(state.files.values())

    def work(job: Job[None]) -> None:
        for n, file in enumerate(files):
            job.share = n / max(len(files), 1) / 2
            look_into(file, city, state.reference)
        if city is None and state.reference is None:
            # A new city has no streets yet; those that were dropped with the rest tell where it belongs.
            state.reference = provisional_city(every)
            others = [file for file in every if file.role not in ("city", "streets")]
            for n, file in enumerate(others if state.reference is not None else []):
                job.share = 0.5 + n / max(len(others), 1) / 2
                look_into(file, None, state.reference)

    state.looking = started(work)


@st.fragment(run_every=_TICK_S)
def _progress(state: State, say: Words) -> None:
    job = state.taking or state.looking
    if job is None:
        return
    if job.is_done:
        _finished(state)
        st.rerun()
    rows = say("import.rows_done", rows=f"{job.rows:,}") if job.rows else ""
    with st.container(key="import_busy", horizontal=True, vertical_alignment="center", gap="small"):
        st.progress(min(job.share or 0.02, 1.0), text=plain(f"{said_in(say.language, job.doing)} {rows}"))
        if st.button(say("import.cancel"), key="import_cancel"):
            job.cancel()


def _finished(state: State) -> None:
    """Take note of what came of the work first: writing the link may end this run at once."""
    name = ""
    try:
        if state.taking is not None:
            taken = state.taking.result()
            name = "" if taken.city is None else keep_city(taken.city, state.before)
            state.taken, state.error, state.reference = taken, None, None
            state.files = {key: file for key, file in state.files.items() if _is_outside(file, taken)}
        elif state.looking is not None:
            state.looking.result()
    except CancelledError as error:
        state.error = error
    finally:
        state.taking, state.looking = None, None
    if name:
        change_link(city=name, service="", kind="", level="", chosen="", place="")


def _undo(state: State, say: Words) -> None:
    """Go back to the city before; what was taken in is looked into anew, to be corrected or left out."""
    state.taken, state.seen = None, ()
    change_link(city=state.before.name)
    st.toast(say("import.undone"), icon=":material/undo:")


def _is_outside(file: KeptFile, taken: Taken) -> bool:
    return not any(done.name == file.path.name and done.error is None for done in taken.files)


def _list(state: State, say: Words) -> None:
    columns = [
        Column(say("import.file")),
        Column(say("import.role"), "short"),
        Column(say("import.rows"), "number"),
        Column(say("import.place")),
        Column(say("import.state"), "tag"),
    ]
    rows = [_row(file, say) for file in state.files.values()]

    def choose(key: str) -> None:
        state.chosen = key

    table_view("import_files", columns, rows, say, chosen=state.chosen, on_choose=choose, height="260px")


def _row(file: KeptFile, say: Words) -> Row:
    count = len(file.offer.raw.rows) if file.offer is not None else 0
    place = file.offer.placement if file.offer is not None else None
    role = say(f"role.{file.role}") if file.role else "—"
    where = said_in(say.language, place.name) if place is not None else "—"
    status = _status(file)
    cells = (file.path.name, role, f"{count:,}" if count else "—", where, say(f"import.state_{status}"))
    return Row(file.key, cells, (file.path.name, role, float(count), where, status), tags=("", "", "", "", status))


def _status(file: KeptFile) -> str:
    if file.error is not None:
        return "error"
    if not file.is_wanted:
        return "skipped"
    if file.offer is not None and file.offer.placement is None:
        return "place"
    return "ready" if file.role else "wait"


def _start(state: State, city: City | None, city_name: str, name: str, say: Words) -> None:
    ready = [file for file in state.files.values() if file.is_ready]
    is_busy = state.taking is not None or state.looking is not None
    if st.button(
        say("import.start", count=len(ready)),
        key="import_start",
        type="primary",
        icon=":material/download:",
        disabled=not ready or is_busy or not state.assumed.is_usable,
    ):
        state.before, state.taken = before_now(city_name, city), None
        assumed = state.assumed
        state.taking = started(lambda job: take_in(ready, city, name, assumed.people, job, assumed.shares))
        st.rerun()


def _help(say: Words) -> None:
    steps = "".join(f"<li>{html.escape(say(f'import.help_{n}'))}</li>" for n in range(1, 5))
    st.html(f'<div class="help"><h2 class="small">{html.escape(say("import.help"))}</h2><ol>{steps}</ol></div>')
