"""Recognise columns by the headers people give them, in Chinese, English and OpenStreetMap's words."""

import re
from collections.abc import Iterable, Mapping

from geo.readers.cells import plain_text

__all__ = [
    "DEMAND_HEADERS",
    "FACILITY_HEADERS",
    "Headers",
    "NAME_HEADERS",
    "STREET_HEADERS",
    "header_key",
    "recognised",
]

Headers = Mapping[str, tuple[str, ...]]

#: The headers of a row's name, the likeliest first.
NAME_HEADERS = (
    "name", "名称", "名字", "设施名称", "单位名称", "小区名称", "楼栋名称", "社区名称", "网格名称", "道路名称", "路名",
    "地名", "title", "标题",
)  # fmt: skip
_IDS = ("编号", "编码", "代码", "序号", "id", "code", "fid", "objectid")
_LEVEL_HEADERS: Headers = {
    "street_id": ("街道", "所属街道", "街道编号", "街道名称", "subdistrict"),
    "community_id": ("社区", "所属社区", "社区编号", "社区名", "community"),
    "grid_id": ("网格", "所属网格", "网格编号", "grid"),
}

FACILITY_HEADERS: Headers = {
    "facility_id": ("设施编号", *_IDS),
    "name": NAME_HEADERS,
    "kind": (
        "类型",
        "类别",
        "种类",
        "设施类型",
        "设施类别",
        "分类",
        "type",
        "category",
        "facility_kind",
        "facility_type",
    ),
    "tier": ("级别", "层级", "等级", "level"),
    "services": ("服务", "服务项目", "服务内容", "service"),
    "hours": ("开放时间", "营业时间", "服务时间", "opening_hours", "open_hours"),
    "capacity": ("容量", "服务户数", "可服务户数", "服务能力", "capacity_households"),
    "floor_area_m2": ("面积", "建筑面积", "使用面积", "场地面积", "area", "area_m2", "floor_area"),
    "source": ("来源", "数据来源"),
    "as_of": ("日期", "数据日期", "更新日期", "date"),
    **_LEVEL_HEADERS,
}
DEMAND_HEADERS: Headers = {
    "demand_id": ("楼栋编号", "building_id", "小区编号", *_IDS),
    "name": NAME_HEADERS,
    "households": ("户数", "总户数", "住户数", "居民户数", "常住户数", "household", "hh", "households_count"),
    "people": ("人口", "总人口", "人数", "人口数", "常住人口", "居民人数", "居民数", "population", "pop", "persons"),
    "elderly": ("老年人", "老人", "老年人口", "老年人数", "老人数", "60岁以上", "60岁及以上", "elderly_60", "aged_60"),
    "elderly_80": ("80岁以上", "80岁及以上", "高龄老人", "aged_80"),
    "children_0_6": ("0-6岁", "0~6岁", "0至6岁", "学龄前儿童", "婴幼儿"),
    "children_7_14": ("7-14岁", "7~14岁", "7至14岁"),
    "disabled": ("残疾人", "残疾人数", "残疾人口"),
    "buildings": ("楼栋数", "栋数", "楼数", "building_count"),
    "floor_area_m2": ("住宅面积", "建筑面积", "居住面积", "面积", "area", "area_m2", "floor_area"),
    "compound_id": ("小区", "所属小区", "compound"),
    **_LEVEL_HEADERS,
}
STREET_HEADERS: Headers = {
    "way_id": ("道路编号", "osm_id", "osmid", *_IDS),
    "name": NAME_HEADERS,
    "highway": (
        "fclass",
        "道路等级",
        "道路类型",
        "道路类别",
        "road_class",
        "roadclass",
        "class",
        "type",
        "类型",
        "等级",
    ),
    "foot": ("步行", "pedestrian_access"),
    "access": ("通行", "通行权"),
    "service": (),
    "level": ("layer", "层", "层次"),
    "is_bridge": ("bridge", "桥梁", "是否桥梁"),
    "is_tunnel": ("tunnel", "隧道", "是否隧道"),
    "wait_s": ("等待时间", "等待秒数"),
}

#: Ten bytes of UTF-8 hold three Chinese characters.
_CUT_OFF = 3
_UNIT_IN_BRACKETS = re.compile(r"[(\[【（].*?[)\]】）]")


def header_key(header: object) -> str:
    """Return a header without what varies: case, blanks, units in brackets, full-width letters."""
    return _UNIT_IN_BRACKETS.sub("", plain_text(header)).strip().lower().replace(" ", "_").strip("_")


def recognised(columns: Iterable[object], headers: Headers) -> dict[str, object]:
    """
    Return contract column -> the column of the file that holds it; what is not recognised is not in it.

    The contract's own name wins, then the first header listed, then the first three characters of one, which is what a
    Shapefile leaves of a Chinese header; each column of the file is used at most once.
    """
    by_key: dict[str, object] = {}
    for column in columns:
        by_key.setdefault(header_key(column), column)
    found: dict[str, object] = {name: by_key[name] for name in headers if name in by_key}
    for name, alternatives in headers.items():
        if name not in found:
            free = {key: column for key, column in by_key.items() if column not in found.values()}
            cut_off = [header[:_CUT_OFF] for header in alternatives if len(header) > _CUT_OFF and not header.isascii()]
            key = next((key for key in (*alternatives, *cut_off) if key in free), None)
            if key is not None:
                found[name] = free[key]
    return found
