"""Say how the codes of grids are put together, and read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from geo.errors import GridError, SettingError
from geo.intake.area_codes import code_level
from geo.sentences import Sentence

__all__ = ["CodeRules", "SPECIAL_KINDS", "grid_number", "is_special", "long_code"]

#: What a special grid (专属网格) may be cut out for (R011), as `GRIDS.grid_kind` says it.
SPECIAL_KINDS: Mapping[str, Sentence] = MappingProxyType(
    {
        "special": Sentence("special grid", zh="专属网格"),
        "market": Sentence("business district or market", zh="商圈市场"),
        "office": Sentence("office building", zh="商务楼宇"),
        "park": Sentence("business park", zh="产业园区"),
        "school": Sentence("school", zh="学校"),
        "hospital": Sentence("hospital", zh="医院"),
        "unit": Sentence("public office", zh="机关单位"),
    }
)

_GRID_DIGITS, _SHORT_DIGITS, _OBJECT_DIGITS = 3, 2, 6
_MOST, _MOST_SHORT = 999, 99


@dataclass(frozen=True, slots=True)
class CodeRules:
    """
    Which numbers are for what; the standards leave it to the city, so every one may be set.

    Parameters
    ----------
    special_from
        First number of special grids (专属网格), which are numbered apart: 801 to 999. No standard gives it.
    short_special_from
        The same in the two digits of the 20-position code: 81 to 99.
    merged_from
        First number of communities that come from a merger, 601 to 999 (CJ/T 349-2010).
    last_new
        Last number of newly set up communities, which begin at 001: 199, as residents' committees are numbered in
        statistics (recalled; check it with the statistics bureau).

    Raises
    ------
    SettingError
        If the ranges overlap or leave their digits.
    """

    special_from: int = 801
    short_special_from: int = 81
    merged_from: int = 601
    last_new: int = 199

    def __post_init__(self) -> None:
        ranges = (
            1 < self.special_from <= _MOST,
            1 < self.short_special_from <= _MOST_SHORT,
            1 <= self.last_new < self.merged_from <= _MOST,
        )
        if not all(ranges):
            raise SettingError(
                "The numbers of grids and communities must leave room for each other: special grids within 2 to 999 "
                "and 2 to 99, new communities below merged ones, at most 999. Correct the numbers.",
                zh="网格与社区的编号段不能重叠：专属网格在 2—999 和 2—99 之内，新设社区编号小于合并社区，"
                "且不超过 999；请更正。",
            )

    def numbers(self, grid_kind: str) -> range:
        """Return the numbers for grids of a kind."""
        return range(self.special_from, _MOST + 1) if is_special(grid_kind) else range(1, self.special_from)


def is_special(grid_kind: str) -> bool:
    """Tell whether a kind of grid is numbered apart; any other kind, or none, is a basic grid."""
    return grid_kind in SPECIAL_KINDS


def grid_number(code: str) -> int:
    """Return the number of a grid within its community from its 15 digits, 0 if it is no such code."""
    return int(code[-_GRID_DIGITS:]) if code_level(code) == "grid" else 0


def long_code(code: str, object_code: str, rules: CodeRules | None = None) -> str:
    """
    Return the 20 positions of CJ/T 349-2010: object 6 + county 6 + street 3 + community 3 + grid 2.

    Basic grids keep their number, 01 to 80; special grids follow from 81. Two grids never share a code.

    Parameters
    ----------
    code
        The 15 digits of the grid.
    object_code
        Six digits of the object's class, from the city's own catalogue.

    Raises
    ------
    GridError
        If the number does not fit in two digits, or one of the two codes is none.
    """
    rules = rules or CodeRules()
    number = grid_number(code)
    if not number or len(object_code) != _OBJECT_DIGITS or not (object_code.isascii() and object_code.isdigit()):
        raise GridError(
            f'The 20-position code needs a grid code of 15 digits and an object class of 6; they are "{code}" and '
            f'"{object_code}". Correct them.',
            zh=f"20 位编码需要 15 位网格编码和 6 位对象分类码，现为“{code}”和“{object_code}”；请更正。",
        )
    is_apart = number >= rules.special_from
    short = number - rules.special_from + rules.short_special_from if is_apart else number
    if short > (_MOST_SHORT if is_apart else rules.short_special_from - 1):
        raise GridError(
            f"Grid {code} has the number {number}, which does not fit in the two digits of the 20-position code; "
            "use the 15-digit code, or split the community.",
            zh=f"网格 {code} 的序号 {number} 超出 20 位编码的两位网格号；请使用 15 位编码，或析置该社区。",
        )
    return f"{object_code}{code[:-_GRID_DIGITS]}{short:0{_SHORT_DIGITS}d}"
