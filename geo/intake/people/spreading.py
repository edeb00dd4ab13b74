"""Spread the people of a population grid over the dwellings in each cell, and name those that find no dwelling."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.crs import to_lonlat, to_metric
from geo.intake.people.account import CommunityFigure, PeopleAccount
from geo.intake.people.apportionment import shared_out
from geo.intake.people.assumptions import PeopleAssumptions
from geo.intake.people.balancing import Counts, counts_of, figure, with_counts
from geo.intake.people.basis import as_given, by_community, counted_members, is_estimate, prepared
from geo.intake.people.dwellings import occupancy_shares
from geo.intake.people.homes import with_people
from geo.readers.rasters import PopulationCells
from geo.sentences import Sentence

__all__ = ["cells_without_dwellings", "with_people_of_cells"]

#: A sum this close below a whole number is that number.
_ROUNDING = 1e-6
_CELLS_NAMED = 5

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Spread:
    """People by building and by cell, before rounding: put into estimated dwellings, already counted, left over."""

    of_building: FloatArray
    counted: FloatArray
    left_over: FloatArray
    excess: float
    homes_outside: int


def with_people_of_cells(
    buildings: GeoDataFrame,
    cells: PopulationCells,
    assumptions: PeopleAssumptions | None = None,
    *,
    source: str = "",
    as_of: str = "",
) -> tuple[GeoDataFrame, PeopleAccount]:
    """
    Return the BUILDINGS layer with the people of the cells in its dwellings, and the account of it.

    Within a cell people go by dwelling floor area (x occupancy); a building on a border belongs to each cell by its
    share of the footprint. Buildings with given households or people keep them and are taken off their cells first.
    People of cells without a dwelling to take them are the remainder: `placed + remainder` is the sum of the cells.
    Households are people / mean size. Whole numbers by largest remainder.

    Parameters
    ----------
    cells
        From `geo.readers.rasters.read_cells` or `geo.intake.people.cells_of`.
    source, as_of
        Where the cells come from.

    Raises
    ------
    LayerError, CrsError
        If the layer does not keep its contract, or nobody said where it is.
    """
    assumed = assumptions or PeopleAssumptions()
    estimated, first = with_people(buildings, assumed)
    layer = prepared(estimated)
    counts, is_free = counts_of(layer), _is_free(layer)
    spread = _spread(layer, cells, counts, assumed)
    before = {column: counts.values[column].copy() for column in ("households", "people")}
    _place(counts, spread, is_free, counted_members(layer), assumed.people_per_household)
    filled = with_counts(layer, counts)
    basis = np.where(is_free, "cells", filled["people_basis"].to_numpy(str))
    exact = spread.of_building
    filled = filled.assign(
        people_basis=basis,
        is_estimated=is_estimate(basis),
        people_weight=np.where(is_free, exact, filled["people_weight"]),
        households_weight=np.where(is_free, exact / assumed.people_per_household, filled["households_weight"]),
    )
    placed = float(counts.values["people"][is_free].sum()) + math.fsum(spread.counted)
    remainder = max(cells.people - placed, 0.0)
    account = PeopleAccount(
        step="cells",
        method=_method(cells.name, assumed),
        assumptions=assumed,
        source=source or cells.name,
        as_of=as_of,
        figures=tuple(_figures(layer, counts, before)),
        cells_people=cells.people,
        placed=cells.people - remainder,
        remainder=remainder,
        reasons=(*cells.reasons, *first.reasons, *_reasons(cells, spread, remainder)),
    )
    return filled.loc[as_given(buildings).index], account


def cells_without_dwellings(
    buildings: GeoDataFrame, cells: PopulationCells, assumptions: PeopleAssumptions | None = None
) -> GeoDataFrame:
    """Return the cells whose people find no dwelling, with those `people`, to be shown on the map."""
    assumed = assumptions or PeopleAssumptions()
    layer = prepared(with_people(buildings, assumed)[0])
    left_over = _spread(layer, cells, counts_of(layer), assumed).left_over
    return cells.cells.assign(people=left_over)[left_over > 0]


def _is_free(layer: GeoDataFrame) -> NDArray[np.bool_]:
    return np.asarray(layer["people_basis"].to_numpy(str) == "floor_area")


def _spread(layer: GeoDataFrame, cells: PopulationCells, counts: Counts, assumed: PeopleAssumptions) -> _Spread:
    is_free, people = _is_free(layer), cells.cells["people"].to_numpy(float)
    weights = np.where(is_free, counts.floor_area_m2 * occupancy_shares(layer, assumed)[0], 0.0)
    counted = np.where(is_free, 0.0, counts.values["people"])
    building, cell, share = _overlaps(layer, cells, (weights > 0) | (counted > 0))
    in_cell = _sums(cell, counted[building] * share, len(people))
    taken = np.minimum(in_cell, people)
    part = weights[building] * share
    area_of_cell = _sums(cell, part, len(people))
    rest = people - taken
    per_area = np.divide(rest, area_of_cell, out=np.zeros(len(people)), where=area_of_cell > 0)
    return _Spread(
        of_building=_sums(building, part * per_area[cell], len(layer)),
        counted=taken,
        left_over=np.where(area_of_cell > 0, 0.0, rest),
        excess=float((in_cell - taken).sum()),
        homes_outside=len(np.setdiff1d(np.flatnonzero(weights > 0), building)),
    )


def _sums(which: NDArray[np.intp], amounts: FloatArray, number: int) -> FloatArray:
    return np.bincount(which, weights=amounts, minlength=number).astype(float)


def _overlaps(
    layer: GeoDataFrame, cells: PopulationCells, is_used: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], NDArray[np.intp], FloatArray]:
    """Return pairs of building and cell, and the share of the building's footprint in the cell."""
    used = np.flatnonzero(is_used)
    if not len(used) or not len(cells.cells):
        return np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0)
    metric = to_metric(layer, "buildings")
    outlines = shapely.make_valid(metric.geometry.to_numpy()[used])
    areas = cells.cells.geometry.to_crs(metric.crs).to_numpy()
    which, cell = shapely.STRtree(areas).query(outlines, predicate="intersects")
    shared_m2 = shapely.area(shapely.intersection(outlines[which], areas[cell]))
    share = np.divide(shared_m2, shapely.area(outlines)[which], out=np.zeros(len(which)), where=shared_m2 > 0)
    is_real = share > 0
    return used[which[is_real]], cell[is_real], np.minimum(share[is_real], 1.0)


