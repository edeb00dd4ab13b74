"""Find out which placement puts a layer where its streets are, or say that it cannot be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyproj
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.crs import LONLAT, require_metres
from geo.crs.placements import WEB_MERCATOR, Placement, lonlat
from geo.intake.alignment import evidence, moves
from geo.intake.references import Ground, measures_of
from geo.intake.sampling import Sample, sampled
from geo.sentences import Sentence

__all__ = ["Detection", "best_placement", "fits"]

FloatArray = NDArray[np.float64]

_NEAR_M, _FAR_M = 200.0, 1_000.0
#: A placement that puts fewer rows near a street is in another town; so is one far behind the best.
_NEAR_SHARE, _NEAR_OF_BEST = 0.3, 0.5
#: The best must be ahead of chance and of the next by so many nats; calibrated by bench/placement.py, so that a wrong
#: one is hardly ever called sure.
_SURE_NATS = 8.0
#: What is known before looking, in nats: degrees come in any datum; a zone comes from a surveyor and is seldom shifted.
_SURVEYED, _SHIFTED_METRES = 3.0, -3.0
#: If a wrong reading puts at least so many rows on a street, and the right one half of that, a planner sees it at once.
_TELLING_SHARE = 0.04


@dataclass(frozen=True, slots=True)
class Detection:
    """What the streets say: the placement if it `is_sure`, else None; the next best; the table; a sentence why."""

    placement: Placement | None
    is_sure: bool
    runner_up: Placement | None
    table: pd.DataFrame
    sentence: Sentence


def fits(
    rows: GeoDataFrame,
    streets: GeoDataFrame,
    candidates: Sequence[Placement],
    *,
    references: Mapping[str, GeoDataFrame] | None = None,
) -> pd.DataFrame:
    """
    Compare a layer with the streets under each placement.

    Parameters
    ----------
    rows
        The layer with the numbers of its file; its coordinate system is not looked at. At most 400 rows are, evenly
        spaced, always the same ones.
    streets
        STREETS layer in true metres.
    references
        Other loaded layers by name, in the system of `streets`. "buildings" are compared with points and footprints;
        layers of areas with a `name` with the columns of `rows` that hold such names, and their outlines with outlines.

    Returns
    -------
    fit
        One row a placement, the best first; index `key`, columns `placement`, `fit_m` (median distance to the nearest
        street, of points or along outlines; inf beyond 1 km), `share_near` (share of rows within 200 m of a street),
        `on_street_share` (share of rows that a street runs through), `score` (nats against chance, what is known
        before included), `stands_out` (deviations), `evidence` (what it rests on).

    Raises
    ------
    WrongCrsError, MissingCrsError
        If the streets are not in true metres.
    """
    sample = sampled(rows)
    table = pd.DataFrame({"placement": pd.Series(list(candidates), dtype=object)})
    table.index = pd.Index([str(placement) for placement in candidates], name="key")
    empty = {"fit_m": np.inf, "share_near": 0.0, "on_street_share": np.nan, "score": -np.inf, "stands_out": 0.0}
    table = table.assign(**empty, evidence="")
    if not len(sample.xy) or not len(streets) or not len(candidates):
        return table
    require_metres(streets, "streets")
    places = _in_metres(sample, candidates, streets)
    ground = Ground.of(streets, places, references or {})
    if ground is None:
        return table
    for key, place in zip(table.index, places, strict=True):
        distance_m = ground.street_distance(place, _FAR_M)
        near = np.bincount(sample.row, np.nan_to_num(distance_m, posinf=1e9) <= _NEAR_M, len(sample.positions)) > 0
        table.loc[key, ["fit_m", "share_near"]] = float(np.median(distance_m)), float(near.mean())
    is_here = table["share_near"] >= max(_NEAR_SHARE, _NEAR_OF_BEST * table["share_near"].max())
    here = np.flatnonzero(is_here)
    if len(here):
        _weigh(table, here, [places[one] for one in here], sample, ground, rows)
    return table.sort_values(["score", "share_near"], ascending=False, kind="stable")


def best_placement(
    rows: GeoDataFrame,
    streets: GeoDataFrame,
    candidates: Sequence[Placement],
    *,
    references: Mapping[str, GeoDataFrame] | None = None,
) -> Detection:
    """
    Choose the placement that the streets speak for, if they speak clearly enough; parameters and errors as in `fits`.

    It never guesses: where rows are few, streets are thin or two placements look alike, `placement` is None, the
    sentence says so, and the planner has to declare it.
    """
    table = fits(rows, streets, candidates, references=references)
    found = table[np.isfinite(table["score"])]
    if not len(found):
        return Detection(None, False, None, table, _nothing_near(table, len(streets)))
    best: Placement = found["placement"].iloc[0]
    runner_up: Placement | None = found["placement"].iloc[1] if len(found) > 1 else None
    against = max(0.0, float(found["score"].iloc[1])) if len(found) > 1 else 0.0
    is_sure = float(found["score"].iloc[0]) - against >= _SURE_NATS
    sentence = _because(found, rows) if is_sure else _undecided(found, len(rows))
    return Detection(best if is_sure else None, is_sure, runner_up, table, sentence)


def _prior(placement: Placement) -> float:
    """Return what is known before looking, in nats."""
    if placement.is_degrees or placement.system == WEB_MERCATOR:
        return 0.0
    return _SHIFTED_METRES if placement.datum else _SURVEYED


def _in_metres(sample: Sample, candidates: Sequence[Placement], streets: GeoDataFrame) -> list[FloatArray]:
    to_metres = pyproj.Transformer.from_crs(LONLAT, streets.crs, always_xy=True)
    degrees = [lonlat(placement, sample.xy) for placement in candidates]
    return [np.column_stack(to_metres.transform(*lonlats.T)) for lonlats in degrees]


def _weigh(
    table: pd.DataFrame, here: NDArray[np.int64], places: list[FloatArray], sample: Sample, ground: Ground,
    rows: GeoDataFrame,
) -> None:  # fmt: skip
    middles = np.array([np.nanmedian(place, axis=0) for place in places])
    of, move_m = moves(middles)
    shifted = [places[candidate] + move for candidate, move in zip(of, move_m, strict=True)]
    measures, on_street = measures_of(ground, sample, [*places, *shifted], rows)
    found = evidence(measures, of)
    before = [_prior(placement) for placement in table["placement"].iloc[here]]
    for number, position in enumerate(here):
        key = table.index[position]
        table.loc[key, "on_street_share"] = float(on_street[number].mean())
        table.loc[key, "score"] = float(found.weight[number]) + before[number]
        table.loc[key, "stands_out"] = float(found.stands_out[number])
        table.loc[key, "evidence"] = found.habit[number]


def _nothing_near(table: pd.DataFrame, streets: int) -> Sentence:
    if not streets:
        return Sentence(
            "There are no streets yet to compare with; load the streets first, or declare the coordinate system.",
            zh="还没有可供比对的道路；请先载入道路，或声明坐标系。",
        )
    return Sentence(
        f"None of the {len(table)} possible readings puts the rows near the loaded streets. It may be a local grid "
        "(give two control points) or another town; declare the coordinate system.",
        zh=f"{len(table)} 种可能的读法都没有让数据落在已载入的道路附近。它可能是地方坐标系（请给出两个控制点），"
        "也可能是别的城市；请声明坐标系。",
    )


def _because(found: pd.DataFrame, rows: GeoDataFrame) -> Sentence:
    best = found.iloc[0]
    name: Sentence = best["placement"].name
    other = found.iloc[1] if len(found) > 1 else None
    if other is None:
        return Sentence(
            f"{name}: the only reading near the streets; the rows lie {best['fit_m']:.0f} m from a street (median).",
            zh=f"{name.zh}：只有这样读，数据才落在道路附近；到最近道路的中位距离 {best['fit_m']:.0f} 米。",
        )
    next_name: Sentence = other["placement"].name
    what, noun = _noun(rows)
    if best["on_street_share"] <= other["on_street_share"] / 2 and other["on_street_share"] >= _TELLING_SHARE:
        return Sentence(
            f"Read as {name}, {best['on_street_share']:.1%} of the {what} stand on a street; read as {next_name}, "
            f"{other['on_street_share']:.1%} would.",
            zh=f"按 {name.zh} 还原后，{best['on_street_share']:.1%} 的{noun}压在道路上；"
            f"按 {next_name.zh} 则有 {other['on_street_share']:.1%}。",
        )
    if str(best["evidence"]).endswith("along"):
        return Sentence(
            f"Read as {name}, the {what} run along the streets, {best['fit_m']:.1f} m from one (median); read as "
            f"{next_name}, {other['fit_m']:.1f} m.",
            zh=f"按 {name.zh} 还原后，{noun}与道路走向吻合，到道路的中位距离 {best['fit_m']:.1f} 米；"
            f"按 {next_name.zh} 则为 {other['fit_m']:.1f} 米。",
        )
    reference = str(best["evidence"]).partition(":")[0]
    return Sentence(
        f"Read as {name}, the {what} lie where the loaded {reference} say they should; read as {next_name}, they do "
        "not.",
        zh=f"按 {name.zh} 还原后，{noun}与已载入的 {reference} 图层吻合；按 {next_name.zh} 则不吻合。",
    )


def _noun(rows: GeoDataFrame) -> tuple[str, str]:
    kinds = set(rows.geom_type.dropna())
    if kinds <= {"Polygon", "MultiPolygon"}:
        return "shapes", "图形"
    return ("points", "点") if kinds <= {"Point", "MultiPoint"} else ("lines", "线")


def _undecided(found: pd.DataFrame, rows: int) -> Sentence:
    names = [placement.name for placement in found["placement"].iloc[:3]]
    english, chinese = " or ".join(names), "、".join(name.zh for name in names)
    return Sentence(
        f"The streets do not tell how the {rows:,} rows are to be read ({english}): there are too few of them, or "
        "they fit equally well. Ask where the file comes from and declare it.",
        zh=f"仅凭道路无法判断这 {rows:,} 行数据的坐标（{chinese}）：数据太少，或几种读法同样吻合。"
        "请问清数据来源后声明坐标系。",
    )
