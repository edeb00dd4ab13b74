"""Random tables as offices write them, each built from a known truth and messed up in ways that have one meaning."""

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import openpyxl
from hypothesis import strategies as st

from geo.vocabulary import FACILITY_KINDS

#: Middles of cities from the far west to the far north-east, longitude and latitude in millionths of a degree.
CITIES = ((118_089_000, 24_480_000), (87_617_000, 43_793_000), (126_642_000, 45_757_000), (113_264_000, 23_129_000))
_WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Truth:
    """What one row says: `numbers` by column of ours, None where nobody knows."""

    name: str
    lon_1e6: int
    lat_1e6: int
    numbers: tuple[tuple[str, int | None], ...]
    words: tuple[tuple[str, str], ...] = ()

    @property
    def lon(self) -> float:
        return self.lon_1e6 / 1e6

    @property
    def lat(self) -> float:
        return self.lat_1e6 / 1e6


@dataclass(frozen=True)
class Block:
    """Columns that stay side by side: their headers and the one above them, their units, and their cells by row."""

    headers: tuple[str, ...]
    cells: tuple[tuple[object, ...], ...]
    parent: str = ""
    units: tuple[str, ...] = ("",)
    sums: tuple[object, ...] = (None,)
    is_name: bool = False


@dataclass(frozen=True)
class Shape:
    """What stands around the rows: rows above, the signs between, and where the noise goes."""

    titles: tuple[str, ...] = ()
    is_two_rowed: bool = False
    has_units: bool = False
    has_ordinals: bool = False
    blank_before: tuple[int, ...] = ()
    repeated_before: int | None = None
    total: str = ""
    is_total_by_name: bool = False
    signatures: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Table:
    """One random table: the truth, the columns in their order, what stands around them, and the file it becomes."""

    role: str
    truths: tuple[Truth, ...]
    blocks: tuple[Block, ...]
    shape: Shape
    suffix: str = ".csv"
    encoding: str = "utf-8"
    separator: str = ","
    sheets_before: tuple[str, ...] = ()
    sheets_after: tuple[str, ...] = ()

    def with_columns_in(self, order: random.Random) -> "Table":
        """The same table with its columns in another order."""
        blocks = list(self.blocks)
        order.shuffle(blocks)
        return replace(self, blocks=tuple(blocks))

    @property
    def has_ids(self) -> bool:
        return any("序号" in block.headers or "序號" in block.headers for block in self.blocks)

    def laid_out(self) -> "Layout":
        return _laid_out(self)


@dataclass(frozen=True)
class Layout:
    """The rows of the sheet; by place in it which are truths and which are noise; what is merged in a workbook."""

    rows: tuple[tuple[object, ...], ...]
    truths: tuple[int, ...]
    noise: tuple[int, ...]
    merged: tuple[tuple[int, int, int, int], ...]

    def numbers(self, *, are_lines: bool) -> list[int]:
        """The number of each row as the file counts: rows of a sheet, first lines in a text."""
        numbers, line = [], 1
        for row in self.rows:
            numbers.append(line)
            line += 1 + (sum(str(cell).count("\n") for cell in row if cell is not None) if are_lines else 0)
        return numbers


