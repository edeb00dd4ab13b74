"""Hold the drafts that are open: apply what an editor asks, keep it on disk, and say what changed."""

import logging
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from geo.city import City
from geo.errors import GridError
from geo.grids.atoms import cut_atoms
from geo.grids.checks import Checkup
from geo.grids.drafts import Draft, begin_draft, keep_draft, open_draft
from geo.grids.history import History, redone, undone, with_step
from geo.grids.homes import homes_of, owners_after, owners_of
from geo.grids.operations import applied
from geo.grids.tilings import Tiling
from geo.grids.tracing import trace_lines
from geo.layers import GRIDS
from pages.ui.cities import city_key, open_city
from pages.ui.grid_numbers import VertexNumbers
from pages.ui.grid_requests import Desk, asked_operation
from pages.ui.settings import server_settings

__all__ = ["OpenDraft", "StaleError", "drafts_of", "forget", "new_draft", "opened"]

logger = logging.getLogger(__name__)

_MOST_OPEN = 24


class StaleError(GridError):
    """An editor asked on a revision that is no longer the last."""


@dataclass
class OpenDraft:
    """
    One draft in this process: the draft as it is on the disk, its city, and what is derived from both.

    Everything that changes it holds `lock`.
    """

    draft_id: str
    draft: Draft
    city: City
    lock: threading.RLock = field(default_factory=threading.RLock)
    last: tuple[str, Tiling, Tiling] | None = None
    checked: tuple[Tiling, Checkup] | None = None
    _owned: tuple[Tiling, pd.Series] | None = None

    @property
    def tiling(self) -> Tiling:
        """The partition that is shown."""
        return self.draft.history.tiling

    @cached_property
    def homes(self) -> GeoDataFrame:
        """Where people live, a point a dwelling."""
        return homes_of(self.city.get("buildings"), self.city.crs)

    @cached_property
    def numbers(self) -> VertexNumbers:
        """The numbers of its vertices."""
        return VertexNumbers(self.city.crs)

    @cached_property
    def lines(self) -> GeoDataFrame:
        """What a border can follow."""
        return trace_lines(self.city)

    def owners(self) -> pd.Series:
        """Return the grid of each home in the partition that is shown."""
        if self._owned is None:
            self._owned = self.tiling, owners_of(self.tiling, self.homes)
        known, owners = self._owned
        if known is not self.tiling:
            self._owned = self.tiling, owners_after(known, self.tiling, self.homes, owners)
        return self._owned[1]

    def blocks(self, community_id: str = "") -> GeoDataFrame:
        """Return the blocks and compounds of one community, or of all that the draft is about, for the brush."""
        wanted = [key for key in self.tiling.rims if community_id in ("", key)]
        layers = [_blocks(self.draft.about["city_key"], key) for key in wanted]
        return GeoDataFrame(pd.concat(layers)) if layers else GRIDS.empty(self.city.crs).assign(households=0.0)

    def apply(self, asked: Mapping[str, Any], revision: int, token: str) -> tuple[Tiling, Tiling]:
        """
        Do what an editor asks and keep it; returns the partition before and after.

        Raises
        ------
        StaleError
            If the draft has moved on since `revision`.
        GridError
            If it cannot be done; nothing is changed then.
        """
        with self.lock:
            if token and self.last is not None and self.last[0] == token:
                return self.last[1], self.last[2]
            if revision != self.draft.revision:
                raise StaleError("The draft has moved on; it is loaded again.", zh="草稿已有更新，已重新载入。")
            before = self.tiling
            started_s = time.perf_counter()
            self.draft = keep_draft(self.draft, self._history_after(asked))
            logger.info("%s in %.0f ms", asked.get("do"), 1000 * (time.perf_counter() - started_s))
            self.last = (token, before, self.tiling)
            return before, self.tiling

    def replace(self, tiling: Tiling) -> None:
        """Make another partition the next step: a repair, a proposal."""
        with self.lock:
            self.draft = keep_draft(self.draft, with_step(self.draft.history, tiling))

    def _history_after(self, asked: Mapping[str, Any]) -> History:
        history = self.draft.history
        if asked.get("do") == "undo":
            return undone(history)
        if asked.get("do") == "redo":
            return redone(history)
        desk = Desk(self.city, self.lines, self.numbers.places, self.blocks)
        operation = asked_operation(asked, history.tiling, desk)
        return with_step(history, applied(history.tiling, operation, self.homes))


def new_draft(city_name: str, tiling: Tiling) -> str:
    """Begin a draft of a city named in a link, and return its id."""
    draft_id = secrets.token_hex(8)
    key = city_key(city_name)
    about = {"city": city_name, "city_key": key, "begun": time.strftime("%Y-%m-%d %H:%M")}
    draft = begin_draft(_file(draft_id), tiling, about)
    _file(draft_id).with_suffix(".city").write_text(city_name, encoding="utf-8")
    with _LOCK:
        _OPEN[draft_id] = OpenDraft(draft_id, draft, open_city(key))
    return draft_id


def opened(draft_id: str) -> OpenDraft:
    """
    Return an open draft; opens it from the disk if this process has not.

    Raises
    ------
    NoSuchFileError, BrokenFileError, LayerError
    """
    with _LOCK:
        if draft_id not in _OPEN:
            draft = open_draft(_file(draft_id))
            # One revision more: an editor that was open before a restart numbers its vertices by the old process.
            draft = keep_draft(draft, draft.history)
            draft = Draft(draft.path, draft.history, draft.revision, {**draft.about, "city_key": _key_of(draft)})
            while len(_OPEN) >= _MOST_OPEN:
                _OPEN.pop(next(iter(_OPEN)))
            _OPEN[draft_id] = OpenDraft(draft_id, draft, open_city(draft.about["city_key"]))
        return _OPEN[draft_id]


def drafts_of(city_name: str) -> list[tuple[str, float]]:
    """Return the ids of the drafts of a city and when each was changed last (epoch seconds), newest first."""
    folder = _folder()
    found = []
    for path in folder.glob("*.sqlite") if folder.is_dir() else ():
        beside = path.with_suffix(".city")
        if beside.is_file() and beside.read_text(encoding="utf-8") == city_name:
            wal = path.with_name(path.name + "-wal")
            found.append((path.stem, max(p.stat().st_mtime for p in (path, wal) if p.exists())))
    return sorted(found, key=lambda one: -one[1])


def forget() -> None:
    """Let go of every open draft, as a restart would; they are all on the disk."""
    with _LOCK:
        _OPEN.clear()


_OPEN: dict[str, OpenDraft] = {}
_LOCK = threading.RLock()


def _key_of(draft: Draft) -> str:
    return city_key(draft.about["city"])


def _folder() -> Path:
    return server_settings().cities_dir / "drafts"


def _file(draft_id: str) -> Path:
    return _folder() / f"{Path(draft_id).name}.sqlite"


@lru_cache(maxsize=256)
def _blocks(key: str, community_id: str) -> GeoDataFrame:
    return cut_atoms(open_city(key), community_id).blocks
