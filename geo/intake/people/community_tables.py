"""Read small tables with one row a community: official totals, and shares of groups; every row is used or named."""

from collections.abc import Callable

import pandas as pd
from geopandas import GeoDataFrame

from geo.errors import MissingColumnError
from geo.intake.area_codes import area_code
from geo.intake.name_matching import AreaNames, area_names, named_area
from geo.intake.people.account import COLUMN_WORDS, GROUPS
from geo.intake.people.community_figures import (
    CommunityShares,
    CommunityTotal,
    GroupShares,
    OfficialTotals,
    share_fault,
)
from geo.readers.cells import number_in, plain_text
from geo.readers.columns import recognised
from geo.readers.headers import DEMAND_HEADERS, HEADERS
from geo.sentences import Sentence

__all__ = ["group_shares", "official_totals"]

#: A running number is no id of a community.
_NO_IDS = ("序号", "fid", "objectid")
_SUMS = ("合计", "总计", "小计", "共计", "全市", "total", "sum")
_LARGEST_TOTAL = 50_000_000
_ROUNDING = 1e-6  # 1.2万 is 12,000 but for the last digit of a float
_KEY_HEADERS = {
    "community_id": tuple(
        word for word in ("code", "编码", "代码", *HEADERS["communities"]["community_id"]) if word not in _NO_IDS
    ),
    "name": HEADERS["communities"]["name"],
}


def official_totals(
    table: pd.DataFrame, communities: GeoDataFrame | None = None, *, source: str = "", as_of: str = ""
) -> OfficialTotals:
    """
    Read official totals from a table with one row a community.

    Columns are recognised by their headers; a community by its id, its code or its name in any spelling
    (`geo.intake.name_matching`). A row is refused by name if its community is not found or may be two, if it repeats
    another row with other figures, or if a figure is no whole number or a group is larger than the people.

    Parameters
    ----------
    table
        Indexed by the row number in the file.
    communities
        COMMUNITIES layer; without it, the id or the name in the table is taken for the id of the community.

    Raises
    ------
    MissingColumnError
        If no column names the community, or none holds a total.
    """
    found, reasons = _rows(table, communities, tuple(COLUMN_WORDS), _whole_number)
    rows = []
    for label, community, name, cells in found:
        fault = _total_fault(cells)
        if fault is not None:
            reasons.append(_refused(label, fault))
            continue
        whole = {column: None if value is None else int(value) for column, value in cells.items()}
        rows.append(CommunityTotal(community, name, **whole))
    return OfficialTotals(tuple(rows), source, as_of, _names(communities), tuple(reasons))


def group_shares(
    table: pd.DataFrame,
    communities: GeoDataFrame | None = None,
    *,
    default: CommunityShares | None = None,
    source: str = "",
    as_of: str = "",
) -> GroupShares:
    """
    Read the shares of groups from a table with one row a community, written 0.187 or 18.7%.

    Rows are matched and refused as in `official_totals`; `default` holds for communities without a row.

    Raises
    ------
    MissingColumnError
        If no column names the community, or none holds a share.
    """
    found, reasons = _rows(table, communities, GROUPS, _share)
    rows = []
    for label, community, name, cells in found:
        shares = CommunityShares(community, name, **cells)
        fault = share_fault(shares)
        if fault is None:
            rows.append(shares)
        else:
            reasons.append(_refused(label, fault))
    return GroupShares(tuple(rows), default, source, as_of, _names(communities), tuple(reasons))


_Cells = dict[str, float | None]
_Row = tuple[str, str, str, _Cells]
_Reader = Callable[[object], float | Sentence | None]


def _rows(
    table: pd.DataFrame, communities: GeoDataFrame | None, columns: tuple[str, ...], read: _Reader
) -> tuple[list[_Row], list[Sentence]]:
    """Return the usable rows as label, community id, name and cells, each community once; and what was refused."""
    found = recognised(table.columns, {**_KEY_HEADERS, **{column: DEMAND_HEADERS[column] for column in columns}})
    _require(table, found, columns)
    known = _Communities(communities)
    rows: list[_Row] = []
    reasons: list[Sentence] = []
    for number, record in zip(table.index, table.to_dict("records"), strict=True):
        key, name = (plain_text(record[found[part]]) if part in found else "" for part in ("community_id", "name"))
        if not key and not name:
            continue
        label = f"row {number} ({name or key})"
        if (name or key).lower() in _SUMS:
            continue
        community = known.named(key, name)
        cells = {column: read(record[found[column]]) for column in columns if column in found}
        fault = community if isinstance(community, Sentence) else _cell_fault(cells)
        if isinstance(community, Sentence) or fault is not None:
            reasons.append(_refused(label, fault or Sentence("")))
            continue
        rows.append((label, *community, {c: v for c, v in cells.items() if not isinstance(v, Sentence)}))
    return _once(rows, reasons), reasons


