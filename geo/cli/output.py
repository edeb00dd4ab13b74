"""Write an answer where it was asked for: CSV on standard output, or a file of the kind its name says."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
from geopandas import GeoDataFrame
from pyogrio.errors import DataSourceError

from geo.briefing import Imprint, layer_bytes, table_bytes
from geo.errors import SettingError
from geo.settings import Language

__all__ = ["checked_out", "say", "say_some", "write", "writing"]

#: Lengths to a tenth of a millimetre, shares to a hundredth of a per cent; degrees to a decimetre.
_DECIMALS, _DEGREE_DECIMALS = 4, 6
_ENDINGS = (".csv", ".xlsx", ".geojson", ".gpkg")
_MOST_SAID = 8


def say(sentence: str) -> None:
    """Tell the person something that is not part of the answer."""
    sys.stderr.write(f"{sentence}\n")


def say_some(sentences: Sequence[str]) -> None:
    """Tell the first few sentences, and how many more there are."""
    for sentence in sentences[:_MOST_SAID]:
        say(sentence)
    if len(sentences) > _MOST_SAID:
        say(f"And {len(sentences) - _MOST_SAID} more like these.")


def checked_out(out: Path | None) -> Path | None:
    """Refuse a file that could not be written, before any work is done for it."""
    if out is not None and out.suffix.lower() not in _ENDINGS:
        raise SettingError(f"{out.name} has an unknown ending; write to a file ending in one of {', '.join(_ENDINGS)}.")
    if out is not None and not out.absolute().parent.is_dir():
        raise SettingError(f"The folder {out.parent} is not there; make it first, or choose another place.")
    return out


def write(
    answer: pd.DataFrame,
    out: Path | None = None,
    imprint: Callable[[], Imprint] | None = None,
    language: Language | None = None,
) -> None:
    """
    Write a table or a layer to `out`, or as CSV to standard output.

    Tables leave shapes out. An old file stays until the new one is whole. Files carry the imprint, and headings in
    `language`; the columns' own names if it is None.

    Raises
    ------
    SettingError
        If the kind of file does not suit the answer, or the place cannot be written to.
    """
    if out is None or imprint is None:
        _table(answer).to_csv(sys.stdout, index=False, lineterminator="\n")
        return
    content = _content(answer, out, imprint(), language)
    draft = out.with_name(f".{out.name}.draft")
    with writing(out):
        draft.write_bytes(content)
        draft.replace(out)


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Say in one sentence that a file could not be written."""
    try:
        yield
    except (OSError, DataSourceError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SettingError(
            f"{out} cannot be written ({reason}); choose another place, or close the program that uses it."
        ) from error


def _content(answer: pd.DataFrame, out: Path, imprint: Imprint, language: Language | None) -> bytes:
    kind = out.suffix.lower()
    if kind in (".csv", ".xlsx"):
        return table_bytes(_table(answer), "csv" if kind == ".csv" else "xlsx", imprint, language=language)
    if not isinstance(answer, GeoDataFrame):
        raise SettingError("This answer is a table without shapes; write it to a file ending in .csv or .xlsx.")
    return layer_bytes(answer, "geojson" if kind == ".geojson" else "gpkg", imprint, name=out.stem)


def _table(answer: pd.DataFrame) -> pd.DataFrame:
    """Return the answer without shapes, its index as a column if it has a name."""
    table = pd.DataFrame(answer.drop(columns="geometry", errors="ignore"))
    table = table.reset_index() if table.index.name else table
    return table.round({column: _DEGREE_DECIMALS if column in ("lon", "lat") else _DECIMALS for column in table})
