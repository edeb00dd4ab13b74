"""Name the columns of exported tables in Chinese and English, with their units."""

from collections.abc import Mapping
from types import MappingProxyType

from geo.briefing.words import Words

__all__ = ["column_heading"]

_HEADINGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "name": ("名称", "Name"),
        "area_id": ("区域编号", "Area id"),
        "street_id": ("街道编号", "Street-office id"),
        "community_id": ("社区编号", "Community id"),
        "grid_id": ("网格编号", "Grid id"),
        "compound_id": ("小区编号", "Compound id"),
        "building_id": ("楼栋编号", "Building id"),
        "demand_id": ("住户点编号", "Demand id"),
        "facility_id": ("设施编号", "Facility id"),
        "gap_id": ("空白区编号", "Gap id"),
        "nearest_facility_id": ("最近设施编号", "Nearest facility id"),
        "demand_ids": ("住户点编号(全部)", "Demand ids"),
        "count": ("统计项", "Count"),
        "covered": ("已覆盖(户)", "Covered (households)"),
        "falsely_covered": ("假覆盖(户)", "Falsely covered (households)"),
        "uncovered": ("未覆盖(户)", "Uncovered (households)"),
        "total": ("总户数", "Households"),
        "share": ("覆盖率", "Covered share"),
        "covered_share": ("覆盖率", "Covered share"),
        "households": ("户数", "Households"),
        "people": ("人数", "People"),
        "elderly": ("60岁以上", "Aged 60 and over"),
        "elderly_80": ("80岁以上", "Aged 80 and over"),
        "children_0_6": ("0–6岁", "Aged 0 to 6"),
        "children_7_14": ("7–14岁", "Aged 7 to 14"),
        "disabled": ("残疾人数", "Disabled people"),
        "buildings": ("楼栋数", "Buildings"),
        "floor_area_m2": ("建筑面积(平方米)", "Floor area (m2)"),
        "walk_m": ("步行距离(米)", "Walk (m)"),
        "walk_s": ("步行时间(秒)", "Walk (s)"),
        "walk_min": ("步行时间(分钟)", "Walk (min)"),
        "straight_m": ("直线距离(米)", "Straight line (m)"),
        "extra_walk_m": ("超出距离(米)", "Beyond the limit (m)"),
        "nearest_walk_m": ("到最近设施步行(米)", "Walk to the nearest (m)"),
        "limit_m": ("限度(米)", "Limit (m)"),
        "limit_min": ("限度(分钟)", "Limit (min)"),
        "radius_m": ("半径(米)", "Radius (m)"),
        "covered_m2": ("已覆盖用地(平方米)", "Covered land (m2)"),
        "total_m2": ("用地(平方米)", "Land (m2)"),
        "reason": ("原因", "Reason"),
        "kind": ("类型", "Kind"),
        "hours": ("开放时间", "Hours"),
        "capacity": ("可服务户数", "Capacity (households)"),
        "is_covered": ("是否覆盖", "Covered"),
        "lon": ("经度", "Longitude"),
        "lat": ("纬度", "Latitude"),
    }
)


def column_heading(column: str, words: Words) -> str:
    """Return the heading of a column; a column nobody named keeps its own name."""
    pair = _HEADINGS.get(column)
    return column if pair is None else pair[0 if words["language"] == "zh" else 1]
