"""Cut a community's ground into blocks: enclosures, shared between the compounds and groups of homes in them."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.grids.atoms.enclosures import enclosures, led_on
from geo.grids.atoms.ground import Ground
from geo.grids.atoms.homes import groups_of_homes, parts_of_compound
from geo.grids.atoms.lines import outside_compounds
from geo.grids.atoms.pieces import Piece, joined_by
from geo.grids.atoms.rules import AtomRules
from geo.grids.atoms.sharing import share_out

__all__ = ["blocks_of", "divided_compounds", "households_in"]

#: A group of homes with fewer households joins the nearest neighbour in its block.
_LEAST_GROUP = 20.0
#: A loose end of a barrier is led on to another line this far away.
_REACH_M = 60.0


def blocks_of(ground: Ground, rules: AtomRules) -> list[Piece]:
    """Return pieces that tile the land: no compound in two, homes outside compounds in groups of moderate size."""
    streets = ground.lines_of(*({"arterial", "street", "wall"} - set(rules.barriers)))
    barriers = led_on(ground.lines_of(*rules.barriers), [*streets, ground.land.boundary], _REACH_M)
    lines = [*barriers, *streets]
    rest, crossed = outside_compounds(lines, ground.compounds)
    faces = enclosures(ground.land, [*rest, *(shape.boundary for shape in ground.compounds[crossed])], rules.rim_m)
    loose = ground.homes[ground.homes["compound"] < 0]
    too_many = _sums(faces, loose.geometry.to_numpy(), loose["households"].to_numpy()) > rules.loose_households
    lanes, lane_crossed = outside_compounds(ground.lines_of("lane"), ground.compounds)
    outlines = [shape.boundary for shape in ground.compounds[lane_crossed]]
    doors = shapely.STRtree(shapely.point_on_surface(loose.geometry.to_numpy()))
    yards = shapely.STRtree(shapely.point_on_surface(ground.compounds))
    found: list[Piece] = []
    for face, is_crowded in zip(faces, too_many, strict=True):
        cut = enclosures(face, [*_in(face, lanes), *_in(face, outlines)], rules.rim_m) if is_crowded else [face]
        for land in cut:
            owned = np.sort(yards.query(land, predicate="contains")).tolist()
            homes = loose.iloc[np.sort(doors.query(land, predicate="intersects"))]
            found += _shared(land, ground, owned, homes, rules) if owned or len(homes) else [Piece(land)]
    return found


def divided_compounds(pieces: Sequence[Piece], ground: Ground, most: float) -> list[Piece]:
    """Return the pieces with every compound of more than `most` households divided between its buildings."""
    found: list[Piece] = []
    for piece in pieces:
        homes = ground.homes[ground.homes["compound"] == piece.compound] if piece.compound >= 0 else None
        if homes is None or len(homes) < 2 or homes["households"].sum() <= most:
            found.append(piece)
            continue
        shapes, households = homes.geometry.to_numpy(), homes["households"].to_numpy()
        part = parts_of_compound(_middles(shapes), households, ground.compounds[piece.compound], most)
        seeds = [shapely.multipolygons(_polygons(shapes[part == number])) for number in np.unique(part)]
        faces, owner = _faces_and_owners(piece.land, seeds, [False] * len(seeds))
        found += [Piece(cut.land, piece.compound) for cut in joined_by([Piece(face) for face in faces], owner)]
    return found


def households_in(pieces: Sequence[Piece], ground: Ground) -> NDArray[np.float64]:
    """Return the households in each piece; a home belongs where its middle is."""
    lands = np.array([piece.land for piece in pieces], dtype=object)
    return _sums(lands, ground.homes.geometry.to_numpy(), ground.homes["households"].to_numpy())


def _groups(loose: GeoDataFrame, most: float) -> list[GeoDataFrame]:
    group = groups_of_homes(_middles(loose.geometry.to_numpy()), loose["households"].to_numpy(), most)
    return [loose[group == number] for number in range(group.max(initial=-1) + 1)]


def _shared(
    land: shapely.Polygon, ground: Ground, owned: Sequence[int], loose: GeoDataFrame, rules: AtomRules
) -> list[Piece]:
    """Share an enclosure between the compounds it owns and the groups of homes outside compounds in it."""
    seeds: list[shapely.Geometry] = [ground.compounds[at] for at in owned]
    if not owned and loose["households"].sum() <= rules.loose_households:
        return [Piece(land)]
    groups = _groups(loose, rules.loose_households)
    households = [float(group["households"].sum()) for group in groups]
    seeds += [
        shapely.multipolygons(_polygons(group.geometry.to_numpy()))
        for group, count in zip(groups, households, strict=True)
        if not owned or count >= _LEAST_GROUP
    ]
    if len(seeds) < 2:
        return [Piece(land, owned[0] if owned else -1)]
    faces, owner = _faces_and_owners(land, seeds, [at < len(owned) for at in range(len(seeds))])
    marks = [shapely.point_on_surface(ground.compounds[at]) for at in owned]
    pieces = [
        Piece(face, owned[seed] if seed < len(owned) and shapely.contains(face, marks[seed]) else -1)
        for face, seed in zip(faces, owner, strict=True)
    ]
    return joined_by(pieces, owner)


def _faces_and_owners(
    land: shapely.Polygon, seeds: Sequence[shapely.Geometry], is_kept_whole: Sequence[bool]
) -> tuple[list[shapely.Polygon], NDArray[np.int64]]:
    shares = share_out(land, seeds, is_kept_whole)
    return [face for face, _ in shares], np.array([seed for _, seed in shares], dtype=np.int64)


def _in(face: shapely.Polygon, lines: Iterable[shapely.Geometry]) -> list[shapely.Geometry]:
    cut = shapely.intersection(np.asarray(list(lines), dtype=object), face)
    return [line for line in cut if shapely.length(line) > 0]


def _sums(lands: NDArray[np.object_], shapes: NDArray[np.object_], values: NDArray[np.float64]) -> NDArray[np.float64]:
    sums = np.zeros(len(lands))
    if len(lands) and len(shapes):
        home, land = shapely.STRtree(lands).query(shapely.point_on_surface(shapes), predicate="intersects")
        home, first = np.unique(home, return_index=True)
        np.add.at(sums, land[first], values[home])
    return sums


def _middles(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    return shapely.get_coordinates(shapely.point_on_surface(shapes))


def _polygons(shapes: NDArray[np.object_]) -> list[shapely.Polygon]:
    return [part for shape in shapes for part in shapely.get_parts(shapely.force_2d(shape))]
