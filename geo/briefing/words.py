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
        "falsely_covered": ("虚假覆盖", "False"),
        "uncovered": ("未覆盖", "Uncovered"),
        "share": ("覆盖率", "Share"),
        "sum": ("合计", "Total"),
        "other_areas": ("其余{count}个", "Other {count}"),
        "worst_note": ("加粗为覆盖率最低的三个", "Bold: the three lowest shares"),
        "legend": ("图例", "Legend"),
        "homes": ("住宅楼", "Homes"),
        "base": ("底图", "Base map"),
        "covered_home": ("已覆盖：步行可达", "Covered: within the walk"),
        "falsely_covered_home": ("虚假覆盖：圈内走不到", "False: in the circle, out of reach"),
        "uncovered_home": ("未覆盖", "Uncovered"),
        "other_building": ("非住宅建筑", "Other building"),
        "walk_area": ("步行可达范围", "Area within the walk"),
        "circle": ("直线半径圈（对照）", "Straight circle (comparison)"),
        "gap_area": ("覆盖盲区及编号", "Gap and its number"),
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
        "gaps": ("主要盲区", "Largest gaps"),
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
        "inset": ("位置示意", "Location"),
        "source": ("来源", "Source"),
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
