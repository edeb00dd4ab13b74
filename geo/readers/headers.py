"""List the headers people give to the columns of each layer, in Chinese, English and OpenStreetMap's words."""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["DEMAND_HEADERS", "FACILITY_HEADERS", "HEADERS", "Headers", "NAME_HEADERS", "STREET_HEADERS"]

#: Column of a contract -> the headers that mean it, the likeliest first.
Headers = Mapping[str, tuple[str, ...]]

#: The headers of a row's name, the likeliest first.
NAME_HEADERS = (
    "name", "名称", "名字", "设施名称", "单位名称", "小区名称", "楼栋名称", "社区名称", "网格名称", "道路名称", "路名",
    "地名", "点位名称", "场所名称", "机构名称", "商户名称", "店名", "楼栋", "楼名", "title", "标题",
)  # fmt: skip
_IDS = ("编号", "编码", "代码", "序号", "id", "code", "fid", "objectid", "osm_id")
_STREET: Headers = {
    "street_id": (
        "街道", "所属街道", "街道编号", "街道名称", "街道办", "乡镇街道", "镇街", "镇(街道)", "街道(镇)", "乡镇",
        "subdistrict", "street", "streetcode", "street_code", "street_name",
    ),
}  # fmt: skip
_COMMUNITY: Headers = {
    "community_id": (
        "社区", "所属社区", "社区编号", "社区名", "社区名称", "社区居委会", "村居", "村(社区)", "社区(村)", "居委会",
        "community", "community_name", "community_code",
    ),
}  # fmt: skip
_GRID: Headers = {"grid_id": ("网格", "所属网格", "网格编号", "网格名称", "网格号", "grid", "grid_name")}
_COMPOUND: Headers = {
    "compound_id": ("小区", "所属小区", "小区编号", "小区名称", "小区名", "住宅小区", "compound", "compound_name"),
}
_PEOPLE: Headers = {
    "households": (
        "户数", "总户数", "住户数", "居民户数", "常住户数", "家庭户数", "实有户数", "户", "戶數", "household", "hh",
        "households_count", "num_households",
    ),
    "people": (
        "人口", "总人口", "人数", "人口数", "常住人口", "居民人数", "居民数", "实有人口", "常住人数", "population",
        "pop", "persons",
    ),
    "elderly": (
        "老年人", "老人", "老年人口", "老年人数", "老人数", "60岁以上", "60岁及以上", "60岁以上人口", "60岁及以上人口",
        "60+", "elderly_60", "aged_60",
    ),
    "elderly_80": ("80岁以上", "80岁及以上", "80岁以上人口", "80岁及以上人口", "高龄老人", "80+", "aged_80"),
    "children_0_6": ("0-6岁", "0~6岁", "0至6岁", "0—6岁", "0-6岁儿童", "学龄前儿童", "婴幼儿"),
    "children_7_14": ("7-14岁", "7~14岁", "7至14岁", "7—14岁", "7-14岁儿童"),
    "disabled": ("残疾人", "残疾人数", "残疾人口"),
}  # fmt: skip
_HOME_AREA: Headers = {
    "floor_area_m2": (
        "住宅面积", "建筑面积", "居住面积", "总建筑面积", "面积", "area", "area_m2", "floor_area", "gfa",
    ),
}  # fmt: skip

FACILITY_HEADERS: Headers = {
    "facility_id": ("设施编号", "点位编号", *_IDS),
    "name": NAME_HEADERS,
    "kind": (
        "类型", "类别", "种类", "设施类型", "设施类别", "分类", "大类", "poi类型", "type", "category", "facility_kind",
        "facility_type", "typecode", "amenity",
    ),
    "tier": ("级别", "层级", "等级", "level"),
    "services": ("服务", "服务项目", "服务内容", "功能", "服务功能", "service"),
    "hours": ("开放时间", "营业时间", "服务时间", "办公时间", "opening_hours", "open_hours"),
    "capacity": ("容量", "服务户数", "可服务户数", "服务能力", "capacity_households"),
    "floor_area_m2": ("面积", "建筑面积", "使用面积", "场地面积", "area", "area_m2", "floor_area"),
    "acquired_by": ("取得方式", "来源方式", "建设方式"),
    "source": ("来源", "数据来源"),
    "as_of": ("日期", "数据日期", "更新日期", "date"),
    **_STREET,
    **_COMMUNITY,
    **_GRID,
}  # fmt: skip
DEMAND_HEADERS: Headers = {
    "demand_id": ("楼栋编号", "building_id", "小区编号", *_IDS),
    "name": NAME_HEADERS,
    **_PEOPLE,
    "buildings": ("楼栋数", "栋数", "楼数", "building_count"),
    **_HOME_AREA,
    **_COMPOUND,
    **_STREET,
    **_COMMUNITY,
    **_GRID,
}
STREET_HEADERS: Headers = {
    "way_id": ("道路编号", "osm_id", "osmid", *_IDS),
    "name": NAME_HEADERS,
    "highway": (
        "fclass", "道路等级", "道路类型", "道路类别", "road_class", "roadclass", "class", "type", "类型", "等级",
    ),
    "foot": ("步行", "pedestrian_access"),
    "access": ("通行", "通行权"),
    "service": (),
    "level": ("layer", "层", "层次"),
    "is_bridge": ("bridge", "桥梁", "是否桥梁"),
    "is_tunnel": ("tunnel", "隧道", "是否隧道"),
    "wait_s": ("等待时间", "等待秒数"),
}  # fmt: skip
_AREA_CODES = ("code", "代码", "区划代码", "统计代码", "行政区划代码", "社区代码", "areacode")

