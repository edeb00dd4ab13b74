"""The hierarchies that cities work with, as data; `source` names the requirement that each was taken from."""

from collections.abc import Mapping
from types import MappingProxyType

from geo.hierarchy.levels import LEVEL_NAMES, Hierarchy, Level, LevelName

__all__ = ["DEFAULT_HIERARCHY", "HIERARCHIES"]


def _level(level: LevelName, zh: str = "", *org_kinds: str, head: str = "", is_optional: bool = False) -> Level:
    usual = LEVEL_NAMES[level]
    return Level(level, zh or usual.zh, str(usual), org_kinds, head, is_optional)


_CITY = _level("city", "", "organisation")
_STREET = _level("street", "", "organisation")
_COMMUNITY = _level("community", "", "organisation")
_UNIT = _level("unit", head="unit_head", is_optional=True)
_MEMBER_HOUSEHOLD = _level("household", "党员中心户", "member_household")

#: R001 (three levels act together), R002 (the levels), R006 (grid branches, building groups), R003 and R027 (heads).
DEFAULT_HIERARCHY = Hierarchy(
    "default",
    "市-街道-社区-网格-小区-楼栋(-单元)",
    "City to building",
    (
        _CITY,
        _STREET,
        _COMMUNITY,
        _level("grid", "", "branch", head="grid_head"),
        _level("compound", "", "branch"),
        _level("building", "", "group", head="building_head"),
        _UNIT,
    ),
    source="R001, R002, R003, R006, R027",
)

#: The hierarchies to choose from, by key.
HIERARCHIES: Mapping[str, Hierarchy] = MappingProxyType(
    {
        one.key: one
        for one in (
            DEFAULT_HIERARCHY,
            Hierarchy(
                "ningde4",
                "宁德四级",
                "Ningde, four levels",
                (
                    _COMMUNITY,
                    _level("grid", "网格（小区）", "branch"),
                    _level("building", "", "group"),
                    _MEMBER_HOUSEHOLD,
                ),
                source="R004",
            ),
            Hierarchy(
                "fuding3",
                "福鼎三级",
                "Fuding, three levels",
                (_level("compound", "小区（网格）", "branch"), _level("building", "", "group"), _MEMBER_HOUSEHOLD),
                source="R005",
            ),
            Hierarchy(
                "fuqing5",
                "福清五级",
                "Fuqing, five levels",
                (
                    _level("street", "", "work_committee"),
                    _level("community", "", "joint_committee"),
                    _level("grid", "", "general_branch", head="grid_head"),
                    _level("compound", "", "branch"),
                    _level("building", "", "group", head="building_head"),
                ),
                source="R003",
            ),
            Hierarchy(
                "xinfu5",
                "忻府五级",
                "Xinfu, five levels",
                (
                    _level("street", "", "work_committee"),
                    _level("community", "", "joint_committee"),
                    _level("grid", "", "general_branch", "branch"),
                    _level("compound", "", "branch", "general_branch"),
                    _level("building", "楼宇", "group"),
                ),
                source="R002",
            ),
            Hierarchy(
                "yongan",
                "永安",
                "Yong'an",
                (
                    _CITY,
                    _STREET,
                    _COMMUNITY,
                    _level("grid", "", "group", head="grid_head"),
                    _level("compound"),
                    _level("building", "", "branch"),
                ),
                source="R010, R030",
            ),
        )
    }
)
