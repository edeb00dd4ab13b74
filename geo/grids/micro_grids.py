"""Divide a grid into micro-grids of whole buildings; one too large is divided by its stairwells, in words."""

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geo.city import City
from geo.errors import GridError
from geo.grids.atoms.borders import shared_segments
from geo.grids.atoms.pieces import Piece, joined_by, noded_from
from geo.grids.atoms.sharing import share_out
from geo.grids.balance import PartitionTask, partition
from geo.grids.codes import chinese_number, plan_order
from geo.sentences import Sentence, said_in

__all__ = ["MicroGrids", "MicroTask", "micro_grids"]

#: A border between two compounds, or between a compound and the street, costs this share of its length.
_BETWEEN_COMPOUNDS = 0.3
_COUNTED = ("households", "people", "elderly", "elderly_80", "children_0_6")


@dataclass(frozen=True, slots=True)
class MicroTask:
    """Households of a micro-grid: 30 to 100 in practice (`domain.md` 2.5); the same seed gives the same answer."""

    target: float = 60.0
    least: float = 30.0
    most: float = 100.0
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.least <= self.target <= self.most:
            raise GridError(
                f"A micro-grid's target lies between its least and its most; {self.least:g}, {self.target:g}, "
                f"{self.most:g} do not.",
                zh=f"微网格目标户数应在上下限之间；{self.least:g}、{self.target:g}、{self.most:g} 不符合。",
            )


@dataclass(frozen=True)
class MicroGrids:
    """
    The micro-grids of one grid.

    Parameters
    ----------
    areas
        Polygons that tile the grid, indexed by `micro_grid_id` (`C01-1-M1` ...): `name`, `grid_id`, households, people
        ..., `homes` (buildings with people), `heads` (micro-grid heads it needs: more than one where a building is
        divided in words) and `division` (the words, "" if none; `Sentence`).
    micro_grid_of
        The micro-grid of each building with people, by `building_id`.
    notes
        What could not be kept, one sentence each.
    """

    areas: GeoDataFrame
    micro_grid_of: "pd.Series[str]"
    notes: tuple[Sentence, ...] = ()


def micro_grids(city: City, grids: GeoDataFrame, grid_id: str, task: MicroTask | None = None) -> MicroGrids:
    """
    Divide one grid of a GRIDS layer.

    Each building has the ground nearest to it; a micro-grid is buildings side by side, rather in one compound.

    Raises
    ------
    GridError
        If there is no such grid, or nobody lives in it.
    """
    task = task or MicroTask()
    land, name = _grid(grids, grid_id)
    homes = _homes(city, land)
    if not len(homes):
        raise GridError(
            f"Nobody lives in {name}; there is nothing to divide. Choose a grid with households.",
            zh=f"{name}内没有住户，无需划分微网格；请选择有住户的网格。",
        )
    cells = _cells(land, homes)
    zone = _zones(cells, homes, task)
    areas, id_of_zone = _areas(cells, zone, homes, grid_id, name)
    micro_grid_of = pd.Series(
        [id_of_zone[number] for number in zone], index=homes.index, name="micro_grid_id", dtype=object
    )
    areas = _with_heads(areas, homes, micro_grid_of, task)
    return MicroGrids(areas.set_crs(grids.crs), micro_grid_of, _notes(areas, task))


def _grid(grids: GeoDataFrame, grid_id: str) -> tuple[Polygon | MultiPolygon, str]:
    if grid_id not in grids.index:
        raise GridError(
            f"There is no grid {grid_id}; choose one of {', '.join(map(str, grids.index[:5]))} ...",
            zh=f"没有网格 {grid_id}；请从 {'、'.join(map(str, grids.index[:5]))} 等网格中选择。",
        )
    return grids.geometry[grid_id], str(grids.at[grid_id, "name"]) or grid_id


def _homes(city: City, land: Polygon | MultiPolygon) -> GeoDataFrame:
    layer = city.get("buildings")
    layer = layer[layer["households"] > 0]
    layer = layer.iloc[np.sort(layer.sindex.query(land, predicate="intersects"))]
    return layer[shapely.intersects(land, shapely.point_on_surface(layer.geometry.to_numpy()))]


