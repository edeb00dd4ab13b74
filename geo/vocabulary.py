"""Name facility kinds and services once, with their Chinese names; never invent a kind that is not here."""

from types import MappingProxyType

__all__ = ["FACILITY_KINDS", "SERVICE_KINDS"]

#: kind -> Chinese name, in the order of the legend.
FACILITY_KINDS = MappingProxyType(
    {
        "party_centre": "党群服务中心",
        "community_station": "社区党群服务站",
        "red_post": "近邻红色驿站",
        "rider_station": "小哥驿站",
        "elder_canteen": "长者食堂",
        "fitness": "健身设施",
        "training": "学习培训",
        "childcare": "托育托管",
        "medical": "医疗服务",
        "other_open": "其他开放设施",
        "kiosk": "自助服务终端",
        "talk_point": "议事说事点",
        "wet_market": "农贸市场",
        "school": "学校",
        "park": "公园广场",
        "pharmacy": "药店",
        "convenience": "便利店超市",
        "toilet": "公共厕所",
        "unknown": "未归类",
    }
)

#: service -> Chinese name; a facility offers one or more.
SERVICE_KINDS = MappingProxyType(
    {
        "party_service": "党群服务",
        "affairs_hall": "办事大厅",
        "council_hall": "邻里议事",
        "day_care": "日间照料",
        "elder_meal": "老年助餐",
        "childcare": "托育托管",
        "fitness": "健身",
        "training": "学习培训",
        "reading": "阅览",
        "medical": "医疗",
        "self_service": "自助办理",
        "rider_rest": "小哥歇脚",
        "market": "买菜购物",
        "school": "上学",
        "park": "公园活动",
        "other": "其他",
    }
)
