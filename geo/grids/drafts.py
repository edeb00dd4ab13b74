"""
Keep a draft of grids on disk, so that no stroke is lost: every step is written whole before it is answered.

A draft is one SQLite file in WAL mode with full synchronisation: a step is there entirely or not at all, also if the
power fails. What a step changed is kept as well-known binary, bit for bit; nothing in the file is ever executed.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pyproj
import shapely

from geo.errors import BrokenFileError, NoSuchFileError
from geo.grids.history import History
from geo.grids.tilings import Land, Tiling

__all__ = ["Draft", "begin_draft", "keep_draft", "open_draft"]

_FORMAT = 1
_SCHEMA = """
    CREATE TABLE card (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE states (state INTEGER PRIMARY KEY, said TEXT NOT NULL, traits TEXT, locked TEXT, made INTEGER);
    CREATE TABLE lands (state INTEGER, kind TEXT, key TEXT, land BLOB, PRIMARY KEY (state, kind, key)) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Draft:
    """
    A draft as it stands: its history, and a revision that grows with every change, undo and redo.

    `about` is what was written down at its beginning, such as the city it belongs to.
    """

    path: Path
    history: History
    revision: int
    about: Mapping[str, str]


def begin_draft(path: Path, tiling: Tiling, about: Mapping[str, str]) -> Draft:
    """Write a new draft that begins with a tiling."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    card = {"format": str(_FORMAT), "crs": tiling.crs.to_json(), "revision": "0", "shown": "0"}
    with _connection(path) as database:
        database.executescript(_SCHEMA)
        rows = {**card, "about": json.dumps(dict(about), ensure_ascii=False)}
        database.executemany("INSERT INTO card VALUES (?, ?)", rows.items())
        _write_state(database, 0, None, tiling)
    return Draft(path, History((tiling,)), 0, about)


def keep_draft(draft: Draft, history: History) -> Draft:
    """Write what a step, an undo or a redo made of a draft; when it returns, it is on the disk."""
    before, shown = draft.history, history.shown
    revision = draft.revision + 1
    with _connection(draft.path) as database:
        first = int(database.execute("SELECT min(state) FROM states").fetchone()[0])
        if history.states != before.states:
            known = first + before.shown
            database.execute("DELETE FROM states WHERE state > ?", (known,))
            database.execute("DELETE FROM lands WHERE state > ?", (known,))
            _write_state(database, known + 1, before.tiling, history.tiling)
            first = known + 1 - shown
            _forget_before(database, first, history.states[0])
        values = {"revision": str(revision), "shown": str(first + shown)}
        database.executemany("UPDATE card SET value = ? WHERE name = ?", [(v, k) for k, v in values.items()])
    return Draft(draft.path, history, revision, draft.about)


def open_draft(path: Path) -> Draft:
    """
    Open a draft with its whole history.

    Raises
    ------
    NoSuchFileError, BrokenFileError
    """
    if not path.is_file():
        raise NoSuchFileError(
            "This draft is no longer on the server; begin a new one.", zh="服务器上已没有这份草稿；请新建。"
        )
    try:
        with _connection(path) as database:
            card = dict(database.execute("SELECT name, value FROM card"))
            rows = database.execute("SELECT state, traits, locked, made FROM states ORDER BY state").fetchall()
            crs = pyproj.CRS.from_json(card["crs"])
            states: list[Tiling] = []
            for row in rows:
                states.append(_read_state(database, row, states[-1] if states else None, crs))
        history = History(tuple(states), int(card["shown"]) - int(rows[0][0]))
        return Draft(path, history, int(card["revision"]), json.loads(card["about"]))
    except (sqlite3.DatabaseError, KeyError, ValueError, IndexError, TypeError, shapely.errors.GEOSException) as error:
        raise BrokenFileError(
            f"The draft {path.stem} cannot be read: expected a draft of this program, found {error}. Begin a new one.",
            zh=f"草稿 {path.stem} 无法读取；请新建一份。",
        ) from error


@contextmanager
def _connection(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file for one transaction."""
    with closing(sqlite3.connect(path, timeout=20)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        with database:
            yield database


def _write_state(database: sqlite3.Connection, state: int, before: Tiling | None, after: Tiling) -> None:
    same_traits = before is not None and after.traits is before.traits
    row = (
        state,
        "",
        None if same_traits else after.traits.to_json(orient="split", force_ascii=False),
        json.dumps(sorted(after.locked), ensure_ascii=False),
        after.made,
    )
    database.execute("INSERT INTO states VALUES (?, ?, ?, ?, ?)", row)
    for kind, old, new in (
        ("shape", before.shapes if before else {}, after.shapes),
        ("rim", before.rims if before else {}, after.rims),
    ):
        lands: list[tuple[int, str, str, bytes | None]] = [
            (state, kind, key, shapely.to_wkb(land)) for key, land in new.items() if old.get(key) is not land
        ]
        lands += [(state, kind, key, None) for key in old if key not in new]
        database.executemany("INSERT INTO lands VALUES (?, ?, ?, ?)", lands)


def _forget_before(database: sqlite3.Connection, first: int, oldest: Tiling) -> None:
    """Drop states that are too old to go back to; the oldest that is left is written whole."""
    count = database.execute("SELECT count(*) FROM states WHERE state < ?", (first,)).fetchone()[0]
    if count:
        database.execute("DELETE FROM states WHERE state <= ?", (first,))
        database.execute("DELETE FROM lands WHERE state <= ?", (first,))
        _write_state(database, first, None, oldest)


def _read_state(
    database: sqlite3.Connection, row: tuple[int, str | None, str, int], before: Tiling | None, crs: pyproj.CRS
) -> Tiling:
    state, traits_json, locked, made = row
    traits = _traits(traits_json) if traits_json is not None or before is None else before.traits
    lands: dict[str, dict[str, Land | None]] = {"shape": {}, "rim": {}}
    for kind, key, land in database.execute("SELECT kind, key, land FROM lands WHERE state = ?", (state,)):
        lands[kind][key] = None if land is None else shapely.from_wkb(land)
    shapes, rims = (
        {key: land for key, land in {**old, **lands[kind]}.items() if land is not None}
        for kind, old in (("shape", before.shapes if before else {}), ("rim", before.rims if before else {}))
    )
    order = [key for key in traits.index if key in shapes]
    shapes = {key: shapes[key] for key in [*order, *(key for key in shapes if key not in set(order))]}
    return Tiling(
        MappingProxyType(shapes), MappingProxyType(rims), traits, crs, frozenset(json.loads(locked)), int(made)
    )


def _traits(text: str | None) -> pd.DataFrame:
    table = json.loads(text or "")
    index = pd.Index([str(key) for key in table["index"]], name="grid_id", dtype=object)
    return pd.DataFrame(table["data"], index=index, columns=table["columns"])
