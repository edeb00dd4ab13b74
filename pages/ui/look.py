"""Hold how an answer is shown as a frozen value that a link carries: what is drawn, which panel, what is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

__all__ = ["AREA_MODES", "CHANGES", "PANELS", "AreaMode", "Chosen", "Look"]

AreaMode = Literal["dissolve", "keep", "nearest", "none"]

#: How walking areas are drawn: one for all, one a facility (overlapping), each place to its nearest, not at all.
AREA_MODES: tuple[AreaMode, ...] = ("dissolve", "keep", "nearest", "none")
PANELS = ("cover", "gaps", "false", "change")
#: Changes that can be tried.
CHANGES = ("add", "close", "open_gate", "new_gate")
_CHOSEN_KINDS = ("gap", "building", "facility", "gate", "area")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is looked at: one gap, building, facility or area. In a link: `gap:3`."""

    kind: str = ""
    feature_id: str = ""

    @classmethod
    def read(cls, text: str) -> "Chosen":
        """Read `gap:3`; anything else is nothing."""
        kind, _, feature_id = text.partition(":")
        return cls(kind, feature_id) if kind in _CHOSEN_KINDS and feature_id else cls()

    def __str__(self) -> str:
        return f"{self.kind}:{self.feature_id}" if self.kind else ""

    def of(self, kind: str) -> str:
        """Return the id of what is chosen if it is of this kind, else ""."""
        return self.feature_id if self.kind == kind else ""


@dataclass(frozen=True, slots=True)
class Look:
    """
    How the answer is shown.

    `area` how walking areas are drawn; `rings` the smaller limits too; `circles` the straight circles, dashed;
    `streets` the reachable pieces of street; `panel` what stands beside the map; `change` and `place`
    what is being tried, where.
    """

    area: AreaMode = "dissolve"
    rings: bool = False
    circles: bool = True
    streets: bool = False
    panel: str = "cover"
    chosen: Chosen = Chosen()
    change: str = "add"
    place: str = ""

    @classmethod
    def from_link(cls, parameters: Mapping[str, str]) -> "Look":
        """Read the parameters of a link; what nobody can read keeps its default."""
        plain = cls()
        area, panel, change = (parameters.get(name, "") for name in ("area", "panel", "change"))
        return cls(
            area=area if area in AREA_MODES else plain.area,
            rings=_flag(parameters, "rings", plain.rings),
            circles=_flag(parameters, "circles", plain.circles),
            streets=_flag(parameters, "streets", plain.streets),
            panel=panel if panel in PANELS else plain.panel,
            chosen=Chosen.read(parameters.get("chosen", "")),
            change=change if change in CHANGES else plain.change,
            place=parameters.get("place", ""),
        )

    def link(self) -> dict[str, str]:
        """Return the parameters of a link to this look; the defaults are left out."""
        plain = Look()
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: str(int(value)) if isinstance(value, bool) else str(value)
            for name, value in values.items()
            if value != getattr(plain, name)
        }


def _flag(parameters: Mapping[str, str], name: str, default: bool) -> bool:
    return {"1": True, "0": False}.get(parameters.get(name, ""), default)
