"""Say what became of each row on its way in: kept, mended or refused, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geo.errors import NoSuchFileError
from geo.readers.faults import RowNote
from geo.readers.findings import Finding
from geo.sentences import said_in

__all__ = ["ImportReport", "existing_file", "named"]

#: Longer lists of names end in "and 12 more", so that a sentence stays readable.
_NAMES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class ImportReport:
    """
    What was read from one file.

    `rows_kept` counts the rows of the layer, mended ones included; every row mended or refused, and everything a
    planner should look at in the rows kept, has a sentence in `reasons` that names it.

    Parameters
    ----------
    crs
        The coordinate system of the rows, "" if nobody knows.
    datum
        "GCJ-02" or "BD-09" if the file was in it and was brought to WGS-84; "WGS-84" if it says so itself; "" if
        nobody said.
    notes
        One for each row or cell with a fault, the cells of the report's table.
    findings
        Overlaps and gaps between rows.
    layers
        The layers or sheets one could choose from.
    blocked
        Columns that held personal data and were not read.
    """

    path: Path
    layer: str = ""
    crs: str = ""
    rows_kept: int = 0
    rows_mended: int = 0
    rows_refused: int = 0
    reasons: tuple[str, ...] = ()
    encoding: str = ""
    datum: str = ""
    notes: tuple[RowNote, ...] = ()
    findings: tuple[Finding, ...] = ()
    layers: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()

    @property
    def rows_read(self) -> int:
        """All rows of data in the file: those kept and those refused."""
        return self.rows_kept + self.rows_refused

    @property
    def left_out(self) -> tuple[RowNote, ...]:
        """The rows of the file that are no data: titles, units, totals, signatures."""
        return tuple(note for note in self.notes if note.fate == "left_out")

    def table(self, language: str = "zh") -> pd.DataFrame:
        """Return one row a note: `row, name, fate, column, value, reason, remedy`, in "zh" or "en"."""
        rows = [
            (
                note.row,
                note.name,
                note.fate,
                note.column,
                note.value,
                said_in(language, note.reason),
                said_in(language, note.fault.remedy),
            )
            for note in self.notes
        ]
        return pd.DataFrame(rows, columns=["row", "name", "fate", "column", "value", "reason", "remedy"])


def existing_file(path: object, expected: str) -> Path:
    """
    Return the path of a file that is there; `expected` says in words what it should be.

    Raises
    ------
    NoSuchFileError
    """
    found = Path(str(path))
    if not found.is_file() and not (found.suffix.lower() == ".gdb" and found.is_dir()):
        state = "is a folder" if found.is_dir() else "is not there"
        raise NoSuchFileError(
            f"{found} {state}; expected {expected}. Check the name and the folder.",
            zh=f"{found} {'是一个文件夹' if found.is_dir() else '不存在'}；请检查文件名和所在文件夹。",
        )
    return found


def named(names: Iterable[str]) -> str:
    """Join names for a sentence, the first few in full and the rest as a number."""
    listed = list(names)
    shown = ", ".join(listed[:_NAMES_SHOWN])
    return shown if len(listed) <= _NAMES_SHOWN else f"{shown} and {len(listed) - _NAMES_SHOWN} more"
