"""Pack what a grid's border may follow, and who lives in which building: what the grid editor snaps to and counts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.city import City
from geo.grids.homes import homes_of
from pages.map.shapes import Origin, packed_points, packed_shapes

__all__ = ["FINE_STEPS_PER_DEGREE", "snap_lines"]

#: A border drawn along a street must lie on it: steps of about a millimetre.
FINE_STEPS_PER_DEGREE = 100_000_000

#: Kind of barrier -> the family of lines that it is offered with.
_FAMILY_OF_BARRIER = {"wall": "walls", "river": "rivers", "railway": "railways", "expressway": "streets"}
_WATERS = "water|river|stream|lake|pond|reservoir|sea|basin"

Drawing = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _FineOrigin(Origin):
    """An origin whose steps are a hundred times finer than those of what is only looked at."""

    def steps(self, lonlat: NDArray[np.float64]) -> NDArray[np.int64]:
        return np.rint((lonlat - (self.lon, self.lat)) * FINE_STEPS_PER_DEGREE).astype(np.int64)


def snap_lines(city: City, origin: Origin) -> Drawing:
    """
    Return the lines of each family (streets, rivers, railways, walls, compounds), named, and the city's homes.

    Shapes are packed as in `pages.map.shapes`, in steps of `steps_per_degree`. Homes are those
    that the grids count (`geo.grids.homes`): a place in each, households, people, people of 60 and over, all whole.
    """
    fine = _FineOrigin(origin.lon, origin.lat)
    streets, railways, compounds = city.get("streets"), city.get("railways"), city.get("compounds")
    landcover, barriers = city.get("landcover"), city.get("barriers")
    waters = landcover[landcover["kind"].str.contains(_WATERS, regex=True)]
    family = barriers["kind"].map(_FAMILY_OF_BARRIER).fillna("")
    return {
        "steps_per_degree": FINE_STEPS_PER_DEGREE,
        "families": {
            "streets": _named(fine, streets, barriers[family == "streets"]),
            "rivers": _named(fine, waters, barriers[family == "rivers"]),
            "railways": _named(fine, railways, barriers[family == "railways"]),
            "walls": _named(fine, barriers[family == "walls"]),
            "compounds": {**_named(fine, compounds), "ids": compounds.index.astype(str).tolist()},
        },
        "homes": _homes(city, fine),
    }


def _named(origin: Origin, *layers: GeoDataFrame) -> Drawing:
    names = [name for layer in layers for name in layer["name"].tolist()]
    return {"names": names, "shapes": [shape for layer in layers for shape in packed_shapes(layer.geometry, origin)]}


def _homes(city: City, origin: Origin) -> Drawing:
    homes = homes_of(city.get("buildings"), city.crs)
    homes = homes[homes["buildings"] > 0]
    at = packed_points(homes.geometry, origin) if len(homes) else []
    return {"at": at, **{name: _whole(homes[name]) for name in ("households", "people", "elderly")}}


def _whole(counts: pd.Series) -> list[int]:
    whole: list[int] = np.rint(counts.to_numpy(float)).astype(int).tolist()
    return whole
