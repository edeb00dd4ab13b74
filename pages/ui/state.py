"""Hold the question a page asks as one frozen value that a link carries whole: read, written, compared, cached."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

from geo.errors import SettingError
from geo.streets import PROFILES
from geo.vocabulary import FACILITY_KINDS, SERVICE_KINDS

__all__ = ["GROUPS", "LAND", "LEVELS", "MOMENTS", "Limit", "Moment", "Question", "Subject"]

#: Levels that a table may be counted by: the whole city, or an area column of the buildings.
LEVELS = ("city", "street_id", "community_id", "grid_id")

#: Headline counts in the order of the choice.
GROUPS = ("households", "people", "elderly", "elderly_80", "children_0_6", "buildings", "floor_area_m2")
#: Land is measured on the drawn area, beside the counts.
LAND = "land_m2"

_LIMIT_TEXT = re.compile(r"(\d{1,5})(m|min)")
_LONGEST = {"m": 5_000, "min": 60}


@dataclass(frozen=True, slots=True)
class Limit:
    """How far is near: so many metres or minutes on foot, the limit itself included. In a link: `500m`, `15min`."""

    amount: int
    unit: Literal["m", "min"]

    @classmethod
    def read(cls, text: str) -> "Limit":
        """
        Read `500m` or `15min`.

        Raises
        ------
        SettingError
        """
        found = _LIMIT_TEXT.fullmatch(text.strip().lower())
        if not found or not 0 < int(found[1]) <= _LONGEST[found[2]]:
            raise SettingError(f'The limit must be like "500m" or "15min", at most 5000m or 60min; it is "{text}".')
        return cls(int(found[1]), "m" if found[2] == "m" else "min")

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"

    @property
    def limit_m(self) -> float | None:
        """The limit in metres, if it is one of metres."""
        return float(self.amount) if self.unit == "m" else None

    @property
    def limit_min(self) -> float | None:
        """The limit in minutes, if it is one of minutes."""
        return float(self.amount) if self.unit == "min" else None

    def radius_m(self, speed_m_per_s: float) -> float:
        """The radius of the straight circle that people mean by this limit, at that speed."""
        return float(self.amount) if self.unit == "m" else self.amount * 60 * speed_m_per_s


@dataclass(frozen=True, slots=True)
class Subject:
    """Which facilities count: those that offer a service, those of a kind, or all. In a link: `service=`, `kind=`."""

    service: str = ""
    kind: str = ""

    @property
    def word_key(self) -> str:
        """The key of its name in the words."""
        if self.service:
            return f"service.{self.service}"
        return f"kind.{self.kind}" if self.kind else "subject.all"


@dataclass(frozen=True, slots=True)
class Moment:
    """A weekday (0 Monday) and minute of the day at which facilities must be open."""

    weekday: int
    minute: int


#: When facilities must be open, by the word in a link; "any" does not ask.
MOMENTS: Mapping[str, Moment | None] = {
    "any": None,
    "weekday": Moment(2, 10 * 60),
    "noon": Moment(2, 12 * 60),
    "evening": Moment(2, 19 * 60 + 30),
    "weekend": Moment(6, 10 * 60),
}


@dataclass(frozen=True, slots=True)
class Question:
    """
    What is asked: of which city, which facilities, how far, who walks, counted by what and when.

    `city` is "" for the city of this server, else the name of one that was loaded. A link holds only what differs from
    the default; what it holds and nobody can read is left out and named in `unread`.
    """

    city: str = ""
    subject: Subject = Subject(service="party_service")
    limit: Limit = Limit(500, "m")
    profile: str = "standard"
    level: str = "community_id"
    group: str = "households"
    moment: str = "any"
    unread: tuple[str, ...] = ()

    @classmethod
    def from_link(cls, parameters: Mapping[str, str]) -> "Question":
        """Read the parameters of a link."""
        read: dict[str, object] = {}
        unread = []
        for name, allowed in _ALLOWED.items():
            if name in parameters:
                if parameters[name] in allowed:
                    read[name] = parameters[name]
                else:
                    unread.append(name)
        if "limit" in parameters:
            try:
                read["limit"] = Limit.read(parameters["limit"])
            except SettingError:
                unread.append("limit")
        for name, kinds in (("service", SERVICE_KINDS), ("kind", FACILITY_KINDS)):
            value = parameters.get(name, "")
            if value in kinds:
                read["subject"] = Subject(**{name: value})
            elif value == "all":
                read["subject"] = Subject()
            elif value:
                unread.append(name)
        return cls(city=_city_name(parameters), unread=tuple(unread), **read)  # type: ignore[arg-type]

    def link(self) -> dict[str, str]:
        """Return the parameters of a link to this question; the defaults are left out."""
        plain = Question()
        parameters = {
            name: str(getattr(self, name))
            for name in (field.name for field in fields(self))
            if name not in ("subject", "unread") and getattr(self, name) != getattr(plain, name)
        }
        if self.subject != plain.subject:
            subject = self.subject
            name = "kind" if subject.kind else "service"
            parameters[name] = subject.kind or subject.service or "all"
        return parameters


_ALLOWED: dict[str, tuple[str, ...]] = {
    "profile": tuple(PROFILES),
    "level": LEVELS,
    "group": (*GROUPS, LAND),
    "moment": tuple(MOMENTS),
}


def _city_name(parameters: Mapping[str, str]) -> str:
    name = parameters.get("city", "")
    return name if re.fullmatch(r"[0-9a-f]{0,32}", name) else ""
