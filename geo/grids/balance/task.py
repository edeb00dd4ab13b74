"""Say what is asked of a division into zones, and what came of it."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Literal

from pandas import Series

from geo.errors import GridError
from geo.sentences import Sentence

__all__ = ["OBJECTIVES", "Objective", "Partition", "PartitionTask"]

Objective = Literal["cut_edges", "compact", "balance"]
OBJECTIVES: tuple[Objective, ...] = ("cut_edges", "compact", "balance")


@dataclass(frozen=True, slots=True)
class PartitionTask:
    """
    How many zones, how heavy each, and what makes one division better than another.

    Attributes
    ----------
    count
        Number of zones, the `fixed` ones included; None: as many as suit `target` within `bounds`.
    tolerance_share
        How far a zone may be from the mean, as a share of it. A rule: what cannot keep it is a `GridError`. Not used
        where there are `bounds`.
    objective
        "cut_edges": fewest borders between zones, or the least sum of their costs; "compact": highest mean
        Polsby-Popper score; "balance": smallest difference between the heaviest and the lightest zone.
    target, bounds
        The weight wished for and the least and most allowed. A wish: what cannot be kept is named in a sentence.
    fixed
        Groups of atoms, each of which is one zone already and stays as it is (locked grids).
    seed
        The same seed gives the same zones.
    time_limit_s
        How long a proof may take that the division is the best one; 0: search only. The search itself takes as many
        steps as the size asks for, however long they last, so that it always finds the same.
    """

    count: int | None
    tolerance_share: float = 0.1
    objective: Objective = "cut_edges"
    target: float | None = None
    bounds: tuple[float, float] | None = None
    fixed: Iterable[Iterable[Hashable]] = ()
    seed: int = 0
    time_limit_s: float = 10.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "fixed", tuple(tuple(group) for group in self.fixed))
        if self.objective not in OBJECTIVES:
            asked = f"“{self.objective}”"
            raise GridError(
                f"A division is judged by {', '.join(OBJECTIVES)}; {asked} is none of them.",
                zh=f"划分目标只能是 {'、'.join(OBJECTIVES)}，不能是{asked}。",
            )
        self._check_sizes()

    def _check_sizes(self) -> None:
        if self.count is None and (self.target is None or self.bounds is None):
            raise GridError(
                "Say how many grids there shall be, or a target with a least and a most.",
                zh="请给出网格数量，或者给出目标规模及其上下限。",
            )
        if self.count is not None and self.count < 1:
            raise GridError(
                f"At least one grid is needed; {self.count} were asked for.",
                zh=f"至少需要一个网格，而要求的是 {self.count} 个。",
            )
        if not self.tolerance_share >= 0:
            raise GridError(
                f"The tolerance is a share of the mean, 0 or more; {self.tolerance_share:g} is not.",
                zh=f"容差是相对平均值的比例，应不小于 0，不能是 {self.tolerance_share:g}。",
            )
        if self.bounds is not None and not 0 <= self.bounds[0] <= self.bounds[1]:
            raise GridError(
                f"The least must not be above the most; {self.bounds[0]:g} to {self.bounds[1]:g} was asked for.",
                zh=f"下限不能高于上限，而要求的是 {self.bounds[0]:g} 至 {self.bounds[1]:g}。",
            )
        if self.target is not None and not self.target > 0:
            raise GridError(
                f"The target is more than 0; {self.target:g} is not.",
                zh=f"目标规模应大于 0，不能是 {self.target:g}。",
            )


@dataclass(frozen=True, slots=True)
class Partition:
    """
    A division of atoms into zones, and how good it provably is.

    Attributes
    ----------
    zone
        By atom id, in the order of the weights asked about: 0, 1, ... numbered by the least atom id in each zone.
    objective, bound
        What the task's objective comes to, and what no division within the same limits can pass: a lower bound of cut
        edges or of the difference in balance, an upper bound of the mean Polsby-Popper score.
    is_optimal
        Whether the two are proved to meet.
    solve_s
        Seconds it took.
    notes
        One sentence for each wish that could not be met, and for each thing worth knowing.
    """

    zone: "Series[int]"
    objective: float
    bound: float
    is_optimal: bool
    solve_s: float
    notes: tuple[Sentence, ...] = ()

    @property
    def count(self) -> int:
        """Number of zones."""
        return int(self.zone.max()) + 1 if len(self.zone) else 0
