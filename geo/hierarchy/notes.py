"""Keep the hierarchy of a city in its notes, and read it from there whatever has become of it."""

import json
from collections.abc import Mapping

from geo.hierarchy.levels import LEVEL_NAMES, LEVEL_OF_LAYER, LONGEST_NAME, Hierarchy, Level, has_unseen, own_names
from geo.hierarchy.presets import DEFAULT_HIERARCHY
from geo.sentences import said_in

__all__ = ["HIERARCHY_NOTE", "hierarchy_of", "layer_word", "with_hierarchy"]

#: The key under which `City.notes` keeps the hierarchy.
HIERARCHY_NOTE = "hierarchy"

_LONGEST_NOTE = 20_000


def hierarchy_of(notes: Mapping[str, str]) -> Hierarchy:
    """Return the hierarchy kept in a city's notes; the default one if there is none or it is damaged."""
    text = notes.get(HIERARCHY_NOTE, "")
    if not isinstance(text, str) or not 0 < len(text) <= _LONGEST_NOTE:
        return DEFAULT_HIERARCHY
    try:
        return _hierarchy(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return DEFAULT_HIERARCHY


def with_hierarchy(notes: Mapping[str, str], hierarchy: Hierarchy) -> dict[str, str]:
    """Return the notes with the hierarchy in them, ready for `dataclasses.replace(city, notes=...)`."""
    levels = [
        {
            "level": one.level,
            "zh": one.zh,
            "en": one.en,
            "org_kinds": list(one.org_kinds),
            "head_role": one.head_role,
            "is_optional": one.is_optional,
        }
        for one in hierarchy.levels
    ]
    card = {
        "key": hierarchy.key,
        "zh": hierarchy.zh,
        "en": hierarchy.en,
        "source": hierarchy.source,
        "levels": levels,
    }
    return {**notes, HIERARCHY_NOTE: json.dumps(card, ensure_ascii=False, sort_keys=True)}


def layer_word(notes: Mapping[str, str], layer: str, language: str) -> str:
    """
    Return how a sentence names a layer: by its identifier, and by what the city calls its level if that is not usual.

    A city that named the level in the other language only is quoted in that one.
    """
    level = LEVEL_OF_LAYER.get(layer)
    own = own_names(hierarchy_of(notes)).get(level) if level is not None else None
    if level is None or own is None:
        return layer
    spoken = said_in(language, own)
    if spoken == said_in(language, LEVEL_NAMES[level]):
        spoken = str(own) if language == "zh" else own.zh
    return f"{layer} ({spoken})"


def _hierarchy(card: dict[str, object]) -> Hierarchy:
    rows = card["levels"]
    if not isinstance(rows, list):
        raise TypeError("levels that are no list")
    levels = tuple(
        Level(
            level=row["level"],
            zh=_text(row["zh"]),
            en=_text(row["en"]),
            org_kinds=tuple(map(_text, row["org_kinds"])),
            head_role=_text(row["head_role"]),
            is_optional=row["is_optional"] is True,
        )
        for row in rows
    )
    key, zh, en, source = (_shown(_text(card[field])) for field in ("key", "zh", "en", "source"))
    return Hierarchy(key, zh, en, levels, source)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a value that is no text")
    return value


def _shown(name: str) -> str:
    if len(name) > 4 * LONGEST_NAME or has_unseen(name):
        raise ValueError("a name that cannot be shown")
    return name