def _cells(land: Polygon | MultiPolygon, homes: GeoDataFrame) -> list[Piece]:
    """Return the ground of each home, in their order; `compound` is the position of the home."""
    shapes = shapely.force_2d(homes.geometry.to_numpy())
    if len(shapes) == 1:
        return [Piece(part, 0) for part in shapely.get_parts(land)]
    middles = shapely.point_on_surface(shapes)
    found = [
        (Piece(face, seed if shapely.intersects(face, middles[seed]) else -1), seed)
        for part in shapely.get_parts(land)
        for face, seed in share_out(part, shapes.tolist(), [False] * len(shapes))
    ]
    whole, origin = noded_from([piece for piece, _ in found], land)
    pieces = joined_by(whole, np.array([seed for _, seed in found])[origin])
    return _with_strays(pieces, len(shapes))


def _with_strays(pieces: list[Piece], count: int) -> list[Piece]:
    """Give ground that lies apart from its home to the neighbour with the longest common border."""
    label = np.array([piece.compound for piece in pieces])
    first, second, ways = shared_segments([piece.land for piece in pieces])
    long_m = np.hypot(*(ways[:, 2:] - ways[:, :2]).T)
    while (label < 0).any():
        here, there = np.concatenate([first, second]), np.concatenate([second, first])
        is_open = (label[here] < 0) & (label[there] >= 0)
        if not is_open.any():
            label[label < 0] = 0
            break
        shared = pd.Series(np.tile(long_m, 2)[is_open]).groupby([here[is_open], label[there][is_open]]).sum()
        best = shared.sort_index().sort_values(ascending=False, kind="stable").reset_index().drop_duplicates("level_0")
        label[best["level_0"]] = best["level_1"]
    whole = joined_by(pieces, label)
    return [Piece(piece.land, home) for piece, home in zip(whole, _labels(whole, count), strict=True)]


def _labels(pieces: list[Piece], count: int) -> list[int]:
    return [piece.compound if 0 <= piece.compound < count else 0 for piece in pieces]


def _zones(cells: list[Piece], homes: GeoDataFrame, task: MicroTask) -> NDArray[np.int64]:
    """Return the zone of each home."""
    households = pd.Series(homes["households"].to_numpy(dtype=float))
    if households.sum() <= task.most or len(homes) == 1:
        return np.zeros(len(homes), dtype=np.int64)
    first, second, ways = shared_segments([cell.land for cell in cells])
    home = np.array([cell.compound for cell in cells])
    long_m = np.hypot(*(ways[:, 2:] - ways[:, :2]).T)
    compound = homes["compound_id"].to_numpy()
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    for a, b, metres in zip(home[first].tolist(), home[second].tolist(), long_m.tolist(), strict=True):
        share = _BETWEEN_COMPOUNDS if compound[a] != compound[b] else 1.0
        graph.add_edge(a, b, cost=metres * share + (graph[a][b]["cost"] if graph.has_edge(a, b) else 0.0))
    pairs = [(a, b) for a, b in graph.edges if a != b]
    costs = pd.Series([graph[a][b]["cost"] for a, b in pairs], index=pd.Index(pairs, tupleize_cols=False), dtype=float)
    lands = pd.Series([_land_of(cells, number) for number in range(len(homes))])
    shapes = GeoDataFrame(geometry=lands).geometry
    wanted = PartitionTask(
        None, objective="compact", target=task.target, bounds=(task.least, task.most), seed=task.seed, time_limit_s=0.0
    )
    found = partition(households, pairs, wanted, shapes=shapes, border_costs=costs)
    return np.asarray(found.zone.reindex(range(len(homes))).to_numpy(), dtype=np.int64)


def _land_of(cells: list[Piece], home: int) -> shapely.Geometry:
    lands = [cell.land for cell in cells if cell.compound == home]
    return lands[0] if len(lands) == 1 else shapely.MultiPolygon(lands)


