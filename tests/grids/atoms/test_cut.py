"""Atoms: they tile, no compound is cut, every home is in one, and what runs along their borders is said."""

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely import Polygon

from geo import City, GridError
from geo.grids.atoms import AtomRules, cut_atoms
from geo.grids.noding import with_shared_vertices
from geo.grids.segments import same_rim
from tests.grids.atoms.town import block, home, lattice_streets, line, town
from tests.streets.town import EAST_M, NORTH_M, lines

LAND = block(0, 0, 400, 200)
FOUR_BY_TWO = lattice_streets(4, 2)
MIDDLES = [(x, y) for y in (150, 50) for x in (50, 150, 250, 350)]


def require_tiling(atoms, land):
    lands = list(atoms.blocks.geometry)
    noded = with_shared_vertices([land, *lands])
    assert same_rim(lands, noded[:1])
    assert noded[1:] == lands
    assert shapely.area(lands).sum() == pytest.approx(land.area, abs=0.01)


def test_a_lattice_of_streets_makes_its_blocks():
    atoms = cut_atoms(town(LAND, [home(*at) for at in MIDDLES], FOUR_BY_TWO), "C1")
    assert atoms.blocks.area.round(6).tolist() == [10_000.0] * 8
    assert atoms.blocks.index[0] == "C1/001"
    # 2 rows x 3 upright and 4 level borders, each 100 m of street.
    assert len(atoms.borders) == 10
    assert atoms.borders["street_m"].round(6).tolist() == [100.0] * 10
    assert set(atoms.borders["runs_along"]) == {"street"}
    assert not atoms.borders["is_barrier"].any()
    require_tiling(atoms, LAND)


def test_blocks_are_numbered_from_north_to_south_and_west_to_east():
    atoms = cut_atoms(town(LAND, [home(*at) for at in MIDDLES], FOUR_BY_TWO), "C1")
    assert atoms.atom_of.tolist() == [f"C1/00{number}" for number in range(1, 9)]


def test_a_street_through_a_compound_does_not_cut_it():
    compound = block(120, 10, 280, 90)
    atoms = cut_atoms(town(LAND, [home(150, 50), home(250, 50)], FOUR_BY_TWO, {"K1": compound}), "C1")
    assert len(atoms.blocks) == 7
    (owner,) = atoms.blocks.index[atoms.blocks["compound_id"] == "K1"]
    assert shapely.covers(atoms.blocks.geometry[owner].buffer(1e-6), compound)
    assert atoms.blocks.at[owner, "households"] == 20
    require_tiling(atoms, LAND)


def test_compounds_in_one_block_share_it_half_way_between_them():
    compounds = {"K1": block(10, 10, 180, 190), "K2": block(220, 10, 390, 190)}
    atoms = cut_atoms(town(LAND, [], (), compounds), "C1")
    assert atoms.blocks["compound_id"].tolist() == ["K1", "K2"]
    # The line half way between x=180 and x=220.
    assert atoms.blocks.area.tolist() == pytest.approx([40_000, 40_000], abs=50)
    assert atoms.borders["length_m"].tolist() == pytest.approx([200.0], abs=0.5)


def test_compounds_that_touch_keep_their_own_ground():
    compounds = {"K1": block(10, 10, 200, 190), "K2": block(200, 10, 390, 120)}
    atoms = cut_atoms(town(LAND, [], (), compounds), "C1")
    for key, compound in compounds.items():
        (owner,) = atoms.blocks.index[atoms.blocks["compound_id"] == key]
        assert shapely.area(compound - atoms.blocks.geometry[owner]) == pytest.approx(0, abs=1e-3)


def test_a_street_beside_the_border_is_the_border():
    along = [("residential", line((-50, 4), (450, 4)))]
    atoms = cut_atoms(town(LAND, [home(*at) for at in MIDDLES], [*FOUR_BY_TWO, *along]), "C1")
    assert atoms.blocks.area.round(6).tolist() == [10_000.0] * 8


