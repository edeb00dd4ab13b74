"""Tell which land changes hands in a repair."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyproj
import shapely
from geopandas import GeoDataFrame

from geo.grids.checks.dwellings import dwellings_of
from geo.grids.repairs.arrangements import Shapes
from geo.grids.repairs.mending import Mended
from geo.sentences import Sentence

__all__ = ["Moves", "moves_of", "pieces_layer"]

_LEAST_M2 = 0.01
_COLUMNS = ("kind", "from_ids", "to_id", "area_m2", "households", "community_id", "sentence")


@dataclass(frozen=True, slots=True)
class Moves:
    """Land of one community that changes hands: (kind, from ids, to id) -> connected pieces."""

    community_id: str
    pieces: dict[tuple[str, tuple[str, ...], str], Shapes]


def moves_of(result: Mended, grid_ids: pd.Index, community_id: str) -> Moves:
    """Collect the faces that go from somebody, or nobody, to somebody else, joined where they touch."""
    covers: dict[int, list[int]] = defaultdict(list)
    for face, grid in zip(result.cover_face.tolist(), result.cover_grid.tolist(), strict=True):
        covers[face].append(grid)
    ids = grid_ids.astype(str)
    members: dict[tuple[str, tuple[str, ...], str], list[int]] = defaultdict(list)
    for face, owner in enumerate(result.owner.tolist()):
        had = sorted(covers.get(face, []))
        if had == [owner] or (owner < 0 and not had and not result.is_kept_gap[face]):
            continue
        others = tuple(ids[grid] for grid in had if grid != owner)
        members[_kind(owner, had), others, ids[owner] if owner >= 0 else ""].append(face)
    joined = {}
    for key, faces in members.items():
        parts = shapely.get_parts(shapely.coverage_union_all(result.faces[faces]))
        joined[key] = parts[shapely.area(parts) >= _LEAST_M2]
    return Moves(community_id, joined)


def _kind(owner: int, had: list[int]) -> str:
    if owner < 0:
        return "outside" if had else "kept"
    if not had:
        return "gap"
    return "overlap" if len(had) > 1 else "part"


def pieces_layer(
    moves: list[Moves], labels: dict[str, str], buildings: GeoDataFrame | None, crs: pyproj.CRS | None
) -> GeoDataFrame:
    """Return the layer of pieces, largest first; households are NaN without buildings."""
    rows, shapes = [], []
    for one in moves:
        for (kind, others, to_id), pieces in one.pieces.items():
            for piece in pieces.tolist():
                sentence = _sentence(kind, [labels[name] for name in others], labels.get(to_id, ""), piece.area)
                rows.append((kind, others, to_id, piece.area, np.nan, one.community_id, sentence))
                shapes.append(piece)
    table = pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object)  # object: a Sentence keeps its Chinese
    layer = GeoDataFrame(table.astype({"area_m2": float}), geometry=shapes, crs=crs)
    layer["households"] = layer["households"].astype(float)
    if buildings is not None and len(layer):
        homes = dwellings_of(buildings, crs)
        home, piece = shapely.STRtree(layer.geometry.to_numpy()).query(homes.points, predicate="intersects")
        layer["households"] = np.bincount(piece, weights=homes.households[home], minlength=len(layer))
    return layer.sort_values("area_m2", ascending=False, kind="stable").reset_index(drop=True)


def _sentence(kind: str, others: list[str], to: str, area_m2: float) -> Sentence:
    size, en, zh = f"{area_m2:,.2f}".rstrip("0").rstrip("."), " and ".join(others), "、".join(others)
    if kind == "gap":
        return Sentence(f"{size} m² that no grid had go to {to}.", zh=f"原无归属的 {size} 平方米划给{to}。")
    if kind == "overlap":
        return Sentence(
            f"{size} m² that {to} shared with {en} stay with {to} alone.",
            zh=f"{to}与{zh}重叠的 {size} 平方米只归{to}。",
        )
    if kind == "part":
        return Sentence(
            f"{size} m² cut off from the rest of {en} go to {to}.", zh=f"{zh}零散的 {size} 平方米划给{to}。"
        )
    if kind == "outside":
        return Sentence(f"{size} m² of {en} outside the border are cut off.", zh=f"{zh}超出边界的 {size} 平方米裁去。")
    return Sentence(f"{size} m² stay without a grid.", zh=f"{size} 平方米仍无网格。")
