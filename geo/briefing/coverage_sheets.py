"""Turn the answers of `geo.circles` into a sheet: rows of the table, the key sentence, definition and sources."""

import re
from dataclasses import dataclass
from datetime import date

import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from geo.briefing.content import MapLayers, SheetContent
from geo.briefing.imprint import Imprint
from geo.briefing.plain_text import cleaned
from geo.briefing.sheet import WHOLE_CITY, MapSheet, map_sheet
from geo.briefing.view import Focus
from geo.briefing.words import Language, Words, sheet_words
from geo.circles.coverage import Coverage
from geo.city import City
from geo.streets.profiles import Profile

__all__ = ["CoverageAnswer", "coverage_content", "coverage_imprint", "coverage_sheet", "coverage_statistics"]

_LAYERS_USED = ("buildings", "entrances", "streets", "gates", "barriers", "facilities", "communities")

#: A remark in brackets at the end of a city's name.
_REMARK = re.compile(r"\s*[(（][^()（）]*[)）]$")


@dataclass(frozen=True, eq=False)
class CoverageAnswer:
    """
    What `geo.circles` answered to one question; what is None is not drawn and not counted.

    `counted` is `coverage(...)`, `false` `false_coverage(...)`, `areas` `service_areas(...)`, `circles`
    `straight_circles(...)`, `gaps` `gaps(...)`; `facilities` are those asked about. `subject` is the service's name.
    """

    counted: Coverage
    profile: Profile
    facilities: GeoDataFrame
    subject: str = ""
    false: DataFrame | None = None
    areas: GeoDataFrame | None = None
    circles: GeoDataFrame | None = None
    gaps: GeoDataFrame | None = None


def coverage_sheet(
    city: City,
    answer: CoverageAnswer,
    focus: Focus = WHOLE_CITY,
    *,
    made_on: date,
    unit: str = "",
    title: str = "",
    language: Language = "zh",
) -> MapSheet:
    """Draw the sheet of one question: the whole city, one street office or one community."""
    content = coverage_content(city, answer, focus, made_on=made_on, unit=unit, title=title, language=language)
    by_community = _households(answer.counted, "community_id")
    layers = MapLayers(
        city,
        is_covered=answer.counted.is_covered,
        is_falsely_covered=None if answer.false is None else _is_false(answer),
        areas=answer.areas,
        circles=answer.circles,
        facilities=answer.facilities,
        gaps=_gaps_in(answer.gaps, focus),
        shares=by_community["share"],
    )
    return map_sheet(content, layers, focus, language=language)


def coverage_content(
    city: City,
    answer: CoverageAnswer,
    focus: Focus = WHOLE_CITY,
    *,
    made_on: date,
    unit: str = "",
    title: str = "",
    language: Language = "zh",
) -> SheetContent:
    """Say the sheet's words and figures without drawing it."""
    words = sheet_words(language)
    statistics = coverage_statistics(city, answer, focus, language=language)
    covered, total = statistics["covered"].sum(), statistics["total"].sum()
    share = f"{covered / total:.1%}" if total > 0 else "—"
    key = words["key"].format(covered=f"{covered:,.0f}", total=f"{total:,.0f}", share=share)
    if answer.false is not None:
        key += words["key_false"].format(households=f"{statistics['falsely_covered'].sum():,.0f}")
    return SheetContent(
        title=title or _title(city, answer, focus, made_on, words),
        key_sentence=key,
        statistics=statistics,
        definition=_definition(city, answer, words),
        sources=_sources(city, words),
        made_on=made_on,
        unit=unit,
        is_synthetic=city.is_synthetic,
    )


def coverage_imprint(
    city: City, answer: CoverageAnswer, *, made_on: date, unit: str = "", language: Language = "zh"
) -> Imprint:
    """Say the same of a table or layer of this question that leaves the program."""
    words = sheet_words(language)
    return Imprint(
        title=_title(city, answer, WHOLE_CITY, made_on, words),
        definition=_definition(city, answer, words),
        sources=_sources(city, words),
        made_on=made_on,
        unit=unit,
        is_synthetic=city.is_synthetic,
    )


