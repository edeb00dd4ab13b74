"""Write layers that other programs open: GeoJSON in longitude and latitude, GeoPackage in metres."""

import io
import json
import math
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd
import pyogrio
import shapely
from geopandas import GeoDataFrame

from geo.briefing.imprint import Imprint
from geo.briefing.plain_text import cleaned
from geo.briefing.words import sheet_words
from geo.crs import to_lonlat, to_metric
from geo.errors import SettingError
from geo.small_counts import masked_numbers

__all__ = ["LayerFormat", "layer_bytes"]

LayerFormat = Literal["geojson", "gpkg"]

#: Seven digits of a degree are a centimetre.
_DEGREE_DIGITS = 7


def layer_bytes(
    layer: GeoDataFrame,
    format: LayerFormat,  # noqa: A002
    imprint: Imprint,
    *,
    name: str = "layer",
) -> bytes:
    """
    Return a layer as a file.

    GeoJSON follows RFC 7946: WGS 84 longitude and latitude, outer rings counter-clockwise, no `crs` member, the index
    as the features' id. GeoPackage is in the layer's metric system. Both carry the imprint. Small counts of sensitive
    groups are missing, and the imprint says so.
    """
    layer, masked = masked_numbers(layer)
    if masked is not None:
        imprint = replace(imprint, definition=(*imprint.definition, f"{masked.zh} {masked}"))
    if format == "geojson":
        return _geojson(layer, imprint, name)
    if format == "gpkg":
        return _gpkg(layer, imprint, name)
    raise SettingError(f'A layer is written as "geojson" or "gpkg"; "{format}" is neither.')


def _geojson(layer: GeoDataFrame, imprint: Imprint, name: str) -> bytes:
    degrees = to_lonlat(layer, name).geometry.to_numpy()
    rounded = shapely.transform(degrees, lambda xy: np.round(xy, _DEGREE_DIGITS))
    kinds = shapely.get_type_id(rounded)
    is_area = np.isin(kinds, (3, 6))
    rounded[is_area] = shapely.orient_polygons(rounded[is_area])
    shapes = [text or "null" for text in shapely.to_geojson(rounded)]
    properties = _plain(layer).to_dict("records") if len(layer) else []
    features = [
        f'{{"type":"Feature","id":{_json(_scalar(key))},"properties":{_json(record)},"geometry":{shape}}}'
        for key, record, shape in zip(layer.index, properties, shapes, strict=True)
    ]
    words = sheet_words("zh")
    head = {"name": cleaned(name), "imprint": [list(row) for row in imprint.rows(words)]}
    members = _json({"type": "FeatureCollection", **head})[:-1]
    listed = ",\n".join(features)
    return f'{members},"features":[\n{listed}\n]}}'.encode()


def _gpkg(layer: GeoDataFrame, imprint: Imprint, name: str) -> bytes:
    metric = to_metric(layer, name)
    index_name = layer.index.name or "id"
    table = GeoDataFrame(_plain(layer), geometry=metric.geometry.to_numpy(), crs=metric.crs)
    if index_name not in table.columns:
        table.insert(0, index_name, [_scalar(key) for key in layer.index])
    rows = imprint.rows(sheet_words("zh"))
    file = io.BytesIO()
    pyogrio.write_dataframe(
        table.reset_index(drop=True),
        file,
        layer=cleaned(name) or "layer",
        driver="GPKG",
        layer_options={
            "IDENTIFIER": cleaned(imprint.title) or "layer",
            "DESCRIPTION": "; ".join(f"{h}: {s}" for h, s in rows),
        },
        dataset_options={"VERSION": "1.3"},
    )
    return file.getvalue()


def _plain(layer: GeoDataFrame) -> pd.DataFrame:
    """Return the columns beside the geometry as numbers, texts and nothing."""
    table = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    return pd.DataFrame({str(column): _plain_column(table[column]) for column in table.columns}, index=layer.index)


def _plain_column(column: pd.Series) -> pd.Series:
    if pd.api.types.is_bool_dtype(column) or pd.api.types.is_numeric_dtype(column):
        return column
    return column.map(_scalar, na_action="ignore").astype(object)


def _scalar(value: object) -> object:
    """Return a number as it is and anything else as clean text."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, float, np.number)):
        return value.item() if isinstance(value, np.number) else value
    if isinstance(value, (list, tuple, set, frozenset)):
        return cleaned(";".join(map(str, value)))
    return cleaned(value)


def _json(value: object) -> str:
    """Return JSON; what is not a finite number becomes null, for JSON has no NaN."""
    return json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_finite(one) for one in value]
    if isinstance(value, (str, bool)) or value is None:
        return value
    if isinstance(value, (int, float)):
        return value if math.isfinite(value) else None
    return cleaned(value) or None
