"""A small made-up layer with everything that files tend to lose, and the way there and back."""

import math

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame

from geo.crs import LONLAT
from geo.crs.zones import zone_at
from geo.readers import read_layer
from geo.writers import layer_file

#: Metres around the made-up layers, in which a distance is a distance.
METRES = zone_at(120.0).crs
_BESIDE_EACH_OTHER = 0.01


def _square(lon, lat, side=0.004):
    return shapely.box(lon, lat, lon + side, lat + side)


def _with_hole(lon, lat):
    return shapely.Polygon(_square(lon, lat).exterior, [_square(lon + 0.001, lat + 0.001, 0.001).exterior])


def _shapes(kind, rows):
    """Shapes of a kind, none touching another; the digits of the corners go on beyond a millimetre."""
    shapes = []
    for n in range(rows):
        lon, lat = 120.2 + n * _BESIDE_EACH_OTHER + 0.000000123456, 27.3
        line = shapely.LineString([(lon, lat), (lon + 0.003, lat + 0.001), (lon + 0.004, lat + 0.0030000123)])
        several = shapely.MultiPolygon([_with_hole(lon, lat + 0.1), _square(lon, lat + 0.2)])
        lines = shapely.MultiLineString([line, shapely.affinity.translate(line, 0, 0.05)])
        shape = {
            "points": [shapely.Point(lon, lat)],
            "lines": [line, lines],
            "areas": [_with_hole(lon, lat), several, _square(lon, lat)],
            "mixed": [shapely.Point(lon, lat), lines, several, shapely.MultiPoint([(lon, lat), (lon, lat + 0.01)])],
        }[kind]
        shapes.append(shape[n % len(shape)])
    return shapes


@pytest.fixture(scope="session")
def town():
    """A function from columns and a kind of shapes (points, lines, areas, mixed) to a layer in WGS-84."""

    def layer(columns, kind="points"):
        rows = max((len(values) for values in columns.values()), default=0)
        table = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})
        return GeoDataFrame(table, geometry=_shapes(kind, rows), crs=LONLAT)

    return layer


@pytest.fixture
def there_and_back(tmp_path):
    """A function from a layer, a format and a place to what `read_layer` makes of the file, and its report."""

    def travel(layer, form, **how):
        path = tmp_path / f"town.{'zip' if form == 'shp' else form}"
        path.write_bytes(layer_file(layer, form, name="设施", **how))
        return read_layer(path)

    return travel


@pytest.fixture(scope="session")
def cells_of():
    """A function from a column to plain Python values, None where there is nothing."""

    def plain(column, *, is_empty_nothing=False):
        values = [value.item() if isinstance(value, np.generic) else value for value in column.astype(object)]
        gaps = ("",) if is_empty_nothing else ()
        return [None if v is None or v is pd.NA or v in gaps or (isinstance(v, float) and math.isnan(v)) else v
                for v in values]  # fmt: skip

    return plain


@pytest.fixture(scope="session")
def furthest_m():
    """A function from two layers to how far apart two of their shapes are at most, metres."""

    def distance_m(one, other):
        pairs = zip(one.to_crs(METRES).geometry, other.to_crs(METRES).geometry, strict=True)
        # The distance between outlines, so that a hole that is lost is far away.
        return max(shapely.hausdorff_distance(a.boundary if a.area else a, b.boundary if b.area else b)
                   for a, b in pairs)  # fmt: skip

    return distance_m
