"""Name the levels on every page as the city itself does: 网格 may be called 基础网格 here."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from geo.hierarchy import LEVEL_NAMES, LevelName, hierarchy_of, own_names
from geo.sentences import said_in
from pages.words import Words, words

__all__ = ["LEVEL_TEXTS", "city_words", "level_texts"]

#: Level -> the texts that name it within other words; those that are its usual name alone are found by that.
LEVEL_TEXTS: Mapping[LevelName, tuple[str, ...]] = MappingProxyType(
    {
        "city": ("level.city",),
        "street": ("legend.street_id",),
        "community": (
            "legend.community_id", "role.totals", "column.community_type", "change.by_area", "overview.worst",
            "overview.map_caption",
        ),
        "grid": ("legend.grid_id", "column.grid_code", "column.grid_kind"),
        "compound": ("column.compound_form", "gate.where", "gate.name", "city_layer.gates", "role.gates"),
        "building": ("column.building_id",),
        "unit": ("city_layer.entrances", "role.entrances"),
    }
)  # fmt: skip

#: What the English texts call a level beside its usual name.
_ALSO = {"street": ("street office",)}


def city_words(notes: Mapping[str, str], say: Words) -> Words:
    """Return the words with the levels named as the city's notes say; the very same words where they are the usual."""
    texts: dict[str, str] = {}
    for level, name in own_names(hierarchy_of(notes)).items():
        own = said_in(say.language, name).replace("{", "｛").replace("}", "｝")
        usual = said_in(say.language, LEVEL_NAMES[level])
        if own != usual:
            texts |= {key: _exchanged(say(key), usual, own, level) for key in level_texts(level)}
    return say.exchanged(texts)


@lru_cache
def level_texts(level: LevelName) -> tuple[str, ...]:
    """Return the keys of all texts that name a level; none of a level that no page names."""
    within = LEVEL_TEXTS.get(level, ())
    alone = (key for key, text in words("zh").texts.items() if text == LEVEL_NAMES[level].zh)
    return (*within, *alone) if within else ()


def _exchanged(text: str, usual: str, own: str, level: LevelName) -> str:
    if not usual.isascii():
        return text.replace(usual, own)
    singulars = (*_ALSO.get(level, ()), usual)
    either = "|".join(form for one in singulars for form in (_plural(one), one))
    pattern = re.compile(rf"\b(?:{either})\b", re.IGNORECASE)

    def exchange(found: re.Match[str]) -> str:
        word = found.group()
        named = own if word.lower() in singulars else _plural(own)
        return named[:1].upper() + named[1:] if word[0].isupper() else named

    return pattern.sub(exchange, text)


def _plural(name: str) -> str:
    if not name[-1:].isascii() or not name[-1:].isalpha():
        return name
    if re.search(r"[^aeiou]y$", name, re.IGNORECASE):
        return f"{name[:-1]}ies"
    return f"{name}es" if re.search(r"(?:s|x|z|ch|sh)$", name, re.IGNORECASE) else f"{name}s"
