"""Keep an account of what was done to people: method, parameters, factor by community, what is left over, source."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from geo.intake.people.assumptions import PeopleAssumptions
from geo.sentences import Sentence

__all__ = ["COLUMN_WORDS", "CommunityFigure", "GROUPS", "Outcome", "PeopleAccount", "figure_sentence", "listed"]

_NAMES_SHOWN = 8

GROUPS = ("elderly", "elderly_80", "children_0_6", "children_7_14", "disabled")

#: What each column counts, in English and Chinese.
COLUMN_WORDS = {
    "households": ("households", "户数"),
    "people": ("people", "人口"),
    "elderly": ("people of 60 and over", "60岁及以上老年人"),
    "elderly_80": ("people of 80 and over", "80岁及以上老年人"),
    "children_0_6": ("children of 0 to 6", "0–6岁儿童"),
    "children_7_14": ("children of 7 to 14", "7–14岁儿童"),
    "disabled": ("disabled people", "残疾人"),
}

#: What became of one figure of one community.
Outcome = Literal[
    "estimated",
    "scaled",
    "counted_exceed",
    "groups_exceed",
    "counted_only",
    "no_dwellings",
    "limited",
    "by_share",
    "by_cells",
]


@dataclass(frozen=True, slots=True)
class CommunityFigure:
    """
    One count of one community, before and after a step.

    `counted` is the part that buildings with given figures hold; `target` what the step aimed at, None if nothing;
    `factor` what the estimated part was multiplied by, or the share of people, None where there was none.
    """

    community_id: str
    name: str
    column: str
    before: float
    after: float
    counted: float
    target: float | None
    factor: float | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class PeopleAccount:
    """
    One step on the way to the people of a city.

    Parameters
    ----------
    method
        One sentence with its parameters.
    source, as_of
        Where the official figures, shares or cells come from; "" where the step needs none.
    figures
        One a community and count that the step touched, sorted.
    cells_people, placed, remainder
        Of cells: their sum, the people in buildings, and those in cells without a dwelling;
        `placed + remainder == cells_people`.
    reasons
        What a planner should know or look at.
    """

    step: Literal["estimate", "cells", "totals", "groups"]
    method: Sentence
    assumptions: PeopleAssumptions | None = None
    source: str = ""
    as_of: str = ""
    figures: tuple[CommunityFigure, ...] = ()
    cells_people: float = 0.0
    placed: float = 0.0
    remainder: float = 0.0
    reasons: tuple[Sentence, ...] = field(default=())


def figure_sentence(accounts: tuple[PeopleAccount, ...], column: str, community_id: str = "") -> Sentence:
    """
    Say where a count comes from: what it counts, how it was made, factor, source and date.

    `accounts` are the steps in the order they were made. Without a community, the sentence is about the whole city.
    """
    words, words_zh = COLUMN_WORDS[column]
    parts, parts_zh = [], []
    for account in accounts:
        found = [row for row in account.figures if row.column == column]
        own = next((row for row in found if row.community_id == community_id), None) if community_id else None
        if not found or (community_id and own is None):
            continue
        source = f" ({', '.join(filter(None, (account.source, account.as_of)))})" if account.source else ""
        source_zh = f"（{'，'.join(filter(None, (account.source, account.as_of)))}）" if account.source else ""
        factor, factor_zh = _factor(own) if own else _factors(found)
        parts.append(f"{str(account.method).rstrip('.')}{source}{factor}")
        parts_zh.append(f"{(account.method.zh or str(account.method)).rstrip('。')}{source_zh}{factor_zh}")
    if not parts:
        return Sentence(f"{words.capitalize()}: as given, nothing estimated.", zh=f"{words_zh}：按原始数据，未作估算。")
    return Sentence(f"{words.capitalize()}: {'; then '.join(parts)}.", zh=f"{words_zh}：{'；再'.join(parts_zh)}。")


def _factor(row: CommunityFigure) -> tuple[str, str]:
    if row.factor is None:
        return "", ""
    if row.outcome == "by_share":
        return f", share {row.factor:.3g}", f"，占比 {row.factor:.3g}"
    return f", factor {row.factor:.3f}", f"，系数 {row.factor:.3f}"


def _factors(rows: list[CommunityFigure]) -> tuple[str, str]:
    factors = [row.factor for row in rows if row.factor is not None]
    if not factors:
        return "", ""
    low, high = min(factors), max(factors)
    word, word_zh = ("shares", "占比") if rows[0].outcome == "by_share" else ("factors", "系数")
    return f", {word} {low:.3g} to {high:.3g} by community", f"，各社区{word_zh} {low:.3g}～{high:.3g}"


def listed(names: Iterable[str]) -> tuple[str, str]:
    """Join names for an English and for a Chinese sentence, the first few in full and the rest as a number."""
    every = list(names)
    shown, further = every[:_NAMES_SHOWN], len(every) - _NAMES_SHOWN
    if further <= 0:
        return ", ".join(shown), "、".join(shown)
    return f"{', '.join(shown)} and {further} more", f"{'、'.join(shown)}等 {len(every)} 个"
