"""Whatever is done to a partition, it stays seamless, keeps its land and its people, and can be undone."""

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame, points_from_xy
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from shapely import MultiPolygon, Polygon

from geo.crs import LONLAT, metric_crs
from geo.errors import GridError
from geo.grids.history import History, redone, undone, with_step
from geo.grids.operations import (
    Delete,
    Draw,
    Hand,
    Insert,
    Lock,
    Merge,
    Move,
    Remove,
    Rename,
    Reshape,
    Split,
    Unlock,
    applied,
)
from geo.grids.segments import same_rim
from geo.grids.tilings import is_free, tiling_of

METRES = metric_crs(GeoDataFrame(geometry=points_from_xy([120.2], [27.33]), crs=LONLAT), "town")
SIDE_M = 300.0
OFFSET = np.array([519_000.37, 3_022_000.81])


def random_town(seed, is_split):
    """Voronoi grids of one or two communities whose rim has as many odd corners as a real one."""
    rng = np.random.default_rng(seed)
    rim = Polygon(
        [
            (r * np.cos(a), r * np.sin(a))
            for a, r in zip(np.sort(rng.uniform(0, 2 * np.pi, 17)), rng.uniform(0.6, 1, 17) * SIDE_M, strict=True)
        ]
    )
    rim = shapely.convex_hull(rim) if not rim.is_valid else rim
    rim = Polygon(np.round(shapely.get_coordinates(rim) + OFFSET, 2))
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.MultiPoint(rng.uniform(-SIDE_M, SIDE_M, (12, 2)) + OFFSET), extend_to=rim)
    )
    pieces = shapely.intersection(cells, rim)
    pieces = [part for piece in pieces for part in shapely.get_parts(piece) if part.area > 1]
    middle = float(OFFSET[0])
    parents = ["C1" if not is_split or piece.centroid.x < middle else "C2" for piece in pieces]
    ids = [f"g{i}" for i in range(len(pieces))]
    grids = GeoDataFrame(
        {"name": ids, "community_id": parents, "grid_code": "", "grid_kind": "basic", "grid_head": ""},
        index=ids,
        geometry=pieces,
        crs=METRES,
    ).rename_axis("grid_id")
    areas = grids.dissolve("community_id", method="coverage")[["geometry"]]
    tiling = tiling_of(grids, areas.assign(name=areas.index))
    homes = rng.uniform(-SIDE_M, SIDE_M, (400, 2)) + OFFSET
    homes = homes[shapely.contains_xy(shapely.union_all(pieces), homes[:, 0], homes[:, 1])]
    households = rng.integers(1, 40, len(homes)).astype(float)
    return tiling, GeoDataFrame({"households": households}, geometry=points_from_xy(*homes.T), crs=METRES)


PLACES = st.tuples(
    st.floats(-SIDE_M, SIDE_M).map(lambda x: float(OFFSET[0] + x)),
    st.floats(-SIDE_M, SIDE_M).map(lambda y: float(OFFSET[1] + y)),
)
SHARES = st.floats(0, 1)