def test_a_tiny_enclosure_goes_to_the_neighbour_with_the_longest_border():
    # A slip road cuts a triangle of 20 x 30 / 2 = 300 m2 from the corner of the block; its long side is the block's.
    slip = [("residential", line((170, 100), (200, 70)))]
    atoms = cut_atoms(town(LAND, [home(*at) for at in MIDDLES], [*FOUR_BY_TWO, *slip]), "C1")
    assert atoms.blocks.area.round(6).tolist() == [10_000.0] * 8
    require_tiling(atoms, LAND)


def test_no_grid_may_cross_a_river_and_a_bridge_changes_that_only_if_asked():
    land, river = block(0, 0, 200, 200), [("river", line((-50, 100), (250, 100)))]
    bridge = [("residential", line((100, 20), (100, 180)))]
    city = town(land, [home(50, 50), home(50, 150)], (), barriers=river, bridges=bridge)
    (border,) = cut_atoms(city, "C1").borders.to_dict("records")
    assert (border["runs_along"], border["is_barrier"], border["has_crossing"]) == ("river", True, True)
    (border,) = cut_atoms(city, "C1", AtomRules(bridges_join=True)).borders.to_dict("records")
    assert not border["is_barrier"]


def test_the_bank_of_a_river_goes_to_the_blocks_along_it():
    # The river is the southern border; the promenade at y=30 leaves a strip of 400 x 30 m that nobody lives on.
    streets = [("residential", line((-50, 30), (450, 30))), ("residential", line((200, 30), (200, 250)))]
    atoms = cut_atoms(town(LAND, [home(100, 120), home(300, 120)], streets), "C1")
    assert atoms.blocks.area.tolist() == pytest.approx([40_000, 40_000], abs=400)
    require_tiling(atoms, LAND)


def test_lanes_cut_only_where_a_block_has_too_many_homes():
    lane = [("footway", line((200, -50), (200, 250)))]
    few = [home(100, 100, 90), home(300, 100, 90)]
    many = [home(100, 100, 150), home(300, 100, 150)]
    assert len(cut_atoms(town(LAND, few, lane), "C1", AtomRules(loose_households=200)).blocks) == 1
    assert cut_atoms(town(LAND, many, lane), "C1").blocks["households"].tolist() == [150, 150]


def test_hamlets_in_one_block_are_parted_between_them():
    hamlets = [home(x + dx, 100, 60) for x in (50, 330) for dx in (0, 15, 30)]
    atoms = cut_atoms(town(LAND, hamlets), "C1")
    assert atoms.blocks["households"].tolist() == [180, 180]
    require_tiling(atoms, LAND)


def test_a_large_compound_is_divided_only_if_asked():
    rows = [home(x, 100, 80) for x in range(40, 400, 45)]
    city = town(LAND, rows, (), {"K1": block(10, 10, 390, 190)})
    assert cut_atoms(city, "C1").blocks["households"].tolist() == [640]
    atoms = cut_atoms(city, "C1", AtomRules(divide_over=500))
    assert atoms.blocks["households"].tolist() == [320, 320]
    assert atoms.blocks["compound_id"].tolist() == ["K1", "K1"]
    require_tiling(atoms, LAND)


def test_a_community_without_anything_is_one_atom():
    city = City.of("小城", {"communities": town(LAND)["communities"]})
    atoms = cut_atoms(city, "C1")
    assert atoms.blocks.area.tolist() == [LAND.area]
    assert atoms.blocks["households"].tolist() == [0]
    assert len(atoms.borders) == 0


def test_a_compound_across_the_border_is_named():
    atoms = cut_atoms(town(LAND, [], (), {"K1": block(300, 50, 500, 150)}), "C1")
    (problem,) = atoms.problems
    assert "50%" in problem
    assert "K1园" in problem.zh


def test_homes_registered_here_that_stand_elsewhere_are_named():
    city = town(LAND, [home(50, 50), home(900, 50)])
    city = city.with_layer("buildings", city["buildings"].assign(community_id="C1"))
    atoms = cut_atoms(city, "C1")
    assert atoms.blocks["households"].sum() == 10
    assert "1 buildings" in atoms.problems[0]


