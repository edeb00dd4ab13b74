"""Walking areas as polygons: how quickly are they drawn, and how true are they?"""

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import networkx as nx
import numpy as np
import pyproj
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from bench.drawers import OSMNX_BUFFER_M, clipped_graph, concave_hulls, osmnx_areas
from bench.networks import TOWNS, Town, places_at, town_named
from bench.report import Section, Table, Target, duration, ratio_rows, times_faster
from bench.tables import LIMIT_MIN, limit_m_of
from bench.timing import Contender, Effort, in_turns, once
from bench.truth import FINE_M, Fit, Truth, mean_fit, truth_at
from bench.valhalla import NotHereError, Valhalla, serving
from geo import service_areas

__all__ = ["measure"]

logger = logging.getLogger(__name__)

_POLYGONS = 1_000
_SAMPLE = 16
_QUICK_SAMPLE = 4
#: Valhalla gets the streets around so many places: tiles of a million nodes would take longer than all else.
_SERVED = 100
#: OSMnx's way is tried on so many, to see how many there is time for.
_TRIAL = 4
_OURS, _OURS_AGREEING = "ours, `service_areas`", "ours, made to agree with the doors (`demand=`)"
_OSMNX, _HULL, _VALHALLA = "OSMnx's way", "concave hull", "Valhalla isochrone"
_IOU = 0.97

_METHOD = (
    f"One polygon for each of {_POLYGONS:,} facilities on nodes, {LIMIT_MIN:g} minutes at 1 m/s. The truth is a "
    f"raster of {FINE_M:g} m: every cell is snapped to its nearest street edge as a door would be, at most 50 m "
    "off the street, and its walk is exact. Ours are the cells of a raster prepared when a circle first needs it "
    "(the first time is in the notes). OSMnx's way is that of its isochrone example: ego graph, junctions and "
    f"streets buffered ({OSMNX_BUFFER_M:g} m, which fits this truth best), union, on a graph clipped to the "
    "surroundings. The hull is shapely's around the junctions reached, ratio 0.3. Valhalla runs as its own server "
    "with one worker on tiles built from the same streets, all footways, asked over one connection kept open: "
    "each answer holds a trip through HTTP. A door is wrong if it is painted and further than the limit, or "
    "within it and not painted; a metre of street likewise. Shares are of what is within or painted (doors), of "
    "what can be reached (streets)."
)


