"""Name what is suspicious between polygons that are each in order: overlaps, narrow gaps, islands in holes."""

import contextlib
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.crs import to_lonlat, to_metric
from geo.sentences import Sentence

__all__ = ["Finding", "islands", "polygon_findings"]

#: A smaller overlap is the rounding of coordinates.
_LEAST_OVERLAP_M2 = 1.0
#: Two outlines this close that do not touch are meant to touch if they run side by side for `_SLIVER_RATIO` gap widths.
_WIDEST_GAP_M = 10.0
_SLIVER_RATIO = 20.0
_LEAST_GAP_M = 0.01
_MOST_FINDINGS = 50
#: So many small outlines are buildings; what is between them is a yard and no gap.
_MANY, _SMALL_M2 = 60, 5_000.0

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Finding:
    """An overlap or a gap between two rows: how large it is, where (west, south, east, north), and in words."""

    kind: Literal["overlap", "gap"]
    rows: tuple[int, int]
    area_m2: float
    bounds: Bounds
    sentence: Sentence


def islands(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell for each shape whether it has a hole with an island in it."""
    found = np.zeros(len(shapes), dtype=bool)
    for row in np.flatnonzero((shapely.get_num_geometries(shapes) > 1) & (shapely.get_type_id(shapes) == 6)):
        parts = shapely.get_parts(shapes[row])
        holes = [shapely.Polygon(ring) for part in parts for ring in part.interiors]
        found[row] = any(shapely.within(parts, hole).any() for hole in holes)
    return found


def polygon_findings(layer: GeoDataFrame, names: "pd.Series[str]") -> list[Finding]:
    """
    Return each overlap and each narrow gap between the polygons of a layer, the largest first.

    `names` says how to call each row. Without a coordinate system nothing can be measured and nothing is found.
    """
    shapes = layer.geometry.to_numpy()
    is_area = np.isin(shapely.get_type_id(shapes), (3, 6))
    if layer.crs is None or not is_area.any():
        return []
    metric = to_metric(GeoDataFrame(geometry=layer.geometry[is_area]))
    areas, called = metric.geometry.to_numpy(), _Called(names[is_area])
    found = _overlaps(areas, called)
    if not (len(areas) > _MANY and np.median(shapely.area(areas)) < _SMALL_M2):
        found += _gaps(areas, called)
    found.sort(key=lambda one: -one[2])
    listed = found[:_MOST_FINDINGS]
    places = to_lonlat(GeoDataFrame(geometry=[shape for _, _, _, shape, _ in listed], crs=metric.crs)).bounds.to_numpy()
    return [
        Finding(kind, rows, area_m2, tuple(map(float, place)), sentence)  # type: ignore[arg-type]
        for (kind, rows, area_m2, _, sentence), place in zip(listed, places, strict=True)
    ]


class _Called:
    """Call rows by number and name, in both languages."""

    def __init__(self, names: "pd.Series[str]") -> None:
        self.rows = [int(row) for row in names.index]
        self.en = [f"row {row} ({name})" if name else f"row {row}" for row, name in names.items()]
        self.zh = [f"第 {row} 行（{name}）" if name else f"第 {row} 行" for row, name in names.items()]


_Found = tuple[Literal["overlap", "gap"], tuple[int, int], float, object, Sentence]


def _overlaps(areas: NDArray[np.object_], called: _Called) -> list[_Found]:
    one, other = shapely.STRtree(areas).query(areas, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = _shared(areas[one], areas[other])
    shared_m2 = shapely.area(shared)
    found: list[_Found] = []
    for pair in np.flatnonzero(shared_m2 >= _LEAST_OVERLAP_M2):
        a, b, size = one[pair], other[pair], f"{shared_m2[pair]:,.0f}"
        sentence = Sentence(
            f"{called.en[a]} and {called.en[b]} overlap by {size} m2; both were kept.",
            zh=f"{called.zh[a]}与{called.zh[b]}重叠 {size} 平方米，均已保留。",
        )
        found.append(("overlap", (called.rows[a], called.rows[b]), float(shared_m2[pair]), shared[pair], sentence))
    return found


def _shared(one: NDArray[np.object_], other: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return what pairs share; outlines that projecting has crossed are mended, and what still fails shares nothing."""
    try:
        return np.asarray(shapely.intersection(one, other), dtype=object)
    except shapely.errors.GEOSException:
        found = np.full(len(one), shapely.Polygon(), dtype=object)
        for n, (a, b) in enumerate(zip(one, other, strict=True)):
            with contextlib.suppress(shapely.errors.GEOSException):
                found[n] = shapely.intersection(shapely.make_valid(a), shapely.make_valid(b))
        return found


def _gaps(areas: NDArray[np.object_], called: _Called) -> list[_Found]:
    one, other = shapely.STRtree(areas).query(areas, predicate="dwithin", distance=_WIDEST_GAP_M)
    one, other = one[one < other], other[one < other]
    width_m = shapely.distance(areas[one], areas[other])
    is_apart = width_m > _LEAST_GAP_M
    one, other, width_m = one[is_apart], other[is_apart], width_m[is_apart]
    beside = _shared(shapely.boundary(areas[one]), shapely.buffer(areas[other], width_m * 1.5))
    run_m = shapely.length(beside)
    found: list[_Found] = []
    for pair in np.flatnonzero(run_m >= _SLIVER_RATIO * width_m):
        a, b, wide, long = one[pair], other[pair], f"{width_m[pair]:.1f}", f"{run_m[pair]:,.0f}"
        sentence = Sentence(
            f"Between {called.en[a]} and {called.en[b]} is a gap {wide} m wide and {long} m long; "
            "close it if the two should touch.",
            zh=f"{called.zh[a]}与{called.zh[b]}之间有一道宽 {wide} 米、长 {long} 米的缝隙；若应相接，请闭合。",
        )
        area_m2 = float(width_m[pair] * run_m[pair])
        found.append(("gap", (called.rows[a], called.rows[b]), area_m2, beside[pair], sentence))
    return found
