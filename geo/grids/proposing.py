"""Propose grids: three different ways to divide a community or a whole city, from blocks and whole compounds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from geopandas import GeoDataFrame

from geo.city import City
from geo.grids.atoms import Atoms, cut_atoms
from geo.grids.balance import PartitionTask
from geo.grids.proposals.comparing import comparison
from geo.grids.proposals.dividing import KINDS, Division, Kind, divided
from geo.grids.proposals.finished import finished_grids, free_land, with_counts
from geo.grids.proposals.layers import beside, grids_of, weighed
from geo.grids.proposals.reasons import reasons_of
from geo.grids.proposals.task import GridTask, Sizes, sizes_in, task_of
from geo.grids.proposals.weights import weights_of
from geo.progress import CancelledError, step
from geo.sentences import Sentence

__all__ = ["GridTask", "Proposal", "compare_proposals", "propose", "propose_city", "propose_grids"]

_TITLES: dict[Kind, Sentence] = {
    "compact": Sentence("Compact", zh="形状紧凑"),
    "streets": Sentence("Along streets", zh="沿路划界"),
    "equal": Sentence("Equal in size", zh="规模均衡"),
}
#: How many seeds are tried for an alternative that is not one of those before.
_MOST_SEEDS = 3


@dataclass(frozen=True)
class Proposal:
    """
    One way to divide.

    Parameters
    ----------
    title
        What it is best at.
    grids
        A GRIDS layer; besides `households`, `people` and the other counts, `homes` (buildings with people), `shops`,
        `issues`, `weight` (what was balanced) and `is_locked`.
    grid_of
        The grid of each building with people, by `building_id`, locked grids' included.
    notes
        What could not be kept, one sentence each.
    """

    title: Sentence
    grids: GeoDataFrame
    grid_of: "pd.Series[str]"
    notes: tuple[Sentence, ...] = ()


def propose_grids(
    city: City,
    community_id: str,
    task: GridTask | PartitionTask | None = None,
    *,
    locked: GeoDataFrame | None = None,
) -> list[GeoDataFrame]:
    """Return the GRIDS layers of `propose`."""
    return [proposal.grids for proposal in propose(city, community_id, task, locked=locked)]


def propose(
    city: City,
    community_id: str,
    task: GridTask | PartitionTask | None = None,
    *,
    locked: GeoDataFrame | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> list[Proposal]:
    """
    Propose different ways to divide a community into grids.

    Grids hang together, tile the community, keep compounds whole and cross no barrier; their sizes are within the
    task's as far as these rules allow. What does not fit is named in `notes`.

    Parameters
    ----------
    locked
        Finished grids of this community; they come back as they are, and the rest is divided.

    Returns
    -------
    proposals
        Up to three, each best at something else; fewer where there are not so many ways.

    Raises
    ------
    GridError
        If the community is not there or cannot be tiled, or locked grids reach out of it or overlap.
    """
    task = task_of(task)
    sizes = sizes_in(city, task)
    finished, locked_homes = with_counts(city, finished_grids(city, community_id, locked))
    finished = weighed(finished, task)
    land = free_land(city, community_id, finished)
    if land is None and len(finished):
        note = Sentence("All grids are locked; nothing is left to divide.", zh="网格均已锁定，没有可划分的范围。")
        return [Proposal(_TITLES["compact"], finished.assign(is_locked=True), locked_homes, (note,))]
    rules = replace(task.rules, divide_over=sizes.most) if task.divides_large_compounds else task.rules
    atoms = cut_atoms(city, community_id, rules, land=land)
    weights = weights_of(atoms.blocks, task.weight, task.workload)
    found: list[Proposal] = []
    for kind, division in _different(atoms, weights, sizes, task, is_cancelled):
        grids, id_of_zone = grids_of(atoms, division, weights, finished)
        notes = reasons_of(city, atoms, division, grids, id_of_zone, sizes, task.weight)
        grid_of = atoms.atom_of.map(division.zone).map(id_of_zone).rename("grid_id").astype(object)
        found.append(Proposal(_TITLES[kind], beside(grids, finished), pd.concat([grid_of, locked_homes]), notes))
    return _with_note_on_number(found, atoms, task)


def propose_city(
    city: City,
    task: GridTask | PartitionTask | None = None,
    *,
    locked: GeoDataFrame | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> list[Proposal]:
    """
    Propose grids for every community of a city; the alternatives are put together by their order.

    `geo.progress.listening` hears of each community and can end the work; so does `is_cancelled`.
    """
    communities = city["communities"]
    by_community: list[list[Proposal]] = []
    for number, (community_id, name) in enumerate(communities["name"].items()):
        step(Sentence(f"proposing grids for {name}", zh=f"正在为{name}生成网格方案"), number)
        if is_cancelled is not None and is_cancelled():
            raise CancelledError("The proposal was ended; nothing was changed.", zh="已停止生成方案，没有任何改动。")
        by_community.append(propose(city, str(community_id), task, locked=locked, is_cancelled=is_cancelled))
    return [
        _together([proposals[min(number, len(proposals) - 1)] for proposals in by_community])
        for number in range(max(map(len, by_community), default=0))
    ]


def compare_proposals(
    city: City, alternatives: Mapping[str, GeoDataFrame] | Sequence[Proposal], task: GridTask | None = None
) -> pd.DataFrame:
    """
    Return one row an alternative, columns as in `geo.grids.proposals.comparing.comparison`.

    Parameters
    ----------
    alternatives
        Proposals, or GRIDS layers by name; of a layer without `weight`, such as today's grids, it is counted.
    """
    task = task or GridTask()
    if not isinstance(alternatives, Mapping):
        alternatives = {str(proposal.title): proposal.grids for proposal in alternatives}
    counted = {
        name: grids if "weight" in grids.columns else weighed(with_counts(city, grids)[0], task)
        for name, grids in alternatives.items()
    }
    return comparison(city, counted, sizes_in(city, task), task.rules)


def _different(
    atoms: Atoms,
    weights: "pd.Series[float]",
    sizes: Sizes,
    task: GridTask,
    is_cancelled: Callable[[], bool] | None,
) -> Iterator[tuple[Kind, Division]]:
    """Yield divisions no two of which are the same."""
    seen: set[frozenset[tuple[str, ...]]] = set()
    for kind in KINDS[: task.alternatives]:
        for attempt in range(_MOST_SEEDS):
            division = divided(atoms, weights, sizes, kind, task.seed + attempt, is_cancelled)
            zones = frozenset(tuple(group) for group in division.zone.groupby(division.zone).groups.values())
            if zones not in seen:
                seen.add(zones)
                yield kind, division
                break


def _with_note_on_number(found: list[Proposal], atoms: Atoms, task: GridTask) -> list[Proposal]:
    if len(found) == task.alternatives:
        return found
    note = Sentence(
        f"The blocks of {atoms.name} make {len(found)} different proposal(s) only.",
        zh=f"{atoms.name}的街块只能组成 {len(found)} 种不同方案。",
    )
    return [replace(proposal, notes=(*proposal.notes, note)) for proposal in found]


def _together(proposals: Sequence[Proposal]) -> Proposal:
    """Put one proposal of each community together."""
    grids = GeoDataFrame(pd.concat([proposal.grids for proposal in proposals]), crs=proposals[0].grids.crs)
    notes = tuple(note for proposal in proposals for note in proposal.notes)
    return Proposal(proposals[0].title, grids, pd.concat([proposal.grid_of for proposal in proposals]), notes)