class _Communities:
    """The communities of a city, asked by the id, the code or the name that a table writes."""

    def __init__(self, communities: GeoDataFrame | None) -> None:
        self.names: AreaNames | None = None
        if communities is None:
            return
        self.ids = [str(one) for one in communities.index]
        self.texts = communities["name"].astype(str).tolist()
        codes = communities["code"].tolist() if "code" in communities.columns else []
        self.by_key = {code: row for row, one in enumerate(codes) if (code := area_code(one))}
        self.by_key |= {one: row for row, one in enumerate(self.ids)}
        self.names = area_names(self.texts, "community")

    def named(self, key: str, name: str) -> tuple[str, str] | Sentence:
        """Return id and name of the community that is meant, or why none is."""
        if self.names is None:
            return key or name, name
        row = self.by_key.get(key, self.by_key.get(area_code(key) or ""))
        rows = (row,) if row is not None else named_area(self.names, name or key).rows
        if name and row is not None and (others := named_area(self.names, name).rows) and row not in others:
            return Sentence(
                f'"{key}" is {self.texts[row]}, but the name is that of another community',
                zh=f"“{key}”是{self.texts[row]}，名称却是另一个社区",
            )
        if len(rows) == 1:
            return self.ids[rows[0]], self.texts[rows[0]]
        if not rows:
            return Sentence("the city has no community of this name", zh="城市中没有这个社区")
        several = [self.texts[one] for one in rows]
        return Sentence(
            f"it may be {' or '.join(several)}; add the code of the community",
            zh=f"可能是{'或'.join(several)}；请补充社区代码",
        )


def _require(table: pd.DataFrame, found: dict[str, object], columns: tuple[str, ...]) -> None:
    there = ", ".join(map(str, table.columns))
    if not {"community_id", "name"} & set(found):
        raise MissingColumnError(
            f"The table needs a column with the community, such as 社区名称 or 社区编码; it has {there}.",
            zh=f"表中需要一列写明社区，例如“社区名称”或“社区编码”；现有：{there}。",
        )
    if not set(columns) & set(found):
        words = ", ".join(DEMAND_HEADERS[column][0] for column in columns)
        raise MissingColumnError(
            f"The table needs at least one column with figures, such as {words}; it has {there}.",
            zh=f"表中至少需要一列数字，例如{words}；现有：{there}。",
        )


def _once(rows: list[_Row], reasons: list[Sentence]) -> list[_Row]:
    """Leave out repetitions, and every row of a community that stands there with different figures."""
    first: dict[str, _Row] = {}
    at_odds: set[str] = set()
    for row in rows:
        earlier = first.setdefault(row[1], row)
        if earlier[3] != row[3] and row[1] not in at_odds:
            at_odds.add(row[1])
            fault = Sentence(
                f"{earlier[0]} has other figures for the same community, so neither was used",
                zh=f"与 {earlier[0]} 为同一社区而数字不同，两行均未采用",
            )
            reasons.append(_refused(row[0], fault))
    return [row for community, row in first.items() if community not in at_odds]


def _refused(label: str, fault: Sentence) -> Sentence:
    return Sentence(f"{label}: {fault}. The row was not used.", zh=f"{label}：{fault.zh or fault}。该行未采用。")


def _cell_fault(cells: dict[str, float | Sentence | None]) -> Sentence | None:
    return next((value for value in cells.values() if isinstance(value, Sentence)), None)


def _whole_number(cell: object) -> float | Sentence | None:
    if not plain_text(cell):
        return None
    number = number_in(cell)
    if number is None or number < 0 or number > _LARGEST_TOTAL or abs(number - round(number)) > _ROUNDING:
        return Sentence(
            f'"{plain_text(cell)}" is no whole number of 0 to {_LARGEST_TOTAL:,}',
            zh=f"“{plain_text(cell)}”不是 0 到 {_LARGEST_TOTAL:,} 的整数",
        )
    return float(round(number))


def _share(cell: object) -> float | Sentence | None:
    text = plain_text(cell).replace(" ", "")
    if not text:
        return None
    number = number_in(text.removesuffix("%"))
    if number is None:
        return Sentence(f'"{text}" is no share; write 0.187 or 18.7%', zh=f"“{text}”不是占比；请写成 0.187 或 18.7%")
    number = number / 100 if text.endswith("%") else number
    if not 0 <= number <= 1:
        return Sentence(
            f'"{text}" is no share of 0 to 1; write 0.187 or 18.7%',
            zh=f"“{text}”不在 0 到 1 之间；请写成 0.187 或 18.7%",
        )
    return number


def _total_fault(cells: _Cells) -> Sentence | None:
    people = cells.get("people")
    ages = sum(cells.get(group) or 0 for group in ("elderly", "children_0_6", "children_7_14"))
    largest = max(ages, cells.get("disabled") or 0, cells.get("elderly_80") or 0)
    if people is not None and largest > people:
        return Sentence(
            f"the groups make {largest:,.0f} of {people:,.0f} people",
            zh=f"人口 {people:,.0f} 人，分组却有 {largest:,.0f} 人",
        )
    elderly = cells.get("elderly")
    if elderly is not None and (cells.get("elderly_80") or 0) > elderly:
        return Sentence("there are more people of 80 than of 60 and over", zh="80岁及以上多于60岁及以上")
    return None


def _names(communities: GeoDataFrame | None) -> tuple[tuple[str, str], ...]:
    if communities is None:
        return ()
    return tuple(zip(communities.index.astype(str), communities["name"].astype(str), strict=True))
