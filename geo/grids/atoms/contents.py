"""Count what stands in each atom: homes and their people, shops, issues."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.city import City
from geo.grids.atoms.ground import Ground
from geo.grids.atoms.pieces import Piece

__all__ = ["COUNTED", "atom_of_homes", "with_contents"]

#: Columns of the buildings that are summed.
COUNTED = ("households", "people", "elderly", "elderly_80", "children_0_6", "children_7_14", "disabled")


def atom_of_homes(pieces: Sequence[Piece], ids: NDArray[np.object_], ground: Ground) -> "pd.Series[str]":
    """Return the atom of each home, exactly one: where its middle is, on a border the first of the two."""
    points = shapely.point_on_surface(ground.homes.geometry.to_numpy())
    return pd.Series(ids[_place(pieces, points)], index=ground.homes.index, name="atom_id", dtype=object)


def with_contents(
    pieces: Sequence[Piece], ids: NDArray[np.object_], atom_of: "pd.Series[str]", ground: Ground, city: City
) -> GeoDataFrame:
    """Return the atoms with what is in them."""
    columns = [name for name in COUNTED if name in ground.homes.columns]
    sums = ground.homes[columns].groupby(atom_of).sum().reindex(ids).fillna(0.0)
    compounds = [ground.compound_ids[piece.compound] if piece.compound >= 0 else "" for piece in pieces]
    blocks = GeoDataFrame(
        {"compound_id": compounds, **{name: sums[name].to_numpy() for name in columns}},
        geometry=[piece.land for piece in pieces], index=pd.Index(ids, name="atom_id"), crs=city.crs,
    )  # fmt: skip
    homes = atom_of.value_counts().reindex(ids).fillna(0).astype(int).to_numpy()
    points = {name: _points_in(ground, city, name) for name in ("shops", "issues")}
    counts = {name: np.bincount(_place(pieces, at), minlength=len(pieces)) for name, at in points.items()}
    return blocks.assign(homes=homes, **counts)


def _points_in(ground: Ground, city: City, layer_name: str) -> NDArray[np.object_]:
    points: NDArray[np.object_] = city.get(layer_name).geometry.to_numpy()
    if not len(points):
        return points
    inside: NDArray[np.object_] = points[shapely.intersects(ground.land, points)]
    return inside


def _place(pieces: Sequence[Piece], points: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return the position of the piece each point is in, or is nearest to where rounding leaves it on no side."""
    if not len(points):
        return np.empty(0, dtype=np.int64)
    tree = shapely.STRtree([piece.land for piece in pieces])
    place = tree.nearest(points)
    point, found = tree.query(points, predicate="intersects")
    place[point[::-1]] = found[::-1]
    return place.astype(np.int64)