class AnyHand(RuleBasedStateMachine):
    """Every tool, at random places, on vertices and borders as often as beside them."""

    @initialize(seed=st.integers(0, 10_000), is_split=st.booleans())
    def town(self, seed, is_split):
        tiling, self.homes = random_town(seed, is_split)
        self.history = History((tiling,))
        self.area_m2 = {key: rim.area for key, rim in tiling.rims.items()}
        self.unsaid = []

    @property
    def tiling(self):
        return self.history.tiling

    def do(self, operation, where=None):
        before = self.tiling
        try:
            after = applied(before, operation, self.homes)
        except GridError as refusal:
            self.unsaid += [] if refusal.zh else [str(refusal)]
            return
        self.history = with_step(self.history, after)
        if where is not None:
            for key, shape in before.shapes.items():
                if not shapely.dwithin(shape, where, 0.1):
                    assert after.shapes.get(key) is shape, f"{operation} touched {key}, which lies elsewhere"
        for key in before.locked & after.locked:
            assert (
                after.shapes[key].equals(before.shapes[key])
                or shapely.hausdorff_distance(after.shapes[key], before.shapes[key]) < 1e-6
            ), f"{operation} touched the locked {key}"

    def vertex(self, share):
        corners = shapely.get_coordinates(list(self.tiling.shapes.values()))
        return tuple(corners[int(share * (len(corners) - 1))].tolist())

    def edge(self, share):
        shapes = list(self.tiling.shapes.values())
        ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(shapes[int(share * (len(shapes) - 1))]))[0])
        i = int((share * 7919) % (len(ring) - 1))
        return tuple(ring[i].tolist()), tuple(ring[i + 1].tolist())

    def on_edge(self, share, along):
        (ax, ay), (bx, by) = self.edge(share)
        return ax + along * (bx - ax), ay + along * (by - ay)

    def grid(self, share):
        ids = list(self.tiling.traits.index)
        return ids[int(share * (len(ids) - 1))] if ids else "gone"

    @rule(share=SHARES, by=st.tuples(st.floats(-40, 40), st.floats(-40, 40)))
    def move(self, share, by):
        at = self.vertex(share)
        to = (at[0] + by[0], at[1] + by[1])
        self.do(Move(at, to), shapely.Point(at))

    @rule(share=SHARES, along=SHARES, by=st.tuples(st.floats(-15, 15), st.floats(-15, 15)))
    def insert(self, share, along, by):
        (start, end), (x, y) = self.edge(share), self.on_edge(share, along)
        self.do(Insert(start, end, (x + by[0], y + by[1])), shapely.LineString([start, end]))

    @rule(share=SHARES)
    def remove(self, share):
        at = self.vertex(share)
        self.do(Remove(at), shapely.Point(at))

    @rule(ends=st.tuples(SHARES, SHARES), along=SHARES, between=st.lists(PLACES, max_size=2), is_free=st.booleans())
    def split(self, ends, along, between, is_free):
        line = (self.on_edge(ends[0], along), *between, self.on_edge(ends[1], 1 - along))
        line = (between[0], *line) if is_free and between else line
        self.do(Split(line), shapely.LineString(line))

    @rule(first=SHARES, second=SHARES)
    def merge(self, first, second):
        grids = (self.grid(first), self.grid(second))
        self.do(Merge(grids))

    @rule(polygon=st.lists(PLACES, min_size=3, max_size=5), is_carving=st.booleans())
    def draw(self, polygon, is_carving):
        self.do(Draw(tuple(polygon), is_carving), shapely.convex_hull(shapely.MultiPoint(polygon)))

    @rule(shares=st.lists(SHARES, min_size=3, max_size=5), is_carving=st.booleans())
    def draw_from_vertex_to_vertex(self, shares, is_carving):
        polygon = tuple(map(self.vertex, shares))
        self.do(Draw(polygon, is_carving), shapely.convex_hull(shapely.MultiPoint(polygon)))

    @rule(share=SHARES, second=SHARES, between=st.lists(PLACES, min_size=0, max_size=2))
    def reshape(self, share, second, between):
        line = (self.on_edge(share, 0.3), *between, self.on_edge(second, 0.8))
        self.do(Reshape(line), shapely.LineString(line))

    @rule(share=SHARES, bend=st.tuples(st.floats(-25, 25), st.floats(-25, 25)), is_merging=st.booleans())
    def reshape_or_merge_neighbours(self, share, bend, is_merging):
        start, end = self.edge(share)
        pair = [
            key
            for key, shape in self.tiling.shapes.items()
            if shapely.dwithin(shape, shapely.LineString([start, end]).centroid, 1e-6)
        ]
        if is_merging:
            self.do(Merge(tuple(key for key in pair if not is_free(key))))
            return
        middle = ((start[0] + end[0]) / 2 + bend[0], (start[1] + end[1]) / 2 + bend[1])
        self.do(Reshape((start, middle, end)), shapely.LineString([start, middle, end]))

    @rule(centre=PLACES, radius_m=st.floats(3, 90), to=SHARES, has_hole=st.booleans())
    def hand(self, centre, radius_m, to, has_hole):
        area = shapely.Point(centre).buffer(radius_m, quad_segs=3)
        area = area.difference(shapely.Point(centre).buffer(radius_m / 2, quad_segs=2)) if has_hole else area
        to = self.grid(to)
        if to in self.tiling.shapes:
            self.do(Hand(area, to), shapely.union(area, self.tiling.shapes[to]))

    @rule(share=SHARES, is_freeing=st.booleans())
    def delete(self, share, is_freeing):
        self.do(Delete((self.grid(share),), is_freeing))

    @rule(share=SHARES)
    def lock(self, share):
        self.do(Lock((self.grid(share),)), MultiPolygon())

    @rule(share=SHARES)
    def unlock(self, share):
        self.do(Unlock((self.grid(share),)), MultiPolygon())

    @rule(share=SHARES)
    def rename(self, share):
        self.do(Rename(self.grid(share), "第九网格"), MultiPolygon())

    @rule()
    def undo_and_redo(self):
        if self.history.undo_steps:
            now, before = self.tiling, self.history.states[self.history.shown - 1]
            back = undone(self.history)
            assert back.tiling is before
            assert redone(back).tiling is now

    @rule()
    def undo(self):
        if self.history.undo_steps:
            self.history = undone(self.history)

    @invariant()
    def it_stays_one_seamless_thing(self):
        if not hasattr(self, "history"):
            return
        tiling = self.tiling
        for community_id, rim in tiling.rims.items():
            inside = [shape for key, shape in tiling.shapes.items() if tiling.community_of(key) == community_id]
            assert same_rim(inside, [rim])
            assert sum(shape.area for shape in inside) == pytest.approx(self.area_m2[community_id], abs=0.01)
        shapes = np.array(list(tiling.shapes.values()), dtype=object)
        assert shapely.is_valid(shapes).all()
        at = shapely.get_coordinates(self.homes.geometry.values)
        found = np.array([shapely.contains_xy(shape, at[:, 0], at[:, 1]) for shape in shapes])
        assert (found.sum(axis=0) == 1).all(), "a household lives in no grid or in two"
        assert {key for key in tiling.shapes if not is_free(key)} == set(tiling.traits.index)
        assert not self.unsaid, "a refusal is not said in Chinese"


