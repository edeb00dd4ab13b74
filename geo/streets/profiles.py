"""Say how fast each kind of walker goes, where it may go, and what slope, steps and crossings cost it."""

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import SettingError

__all__ = ["PROFILES", "Profile", "profile_named", "tobler_ratio"]


@dataclass(frozen=True, slots=True)
class Profile:
    """
    One kind of walker.

    Speeds are on the flat. `steps_share` is the speed kept on steps, 0 if it cannot use them. Crossing waits come
    with the street data (`wait_s`) and count fully. Figures and their certainty: docs/guide.md, "Walking speeds".
    """

    name: str
    speed_m_per_s: float
    steps_share: float = 0.5
    uses_slope: bool = True
    allows_private: bool = False
    is_ridden: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.speed_m_per_s <= 15:
            raise SettingError(
                f"The walking speed must be above 0 and at most 15 metres a second; {self.speed_m_per_s} was given."
            )
        if not 0 <= self.steps_share <= 1:
            raise SettingError(f"The share of speed kept on steps must be 0 to 1; {self.steps_share} was given.")


PROFILES = MappingProxyType(
    {
        profile.name: profile
        for profile in (
            Profile("standard", 1.0),
            Profile("adult", 1.2),
            Profile("elder", 0.8, steps_share=0.4),
            Profile("child", 0.9),
            Profile("wheelchair", 0.8, steps_share=0.0),
            Profile("ebike", 250 / 60, steps_share=0.0, uses_slope=False, is_ridden=True),
        )
    }
)


def profile_named(name: str) -> Profile:
    """Return a profile by its name, or say which ones there are."""
    if name not in PROFILES:
        raise SettingError(f'There is no profile "{name}"; choose one of {", ".join(PROFILES)}.')
    return PROFILES[name]


def tobler_ratio(slope: ArrayLike) -> NDArray[np.float64]:
    """
    Return walking speed at a slope (rise over run, uphill positive) as a ratio to the flat.

    Tobler's hiking function, 6 exp(-3.5 |slope + 0.05|) km/h, divided by its value on the flat: the profile's own speed
    stays what it is on level ground. W. Tobler, 1993, Three presentations on geographical analysis and modeling.
    """
    return np.asarray(np.exp(-3.5 * (np.abs(np.asarray(slope, float) + 0.05) - 0.05)))
