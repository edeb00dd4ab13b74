"""One stroke on 200 grids with 50,000 vertices: applied, proved, kept on the disk, and answered with what changed."""

import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from geopandas import GeoDataFrame
from shapely import LineString, Polygon
from shapely.ops import split as shapely_split

from bench.networks import SEED
from bench.report import Section, Table, Target, duration
from bench.timing import Contender, Effort, in_turns
from geo.city import City
from geo.crs import metric_crs
from geo.grids.drafts import begin_draft, keep_draft
from geo.grids.history import with_step
from geo.grids.operations import Draw, Merge, Move, Operation, Reshape, Split, applied
from geo.grids.tilings import Tiling, tiling_of
from pages.ui.grid_drafts import OpenDraft
from pages.ui.grid_state import changed_state

__all__ = ["measure"]

_GRIDS, _VERTICES = 200, 50_000
_SIDE_M = 6_000.0
_LIMIT_S = 0.1

_METHOD = (
    f"A town of {_GRIDS} Voronoi grids with about {_VERTICES:,} vertices and 5,000 buildings. Ours: the operation, the "
    "proof that no gap and no overlap came about, the step on the disk (synchronised), households counted again, and "
    "the JSON of what changed. Whole: the same operation with shapely, then shapely.coverage_is_valid over all grids "
    "and the GeoJSON of all of them, which is how an editor works that keeps no topology; nothing is kept on the disk "
    "and nobody is counted."
)


def measure(effort: Effort) -> Section:
    """Measure five operations."""
    city, tiling = _town()
    rows, found = [], {}
    with tempfile.TemporaryDirectory() as folder:
        for name, operation, whole in _operations(tiling):
            place = Path(folder) / f"{name}.sqlite"
            draft = OpenDraft(name, begin_draft(place, tiling, {}), city)
            draft.owners()
            changed_state(draft, tiling, tiling, "")
            timings = in_turns(
                [Contender("ours", _stroke(draft, operation)), Contender("whole", _whole(tiling, whole))], effort
            )
            ours, others = timings["ours"].median_s, timings["whole"].median_s
            found[name] = ours
            rows.append((name, duration(ours), duration(others), f"{others / ours:,.1f}"))
    target = Target(
        "one grid operation, applied, proved, kept and answered",
        f"under {1000 * _LIMIT_S:.0f} ms",
        {name: duration(took_s) for name, took_s in found.items()},
        {name: took_s < _LIMIT_S for name, took_s in found.items()},
    )
    vertices = shapely.get_coordinates(list(tiling.shapes.values())).shape[0]
    columns = ("operation", "ours", "whole", "whole / ours")
    return Section(
        "A stroke in the grid editor",
        _METHOD,
        (Table("", columns, tuple(rows)),),
        (target,),
        (f"{len(tiling.traits)} grids, {vertices:,} vertices.",),
    )


def _town() -> tuple[City, Tiling]:
    rng = np.random.default_rng(SEED)
    origin = np.array([519_000.0, 3_022_000.0])
    rim = shapely.box(*origin, *(origin + _SIDE_M))
    seeds = shapely.MultiPoint(origin + rng.uniform(0, _SIDE_M, (_GRIDS, 2)))
    cells = shapely.intersection(shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=rim)), rim)
    step_m = shapely.length(cells).sum() / _VERTICES
    cells = _wavy(shapely.segmentize(shapely.set_precision(cells, 0.001), step_m))
    crs = metric_crs(GeoDataFrame(geometry=[shapely.Point(120.2, 27.3)], crs="OGC:CRS84"), "town")
    ids = [f"g{number:03d}" for number in range(len(cells))]
    grids = GeoDataFrame({"name": ids, "community_id": "C1"}, index=ids, geometry=cells, crs=crs)
    parents = GeoDataFrame({"name": ["C1"]}, index=["C1"], geometry=[shapely.coverage_union_all(cells)], crs=crs)
    at = origin + rng.uniform(20, _SIDE_M - 20, (5_000, 2))
    houses = shapely.box(*(at - 5).T, *(at + 5).T)
    buildings = GeoDataFrame({"households": rng.integers(1, 40, 5_000)}, geometry=houses, crs=crs)
    layers = {
        "communities": parents.rename_axis("community_id"),
        "grids": grids.rename_axis("grid_id"),
        "buildings": buildings.rename_axis("building_id"),
    }
    city = City.of("town", layers, is_synthetic=True)
    return city, tiling_of(city["grids"], city["communities"])


