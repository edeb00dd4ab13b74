"""What each drawing tool does to a board of square grids."""

import numpy as np
import pytest
import shapely
from shapely import Polygon, box

from geo.errors import GridError
from geo.grids.drawing import drawn, land_handed, reshaped, split
from geo.grids.regrouping import deleted, merged
from geo.grids.segments import same_rim
from geo.grids.tilings import free_key


def areas_m2(tiling):
    return {key: round(shape.area, 6) for key, shape in tiling.shapes.items()}


def is_seamless(tiling):
    return same_rim(tiling.shapes.values(), [shapely.union_all(list(tiling.rims.values()))]) or same_rim(
        tiling.shapes.values(), tiling.rims.values()
    )


def test_a_line_from_border_to_border_splits_a_grid(chessboard):
    after = split(chessboard(2, 1), [(0, 40), (100, 40)])
    assert areas_m2(after) == {"A": 6000, "B": 10_000, "new-1": 4000}
    assert is_seamless(after)


def test_the_neighbour_gets_the_vertex_where_the_line_ends(chessboard):
    after = split(chessboard(2, 1), [(0, 40), (100, 40)])
    assert (100.0, 40.0) in set(map(tuple, shapely.get_coordinates(after.shapes["B"])))


def test_a_line_across_two_grids_splits_both_unless_one_is_named(chessboard):
    line = [(-5, 40), (205, 40)]
    assert len(split(chessboard(2, 1), line).traits) == 4
    assert sorted(split(chessboard(2, 1), line, ["A"]).traits.index) == ["A", "B", "new-1"]


def test_the_part_with_most_households_keeps_the_id(chessboard, homes):
    few = homes.assign(households=np.where(shapely.get_y(homes.geometry.values) < 40, 9.0, 0.1))
    after = split(chessboard(2, 1), [(0, 40), (100, 40)], homes=few)
    assert areas_m2(after)["A"] == 4000


def test_a_line_that_ends_inside_cuts_nothing(chessboard):
    with pytest.raises(GridError, match="does not cut"):
        split(chessboard(2, 1), [(0, 40), (60, 40)])


def test_a_line_nearly_on_a_vertex_means_the_vertex(chessboard):
    after = split(chessboard(2, 2), [(0.01, -0.012), (99.99, 100.011)], ["A"])
    assert areas_m2(after)["A"] == areas_m2(after)["new-1"] == 5000


def test_a_line_that_crosses_itself_is_refused(chessboard):
    with pytest.raises(GridError, match="crosses itself"):
        split(chessboard(2, 1), [(-5, 50), (60, 50), (60, 20), (30, 80), (30, -5)])


def test_a_new_grid_takes_only_free_land(chessboard):
    board = deleted(chessboard(2, 1), ["B"])
    assert areas_m2(board) == {"A": 10_000, free_key("C1"): 10_000}
    after = drawn(board, [(50, 0), (150, 0), (150, 100), (50, 100)])
    assert areas_m2(after) == {"A": 10_000, free_key("C1"): 5000, "new-1": 5000}
    assert is_seamless(after)


def test_a_new_grid_is_carved_out_of_its_neighbours(chessboard):
    after = drawn(chessboard(2, 1), [(50, 20), (150, 20), (150, 60), (50, 60)], is_carving=True, name="专属网格")
    assert areas_m2(after) == {"A": 8000, "B": 8000, "new-1": 4000}
    assert after.traits.at["new-1", "name"] == "专属网格"
    assert is_seamless(after)


def test_a_grid_drawn_inside_another_leaves_a_hole_there(chessboard):
    after = drawn(chessboard(1, 1), [(20, 20), (60, 20), (60, 60), (20, 60)], is_carving=True)
    assert areas_m2(after) == {"A": 8400, "new-1": 1600}
    assert len(after.shapes["A"].interiors) == 1


def test_nothing_is_taken_across_a_community_border(chessboard):
    after = drawn(chessboard(1, 1, communities=2), [(20, 20), (120, 20), (120, 60), (20, 60)], is_carving=True)
    assert areas_m2(after) == {"A": 6800, "B": 10_000, "new-1": 3200}
    assert after.traits.at["new-1", "community_id"] == "C1"


def test_a_polygon_without_free_land_is_refused(chessboard):
    with pytest.raises(GridError, match="no free land"):
        drawn(chessboard(2, 1), [(20, 20), (60, 20), (60, 60)])


def test_a_border_runs_where_the_line_runs(chessboard):
    after = reshaped(chessboard(2, 1), [(100, 0), (130, 50), (100, 100)])
    assert areas_m2(after) == {"A": 11_500, "B": 8500}
    assert is_seamless(after)


def test_a_line_that_crosses_the_border_gives_to_both_sides(chessboard):
    after = reshaped(chessboard(2, 1), [(100, 0), (120, 25), (80, 75), (100, 100)])
    assert areas_m2(after) == {"A": 10_000, "B": 10_000}
    assert Polygon([(100, 0), (120, 25), (100, 50)]).within(after.shapes["A"].buffer(1e-6))


def test_a_line_into_a_third_grid_is_refused(chessboard):
    with pytest.raises(GridError, match=r"leaves|same two"):
        reshaped(chessboard(3, 1), [(100, 0), (230, 50), (100, 100)])


def test_a_compound_goes_to_the_neighbour(chessboard):
    after = land_handed(chessboard(2, 1), box(80, 30, 100, 60), "B")
    assert areas_m2(after) == {"A": 9400, "B": 10_600}
    assert is_seamless(after)


def test_a_ring_of_land_is_handed_without_its_hole(chessboard):
    ring = box(20, 20, 100, 80).difference(box(40, 40, 60, 60))
    after = land_handed(chessboard(2, 1), ring, "B")
    assert areas_m2(after) == {"A": 10_000 - 4400, "B": 14_400}
    assert is_seamless(after)


def test_land_that_does_not_touch_is_not_handed(chessboard):
    with pytest.raises(GridError, match="does not touch"):
        land_handed(chessboard(2, 1), box(20, 20, 60, 60), "B")


def test_merging_keeps_the_first_and_all_else(chessboard):
    before = chessboard(2, 2)
    after = merged(before, ["B", "A"])
    assert areas_m2(after) == {"B": 20_000, "C": 10_000, "D": 10_000}
    assert after.shapes["C"] is before.shapes["C"]


def test_grids_that_only_meet_at_a_corner_do_not_merge(chessboard):
    with pytest.raises(GridError, match="do not touch"):
        merged(chessboard(2, 2), ["A", "D"])


def test_deleting_gives_the_land_to_the_closest_neighbour(chessboard):
    board = split(chessboard(2, 1), [(0, 40), (100, 40)])
    after = deleted(board, ["new-1"], is_freeing=False)
    assert areas_m2(after) == {"A": 10_000, "B": 10_000}
