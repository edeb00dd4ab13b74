"""Measure how the points of a layer lie to the streets, buildings and named areas that are already loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.intake.alignment import ALONG, BESIDE, FOUND, Habit, Measures
from geo.intake.sampling import Sample

__all__ = ["Ground", "measures_of"]

FloatArray = NDArray[np.float64]

#: Streets become points so close together; distances are then wrong by at most half a metre near a street.
_STEP_M, _MOST_POINTS = 4.0, 1_000_000
_REACH_M, _FAR_M = 1_200.0, 100.0
#: Only what is so close to some way is asked for its distance to a carriageway; beyond, it makes no difference.
_CLOSE_M = 6.0
#: Ways without a carriageway: a house may stand close to them.
_FOOTWAYS = ("footway", "path", "steps", "pedestrian", "cycleway", "track", "service", "corridor", "bridleway", "lane")
#: Half a carriageway, and half a path: what stands closer stands on it.
_ON_CARRIAGEWAY_M, _ON_PATH_M = 3.5, 1.5
_FOOTPRINT_M = 150.0
#: So large a share of a column's cells must be names of a loaded layer's areas.
_NAMED_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Ground:
    """The loaded layers around the candidates, ready to be asked; distances beyond 100 m are 100 m."""

    streets: cKDTree
    carriageways: cKDTree | None
    references: Mapping[str, GeoDataFrame]

    @classmethod
    def of(
        cls, streets: GeoDataFrame, places: Sequence[FloatArray], references: Mapping[str, GeoDataFrame]
    ) -> "Ground | None":
        """Prepare the streets near any of the places; None if there are none."""
        is_near = _near(streets, places)
        if "is_tunnel" in streets.columns:
            is_near &= ~streets["is_tunnel"].to_numpy(bool)
        if not is_near.any():
            return None
        shapes = streets.geometry.to_numpy()[is_near]
        is_drive = np.ones(len(shapes), bool)
        if "highway" in streets.columns:
            is_drive = ~streets["highway"][is_near].isin(_FOOTWAYS).to_numpy()
        around = {name: layer[_near(layer, places)] for name, layer in references.items()}
        return cls(_tree(shapes), _tree(shapes[is_drive]) if is_drive.any() else None, around)

    def street_distance(self, place: FloatArray, within_m: float = _FAR_M) -> FloatArray:
        """Return the metres from each point to the nearest street; inf beyond `within_m`."""
        good = np.isfinite(place).all(axis=1)
        distance_m = np.full(len(place), np.inf)
        distance_m[good] = self.streets.query(place[good], distance_upper_bound=within_m)[0]
        return distance_m

    def carriageway_distance(self, place: FloatArray, street_m: FloatArray) -> FloatArray:
        """Return the metres to the nearest carriageway of points close to any street; 100 elsewhere."""
        distance_m = np.full(len(place), _FAR_M)
        close = street_m < _CLOSE_M
        if self.carriageways is not None and close.any():
            distance_m[close] = self.carriageways.query(place[close], distance_upper_bound=_CLOSE_M)[0]
        return _capped(distance_m)


def measures_of(
    ground: Ground, sample: Sample, places: Sequence[FloatArray], rows: GeoDataFrame
) -> tuple[Measures, NDArray[np.bool_]]:
    """Return what `evidence` weighs, for every place, and which shapes a street runs through, place by place."""
    count = len(sample.positions)
    is_footprint = sample.is_area and _extent_m(sample, places[0]) <= _FOOTPRINT_M
    distance_m = np.array([_capped(ground.street_distance(place)) for place in places])
    drive_m = np.array([ground.carriageway_distance(*pair) for pair in zip(places, distance_m, strict=True)])
    clear_m = np.minimum(distance_m - _ON_PATH_M, drive_m - _ON_CARRIAGEWAY_M)
    nearest_clear_m = np.array([_least(clear, sample.row, count) for clear in clear_m])
    on_street = nearest_clear_m < 0
    if sample.is_point or is_footprint:
        distance_m = np.array([_least(distance, sample.row, count) for distance in distance_m])
        drive_m = np.array([_least(distance, sample.row, count) for distance in drive_m])
    both = np.stack([distance_m, drive_m], axis=-1)
    streets = (both, (BESIDE, *map(_to_any_street, ALONG)))
    return {"streets": streets, **_by_references(ground, sample, places, rows)}, on_street


def _by_references(
    ground: Ground, sample: Sample, places: Sequence[FloatArray], rows: GeoDataFrame
) -> dict[str, tuple[FloatArray, tuple[Habit, ...]]]:
    measures: dict[str, tuple[FloatArray, tuple[Habit, ...]]] = {}
    for name, layer in ground.references.items():
        if len(layer) and sample.is_point and name == "buildings":
            measures[name] = (_found_in(layer, sample, places), (FOUND,))
        elif len(layer) and not sample.is_point:
            outlines = _tree(layer.geometry.to_numpy())
            away_m = np.array([_to(outlines, place) for place in places])
            measures[name] = (away_m, (*ALONG,))
        named = _named(layer, rows, sample)
        if named is not None:
            measures[f"{name} by name"] = (_found_in_named(layer, named, sample, places), (FOUND,))
    return measures


def _near(layer: GeoDataFrame, places: Sequence[FloatArray]) -> NDArray[np.bool_]:
    """Tell which shapes lie in or around the box of any of the places, stray points left out."""
    bounds = shapely.bounds(layer.geometry.to_numpy())
    is_near = np.zeros(len(bounds), bool)
    for place in places:
        finite = place[np.isfinite(place).all(axis=1)]
        if len(finite):
            west, south = np.quantile(finite, 0.02, axis=0) - _REACH_M
            east, north = np.quantile(finite, 0.98, axis=0) + _REACH_M
            is_near |= (bounds[:, 0] < east) & (bounds[:, 2] > west) & (bounds[:, 1] < north) & (bounds[:, 3] > south)
    return is_near


def _to_any_street(habit: Habit) -> Habit:
    return Habit(habit.name, lambda both: habit.ratio(both[..., 0]))


def _tree(shapes: NDArray[np.object_]) -> cKDTree:
    lines = shapely.force_2d(shapes)
    is_area = np.isin(shapely.get_type_id(lines), (3, 6))
    lines = np.where(is_area, shapely.boundary(lines), lines)
    length_m = float(np.nansum(shapely.length(lines)))
    return cKDTree(shapely.get_coordinates(shapely.segmentize(lines, max(_STEP_M, length_m / _MOST_POINTS))))


def _to(tree: cKDTree | None, place: FloatArray) -> FloatArray:
    distance_m = np.full(len(place), _FAR_M)
    if tree is not None:
        good = np.isfinite(place).all(axis=1)
        distance_m[good] = tree.query(place[good], distance_upper_bound=_FAR_M)[0]
    return _capped(distance_m)


def _capped(distance_m: FloatArray) -> FloatArray:
    return np.minimum(distance_m, _FAR_M)


def _least(values: FloatArray, row: NDArray[np.int64], count: int) -> FloatArray:
    least = np.full(count, _FAR_M)
    np.minimum.at(least, row, values)
    return least


def _extent_m(sample: Sample, place: FloatArray) -> float:
    """Return the median length of the box around a row's points."""
    low, high = np.full((len(sample.positions), 2), np.inf), np.full((len(sample.positions), 2), -np.inf)
    np.minimum.at(low, sample.row, place)
    np.maximum.at(high, sample.row, place)
    return float(np.nanmedian(np.hypot(*(high - low).T)))


