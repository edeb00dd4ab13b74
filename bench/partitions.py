"""Communities divided into grids, and states into districts: balance, contiguity, shape and time, against peers."""

import importlib.util
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from bench.report import Section, Table, Target, duration
from bench.timing import Effort, once
from geo.grids.balance import PartitionTask, partition

__all__ = ["measure"]

logger = logging.getLogger(__name__)

_LEAST, _MOST, _AIM = 300, 500, 400
_STATES = (
    ("new_mexico_33", "New Mexico", 3, 17),
    ("idaho_44", "Idaho", 2, 10),
    ("west_virginia_55", "West Virginia", 3, 23),
)
_STATE_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "districting"
_SIZES = ((48, 4_000), (150, 4_400), (300, 5_200), (532, 6_000))
_PEERS = ("pymetis", "gerrychain", "spopt")
_OURS, _PROVED_S = "geo", 300.0
_RECOM_STEPS = 300
#: Blocks up to which spopt's MaxP is asked: it takes half a minute for these, minutes for more.
_MAXP_BLOCKS = 150

_METHOD = (
    f"Communities of 48 to 532 blocks, random Voronoi cells in a crooked outline; about 72 % homes, 18 % shops, 10 % "
    f"parks without households. Grids of {_LEAST} to {_MOST} households, {_AIM} wished for; everybody gets the number "
    "of grids that ours chose. METIS with a tolerance of 12 %, contiguous, the best of ten cuts along short borders; "
    f"GerryChain: ReCom, {_RECOM_STEPS} steps within 25 %, the shortest cut met; spopt: MaxP with a floor of {_LEAST} "
    f"(it chooses its own number), up to {_MAXP_BLOCKS} blocks. In pieces: pieces beyond one a grid; score: mean "
    "Polsby-Popper. Ours is the best of three runs, the peers' times are of one."
)


@dataclass(frozen=True, slots=True)
class _Community:
    """Blocks with households, and pairs of neighbours with the metres they share."""

    shapes: gpd.GeoSeries
    households: pd.Series
    pairs: NDArray[np.int64]
    border_m: NDArray[np.float64]

    @property
    def neighbours(self) -> list[tuple[int, int]]:
        return [(int(one), int(two)) for one, two in self.pairs]


def measure(effort: Effort) -> Section:
    """Measure communities against the peers that are installed, a city of them, and the states by themselves."""
    there = [name for name in _PEERS if importlib.util.find_spec(name)]
    notes = [f"{name} is not installed here and was left out." for name in _PEERS if name not in there]
    seeds = range(1, 2 if effort.is_quick else 4)
    divide(_community(48, 4_000, 0))  # compiles
    rows: list[tuple[str, ...]] = []
    scores: dict[str, float] = {}
    slowest_s: dict[str, float] = {}
    is_good: dict[str, bool] = {}
    for size, households in _SIZES:
        for seed in seeds:
            community = _community(size, households, seed)
            place = f"{size} blocks, {seed}"
            judged = _judged(community, there, place)
            rows += [row for row, _, _, _ in judged.values()]
            _, took_s, scores[place], is_good[place] = judged[_OURS]
            slowest_s[place] = took_s
            logger.info("partitions, %s done", place)
    city_s, city_in = _city(effort)
    state_rows, state_targets = _states()
    bounds = {place: "" if good else "no" for place, good in is_good.items()}
    shape = {place: f"{score:.2f}" for place, score in scores.items()}
    times = {place: duration(took_s) for place, took_s in slowest_s.items()}
    in_time = {place: took_s <= 1 for place, took_s in slowest_s.items()}
    city = f"{duration(city_s)}, {city_in:.1%} of grids in bounds"
    targets = (
        Target("a community divided", "every grid in bounds and in one piece", bounds, is_good),
        Target("a community's grids", "mean score 0.58", shape, {k: score >= 0.58 for k, score in scores.items()}),
        Target("a community divided", "1 s", times, in_time),
        Target("a city of 21 communities divided", "10 s", {"": city}, {"": city_s <= 10}),
        *state_targets,
    )
    tables = (
        Table("Communities", ("blocks, seed", "way", "grids", "in bounds", "in pieces", "score", "time"), tuple(rows)),
        Table(
            "Fewest cut edges, within 0.5 %", ("state", "parts", "found", "bound", "proved", "time"), tuple(state_rows)
        ),
    )
    return Section("Grids of equal weight", _METHOD, tables, targets, tuple(notes))


