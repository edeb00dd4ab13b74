"""Hold what is known of each community as a whole: official totals, and the shares of groups among its people."""

from dataclasses import dataclass

from geo.errors import SettingError
from geo.intake.people.account import GROUPS
from geo.sentences import Sentence

__all__ = ["CommunityShares", "CommunityTotal", "GroupShares", "OfficialTotals", "share_fault"]

_AGES = ("elderly", "children_0_6", "children_7_14")


@dataclass(frozen=True, slots=True)
class CommunityTotal:
    """The official whole numbers of one community; None where the table does not say."""

    community_id: str
    name: str = ""
    households: int | None = None
    people: int | None = None
    elderly: int | None = None
    elderly_80: int | None = None
    children_0_6: int | None = None
    children_7_14: int | None = None
    disabled: int | None = None


@dataclass(frozen=True, slots=True)
class CommunityShares:
    """The groups of one community as shares of its people, 0 to 1; None where nobody says. "" is every community."""

    community_id: str = ""
    name: str = ""
    elderly: float | None = None
    elderly_80: float | None = None
    children_0_6: float | None = None
    children_7_14: float | None = None
    disabled: float | None = None


@dataclass(frozen=True, slots=True)
class OfficialTotals:
    """Totals by community, at most one row each, with their source; `reasons` names the rows that were not used."""

    rows: tuple[CommunityTotal, ...]
    source: str = ""
    as_of: str = ""
    names: tuple[tuple[str, str], ...] = ()  # every community of the city: id, name
    reasons: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupShares:
    """Shares by community, at most one row each, `default` for the others; `reasons` names the rows not used."""

    rows: tuple[CommunityShares, ...] = ()
    default: CommunityShares | None = None
    source: str = ""
    as_of: str = ""
    names: tuple[tuple[str, str], ...] = ()
    reasons: tuple[Sentence, ...] = ()

    def __post_init__(self) -> None:
        for shares in (*self.rows, *filter(None, (self.default,))):
            fault = share_fault(shares)
            if fault is not None:
                place, place_zh = (
                    (shares.name or shares.community_id,) * 2 if shares.community_id else ("all", "全部社区")
                )
                raise SettingError(
                    f"The shares of {place} cannot be used: {fault}. Correct them.",
                    zh=f"{place_zh}的占比无法采用：{fault.zh}；请改正。",
                )


def share_fault(shares: CommunityShares) -> Sentence | None:
    """Say what is impossible about shares: one outside 0 to 1, ages that exceed everybody, more of 80 than of 60."""
    stated = {group: value for group in GROUPS if (value := getattr(shares, group)) is not None}
    outside = next((value for value in stated.values() if not 0 <= value <= 1), None)
    if outside is not None:
        return Sentence(
            f"a share must be 0 to 1, or 0% to 100%; {outside:g} is neither",
            zh=f"占比应在 0 到 1（0%～100%）之间，现为 {outside:g}",
        )
    ages = sum(stated.get(group, 0.0) for group in _AGES)
    if ages > 1 + 1e-9:
        return Sentence(
            f"60 and over, 0 to 6 and 7 to 14 together make {ages:.0%} of the people",
            zh=f"60岁及以上、0–6岁、7–14岁合计占人口的 {ages:.0%}",
        )
    if stated.get("elderly_80", 0.0) > stated.get("elderly", 1.0):
        return Sentence("there are more people of 80 than of 60 and over", zh="80岁及以上多于60岁及以上")
    return None
