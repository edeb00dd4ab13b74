"""Divide the atoms of a community into zones: what has no choice first, then as many zones as sizes allow."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import GridError
from geo.grids.atoms import Atoms
from geo.grids.balance import PartitionTask, partition
from geo.grids.proposals.empty_land import with_nearest_land, with_short_borders
from geo.grids.proposals.task import Sizes

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["KINDS", "Division", "Kind", "divided"]

Kind = Literal["compact", "streets", "equal"]
#: What each alternative is best at, in the order they are offered.
KINDS: tuple[Kind, ...] = ("compact", "streets", "equal")

#: What a metre of border costs by what runs along it, where borders are to be seen on the ground.
_COST = {
    "river": 0.5, "railway": 0.5, "expressway": 0.5, "arterial": 0.5, "street": 1.0, "lane": 1.5, "wall": 1.5,
    "nothing": 2.0,
}  # fmt: skip
#: How far from the mean a grid may be where grids are to be equal; a wish.
_EQUAL_SHARE = 0.07
#: How many fewer zones are tried where atoms are too coarse for as many as the target asks for.
_MOST_TRIES = 4


@dataclass(frozen=True, slots=True)
class Division:
    """
    The zone of each atom, and the zones that could not be otherwise.

    Parameters
    ----------
    zone
        A number by atom id.
    too_large
        Zone -> the atom that is above the most by itself.
    cut_off
        Zones of land that barriers, borders or too large atoms cut off, and that is below the least or empty.
    """

    zone: "pd.Series[int]"
    too_large: dict[int, str]
    cut_off: tuple[int, ...]


def divided(
    atoms: Atoms,
    weights: "pd.Series[float]",
    sizes: Sizes,
    kind: Kind,
    seed: int,
    is_cancelled: Callable[[], bool] | None = None,
) -> Division:
    """Divide atoms into contiguous zones within `sizes` as far as they can be."""
    graph = _graph(atoms, kind)
    heavy = [atom for atom in graph if weights[atom] > sizes.most]
    groups: list[list[str]] = [[atom] for atom in heavy]
    cut_off: list[list[str]] = []
    rest = graph.subgraph([atom for atom in graph if weights[atom] <= sizes.most])
    for part in _parts(rest):
        weight = float(weights[part].sum())
        host = _host(graph, part, heavy) if weight < sizes.least else None
        if host is not None:
            groups[host] += part
        elif weight < sizes.least:
            cut_off.append(part)
        else:
            groups += _zones(atoms, weights[part], sizes, kind, seed, is_cancelled)
    every = [*groups, *cut_off]
    zone = {atom: number for number, group in enumerate(every) for atom in group}
    nearest = with_short_borders(graph, weights, with_nearest_land(atoms, graph, weights, zone))
    return Division(
        pd.Series([nearest[atom] for atom in atoms.blocks.index], index=atoms.blocks.index, name="zone"),
        dict(enumerate(heavy)),
        tuple(range(len(groups), len(every))),
    )


def _graph(atoms: Atoms, kind: Kind) -> "nx.Graph[str]":
    """Return the atoms and the borders a grid may reach across, with length and cost of each."""
    borders = atoms.borders[~atoms.borders["is_barrier"]]
    cost = _costs(borders) if kind == "streets" else borders["length_m"].to_numpy()
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(atoms.blocks.index)
    for first, second, length_m, each in zip(
        borders["first_id"], borders["second_id"], borders["length_m"], cost, strict=True
    ):
        graph.add_edge(first, second, length_m=length_m, cost=each)
    return graph


def _costs(borders: pd.DataFrame) -> NDArray[np.float64]:
    return np.asarray(borders[[f"{name}_m" for name in _COST]].to_numpy() @ np.array(list(_COST.values())), dtype=float)


def _parts(graph: "nx.Graph[str]") -> list[list[str]]:
    import networkx as nx

    return sorted(sorted(part) for part in nx.connected_components(graph))


def _host(graph: "nx.Graph[str]", part: Sequence[str], heavy: Sequence[str]) -> int | None:
    """Return the too large atom with the longest border with a part that has no other neighbour."""
    shared_m = [sum(graph[atom][one]["length_m"] for atom in part if graph.has_edge(atom, one)) for one in heavy]
    return int(np.argmax(shared_m)) if max(shared_m, default=0.0) > 0 else None


def _zones(
    atoms: Atoms,
    weights: "pd.Series[float]",
    sizes: Sizes,
    kind: Kind,
    seed: int,
    is_cancelled: Callable[[], bool] | None,
) -> list[list[str]]:
    """Divide a connected part into the number of zones nearest the target that keeps the sizes best."""
    count = _most_zones(weights, sizes)
    least = max(1, int(np.ceil(weights.sum() / sizes.most - 1e-9)))
    counts = range(count, max(least, count - _MOST_TRIES + 1) - 1, -1)
    tries = (_tried(atoms, weights, sizes, kind, seed, one, is_cancelled) for one in counts)
    return _best(tries, weights, sizes)


def _most_zones(weights: "pd.Series[float]", sizes: Sizes) -> int:
    """Return the number of zones the target asks for, or the most that can all reach the least if that is fewer."""
    is_enough = weights >= sizes.least
    possible = int(is_enough.sum()) + int(weights[~is_enough].sum() // sizes.least)
    fits = max(1, int(np.ceil(weights.sum() / sizes.most - 1e-9)))
    return int(np.clip(np.rint(weights.sum() / sizes.target), fits, max(fits, possible)))


def _tried(
    atoms: Atoms,
    weights: "pd.Series[float]",
    sizes: Sizes,
    kind: Kind,
    seed: int,
    count: int,
    is_cancelled: Callable[[], bool] | None,
) -> list[list[str]]:
    if count <= 1 or len(weights) <= 1:
        return [list(weights.index)]
    borders = atoms.borders
    here = borders[
        ~borders["is_barrier"] & borders["first_id"].isin(weights.index) & borders["second_id"].isin(weights.index)
    ]
    pairs = list(zip(here["first_id"], here["second_id"], strict=True))
    shapes = atoms.blocks.geometry.loc[weights.index]
    costs = None
    if kind == "streets":
        costs = pd.Series(_costs(here), index=pd.Index(pairs, tupleize_cols=False), dtype=float)

    def tries() -> Iterator[list[list[str]]]:
        for bounds in _bounds(weights, sizes, kind, count):
            task = PartitionTask(
                min(count, len(weights)), objective="compact", target=sizes.target, bounds=bounds, seed=seed,
                time_limit_s=0.0,
            )  # fmt: skip
            try:
                found = partition(weights, pairs, task, shapes=shapes, border_costs=costs, is_cancelled=is_cancelled)
            except GridError:  # so many zones cannot be made; fewer are tried
                continue
            yield [list(group) for _, group in found.zone.index.to_series().groupby(found.zone.to_numpy())]

    return _best(tries(), weights, sizes)


def _best(tries: Iterable[list[list[str]]], weights: "pd.Series[float]", sizes: Sizes) -> list[list[str]]:
    """Return the first of the tries with the fewest zones out of size; stops at one that has none."""
    best: tuple[int, list[list[str]]] | None = None
    for zones in tries:
        wrong = _wrong(zones, weights, sizes)
        if best is None or wrong < best[0]:
            best = wrong, zones
        if wrong == 0:
            break
    return best[1] if best is not None else [list(weights.index)]


def _wrong(zones: Sequence[Sequence[str]], weights: "pd.Series[float]", sizes: Sizes) -> int:
    known = weights.to_dict()
    return sum(not sizes.has(sum(known[atom] for atom in zone)) for zone in zones)


def _bounds(weights: "pd.Series[float]", sizes: Sizes, kind: Kind, count: int) -> list[tuple[float, float]]:
    """Return what a zone may weigh, to be tried in this order: near the mean first where zones are to be equal."""
    mean = float(weights.sum()) / count
    wide = (sizes.least, sizes.most)
    if kind != "equal" or not sizes.has(mean):
        return [wide]
    high = max(mean * (1 + _EQUAL_SHARE), float(weights.max()))
    return [(max(sizes.least, mean * (1 - _EQUAL_SHARE)), min(sizes.most, high)), wide]
