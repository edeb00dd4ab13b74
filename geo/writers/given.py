"""Hold what every kind of file is written from: plain columns, shapes in their place, a name and notes."""

from dataclasses import dataclass
from typing import Literal

from geo.writers.places import Placed
from geo.writers.plain import PlainColumn

__all__ = ["Given", "TextEncoding"]

TextEncoding = Literal["utf-8", "gb18030"]


@dataclass(frozen=True, slots=True)
class Given:
    """A layer ready to be written; every column has as many values as there are shapes."""

    name: str
    columns: tuple[PlainColumn, ...]
    place: Placed
    encoding: TextEncoding = "utf-8"
    notes: tuple[tuple[str, str], ...] = ()

    def note_text(self) -> str:
        """Return the notes as one text, a line each."""
        return "\n".join(f"{heading}: {sentence}" for heading, sentence in self.notes)
