"""Are two thousand grids seamless, and how soon is a sloppy community made so?"""

import logging
import warnings
from collections.abc import Callable
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from shapely import Polygon

from bench.report import Section, Table, Target, duration, ratio_rows
from bench.timing import Contender, Effort, in_turns
from geo.grids.checks import check_grids
from geo.grids.checks.seams import loose_ends
from geo.grids.repairing import repair_grids

__all__ = ["measure"]

logger = logging.getLogger(__name__)

_SEED = 20
#: Communities, and grids of 5 x 4 cells in each; corners on each side of a cell.
_COMMUNITIES, _COLUMNS, _ROWS, _CORNERS = 100, 5, 4, 50
_CELL_M, _WIGGLE_M = 175.0, 0.3
_CRS = "EPSG:4549"
_AIM_S = 0.3
#: Every drawn line is at most half of this from the true one.
_TOLERANCE_M = 1.0
_OVERLAY_COMMUNITIES = 3

_CHECK, _CHECK_ONE = "ours, `check_grids`, all rules that need only borders", "ours, `check_grids`, one grid drawn anew"
_VALID, _VALID_PARENT = "`shapely.coverage_is_valid`, no parent", "`coverage_is_valid`, and union compared with parent"
_OVERLAY = "geopandas `overlay`: gaps and overlaps"
_REPAIR = "ours, `repair_grids`"
_CLEAN = "`shapely.coverage_clean`, clipped to the parent"
_BY_OVERLAY = "geopandas `overlay`: clip, first come, gaps to the nearest"

_METHOD = (
    f"{_COMMUNITIES} communities of {_COLUMNS * _ROWS} grids with {4 * (_CORNERS - 1)} corners each, borders wiggling "
    f"by {_WIGGLE_M:g} m, from a fixed seed. **Check**: is every community tiled exactly by its grids, and where not? "
    "`coverage_is_valid` says yes or no for the grids alone; compared with the union of each community it also sees "
    "holes. `overlay` measures gaps and overlaps, as planners do by hand. **Repair**: one community, every corner "
    f"moved by up to {_TOLERANCE_M / 2:g} m and rounded to centimetres, each grid by itself. `coverage_clean` knows no "
    "parent and is clipped to it afterwards. Whether the answer tiles the parent is proved segment by segment, bit "
    "for bit, for everyone; how far wrong land lies from the true border of its grid is measured every metre."
)


def measure(effort: Effort) -> Section:
    """Measure the check of all communities and the repair of one."""
    grids, communities = _city()
    one, parent = grids.iloc[: _COLUMNS * _ROWS], communities.iloc[:1]
    check_rows, check_s, changed_s = _checks(grids, communities, effort)
    repair_rows, repair_s, is_proved = _repairs(one, parent, effort)
    columns = ("work", "way", "median", "rounds", "ratio", "what it found", "")
    work = f"exact check of {len(grids):,} grids of {4 * (_CORNERS - 1)} corners"
    return Section(
        "Grids: check and repair",
        _METHOD,
        (Table("", columns, (*check_rows, *repair_rows)),),
        (
            _target(work, "all seamless", check_s),
            _target(work, "one drawn anew", changed_s),
            _target("repair of one sloppy community", f"{_COLUMNS * _ROWS} grids", repair_s),
            Target(
                "repair of one sloppy community",
                "proved seamless, within the tolerance of the truth",
                {"": "proved" if is_proved else "not proved"},
                {"": is_proved},
            ),
        ),
    )


def _target(work: str, place: str, took_s: float) -> Target:
    return Target(work, f"under {duration(_AIM_S)}", {place: duration(took_s)}, {place: took_s < _AIM_S})


