"""便于管理: not contiguous, too long to walk across, too ragged, a compound cut in two, no head."""

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial.distance import pdist

from geo.grids.checks.common_land import compound_parts
from geo.grids.checks.findings import Finding
from geo.grids.checks.survey import Survey
from geo.sentences import Sentence

__all__ = ["cut_compounds", "headless", "in_parts", "ragged", "too_long"]


def in_parts(survey: Survey) -> Iterable[Finding]:
    """Find grids of several parts that do not touch along a border."""
    counts = shapely.get_num_geometries(survey.shapes)
    for grid in np.flatnonzero(counts > 1).tolist():
        parts = sorted(shapely.get_parts(survey.shapes[grid]), key=lambda part: -part.area)
        name, aside = survey.labels[survey.ids[grid]], shapely.MultiPolygon(parts[1:])
        sentence = Sentence(
            f"{name} lies in {counts[grid]} parts; {aside.area:,.0f} m² are apart from the largest.",
            zh=f"{name}分为 {counts[grid]} 块，主体以外有 {aside.area:,.0f} 平方米。",
        )
        yield Finding((survey.ids[grid],), aside, float(counts[grid]), "parts", sentence, survey.community_of(grid))


def too_long(survey: Survey) -> Iterable[Finding]:
    """
    Find grids that are too long to walk across; the walk is at least the straight line that is measured.

    Measured between the two dwellings furthest apart where buildings are known, since nobody walks across the hill
    behind them; else between the two furthest points of the grid.
    """
    is_of_homes = survey.homes is not None
    grid, home = survey.inside
    limit_m = survey.limits.most_across_m
    bounds = shapely.bounds(survey.shapes)
    diagonal_m = np.hypot(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    for number in np.flatnonzero(diagonal_m > limit_m).tolist():
        points = (
            survey.shapes[number : number + 1] if survey.homes is None else survey.homes.points[home[grid == number]]
        )
        line = _furthest(shapely.get_coordinates(points))
        if line is None or line.length <= limit_m:
            continue
        name = survey.labels[survey.ids[number]]
        en, zh = ("dwellings", "住宅") if is_of_homes else ("points", "点")
        sentence = Sentence(
            f"{name} is {line.length:,.0f} m across, measured straight between its two furthest {en}; the walk is "
            f"longer still. The limit is {limit_m:g} m.",
            zh=f"{name}相距最远的两处{zh}直线距离 {line.length:,.0f} 米（步行更远），超过 {limit_m:g} 米。",
        )
        yield Finding((survey.ids[number],), line, line.length, "m", sentence, survey.community_of(number))


def _furthest(points: NDArray[np.float64]) -> shapely.LineString | None:
    """Return the line between the two points furthest apart, None if there are not two."""
    corners = shapely.get_coordinates(shapely.convex_hull(shapely.multipoints(points))) if len(points) else points
    if len(corners) < 2:
        return None
    pair = int(np.argmax(pdist(corners)))
    first, second = np.triu_indices(len(corners), 1)
    return shapely.LineString([corners[first[pair]], corners[second[pair]]])


def ragged(survey: Survey) -> Iterable[Finding]:
    """Find grids that are long or ragged: 4 pi area / border squared below the limit."""
    length_m = shapely.length(survey.shapes)
    roundness = 4 * np.pi * survey.area_m2 / np.maximum(length_m, 1e-9) ** 2
    for grid in np.flatnonzero((roundness < survey.limits.least_compactness) & (survey.area_m2 > 0)).tolist():
        name = survey.labels[survey.ids[grid]]
        sentence = Sentence(
            f"{name} is long or ragged: compactness {roundness[grid]:.2f}, at least "
            f"{survey.limits.least_compactness:g} is asked for (a square has 0.79).",
            zh=f"{name}形状狭长或破碎：紧凑度 {roundness[grid]:.2f}，应不低于 "
            f"{survey.limits.least_compactness:g}（正方形为 0.79）。",
        )
        yield Finding(
            (survey.ids[grid],), survey.shapes[grid], float(roundness[grid]), "1", sentence, survey.community_of(grid)
        )


def cut_compounds(survey: Survey) -> Iterable[Finding]:
    """Find compounds that lie in several grids, unless each of these is a part of the compound (网格小于小区)."""
    compounds = survey.layers["compounds"]
    shapes = compounds.geometry.to_numpy()
    names = compounds["name"].astype(str) if "name" in compounds.columns else compounds.index.astype(str)
    parts = compound_parts(survey.shapes, shapes)
    outside = 1 - survey.limits.compound_share
    for compound in np.unique(parts.compound).tolist():
        here = (parts.compound == compound) & (parts.of_compound > outside)
        if here.sum() < 2 or (parts.of_grid[here] >= survey.limits.compound_share).all():
            continue
        order = np.argsort(-parts.of_compound[here], kind="stable")
        owners, shares = parts.grid[here][order], parts.of_compound[here][order]
        ids = tuple(survey.ids[owner] for owner in owners)
        label = list(names)[compound]
        pieces = [f"{survey.labels[name]} {share:.0%}" for name, share in zip(ids, shares, strict=True)]
        sentence = Sentence(
            f"{label} is cut between {', '.join(pieces)}.", zh=f"{label}被网格切开：{'、'.join(pieces)}。"
        )
        away_m2 = float(shares[1:].sum() * shapes[compound].area)
        yield Finding(
            ids, shapes[compound], away_m2, "m2", sentence, survey.community_of(int(owners[0])), area_m2=away_m2
        )


def headless(survey: Survey) -> Iterable[Finding]:
    """Find grids without a grid head."""
    for grid in np.flatnonzero(survey.texts("grid_head") == "").tolist():
        name = survey.labels[survey.ids[grid]]
        sentence = Sentence(f"{name} has no grid head.", zh=f"{name}没有网格长。")
        yield Finding(
            (survey.ids[grid],), survey.shapes[grid], survey.households[grid], "households", sentence,
            survey.community_of(grid),
        )  # fmt: skip