def _wavy(cells: np.ndarray) -> np.ndarray:
    """Bend the borders a little, the same on both sides, so that no vertex is on a straight line."""

    def bent(xy: np.ndarray) -> np.ndarray:
        return xy + np.column_stack([np.sin(xy[:, 1] / 40), np.cos(xy[:, 0] / 40)]) * 2

    shapes: np.ndarray = shapely.transform(cells, bent)
    return shapes


def _operations(tiling: Tiling) -> list[tuple[str, Operation, Callable[[np.ndarray], np.ndarray]]]:
    keys = list(tiling.shapes)
    middle = min(keys, key=lambda key: tiling.shapes[key].centroid.distance(shapely.Point(522_000, 3_025_000)))
    shape = tiling.shapes[middle]
    number = keys.index(middle)
    beside = next(key for key in keys if key != middle and shape.intersection(tiling.shapes[key]).length > 50)
    border = shapely.line_merge(shape.intersection(tiling.shapes[beside]))
    corners = shapely.get_coordinates(border)
    first, inner, last = corners[1], corners[len(corners) // 2], corners[-2]
    west, south, east, north = shape.bounds
    line = ((west - 5, (south + north) / 2), (east + 5, (south + north) / 2 + 7))
    away = inner + (inner - np.array(shape.centroid.coords[0])) * 0.1
    centre = shape.centroid
    square = tuple((centre.x + x, centre.y + y) for x, y in ((-40, -40), (40, -40), (40, 40), (-40, 40)))

    def moved(shapes: np.ndarray) -> np.ndarray:
        found: np.ndarray = shapely.transform(
            shapes, lambda xy: np.where((xy == inner).all(axis=1)[:, None], inner + 2, xy)
        )
        return found

    def divided(shapes: np.ndarray) -> np.ndarray:
        parts = shapely.get_parts(shapely_split(shapes[number], LineString(line)))
        return np.concatenate([np.delete(shapes, number), parts])

    def united(shapes: np.ndarray) -> np.ndarray:
        other = keys.index(beside)
        whole = shapely.coverage_union(shapes[number], shapes[other])
        return np.concatenate([np.delete(shapes, [number, other]), [whole]])

    def carved(shapes: np.ndarray) -> np.ndarray:
        return np.concatenate([shapely.difference(shapes, Polygon(square)), [Polygon(square)]])

    def redrawn(shapes: np.ndarray) -> np.ndarray:
        pocket = Polygon([first, away, last])
        rest = shapes.copy()
        other = keys.index(beside)
        rest[number] = shapely.union(shapes[number], pocket)
        rest[other] = shapely.difference(shapes[other], pocket)
        return rest

    return [
        ("move a vertex", Move(tuple(inner), tuple(inner + 2)), moved),
        ("split", Split(line, (middle,)), divided),
        ("merge", Merge((middle, beside)), united),
        ("carve a grid out", Draw(square, is_carving=True), carved),
        ("reshape a border", Reshape((tuple(first), tuple(away), tuple(last))), redrawn),
    ]


def _stroke(draft: OpenDraft, operation: Operation) -> Callable[[], object]:
    start = draft.draft.history

    def work() -> object:
        before = start.tiling
        draft.draft = keep_draft(
            replace(draft.draft, history=start), with_step(start, applied(before, operation, draft.homes))
        )
        return json.dumps(changed_state(draft, before, draft.tiling, ""))

    return work


def _whole(tiling: Tiling, change: Callable[[np.ndarray], np.ndarray]) -> Callable[[], object]:
    shapes = np.array(list(tiling.shapes.values()), dtype=object)

    def work() -> object:
        after = change(shapes)
        shapely.coverage_is_valid(after)
        return shapely.to_geojson(after).tolist()

    return work