def coverage_statistics(
    city: City, answer: CoverageAnswer, focus: Focus = WHOLE_CITY, *, language: Language = "zh"
) -> DataFrame:
    """
    Return one row an area, households: `name, covered, falsely_covered, uncovered, total`, indexed by `area_id`.

    Communities of the city or of one street office; of one community its grids. Homes in no area have their own row.
    """
    level = "grid_id" if focus.level == "community_id" else "community_id"
    places = answer.counted.places
    is_inside = Series(True, index=places.index) if focus.level == "city" else places[focus.level] == focus.area_id
    area = places[level] if level in places.columns else Series("", index=places.index)
    households = answer.counted.counts["households"]
    is_covered = answer.counted.is_covered
    is_false = _is_false(answer)
    parts = DataFrame(
        {
            "covered": households.where(is_covered, 0.0),
            "falsely_covered": households.where(is_false, 0.0),
            "uncovered": households.where(~is_covered & ~is_false, 0.0),
            "total": households,
        }
    )
    table = parts[is_inside].groupby(area[is_inside].rename("area_id")).sum()
    areas = city.get("grids" if level == "grid_id" else "communities")
    names = Series(areas["name"], dtype=object).reindex(table.index)
    if level == "grid_id":
        # 站前社区第一网格 is 第一网格 on the sheet of 站前社区.
        names = names.str.removeprefix(str(city["communities"]["name"].get(focus.area_id, "")))
    no_area = sheet_words(language)["no_area"]
    shown = [no_area if key == "" else str(key) if pd.isna(name) else name for key, name in names.items()]
    return table.assign(name=shown)[["name", *parts.columns]]


def _is_false(answer: CoverageAnswer) -> Series:
    index = answer.counted.is_covered.index
    if answer.false is None:
        return Series(False, index=index)
    return Series(index.isin(answer.false.index), index=index) & ~answer.counted.is_covered


def _households(counted: Coverage, level: str) -> DataFrame:
    if level not in counted.places.columns:
        return DataFrame({"share": Series(dtype=float)})
    table = counted.by(level)
    return table[table["count"] == "households"].set_index("area_id")


def _gaps_in(gaps: GeoDataFrame | None, focus: Focus) -> GeoDataFrame | None:
    if gaps is None or focus.level == "city" or focus.level not in gaps.columns:
        return gaps
    return gaps[gaps[focus.level] == focus.area_id]


def _limit_name(answer: CoverageAnswer, words: Words) -> str:
    limit = answer.counted.limit
    key = "limit_m" if limit.measure == "walk_m" else "limit_min"
    return words[key].format(limit=f"{limit.shown:g}")


def _title(city: City, answer: CoverageAnswer, focus: Focus, made_on: date, words: Words) -> str:
    place = cleaned(city.name)
    if city.is_synthetic:  # the stamp beside the title says so; once is enough
        place = _REMARK.sub("", place) or place
    if focus.level != "city":
        areas = city["street_offices" if focus.level == "street_id" else "communities"]
        place = cleaned(areas["name"].get(focus.area_id, focus.area_id))
    if words["language"] == "zh" and place[-1:].isascii() and place[-1:].isalnum():
        place += " "
    subject = cleaned(answer.subject) or words["any_subject"]
    month = f"{made_on.year}年{made_on.month}月" if words["language"] == "zh" else f"{made_on:%Y-%m}"
    return words["title_pattern"].format(place=place, limit=_limit_name(answer, words), subject=subject, month=month)


def _definition(city: City, answer: CoverageAnswer, words: Words) -> tuple[str, ...]:
    limit, profile = answer.counted.limit, answer.profile
    sentences = [
        words["walk_definition"].format(limit=_limit_name(answer, words)),
        words["speed_definition"].format(
            profile=words.get(f"profile_{profile.name}", profile.name), speed=_speed(profile)
        ),
    ]
    if limit.measure == "walk_s":
        reach_m = limit.radius_m(profile.speed_m_per_s)
        sentences.append(words["reach_definition"].format(minutes=f"{limit.shown:g}", metres=f"{reach_m:,.0f}"))
    if answer.false is not None:
        sentences.append(words["false_definition"])
    if answer.areas is not None:
        sentences.append(words["picture_definition"])
    estimated = _estimated_share(city)
    if estimated > 0:
        sentences.append(words["estimated_definition"].format(share=f"{estimated:.1%}"))
    return tuple(sentences)


def _speed(profile: Profile) -> str:
    """Return the speed with one digit, or two if it has them: 1.0, 0.85."""
    shown = f"{profile.speed_m_per_s:.2f}"
    return shown.removesuffix("0")


def _estimated_share(city: City) -> float:
    homes = city.demand
    total = float(homes["households"].sum())
    return float(homes.loc[homes["is_estimated"], "households"].sum()) / total if total > 0 else 0.0


def _sources(city: City, words: Words) -> tuple[str, ...]:
    """Return one line a source: the layers used that come from it, and its date."""
    by_source: dict[str, list[str]] = {}
    for row in city.provenance:
        if row.layer in _LAYERS_USED:
            source = cleaned(row.source) + (words["as_of"].format(day=cleaned(row.as_of)) if row.as_of else "")
            by_source.setdefault(source, []).append(words.get(f"layer_{row.layer}", row.layer))
    comma, colon = ("、", "：") if words["language"] == "zh" else (", ", ": ")
    lines = [f"{comma.join(names)}{colon}{source}" for source, names in by_source.items()]
    if city.as_of and not any(city.as_of in line for line in lines):
        lines.append(words["city_as_of"].format(day=city.as_of))
    return tuple(lines) or (words["no_source"],)
