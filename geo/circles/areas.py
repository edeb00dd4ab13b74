"""Draw how far one can walk: polygons that follow the walk, and the reachable pieces of streets."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

import contourpy
import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from shapely.ops import substring

from geo.circles.cells import CELL_M, Window, walk_window
from geo.circles.corrections import agreeing_with, walks_of_doors
from geo.circles.ids import id_ranks
from geo.circles.limits import Limit, limit_of
from geo.errors import SettingError
from geo.streets.arcs import METRES_PER_TICK, SECONDS_PER_TICK
from geo.streets.costs import costs_of
from geo.streets.network import Network
from geo.streets.search import FAR
from geo.streets.snapping import Snap, snap
from geo.streets.walks import Field, fields_within, limit_ticks, node_field, ticks_per_metre_off_street

__all__ = ["Overlap", "reachable_streets", "service_areas"]

Overlap = Literal["keep", "dissolve", "nearest"]

#: Borders between the areas of neighbouring facilities lose the staircase of the cells they are found in.
_SMOOTH_M = 2 * CELL_M
#: Walking is never faster than this times its speed on the flat (Tobler's best slope).
_DOWNHILL = 1.2
#: Ground that nothing reaches counts as this many times the limit, so that the line falls half-way between cells.
_BEYOND = 2.0


def service_areas(
    network: Network,
    facilities: GeoDataFrame,
    limit_m: float | None = None,
    *,
    limit_min: float | None = None,
    rings: Sequence[float] = (),
    overlap: Overlap = "keep",
    demand: GeoDataFrame | None = None,
) -> GeoDataFrame:
    """
    Draw the area within the limit's walk of each facility.

    Parameters
    ----------
    facilities
        Points indexed by `facility_id`, in any coordinate system; one that no street is near is left out.
    rings
        Smaller limits in the same unit: each facility gets one ring between each two limits instead of one disc.
    overlap
        "keep": one area a facility; "dissolve": one area for all together; "nearest": each place belongs to the
        facility nearest on foot, without gap or overlap.
    demand
        Doors that the picture must agree with: none outside the limit is painted, none inside is left out.

    Returns
    -------
    areas
        In the system of `facilities`: `facility_id` ("" if dissolved), `from_m` and `limit_m` (or `from_min`,
        `limit_min`), `geometry`. A picture of the travel table: cells of eight metres, as far as fifty metres from a
        street.
    """
    limit = limit_of(limit_m, limit_min)
    if overlap not in ("keep", "dissolve", "nearest"):
        raise SettingError(f'overlap must be "keep", "dissolve" or "nearest"; "{overlap}" was given.')
    bounds = _ring_bounds(limit, rings)
    order = facilities.index
    facilities = facilities.iloc[np.argsort(id_ranks(order), kind="stable")]  # of equally near ones the lower id
    goals = snap(network, facilities, "facilities")
    doors = None
    if demand is not None:
        doors = walks_of_doors(network, demand, goals, limit, by_goal=overlap == "keep")
    ids, froms, tos, shapes = [], [], [], []
    for number, area in _fields(network, goals, limit, overlap):
        window = _window(network, goals, area, limit, number)
        for low, high in pairwise(bounds):
            polygon = _polygon(window, low, high, limit)
            if doors is not None:
                polygon = agreeing_with(polygon, doors, number or 0, low, high)
            ids.append("" if number is None else facilities.index[number])
            froms.append(low)
            tos.append(high)
            shapes.append(polygon)
    if overlap == "nearest" and shapes:
        shapes, ids, froms, tos = _split_by_nearest(network, goals, facilities, limit, shapes, froms, tos)
    prefix = "m" if limit.measure == "walk_m" else "min"
    areas = GeoDataFrame(
        {"facility_id": ids, f"from_{prefix}": froms, f"limit_{prefix}": tos}, geometry=shapes, crs=network.crs
    )
    areas = areas[~areas.geometry.is_empty]
    areas = areas.iloc[np.lexsort((areas[f"limit_{prefix}"], order.get_indexer(areas["facility_id"])))]
    areas = areas.reset_index(drop=True)
    areas.attrs["refused"] = goals.refused
    return areas.to_crs(facilities.crs)


def reachable_streets(
    network: Network, facilities: GeoDataFrame, limit_m: float | None = None, *, limit_min: float | None = None
) -> GeoDataFrame:
    """
    Return the pieces of street within the limit's walk of any facility, cut exactly in mid-edge.

    Columns `edge`, `length_m`; in the system of `facilities`. The off-street step from the facility's door counts.
    """
    limit = limit_of(limit_m, limit_min)
    goals = snap(network, facilities, "facilities")
    field = node_field(network, goals, limit.measure, limit.amount)
    begin, end, edge = _reached_shares(network, goals, field, limit)
    whole = (begin <= 0) & (end >= 1)
    lines = network.edge_lines(edge)
    for row in np.flatnonzero(~whole):
        lines[row] = substring(lines[row], begin[row], end[row], normalized=True)
    pieces = GeoDataFrame({"edge": edge}, geometry=lines, crs=network.crs)
    pieces["length_m"] = (end - begin) * network.edge_length_m[edge]
    return pieces.to_crs(facilities.crs)


def _ring_bounds(limit: Limit, rings: Sequence[float]) -> list[float]:
    inner = sorted({float(ring) for ring in rings if ring != limit.shown})
    if any(not 0 < ring < limit.shown for ring in inner):
        raise SettingError(
            f"Rings must lie between 0 and the limit {limit.shown:g}; {', '.join(map(str, rings))} was given."
        )
    return [0.0, *inner, limit.shown]


def _fields(network: Network, goals: Snap, limit: Limit, overlap: Overlap) -> Iterator[tuple[int | None, Field]]:
    """One field of walks a facility, or one for all."""
    if not goals.is_joined.any():
        return
    if overlap != "keep":
        yield None, node_field(network, goals, limit.measure, limit.amount)
        return
    yield from fields_within(network, goals, limit.measure, limit.amount)


def _window(network: Network, goals: Snap, field: Field, limit: Limit, number: int | None) -> Window:
    rows = np.flatnonzero(goals.is_joined) if number is None else np.array([number])
    bounds = _bounds(network, goals, rows, field, limit)
    per_metre = ticks_per_metre_off_street(network, limit.measure)
    own = np.column_stack([goals.edge[rows], goals.share[rows], goals.leg_m[rows] * per_metre, np.arange(len(rows))])
    own = own[np.argsort(own[:, 0], kind="stable")]
    there = costs_of(network, limit.measure).there
    beyond = _BEYOND * limit_ticks(limit.amount, limit.measure)
    return walk_window(network, bounds, field.ticks, field.owner, there, per_metre, own, beyond)


def _bounds(
    network: Network, goals: Snap, rows: NDArray[np.integer], field: Field, limit: Limit
) -> tuple[float, float, float, float]:
    """How far a walk may get: as far as the nodes reached and an edge beyond, and never further than it is long."""
    starts = network.points[network.edge_start[goals.edge[rows]]]
    length_m = network.edge_length_m[goals.edge[rows]][:, None]
    far_m = limit.radius_m(network.profile.speed_m_per_s) * _DOWNHILL + length_m
    beyond_m = costs_of(network, limit.measure).longest_m
    nodes = np.concatenate([network.node_xy[field.nodes], starts])
    low = np.maximum(nodes.min(axis=0) - beyond_m, (starts - far_m).min(axis=0))
    high = np.minimum(nodes.max(axis=0) + beyond_m, (starts + far_m).max(axis=0))
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _polygon(window: Window, low: float, high: float, limit: Limit) -> shapely.Geometry:
    """Contour the cells between two limits."""
    scale = limit.amount / limit.shown
    low_ticks = limit_ticks(low * scale, limit.measure) if low > 0 else -1.0
    high_ticks = float(limit_ticks(high * scale, limit.measure))
    contours = contourpy.contour_generator(z=window.walk, name="serial", fill_type="ChunkCombinedOffsetOffset")
    (points,), (ring_starts,), (shell_starts,) = contours.filled(low_ticks, high_ticks)  # type: ignore[misc]
    if points is None or ring_starts is None or shell_starts is None:
        return shapely.MultiPolygon()
    xy = points * CELL_M + (window.x0, window.y0)
    offsets = (ring_starts, shell_starts, np.array([0, len(shell_starts) - 1]))
    shape = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, xy, offsets)[0]
    return shape if shapely.is_valid(shape) else _polygons_of(shapely.make_valid(shape))


def _polygons_of(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Keep the polygons and drop the lines and points that mending or cutting leaves behind."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def _split_by_nearest(
    network: Network,
    goals: Snap,
    facilities: GeoDataFrame,
    limit: Limit,
    shapes: list[shapely.Geometry],
    froms: list[float],
    tos: list[float],
) -> tuple[list[shapely.Geometry], list[object], list[float], list[float]]:
    """Cut the dissolved area along the borders between facilities, smoothed together so that they stay shared."""
    field = node_field(network, goals, limit.measure, limit.amount)
    window = _window(network, goals, field, limit, None)
    zones, owners = _zones(window)
    rows = np.flatnonzero(goals.is_joined)
    parts: list[shapely.Geometry] = []
    ids: list[object] = []
    lows, highs = [], []
    for shape, low, high in zip(shapes, froms, tos, strict=True):
        for zone, owner in zip(zones, owners, strict=True):
            parts.append(_polygons_of(shapely.intersection(shape, zone)))
            ids.append(facilities.index[rows[owner]])
            lows.append(low)
            highs.append(high)
    return parts, ids, lows, highs


def _zones(window: Window) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Polygons of the cells that belong to each goal; cells that belong to none go to the nearest cell that does."""
    from rasterio.features import shapes as shapes_of
    from rasterio.transform import Affine
    from scipy.ndimage import distance_transform_edt

    nearest = distance_transform_edt(window.owner < 0, return_distances=False, return_indices=True)
    owner = window.owner[tuple(nearest)]
    corner = Affine(CELL_M, 0, window.x0 - CELL_M / 2, 0, CELL_M, window.y0 - CELL_M / 2)
    found = [(shapely.geometry.shape(shape), int(value)) for shape, value in shapes_of(owner, transform=corner)]
    numbers = np.array([value for _, value in found])
    pieces = np.array([shape for shape, _ in found], dtype=object)
    smooth = shapely.coverage_simplify(pieces, _SMOOTH_M, simplify_boundary=False)
    owners = np.unique(numbers)
    return np.array([shapely.union_all(smooth[numbers == one]) for one in owners], dtype=object), owners


