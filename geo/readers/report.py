"""Say what became of each row on its way in: kept, mended or refused, and why."""

from dataclasses import dataclass
from pathlib import Path

from geo.errors import NoSuchFileError

__all__ = ["ImportReport", "existing_file", "named"]

#: Longer lists of names end in "and 12 more", so that a sentence stays readable.
_NAMES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class ImportReport:
    """
    What was read from one file.

    `rows_kept` counts the rows of the layer, mended ones included; every row mended or refused, and everything a
    planner should look at in the rows kept, has a sentence in `reasons` that names it.
    """

    path: Path
    layer: str = ""
    crs: str = ""
    rows_kept: int = 0
    rows_mended: int = 0
    rows_refused: int = 0
    reasons: tuple[str, ...] = ()


def existing_file(path: object, expected: str) -> Path:
    """
    Return the path of a file that is there; `expected` says in words what it should be.

    Raises
    ------
    NoSuchFileError
    """
    found = Path(str(path))
    if not found.is_file():
        state = "is a folder" if found.is_dir() else "is not there"
        raise NoSuchFileError(f"{found} {state}; expected {expected}. Check the name and the folder.")
    return found


def named(names: list[str]) -> str:
    """Join names for a sentence, the first few in full and the rest as a number."""
    shown = ", ".join(names[:_NAMES_SHOWN])
    return shown if len(names) <= _NAMES_SHOWN else f"{shown} and {len(names) - _NAMES_SHOWN} more"
