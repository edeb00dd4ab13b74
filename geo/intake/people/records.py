"""Keep the accounts of the people of a city with the city, so that every number can say how it was made."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any, get_args

from geopandas import GeoDataFrame

from geo.city import City, Provenance
from geo.errors import SettingError
from geo.intake.people.account import COLUMN_WORDS, CommunityFigure, Outcome, PeopleAccount
from geo.intake.people.assumptions import PeopleAssumptions
from geo.sentences import Sentence, said_in

__all__ = ["PEOPLE_NOTE", "accounts_of", "method_sentence", "with_people_accounts"]

#: The note of a city (`City.notes`) that holds the accounts.
PEOPLE_NOTE = "people_accounts"
_LAYER = "buildings"
_LONGEST_NOTE = 20_000_000
_NOT_NUMBERS = ("community_occupancy", "storeys_of_kind", "is_zero_counted")


def method_sentence(accounts: tuple[PeopleAccount, ...]) -> Sentence:
    """Say in one sentence how the people of a city were made, with parameters, sources and what is left over."""
    parts, parts_zh = [], []
    for account in accounts:
        source = ", ".join(filter(None, (account.source, account.as_of)))
        left, left_zh = "", ""
        if account.step == "cells":
            left = f", {account.placed:,.1f} of {account.cells_people:,.1f} placed, {account.remainder:,.1f} left over"
            left_zh = (
                f"，共 {account.cells_people:,.1f} 人，已分配 {account.placed:,.1f}，剩余 {account.remainder:,.1f}"
            )
        parts.append(f"{str(account.method).rstrip('.')}{f' ({source})' if source else ''}{left}")
        said = said_in("zh", account.method).rstrip("。")
        parts_zh.append(f"{said}{f'（{source}）' if source else ''}{left_zh}")
    text = "; then ".join(parts)
    return Sentence(f"{text[:1].upper()}{text[1:]}.", zh=f"{'；再'.join(parts_zh)}。")


def with_people_accounts(city: City, buildings: GeoDataFrame, accounts: tuple[PeopleAccount, ...]) -> City:
    """
    Return the city with its buildings exchanged, and how their people were made in its provenance and its notes.

    `accounts` are all steps since the buildings came in; earlier ones are replaced.
    """
    method = method_sentence(accounts)
    others = tuple(row for row in city.provenance if row.layer != _LAYER)
    own = next((row for row in city.provenance if row.layer == _LAYER), Provenance(_LAYER, source=""))
    sources = [own.source, *(account.source for account in accounts)]
    source = "; ".join(dict.fromkeys(part for part in sources if part))
    provenance = (*others, replace(own, source=source, method=method))
    notes = {**city.notes, "households": method, PEOPLE_NOTE: _text(accounts)}
    return replace(city.with_layer(_LAYER, buildings), provenance=provenance, notes=notes)


def accounts_of(notes: Mapping[str, str]) -> tuple[PeopleAccount, ...]:
    """Return the accounts that a city's notes hold, none if there are none or they cannot be understood."""
    text = notes.get(PEOPLE_NOTE, "")
    if not text or len(text) > _LONGEST_NOTE:
        return ()
    try:
        return tuple(_account(written) for written in json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, SettingError):
        return ()


def _text(accounts: tuple[PeopleAccount, ...]) -> str:
    rows = []
    for account in accounts:
        row = {
            name: getattr(account, name) for name in ("step", "source", "as_of", "cells_people", "placed", "remainder")
        }
        row["method"] = _both(account.method)
        row["reasons"] = [_both(reason) for reason in account.reasons]
        row["assumptions"] = asdict(account.assumptions) if account.assumptions else None
        row["figures"] = [[getattr(figure, one.name) for one in fields(CommunityFigure)] for figure in account.figures]
        rows.append(row)
    return json.dumps(rows, ensure_ascii=False, allow_nan=False)


def _both(sentence: Sentence) -> list[str]:
    return [str(sentence), said_in("zh", sentence)]


def _account(written: dict[str, Any]) -> PeopleAccount:
    step = written["step"]
    if step not in ("estimate", "cells", "totals", "groups"):
        raise ValueError(f"the step {step}")
    assumptions = written["assumptions"]
    return PeopleAccount(
        step=step,
        method=_sentence(written["method"]),
        assumptions=None if assumptions is None else _assumptions(assumptions),
        source=str(written["source"]),
        as_of=str(written["as_of"]),
        figures=tuple(_figure(row) for row in written["figures"]),
        cells_people=float(written["cells_people"]),
        placed=float(written["placed"]),
        remainder=float(written["remainder"]),
        reasons=tuple(_sentence(reason) for reason in written["reasons"]),
    )


def _sentence(written: list[str]) -> Sentence:
    text, zh = written
    return Sentence(str(text), zh=str(zh))


def _assumptions(written: dict[str, Any]) -> PeopleAssumptions:
    read: dict[str, Any] = {name: float(value) for name, value in written.items() if name not in _NOT_NUMBERS}
    for name in ("community_occupancy", "storeys_of_kind"):
        read[name] = tuple((str(key), float(value)) for key, value in written[name])
    return PeopleAssumptions(**read, is_zero_counted=bool(written["is_zero_counted"]))


def _figure(written: list[Any]) -> CommunityFigure:
    community, name, column, before, after, counted, target, factor, outcome = written
    if column not in COLUMN_WORDS or outcome not in get_args(Outcome):
        raise ValueError(f"the figure {column}, {outcome}")
    return CommunityFigure(
        str(community), str(name), column, float(before), float(after), float(counted),
        None if target is None else float(target), None if factor is None else float(factor), outcome,
    )  # fmt: skip
