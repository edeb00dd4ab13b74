"""Guess which layer of a city the rows of a file are: by shapes, headers, words and the name of the file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.crs import to_metric
from geo.layers import LAYERS
from geo.readers.cells import plain_text
from geo.readers.columns import recognised
from geo.readers.headers import HEADERS
from geo.readers.kinds import kind_from_text

__all__ = ["AREA_ROLES", "ROLES", "RoleGuess", "guessed_roles", "shape_kind"]

#: What rows may become: a layer of the city, or figures about its communities.
ROLES = (*(name for name, contract in LAYERS.items() if contract.geometry != "none"), "totals", "population")
AREA_ROLES = ("street_offices", "communities", "grids", "compounds")

#: Words in the name of a file, layer or sheet that say what it holds; a longer word says more.
_NAME_WORDS: Mapping[str, str] = {
    "buildings": r"楼栋|楼幢|建筑物?|房屋|住宅楼|building|house",
    "facilities": r"设施|驿站|服务站|服务点|党群|食堂|poi|facilit|兴趣点|点位",
    "communities": r"社区(?:边界|范围|界|面|区划)?$|社区(?:边界|范围|界线|面|区划)|居委会|communit|neighbo",
    "grids": r"网格|grid",
    "compounds": r"小区|楼盘|compound|estate",
    "street_offices": r"街道(?:边界|范围|界|面|区划|办)|乡镇|镇街|subdistrict|township",
    "streets": r"道路|路网|街巷|road|street|highway|way",
    "gates": r"大门|出入口|门禁|gate",
    "entrances": r"单元门|楼门|入口|entrance|door",
    "barriers": r"围墙|河流|水系|阻隔|障碍|wall|river|barrier|fence",
    "partner_units": r"单位|partner|unit",
    "shops": r"商铺|商户|店铺|shop|store",
    "issues": r"问题|工单|事件|诉求|issue|incident",
    "candidates": r"候选|备选|闲置|candidate",
    "landcover": r"用地|绿地|地类|土地|水面|landuse|landcover",
    "railways": r"铁路|轨道|rail",
    "totals": r"统计|汇总|台账|总数|人口表|户数表|total|census",
    "population": r"人口格网|人口栅格|人口网格|population|worldpop|hexgrid",
}
#: Columns of a contract that hardly any other layer has.
_TELLING: Mapping[str, tuple[str, ...]] = {
    "buildings": ("storeys", "units", "households", "building_kind", "compound_id"),
    "facilities": ("kind", "hours", "capacity", "services", "tier"),
    "communities": ("code", "street_id"),
    "grids": ("grid_code", "grid_head", "grid_kind"),
    "compounds": ("property_mode", "compound_form", "is_gated"),
    "streets": ("highway", "foot", "is_bridge"),
    "entrances": ("building_id",),
    "partner_units": ("unit_kind",),
    "shops": ("shop_kind",),
    "issues": ("issue_kind", "state", "reported_on"),
    "candidates": ("host_kind", "build_cost_yuan"),
    "landcover": ("kind",),
}
#: Shapes that a layer is made of, and those that can be turned into it.
_MADE_OF = {name: contract.geometry for name, contract in LAYERS.items()}
_TURNED_FROM = {"buildings": "point", **dict.fromkeys(
    ("facilities", "gates", "entrances", "partner_units", "shops", "issues", "candidates"), "polygon")}  # fmt: skip
_SAMPLE = 300
#: Areas between so many square metres are usual for the layer.
_USUAL_M2 = {"buildings": (20, 8_000), "compounds": (3_000, 300_000), "grids": (10_000, 1_000_000),
             "communities": (80_000, 30_000_000), "street_offices": (2_000_000, 500_000_000)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoleGuess:
    """One layer that the rows may be, and how much speaks for it."""

    role: str
    score: float


def shape_kind(rows: GeoDataFrame) -> str:
    """Return what most rows are: "point", "line", "polygon", or "none" where no row has a shape."""
    kinds = shapely.get_type_id(rows.geometry.to_numpy())
    for name, types in (("polygon", (3, 6)), ("line", (1, 2, 5)), ("point", (0, 4))):
        if np.isin(kinds, types).sum() * 2 > max((kinds >= 0).sum(), 1):
            return name
    return "none"


def guessed_roles(rows: GeoDataFrame, name: str) -> tuple[RoleGuess, ...]:
    """
    Return the layers that the rows may become, the likeliest first; `name` is that of the file and of its layer.

    Rows without shapes can only be figures of communities. A layer that cannot be made of the shapes is left out.
    """
    kind = shape_kind(rows)
    if kind == "none":
        return (RoleGuess("totals", 1.0),)
    columns = [column for column in rows.columns if column != rows.geometry.name]
    sizes = _typical_m2(rows) if kind == "polygon" else 0.0
    found = []
    for role in ROLES[:-2]:
        fits = 1.0 if _MADE_OF[role] == kind else 0.3 if _TURNED_FROM.get(role) == kind else 0.0
        if fits:
            found.append(RoleGuess(role, fits + _spoken(rows, columns, role, name, sizes)))
    if kind in ("polygon", "point") and _speaks_of_cells(name, rows):
        found.append(RoleGuess("population", 6.0))
    return tuple(sorted(found, key=lambda guess: -guess.score))


def _spoken(rows: GeoDataFrame, columns: list[object], role: str, name: str, typical_m2: float) -> float:
    score = 0.0
    words = re.search(_NAME_WORDS[role], name, re.IGNORECASE)
    if words:
        score += 3.0 + 0.3 * len(words.group())
    known = recognised(columns, HEADERS[role])
    score += sum(1.5 for column in _TELLING.get(role, ()) if column in known)
    score += 0.1 * len(known)
    if role in ("facilities", "shops") and _share_of_kinds(rows, known) > 0.3:
        score += 3.0 if role == "facilities" else 0.0
    if role in _USUAL_M2 and typical_m2:
        low, high = _USUAL_M2[role]
        score += 1.5 if low <= typical_m2 <= high else -1.5
    if role in AREA_ROLES and "name" in known and _names_end(rows, str(known["name"]), role):
        score += 4.0
    return score


def _share_of_kinds(rows: GeoDataFrame, known: Mapping[str, object]) -> float:
    for column in ("kind", "name"):
        if column in known:
            words = rows[known[column]].map(plain_text).iloc[:_SAMPLE]
            kinds = words[words != ""].map(kind_from_text)
            if len(kinds) and (kinds != "unknown").mean() > 0.3:
                return float((kinds != "unknown").mean())
    return 0.0


_ENDINGS = {
    "communities": r"(?:社区|居委会|居民委员会|村委会|村)$",
    "grids": r"网格",
    "street_offices": r"(?:街道|镇|乡|办事处)$",
    "compounds": r"(?:小区|花园|苑|城|府|里|庭|园)$",
}


def _names_end(rows: GeoDataFrame, column: str, role: str) -> bool:
    names = rows[column].map(plain_text).iloc[:_SAMPLE]
    names = names[names != ""]
    return bool(len(names) and names.str.contains(_ENDINGS[role], regex=True).mean() > 0.5)


def _typical_m2(rows: GeoDataFrame) -> float:
    if rows.crs is None:
        return 0.0
    sample = rows.geometry.iloc[:: max(len(rows) // _SAMPLE, 1)]
    return float(np.nanmedian(to_metric(GeoDataFrame(geometry=sample)).area)) if len(sample) else 0.0


def _speaks_of_cells(name: str, rows: GeoDataFrame) -> bool:
    has_people = any(plain_text(column).lower() in ("population", "people", "人口", "pop") for column in rows.columns)
    is_named = bool(re.search(_NAME_WORDS["population"], name, re.IGNORECASE))
    return has_people and is_named and not pd.Index(rows.columns).isin(["名称", "name"]).any()
