"""Number grids for good: a code stays with its ground and its households, and is never used twice."""

from geo.grids.codes.coding import CodedGrids, coded
from geo.grids.codes.heirs import heirs
from geo.grids.codes.names import chinese_number, grid_name, named, numbered_name
from geo.grids.codes.register import RETIRED_NOTE, retired_codes, with_retired
from geo.grids.codes.rows import plan_order
from geo.grids.codes.rules import SPECIAL_KINDS, CodeRules, grid_number, is_special, long_code

__all__ = [
    "CodeRules",
    "CodedGrids",
    "RETIRED_NOTE",
    "SPECIAL_KINDS",
    "chinese_number",
    "coded",
    "grid_name",
    "grid_number",
    "heirs",
    "is_special",
    "long_code",
    "named",
    "numbered_name",
    "plan_order",
    "retired_codes",
    "with_retired",
]
