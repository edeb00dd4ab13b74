"""Keep the codes that are out of use in the notes of the city, so that none is ever given out again."""

from collections.abc import Iterable, Mapping

from geo.intake.area_codes import code_level

__all__ = ["RETIRED_NOTE", "retired_codes", "with_retired"]

#: The key under which `City.notes` keeps the codes of grids and communities that are out of use.
RETIRED_NOTE = "retired_codes"


def retired_codes(notes: Mapping[str, str]) -> frozenset[str]:
    """Return the codes out of use that a city's notes keep; what is no code is passed over."""
    return frozenset(code for code in str(notes.get(RETIRED_NOTE, "")).split() if code_level(code))


def with_retired(notes: Mapping[str, str], codes: Iterable[str]) -> dict[str, str]:
    """Return the notes with more codes out of use, ready for `dataclasses.replace(city, notes=...)`."""
    every = sorted(retired_codes(notes) | frozenset(codes))
    return {**notes, RETIRED_NOTE: " ".join(every)} if every else dict(notes)
