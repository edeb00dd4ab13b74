"""Bring raw rows to their place: as somebody declared, as the file says, or as its numbers leave no doubt."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyproj
from geopandas import GeoDataFrame

from geo.crs import DATUMS, LONLAT
from geo.crs.magnitudes import contradiction, possible_placements
from geo.crs.placements import Placement, declared, parsed, placed
from geo.readers.raw import RawLayer
from geo.readers.tables import TABLE_SUFFIXES
from geo.readers.vector import declared_crs
from geo.sentences import Sentence

__all__ = ["declared_placement", "placed_rows"]


def declared_placement(
    placement: Placement | str | None, crs: object, datum: str | None
) -> Placement | pyproj.CRS | None:
    """Return the one thing that was declared."""
    if placement is not None:
        return parsed(placement) if isinstance(placement, str) else placement
    if datum is not None:
        if datum == "WGS-84":
            return Placement()
        at = declared(declared_crs(crs)) if crs is not None else Placement()
        return replace(at, datum=datum)
    return declared_crs(crs) if crs is not None else None


def placed_rows(file: Path, raw: RawLayer, said: Placement | pyproj.CRS | None) -> tuple[GeoDataFrame, str, list[str]]:
    """Return the rows where they belong as far as it is declared, the datum that is known, and what was done."""
    rows = raw.rows
    if isinstance(said, Placement):
        name = said.name
        told = Sentence(f"{file.name} was read as {name}, as asked.", zh=f"{file.name} 按指定的 {name.zh} 读取。")
        if said.datum:
            return placed(rows, said), said.datum, [told]
        if said.is_degrees and said == Placement():
            return rows.set_crs(LONLAT, allow_override=True), "WGS-84", [told]
        return placed(rows, said), "WGS-84", [told]
    if said is not None:
        reasons: list[str] = []
        if rows.crs is not None and rows.crs != said and file.suffix.lower() not in TABLE_SUFFIXES:
            reasons.append(
                Sentence(
                    f"{file.name} says it is in {rows.crs.name}; it was read as {said.name} as asked.",
                    zh=f"{file.name} 自称是 {rows.crs.name}；已按指定的 {said.name} 读取。",
                )
            )
        return rows.set_crs(said, allow_override=True), raw.datum or "WGS-84", reasons
    if raw.datum in DATUMS and (rows.crs is None or not rows.crs.is_projected):
        told = Sentence(
            f"{file.name} says that it is in {raw.datum}; it was brought to WGS-84.",
            zh=f"{file.name} 注明是 {raw.datum}，已还原为 WGS-84。",
        )
        return placed(rows, Placement(datum=raw.datum)), raw.datum, [told]
    return _by_numbers(file, raw)


def _by_numbers(file: Path, raw: RawLayer) -> tuple[GeoDataFrame, str, list[str]]:
    """Believe the file's own system unless its numbers contradict it; of none only what can be nothing else."""
    rows = raw.rows
    xy = rows.geometry.bounds[["minx", "miny"]].to_numpy()
    xy = xy[np.isfinite(xy).all(axis=1)]
    reasons: list[str] = []
    if rows.crs is not None and len(xy):
        against = contradiction(xy, rows.crs)
        if against is None:
            return rows, raw.datum, [raw.taken_as] if raw.taken_as else []
        possible = possible_placements(xy)
        if not possible:
            return rows, raw.datum, reasons
        reasons.append(against)
        rows = rows.set_crs(None, allow_override=True)
    possible = possible_placements(xy) if len(xy) else ()
    sure = [one for one in possible if not one.datum]
    if len(sure) == 1 and not sure[0].is_degrees:
        told = Sentence(
            f"{file.name} does not say its coordinate system; its numbers are those of {sure[0].name} and were read "
            "so.",
            zh=f"{file.name} 没有说明坐标系；坐标值符合{sure[0].name.zh}，已按此读取。",
        )
        return placed(rows, sure[0]), "WGS-84", [*reasons, told]
    listed = ", ".join(str(one.name) for one in possible[:4])
    listed_zh = "、".join(one.name.zh for one in possible[:4])
    told = Sentence(
        f"{file.name} does not say which coordinate system it is in; declare it before measuring anything."
        + (f" Its numbers could be {listed}." if possible else ""),
        zh=f"{file.name} 没有说明坐标系；请先指明再量算。" + (f"坐标值可能是：{listed_zh}。" if possible else ""),
    )
    return rows, raw.datum, [*reasons, told]
