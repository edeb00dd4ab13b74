"""Say what of a raster was not counted, and what makes it look like something else than people."""

import re
from dataclasses import dataclass, replace

import numpy as np
import pyproj
import rasterio
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.crs import to_lonlat
from geo.sentences import Sentence

__all__ = ["RasterTally", "doubts"]

#: Over 10 km2 no city is as dense: Kowloon has 48,000 people per km2, Manila 43,000.
_DENSEST_PER_KM2, _LEAST_AREA_KM2 = 50_000.0, 10.0
#: Heights change by a few per cent from cell to cell, people by a third and more.
_SMOOTH_SHARE = 0.1
_HEIGHT_WORDS = re.compile(r"elevation|srtm|aster|gdem|(?<![a-z])d[es]m(?![a-z])|height|altitude|高程|海拔", re.I)
_DENSITY_WORDS = re.compile(r"densit|per.?km|/\s*km|per.?sq|密度", re.I)

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RasterTally:
    """What was met while reading: cells not counted by why, and how much neighbours differ."""

    negative: int = 0
    least: float = 0.0
    not_finite: int = 0
    too_many: int = 0
    most: float = 0.0
    fractions: int = 0
    pairs: int = 0
    steps: float = 0.0  # sum of the differences of neighbours
    levels: float = 0.0  # sum of the values of the same cells

    def with_piece(self, values: FloatArray, is_data: BoolArray, is_count: BoolArray) -> "RasterTally":
        """Return the tally with a further window; `is_data` marks what is not nodata, `is_count` what counts."""
        is_negative = is_data & (values < 0) & np.isfinite(values)
        is_wild = is_data & ~np.isfinite(values)
        is_huge = is_data & np.isfinite(values) & ~is_count & (values > 0)
        beside = is_count[:, 1:] & is_count[:, :-1]
        left, right = values[:, :-1][beside], values[:, 1:][beside]
        return replace(
            self,
            negative=self.negative + int(is_negative.sum()),
            least=min(self.least, float(values[is_negative].min(initial=0.0))),
            not_finite=self.not_finite + int(is_wild.sum()),
            too_many=self.too_many + int(is_huge.sum()),
            most=max(self.most, float(values[is_huge].max(initial=0.0))),
            fractions=self.fractions + int((values[is_count] % 1 != 0).sum()),
            pairs=self.pairs + int(beside.sum()),
            steps=self.steps + float(np.abs(right - left).sum()),
            levels=self.levels + float(left.sum()),
        )


def doubts(
    raster: rasterio.DatasetReader, name: str, cells: GeoDataFrame, tally: RasterTally, band: int
) -> tuple[Sentence, ...]:
    """Return the sentences about one raster that was read."""
    reasons = _not_counted(name, tally)
    if not len(cells):
        reasons.append(
            Sentence(
                f"{name} has no cell with people here; check that it covers the city and holds counts.",
                zh=f"{name} 在此范围内没有一个栅格有人口；请检查它是否覆盖本市、数值是否为人口数。",
            )
        )
        return tuple(reasons)
    labels = (name, raster.descriptions[band - 1], raster.units[band - 1], *raster.tags(band).values())
    words = " ".join(filter(None, labels))
    people, area_km2 = float(cells["people"].sum()), _area_km2(cells)
    is_smooth = not tally.fractions and tally.levels > 0 and tally.steps < _SMOOTH_SHARE * tally.levels
    is_dense = area_km2 >= _LEAST_AREA_KM2 and people > _DENSEST_PER_KM2 * area_km2
    if _HEIGHT_WORDS.search(words):
        reasons.append(_doubt(name, Sentence("its labels name heights", zh="标注中提到高程"), people))
    elif is_dense:
        found = f"{people / area_km2:,.0f}"
        why = Sentence(f"that is {found} per km2, denser than any city", zh=f"每平方公里 {found}，超过任何城市的密度")
        reasons.append(_doubt(name, why, people))
    elif is_smooth:
        why = Sentence("neighbouring cells differ as little as heights do", zh="相邻栅格像地形一样变化平缓")
        reasons.append(_doubt(name, why, people))
    elif _DENSITY_WORDS.search(words):
        reasons.append(
            Sentence(
                f"{name} names a density; expected people per cell, not per km2. Check the sum: {people:,.0f}.",
                zh=f"{name} 提到了密度；需要的是每个栅格的人数，而不是每平方公里人数。请核对合计：{people:,.0f}。",
            )
        )
    return tuple(reasons)


def _doubt(name: str, why: Sentence, people: float) -> Sentence:
    return Sentence(
        f"{name} looks like heights or a picture, not like people: {why}. Its cells add up to {people:,.0f}. Check the "
        "file before you use it.",
        zh=f"{name} 看起来像高程或图片，而不是人口：{why.zh}。各栅格合计 {people:,.0f}。使用前请核对文件。",
    )


def _not_counted(name: str, tally: RasterTally) -> list[Sentence]:
    reasons = []
    if tally.negative:
        reasons.append(
            Sentence(
                f"{tally.negative:,} cells of {name} are below zero (the least {tally.least:g}) and were not counted; "
                "most likely that marks no data.",
                zh=f"{name} 有 {tally.negative:,} 个栅格小于零（最小 {tally.least:g}），未计入；多半是无数据标记。",
            )
        )
    if tally.not_finite:
        reasons.append(
            Sentence(
                f"{tally.not_finite:,} cells of {name} are no number and were not counted.",
                zh=f"{name} 有 {tally.not_finite:,} 个栅格不是数字，未计入。",
            )
        )
    if tally.too_many:
        reasons.append(
            Sentence(
                f"{tally.too_many:,} cells of {name} hold more than any city (up to {tally.most:g}) and were not "
                "counted; most likely that marks no data.",
                zh=f"{name} 有 {tally.too_many:,} 个栅格的数值超过任何城市的人口（最大 {tally.most:g}），未计入；"
                "多半是无数据标记。",
            )
        )
    return reasons


def _area_km2(cells: GeoDataFrame) -> float:
    """Return roughly how much ground the cells cover, from the largest of some of them."""
    some = cells.geometry.iloc[:: max(len(cells) // 20, 1)]
    geod = pyproj.Geod(ellps="WGS84")
    degrees = to_lonlat(some, "cells")
    sizes_m2 = [abs(geod.geometry_area_perimeter(shape)[0]) for shape in degrees]
    return max(float(np.mean(sizes_m2)) * len(cells) / 1e6, 1e-12)
