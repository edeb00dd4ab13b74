"""Know how this server is set: what an office may set (`geo.settings`), and what only the pages need."""

import contextlib
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

_SECRET_BYTES = 32


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
        named = variables.get("PLANNER_CITIES", "").strip()
        cities_dir = Path(named) if named else Path(tempfile.gettempdir()) / "planner-cities"
        return cls(
            city_file=(office.city_file or DEMO_CITY_FILE).expanduser(),
            language=office.language,
            secret=variables.get("PLANNER_SECRET", "").encode() or _kept_secret(cities_dir),
            cities_dir=cities_dir,
        )


def _kept_secret(folder: Path) -> bytes:
    """Return the secret that lies beside the cities, made once, so that open pages go on after a restart."""
    path = folder / ".secret"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.suppress(FileExistsError), open(path, "xb", opener=_private) as fresh:
            fresh.write(secrets.token_hex(32).encode())
        kept = path.read_bytes()
        is_ours = path.stat().st_uid == os.getuid() and not path.stat().st_mode & 0o077
    except OSError:  # a disk that cannot be written: addresses hold until the server ends
        return secrets.token_bytes(32)
    return kept if is_ours and len(kept) >= _SECRET_BYTES else secrets.token_bytes(32)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@lru_cache(maxsize=1)
def server_settings() -> ServerSettings:
    """Return the settings of this process, read once."""
    return ServerSettings.from_env(os.environ)
