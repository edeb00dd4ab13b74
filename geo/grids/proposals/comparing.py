"""Put proposals side by side: sizes, shapes, what they cut, what they cross, and where their borders run."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.city import City
from geo.grids.atoms.borders import border_table
from geo.grids.atoms.lines import dividing_lines, ways_over_barriers
from geo.grids.atoms.pieces import roundness
from geo.grids.atoms.rules import AtomRules
from geo.grids.noding import with_shared_vertices
from geo.grids.proposals.task import Sizes

__all__ = ["comparison"]

#: A part of a grid beyond a barrier counts from this size.
_LEAST_M2 = 1000.0
_WIDTH_M = 0.5
#: A grid that has less of a compound than this does not have a part of it.
_LEAST_SHARE = 0.02
_ON_THE_GROUND = ("river", "railway", "expressway", "arterial", "street")


def comparison(city: City, alternatives: Mapping[str, GeoDataFrame], sizes: Sizes, rules: AtomRules) -> pd.DataFrame:
    """
    Return one row for each alternative; any GRIDS layers with a `weight` can be compared, today's too.

    Returns
    -------
    table
        `grids`, `inhabited` (grids with any weight), `in_range` and `in_range_share` (of the inhabited), `least`,
        `mean` and `most` weight of these, `compactness` (mean Polsby-Popper), `cut_compounds`, `crossed_barriers`
        (grids with a barrier inside), `along_streets_share` (of the border between grids: along streets, rivers,
        railways).
    """
    return pd.DataFrame({name: _row(city, grids, sizes, rules) for name, grids in alternatives.items()}).T


def _row(city: City, grids: GeoDataFrame, sizes: Sizes, rules: AtomRules) -> dict[str, float]:
    weight = grids["weight"].to_numpy(dtype=float)
    inhabited = weight[weight > 0]
    in_range = int(sum(sizes.has(one) for one in inhabited))
    lands = grids.geometry.to_numpy()
    lines = dividing_lines(city, shapely.box(*grids.total_bounds), rules)
    barriers = lines.geometry.to_numpy()[lines["kind"].isin(rules.barriers).to_numpy()]
    crossings = (
        ways_over_barriers(city, shapely.box(*grids.total_bounds)) if rules.bridges_join else np.empty(0, object)
    )
    return {
        "grids": len(grids),
        "inhabited": len(inhabited),
        "in_range": in_range,
        "in_range_share": in_range / len(inhabited) if len(inhabited) else np.nan,
        "least": inhabited.min(initial=np.inf) if len(inhabited) else 0.0,
        "mean": float(inhabited.mean()) if len(inhabited) else 0.0,
        "most": inhabited.max(initial=0.0),
        "compactness": float(roundness(lands).mean()),
        "cut_compounds": _cut_compounds(city, lands),
        "crossed_barriers": _crossed(lands, barriers, crossings, rules.rim_m),
        "along_streets_share": _along_streets_share(lands, lines, rules),
    }


def _cut_compounds(city: City, lands: "np.typing.NDArray[np.object_]") -> int:
    """Count compounds of which two grids have a part."""
    compounds = city.get("compounds").geometry.to_numpy()
    compound, grid = shapely.STRtree(lands).query(compounds, predicate="intersects")
    share = shapely.area(shapely.intersection(compounds[compound], lands[grid])) / shapely.area(compounds[compound])
    parts = np.bincount(compound[share > _LEAST_SHARE], minlength=len(compounds))
    return int((parts > 1).sum())


def _crossed(
    lands: "np.typing.NDArray[np.object_]",
    barriers: "np.typing.NDArray[np.object_]",
    crossings: "np.typing.NDArray[np.object_]",
    rim_m: float,
) -> int:
    """Count grids that a barrier cuts in two, no way over it; nearer the border than `rim_m` it is the border."""
    if not len(barriers):
        return 0
    inner = shapely.buffer(lands, -rim_m)
    grid, barrier = shapely.STRtree(barriers).query(inner, predicate="intersects")
    crossed = 0
    for at in np.unique(grid):
        here = barriers[barrier[grid == at]]
        if len(crossings):
            here = here[~shapely.intersects(shapely.union_all(crossings), shapely.intersection(here, inner[at]))]
        cut = shapely.difference(inner[at], shapely.buffer(shapely.union_all(here), _WIDTH_M))
        crossed += int(_parts(cut) > _parts(inner[at]))
    return crossed


def _parts(land: shapely.Geometry) -> int:
    return int((shapely.area(shapely.get_parts(land)) > _LEAST_M2).sum())


def _along_streets_share(lands: "np.typing.NDArray[np.object_]", lines: GeoDataFrame, rules: AtomRules) -> float:
    borders = border_table(with_shared_vertices(list(lands)), lines, np.empty(0, dtype=object), rules)
    total_m = float(borders["length_m"].sum())
    along_m = float(borders[[f"{kind}_m" for kind in _ON_THE_GROUND]].to_numpy().sum())
    return along_m / total_m if total_m > 0 else np.nan