def _checks(
    grids: GeoDataFrame, communities: GeoDataFrame, effort: Effort
) -> tuple[list[tuple[str, ...]], float, float]:
    number = len(grids) // 3
    shapes = grids.geometry.to_numpy().copy()
    shapes[number] = _drawn(shapes[number], np.random.default_rng(_SEED))
    changed = grids.set_geometry(gpd.GeoSeries(shapes, index=grids.index, crs=_CRS))
    contenders = [
        Contender(_CHECK, partial(check_grids, grids, communities)),
        Contender(_CHECK_ONE, partial(check_grids, changed, communities)),
        Contender(_VALID, partial(shapely.coverage_is_valid, grids.geometry.to_numpy())),
        Contender(_VALID_PARENT, partial(_is_valid_with_parent, grids, communities)),
        Contender(
            _OVERLAY,
            partial(_overlay_misfits, changed, communities, _OVERLAY_COMMUNITIES),
            _OVERLAY_COMMUNITIES / _COMMUNITIES,
            f"measured on {_OVERLAY_COMMUNITIES} communities, scaled",
        ),
    ]
    found = {
        _CHECK: f"{len(check_grids(grids, communities))} findings",
        _CHECK_ONE: f"{len(check_grids(changed, communities))} gaps, overlaps and the like",
        _VALID: "yes or no; blind for holes",
        _VALID_PARENT: "yes or no" if _is_valid_with_parent(grids, communities) else "no",
    }
    timings = in_turns(contenders, effort)
    return ratio_rows("check", timings, _CHECK, found), timings[_CHECK].median_s, timings[_CHECK_ONE].median_s


def _repairs(truth: GeoDataFrame, parent: GeoDataFrame, effort: Effort) -> tuple[list[tuple[str, ...]], float, bool]:
    rng = np.random.default_rng(_SEED)
    messy = truth.set_geometry(
        gpd.GeoSeries([_drawn(shape, rng) for shape in truth.geometry], index=truth.index, crs=_CRS)
    )
    ways: dict[str, Callable[[], NDArray[np.object_]]] = {
        _REPAIR: partial(_repaired, messy, parent),
        _CLEAN: partial(_cleaned, messy, parent),
        _BY_OVERLAY: partial(_overlaid, messy, parent),
    }
    verdicts = {name: _verdict(way(), truth, parent) for name, way in ways.items()}
    timings = in_turns([Contender(name, way) for name, way in ways.items()], effort)
    words = {
        name: f"{'seamless' if is_seamless else 'not seamless'}, wrong land up to {away_m:.2f} m from the border"
        for name, (is_seamless, away_m) in verdicts.items()
    }
    is_seamless, away_m = verdicts[_REPAIR]
    rows = ratio_rows("repair", timings, _REPAIR, words)
    return rows, timings[_REPAIR].median_s, is_seamless and away_m <= _TOLERANCE_M


