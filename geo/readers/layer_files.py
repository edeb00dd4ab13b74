"""Read any supported file as one layer, and report what became of each row."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
from geopandas import GeoDataFrame

from geo.crs.placements import Placement
from geo.errors import EmptyLayerError
from geo.progress import step
from geo.readers.cells import number_in, plain_text
from geo.readers.columns import recognised
from geo.readers.faults import FAULTS, RowNote, sentences_of
from geo.readers.headers import DEMAND_HEADERS
from geo.readers.mending import Mended, mend_shapes, name_cells
from geo.readers.personal import Screened, without_personal_data
from geo.readers.placing import declared_placement, placed_rows
from geo.readers.raw import RawLayer
from geo.readers.raw_files import Hints, raw_layer
from geo.readers.report import ImportReport, existing_file
from geo.sentences import Sentence

__all__ = ["read_layer", "reported"]

logger = logging.getLogger(__name__)

_COUNT_HEADERS = {
    name: headers
    for name, headers in DEMAND_HEADERS.items()
    if name
    in ("households", "people", "elderly", "elderly_80", "children_0_6", "children_7_14", "disabled", "buildings")
}
_SHOWN = 40
_MENDING = Sentence("Checking shapes", zh="正在检查图形")


def read_layer(
    path: object,
    *,
    layer: str | None = None,
    crs: object = None,
    datum: str | None = None,
    placement: Placement | str | None = None,
    lon: str | None = None,
    lat: str | None = None,
    encoding: str | None = None,
) -> tuple[GeoDataFrame, ImportReport]:
    """
    Read a vector file, a drawing, a table of points, one layer of an OpenStreetMap file, or an archive of such files.

    Parameters
    ----------
    layer
        The layer, sheet or file of an archive to read; without it the first with shapes (streets of an OpenStreetMap
        file).
    crs
        The coordinate system the coordinates are in, where the file does not say or is wrong.
    datum
        "GCJ-02" or "BD-09" if degrees come from a Chinese map service; they are brought to WGS-84. "WGS-84" says that
        they are true.
    placement
        How the numbers become degrees, as `geo.crs.placements` writes it, instead of `crs` and `datum`: also swapped
        axes, kilometres, a local grid.
    lon, lat
        The columns of a table that hold them, where their headers are unusual.
    encoding
        The encoding of the text, where the one found is wrong.

    Returns
    -------
    rows, report
        The rows kept, indexed by their number in the file, in the file's own coordinate system (None if unknown; WGS-84
        where a datum was undone) and with its own columns, without those that hold personal data; and what became of
        each row. A bad row never stops the rest.

    Raises
    ------
    NoSuchFileError, BrokenFileError, EmptyLayerError, WrongGeometryError, MissingColumnError, WrongCrsError
        If there is no file, no layer in it, or no row that can be used.
    """
    file = existing_file(path, "a layer or a table of points")
    raw = raw_layer(file, Hints(layer, lon, lat, encoding))
    said = declared_placement(placement, crs, datum)
    rows, used_datum, place_reasons = placed_rows(file, raw, said)
    screened = without_personal_data(rows)
    kept, report = reported(file, raw, rows, screened, place_reasons)
    logger.info(
        "Read %s: %d rows kept, %d mended, %d refused.", file.name, len(kept), report.rows_mended, report.rows_refused
    )
    return kept, replace(report, datum=used_datum)


def reported(
    file: Path,
    raw: RawLayer,
    rows: GeoDataFrame,
    screened: Screened,
    reasons: Sequence[str] = (),
    *,
    are_shapes_needed: bool = True,
) -> tuple[GeoDataFrame, ImportReport]:
    """
    Mend the rows of a file that were brought to their place, and account for every one.

    Parameters
    ----------
    rows
        The rows of `raw` in their coordinate system.
    screened
        What is left of them without personal data.
    reasons
        What was said about their place.
    are_shapes_needed
        False for figures without a place, which are kept as they are.

    Raises
    ------
    EmptyLayerError
    """
    clean = GeoDataFrame(screened.rows.drop(columns="geometry"), geometry=rows.geometry.to_numpy(), crs=rows.crs)
    step(_MENDING, len(clean))
    mended = mend_shapes(clean) if are_shapes_needed else Mended(clean, (), ())
    notes = _joined_notes(raw.notes, mended.notes, name_cells(clean), {str(one.column) for one in screened.blocked})
    if not len(mended.layer):
        first = sentences_of(note for note in notes if note.fate == "refused")[0]
        raise EmptyLayerError(
            f"{file.name} has {len(rows)} rows and none can be used: {first} "
            "Look at the coordinates and their system, or choose another file.",
            zh=f"{file.name} 共 {len(rows)} 行，没有一行可用：{first.zh}请检查坐标和坐标系，或换一个文件。",
        )
    kept, number_notes = _with_numbers(mended.layer)
    notes = (*notes, *number_notes)
    mended_rows = {note.row for note in notes if note.fate == "mended"} & set(kept.index)
    return kept, ImportReport(
        path=file,
        layer=raw.layer,
        crs="" if rows.crs is None else rows.crs.name,
        rows_kept=len(kept),
        rows_mended=len(mended_rows),
        rows_refused=len(rows) - len(kept),
        reasons=(
            *raw.reasons,
            *reasons,
            *screened.sentences,
            *sentences_of(notes),
            *(finding.sentence for finding in mended.findings),
        ),
        encoding=raw.encoding,
        notes=notes,
        findings=mended.findings,
        layers=raw.layers,
        blocked=tuple(str(blocked.column) for blocked in screened.blocked),
    )


def _joined_notes(
    of_file: Sequence[RowNote], of_shapes: Sequence[RowNote], names: "pd.Series[str]", blocked: set[str]
) -> tuple[RowNote, ...]:
    """Put notes together, each with the row's name; a row is refused for one reason only, no blocked cell is quoted."""
    refused = {note.row for note in of_file if note.fate == "refused"}
    of_file = [replace(note, value="", more="") if note.column in blocked else note for note in of_file]
    every = [*of_file, *(note for note in of_shapes if note.fault.key != "no_geometry" or note.row not in refused)]
    called = names.to_dict()
    return tuple(replace(note, name=called.get(note.row, "")) if not note.name else note for note in every)


