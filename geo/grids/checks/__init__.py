"""Check the grids of a city by the four principles, and say what was found and what could not be looked at."""

from geo.grids.checks.rules import PRINCIPLES, RULES, GridRule, check_grids, rules_not_checked
from geo.grids.checks.scores import AreaBalance, Checkup, Score, area_balances, checkup, scores

__all__ = [
    "AreaBalance",
    "Checkup",
    "GridRule",
    "PRINCIPLES",
    "RULES",
    "Score",
    "area_balances",
    "check_grids",
    "checkup",
    "rules_not_checked",
    "scores",
]
