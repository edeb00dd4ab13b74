"""Name grids as people say them: 上溪社区第一网格, with the number of the code."""

import re
from collections.abc import Mapping

from geopandas import GeoDataFrame

from geo.errors import SettingError
from geo.grids.codes.rules import CodeRules, grid_number

__all__ = ["chinese_number", "grid_name", "named", "numbered_name"]

_DIGITS = "零一二三四五六七八九"
_MOST = 999
#: What this program and most offices call a grid; any other name is somebody's own and stays.
_USUAL = re.compile(r".*第[一二三四五六七八九十百零\d]+(专属)?网格")


def chinese_number(number: int) -> str:
    """
    Return a number of 1 to 999 in Chinese numerals: 十二, 二十, 一百零三, 一百一十.

    Raises
    ------
    SettingError
        If it is another number.
    """
    if not 1 <= number <= _MOST:
        raise SettingError(
            f"Grids are numbered from 1 to {_MOST}; {number} was asked for. Choose another number.",
            zh=f"网格序号为 1 至 {_MOST}，现为 {number}；请改用其他序号。",
        )
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def grid_name(community_name: str, code: str, rules: CodeRules | None = None) -> str:
    """Return the name that a grid has by its code, "" if it has none."""
    rules = rules or CodeRules()
    number = grid_number(code)
    if not number:
        return ""
    if number >= rules.special_from:
        return f"{community_name}第{chinese_number(number - rules.special_from + 1)}专属网格"
    return numbered_name(community_name, number)


def numbered_name(community_name: str, number: int) -> str:
    """Return the name of a basic grid by its number: 上溪社区第一网格."""
    return f"{community_name}第{chinese_number(number)}网格"


def named(grids: GeoDataFrame, community_names: Mapping[str, str], rules: CodeRules | None = None) -> GeoDataFrame:
    """
    Return the grids with names that follow their codes.

    Names that a person gave (桥头网格) stay; empty ones and those of the usual form (…第三网格) follow the code. A grid
    without a code or a community of a known name keeps what it has.
    """
    names = []
    for name, community_id, code in zip(grids["name"], grids["community_id"], grids["grid_code"], strict=True):
        community = community_names.get(community_id, "")
        own = grid_name(community, code, rules) if community and (not name or _USUAL.fullmatch(name)) else ""
        names.append(own or name)
    return grids.assign(name=names)