def test_a_river_that_ends_just_before_the_border_is_led_on_to_it():
    river = [("river", line((-50, 100), (370, 100)))]
    atoms = cut_atoms(town(LAND, [home(50, 50), home(50, 150)], (), barriers=river), "C1")
    assert atoms.blocks.area.tolist() == pytest.approx([40_000, 40_000])
    assert atoms.borders["is_barrier"].tolist() == [True]


def test_a_river_that_ends_inside_a_block_is_named():
    river = [("river", line((-50, 100), (200, 100)))]
    (problem,) = cut_atoms(town(LAND, [home(50, 50)], (), barriers=river), "C1").problems
    assert "1 block(s)" in problem
    assert "河流" in problem.zh


def test_a_tram_in_the_street_is_no_barrier():
    rails = lines(line((200, -50), (200, 250)), line((100, -50), (100, 250)), kind=["tram", "rail"])
    atoms = cut_atoms(town(LAND, [home(50, 50), home(250, 50)], railways=rails), "C1")
    assert atoms.blocks.area.tolist() == pytest.approx([10_000 * 2, 10_000 * 6])
    assert atoms.borders["runs_along"].tolist() == ["railway"]


def test_an_unknown_community_is_an_error():
    with pytest.raises(GridError, match="no community C9"):
        cut_atoms(town(LAND), "C9")


def test_a_border_that_crosses_itself_is_an_error():
    knot = Polygon([(EAST_M + x, NORTH_M + y) for x, y in ((0, 0), (100, 100), (100, 0), (0, 100))])
    city = town(LAND)
    knotted = city["communities"].set_geometry([knot])
    city = City("小城", city.crs, {"communities": knotted})
    with pytest.raises(GridError, match="crosses itself"):
        cut_atoms(city, "C1")


def test_rules_are_checked():
    with pytest.raises(GridError, match="found hill"):
        AtomRules(barriers=("hill",))
    with pytest.raises(GridError, match="positive"):
        AtomRules(smallest_m2=0)


places = st.tuples(st.integers(5, 395), st.integers(5, 195))
ways = st.tuples(
    st.sampled_from(["secondary", "residential", "residential", "footway", "river"]),
    st.tuples(st.integers(-60, 460), st.integers(-60, 260)),
    st.tuples(st.integers(-60, 460), st.integers(-60, 260)),
)
grounds = st.tuples(st.integers(0, 340), st.integers(0, 150), st.integers(20, 200), st.integers(20, 120))


# Three streets, a footway and a river that leave a strip which is only a slit once its vertices are in place.
@example(
    [
        ("secondary", (134, 1), (353, 223)),
        ("secondary", (197, 192), (347, -30)),
        ("footway", (100, -6), (297, 213)),
        ("river", (75, 189), (277, 131)),
    ],
    [],
    [((5, 5), 201)],
)
@settings(max_examples=40)
@given(
    st.lists(ways, max_size=9),
    st.lists(grounds, max_size=4),
    st.lists(st.tuples(places, st.integers(1, 300)), max_size=8, unique_by=lambda one: one[0]),
)
def test_whatever_is_drawn_atoms_tile_and_keep_every_household_and_compound(drawn, grounds, dwellings):
    lines = [(kind, line(a, b)) for kind, a, b in drawn if a != b]
    compounds = {f"K{n}": block(x, y, x + width, y + depth) for n, (x, y, width, depth) in enumerate(grounds)}
    city = town(
        LAND,
        [home(x, y, households) for (x, y), households in dwellings],
        [one for one in lines if one[0] != "river"],
        compounds,
        [one for one in lines if one[0] == "river"],
    )
    atoms = cut_atoms(city, "C1")
    require_tiling(atoms, LAND)
    assert atoms.blocks["households"].sum() == sum(households for _, households in dwellings)
    assert len(atoms.atom_of) == len(dwellings)
    assert atoms.atom_of.index.is_unique
    lands = atoms.blocks.geometry.to_numpy()
    for ground in atoms.ground.compounds:
        parts = shapely.area(shapely.intersection(lands, ground))
        assert parts.max() == pytest.approx(ground.area, abs=0.01) or ground.geom_type == "MultiPolygon"
    assert (np.sort(atoms.borders[["first_id", "second_id"]].to_numpy(), axis=1) != "").all()
