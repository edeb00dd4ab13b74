"""Write GeoJSON as RFC 7946 wants it, and say where it is when that is not WGS-84."""

import json

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.writers.given import Given
from geo.writers.places import Placed

__all__ = ["geojson_bytes", "rounded", "with_outer_rings_left"]

#: Nine digits of a degree and four of a metre are a tenth of a millimetre.
_DEGREE_DIGITS, _METRE_DIGITS = 9, 4


def geojson_bytes(given: Given) -> bytes:
    """
    Return a FeatureCollection; its members `name`, `datum` and `notes` come before the features.

    Outside WGS-84 the `crs` member of the older GeoJSON says where it is, which GDAL and QGIS understand; for GCJ-02
    and BD-09 it is a local system of that name, so that nobody takes their degrees for WGS-84.
    """
    head: dict[str, object] = {"type": "FeatureCollection", "name": given.name, "datum": given.place.declaration}
    crs = _crs_name(given.place)
    if crs:
        head["crs"] = {"type": "name", "properties": {"name": crs}}
    if given.notes:
        head["notes"] = [list(note) for note in given.notes]
    shapes = [text or "null" for text in shapely.to_geojson(with_outer_rings_left(rounded(given.place)))]
    names = [column.name for column in given.columns]
    cells = zip(*(column.values for column in given.columns), strict=True) if names else ((),) * len(shapes)
    features = ",\n".join(
        f'{{"type":"Feature","properties":{_json(dict(zip(names, row, strict=True)))},"geometry":{shape}}}'
        for row, shape in zip(cells, shapes, strict=True)
    )
    return f'{_json(head)[:-1]},"features":[\n{features}\n]}}'.encode()


def rounded(place: Placed) -> NDArray[np.object_]:
    """Return the shapes with the digits that a tenth of a millimetre needs."""
    digits = _METRE_DIGITS if place.is_metric else _DEGREE_DIGITS
    return np.asarray(shapely.transform(place.shapes, lambda xy: np.round(xy, digits)), dtype=object)


def with_outer_rings_left(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the shapes with outer rings counter-clockwise and holes clockwise."""
    turned = shapes.copy()
    is_area = np.isin(shapely.get_type_id(turned), (3, 6))
    turned[is_area] = shapely.orient_polygons(turned[is_area])
    return turned


def _crs_name(place: Placed) -> str:
    if place.crs is None:
        return (
            f'ENGCRS["{place.declaration}",EDATUM["{place.declaration}"],CS[ellipsoidal,2],'
            'AXIS["longitude",east],AXIS["latitude",north],ANGLEUNIT["degree",0.0174532925199433]]'
        )
    if place.declaration == "WGS-84":
        return ""
    authority, number = place.crs.to_authority() or ("", "")
    return f"urn:ogc:def:crs:{authority}::{number}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
