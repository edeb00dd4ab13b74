"""Say what stands on a map sheet, words, figures and layers; everything is computed before it comes here."""

from dataclasses import dataclass, field
from datetime import date

import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from geo.city import City
from geo.errors import MissingColumnError, SettingError, WrongValueError

__all__ = ["CLASSES", "MapLayers", "SheetContent", "folded"]

#: The three answers, which are the columns of the table and the entries of the legend.
CLASSES = ("covered", "falsely_covered", "uncovered")

_MOST_ROWS = 10


@dataclass(frozen=True, eq=False)
class SheetContent:
    """
    The words and figures of a sheet.

    `statistics` has one row an area: `name`, `covered`, `falsely_covered`, `uncovered`, `total`, all households, each
    row's three classes adding up to its total. `key_sentence` stands under the title. `definition` says how far, how
    fast and how it was counted; `sources` where the data is from and of which date.
    """

    title: str
    key_sentence: str
    statistics: DataFrame
    definition: tuple[str, ...]
    sources: tuple[str, ...]
    made_on: date
    unit: str = ""
    is_synthetic: bool = False

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise SettingError(
                "A map sheet needs a title; write what it shows, for example 溪山街道500米邻里服务圈覆盖图."
            )
        if not self.definition:
            raise SettingError("A map sheet needs its definition: the limit, the speed and what was counted.")
        missing = [name for name in ("name", *CLASSES, "total") if name not in self.statistics.columns]
        if missing:
            raise MissingColumnError(f"The statistics of a map sheet need the column(s) {', '.join(missing)}.")
        numbers = self.statistics[list(CLASSES)].sum(axis=1) - self.statistics["total"]
        if len(numbers) and not (numbers.abs() <= 0.5).all():
            row = self.statistics["name"].iloc[int(numbers.abs().argmax())]
            raise WrongValueError(
                f"In the statistics, the classes of {row} do not add up to its total; check the table."
            )


@dataclass(frozen=True, eq=False)
class MapLayers:
    """
    The layers of a sheet: a city below, answers above; an answer that is not given is not drawn.

    `is_covered` and `is_falsely_covered` are by `demand_id`, which is the `building_id` of a home. `areas`, `circles`,
    `facilities` and `gaps` are layers as `geo.circles` returns them, in any coordinate system.
    """

    city: City
    is_covered: Series | None = None
    is_falsely_covered: Series | None = None
    areas: GeoDataFrame | None = None
    circles: GeoDataFrame | None = None
    facilities: GeoDataFrame | None = None
    gaps: GeoDataFrame | None = None
    #: Covered share by `community_id`, written under the community's name.
    shares: Series = field(default_factory=lambda: Series(dtype=float))

    def in_city_metres(self, layer: GeoDataFrame | None) -> GeoDataFrame | None:
        """Return the layer in the city's own system; None stays None."""
        return layer if layer is None or layer.crs == self.city.crs else layer.to_crs(self.city.crs)


def folded(statistics: DataFrame, other_name: str, most_rows: int = _MOST_ROWS) -> DataFrame:
    """
    Return at most `most_rows` rows, worst share first, the best folded into one row, so that the sum stays the same.

    `other_name` names that row and holds {count}. `share` is added, NaN where nobody lives; `is_worst` marks the three
    areas with the lowest share.
    """
    table = statistics[["name", *CLASSES, "total"]].copy()
    table["share"] = table["covered"] / table["total"].where(table["total"] > 0)
    table = table.sort_values(["share", "name"], kind="stable")
    table["is_worst"] = [place < 3 and len(table) > 3 for place in range(len(table))]
    if len(table) <= most_rows:
        return table
    kept, rest = table.iloc[: most_rows - 1], table.iloc[most_rows - 1 :]
    other = {"name": other_name.format(count=len(rest)), **rest[[*CLASSES, "total"]].sum().to_dict(), "is_worst": False}
    other["share"] = other["covered"] / other["total"] if other["total"] else float("nan")
    return pd.concat([kept, DataFrame([other], index=["other"])])