def _areas(
    cells: list[Piece], zone: NDArray[np.int64], homes: GeoDataFrame, grid_id: str, name: str
) -> tuple[GeoDataFrame, dict[int, str]]:
    numbers = np.unique(zone).tolist()
    lands = [
        shapely.coverage_union_all([cell.land for cell in cells if zone[cell.compound] == number]) for number in numbers
    ]
    columns = [column for column in _COUNTED if column in homes.columns]
    sums = homes[columns].groupby(zone).sum().assign(homes=pd.Series(zone).value_counts(), grid_id=grid_id)
    areas = GeoDataFrame(sums, geometry=lands)
    areas = areas.iloc[np.argsort(plan_order(areas.geometry.to_numpy()), kind="stable")]
    ids = [f"{grid_id}-M{number}" for number in range(1, len(areas) + 1)]
    id_of_zone = dict(zip(areas.index.tolist(), ids, strict=True))
    names = [f"{name}第{chinese_number(number)}微网格" for number in range(1, len(areas) + 1)]
    return areas.set_axis(ids).rename_axis("micro_grid_id").assign(name=names), id_of_zone


def _with_heads(
    areas: GeoDataFrame, homes: GeoDataFrame, micro_grid_of: "pd.Series[str]", task: MicroTask
) -> GeoDataFrame:
    """Say in words how a micro-grid with too large a building is divided between several heads."""
    heads = pd.Series(1, index=areas.index)
    words = pd.Series([Sentence("")] * len(areas), index=areas.index, dtype=object)
    for building_id, home in homes[homes["households"] > task.most].iterrows():
        micro_grid_id = micro_grid_of[building_id]
        parts, division = _division(home, str(building_id), task.most)
        heads[micro_grid_id] += parts - 1
        words[micro_grid_id] = _joined(words[micro_grid_id], division)
    return areas.assign(heads=heads, division=words)


def _division(home: "pd.Series[Any]", building_id: str, most: float) -> tuple[int, Sentence]:
    """Divide a building by stairwells, or by storeys where one is too much: between how many heads, and how."""
    name, households = str(home["name"]) or building_id, float(home["households"])
    for count, word, word_zh in (
        (_count(home["units"]), "stairwells", "单元"),
        (_count(home["storeys"]), "storeys", "层"),
    ):
        each = households / max(count, 1)
        parts = next((n for n in range(2, count + 1) if np.ceil(count / n) * each <= most), 0)
        if parts:
            steps = list(itertools.pairwise((np.arange(parts + 1) * count / parts).round().astype(int).tolist()))
            spans = [(f"{a + 1}" if a + 1 == b else f"{a + 1}–{b}", each * (b - a)) for a, b in steps]
            said = "; ".join(f"{word} {span} (about {share:.0f} households)" for span, share in spans)
            zh = "；".join(f"{span}{word_zh}（约 {share:.0f} 户）" for span, share in spans)
            return parts, Sentence(f"{name}: {said}", zh=f"{name}：{zh}")
    parts = int(np.ceil(households / most))
    return parts, Sentence(f"{name}: {parts} heads", zh=f"{name}：分为 {parts} 组")


def _count(value: object) -> int:
    return int(value) if isinstance(value, (int, float, np.number)) and np.isfinite(value) else 0


def _joined(words: Sentence, more: Sentence) -> Sentence:
    return Sentence(f"{words}. {more}", zh=f"{said_in('zh', words)}。{said_in('zh', more)}") if words else more


def _notes(areas: GeoDataFrame, task: MicroTask) -> tuple[Sentence, ...]:
    each = areas["households"] / areas["heads"]
    return tuple(
        Sentence(
            f"{areas.at[one, 'name']} has {each[one]:,.0f} households a head; {task.least:g} to {task.most:g} was "
            "asked for, and its buildings fit no other way found.",
            zh=f"{areas.at[one, 'name']}每名微网格长 {each[one]:,.0f} 户，要求 {task.least:g} 至 {task.most:g} 户，"
            "未找到其他楼栋组合。",
        )
        for one in areas.index[(each < task.least) | (each > task.most)]
    )
