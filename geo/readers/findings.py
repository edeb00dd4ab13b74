"""Name what is suspicious between polygons that are each in order: overlaps, narrow gaps, islands in holes."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.crs import to_metric

__all__ = ["polygon_findings"]

#: A smaller overlap is the rounding of coordinates.
_LEAST_OVERLAP_M2 = 1.0
#: Two outlines this close that do not touch are meant to touch if they run side by side for `_SLIVER_RATIO` gap widths.
_WIDEST_GAP_M = 10.0
_SLIVER_RATIO = 20.0
_LEAST_GAP_M = 0.01
_MOST_FINDINGS = 50


def polygon_findings(layer: GeoDataFrame, names: "pd.Series[str]") -> list[str]:
    """Return a sentence for each overlap, narrow gap and island in a hole; `names` says how to call each row."""
    is_area = np.isin(shapely.get_type_id(layer.geometry.to_numpy()), (3, 6))
    if layer.crs is None or not is_area.any():
        return []
    areas = to_metric(GeoDataFrame(geometry=layer.geometry[is_area])).geometry.to_numpy()
    labels = names[is_area].to_numpy()
    sentences = [*_islands(areas, labels), *_overlaps(areas, labels), *_gaps(areas, labels)]
    further = len(sentences) - _MOST_FINDINGS
    return [*sentences[:_MOST_FINDINGS], f"{further} more overlaps and gaps."] if further > 0 else sentences


def _islands(areas: NDArray[np.object_], labels: NDArray[np.object_]) -> list[str]:
    many = np.flatnonzero((shapely.get_num_geometries(areas) > 1) & np.isin(shapely.get_type_id(areas), (6,)))
    sentences = []
    for row in many:
        parts = shapely.get_parts(areas[row])
        holes = [shapely.Polygon(ring) for part in parts for ring in part.interiors]
        if any(shapely.within(parts, hole).any() for hole in holes):
            sentences.append(f"{labels[row]} has a hole with an island in it; it was kept, look whether that is meant.")
    return sentences


def _overlaps(areas: NDArray[np.object_], labels: NDArray[np.object_]) -> list[str]:
    one, other = shapely.STRtree(areas).query(areas, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared_m2 = shapely.area(shapely.intersection(areas[one], areas[other]))
    return [
        f"{labels[one[pair]]} and {labels[other[pair]]} overlap by {shared_m2[pair]:,.0f} m2; both were kept."
        for pair in np.flatnonzero(shared_m2 >= _LEAST_OVERLAP_M2)
    ]


def _gaps(areas: NDArray[np.object_], labels: NDArray[np.object_]) -> list[str]:
    one, other = shapely.STRtree(areas).query(areas, predicate="dwithin", distance=_WIDEST_GAP_M)
    one, other = one[one < other], other[one < other]
    width_m = shapely.distance(areas[one], areas[other])
    is_apart = width_m > _LEAST_GAP_M
    one, other, width_m = one[is_apart], other[is_apart], width_m[is_apart]
    beside = shapely.intersection(shapely.boundary(areas[one]), shapely.buffer(areas[other], width_m * 1.5))
    run_m = shapely.length(beside)
    return [
        f"Between {labels[one[pair]]} and {labels[other[pair]]} is a gap {width_m[pair]:.1f} m wide and "
        f"{run_m[pair]:,.0f} m long; close it if the two should touch."
        for pair in np.flatnonzero(run_m >= _SLIVER_RATIO * width_m)
    ]