def divide(community: _Community) -> pd.Series:
    """Divide as a proposal does: search, no proof."""
    task = PartitionTask(None, objective="compact", target=_AIM, bounds=(_LEAST, _MOST), time_limit_s=0)
    return partition(community.households, community.neighbours, task, shapes=community.shapes).zone


def _community(size: int, households: int, seed: int) -> _Community:
    rng = np.random.default_rng([size, seed])
    side_m = 100 * np.sqrt(size)
    around = np.sort(rng.uniform(0, 2 * np.pi, 14))
    reach_m = side_m / 2 * rng.uniform(0.8, 1.15, 14)
    outline = shapely.Polygon(np.column_stack([reach_m * np.cos(around), reach_m * np.sin(around)]))
    xy = rng.uniform(-0.6 * side_m, 0.6 * side_m, (8 * size, 2))
    xy = xy[shapely.contains_xy(outline, *xy.T)][:size]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(xy), extend_to=outline))
    shapes = gpd.GeoSeries(shapely.get_parts(shapely.intersection(cells, outline)))
    kind = rng.choice(3, len(shapes), p=[0.72, 0.18, 0.10])
    density = np.where(kind == 0, rng.lognormal(0, 0.6, len(shapes)), np.where(kind == 1, 0.07, 0.0))
    weight = shapes.area.to_numpy() * density
    weight = np.minimum(np.rint(weight / weight.sum() * households), 480).astype(int)
    first, second = shapes.sindex.query(shapes, predicate="intersects")
    first, second = first[first < second], second[first < second]
    outlines = shapely.boundary(shapes.to_numpy())
    border_m = shapely.length(shapely.intersection(outlines[first], outlines[second], grid_size=0.001))
    kept = border_m > 0.01
    return _Community(shapes, pd.Series(weight), np.column_stack([first, second])[kept], border_m[kept])


def _judged(
    community: _Community, there: list[str], place: str
) -> dict[str, tuple[tuple[str, ...], float, float, bool]]:
    """Divide by ours and by each peer; a row, seconds, the score, and whether all is in bounds and in one piece."""
    ours: list[pd.Series] = []
    took = {_OURS: min(once(lambda: ours.append(divide(community))) for _ in range(3))}
    zones = {_OURS: ours[0]}
    count = int(ours[0].max()) + 1
    ways: dict[str, Callable[[_Community, int], NDArray[np.int64]]] = {
        "pymetis": _metis, "gerrychain": _recom, "spopt": _maxp,
    }  # fmt: skip
    failed: dict[str, str] = {}
    for name in there:
        if name == "spopt" and len(community.households) > _MAXP_BLOCKS:
            continue
        kept: list[NDArray[np.int64]] = []
        try:
            took[name] = once(lambda way=ways[name], kept=kept: kept.append(way(community, count)))
        except (RuntimeError, ValueError) as error:  # what the three raise when they find nothing
            failed[name] = type(error).__name__
            continue
        zones[name] = pd.Series(kept[0])
    found = {name: _row(community, place, name, zone, took[name]) for name, zone in zones.items()}
    for name, error in failed.items():
        found[name] = ((place, name, "", f"none found ({error})", "", "", ""), np.inf, 0.0, False)
    return found


def _row(
    community: _Community, place: str, name: str, zone: pd.Series, took_s: float
) -> tuple[tuple[str, ...], float, float, bool]:
    total = community.households.groupby(zone).sum()
    inside = float(total.between(_LEAST, _MOST).mean())
    graph = nx.Graph()
    graph.add_nodes_from(range(len(zone)))
    graph.add_edges_from(pair for pair in community.neighbours if zone[pair[0]] == zone[pair[1]])
    torn = nx.number_connected_components(graph) - len(total)
    grids = gpd.GeoSeries([shapely.union_all(some.to_numpy()) for _, some in community.shapes.groupby(zone)])
    score = float((4 * np.pi * grids.area / grids.length**2).mean())
    words = (place, name, f"{len(total)}", f"{inside:.0%}", f"{torn}", f"{score:.2f}", duration(took_s))
    return words, took_s, score, inside == 1 and torn == 0


def _metis(community: _Community, count: int) -> NDArray[np.int64]:
    import pymetis

    size = len(community.households)
    here, there = np.concatenate([community.pairs, community.pairs[:, ::-1]]).T
    order = np.lexsort((there, here))
    starts = np.concatenate([[0], np.cumsum(np.bincount(here, minlength=size))])
    length = np.tile(community.border_m, 2)[order]
    options = pymetis.Options(contig=1, ufactor=120, ncuts=10, niter=30, seed=1)
    _, zone = pymetis.part_graph(
        count,
        adjacency=pymetis.CSRAdjacency(starts.tolist(), there[order].tolist()),
        vweights=np.maximum(community.households, 1).tolist(),
        eweights=np.maximum(1, length * 10 / length.mean()).astype(int).tolist(),
        recursive=False,
        options=options,
    )
    return np.asarray(zone, dtype=np.int64)


