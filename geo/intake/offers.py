"""Look into a file and offer what could become of it: layers, encoding, columns, place; nothing is decided yet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.city import City
from geo.crs.magnitudes import contradiction, possible_placements
from geo.crs.placements import Placement, declared, parsed
from geo.errors import MissingCrsError
from geo.intake.fitting import Detection, best_placement
from geo.intake.plans import ImportPlan, Pairs
from geo.intake.roles import RoleGuess, guessed_roles
from geo.progress import step
from geo.readers.cells import plain_text
from geo.readers.columns import recognised
from geo.readers.headers import HEADERS
from geo.readers.personal import Screened, without_personal_data
from geo.readers.raw import RawLayer
from geo.readers.raw_files import Hints, raw_layer
from geo.readers.report import existing_file
from geo.readers.tables import TABLE_SUFFIXES
from geo.readers.text import EncodingGuess, encoding_guesses
from geo.sentences import Sentence

__all__ = ["Offer", "is_osm_file", "offered", "required_placement", "shape_key"]

_OSM_ENDINGS = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf")
_SAMPLES, _SHOWN = 3, 24
#: Layers of the city that are compared with a new one, beside the streets.
_REFERENCES = ("buildings", "compounds", "communities", "grids", "street_offices")
_OPENING = Sentence("Opening the file", zh="正在打开文件")
_LOOKING = Sentence("Looking for personal data", zh="正在检查个人信息")
_COMPARING = Sentence("Comparing with the streets", zh="正在与道路比对")
_TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".dat")


@dataclass(frozen=True, eq=False)
class Offer:
    """
    What one layer of a file could become.

    Parameters
    ----------
    plan
        What was decided, with everything else as it was found out.
    raw
        The rows as the file has them, without personal data.
    roles
        The layers of a city they may be, the likeliest first.
    columns
        One row a column of the file: `column`, `samples` (three of its values), `ours` (the column it becomes or "").
    detection
        What the streets say about the place, None where there are none to compare with.
    placement
        How the numbers become degrees, None if somebody has to declare it; `said` says how it is known.
    possible
        Every placement the numbers allow.
    """

    path: Path
    plan: ImportPlan
    raw: RawLayer
    screened: Screened
    roles: tuple[RoleGuess, ...]
    columns: pd.DataFrame
    encodings: tuple[EncodingGuess, ...]
    detection: Detection | None
    placement: Placement | None
    said: Sentence
    possible: tuple[Placement, ...]


def is_osm_file(path: Path) -> bool:
    """Tell whether a file is an OpenStreetMap extract by its name."""
    return path.name.lower().endswith(_OSM_ENDINGS)


def offered(
    path: object,
    city: City | None = None,
    plan: ImportPlan | None = None,
    *,
    memory: Mapping[str, ImportPlan] | None = None,
) -> Offer:
    """
    Read one layer of a file and find out everything that `plan` leaves open.

    Parameters
    ----------
    city
        The city it shall join: its streets tell where the rows belong.
    memory
        Plans of earlier files by `shape_key`; a file of the same shape is taken as then.

    Raises
    ------
    NoSuchFileError, BrokenFileError, EmptyLayerError, WrongGeometryError, MissingColumnError, WrongCrsError
    """
    file = existing_file(path, "a layer or a table")
    asked = plan or ImportPlan()
    hints = Hints(
        asked.layer or None, asked.column("lon"), asked.column("lat"), asked.encoding or None, is_place_needed=False
    )
    step(_OPENING)
    raw = raw_layer(file, hints)
    step(_LOOKING, len(raw.rows))
    screened = without_personal_data(raw.rows)
    rows = GeoDataFrame(screened.rows, geometry="geometry", crs=raw.rows.crs)
    known = (memory or {}).get(shape_key(rows))
    asked = _filled(asked, known)
    step(_COMPARING, len(rows))
    roles = guessed_roles(rows, f"{file.stem} {raw.layer}")
    role = asked.role or (roles[0].role if roles else "facilities")
    columns = _columns(rows, role, asked)
    possible, detection, placement, said = _place(file, raw, rows, city, asked)
    found = replace(asked, role=role, layer=raw.layer, columns=columns)
    return Offer(
        path=file,
        plan=found,
        raw=replace(raw, rows=rows),
        screened=screened,
        roles=roles,
        columns=_column_table(rows, _with_places(raw, dict(columns))),
        encodings=_encodings(file),
        detection=detection,
        placement=placement,
        said=said,
        possible=possible,
    )


def shape_key(rows: GeoDataFrame) -> str:
    """Return what files of the same shape have in common: the names of their columns."""
    return "|".join(sorted(str(column) for column in rows.columns if column != rows.geometry.name))


def required_placement(offer: Offer) -> Placement:
    """
    Return how the numbers become degrees, or say that somebody has to declare it: two datums are never mixed silently.

    Raises
    ------
    MissingCrsError
    """
    if offer.placement is None:
        options = ", ".join(str(one) for one in offer.possible[:6])
        names_zh = "、".join(one.name.zh for one in offer.possible[:6])
        raise MissingCrsError(
            f"{offer.path.name}: {offer.said} "
            + (f"Declare one of {options}." if options else "Give two or more control points."),
            zh=f"{offer.path.name}：{offer.said.zh}"
            + (f"请指明其一：{names_zh}。" if options else "请给出两个以上控制点。"),
        )
    return offer.placement


def _filled(asked: ImportPlan, known: ImportPlan | None) -> ImportPlan:
    """Take from the plan of an earlier file of the same shape what was not asked anew; its place it may not give."""
    if known is None:
        return asked
    is_same_role = asked.role in ("", known.role)
    return replace(
        asked,
        role=asked.role or known.role,
        columns=asked.columns or (known.columns if is_same_role else ()),
        are_columns_final=asked.are_columns_final or (not asked.columns and is_same_role and known.are_columns_final),
        kinds=asked.kinds or known.kinds,
    )


def _columns(rows: GeoDataFrame, role: str, asked: ImportPlan) -> Pairs:
    """Return the columns as somebody said, and the rest as the headers tell."""
    said = tuple(pair for pair in asked.columns if pair[1] in rows.columns)
    if asked.are_columns_final:
        return said
    ours, theirs = {mine for mine, _ in said}, {column for _, column in said}
    return (*said, *(pair for pair in _guessed(rows, role) if pair[0] not in ours and pair[1] not in theirs))


def _guessed(rows: GeoDataFrame, role: str) -> list[tuple[str, str]]:
    columns = [column for column in rows.columns if column != rows.geometry.name]
    headers = HEADERS.get(role)
    return [] if headers is None else [(name, str(column)) for name, column in recognised(columns, headers).items()]


def _with_places(raw: RawLayer, columns: Mapping[str, str]) -> dict[str, str]:
    """Add the columns that the positions were read from."""
    names = ("place",) if len(raw.place_columns) == 1 else ("lon", "lat")
    return {**columns, **dict(zip(names, raw.place_columns, strict=False))}


def _column_table(rows: GeoDataFrame, ours: Mapping[str, str]) -> pd.DataFrame:
    meaning = {file_column: name for name, file_column in ours.items()}
    table = []
    for column in rows.columns:
        if column == rows.geometry.name:
            continue
        filled = rows[column].dropna()
        texts = dict.fromkeys(text for text in map(plain_text, filled.iloc[:200]) if text)
        samples = " · ".join(text[:_SHOWN] for text in list(texts)[:_SAMPLES])
        table.append((str(column), samples, meaning.get(str(column), "")))
    return pd.DataFrame(table, columns=["column", "samples", "ours"])


def _encodings(file: Path) -> tuple[EncodingGuess, ...]:
    if file.suffix.lower() not in _TEXT_SUFFIXES:
        return ()
    with file.open("rb") as stream:
        return encoding_guesses(stream.read(2_000_000))


_Placed = tuple[tuple[Placement, ...], Detection | None, Placement | None, Sentence]


def _place(file: Path, raw: RawLayer, rows: GeoDataFrame, city: City | None, asked: ImportPlan) -> _Placed:
    """Find the placement: as asked, as the streets say if they are sure, as the file declares; else nobody knows."""
    xy = rows.geometry.bounds[["minx", "miny"]].to_numpy()
    xy = xy[np.isfinite(xy).all(axis=1)]
    if not len(xy):
        return (), None, Placement(), Sentence("There are no positions.", zh="没有坐标。")
    declares = _declared(file, raw, xy)
    possible = possible_placements(xy, declared_crs=rows.crs)
    if declares is not None and declares not in possible:
        possible = (declares, *possible)
    detection = None
    streets = city.get("streets") if city is not None else None
    if streets is not None and len(streets) and possible:
        references = {name: city[name] for name in _REFERENCES if city is not None and name in city.layers}
        detection = best_placement(rows, streets, possible, references=references)
    if asked.placement:
        placement = parsed(asked.placement)
        return possible, detection, placement, _asked(placement, detection)
    if detection is not None and detection.placement is not None:
        return possible, detection, detection.placement, detection.sentence
    if declares is not None:
        unchecked = Sentence(
            f"The file says {declares.name}; there were not enough streets around to check it.",
            zh=f"文件声明为{declares.name.zh}；附近道路不足，未能核对。",
        )
        return possible, detection, declares, unchecked
    if detection is not None:
        return possible, detection, None, detection.sentence
    told = Sentence(
        "The file does not say its coordinate system, and there are no streets to compare it with.",
        zh="文件没有说明坐标系，也没有道路可供比对。",
    )
    return possible, None, None, told


def _declared(file: Path, raw: RawLayer, xy: NDArray[np.float64]) -> Placement | None:
    """Return what the file itself declares and its numbers do not contradict."""
    if raw.datum in ("GCJ-02", "BD-09"):
        return Placement(datum=raw.datum)
    if raw.rows.crs is None or (file.suffix.lower() in TABLE_SUFFIXES and raw.datum == ""):
        return None
    return None if contradiction(xy, raw.rows.crs) else declared(raw.rows.crs)


def _asked(placement: Placement, detection: Detection | None) -> Sentence:
    name = placement.name
    best = detection.placement if detection is not None else None
    if best is None or best == placement:
        return Sentence(f"Read as {name}, as declared.", zh=f"按指定的{name.zh}读取。")
    return Sentence(
        f"Read as {name}, as declared, but the streets speak for {best.name}. "
        f"{detection.sentence if detection else ''}",
        zh=f"按指定的{name.zh}读取，但与道路比对更像{best.name.zh}。{detection.sentence.zh if detection else ''}",
    )
