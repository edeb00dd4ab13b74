"""Count coverage by area as the page shows it and as files hold it: name, covered, total, share, what is left out."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.city import City
from geo.settings import Language
from pages.map.drawing import AREA_LAYERS
from pages.ui import cached
from pages.ui.cached import Ask, kept
from pages.ui.cities import open_city
from pages.ui.state import LAND
from pages.ui.table_view import Column, Row
from pages.words import Words, words

__all__ = ["CoverTable", "cover_table", "kept_table"]


@dataclass(frozen=True, eq=False)
class CoverTable:
    """
    Coverage of one count by area.

    `table` is indexed by `area_id`: `name, covered, total, share, missing`, worst share first.
    `covered` and `total` are its sums.
    """

    table: pd.DataFrame
    covered: float
    total: float

    def columns(self, say: Words) -> list[Column]:
        """Return the headings."""
        return [
            Column(say("table.area")),
            Column(say("table.share"), "share"),
            Column(say("table.covered"), "number"),
            Column(say("table.total"), "number"),
            Column(say("table.gap"), "number"),
        ]

    def rows(self) -> list[Row]:
        """Return the rows as shown."""
        return [
            Row(
                str(area_id),
                (
                    str(row["name"]),
                    _share(row["share"]),
                    *(f"{row[name]:,.0f}" for name in ("covered", "total", "missing")),
                ),
                (
                    str(row["name"]),
                    _known(row["share"]),
                    float(row["covered"]),
                    float(row["total"]),
                    float(row["missing"]),
                ),
            )
            for area_id, row in self.table.iterrows()
        ]


@kept(64)
def kept_table(ask: Ask, level: str, group: str, language: Language) -> CoverTable:
    """Return `cover_table` of the city that is asked about, made once."""
    return cover_table(ask, open_city(ask.city_key), level, group, words(language))


def cover_table(ask: Ask, city: City, level: str, group: str, say: Words) -> CoverTable:
    """Return the coverage of a count (or of land) by area of a level; "city" is one row."""
    table = _land(ask, city, level) if group == LAND else _counted(ask, level, group)
    if level == "city":
        names = pd.Series({"": city.name}, dtype=object)
    else:
        names = pd.Series(city.get(AREA_LAYERS[level])["name"], dtype=object)
    shown = names.reindex(table.index)
    outside = "" if level == "city" else say("table.outside")
    named = [str(key) or outside if pd.isna(name) else str(name) for key, name in shown.items()]
    table = table.assign(name=named, missing=table["total"] - table["covered"])
    table = table.sort_values(["share", "total"], ascending=[True, False], kind="stable", na_position="last")
    columns = ["name", "covered", "total", "share", "missing"]
    return CoverTable(table[columns].rename_axis("area_id"), float(table["covered"].sum()), float(table["total"].sum()))


def _counted(ask: Ask, level: str, group: str) -> pd.DataFrame:
    counted = cached.counted(ask)
    if level == "city":
        row = {"covered": counted.covered[group], "total": counted.total[group], "share": counted.share[group]}
        return pd.DataFrame([row], index=[""])
    table = counted.by(level)
    return table[table["count"] == group].set_index("area_id")[["covered", "total", "share"]]


def _land(ask: Ask, city: City, level: str) -> pd.DataFrame:
    layer = "street_offices" if level == "city" else AREA_LAYERS[level]
    if level == "city" and not len(city.get(layer)):
        layer = "communities"
    table = cached.land_cover(ask, layer).rename(columns={"covered_m2": "covered", "total_m2": "total"})
    if level != "city":
        return table
    covered, total = float(table["covered"].sum()), float(table["total"].sum())
    share = covered / total if total > 0 else np.nan
    return pd.DataFrame([{"covered": covered, "total": total, "share": share}], index=[""])


def _share(share: float) -> str:
    return f"{share:.1%}" if np.isfinite(share) else "—"


def _known(share: float) -> float | None:
    return float(share) if np.isfinite(share) else None
