"""Tell level and kind of an organisation from the words people write: 楼栋党支部 is a branch at the building level."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["Organisation", "organisation"]

#: What an organisation is called -> its kind in ORG_KINDS (R001, R002, R003, R004, R008, R010).
_KIND_OF_WORD: Mapping[str, str] = MappingProxyType(
    {
        "党组织": "organisation",
        "大工委": "work_committee",
        "党工委": "committee",
        "大党委": "joint_committee",
        "党委": "committee",
        "党委员会": "committee",
        "党总支": "general_branch",
        "党总支部": "general_branch",
        "党总支委员会": "general_branch",
        "联合党支部": "joint_branch",
        "党支部": "branch",
        "党支部委员会": "branch",
        "党小组": "group",
        "党员中心户": "member_household",
    }
)

#: What the area of an organisation is called -> its level (R001, R002, R004, R010).
_LEVEL_OF_WORD: Mapping[str, str] = MappingProxyType(
    {
        "省": "province",
        "市": "city",
        "街道": "street",
        "镇": "street",
        "乡": "street",
        "社区": "community",
        "村": "community",
        "网格": "grid",
        "微网格": "micro_grid",
        "小区": "compound",
        "楼栋": "building",
        "楼宇": "building",
        "楼": "building",
        "栋": "building",
        "幢": "building",
        "单元": "unit",
    }
)

_IN_BRACKETS = re.compile(r"\([^()]*\)")
_NOISE = re.compile(r"[\s“”\"'‘’「」·]")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Organisation:
    """At which level an organisation stands and of which kind it is, "unknown" where the words do not say it."""

    level: str = "unknown"
    kind: str = "unknown"


def organisation(words: str) -> Organisation:
    """
    Read level and kind from the end of a name; what is in brackets is a second choice and left out.

    "网格（小区）党支部" is a branch at the grid level, "华鑫小区党总支" a general branch at the compound level.
    Words that are not in the lists stay "unknown"; they never become the nearest one.
    """
    text = _IN_BRACKETS.sub("", _NOISE.sub("", unicodedata.normalize("NFKC", words[:_LONGEST])))
    word = _ending(text, _KIND_OF_WORD)
    if not word:
        return Organisation()
    kind = _KIND_OF_WORD[word]
    level = _ending(text.removesuffix(word), _LEVEL_OF_WORD)
    if not level and kind == "member_household":
        return Organisation("household", kind)
    return Organisation(_LEVEL_OF_WORD.get(level, "unknown"), kind)


def _ending(text: str, words: Mapping[str, str]) -> str:
    return max((word for word in words if text.endswith(word)), key=len, default="")