def _recom(community: _Community, count: int) -> NDArray[np.int64]:
    import random

    import gerrychain as gc
    from gerrychain.partition import recursive_tree_part
    from gerrychain.proposals import recom

    random.seed(1)
    drawn = nx.Graph()
    drawn.add_nodes_from((atom, {"households": int(weight)}) for atom, weight in community.households.items())
    drawn.add_weighted_edges_from(
        ((one, two, float(m)) for (one, two), m in zip(community.neighbours, community.border_m, strict=True)),
        "border_m",
    )
    graph = gc.Graph.from_networkx(drawn)
    length = {frozenset(pair): float(m) for pair, m in zip(community.neighbours, community.border_m, strict=True)}
    mean = float(community.households.sum()) / count
    start = recursive_tree_part(graph, range(count), mean, "households", 0.25)
    first = gc.Partition(graph, start, {"households": gc.updaters.Tally("households")})
    chain = gc.MarkovChain(
        partial(recom, pop_col="households", pop_target=mean, epsilon=0.25),
        [gc.constraints.contiguous],
        gc.accept.always_accept,
        first,
        _RECOM_STEPS,
    )
    best, least_m = None, np.inf
    for met in chain:
        zone = np.array([met.assignment[atom] for atom in range(len(community.households))])
        cut_m = sum(m for pair, m in length.items() if len({zone[atom] for atom in pair}) > 1)
        if cut_m < least_m:
            best, least_m = zone, cut_m
    assert best is not None
    return best


def _maxp(community: _Community, _: int) -> NDArray[np.int64]:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import libpysal
        import spopt.region

        middle = community.shapes.centroid
        frame = gpd.GeoDataFrame({"x": middle.x, "y": middle.y, "households": community.households.astype(float)},
                                 geometry=community.shapes.to_numpy())  # fmt: skip
        around: dict[int, list[int]] = {atom: [] for atom in range(len(frame))}
        for one, two in community.neighbours:
            around[one].append(two)
            around[two].append(one)
        np.random.seed(1)  # noqa: NPY002  (spopt draws from it)
        weights = libpysal.weights.W(around, silence_warnings=True)
        model = spopt.region.MaxPHeuristic(frame, weights, ["x", "y"], "households", _LEAST, top_n=2)
        model.solve()
    return np.unique(np.asarray(model.labels_), return_inverse=True)[1].astype(np.int64)


def _city(effort: Effort) -> tuple[float, float]:
    """Seconds for 21 communities, and the share of grids in bounds."""
    rng = np.random.default_rng(21)
    communities = [
        _community(int(size), int(14 * size + 3_000), seed) for seed, size in enumerate(rng.integers(48, 300, 21))
    ]
    found: list[list[pd.Series]] = []
    took_s = min(
        once(lambda: found.append([divide(one) for one in communities])) for _ in range(1 if effort.is_quick else 3)
    )
    inside = [
        share
        for one, zone in zip(communities, found[0], strict=True)
        for share in one.households.groupby(zone).sum().between(_LEAST, _MOST)
    ]
    return took_s, float(np.mean(inside))


def _states() -> tuple[list[tuple[str, ...]], list[Target]]:
    rows: list[tuple[str, ...]] = []
    found: dict[str, str] = {}
    is_met: dict[str, bool] = {}
    for name, title, count, fewest in _STATES:
        path = _STATE_DATA / f"{name}.json"
        if not path.exists():
            continue
        drawn = json.loads(path.read_text(encoding="utf-8"))
        population = pd.Series({node["id"]: node["population"] for node in drawn["nodes"]})
        done = partition(population, drawn["edges"], PartitionTask(count, 0.005, time_limit_s=_PROVED_S))
        proved = "yes" if done.is_optimal else "no"
        rows.append((title, f"{count}", f"{done.objective:g}", f"{done.bound:g}", proved, duration(done.solve_s)))
        found[title] = f"{done.objective:g} of {fewest}, {proved}"
        is_met[title] = done.objective == fewest and done.is_optimal
    return rows, [Target("states cut as little as can be", "the known optimum found and proved", found, is_met)]
