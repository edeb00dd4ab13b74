"""Give every row the value of cells that were joined downwards, and say so."""

from collections.abc import Sequence

from geo.readers.cells import MergedCells, plain_text
from geo.readers.faults import FAULTS, RowNote

__all__ = ["JoinedCells"]

_SHOWN = 40


class JoinedCells:
    """Write the value of cells that were joined downwards into each of them."""

    def __init__(self, merged: Sequence[MergedCells], names: Sequence[str]) -> None:
        self._spans = (
            {
                (row, column): (top, left)
                for top, left, bottom, right in merged
                if bottom > top and bottom - top < 100_000
                for row in range(top + 1, bottom + 1)
                for column in range(left, min(right, len(names) - 1) + 1)
            }
            if sum(bottom - top for top, _, bottom, _ in merged) < 2_000_000
            else {}
        )
        self._tops = set(self._spans.values())
        self._values: dict[tuple[int, int], object] = {}
        self._names = names

    def filled(self, number: int, row: list[object]) -> tuple[list[object], list[RowNote]]:
        """Return the row with what stands in the cells above it, and a note for each cell filled."""
        if not self._spans:
            return row, []
        for column, value in enumerate(row):
            if (number, column) in self._tops:
                self._values[number, column] = value
        filled, notes = list(row), []
        for column in range(min(len(row), len(self._names))):
            top = self._spans.get((number, column))
            if top in self._values and not plain_text(row[column]):
                filled[column] = self._values[top]
                value = plain_text(self._values[top])[:_SHOWN]
                notes.append(RowNote(number, "", FAULTS["filled_down"], self._names[column], value))
        return filled, notes
