"""Say everything that stands on sheets, tables and file names in Chinese, and in English if asked."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from geo.errors import SettingError
from geo.vocabulary import FACILITY_KINDS

__all__ = ["Language", "Words", "facility_kind_name", "sheet_words"]

Language = Literal["zh", "en"]
Words = Mapping[str, str]

_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "language": ("zh", "en"),
        "synthetic": ("虚构演示数据 · Synthetic demo data", "Synthetic demo data · 虚构演示数据"),
        "internal": ("内部工作用图，不得公开", "Internal working map, not for publication"),
        "north": ("北", "N"),
        "scale": ("比例尺", "Scale"),
        "metres": ("米", "m"),
        "kilometres": ("千米", "km"),
        "statistics": ("覆盖统计", "Coverage"),
        "statistics_unit": ("单位：户", "Unit: households"),
        "area": ("区域", "Area"),
        "total": ("总户数", "Total"),
        "covered": ("已覆盖", "Covered"),
        "falsely_covered": ("假覆盖", "False"),
        "uncovered": ("未覆盖", "Uncovered"),
        "share": ("覆盖率", "Share"),
        "sum": ("合计", "Total"),
        "other_areas": ("其余{count}个", "Other {count}"),
        "worst_note": ("加粗为覆盖率最低的三个", "Bold: the three lowest shares"),
        "legend": ("图例", "Legend"),
        "homes": ("住宅楼", "Homes"),
        "base": ("底图", "Base map"),
        "covered_home": ("已覆盖：步行可达", "Covered: within the walk"),
        "falsely_covered_home": ("假覆盖：圈内走不到", "False: in the circle only"),
        "uncovered_home": ("未覆盖", "Uncovered"),
        "other_building": ("非住宅建筑", "Other building"),
        "walk_area": ("步行可达范围", "Area within the walk"),
        "circle": ("直线半径圈（对照）", "Straight circle (comparison)"),
        "gap_area": ("空白区及编号", "Gap and its number"),
        "street_office_edge": ("街道界", "Street-office boundary"),
        "community_edge": ("社区界", "Community boundary"),
        "expressway": ("快速路", "Expressway"),
        "primary": ("主干路", "Arterial"),
        "secondary": ("次干路", "Secondary road"),
        "local": ("支路街巷", "Local street"),
        "path": ("步行道", "Footpath"),
        "railway": ("铁路", "Railway"),
        "water": ("水域", "Water"),
        "green": ("公园绿地", "Park"),
        "hill": ("山体", "Hill"),
        "gaps": ("主要空白区", "Largest gaps"),
        "gap_households": ("{households} 户", "{households} households"),
        "none_near": ("附近没有设施", "none near"),
        "barrier": ("有设施，被阻隔", "cut off by a barrier"),
        "closed": ("时段内不开放", "closed at that time"),
        "full": ("容量已满", "full"),
        "no_data": ("资料不足", "no data"),
        "definition": ("口径", "Definition"),
        "sources": ("数据来源", "Sources"),
        "unit": ("编制单位", "Prepared by"),
        "unit_unknown": ("（未填写）", "(not given)"),
        "made_on": ("编制日期", "Date"),
        "crs": ("坐标系", "Coordinate system"),
        "local_crs": ("局部横轴墨卡托（WGS 84）", "local transverse Mercator (WGS 84)"),
        "inset": ("位置示意", "Location"),
        "title": ("标题", "Title"),
        "label": ("数据标签", "Label"),
        "use": ("使用范围", "Use"),
        "data": ("数据", "Data"),
        "yes": ("是", "yes"),
        "no": ("否", "no"),
        "no_area": ("未划入社区", "In no area"),
        "key": ("覆盖户数 {covered}/{total}（{share}）", "Households covered {covered}/{total} ({share})"),
        "key_false": ("，另有假覆盖 {households} 户", ", another {households} only seemingly covered"),
        "limit_m": ("{limit}米", "{limit} m"),
        "limit_min": ("{limit}分钟", "{limit} min"),
        "any_subject": ("邻里", "Neighbourhood"),
        "title_pattern": (
            "{place}{limit}{subject}服务圈覆盖图（{month}）",
            "{place}: {subject} within {limit} ({month})",
        ),
        "walk_definition": (
            "覆盖：沿路网步行到设施，门到门不超过{limit}（含）；按户数计。",
            "Covered: a walk of at most {limit} along streets, door to door; counted in households.",
        ),
        "speed_definition": (
            "步行口径：{profile}，平地 {speed} 米/秒。",
            "Walker: {profile}, {speed} m/s on the flat.",
        ),
        "reach_definition": (
            "{minutes}分钟按此速度在平地约合 {metres} 米。",
            "{minutes} min are about {metres} m at this speed on the flat.",
        ),
        "false_definition": (
            "假覆盖：在直线半径圈内，但步行超出上述限度。",
            "False: inside the straight circle, but the walk is longer than that.",
        ),
        "picture_definition": (
            "步行可达范围为示意；是否覆盖以步行距离逐户判定。",
            "The area within the walk is a picture; each home is judged by its own walk.",
        ),
        "estimated_definition": (
            "其中 {share} 的户数为按建筑估算，并非登记数。",
            "{share} of the households are estimated from buildings, not registered.",
        ),
        "as_of": ("（{day}）", " ({day})"),
        "city_as_of": ("数据截至 {day}", "Data as of {day}"),
        "no_source": ("未注明来源", "No source was given"),
        "profile_standard": ("标准", "standard"),
        "profile_adult": ("成年人", "adult"),
        "profile_elder": ("老年人", "elderly"),
        "profile_child": ("儿童", "child"),
        "profile_wheelchair": ("轮椅", "wheelchair"),
        "profile_ebike": ("电动自行车", "e-bike"),
        "layer_buildings": ("建筑", "buildings"),
        "layer_entrances": ("出入口", "entrances"),
        "layer_streets": ("道路", "streets"),
        "layer_gates": ("小区大门", "gates"),
        "layer_barriers": ("阻隔", "barriers"),
        "layer_facilities": ("设施", "facilities"),
        "layer_communities": ("社区", "communities"),
    }
)

_FACILITY_KINDS_EN: Mapping[str, str] = MappingProxyType(
    {
        "party_centre": "Party-mass centre",
        "community_station": "Community station",
        "red_post": "Red post",
        "rider_station": "Rider station",
        "elder_canteen": "Elders' canteen",
        "fitness": "Fitness",
        "training": "Training",
        "childcare": "Child care",
        "medical": "Medical",
        "other_open": "Other open facility",
        "kiosk": "Kiosk",
        "talk_point": "Talk point",
        "wet_market": "Wet market",
        "school": "School",
        "park": "Park or square",
        "pharmacy": "Pharmacy",
        "convenience": "Convenience store",
        "toilet": "Public toilet",
        "unknown": "Not classified",
    }
)


def sheet_words(language: str) -> Words:
    """Return every word of a sheet in "zh" or "en"."""
    if language not in ("zh", "en"):
        raise SettingError(f'A map sheet is in Chinese ("zh") or English ("en"); "{language}" is neither.')
    place = 0 if language == "zh" else 1
    return MappingProxyType({key: pair[place] for key, pair in _WORDS.items()})


def facility_kind_name(kind: str, words: Words) -> str:
    """Return the name of a facility kind; a kind nobody named is called unclassified."""
    names = FACILITY_KINDS if words["language"] == "zh" else _FACILITY_KINDS_EN
    return names.get(kind, names["unknown"])
