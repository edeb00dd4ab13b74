"""Find, for each door, the nearest point of a street edge that it can step to without crossing a wall."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.crs import require_crs
from geo.errors import EmptyLayerError, WrongGeometryError, WrongValueError
from geo.streets.network import Network
from geo.streets.pieces import PieceIndex, index_of, nearest_piece

__all__ = ["MAX_LEG_M", "Snap", "snap", "snap_on_edges"]

#: A door further than this from any street it can step to is not joined to the network.
MAX_LEG_M = 200.0
#: A scrap of street, cut off from the rest and shorter than this, is passed over where a longer part lies within
#: `_PASS_OVER_M`: a five-metre path that its mapper forgot to join would otherwise swallow a whole building.
_SCRAP_M = 200.0
_PASS_OVER_M = 50.0


@dataclass(frozen=True, slots=True)
class Snap:
    """
    Where points meet the network, a row a point.

    `edge` (n,) the edge number, -1 if none; `share` (n,) the position along it, 0 at its first node, 1 at its last;
    `leg_m` (n,) the straight step to it, NaN if none; `refused` sentences naming points without one.
    """

    edge: NDArray[np.int32]
    share: NDArray[np.float64]
    leg_m: NDArray[np.float64]
    refused: tuple[str, ...] = ()

    @property
    def is_joined(self) -> NDArray[np.bool_]:
        """Whether each point meets the network."""
        return self.edge >= 0

    def only(self, number: int) -> "Snap":
        """Return one of the points by its number."""
        row = slice(number, number + 1)
        return Snap(self.edge[row], self.share[row], self.leg_m[row])


def snap(network: Network, points: GeoDataFrame, layer_name: str = "given", max_leg_m: float = MAX_LEG_M) -> Snap:
    """
    Join a point layer, in any system, to the network.

    A point without usable geometry, or with no street within `max_leg_m` that it can step to, is named in `refused`
    and has the edge -1.

    Raises
    ------
    EmptyLayerError, MissingCrsError
        If the layer has no rows or no coordinate system.
    WrongGeometryError
        If none of the geometries is a point.
    WrongValueError
        If an id occurs twice.
    """
    require_crs(points, layer_name)
    if len(points) == 0:
        raise EmptyLayerError(
            f"The {layer_name} layer has no rows; at least one point is needed. Choose another file.",
            zh=f"图层 {layer_name} 是空的，至少需要一个点；请换一个文件。",
        )
    if not points.index.is_unique:
        twice = points.index[points.index.duplicated()][0]
        raise WrongValueError(
            f"The {layer_name} layer has the id {twice} twice; each may occur once. Number the rows anew."
        )
    geometry = (points if points.crs == network.crs else points.to_crs(network.crs)).geometry.to_numpy()
    is_point = shapely.get_type_id(geometry) == 0
    xy = np.full((len(geometry), 2), np.nan)
    xy[is_point, 0], xy[is_point, 1] = shapely.get_x(geometry[is_point]), shapely.get_y(geometry[is_point])
    usable = np.isfinite(xy).all(axis=1)
    if not usable.any():
        found = points.geom_type.dropna()
        raise WrongGeometryError(
            f"The {layer_name} layer needs points; it has {found.iloc[0] if len(found) else 'no geometry'}. "
            "Use one point a row, for a polygon a point inside it or its entrance."
        )
    edge, share, leg_m = snap_on_edges(network, np.where(usable[:, None], xy, np.inf), max_leg_m)
    refused = []
    for row in np.flatnonzero(edge < 0):
        name = _name_of(points, int(row))
        if not usable[row]:
            kind = geometry[row].geom_type if geometry[row] is not None else "nothing"
            refused.append(
                f"The {layer_name} {name} needs a point with finite coordinates; found {kind}. Mend the row."
            )
        else:
            refused.append(
                f"The {layer_name} {name} needs a street within {max_leg_m:g} m that no wall cuts off; there is none. "
                "Check its place, or add the missing street or gate."
            )
    return Snap(edge, share, leg_m, tuple(refused))


def snap_on_edges(
    network: Network, xy: NDArray[np.float64], max_leg_m: float
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    """Return, for places (n, 2) in the network's system, the edge (-1: none), the share along it and the step (m)."""
    streets, walls = _indexes(network)
    piece, position, leg_m = nearest_piece(xy, streets.index, walls, streets.is_scrap, max_leg_m, _PASS_OVER_M)
    edge = np.where(piece >= 0, streets.edge[piece], -1).astype(np.int32)
    length_m = np.maximum(network.edge_length_m[edge], 1e-12)
    share = np.clip((streets.from_m[piece] + position * streets.length_m[piece]) / length_m, 0.0, 1.0)
    return edge, share, leg_m


def _name_of(points: GeoDataFrame, row: int) -> str:
    name = points["name"].iloc[row] if "name" in points.columns else ""
    label = points.index[row]
    return f"{name} ({label})" if name else f"{label}"


@dataclass(frozen=True, slots=True)
class _Streets:
    """Every straight piece of every edge: its edge, where on it it begins, its length, whether it is on a scrap."""

    index: PieceIndex
    edge: NDArray[np.int32]
    from_m: NDArray[np.float64]
    length_m: NDArray[np.float64]
    is_scrap: NDArray[np.bool_]


_CACHE: WeakKeyDictionary[Network, tuple[_Streets, PieceIndex]] = WeakKeyDictionary()


def _indexes(network: Network) -> tuple[_Streets, PieceIndex]:
    if network not in _CACHE:
        sizes = np.diff(network.edge_start)
        owner = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        inner = owner[1:] == owner[:-1]
        pieces = np.column_stack([network.points[:-1], network.points[1:]])[inner]
        edge = owner[:-1][inner]
        length_m = np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1])
        before = np.concatenate([[0.0], np.cumsum(length_m)[:-1]])
        first = np.searchsorted(edge, np.arange(len(sizes)))
        part_m = np.bincount(network.edge_component, network.edge_length_m)
        scraps = part_m < min(_SCRAP_M, part_m.max())
        streets = _Streets(
            index_of(pieces), edge, before - before[first][edge], length_m, scraps[network.edge_component[edge]]
        )
        _CACHE[network] = (streets, index_of(network.walls))
    return _CACHE[network]
