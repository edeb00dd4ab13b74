"""Find good ways to divide a community into parts of whole grids: balanced, contiguous, along streets and rivers."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import GridError
from geo.grids.balance import Partition, PartitionTask, partition
from geo.grids.communities.contiguity import contiguous_divisions, is_small
from geo.sentences import Sentence

__all__ = ["Division", "Divisions", "divisions"]

#: How much of a followed metre still costs, so that the shorter of two followed borders wins.
_FOLLOWED_COST = 0.1
_MOST_PLANS = 3

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Division:
    """
    One way to divide.

    Parameters
    ----------
    part
        0, 1, ... of each grid, by `grid_id`; part 0 has the first grid.
    households
        Of each part.
    difference
        Households between the largest and the smallest part; `difference_share` of the mean part.
    cut_edges, border_m, followed_m, named_m
        Pairs of neighbours that are parted, and the border between them: all of it, that along streets, rivers and
        railways, and that without the streets that have no name.
    """

    part: pd.Series
    households: tuple[float, ...]
    difference: float
    difference_share: float
    cut_edges: int
    border_m: float
    followed_m: float
    named_m: float

    @property
    def sentence(self) -> Sentence:
        """The division in figures."""
        sizes = " | ".join(f"{one:,.0f}" for one in self.households)
        share = self.followed_m / self.border_m if self.border_m else 0.0
        return Sentence(
            f"{sizes} households, difference {self.difference:,.0f} ({self.difference_share:.1%} of the mean); "
            f"the border of {self.border_m:,.0f} m follows streets, rivers or railways for {share:.0%}.",
            zh=f"{sizes} 户，相差 {self.difference:,.0f} 户（为平均值的 {self.difference_share:.1%}）；"
            f"分界线 {self.border_m:,.0f} 米，其中 {share:.0%} 沿道路、河流或铁路。",
        )


@dataclass(frozen=True, eq=False)
class Divisions:
    """
    The best ways to divide.

    Parameters
    ----------
    by_balance
        The most balanced first; of equals the one with fewer cut edges.
    along_streets
        The one that leaves streets and rivers least among those within the tolerance, half of a street without a name
        counting as left; None if none is within it.
    count
        How many contiguous divisions there are; None if they were too many to look at one by one.
    bound
        No division has a smaller difference than this.
    """

    by_balance: tuple[Division, ...]
    along_streets: Division | None
    count: int | None
    bound: float


def divisions(households: pd.Series, borders: pd.DataFrame, parts: int, *, tolerance_share: float = 0.1) -> Divisions:
    """
    Divide grids into contiguous parts.

    Few grids are divided in every possible way; more of them by search, with a bound.

    Parameters
    ----------
    households
        By `grid_id`, in the order of the plan.
    borders
        One row a pair of neighbours: `first, second` (positions in `households`), `length_m, followed_m, named_m`.
    parts
        At least 2.
    tolerance_share
        Largest difference, as a share of the mean part, for the division along streets.

    Raises
    ------
    GridError
        If there are fewer grids than parts, or they do not hang together.
    """
    if not 2 <= parts <= len(households):
        raise GridError(
            f"The community has {len(households):,} grid(s); it can be split in 2 to as many parts, not in {parts:,}. "
            "Draw smaller grids first, or ask for fewer parts.",
            zh=f"该社区有 {len(households):,} 个网格，无法析置为 {parts:,} 个；请先细分网格或减少个数（至少 2 个）。",
        )
    pairs = borders[["first", "second"]].to_numpy(np.intp)
    if not is_small(len(households), parts):
        return _searched(households, borders, parts, tolerance_share)
    every = contiguous_divisions(len(households), pairs, parts)
    if not len(every):
        raise GridError(
            "The grids of the community do not hang together, so they cannot be divided into contiguous parts; "
            "repair the grids first.",
            zh="该社区的网格互不相连，无法划分为连片的几部分；请先修复网格。",
        )
    weights = households.to_numpy(float)
    sums = np.stack([(every == part) @ weights for part in range(parts)], axis=1)
    difference = np.round(sums.max(axis=1) - sums.min(axis=1), 6)
    is_cut = every[:, pairs[:, 0]] != every[:, pairs[:, 1]]
    away_m = np.round(is_cut @ _away_m(borders), 2)
    cut = is_cut.sum(axis=1)
    order = np.lexsort((away_m, cut, difference))
    best = tuple(_division(households, borders, every[row]) for row in order[:_MOST_PLANS])
    fits = np.flatnonzero(difference <= tolerance_share * weights.sum() / parts + 1e-9)
    along = fits[np.lexsort((cut[fits], difference[fits], away_m[fits]))]
    streets = _division(households, borders, every[along[0]]) if len(along) else None
    return Divisions(best, streets, len(every), float(difference.min()))


def _away_m(borders: pd.DataFrame) -> NDArray[np.float64]:
    """Return the metres of each border that leave streets and rivers, half of a street without a name among them."""
    left = borders["length_m"] - (borders["followed_m"] + borders["named_m"]) / 2
    return np.asarray(left.to_numpy(float))


def _searched(households: pd.Series, borders: pd.DataFrame, parts: int, tolerance_share: float) -> Divisions:
    position = pd.Series(households.to_numpy(float), index=range(len(households)))
    pairs = [(int(one), int(other)) for one, other in borders[["first", "second"]].to_numpy()]
    task = PartitionTask(parts, tolerance_share=float(parts), objective="balance")
    balanced = partition(position, pairs, task)
    best = _division(households, borders, balanced.zone.loc[position.index])
    metres = (1 - _FOLLOWED_COST) * _away_m(borders) + _FOLLOWED_COST * borders["length_m"].to_numpy(float)
    costs = pd.Series(metres, index=pd.MultiIndex.from_tuples(pairs))
    along = _along(position, pairs, costs, PartitionTask(parts, tolerance_share=tolerance_share / 2))
    streets = None if along is None else _division(households, borders, along.zone.loc[position.index])
    return Divisions((best,), streets, None, balanced.bound)


def _along(weights: pd.Series, pairs: list[tuple[int, int]], costs: pd.Series, task: PartitionTask) -> Partition | None:
    """Return the division with the cheapest border, None if none keeps the tolerance."""
    try:
        return partition(weights, pairs, task, border_costs=costs)
    except GridError:
        return None


def _division(households: pd.Series, borders: pd.DataFrame, zone: Ints | pd.Series) -> Division:
    part = pd.factorize(np.asarray(zone))[0].astype(np.int64)
    is_cut = part[borders["first"].to_numpy(np.intp)] != part[borders["second"].to_numpy(np.intp)]
    sums = np.bincount(part, households.to_numpy(float))
    difference = float(sums.max() - sums.min())
    return Division(
        part=pd.Series(part, index=households.index, name="part"),
        households=tuple(float(one) for one in sums),
        difference=difference,
        difference_share=difference / sums.mean() if sums.mean() else 0.0,
        cut_edges=int(is_cut.sum()),
        border_m=float(borders["length_m"][is_cut].sum()),
        followed_m=float(borders["followed_m"][is_cut].sum()),
        named_m=float(borders["named_m"][is_cut].sum()),
    )
