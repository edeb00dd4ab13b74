"""Decide which streets a profile may use, from the tags OpenStreetMap and city data give them."""

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.streets.profiles import Profile

__all__ = ["is_steps", "is_usable"]

_ALLOWED = ("yes", "designated", "permissive", "destination", "public")
_FORBIDDEN = ("no", "private", "customers", "military", "permit", "use_sidepath")
#: No walk at all, whatever `foot` says: not built, not there, not a street, or one stands on it only to board.
_NEVER = ("construction", "proposed", "planned", "abandoned", "razed", "raceway", "platform", "elevator", "ferry", "no")
#: A walk only where `foot` allows it.
_ON_REQUEST = ("motorway", "motorway_link", "cycleway", "busway", "bus_guideway", "corridor", "escape", "via_ferrata")
#: Where an e-bike may not ride.
_NOT_RIDDEN = ("steps", "footway", "pedestrian", "corridor")


def is_steps(streets: GeoDataFrame) -> NDArray[np.bool_]:
    """Return, a street, whether it is a flight of steps."""
    return np.asarray(_tag(streets, "highway") == "steps")


def is_usable(streets: GeoDataFrame, profile: Profile) -> NDArray[np.bool_]:
    """
    Return, a street, whether the profile may use it.

    `foot` is stronger than `access`, which is stronger than the kind of street. A street without a kind is walkable: a
    planner's own line layer says nothing more.
    """
    highway, foot, access = (_tag(streets, name) for name in ("highway", "foot", "access"))
    allowed = foot.isin(_ALLOWED)
    private = access.isin(_FORBIDDEN) | (_tag(streets, "service") == "private")
    usable = ~highway.isin(_NEVER) & ~foot.isin(_FORBIDDEN)
    usable &= ~highway.isin(_ON_REQUEST) | allowed
    usable &= ~(_tag(streets, "motorroad") == "yes") | allowed
    if profile.allows_private:
        usable |= (foot == "private") & ~highway.isin(_NEVER)
    else:
        usable &= ~private | allowed
    if profile.steps_share == 0:
        usable &= highway != "steps"
    if profile.is_ridden:
        usable |= (highway == "cycleway") & ~private
        usable &= ~highway.isin(_NOT_RIDDEN) | _tag(streets, "bicycle").isin(_ALLOWED)
    return usable.to_numpy(bool)


def _tag(streets: GeoDataFrame, name: str) -> "pd.Series[str]":
    if name not in streets.columns:
        return pd.Series("", index=streets.index, dtype=object)
    tag = streets[name]
    text: pd.Series[str] = tag.where(tag.notna(), "").astype(str).str.strip().str.lower()
    return text
