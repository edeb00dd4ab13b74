"""Keep together what every table and layer that leaves the program must say about itself."""

from dataclasses import dataclass
from datetime import date

from geo.briefing.words import Words

__all__ = ["Imprint"]


@dataclass(frozen=True, slots=True)
class Imprint:
    """How figures were counted, where data is from, who made the file and when, and whether the city is made up."""

    title: str
    definition: tuple[str, ...]
    sources: tuple[str, ...]
    made_on: date
    unit: str = ""
    is_synthetic: bool = False

    def rows(self, words: Words) -> tuple[tuple[str, str], ...]:
        """Return it as pairs of a heading and a sentence."""
        label = ((words["label"], words["synthetic"]),) if self.is_synthetic else ()
        return (
            (words["title"], self.title),
            *label,
            *((words["definition"], sentence) for sentence in self.definition),
            *((words["sources"], source) for source in self.sources),
            (words["unit"], self.unit or words["unit_unknown"]),
            (words["made_on"], self.made_on.isoformat()),
            (words["use"], words["internal"]),
        )
