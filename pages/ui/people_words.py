"""Say beside households and people how they were made: given or estimated, with which figures, factors, sources."""

import html
from functools import lru_cache

from geo.city import City
from geo.intake.people import PEOPLE_NOTE, CommunityFigure, PeopleAccount, accounts_of, figure_sentence
from geo.intake.people.account import COLUMN_WORDS
from geo.readers.estimates import FLOOR_AREA_M2_PER_PERSON, HOUSEHOLD_METHOD, NET_FLOOR_SHARE, PEOPLE_PER_HOUSEHOLD
from geo.sentences import said_in
from pages.ui.table_view import Column, Row
from pages.words import Words

__all__ = ["community_columns", "community_rows", "people_html", "people_words"]

_GROUPS = ("elderly", "elderly_80", "children_0_6", "children_7_14", "disabled")


def people_words(city: City, column: str, say: Words) -> str:
    """Return how a count of people or households was made, "" for what counts nobody."""
    if column not in COLUMN_WORDS:
        return ""
    accounts = _accounts(city)
    if accounts:
        return said_in(say.language, figure_sentence(accounts, column))
    homes = city.get("buildings")
    if column in homes and not (homes[column] > 0).any():
        return say("people.unknown", what=_word(column, say))
    if len(homes) and bool(homes["is_estimated"].any()):
        return _estimated(city, say)
    return said_in(say.language, figure_sentence((), column))


def people_html(city: City, say: Words) -> str:
    """Return the lines that stand below the city's numbers: households, people, and the groups that are estimates."""
    if not len(city.get("buildings")):
        return ""
    lines = [people_words(city, column, say) for column in ("households", "people", *_corrected_groups(city))]
    lines += [
        say("people.groups", method=said_in(say.language, account.method))
        for account in _accounts(city)
        if account.step == "groups"
    ]
    items = "".join(f"<li>{html.escape(line)}</li>" for line in filter(None, lines))
    return f'<ul class="method">{items}</ul>'


def community_columns(say: Words) -> list[Column]:
    """Return the headings of the table of figures by community."""
    return [
        Column(say("people.by_community"), "short"),
        Column(say("people.what"), "short"),
        Column(say("people.before"), "number"),
        Column(say("people.after"), "number"),
        Column(say("people.counted"), "number"),
        Column(say("people.factor"), "number"),
        Column(say("people.outcome"), "tag"),
    ]


def community_rows(city: City, say: Words) -> list[Row]:
    """Return one row a community, count and step that has a factor or a target: what it was brought to, and by what."""
    names = city.get("communities")["name"] if "communities" in city.layers else {}
    rows = []
    for step, account in enumerate(_accounts(city)):
        for number, figure in enumerate(account.figures):
            if figure.factor is not None or figure.target is not None:
                name = figure.name or str(names.get(figure.community_id, figure.community_id))
                rows.append(_community_row(f"{step}-{number}", name, figure, say))
    return rows


def _community_row(row_id: str, name: str, figure: CommunityFigure, say: Words) -> Row:
    counts = (figure.before, figure.after, figure.counted)
    factor = "—" if figure.factor is None else f"{figure.factor:.3f}"
    outcome = say.name("outcome", figure.outcome)
    what = _word(figure.column, say)
    shown = (name, what, *(f"{count:,.0f}" for count in counts), factor, outcome)
    return Row(row_id, shown, (name, what, *counts, figure.factor, outcome), tags=("",) * 6 + (figure.outcome,))


def _corrected_groups(city: City) -> list[str]:
    """Return the groups that were brought to official totals; those by share have one sentence for all."""
    figures = [figure for account in _accounts(city) if account.step == "totals" for figure in account.figures]
    return [group for group in _GROUPS if any(row.column == group and row.target is not None for row in figures)]


def _word(column: str, say: Words) -> str:
    words, words_zh = COLUMN_WORDS[column]
    return words_zh if say.language == "zh" else words


def _estimated(city: City, say: Words) -> str:
    """Say how a city of an OpenStreetMap file came to its households; a note in one language only is no use to all."""
    note = city.notes.get("households", "")
    if note and str(note) != HOUSEHOLD_METHOD:
        return said_in(say.language, note)
    return say(
        "people.from_osm",
        net=f"{NET_FLOOR_SHARE:g}",
        area=f"{FLOOR_AREA_M2_PER_PERSON:g}",
        size=f"{PEOPLE_PER_HOUSEHOLD:.2f}",
    )


def _accounts(city: City) -> tuple[PeopleAccount, ...]:
    return _read(str(city.notes.get(PEOPLE_NOTE, "")))


@lru_cache(maxsize=4)
def _read(note: str) -> tuple[PeopleAccount, ...]:
    return accounts_of({PEOPLE_NOTE: note})