def _reached_shares(
    network: Network, goals: Snap, field: Field, limit: Limit
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Spans of each edge within the limit, as shares of it, merged: from its two ends and around each goal on it."""
    there = costs_of(network, limit.measure).there
    most = limit.amount / (METRES_PER_TICK if limit.measure == "walk_m" else SECONDS_PER_TICK)
    left = np.where(field.ticks < FAR, most - field.ticks.astype(float), -1.0)
    first, last = left[network.edge_nodes[:, 0]], left[network.edge_nodes[:, 1]]
    from_first = np.clip(first / np.maximum(there[:, 1], 1), 0, 1)
    from_last = np.clip(last / np.maximum(there[:, 0], 1), 0, 1)
    joined = goals.is_joined
    rest = most - goals.leg_m[joined] * ticks_per_metre_off_street(network, limit.measure)
    own, share = goals.edge[joined], goals.share[joined]
    back = np.clip(share - rest / np.maximum(there[own, 0], 1), 0, 1)
    forth = np.clip(share + rest / np.maximum(there[own, 1], 1), 0, 1)
    edges = np.arange(len(there))
    begin = np.concatenate([np.zeros(len(edges)), 1 - from_last, np.where(rest > 0, back, 0.0)])
    end = np.concatenate([from_first, np.ones(len(edges)), np.where(rest > 0, forth, 0.0)])
    edge = np.concatenate([edges, edges, own]).astype(np.int64)
    kept = end - begin > 1e-9
    return _merged(begin[kept], end[kept], edge[kept])


def _merged(
    begin: NDArray[np.float64], end: NDArray[np.float64], edge: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Merge spans that overlap on one edge."""
    order = np.lexsort((begin, edge))
    begin, end, edge = begin[order], end[order], edge[order]
    reach = np.maximum.accumulate(end + 2.0 * edge) - 2.0 * edge  # a running end that starts anew on each edge
    is_new = np.ones(len(edge), bool)
    is_new[1:] = (edge[1:] != edge[:-1]) | (begin[1:] > reach[:-1] + 1e-9)
    starts = np.flatnonzero(is_new)
    return begin[starts], np.maximum.reduceat(reach, starts) if len(starts) else reach, edge[starts]