def _place(
    counts: Counts, spread: _Spread, is_free: NDArray[np.bool_], members: FloatArray, people_per_household: float
) -> None:
    """Put whole people and whole households into the estimated dwellings; a last fraction of a person stays over."""
    free = np.flatnonzero(is_free)
    amounts = spread.of_building[free]
    people = math.floor(math.fsum(amounts) + _ROUNDING)
    least = members[free] if members[free].sum() <= people else None
    counts.values["people"][free] = shared_out(people, amounts, least)
    counts.values["households"][free] = shared_out(round(math.fsum(amounts) / people_per_household), amounts)


def _figures(layer: GeoDataFrame, counts: Counts, before: dict[str, FloatArray]) -> list[CommunityFigure]:
    figures = []
    for community, rows in by_community(layer):
        for column, earlier in before.items():
            free = rows[_is_free(layer)[rows]]
            was = float(earlier[free].sum())
            factor = float(counts.values[column][free].sum()) / was if was else None
            figures.append(
                figure(
                    counts,
                    rows,
                    column,
                    float(earlier[rows].sum()),
                    (community, ""),
                    target=None,
                    factor=factor,
                    outcome="by_cells",
                )
            )
    return figures


def _method(name: str, assumed: PeopleAssumptions) -> Sentence:
    return Sentence(
        f"people of each cell of {name} spread over the dwellings in it by floor area (footprint m2 x storeys x "
        f"{assumed.net_floor_share:g} x occupancy), given figures kept; households = people / "
        f"{assumed.people_per_household:.2f}; factors are against the estimate from floor area",
        zh=f"把 {name} 每个单元的人口按住宅面积（占地面积×层数×{assumed.net_floor_share:g}×入住率）分到单元内的住宅，"
        f"原始数据保留；户数＝人口÷{assumed.people_per_household:.2f}；系数为相对按面积估算的倍数",
    )


def _reasons(cells: PopulationCells, spread: _Spread, remainder: float) -> list[Sentence]:
    reasons = []
    if remainder > _ROUNDING:
        reasons.append(_remainder_reason(cells, spread.left_over, remainder))
    if spread.homes_outside:
        reasons.append(
            Sentence(
                f"{spread.homes_outside:,} dwellings lie in no cell with people; nobody was put there.",
                zh=f"{spread.homes_outside:,} 栋住宅不在任何有人口的单元内，未分配人口。",
            )
        )
    if spread.excess > _ROUNDING:
        reasons.append(
            Sentence(
                f"In some cells counted buildings hold {spread.excess:,.0f} people more than the cell; they stay.",
                zh=f"部分单元内原始数据的人口比单元多 {spread.excess:,.0f} 人，保留原始数据。",
            )
        )
    return reasons


def _remainder_reason(cells: PopulationCells, left_over: FloatArray, remainder: float) -> Sentence:
    number, cut_off = int((left_over > 0).sum()), max(remainder - float(left_over.sum()), 0.0)
    if not number:
        return Sentence(
            f"{cut_off:.2f} of a person is left over because people are whole.", zh=f"取整后剩余 {cut_off:.2f} 人。"
        )
    largest = np.argsort(-left_over, kind="stable")[: min(_CELLS_NAMED, number)]
    middles = shapely.centroid(np.asarray(to_lonlat(cells.cells.geometry.iloc[largest], "cells").to_numpy()))
    stated = [
        f"{cells.cells.index[row]} ({left_over[row]:,.1f}; {middle.x:.4f}, {middle.y:.4f})"
        for row, middle in zip(largest, middles, strict=True)
    ]
    return Sentence(
        f"{remainder:,.1f} of {cells.people:,.1f} people are in no building: {number:,} cells have no dwelling to take "
        f"them, {cut_off:.2f} is left by rounding. The largest (people; longitude, latitude): {', '.join(stated)}.",
        zh=f"{cells.people:,.1f} 人中有 {remainder:,.1f} 人未分配：{number:,} 个单元内没有住宅，"
        f"取整剩余 {cut_off:.2f}。人口最多的单元（人口；经度，纬度）：{'、'.join(stated)}。",
    )
