"""Give the people of a city their groups by share, where neither a file nor an official total counts them."""

from collections.abc import Collection
from dataclasses import fields, replace
from typing import Any

from geo.city import City, Provenance
from geo.intake.people import (
    CommunityShares,
    GroupShares,
    PeopleAccount,
    accounts_of,
    method_sentence,
    with_groups,
    with_people_accounts,
)
from geo.sentences import Sentence, said_in

__all__ = ["with_shares"]

_GROUPS = ("elderly", "elderly_80", "children_0_6", "children_7_14", "disabled")


def with_shares(city: City, shares: CommunityShares, given: Collection[str] = ()) -> tuple[City, PeopleAccount]:
    """
    Return the city with groups by share in every building, and the account of it.

    `given` are the groups that the file of the buildings has; they stay, and so do those that a community has an
    official total of.
    """
    accounts = accounts_of(city.notes)
    official = {
        (figure.community_id, figure.column)
        for account in accounts
        if account.step == "totals"
        for figure in account.figures
        if figure.target is not None and figure.column in _GROUPS
    }
    default = _without(shares, given)
    rows = tuple(
        replace(_without(default, [group for place, group in official if place == community]), community_id=community)
        for community in sorted({place for place, _ in official})
    )
    homes, account = with_groups(city["buildings"], GroupShares(rows, default))
    stated = _stated(default)
    account = replace(
        account, method=Sentence(f"{account.method} ({stated})", zh=f"{account.method.zh}（{stated.zh}）")
    )
    return _with_arrival(city, with_people_accounts(city, homes, (*accounts, account))), account


def _without(shares: CommunityShares, groups: Collection[str]) -> CommunityShares:
    left_out: dict[str, Any] = dict.fromkeys(group for group in _GROUPS if group in groups)
    return replace(shares, **left_out)


def _stated(shares: CommunityShares) -> Sentence:
    words = {
        "elderly": ("60 and over", "60岁及以上"),
        "elderly_80": ("80 and over", "80岁及以上"),
        "children_0_6": ("0 to 6", "0–6岁"),
        "children_7_14": ("7 to 14", "7–14岁"),
        "disabled": ("disabled", "残疾人"),
    }
    values = {one.name: getattr(shares, one.name) for one in fields(shares) if one.name in words}
    said = [(*words[group], f"{value * 100:.3g}%") for group, value in values.items() if value is not None]
    return Sentence(
        ", ".join(f"{word} {value}" for word, _, value in said),
        zh="、".join(f"{word} {value}" for _, word, value in said),
    )


def _with_arrival(before: City, after: City) -> City:
    """Keep in the provenance what was said of the file, and name each source once."""
    row = next((row for row in before.provenance if row.layer == "buildings"), Provenance("buildings", ""))
    accounts = accounts_of(before.notes)
    earlier = method_sentence(accounts) if accounts else Sentence("", zh="")
    of_file = Sentence(
        str(row.method).removesuffix(str(earlier)).strip(),
        zh=said_in("zh", row.method).removesuffix(earlier.zh).strip(),
    )

    def mended(one: Provenance) -> Provenance:
        source = "; ".join(dict.fromkeys(one.source.split("; ")))
        return replace(one, source=source, method=_behind(of_file, one.method) if of_file else one.method)

    provenance = tuple(mended(one) if one.layer == "buildings" else one for one in after.provenance)
    return replace(after, provenance=provenance)


def _behind(first: Sentence, then: str) -> Sentence:
    text, zh = str(first).rstrip("."), first.zh.rstrip("。")
    return Sentence(f"{text}. {then}", zh=f"{zh}。{said_in('zh', then)}")