@dataclass
class _Found:
    """Rows and judgements gathered town by town."""

    speed: list[tuple[str, ...]] = field(default_factory=list)
    truth: list[tuple[str, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    gains: dict[str, dict[str, float]] = field(default_factory=lambda: {_OSMNX: {}, _VALHALLA: {}})
    overlap: dict[str, float] = field(default_factory=dict)
    wrong_doors: dict[str, Fit] = field(default_factory=dict)


def measure(effort: Effort) -> Section:
    """Measure every town."""
    found = _Found()
    for name in TOWNS:
        town = town_named(name)
        if isinstance(town, str):
            found.notes.append(f"{name}: not measured here, because {town}.")
            continue
        with contextlib.ExitStack() as open_servers:
            try:
                server = open_servers.enter_context(serving(town.network, _edges_around(town)))
            except NotHereError as reason:
                server = None
                found.notes.append(f"{name}: Valhalla not measured here, because {reason}.")
            _town(town, server, effort, found)
        logger.info("polygons, %s done", name)
    speed_columns = ("network", "way", f"{_POLYGONS:,} polygons", "rounds", "ratio", "one polygon", "")
    truth_columns = ("network", "way", "IoU", "doors wrong", "share of doors", "furthest from outline", "street wrong")
    tables = (
        Table("How quickly", speed_columns, tuple(found.speed)),
        Table(f"How true, {_SAMPLE} facilities", truth_columns, tuple(found.truth)),
    )
    return Section("Walking areas as polygons", _METHOD, tables, _targets(found), tuple(found.notes))


def _town(town: Town, server: Valhalla | None, effort: Effort, found: _Found) -> None:
    limit_m, nodes = limit_m_of(town), town.sites[:_POLYGONS]
    facilities = places_at(town.network, nodes)
    sample = nodes[: _QUICK_SAMPLE if effort.is_quick else _SAMPLE]

    def ours(some: GeoDataFrame, demand: GeoDataFrame | None = None) -> GeoDataFrame:
        return service_areas(town.network, some, limit_m, demand=demand)

    first_s = once(lambda: ours(facilities))
    found.notes.append(f"{town.name}: the first {len(facilities):,} of our polygons took {duration(first_s)}.")
    slow, graph = _slow_sample(town, limit_m, effort)
    lonlat = _lonlat(town, nodes[:_SERVED])
    drawn: dict[str, Callable[[], NDArray[np.object_]]] = {
        _OURS: lambda: _in_order(ours(facilities.iloc[: len(sample)]), facilities.index[: len(sample)]),
        _OURS_AGREEING: lambda: _in_order(
            ours(facilities.iloc[: len(sample)], town.demand), facilities.index[: len(sample)]
        ),
        _OSMNX: partial(osmnx_areas, graph, sample.tolist(), limit_m),
        _HULL: partial(concave_hulls, graph, sample.tolist(), limit_m),
    }
    share, note = len(slow) / _POLYGONS, f"measured on {len(slow)}, scaled"
    agreeing = facilities.iloc[:_SERVED]
    contenders = [
        Contender(_OURS, lambda: ours(facilities), len(facilities) / _POLYGONS),
        Contender(
            _OURS_AGREEING, lambda: ours(agreeing, town.demand), len(agreeing) / _POLYGONS,
            f"measured on {len(agreeing)}, scaled",
        ),
        Contender(_OSMNX, partial(osmnx_areas, graph, slow, limit_m), share, note),
        Contender(_HULL, partial(concave_hulls, graph, slow, limit_m), share, note),
    ]  # fmt: skip
    if server is not None:
        limit_min = limit_m / town.network.profile.speed_m_per_s / 60
        drawn[_VALHALLA] = lambda: _in_metres(town, server.areas(lonlat[: len(sample)], limit_min))
        words = f"version {server.version}, measured on {len(lonlat)}, scaled"
        work = partial(server.areas, lonlat, limit_min)
        work()
        contenders.append(Contender(_VALHALLA, work, len(lonlat) / _POLYGONS, words))
        trip_s = float(np.median([once(server.wait) for _ in range(20)]))
        found.notes.append(f"{town.name}: a question to Valhalla that needs no work takes {duration(trip_s)}.")
    timings = in_turns(contenders, effort)
    each = {name: duration(timing.median_s / _POLYGONS) for name, timing in timings.items()}
    found.speed += ratio_rows(town.name, timings, _OURS, each)
    for peer, gains in found.gains.items():
        if peer in timings:
            gains[town.name] = timings[peer].median_s / timings[_OURS].median_s
    truths = [truth_at(town, int(node), limit_m) for node in sample]
    fits = {name: _fit(truths, draw()) for name, draw in drawn.items()}
    found.truth += [(town.name, name, *_fit_words(fit)) for name, fit in fits.items()]
    found.overlap[town.name] = fits[_OURS].overlap_share
    found.wrong_doors[town.name] = fits[_OURS_AGREEING]


def _slow_sample(town: Town, limit_m: float, effort: Effort) -> "tuple[list[int], nx.MultiDiGraph[int]]":
    """Return as many places as the slow ways can draw in time, and the graph around them."""
    trial = town.sites[:_TRIAL].tolist()
    graph = clipped_graph(town.network, trial, limit_m)
    each_s = once(lambda: osmnx_areas(graph, trial, limit_m)) / len(trial)
    count = int(np.clip(effort.cap_s / 2 / each_s, _SAMPLE, _SERVED))
    places = town.sites[:count].tolist()
    return places, clipped_graph(town.network, places, limit_m)


def _fit(truths: list[Truth], shapes: NDArray[np.object_]) -> Fit:
    return mean_fit([truth.fit(shape) for truth, shape in zip(truths, shapely.make_valid(shapes), strict=True)])


def _fit_words(fit: Fit) -> tuple[str, ...]:
    return (
        f"{fit.overlap_share:.3f}",
        f"{fit.wrong_doors:,}",
        f"{fit.wrong_doors_share:.1%}",
        f"{fit.furthest_wrong_m:,.1f} m" if fit.wrong_doors else "none",
        f"{fit.wrong_street_share:.1%}",
    )


def _in_order(areas: GeoDataFrame, ids: "np.ndarray[tuple[int], np.dtype[np.object_]]") -> NDArray[np.object_]:
    """Our areas leave out a facility without any; the others have an empty one."""
    by_id = areas.set_index("facility_id").geometry
    empty = shapely.MultiPolygon()
    return np.array([by_id.get(name, empty) for name in ids], dtype=object)


def _edges_around(town: Town) -> NDArray[np.int64]:
    """All edges of a small town; of a large one those around the places that Valhalla is asked about."""
    network = town.network
    if len(network.edge_nodes) < 100_000:
        return np.arange(len(network.edge_nodes))
    discs = shapely.buffer(shapely.points(network.node_xy[town.sites[:_SERVED]]), 2 * limit_m_of(town))
    around = shapely.union_all(discs)
    shapely.prepare(around)
    is_near = shapely.intersects_xy(around, *network.node_xy.T)
    return np.flatnonzero(is_near[network.edge_nodes].any(axis=1))


def _lonlat(town: Town, nodes: NDArray[np.int32]) -> NDArray[np.float64]:
    transformer = pyproj.Transformer.from_crs(town.network.crs, "EPSG:4326", always_xy=True)
    return np.column_stack(transformer.transform(*town.network.node_xy[nodes].T))


def _in_metres(town: Town, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    transformer = pyproj.Transformer.from_crs("EPSG:4326", town.network.crs, always_xy=True)
    return shapely.transform(shapes, lambda xy: np.column_stack(transformer.transform(*xy.T)))


def _targets(found: _Found) -> tuple[Target, ...]:
    work = f"{_POLYGONS:,} circle polygons"
    return (
        times_faster(work, "OSMnx's way", 50, found.gains[_OSMNX]),
        Target(
            work,
            "faster than Valhalla on the same machine",
            {name: f"{gain:.3g} times" for name, gain in found.gains[_VALHALLA].items()},
            {name: gain > 1 for name, gain in found.gains[_VALHALLA].items()},
        ),
        Target(
            work,
            f"IoU at least {_IOU:g} with the fine raster",
            {name: f"{share:.3f}" for name, share in found.overlap.items()},
            {name: share >= _IOU for name, share in found.overlap.items()},
        ),
        Target(
            "the polygon is a picture of the table (`demand=`)",
            "no door on the wrong side",
            {name: f"{fit.wrong_doors} ({fit.furthest_wrong_m:.2f} m)" for name, fit in found.wrong_doors.items()},
            {name: fit.wrong_doors == 0 for name, fit in found.wrong_doors.items()},
        ),
    )
