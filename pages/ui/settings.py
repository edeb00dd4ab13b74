"""Know how this server is set: what an office may set (`geo.settings`), and what only the pages need."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geo.city import DEMO_CITY_FILE
from geo.settings import Language, Settings

__all__ = ["ServerSettings", "server_settings"]


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """
    How this server is set.

    `city_file` is opened first (`PLANNER_CITY`), `secret` signs data addresses (`PLANNER_SECRET`: give several
    processes the same one), `cities_dir` keeps cities that people loaded (`PLANNER_CITIES`).
    """

    city_file: Path
    language: Language
    secret: bytes
    cities_dir: Path

    @classmethod
    def from_env(cls, variables: Mapping[str, str]) -> "ServerSettings":
        """
        Read the settings, with a default for each that is not there.

        Raises
        ------
        SettingError
        """
        office = Settings.from_env(variables)
        cities_dir = variables.get("PLANNER_CITIES", "").strip()
        return cls(
            city_file=(office.city_file or DEMO_CITY_FILE).expanduser(),
            language=office.language,
            secret=variables.get("PLANNER_SECRET", "").encode() or secrets.token_bytes(32),
            cities_dir=Path(cities_dir) if cities_dir else Path(tempfile.gettempdir()) / "planner-cities",
        )


@lru_cache(maxsize=1)
def server_settings() -> ServerSettings:
    """Return the settings of this process, read once."""
    return ServerSettings.from_env(os.environ)