def _with_numbers(rows: GeoDataFrame) -> tuple[GeoDataFrame, list[RowNote]]:
    columns = [str(column) for column in recognised(rows.columns, _COUNT_HEADERS).values()]
    columns = [column for column in columns if not pd.api.types.is_numeric_dtype(rows[column])]
    names, read = name_cells(rows), {}
    notes: list[RowNote] = []
    for column in columns:
        texts = rows[column]
        numbers = pd.to_numeric(_mapped(texts, number_in)).astype(float)
        plain = _mapped(texts, plain_text)
        is_odd = numbers.notna() & pd.to_numeric(texts, errors="coerce").isna()
        is_lost = numbers.isna() & (plain != "")
        for row in rows.index[is_odd]:
            value, more = str(texts[row])[:_SHOWN], f"{numbers[row]:.10g}"
            notes.append(RowNote(int(row), names[row], FAULTS["number_read"], column, value, more))
        notes += [
            RowNote(int(row), names[row], FAULTS["no_number"], column, str(texts[row])[:_SHOWN])
            for row in rows.index[is_lost]
        ]
        if not is_lost.any():
            read[column] = numbers
    return rows.assign(**read), notes


def _mapped(cells: pd.Series, read: Callable[[object], object]) -> pd.Series:
    """Read each different cell once."""
    known = {value: read(value) for value in cells.dropna().unique()}
    empty = read(None)
    return pd.Series([known.get(value, empty) for value in cells], index=cells.index, dtype=object)