class _Page:
    """A sheet that is written row by row."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.rows: list[list[object]] = []
        self.noise: list[int] = []
        self.merged: list[tuple[int, int, int, int]] = []

    def add(self, cells: Sequence[object], *, is_noise: bool = True) -> int:
        self.rows.append([*cells, *[None] * (self.width - len(cells))])
        place = len(self.rows) - 1
        if is_noise and any(cell not in (None, "") for cell in cells):
            self.noise.append(place)
        return place


def _laid_out(table: Table) -> Layout:
    shape, blocks = table.shape, table.blocks
    page = _Page(sum(len(block.headers) for block in blocks))
    for title in shape.titles:
        place = page.add([title])
        if title and page.width > 1:
            page.merged.append((place, 0, place, page.width - 1))
    head = _headed(page, table)
    if shape.has_units:
        page.add([unit for block in blocks for unit in block.units])
    if shape.has_ordinals:
        page.add([str(n) for n in range(1, page.width + 1)])
    truths = []
    for n in range(len(table.truths)):
        if n in shape.blank_before:
            page.add([])
        for row in head if n == shape.repeated_before else ():
            page.add(row)
        truths.append(page.add([cell for block in blocks for cell in block.cells[n]], is_noise=False))
    if shape.total:
        sums = [one for block in blocks for one in block.sums]
        names = [block.is_name for block in blocks for _ in block.headers]
        sums[names.index(True) if shape.is_total_by_name else 0] = shape.total
        page.add(sums)
    for signature in shape.signatures:
        page.add(signature[: page.width])
    return Layout(tuple(map(tuple, page.rows)), tuple(truths), tuple(page.noise), tuple(page.merged))


def _headed(page: _Page, table: Table) -> list[list[object]]:
    """Write the headers, in one row or in two, and return their rows."""
    if not table.shape.is_two_rowed:
        headers = [header for block in table.blocks for header in block.headers]
        page.add(headers, is_noise=False)
        return [headers]
    upper: list[object] = []
    lower: list[object] = []
    top = len(page.rows)
    for block in table.blocks:
        column, spread = len(upper), len(block.headers)
        blanks = [None] * (spread - 1)
        if block.parent:
            page.merged += [(top, column, top, column + spread - 1)] if spread > 1 else []
        else:
            page.merged += [(top, column + n, top + 1, column + n) for n in range(spread)]
        upper += [block.parent, *blanks] if block.parent else block.headers
        lower += block.headers if block.parent else [None] * spread
    page.add(upper, is_noise=False)
    page.add(lower)
    return [upper, lower]


def written(table: Table, folder: Path) -> Path:
    """Write the table as the file it is."""
    path = folder / f"点位表{table.suffix}"
    layout = table.laid_out()
    if table.suffix == ".xlsx":
        _write_workbook(table, layout, path)
        return path
    text = io.StringIO(newline="")
    if table.separator == " ":
        text.writelines(" ".join(map(_shown, row)) + "\r\n" for row in layout.rows)
    else:
        writer = csv.writer(text, delimiter=table.separator)
        writer.writerows([[_shown(cell) for cell in row] for row in layout.rows])
    path.write_bytes(text.getvalue().encode(table.encoding))
    return path


def _write_workbook(table: Table, layout: Layout, path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for kind in table.sheets_before:
        _write_other(book.create_sheet(kind), kind)
    sheet = book.create_sheet("点位")
    for row in layout.rows:
        sheet.append(list(row))
    for top, left, bottom, right in layout.merged:
        sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    for kind in table.sheets_after:
        _write_other(book.create_sheet(kind), kind)
    book.save(path)


def _write_other(sheet, kind: str) -> None:
    rows = {
        "填表说明": [["填表说明"], ["1. 经度、纬度请用小数"], ["2. 户数按常住户填写"]],
        "汇总": [["社区", "户数", "人口", "60岁以上", "80岁以上", "楼栋数"], ["新华社区", 1200, 3400, 400, 90, 31]],
        "空表": [],
    }[kind]
    for row in rows:
        sheet.append(row)


def _shown(cell: object) -> str:
    return "" if cell is None else f"{cell:f}".rstrip("0").rstrip(".") if isinstance(cell, float) else str(cell)


# How one value is written --------------------------------------------------------------------------------------------


def _plain(value: int | Decimal) -> str:
    return f"{value:f}"


def _in_characters(value: int) -> str:
    tens, ones = divmod(value, 10)
    if value < 10:
        return _DIGITS[value]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


NUMBER_STYLES = ("native", "text", "comma", "wide", "unit", "wide unit", "ten thousands", "about", "fraction", "blanks")


def number_cell(value: int | None, style: str, unit: str) -> object:
    """Write a number the way somebody does; every way here has one meaning."""
    if value is None:
        return None
    return {
        "native": value,
        "text": str(value),
        "comma": f"{value:,}",
        "wide": str(value).translate(_WIDE),
        "unit": f"{value}{unit}",
        "wide unit": f"{value:,} {unit}".translate(_WIDE),
        "ten thousands": f"{_plain(Decimal(value) / 10_000)}万{unit}",
        "about": f"约{value}{unit}",
        "fraction": f"{value}.0",
        "blanks": f" {value}　",
        "characters": f"{_in_characters(value)}{unit}" if value < 100 else str(value),
    }[style]


def _degrees(millionths: int) -> str:
    return _plain(Decimal(millionths) / 1_000_000)


def _minutes(millionths: int) -> tuple[int, int, str]:
    seconds = Decimal(millionths) * 3600 / 1_000_000
    return int(seconds // 3600), int(seconds % 3600 // 60), f"{seconds % 60:.4f}"


def _marked(millionths: int, pattern: str) -> str:
    degrees, minutes, seconds = _minutes(millionths)
    return pattern.format(d=degrees, m=minutes, s=seconds, c=_degrees(millionths))


#: Ways to write a pair of columns, (longitude, latitude); None writes plain numbers.
PAIR_STYLES = {
    "native": None,
    "text": ("{c}", "{c}"),
    "wide": ("{c}", "{c}"),
    "millionths": None,
    "degree sign": ("{c}°", "{c}°"),
    "compass": ("{c}E", "{c}N"),
    "compass before": ("E{c}", "N{c}"),
    "compass in Chinese": ("东经{c}", "北纬{c}"),
    "signs": ("{d}°{m}′{s}″", "{d}°{m}′{s}″"),
    "typewriter signs": ("{d}°{m}'{s}\"E", "{d}°{m}'{s}\"N"),
    "Chinese signs": ("东经{d}度{m}分{s}秒", "北纬{d}度{m}分{s}秒"),
    "colons": ("{d}:{m}:{s}", "{d}:{m}:{s}"),
    "blanks": ("{d} {m} {s}", "{d} {m} {s}"),
}
#: Ways to write a position into one cell.
ONE_STYLES = (
    "{x},{y}", "{x}，{y}", "{x} {y}", "{x}, {y}", "({x},{y})", "（{x}，{y}）", "{x};{y}", "{x}；{y}", "{x}/{y}",
    "{x}、{y}", "[{x}, {y}]", "{y},{x}", "{y} {x}", "E{x} N{y}", "N{y},E{x}", "东经{x}，北纬{y}", "北纬{y} 东经{x}",
    "POINT ({x} {y})", "POINT({x} {y})", "lng:{x},lat:{y}",
)  # fmt: skip


def pair_cells(truth: Truth, style: str) -> tuple[object, object]:
    if style == "native":
        return truth.lon, truth.lat
    if style == "millionths":
        return truth.lon_1e6, truth.lat_1e6
    lon, lat = PAIR_STYLES[style] or ("{c}", "{c}")
    cells = _marked(truth.lon_1e6, lon), _marked(truth.lat_1e6, lat)
    return (cells[0].translate(_WIDE), cells[1].translate(_WIDE)) if style == "wide" else cells


def one_cell(truth: Truth, style: str) -> str:
    return style.format(x=_degrees(truth.lon_1e6), y=_degrees(truth.lat_1e6))


# The words of a table ------------------------------------------------------------------------------------------------

PAIR_HEADERS = (
    ("经度", "纬度"), ("lon", "lat"), ("lng", "lat"), ("Longitude", "Latitude"), ("东经", "北纬"), ("LON", "LAT"),
    ("经度(°)", "纬度(°)"), ("经　度", "纬　度"), ("中心经度", "中心纬度"), ("X经度", "Y纬度"),
    ("经度坐标", "纬度坐标"),
    ("WGS84经度", "WGS84纬度"), ("*经度", "*纬度"), ("经度（必填）", "纬度（必填）"), ("點位經度", "點位緯度"),
)  # fmt: skip
ONE_HEADERS = ("坐标", "经纬度", "位置坐标", "location", "lnglat", "coordinates", "坐标点", "地理坐标", "經緯度")
HEADERS = {
    "name": ("名称", "name", "Name", "点位名称", "名 称", "*名称", "名稱", "标题", "場所名稱"),
    "households": ("户数", "总户数", "住户数", "常住户数", "households", "戶數", "户数(户)", "户 数", "常住户数（户）"),
    "people": ("人口", "总人口", "常住人口", "people", "population", "人口数", "人口(人)", "人數"),
    "elderly": ("60岁以上", "老年人口", "60+", "60岁及以上人口"),
    "storeys": ("楼层", "层数", "floors", "地上层数", "樓層", "层数(层)"),
    "units": ("单元数", "单元", "units"),
    "capacity": ("容量", "服务户数", "capacity", "服务能力(户)"),
    "floor_area_m2": ("面积", "建筑面积", "面积(㎡)", "建筑面积（平方米）", "floor_area", "建筑面积(m2)"),
    "kind": ("类型", "设施类型", "类别", "kind", "設施類型"),
    "hours": ("开放时间", "营业时间", "opening_hours", "開放時間"),
}
UNITS = {
    "households": "户", "people": "人", "elderly": "人", "storeys": "层", "units": "个", "capacity": "户",
    "floor_area_m2": "平方米",
}  # fmt: skip
NUMBERS = {
    "facilities": ("capacity", "floor_area_m2"),
    "buildings": ("households", "people", "elderly", "storeys", "units", "floor_area_m2"),
}
_LARGEST = {"storeys": 60, "units": 12, "households": 3_000, "people": 12_000, "elderly": 3_000}
#: Traditional characters beside headers that Big5 can write.
TRADITIONAL = {
    "name": ("名稱", "場所名稱", "name"),
    "households": ("戶數", "總戶數", "households"),
    "people": ("人數", "人口", "people"),
    "elderly": ("60+",),
    "storeys": ("樓層", "floors"),
    "units": ("units",),
    "capacity": ("capacity", "容量"),
    "floor_area_m2": ("面積", "floor_area"),
}
_TRADITIONAL_PAIRS = (("經度", "緯度"), ("lon", "lat"), ("東經", "北緯"), ("點位經度", "點位緯度"))
_HOURS = (
    "08:00-18:00",
    "周一至周五 8:30—17:30",
    "24小时",
    "08:00-12:00,14:00-18:00",
    "8：00～20：00",
    "Mo-Fr 09:00-17:00",
)
_FIRST = ("文园", "东山", "新华", "滨海", "铁路", "三角花园", "大", "曾厝垵", "八一", "丽景")
_LAST = {
    "facilities": (
        "社区服务站",
        "长者食堂",
        "便民点",
        "驿站",
        "托育中心",
        "文化活动室（二期）",
        "健身广场",
        "“邻里”中心",
    ),
    "buildings": ("小区", "公寓", "新村", "苑", "大厦", "路12号"),
}
_BIG5 = ("松山", "大安", "文山", "中正", "萬華"), ("社區活動中心", "長者食堂", "公寓", "大樓", "國宅")
_REMARKS = (
    "", "临街", "靠近公园，待核", '含"地下室"', "两行\n备注", "注：二楼", "a,b;c", "共3户", "见 附件",
    "说明：与物业合用",
    "2026年新建", "1,2号楼之间", "备注：无电梯", "3.5米宽", "单位：自管",
)  # fmt: skip
_BIG5_REMARKS = ("", "臨街", "靠近公園，待核", "共3戶", "見 附件")


@st.composite
def tables(draw, role: str | None = None) -> Table:
    """Draw a table: a truth, its columns, their order, what stands around them and the file."""
    role = role or draw(st.sampled_from(("buildings", "facilities")))
    suffix, encoding, separator = draw(st.sampled_from(_FILES))
    is_big5 = encoding == "big5hkscs"
    truths = draw(truths_of(role, is_big5=is_big5, is_without_blanks=separator == " "))
    blocks = [_name_block(draw, truths, is_big5), _place_block(draw, truths, is_big5, is_bare=separator == " ")]
    blocks += [_number_block(draw, truths, number, is_big5) for number, _ in truths[0].numbers]
    for word, _ in truths[0].words:
        header = draw(st.sampled_from(HEADERS[word]))
        blocks.append(Block((header,), tuple((dict(truth.words)[word],) for truth in truths)))
    blocks += _noise_blocks(draw, len(truths), is_big5)
    shape = draw(_shapes(len(truths), is_big5))
    if not any(block.parent for block in blocks):
        shape = replace(shape, is_two_rowed=False)
    if not any(unit for block in blocks for unit in block.units):
        shape = replace(shape, has_units=False)
    if separator == " ":
        blocks, shape = [_without_blanks(block) for block in blocks if block.headers != ("",)], Shape()
    sheets = st.lists(st.sampled_from(("填表说明", "汇总", "空表")), unique=True, max_size=2)
    before = tuple(draw(sheets)) if suffix == ".xlsx" else ()
    after = tuple(one for one in draw(sheets) if one not in before) if suffix == ".xlsx" else ()
    table = Table(role, truths, tuple(blocks), shape, suffix, encoding, separator, before, after)
    return table.with_columns_in(draw(st.randoms(use_true_random=False)))


#: Suffix, encoding, separator. Blanks separate cells only where no cell is empty and none holds a blank.
_FILES = (
    (".csv", "utf-8", ","), (".xlsx", "", ""), (".csv", "utf-8-sig", ","), (".csv", "gb18030", ","),
    (".tsv", "utf-8", "\t"), (".txt", "utf-16", "\t"), (".txt", "gb18030", "\t"), (".csv", "utf-16", ","),
    (".txt", "utf-8", ";"), (".csv", "big5hkscs", ","), (".txt", "gb18030", "|"), (".csv", "gb18030", "，"),
    (".txt", "utf-8", " "),
)  # fmt: skip


@st.composite
def truths_of(draw, role: str, *, is_big5: bool = False, is_without_blanks: bool = False) -> tuple[Truth, ...]:
    """Draw up to eight rows in one city."""
    lon, lat = (121_543_000, 25_033_000) if is_big5 else draw(st.sampled_from(CITIES))
    names = [name for name in NUMBERS[role] if draw(st.booleans())]
    # A cell with a blank is two where blanks part the cells.
    hours = tuple(one for one in _HOURS if not is_without_blanks or not set(" ,") & set(one))
    words = [] if is_big5 else [w for w in ("kind", "hours") if role == "facilities" and draw(st.booleans())]
    first, last = _BIG5 if is_big5 else (_FIRST, _LAST[role])
    middle = st.sampled_from(("", "一", "2号", "A区", "·")) if not is_big5 else st.sampled_from(("", "二期"))

    def row() -> Truth:
        name = draw(st.sampled_from(first)) + draw(middle) + draw(st.sampled_from(last))
        numbers = tuple(
            (one, draw(st.integers(0, _LARGEST.get(one, 50_000)) if is_without_blanks
                       else st.none() | st.integers(0, _LARGEST.get(one, 50_000))))
            for one in names
        )  # fmt: skip
        said = tuple(
            (w, draw(st.sampled_from(hours if w == "hours" else tuple(FACILITY_KINDS.values())))) for w in words
        )
        shift = st.integers(-40_000, 40_000)
        return Truth(name, lon + draw(shift), lat + draw(shift), numbers, said)

    return tuple(row() for _ in range(draw(st.integers(1, 8))))


def _name_block(draw, truths: tuple[Truth, ...], is_big5: bool) -> Block:
    header = draw(st.sampled_from((TRADITIONAL if is_big5 else HEADERS)["name"]))
    return Block((header,), tuple((truth.name,) for truth in truths), is_name=True)


def _place_block(draw, truths: tuple[Truth, ...], is_big5: bool, *, is_bare: bool) -> Block:
    if is_bare:  # among cells parted by blanks a pair with a comma looks like two cells parted by it
        return Block(("经度", "纬度"), tuple((truth.lon, truth.lat) for truth in truths), sums=(None, None))
    if draw(st.booleans()):
        headers = draw(st.sampled_from(_TRADITIONAL_PAIRS if is_big5 else PAIR_HEADERS))
        # Signs that Big5 lacks: nobody can write them in such a file.
        styles = ("native", "text", "wide", "millionths", "blanks", "colons") if is_big5 else tuple(PAIR_STYLES)
        style = draw(st.sampled_from(styles))
        cells = [pair_cells(truth, style) for truth in truths]
        if draw(st.booleans()):
            cells = [(lat, lon) for lon, lat in cells]  # below each other's header: the ranges in China tell
            headers = headers if draw(st.booleans()) else headers[::-1]
        parent = draw(st.sampled_from(("", "坐标", "位置", "地理位置"))) if not is_big5 else ""
        return Block(tuple(headers), tuple(cells), parent, ("度", "度"), (None, None))
    style = draw(st.sampled_from(ONE_STYLES[:13] if is_big5 else ONE_STYLES))
    header = "經緯度" if is_big5 else draw(st.sampled_from(ONE_HEADERS))
    return Block((header,), tuple((one_cell(truth, style),) for truth in truths))


def _number_block(draw, truths: tuple[Truth, ...], number: str, is_big5: bool) -> Block:
    header = draw(st.sampled_from((TRADITIONAL if is_big5 else HEADERS)[number]))
    values = [dict(truth.numbers)[number] for truth in truths]
    total = sum(value or 0 for value in values)
    unit = UNITS[number]
    if number == "people" and not is_big5 and draw(st.booleans()):
        # A column in ten thousands says so in its header; what a cell says of itself counts more.
        style = draw(st.sampled_from(("ten thousands below ten thousands", "plain")))
        in_thousands = [None if v is None else _plain(Decimal(v) / 10_000) for v in values]
        own = tuple((None if v is None else v + "万" if style != "plain" else v,) for v in in_thousands)
        return Block(("人口（万人）",), own, units=("",), sums=(_plain(Decimal(total) / 10_000),))
    known = (*NUMBER_STYLES, "characters") if number in ("storeys", "units") else NUMBER_STYLES
    known = (
        tuple(s for s in known if "unit" not in s and s not in ("about", "ten thousands", "characters"))
        if is_big5
        else known
    )
    usual = draw(st.sampled_from(known))
    cells = [(number_cell(v, usual if draw(st.booleans()) else draw(st.sampled_from(known)), unit),) for v in values]
    return Block((header,), tuple(cells), units=("" if is_big5 else unit,), sums=(total,))


def _noise_blocks(draw, rows: int, is_big5: bool) -> list[Block]:
    blocks = []
    if draw(st.booleans()):
        blocks.append(Block(("序號" if is_big5 else "序号",), tuple((n + 1,) for n in range(rows))))
    if draw(st.booleans()):
        remarks = st.sampled_from(_BIG5_REMARKS if is_big5 else _REMARKS)
        header = "備註" if is_big5 else draw(st.sampled_from(("备注", "说明", "remarks", "其他情况")))
        blocks.append(Block((header,), tuple((draw(remarks),) for _ in range(rows))))
    if draw(st.booleans()):
        blocks.append(Block(("",), tuple((None,) for _ in range(rows))))
    if draw(st.booleans()):
        blocks.append(Block(("更新日期",), tuple(("2026-10-01",) for _ in range(rows))))
    return blocks


@st.composite
def _shapes(draw, rows: int, is_big5: bool) -> Shape:
    titles = st.sampled_from(("西园街道点位台账", "", "附件2：", "填报单位：西园街道办事处", "（2026年10月）"))
    big5_titles = st.sampled_from(("松山區點位清冊", ""))
    signatures = st.sampled_from((
        ("制表人：某某",), ("填表人：某某", None, "审核：某某"), ("注：本表数据截至2026年10月",), ("备注：", "含在建"),
        ("填表人：", "某某", "日期：", "2026-10-01"),
    ))  # fmt: skip
    big5_signatures = st.just(("製表人：某某",))
    return Shape(
        titles=tuple(draw(st.lists(big5_titles if is_big5 else titles, max_size=3))),
        is_two_rowed=draw(st.booleans()),
        has_units=draw(st.booleans()) and not is_big5,
        has_ordinals=draw(st.integers(0, 4)) == 4,
        blank_before=tuple(draw(st.lists(st.integers(0, rows - 1), unique=True, max_size=2))),
        repeated_before=draw(st.none() | st.integers(1, rows - 1)) if rows > 1 else None,
        total=draw(st.sampled_from(("", "合計" if is_big5 else "合计", "總計" if is_big5 else "总 计", "Total"))),
        is_total_by_name=draw(st.booleans()),
        signatures=tuple(draw(st.lists(big5_signatures if is_big5 else signatures, max_size=2))),
    )


#: Commas and the like in every row would look like what parts the cells.
_BARE = str.maketrans("", "", ",，;；|")


def _without_blanks(block: Block) -> Block:
    cells = tuple(
        tuple(str(c).translate(_BARE).replace(" ", "").replace("　", "").replace("\n", "") or "无" for c in row)
        for row in block.cells
    )
    return replace(block, headers=tuple(h.replace(" ", "").replace("　", "") for h in block.headers), cells=cells)