def _city() -> tuple[GeoDataFrame, GeoDataFrame]:
    rng = np.random.default_rng(_SEED)
    shapes: list[Polygon] = []
    for number in range(_COMMUNITIES):
        shapes += _cells(rng, np.array([500_000 + 1_000 * (number % 10), 3_000_000 + 800 * (number // 10)]))
    each = _COLUMNS * _ROWS
    names = [f"c{number}" for number in range(_COMMUNITIES)]
    grids = GeoDataFrame(
        {"name": "", "community_id": np.repeat(names, each)},
        geometry=shapes,
        index=[f"g{number}" for number in range(len(shapes))],
        crs=_CRS,
    )
    lands = [shapely.coverage_union_all(shapes[each * n : each * (n + 1)]) for n in range(_COMMUNITIES)]
    return grids, GeoDataFrame({"name": names}, geometry=lands, index=names, crs=_CRS)


def _cells(rng: np.random.Generator, origin: NDArray[np.float64]) -> list[Polygon]:
    corners = np.stack(np.meshgrid(np.arange(_COLUMNS + 1.0), np.arange(_ROWS + 1.0), indexing="ij"), axis=-1)
    corners = (corners * _CELL_M + rng.normal(0, 10, corners.shape) + origin).round(2)

    def side(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
        share = np.linspace(0, 1, _CORNERS)[:, None]
        aside = np.array([start[1] - end[1], end[0] - start[0]]) / np.hypot(*(end - start))
        pull = rng.normal(0, _WIGGLE_M, (_CORNERS, 1))
        pull[[0, -1]] = 0
        return np.asarray((start + (end - start) * share + aside * pull).round(2))

    across = {(i, j): side(corners[i, j], corners[i + 1, j]) for i in range(_COLUMNS) for j in range(_ROWS + 1)}
    up = {(i, j): side(corners[i, j], corners[i, j + 1]) for i in range(_COLUMNS + 1) for j in range(_ROWS)}
    return [
        Polygon(np.vstack([across[i, j][:-1], up[i + 1, j][:-1], across[i, j + 1][:0:-1], up[i, j][::-1]]))
        for i in range(_COLUMNS)
        for j in range(_ROWS)
    ]


def _drawn(shape: Polygon, rng: np.random.Generator) -> Polygon:
    points = shapely.get_coordinates(shape)[:-1]
    reach_m = _TOLERANCE_M / 2 / np.sqrt(2)
    return Polygon((points + rng.uniform(-reach_m, reach_m, points.shape)).round(2))


def _is_valid_with_parent(grids: GeoDataFrame, communities: GeoDataFrame) -> bool:
    shapes = grids.geometry.to_numpy().reshape(_COMMUNITIES, -1)
    if not all(shapely.coverage_is_valid(some) for some in shapes):
        return False
    unions = np.array([shapely.coverage_union_all(some) for some in shapes], dtype=object)
    return bool(shapely.equals(unions, communities.geometry.to_numpy()).all())


def _overlay_misfits(grids: GeoDataFrame, communities: GeoDataFrame, count: int) -> float:
    wrong_m2 = 0.0
    for community_id in communities.index[:count]:
        own = grids.loc[grids["community_id"] == community_id, ["geometry"]]
        gaps = communities.loc[[community_id], ["geometry"]].overlay(own, how="difference", keep_geom_type=True)
        both = own.reset_index(names="a").overlay(own.reset_index(names="b"), how="intersection", keep_geom_type=True)
        wrong_m2 += gaps.area.sum() + both[both["a"] < both["b"]].area.sum()
    return float(wrong_m2)


def _repaired(messy: GeoDataFrame, parent: GeoDataFrame) -> NDArray[np.object_]:
    return np.asarray(repair_grids(messy, parent, tolerance_m=_TOLERANCE_M).geometry)


def _cleaned(messy: GeoDataFrame, parent: GeoDataFrame) -> NDArray[np.object_]:
    shapes = shapely.coverage_clean(messy.geometry.to_numpy(), gap_width=_TOLERANCE_M, merge_strategy="min_area")
    return np.asarray(shapely.intersection(shapes, parent.geometry.iloc[0]))


def _overlaid(messy: GeoDataFrame, parent: GeoDataFrame) -> NDArray[np.object_]:
    """Clip to the parent, let the first have what several have, give what is left to the nearest."""
    land, taken = parent.geometry.iloc[0], Polygon()
    shapes = []
    for shape in messy.geometry:
        shapes.append(shapely.difference(shapely.intersection(shape, land), taken))
        taken = shapely.union(taken, shape)
    layer = messy.set_geometry(gpd.GeoSeries(shapes, index=messy.index, crs=_CRS))[["geometry"]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gaps = parent[["geometry"]].overlay(layer, how="difference", keep_geom_type=True).explode(ignore_index=True)
        near = gaps.sjoin_nearest(layer.rename_axis("grid_id").reset_index()).groupby(level=0)["grid_id"].first()
    pieces = gaps.assign(grid_id=near).set_index("grid_id")
    together = pd.concat([layer.rename_axis("grid_id"), pieces[["geometry"]]])
    return np.asarray(together.dissolve(level=0).reindex(layer.index).geometry)


def _verdict(shapes: NDArray[np.object_], truth: GeoDataFrame, parent: GeoDataFrame) -> tuple[bool, float]:
    lands = np.array([parent.geometry.iloc[0]], dtype=object)
    ends = loose_ends(shapes, np.zeros(len(shapes), dtype=np.int64), lands)
    away_m = 0.0
    for true, found in zip(truth.geometry, shapes, strict=True):
        points = shapely.get_coordinates(shapely.segmentize(shapely.symmetric_difference(true, found), 1.0))
        if len(points):
            away_m = max(away_m, float(shapely.distance(true.boundary, shapely.points(points)).max()))
    return ends.is_seamless and bool(shapely.is_valid(shapes).all()), away_m
