"""Name the levels of a city from the largest to the smallest, with their organisations and heads."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, get_args

from geo.errors import SettingError
from geo.sentences import Sentence

__all__ = [
    "HEAD_ROLES",
    "Hierarchy",
    "LEVEL_NAMES",
    "LEVEL_OF_LAYER",
    "LONGEST_NAME",
    "Level",
    "LevelName",
    "ORG_KINDS",
    "has_unseen",
    "level_name",
    "own_names",
    "renamed",
]

LevelName = Literal[
    "province", "city", "street", "community", "grid", "micro_grid", "compound", "building", "unit", "household"
]

#: The levels' usual names, from the largest to the smallest. A household is only ever counted, never located (R005).
LEVEL_NAMES: Mapping[LevelName, Sentence] = MappingProxyType(
    {
        "province": Sentence("province", zh="省"),
        "city": Sentence("city", zh="市"),
        "street": Sentence("street", zh="街道"),
        "community": Sentence("community", zh="社区"),
        "grid": Sentence("grid", zh="网格"),
        "micro_grid": Sentence("micro-grid", zh="微网格"),
        "compound": Sentence("compound", zh="小区"),
        "building": Sentence("building", zh="楼栋"),
        "unit": Sentence("unit", zh="单元"),
        "household": Sentence("household", zh="户"),
    }
)

#: Layer of a city -> the level that its rows are areas of.
LEVEL_OF_LAYER: Mapping[str, LevelName] = MappingProxyType(
    {
        "street_offices": "street",
        "communities": "community",
        "grids": "grid",
        "compounds": "compound",
        "buildings": "building",
        "entrances": "unit",
    }
)

#: The organisations that may be attached to a level (R002, R004, R008, R010, R039).
ORG_KINDS: Mapping[str, Sentence] = MappingProxyType(
    {
        "organisation": Sentence("Party organisation", zh="党组织"),
        "work_committee": Sentence("joint work committee", zh="大工委"),
        "joint_committee": Sentence("joint Party committee", zh="大党委"),
        "committee": Sentence("Party committee", zh="党委"),
        "general_branch": Sentence("general Party branch", zh="党总支"),
        "branch": Sentence("Party branch", zh="党支部"),
        "joint_branch": Sentence("joint Party branch", zh="联合党支部"),
        "group": Sentence("Party group", zh="党小组"),
        "member_household": Sentence("Party-member household", zh="党员中心户"),
    }
)

#: Who heads an area of a level (R003, R027, R030).
HEAD_ROLES: Mapping[str, Sentence] = MappingProxyType(
    {
        "grid_head": Sentence("grid head", zh="网格长"),
        "micro_grid_head": Sentence("micro-grid head", zh="微网格长"),
        "building_head": Sentence("building head", zh="楼栋长"),
        "unit_head": Sentence("unit head", zh="单元长"),
    }
)

#: The most characters that the name of a level may have.
LONGEST_NAME = 12

_LEVELS: tuple[LevelName, ...] = get_args(LevelName)


@dataclass(frozen=True, slots=True)
class Level:
    """
    One level of a hierarchy: what it is called here, which organisations it may have and who heads it.

    The first of `org_kinds` is the usual one; none means that the source names none. An optional level may be missing
    from a city without a fault.
    """

    level: LevelName
    zh: str
    en: str
    org_kinds: tuple[str, ...] = ()
    head_role: str = ""
    is_optional: bool = False

    def __post_init__(self) -> None:
        known = self.level in _LEVELS and set(self.org_kinds) <= set(ORG_KINDS)
        if not known or self.head_role not in ("", *HEAD_ROLES):
            raise SettingError(
                f"A level needs a known level, organisations and head; {self.level}, {', '.join(self.org_kinds)}, "
                f"{self.head_role} is not all known. Choose from the lists.",
                zh=f"层级、组织和负责人须是列表中已有的；“{self.level}”这一级有未知的项，请从列表中选择。",
            )
        for name in (self.zh, self.en):
            _require_name(name)

    @property
    def name(self) -> Sentence:
        """What the level is called, in both languages."""
        return Sentence(self.en, zh=self.zh)

    @property
    def org_kind(self) -> str:
        """The usual organisation of the level, "" if none is named."""
        return self.org_kinds[0] if self.org_kinds else ""


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The levels that one city works with, from the largest to the smallest; `source` is the requirement it follows."""

    key: str
    zh: str
    en: str
    levels: tuple[Level, ...]
    source: str = ""

    def __post_init__(self) -> None:
        names = self.level_names
        if not names or len(set(names)) < len(names):
            raise SettingError(
                f"A hierarchy needs each of its levels once; {self.en} has {', '.join(names) or 'none'}. "
                "Leave out the repeated ones.",
                zh=f"层级体系中每一级须出现且只出现一次；“{self.zh}”为 {'、'.join(names) or '空'}，请去掉重复的。",
            )

    @property
    def name(self) -> Sentence:
        """What the hierarchy is called, in both languages."""
        return Sentence(self.en, zh=self.zh)

    @property
    def level_names(self) -> tuple[LevelName, ...]:
        """The levels as identifiers, from the largest to the smallest."""
        return tuple(level.level for level in self.levels)

    def __getitem__(self, level: str) -> Level:
        """Return a level, or say which ones there are."""
        for one in self.levels:
            if one.level == level:
                return one
        raise SettingError(
            f"{self.en} has no level {level}; it has {', '.join(self.level_names)}. Choose one of these.",
            zh=f"“{self.zh}”没有 {level} 这一级，现有{'、'.join(one.zh for one in self.levels)}；请选择其中之一。",
        )


