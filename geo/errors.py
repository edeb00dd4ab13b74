"""
Say in one sentence what was expected, what was found and what to do next.

The tree; every class also inherits the builtin that fits, so `except ValueError` works too:

    PlannerError
    ├── LayerError (ValueError)       a layer does not keep its contract
    │   ├── MissingLayerError         the city has no such layer
    │   ├── MissingColumnError        a column that the contract asks for is not there
    │   ├── EmptyLayerError           no usable row is left
    │   ├── WrongGeometryError        polygons where points belong, and the like
    │   └── WrongValueError           a value outside what the contract allows
    ├── CrsError (ValueError)         coordinates cannot be trusted
    │   ├── MissingCrsError           nobody said which coordinate system it is
    │   └── WrongCrsError             degrees or Web Mercator where true metres belong
    ├── ReadError (ValueError)        a file could not be read
    │   ├── NoSuchFileError           the file is not there (FileNotFoundError)
    │   └── BrokenFileError           the file is there and cannot be understood
    ├── NotEnoughDataError            too little data for an honest answer
    ├── GridError (ValueError)        grids cannot be drawn, joined, split or balanced as asked
    ├── NoRouteError                  two places are not joined by a walk
    ├── OfflineError (ConnectionError) the network was asked for and did not answer
    └── SettingError (ValueError)     a setting or an option does not make sense
"""

__all__ = [
    "BrokenFileError",
    "CrsError",
    "EmptyLayerError",
    "GridError",
    "LayerError",
    "MissingColumnError",
    "MissingCrsError",
    "MissingLayerError",
    "NoRouteError",
    "NoSuchFileError",
    "NotEnoughDataError",
    "OfflineError",
    "PlannerError",
    "ReadError",
    "SettingError",
    "WrongCrsError",
    "WrongGeometryError",
    "WrongValueError",
]


class PlannerError(Exception):
    """
    Anything a planner can mend; its text is the sentence to show.

    `zh` is the same sentence in Chinese, where the place that raises it can be met on a page.
    """

    def __init__(self, sentence: str, *, zh: str = "") -> None:
        super().__init__(str(sentence))
        self.zh = zh or getattr(sentence, "zh", "")

    def said_in(self, language: str) -> str:
        """Return the sentence in "zh" if it has one, else in English."""
        return self.zh if language == "zh" and self.zh else str(self)


class LayerError(PlannerError, ValueError):
    """A layer does not keep its contract."""


class MissingLayerError(LayerError):
    """The city has no such layer."""


class MissingColumnError(LayerError):
    """A column that the contract asks for is not there."""


class EmptyLayerError(LayerError):
    """No usable row is left."""


class WrongGeometryError(LayerError):
    """The geometries are not of the kind that belongs here."""


class WrongValueError(LayerError):
    """A value outside what the contract allows."""


class CrsError(PlannerError, ValueError):
    """The coordinates cannot be trusted."""


class MissingCrsError(CrsError):
    """Nobody said which coordinate system the layer is in."""


class WrongCrsError(CrsError):
    """Degrees or Web Mercator where true metres belong."""


class ReadError(PlannerError, ValueError):
    """A file could not be read."""


class NoSuchFileError(ReadError, FileNotFoundError):
    """The file is not there."""


class BrokenFileError(ReadError):
    """The file is there and cannot be understood."""


class NotEnoughDataError(PlannerError):
    """There is too little data for an honest answer."""


class GridError(PlannerError, ValueError):
    """Grids cannot be drawn, joined, split or balanced as asked."""


class NoRouteError(PlannerError):
    """Two places are not joined by a walk."""


class OfflineError(PlannerError, ConnectionError):
    """The network was asked for and did not answer."""


class SettingError(PlannerError, ValueError):
    """A setting or an option does not make sense."""
