"""Say how far is near: a limit in metres or in minutes, the limit itself included."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import SettingError
from geo.streets.walks import SLACK, Measure

__all__ = ["Limit", "limit_of"]

#: A stored walk may lie one rounding of floating-point numbers above the slack it was measured with.
_SLACK = SLACK + 1e-9
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

    def holds(self, amount: NDArray[np.float64], bound: float | None = None) -> NDArray[np.bool_]:
        """Return whether walks in metres or seconds are within the limit, or within a smaller `bound` as shown."""
        scale = self.amount / self.shown
        return amount <= (self.amount if bound is None else bound * scale) + _SLACK

    def includes(self, walks: pd.DataFrame) -> NDArray[np.bool_]:
        """Return, row by row of a table with `walk_m` and `walk_s`, whether the walk is within the limit."""
        return self.holds(walks[self.measure].to_numpy())

    def radius_m(self, speed_m_per_s: float) -> float:
        """Return how far one gets within the limit as the crow flies."""
        return self.amount if self.measure == "walk_m" else self.amount * speed_m_per_s


def limit_of(limit_m: float | None, limit_min: float | None) -> Limit:
    """Return the one limit that was given, or say that exactly one is needed."""
    given = [limit for limit in (limit_m, limit_min) if limit is not None]
    if len(given) != 1:
        raise SettingError("Give one limit: limit_m in metres, or limit_min in minutes; not both and not neither.")
    try:
        amount = float(given[0])
    except (TypeError, ValueError):
        amount = np.nan
    if not (amount > 0 and np.isfinite(amount)):
        raise SettingError(f"The limit must be a number above zero; {given[0]} was given.")
    return Limit(amount, "walk_m") if limit_m is not None else Limit(amount * _SECONDS_PER_MIN, "walk_s")
