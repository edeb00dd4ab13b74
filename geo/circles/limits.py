"""Say how far is near: a limit in metres or in minutes, the limit itself included."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import SettingError
from geo.streets.walks import Measure

__all__ = ["Limit", "limit_of"]

#: Walks are stored to a millimetre and a millisecond; one of exactly the limit may be stored one step above it.
_SLACK = 0.001 + 1e-9
_SECONDS_PER_MIN = 60


@dataclass(frozen=True, slots=True)
class Limit:
    """A walk of at most `amount` metres (`walk_m`) or seconds (`walk_s`)."""

    amount: float
    measure: Measure

    @property
    def column(self) -> str:
        """The name a layer shows the limit under."""
        return "limit_m" if self.measure == "walk_m" else "limit_min"

    @property
    def shown(self) -> float:
        """The limit in the unit of its column: metres or minutes."""
        return self.amount if self.measure == "walk_m" else self.amount / _SECONDS_PER_MIN

    def includes(self, walks: pd.DataFrame) -> NDArray[np.bool_]:
        """Return, row by row of a table with `walk_m` and `walk_s`, whether the walk is within the limit."""
        return walks[self.measure].to_numpy() <= self.amount + _SLACK

    def radius_m(self, speed_m_per_s: float) -> float:
        """Return how far one gets within the limit as the crow flies."""
        return self.amount if self.measure == "walk_m" else self.amount * speed_m_per_s


def limit_of(limit_m: float | None, limit_min: float | None) -> Limit:
    """Return the one limit that was given, or say that exactly one is needed."""
    given = [limit for limit in (limit_m, limit_min) if limit is not None]
    if len(given) != 1:
        raise SettingError("Give one limit: limit_m in metres, or limit_min in minutes; not both and not neither.")
    amount = float(given[0])
    if not (amount > 0 and np.isfinite(amount)):
        raise SettingError(f"The limit must be a number above zero; {amount:g} was given.")
    return Limit(amount, "walk_m") if limit_m is not None else Limit(amount * _SECONDS_PER_MIN, "walk_s")