@pytest.mark.slow
def test_any_sequence_of_operations_keeps_the_partition():
    run_state_machine_as_test(
        AnyHand,
        settings=settings(
            max_examples=60,
            stateful_step_count=40,
            suppress_health_check=list(HealthCheck),
            deadline=None,
            phases=[Phase.generate],
        ),
    )


def test_a_short_sequence_of_operations_keeps_the_partition():
    run_state_machine_as_test(
        AnyHand,
        settings=settings(
            max_examples=6,
            stateful_step_count=20,
            suppress_health_check=list(HealthCheck),
            deadline=None,
            phases=[Phase.generate],
        ),
    )


def test_a_hundred_steps_can_be_taken_back_one_by_one():
    tiling, homes = random_town(3, is_split=False)
    history = History((tiling,))
    rng = np.random.default_rng(1)
    while history.undo_steps < 100:
        corners = shapely.get_coordinates(list(history.tiling.shapes.values()))
        at = corners[rng.integers(len(corners))]
        try:
            history = with_step(
                history, applied(history.tiling, Move(tuple(at), tuple(at + rng.normal(0, 9, 2))), homes)
            )
        except GridError:
            continue
    states = history.states
    for state in reversed(states[:-1]):
        history = undone(history)
        assert history.tiling is state
    assert history.tiling is tiling
    with pytest.raises(GridError, match="nothing to undo"):
        undone(history)
