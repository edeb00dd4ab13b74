"""Cut a community into atoms, the smallest land a proposal moves: blocks and whole compounds that tile it exactly."""

import logging
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from shapely import MultiPolygon, Polygon

from geo.city import City
from geo.errors import GridError
from geo.grids.atoms.blocks import blocks_of, divided_compounds
from geo.grids.atoms.borders import border_table
from geo.grids.atoms.contents import atom_of_homes, with_contents
from geo.grids.atoms.ground import Ground, ground_of
from geo.grids.atoms.leftovers import without_slivers, without_strips
from geo.grids.atoms.pieces import Piece, noded
from geo.grids.atoms.rules import AtomRules
from geo.grids.noding import with_shared_vertices
from geo.grids.segments import same_rim
from geo.sentences import Sentence

__all__ = ["Atoms", "cut_atoms"]

#: A barrier on more than this inside a block, away from its border, is told of.
_LOOSE_M = 50.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Atoms:
    """
    A community in blocks and whole compounds.

    Parameters
    ----------
    land
        What they tile: the community, or what locked grids leave of it.
    blocks
        One row an atom, indexed by `atom_id`: `compound_id` ("" if none), households, people and the other counts,
        `shops`, `issues`, `homes` (buildings with people); polygons in metres.
    borders
        One row a pair of neighbours: `first_id`, `second_id`, `length_m`, what runs along how much of it (`river_m`,
        ... `nothing_m`), `runs_along`, `has_crossing`, `is_barrier`.
    atom_of
        The atom of each building with people, by `building_id`.
    problems
        Sentences about what could not be kept.
    """

    community_id: str
    name: str
    land: Polygon | MultiPolygon
    blocks: GeoDataFrame
    borders: pd.DataFrame
    atom_of: "pd.Series[str]"
    ground: Ground
    problems: tuple[Sentence, ...] = ()


def cut_atoms(
    city: City, community_id: str, rules: AtomRules | None = None, *, land: Polygon | MultiPolygon | None = None
) -> Atoms:
    """
    Cut a community, or a part of its `land`, into atoms.

    A compound is in one atom whatever lies or leads inside it (unless the rules divide large ones); the atoms have
    exactly the rim of the land, which gets vertices and is not moved.

    Raises
    ------
    GridError
        If there is no such community, or its border cannot be tiled.
    """
    rules = rules or AtomRules()
    ground = ground_of(city, community_id, rules, land)
    pieces = noded(blocks_of(ground, rules), ground.land)
    pieces = without_slivers(pieces, ground, rules)
    pieces = without_slivers(without_strips(pieces, ground, rules), ground, rules)
    if rules.divide_over is not None:
        pieces = noded(divided_compounds(pieces, ground, rules.divide_over), ground.land)
    pieces = _in_reading_order(noded(pieces, ground.land))
    _require_tiling(pieces, ground)
    ids = np.array([f"{community_id}/{number:03d}" for number in range(1, len(pieces) + 1)], dtype=object)
    borders = border_table([piece.land for piece in pieces], ground.lines, ground.crossings, rules)
    borders.insert(0, "first_id", ids[borders.pop("first")])
    borders.insert(1, "second_id", ids[borders.pop("second")])
    atom_of = atom_of_homes(pieces, ids, ground)
    blocks = with_contents(pieces, ids, atom_of, ground, city)
    logger.info("%s: %d atoms, %d borders, %d problems", ground.name, len(blocks), len(borders), len(ground.problems))
    problems = (*ground.problems, *_loose_ends(pieces, ground, rules))
    return Atoms(community_id, ground.name, ground.land, blocks, borders, atom_of, ground, problems)


def _in_reading_order(pieces: list[Piece]) -> list[Piece]:
    """Number from north to south, and from west to east."""
    middles = shapely.get_coordinates(shapely.point_on_surface([piece.land for piece in pieces]))
    return [pieces[at] for at in np.lexsort((middles[:, 0], -middles[:, 1]))]


def _loose_ends(pieces: list[Piece], ground: Ground, rules: AtomRules) -> tuple[Sentence, ...]:
    """Name barriers that end inside blocks: grids cannot keep to them there."""
    barriers = ground.lines_of(*rules.barriers)
    inner = shapely.buffer([piece.land for piece in pieces], -rules.rim_m)
    if not len(barriers):
        return ()
    inside_m = shapely.length(shapely.intersection(inner, shapely.union_all(barriers)))
    count = int((inside_m > _LOOSE_M).sum())
    if not count:
        return ()
    return (
        Sentence(
            f"In {count} block(s) of {ground.name} a river, railway or expressway is drawn that ends there; "
            "the block is not cut along it.",
            zh=f"{ground.name}有 {count} 个街块内的河流、铁路或快速路画到一半中断，街块未沿其切开。",
        ),
    )


def _require_tiling(pieces: list[Piece], ground: Ground) -> None:
    lands = [piece.land for piece in pieces]
    rim = with_shared_vertices([ground.land, *lands])[0]
    missing_m2 = ground.land.area - float(shapely.area(lands).sum())
    if not same_rim(lands, [rim]) or abs(missing_m2) > 0.01:
        raise GridError(
            f"{ground.name} could not be cut into blocks without a gap (off by {missing_m2:.3f} m2); check its border.",
            zh=f"{ground.name}无法无缝划分为街块（相差 {missing_m2:.3f} 平方米）；请检查社区边界。",
        )