def renamed(hierarchy: Hierarchy, level: str, zh: str, en: str) -> Hierarchy:
    """
    Return the hierarchy with another name for one level; blanks at the ends of a name are left out.

    Raises
    ------
    SettingError
        If there is no such level, or a name is empty, longer than 12 characters or holds a character that cannot be
        seen.
    """
    changed = replace(hierarchy[level], zh=zh.strip(), en=en.strip())
    return replace(hierarchy, levels=tuple(changed if one.level == level else one for one in hierarchy.levels))


def level_name(hierarchy: Hierarchy, level: str) -> Sentence:
    """Return what a hierarchy calls a level, the usual name if it does without the level."""
    for one in hierarchy.levels:
        if one.level == level:
            return one.name
    return LEVEL_NAMES[level] if level in LEVEL_NAMES else Sentence(level, zh=level)  # type: ignore[index]


def own_names(hierarchy: Hierarchy) -> dict[LevelName, Sentence]:
    """Return the names of the levels that a hierarchy calls otherwise than usual, in one language or in both."""
    usual = {level: (name.zh, str(name)) for level, name in LEVEL_NAMES.items()}
    return {one.level: one.name for one in hierarchy.levels if (one.zh, one.en) != usual[one.level]}


def has_unseen(text: str) -> bool:
    """Return whether a text holds a character that cannot be seen: a control, a direction mark, a line break."""
    return any(unicodedata.category(character)[0] == "C" or character in "\u2028\u2029" for character in text)


def _require_name(name: str) -> None:
    if name.strip() and len(name) <= LONGEST_NAME and not has_unseen(name):
        return
    seen = "".join(character if not has_unseen(character) else "?" for character in name[: 2 * LONGEST_NAME])
    raise SettingError(
        f'The name of a level needs 1 to {LONGEST_NAME} visible characters; "{seen}" has {len(name)} or some that '
        "cannot be seen. Type a shorter, plain name.",
        zh=f"层级名称须为 1 至 {LONGEST_NAME} 个可见字符；“{seen}”有 {len(name)} 个或含不可见字符，请改用简短的名称。",
    )
