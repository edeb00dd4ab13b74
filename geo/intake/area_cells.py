"""Read the names and ids in the columns of a layer, and call its rows for a sentence."""

import pandas as pd

from geo.readers.cells import plain_text

__all__ = ["called", "ids_in", "texts_in"]


def texts_in(layer: pd.DataFrame, column: str) -> list[str]:
    """Return a column as plain texts; empty ones if there is no such column."""
    return [plain_text(cell) for cell in layer[column]] if column in layer else [""] * len(layer)


def ids_in(layer: pd.DataFrame, column: str) -> list[str]:
    """Return a column of ids letter by letter as they are, "" where a cell is empty or there is no such column."""
    if column not in layer:
        return [""] * len(layer)
    return [str(cell) if plain_text(cell) else "" for cell in layer[column]]


def called(layer: pd.DataFrame) -> list[str]:
    """Return what to call each row in a sentence: its name with its id, or the id alone."""
    rows = zip(texts_in(layer, "name"), layer.index.astype(str), strict=True)
    return [f"{name} ({row})" if name and name != row else row for name, row in rows]