#: Layer of a city -> its columns' headers.
HEADERS: Mapping[str, Headers] = MappingProxyType(
    {
        "street_offices": {
            "street_id": ("街道编号", "街道代码", *_IDS),
            "name": ("街道", "街道名称", "镇街", "乡镇街道", "street_name", *NAME_HEADERS),
        },
        "communities": {
            "community_id": ("社区编号", "社区代码", *_IDS),
            "name": ("社区名称", "社区", "社区居委会", "村居", "community_name", *NAME_HEADERS),
            "code": _AREA_CODES,
            "community_type": ("社区类型", "类型"),
            **_STREET,
        },
        "grids": {
            "grid_id": ("网格编号", "网格代码", *_IDS),
            "name": ("网格名称", "网格", "网格名", "grid_name", *NAME_HEADERS),
            "grid_code": ("网格编码", "网格代码", "统一编码", "grid_code"),
            "grid_kind": ("网格类型", "类型"),
            "grid_head": ("网格长", "网格负责人"),
            **_COMMUNITY,
        },
        "compounds": {
            "compound_id": ("小区编号", *_IDS),
            "name": ("小区名称", "小区", "小区名", "compound_name", *NAME_HEADERS),
            "compound_form": ("小区类型", "类型"),
            "property_mode": ("物业", "物业模式", "物业管理", "物业类型"),
            "built_year": ("建成年份", "建成年代", "建造年代", "竣工年份", "年代"),
            "is_gated": ("是否封闭", "封闭", "围墙"),
            **_COMMUNITY,
        },
        "buildings": {
            "building_id": ("楼栋编号", "建筑编号", "楼号", "幢号", "栋号", *_IDS),
            "name": NAME_HEADERS,
            "building_kind": ("建筑类型", "用途", "房屋用途", "建筑用途", "楼栋类型", "类型", "building"),
            "storeys": (
                "楼层",
                "层数",
                "楼层数",
                "总层数",
                "地上层数",
                "层高",
                "floors",
                "floor",
                "levels",
                "building:levels",
            ),
            "units": ("单元数", "单元", "楼道数"),
            "built_year": ("建成年份", "建成年代", "建造年代", "竣工年份", "年代", "built"),
            **_PEOPLE,
            **_HOME_AREA,
            **_COMPOUND,
            **_STREET,
            **_COMMUNITY,
            **_GRID,
        },
        "entrances": {
            "entrance_id": ("入口编号", *_IDS),
            "building_id": ("楼栋编号", "所属楼栋"),
            "name": NAME_HEADERS,
        },
        "facilities": FACILITY_HEADERS,
        "streets": STREET_HEADERS,
        "gates": {
            "gate_id": ("大门编号", "门编号", *_IDS),
            "name": ("门名", "大门", *NAME_HEADERS),
            "is_open": ("是否开放", "开放", "状态"),
            **_COMPOUND,
        },
        "barriers": {
            "barrier_id": _IDS,
            "name": NAME_HEADERS,
            "kind": ("类型", "类别", "type", "barrier", "waterway"),
        },
        "partner_units": {
            "unit_id": ("单位编号", *_IDS),
            "name": ("单位名称", "单位", *NAME_HEADERS),
            "unit_kind": ("单位类型", "单位性质", "类型"),
            **_COMMUNITY,
        },
        "shops": {
            "shop_id": ("商铺编号", *_IDS),
            "name": ("商铺名称", "店名", "商户名称", *NAME_HEADERS),
            "shop_kind": ("业态", "经营范围", "行业", "类型", "type"),
            **_GRID,
        },
        "issues": {
            "issue_id": ("事件编号", "工单编号", *_IDS),
            "issue_kind": ("事件类型", "问题类型", "类型", "类别"),
            "state": ("状态", "办理状态", "处理状态"),
            "reported_on": ("上报时间", "上报日期", "受理时间", "日期"),
            **_COMMUNITY,
            **_GRID,
        },
        "candidates": {
            "candidate_id": ("候选编号", *_IDS),
            "name": NAME_HEADERS,
            "host_kind": ("房源类型", "场所类型", "类型", "类别"),
            "floor_area_m2": ("面积", "建筑面积", "使用面积", "area"),
            "build_cost_yuan": ("造价", "投资", "费用", "建设费用"),
        },
        "landcover": {
            "landcover_id": _IDS,
            "kind": ("类型", "地类", "用地类型", "用地性质", "landuse", "type"),
            "name": NAME_HEADERS,
        },
        "railways": {"railway_id": _IDS, "name": NAME_HEADERS, "kind": ("类型", "railway", "type")},
    }
)
