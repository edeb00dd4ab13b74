"""Hold what a file says before anybody has judged it: rows as they are, and what was noticed on the way."""

from dataclasses import dataclass

from geopandas import GeoDataFrame

from geo.readers.faults import RowNote

__all__ = ["RawLayer"]


@dataclass(frozen=True, slots=True)
class RawLayer:
    """
    Rows as they are in the file, indexed by row number, and the layer's name.

    Parameters
    ----------
    reasons
        Sentences about the file as a whole.
    layers
        The layers or sheets one could choose from; the one that was read is among them.
    encoding
        The encoding the text was read in, "" where the format knows only one.
    datum
        The datum that the file declares for its degrees, "" if it says nothing.
    taken_as
        The sentence that says which system the degrees are only taken for, "" where the file declares it.
    place_columns
        The columns of a table that the positions were read from.
    notes
        What was wrong with single rows, or rows that are no data.
    """

    rows: GeoDataFrame
    layer: str
    reasons: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    encoding: str = ""
    datum: str = ""
    taken_as: str = ""
    place_columns: tuple[str, ...] = ()
    notes: tuple[RowNote, ...] = ()
