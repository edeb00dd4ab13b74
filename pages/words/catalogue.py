"""Read the texts of the pages, one file a language, and fill in their figures."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import get_args

from geo.errors import PlannerError
from geo.settings import Language

__all__ = ["LANGUAGES", "Words", "problem", "words"]

LANGUAGES: tuple[Language, ...] = get_args(Language)

_DIR = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language; call it with a key and what fills its braces. A missing key raises."""

    language: Language
    texts: MappingProxyType[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Return a text."""
        text = self.texts[key]
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Tell whether there is such a text: names in files may be of kinds we have no word for."""
        return key in self.texts

    def name(self, family: str, key: str) -> str:
        """Return the word for a value of a family (`kind`, `service`); a value without one is shown as it is."""
        return self.texts.get(f"{family}.{key}", key)

    def exchanged(self, texts: Mapping[str, str]) -> "Words":
        """Return the same words with some texts exchanged: what a city calls its own things."""
        return Words(self.language, MappingProxyType({**self.texts, **texts})) if texts else self

    def pick(self, prefix: str) -> dict[str, str]:
        """Return the texts under a prefix, keyed by what follows it: what a component in the browser needs."""
        return {key.removeprefix(prefix): text for key, text in self.texts.items() if key.startswith(prefix)}


@lru_cache(maxsize=len(LANGUAGES))
def words(language: Language) -> Words:
    """Return the words of a language, read once."""
    texts = json.loads((_DIR / f"{language}.json").read_text(encoding="utf-8"))
    return Words(language, MappingProxyType(texts))


def problem(error: PlannerError, say: Words) -> str:
    """Return the heading under which an error's sentence is shown: the nearest class of error that has a word."""
    for kind in type(error).__mro__:
        if say.has(f"problem.{kind.__name__}"):
            return say(f"problem.{kind.__name__}")
    return say("problem.PlannerError")
