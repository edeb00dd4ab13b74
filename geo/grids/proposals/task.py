"""Say what a proposal of grids shall keep: sizes, what is weighed, what cuts, and the seed."""

from dataclasses import dataclass, field

from geo.city import City
from geo.errors import GridError
from geo.grids.atoms import AtomRules
from geo.grids.balance import PartitionTask
from geo.grids.limits import GridLimits
from geo.grids.proposals.weights import WEIGHTS, WORKLOAD, city_total

__all__ = ["GridTask", "Sizes", "sizes_in", "task_of"]

_LIMITS = GridLimits()
#: Households of a grid, as grids are checked by; every office has its own figures.
TARGET, LEAST, MOST = _LIMITS.target_households, _LIMITS.least_households, _LIMITS.most_households


@dataclass(frozen=True, slots=True)
class Sizes:
    """The weight wished for in a grid, the least and the most."""

    target: float
    least: float
    most: float

    def has(self, weight: float) -> bool:
        """Tell whether a grid of this weight is in range; the ends are."""
        return self.least <= weight <= self.most


@dataclass(frozen=True, slots=True)
class GridTask:
    """
    What is asked of a proposal.

    Parameters
    ----------
    weight
        What is balanced: households, people, elderly, shops or workload.
    target, least, most
        Of that weight, in a grid. None: 300 within 200 to 500 households, and for another weight what goes with so many
        households in this city.
    workload
        What a household, an elder ... counts for in `workload`; an assumption that every office sets for itself.
    divides_large_compounds
        Whether a compound above `most` is divided between its buildings (a grid smaller than a compound); by default it
        is one grid, and named.
    alternatives
        How many different proposals; there may be fewer where there is no choice.
    seed
        The same seed gives the same answer.
    rules
        What cuts blocks and what no grid crosses.
    """

    weight: str = "households"
    target: float | None = None
    least: float | None = None
    most: float | None = None
    workload: tuple[tuple[str, float], ...] = WORKLOAD
    divides_large_compounds: bool = False
    alternatives: int = 3
    seed: int = 0
    rules: AtomRules = field(default_factory=AtomRules)

    def __post_init__(self) -> None:
        if self.weight not in WEIGHTS:
            raise GridError(
                f"Grids are balanced by {', '.join(WEIGHTS)}; {self.weight!r} is none of them.",
                zh=f"网格可按{'、'.join(WEIGHTS.values())}均衡，不能按“{self.weight}”。",
            )
        if not 1 <= self.alternatives <= 3:
            raise GridError(
                f"There are one to three different proposals; {self.alternatives} were asked for.",
                zh=f"可给出一至三个方案，而要求的是 {self.alternatives} 个。",
            )


def task_of(task: "GridTask | PartitionTask | None") -> GridTask:
    """Return the task; one of a partition gives its target, bounds and seed."""
    if task is None:
        return GridTask()
    if isinstance(task, GridTask):
        return task
    if task.bounds is not None:
        least, most = task.bounds
        return GridTask(target=task.target or (least + most) / 2, least=least, most=most, seed=task.seed)
    raise GridError(
        "A proposal needs the least and the most a grid may have; give the task a target and bounds.",
        zh="生成网格方案需要规模上下限；请在任务中给出目标值和上下限。",
    )


def sizes_in(city: City, task: GridTask) -> Sizes:
    """
    Return the sizes of grids in this city.

    Raises
    ------
    GridError
        If the least is above the target or the target above the most, or nothing of the weight is known.
    """
    each = 1.0
    if task.weight != "households" and None in (task.target, task.least, task.most):
        total, households = city_total(city, task.weight, task.workload), city_total(city, "households", ())
        if not total > 0 or not households > 0:
            raise GridError(
                f"{city.name} has no {task.weight} to balance; load them first, or balance households.",
                zh=f"{city.name}没有可供均衡的{WEIGHTS[task.weight]}数据；请先加载，或改按户数均衡。",
            )
        each = total / households
    target, least, most = (
        default * each if given is None else float(given)
        for given, default in ((task.target, TARGET), (task.least, LEAST), (task.most, MOST))
    )
    if not 0 < least <= target <= most:
        raise GridError(
            f"A grid's target lies between its least and its most; {least:g}, {target:g}, {most:g} do not.",
            zh=f"网格目标规模应在上下限之间；下限 {least:g}、目标 {target:g}、上限 {most:g} 不符合。",
        )
    return Sizes(target, least, most)
