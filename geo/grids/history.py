"""Remember what was done to a tiling, so that every step can be taken back and done again."""

from dataclasses import dataclass

from geo.errors import GridError
from geo.grids.tilings import Tiling

__all__ = ["MOST_STEPS", "History", "redone", "undone", "with_step"]

#: How many steps can be taken back.
MOST_STEPS = 500


@dataclass(frozen=True, slots=True)
class History:
    """The states a tiling went through, oldest first, and which of them is shown."""

    states: tuple[Tiling, ...]
    shown: int = 0

    @property
    def tiling(self) -> Tiling:
        """The state that is shown."""
        return self.states[self.shown]

    @property
    def undo_steps(self) -> int:
        """How many steps can be taken back."""
        return self.shown

    @property
    def redo_steps(self) -> int:
        """How many steps can be done again."""
        return len(self.states) - 1 - self.shown


def with_step(history: History, tiling: Tiling) -> History:
    """Return the history with one more state; what was taken back before is forgotten."""
    states = (*history.states[: history.shown + 1], tiling)[-MOST_STEPS - 1 :]
    return History(states, len(states) - 1)


def undone(history: History) -> History:
    """
    Take a step back.

    Raises
    ------
    GridError
        If there is none.
    """
    if not history.undo_steps:
        raise GridError("There is nothing to undo.", zh="没有可以撤销的操作。")
    return History(history.states, history.shown - 1)


def redone(history: History) -> History:
    """
    Do a step again that was taken back.

    Raises
    ------
    GridError
        If there is none.
    """
    if not history.redo_steps:
        raise GridError("There is nothing to redo.", zh="没有可以重做的操作。")
    return History(history.states, history.shown + 1)