def _found_in(layer: GeoDataFrame, sample: Sample, places: Sequence[FloatArray]) -> FloatArray:
    shapes = layer.geometry.to_numpy()
    index = shapely.STRtree(shapes)
    found = np.zeros((len(places), len(sample.positions)))
    for number, place in enumerate(places):
        good = np.flatnonzero(np.isfinite(place).all(axis=1))
        inside = index.query(shapely.points(place[good]), predicate="intersects")[0]
        found[number, sample.row[good[inside]]] = 1.0
    return found


def _named(layer: GeoDataFrame, rows: GeoDataFrame, sample: Sample) -> "NDArray[np.int64] | None":
    """Return, for each sampled row, the position of the area that one of its columns names, -1 where none does."""
    if "name" not in layer.columns or not np.isin(layer.geom_type, ("Polygon", "MultiPolygon")).all():
        return None
    names = layer["name"].astype(str).str.strip()
    by_name = {name: position for position, name in enumerate(names) if name and not names.eq(name).sum() > 1}
    for column in rows.columns.drop(rows.geometry.name):
        if len(by_name) < 2 or rows[column].dtype.kind in "fiub":
            continue
        cells = rows[column].iloc[sample.positions].astype(str).str.strip()
        position = cells.map(by_name).fillna(-1).to_numpy(np.int64)
        if (position >= 0).mean() >= _NAMED_SHARE and len(set(position) - {-1}) >= 2:
            return np.asarray(position)
    return None


def _found_in_named(
    layer: GeoDataFrame, named: NDArray[np.int64], sample: Sample, places: Sequence[FloatArray]
) -> FloatArray:
    shapes = layer.geometry.to_numpy()
    shapely.prepare(shapes)
    has_name = named >= 0
    found = np.zeros((len(places), int(has_name.sum())))
    for number, place in enumerate(places):
        middle = np.full((len(named), 2), np.nan)
        for axis in (0, 1):
            total = np.bincount(sample.row, place[:, axis], len(named))
            middle[:, axis] = total / np.maximum(np.bincount(sample.row, minlength=len(named)), 1)
        found[number] = shapely.contains_xy(shapes[named[has_name]], *middle[has_name].T)
    return found
