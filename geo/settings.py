"""Read what an office may set from the environment, once; every variable starts with `PLANNER_` and is optional."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from geo.errors import SettingError

__all__ = ["Language", "Settings"]

Language = Literal["zh", "en"]

_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_YES, _NO = ("1", "true", "yes"), ("", "0", "false", "no")


@dataclass(frozen=True, slots=True)
class Settings:
    """
    What may differ from one office to the next.

    `city_file` is the city to open instead of the demo city; `language` is the first language of the pages and of the
    terminal; `is_online` allows reading streets from OpenStreetMap's server, which is never done unasked.
    """

    city_file: Path | None = None
    language: Language = "zh"
    is_online: bool = False

    @classmethod
    def from_env(cls, variables: Mapping[str, str] = os.environ) -> "Settings":
        """
        Read `PLANNER_CITY`, `PLANNER_LANGUAGE` and `PLANNER_ONLINE`.

        Raises
        ------
        SettingError
        """
        city_file = variables.get("PLANNER_CITY", "").strip()
        return cls(
            city_file=Path(city_file) if city_file else None,
            language=_language(variables.get("PLANNER_LANGUAGE", "zh")),
            is_online=_is_yes("PLANNER_ONLINE", variables.get("PLANNER_ONLINE", "")),
        )


def _language(value: str) -> Language:
    for language in _LANGUAGES:
        if value.strip().lower() == language:
            return language
    raise SettingError(f'PLANNER_LANGUAGE must be "zh" or "en"; it is "{value}". Change it, or leave it out.')


def _is_yes(name: str, value: str) -> bool:
    if value.strip().lower() in _YES:
        return True
    if value.strip().lower() in _NO:
        return False
    raise SettingError(f'{name} must be 1 or 0; it is "{value}". Change it, or leave it out.')
