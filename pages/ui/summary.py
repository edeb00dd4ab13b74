"""Sum a city up for one page: six figures, the communities on a map, the three to mend first."""

from dataclasses import dataclass, replace

import pandas as pd

from geo.city import City
from pages.ui import cached
from pages.ui.cached import Ask
from pages.ui.definitions import brief_definition, full_definition, limit_words, source_words, subject_words
from pages.ui.figures import Figure
from pages.ui.state import Limit, Subject
from pages.words import Words

__all__ = ["WorstArea", "area_level", "area_table", "six_figures", "worst_areas"]

_ELDER_SUBJECTS = (Subject(service="elder_meal"), Subject(kind="elder_canteen"), Subject(service="day_care"))
_CHILD_SUBJECTS = (Subject(service="childcare"), Subject(kind="childcare"), Subject(kind="school"))
_QUARTER_HOUR = Limit(15, "min")
_LEVELS = {"community_id": "communities", "grid_id": "grids", "street_id": "street_offices"}


@dataclass(frozen=True, slots=True)
class WorstArea:
    """An area to mend: how many of its households are reached, and the main reason for the rest."""

    area_id: str
    name: str
    covered: float
    total: float
    reason: str


def six_figures(ask: Ask, city: City, say: Words) -> list[Figure]:
    """Return the six figures of the overview; each names its own facilities, limit and speed."""
    quarter = replace(ask, limit=_QUARTER_HOUR)
    return [
        _cover(ask, city, say, say("overview.circle", limit=limit_words(ask.limit, say))),
        _cover(quarter, city, say, say("overview.circle", limit=limit_words(_QUARTER_HOUR, say))),
        _group(quarter, city, say, "elder", "elderly", _ELDER_SUBJECTS),
        _group(quarter, city, say, "child", "children_0_6", _CHILD_SUBJECTS),
        _false(ask, city, say),
        _gaps(ask, city, say),
    ]


def _cover(ask: Ask, city: City, say: Words, title: str, group: str = "households") -> Figure:
    counted = cached.counted(ask)
    return Figure(
        title,
        float(counted.covered[group]),
        float(counted.total[group]),
        say(f"unit.{group}"),
        brief_definition(ask, say, "definition.card"),
        full_definition(ask, city, group, say),
    )


def _group(ask: Ask, city: City, say: Words, who: str, group: str, wanted: tuple[Subject, ...]) -> Figure:
    """A figure of one age group: its own service if the city has it, else the page's."""
    offered = {subject for subject, _ in cached.offered(ask.city_key)}
    subject = next((subject for subject in wanted if subject in offered), ask.subject)
    own = replace(ask, subject=subject, profile=who)
    return _cover(own, city, say, say(f"overview.{who}", subject=subject_words(subject, say)), group)


def _false(ask: Ask, city: City, say: Words) -> Figure:
    false = cached.false_cover(ask)
    inside = float(false["households"].sum()) + float(cached.counted(ask).covered["households"])
    return Figure(
        say("overview.false"),
        float(false["households"].sum()),
        inside,
        say("unit.households"),
        brief_definition(ask, say, "definition.card"),
        say(
            "definition.false",
            radius=f"{ask.radius_m:,.0f}",
            limit=limit_words(ask.limit, say),
            source=source_words(city, say),
        ),
        tone="bad",
    )


def _gaps(ask: Ask, city: City, say: Words) -> Figure:
    gaps = cached.found_gaps(ask)
    return Figure(
        say("overview.gaps"),
        float(gaps["households"].sum()),
        float(cached.counted(ask).total["households"]),
        say("unit.households"),
        brief_definition(ask, say, "definition.card"),
        say(
            "definition.gap",
            limit=limit_words(ask.limit, say),
            subject=subject_words(ask.subject, say),
            source=source_words(city, say),
        ),
        tone="bad",
        note=say("overview.gaps_note", count=len(gaps)),
    )


def area_level(city: City) -> str:
    """Return the level that the overview is about: communities, or else what there is."""
    homes = city.demand
    return next(
        (level for level, layer in _LEVELS.items() if len(city.get(layer)) > 1 and (homes[level] != "").any()), ""
    )


def area_table(ask: Ask, level: str, group: str = "households") -> pd.DataFrame:
    """Return `covered, total, share` of a group, indexed by area."""
    table = cached.counted(ask).by(level)
    return table[table["count"] == group].set_index("area_id")[["covered", "total", "share"]]


def worst_areas(ask: Ask, city: City, level: str, count: int = 3) -> list[WorstArea]:
    """Return the areas with the lowest share of households reached; the more households the earlier among equals."""
    table = area_table(ask, level)
    table = table[(table["total"] > 0) & (table["share"] < 1) & (table.index != "")]
    table = table.sort_values(["share", "total"], ascending=[True, False], kind="stable").head(count)
    names = city.get(_LEVELS[level])["name"]
    gaps = cached.found_gaps(ask)
    reasons = gaps.groupby([level, "reason"])["households"].sum()
    return [
        WorstArea(
            str(area_id),
            str(names.get(area_id, area_id)),
            float(row["covered"]),
            float(row["total"]),
            str(reasons[area_id].idxmax()) if area_id in reasons.index.get_level_values(0) else "no_data",
        )
        for area_id, row in table.iterrows()
    ]
