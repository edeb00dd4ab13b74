"""Join blocks into communities and grids: bounded by main streets, close to the wanted number of households."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray

from data.demo.compounds import estates, plan_of
from data.demo.frontage import main_streets
from data.demo.houses import hamlets
from data.demo.land_use import assigned_blocks
from data.demo.layouts import Slot
from data.demo.sectors import COMMUNITIES, sector_at
from data.demo.skeleton import expressway, railway

__all__ = ["all_slots", "block_of_slots", "community_of_blocks", "grid_of_blocks"]

#: Households expected in a flat building by its units, in a house; only to balance areas, the true count comes later.
_EXPECTED = {"walk_up": 36 / 2.56, "mid_rise": 50 / 2.4, "high_rise": 96.0}
_EXPECTED_HOUSE = 3.0
_ROUNDS = 160

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fabric:
    """Blocks as a graph: how far neighbours are, streets counted dearer; households expected in each; middles."""

    graph: "nx.Graph[int]"
    households: NDArray[np.float64]
    middles: NDArray[np.float64]


@cache
def all_slots() -> tuple[Slot, ...]:
    """Return the place of every building: compounds first, then hamlets, each in their order."""
    flats = [slot for estate in estates() for slot in estate.slots]
    return (*flats, *(slot for hamlet in hamlets() for slot in hamlet.slots))


@cache
def block_of_slots() -> tuple[int, ...]:
    """Return the block of every building, in the order of `all_slots`."""
    faces = [block.face for block in assigned_blocks()]
    tree = shapely.STRtree(faces)
    middles = [slot.footprint.representative_point() for slot in all_slots()]
    return tuple(int(min(tree.query(middle, predicate="intersects"))) for middle in middles)


@cache
def fabric() -> Fabric:
    """Return the blocks as a graph."""
    faces = [block.face for block in assigned_blocks()]
    households = np.zeros(len(faces))
    expected = [_EXPECTED[plan_of(estate.use)] * slot.units for estate in estates() for slot in estate.slots]
    expected += [_EXPECTED_HOUSE for hamlet in hamlets() for _ in hamlet.slots]
    np.add.at(households, list(block_of_slots()), expected)
    middles = np.array([face.centroid.coords[0] for face in faces])
    sectors = [sector_at(face.representative_point()) for face in faces]
    streets, tracks = shapely.union_all(main_streets()), shapely.union_all([railway(), expressway()])
    shapely.prepare(streets)
    shapely.prepare(tracks)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(faces)))
    ours, theirs = shapely.STRtree(faces).query(faces, predicate="intersects")
    for a, b in zip(ours.tolist(), theirs.tolist(), strict=True):
        if a < b and sectors[a] == sectors[b]:
            shared = faces[a].intersection(faces[b])
            if shared.length > 8:
                middle = shared.representative_point() if shared.geom_type != "GeometryCollection" else shared.centroid
                dear = 2.4 if tracks.distance(middle) < 1 else 1.45 if streets.distance(middle) < 1 else 1.0
                graph.add_edge(a, b, far_m=float(np.hypot(*(middles[a] - middles[b]))) * dear, shared_m=shared.length)
    return Fabric(graph, households, middles)


def _grow(blocks: Sequence[int], seeds: Sequence[int], heads_m: NDArray[np.float64]) -> dict[int, int]:
    """Give every block to the seed it is nearest to, each seed with a head start; every area is in one piece."""
    graph, inside = fabric().graph, set(blocks)
    owner: dict[int, int] = {}
    queue = [(-float(heads_m[k]), k, seed) for k, seed in enumerate(seeds)]
    heapq.heapify(queue)
    while queue:
        far, k, block = heapq.heappop(queue)
        if block in owner:
            continue
        owner[block] = k
        for near, way in graph[block].items():
            if near in inside and near not in owner:
                heapq.heappush(queue, (far + way["far_m"], k, near))
    return owner


def _parted(blocks: Sequence[int], places: NDArray[np.float64], wanted: NDArray[np.float64]) -> dict[int, int]:
    """Part blocks among seeds so that each has about its wanted share; seeds move to the middle of their homes."""
    cloth = fabric()
    homes = [b for b in blocks if cloth.households[b] > 0] or list(blocks)
    wanted = wanted * cloth.households[list(blocks)].sum() / wanted.sum()
    heads_m = np.zeros(len(places))
    seeds = _seeds(homes, places)
    best, best_error = _grow(blocks, seeds, heads_m), np.inf
    for turn in range(_ROUNDS):
        owner = _grow(blocks, seeds, heads_m)
        held = np.zeros(len(places))
        for block, k in owner.items():
            held[k] += cloth.households[block]
        error = float(np.abs(held / wanted - 1).max())
        if error < best_error:
            best, best_error = owner, error
        heads_m += np.clip((wanted - held) / wanted, -1, 1) * (220 if turn < 60 else 70 if turn < 110 else 25)
        heads_m -= heads_m.mean()
        if turn in (20, 40, 60):
            seeds = _seeds(homes, _middles(owner, places))
    return _evened(best, wanted)


def _seeds(homes: Sequence[int], places: NDArray[np.float64]) -> list[int]:
    cloth, taken = fabric(), []
    for place in places:
        free = [b for b in homes if b not in taken]
        taken.append(min(free, key=lambda b: float(np.hypot(*(cloth.middles[b] - place)))))
    return taken


def _middles(owner: dict[int, int], places: NDArray[np.float64]) -> NDArray[np.float64]:
    cloth, moved = fabric(), places.copy()
    for k in range(len(places)):
        mine = [b for b, other in owner.items() if other == k and cloth.households[b] > 0]
        if mine:
            moved[k] = np.average(cloth.middles[mine], axis=0, weights=cloth.households[mine])
    return moved


def _evened(owner: dict[int, int], wanted: NDArray[np.float64]) -> dict[int, int]:
    """Hand single blocks over the border while that brings the two areas nearer to what they should hold."""
    cloth, owner = fabric(), dict(owner)
    held = np.zeros(len(wanted))
    for block, k in owner.items():
        held[k] += cloth.households[block]
    for _ in range(300):
        best: tuple[float, int, int] | None = None
        for block, k in owner.items():
            size = cloth.households[block]
            if size == 0:
                continue
            for near in cloth.graph[block]:
                other = owner.get(near, k)
                if other == k:
                    continue
                gain = _misfit(held, wanted, k, other, 0.0) - _misfit(held, wanted, k, other, size)
                if gain > 1e-4 and (best is None or gain > best[0]) and _stays_whole(owner, block, k):
                    best = (gain, block, other)
        if best is None:
            break
        _, block, other = best
        held[owner[block]] -= cloth.households[block]
        held[other] += cloth.households[block]
        owner[block] = other
    return owner


def _misfit(held: NDArray[np.float64], wanted: NDArray[np.float64], giver: int, taker: int, size: float) -> float:
    return float(((held[giver] - size) / wanted[giver] - 1) ** 2 + ((held[taker] + size) / wanted[taker] - 1) ** 2)


def _stays_whole(owner: dict[int, int], block: int, k: int) -> bool:
    mine = [b for b, other in owner.items() if other == k and b != block]
    return bool(mine) and nx.is_connected(fabric().graph.subgraph(mine))


@cache
def community_of_blocks() -> Labels:
    """Return the number of the community in `COMMUNITIES` of every block."""
    labels = np.full(len(assigned_blocks()), -1)
    sectors = [sector_at(block.face.representative_point()) for block in assigned_blocks()]
    for sector in ("S1", "S2", "S3"):
        numbers = [n for n, community in enumerate(COMMUNITIES) if community.street_id == sector]
        blocks = [n for n, own in enumerate(sectors) if own == sector]
        places = np.array([COMMUNITIES[n].place for n in numbers], float)
        owner = _parted(blocks, places, np.array([COMMUNITIES[n].households for n in numbers], float))
        for block, k in owner.items():
            labels[block] = numbers[k]
    return labels


@cache
def grid_of_blocks() -> Labels:
    """Return the number of the grid, 0 to 58, of every block, communities one after another, west to east inside."""
    communities, labels, first = community_of_blocks(), np.full(len(assigned_blocks()), -1), 0
    for number, community in enumerate(COMMUNITIES):
        blocks = np.flatnonzero(communities == number).tolist()
        places = _spread(blocks, community.grids)
        owner = _parted(blocks, places, np.ones(community.grids))
        middles = _middles(owner, places)
        order = np.argsort(np.argsort(middles[:, 0]))
        for block, k in owner.items():
            labels[block] = first + order[k]
        first += community.grids
    return labels


def _spread(blocks: Sequence[int], count: int) -> NDArray[np.float64]:
    """Return `count` places far apart among the homes, the first in their middle's opposite corner."""
    cloth = fabric()
    homes = [b for b in blocks if cloth.households[b] > 0]
    places = cloth.middles[homes]
    middle = np.average(places, axis=0, weights=cloth.households[homes])
    chosen = [places[np.argmax(np.hypot(*(places - middle).T))]]
    while len(chosen) < count:
        nearest = np.min([np.hypot(*(places - place).T) for place in chosen], axis=0)
        chosen.append(places[np.argmax(nearest)])
    return np.array(chosen)
