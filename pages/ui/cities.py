"""Name the cities this server can open by a short key that links may carry, and open them once."""

import hashlib
import json
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from geo.city import City
from geo.errors import NoSuchFileError
from pages.ui.settings import server_settings

__all__ = ["HOME_CITY", "Before", "before_of", "city_file", "city_key", "keep_city", "open_city"]

logger = logging.getLogger(__name__)

#: In links: the city this server was started with.
HOME_CITY = ""

_KEY_LENGTH = 12
_BEFORE_NOTE = "before"


@dataclass(frozen=True, slots=True)
class Before:
    """The city as it was before its last change: its name in links, and how many entries its history had."""

    name: str
    entries: int = 0


def city_key(name: str = HOME_CITY) -> str:
    """
    Return the content key of a city named in a link: the home city, or one that somebody loaded.

    The key changes when the file does, so everything cached under it is of one state of the city.
    """
    path = city_file(name)
    state = path.stat()
    mark = f"{path} {state.st_size} {state.st_mtime_ns}"
    key = hashlib.sha256(mark.encode()).hexdigest()[:_KEY_LENGTH]
    _FILES[key] = path
    return key


def city_file(name: str) -> Path:
    """
    Return the file of a city named in a link.

    Raises
    ------
    NoSuchFileError
        If this server does not hold that city.
    """
    path = (
        server_settings().city_file if name == HOME_CITY else server_settings().cities_dir / f"{Path(name).name}.gpkg"
    )
    if not path.is_file():
        shown = path.name if name == HOME_CITY else name
        raise NoSuchFileError(f"This server has no city file {shown}; open it again on the data page.")
    return path


def open_city(key: str) -> City:
    """
    Open the city with this content key; opened once, then shared and never modified.

    Raises
    ------
    NoSuchFileError, BrokenFileError, LayerError
    """
    if key not in _FILES:
        city_key()  # after a restart a browser may ask before any page did
    if key not in _FILES:
        raise NoSuchFileError("This city is no longer on the server; open the page again.")
    return _open(key)


def before_of(notes: Mapping[str, str]) -> Before | None:
    """Return the state to go back to, None if a city has none or this server does not hold it."""
    try:
        name, entries = json.loads(notes.get(_BEFORE_NOTE, "null"))
        if not re.fullmatch(r"[0-9a-f]{0,32}", name):
            return None
        city_file(name)
        return Before(name, int(entries))
    except (ValueError, TypeError, OverflowError, RecursionError, NoSuchFileError):
        return None


def keep_city(city: City, before: Before | None = None) -> str:
    """Write a city where links can find it again, with the state to go back to; return its name for links."""
    if before is not None:
        city = replace(city, notes={**city.notes, _BEFORE_NOTE: json.dumps([before.name, before.entries])})
    folder = server_settings().cities_dir
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{time.time_ns()}.gpkg"
    city.save(draft)
    name = hashlib.sha256(draft.read_bytes()).hexdigest()[:_KEY_LENGTH]
    draft.replace(folder / f"{name}.gpkg")
    return name


_FILES: dict[str, Path] = {}


@lru_cache(maxsize=6)
def _open(key: str) -> City:
    started_s = time.perf_counter()
    city = City.open(_FILES[key])
    logger.info("opened %s with %d layers in %.1f s", city.name, len(city.layers), time.perf_counter() - started_s)
    return city
