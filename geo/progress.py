"""Tell how far a long piece of work is, and let whoever listens end it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from geo.errors import PlannerError
from geo.sentences import Sentence

__all__ = ["CancelledError", "Listener", "listening", "step"]

#: Is told what is being done and how many rows are done; raises `CancelledError` to end the work.
Listener = Callable[[Sentence, int], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


class CancelledError(PlannerError):
    """Somebody ended the work; nothing was changed."""


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Tell `listener` of every step taken inside."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def step(doing: Sentence, rows: int = 0) -> None:
    """Say what is being done now, and how many rows of it are done; costs nothing if nobody listens."""
    listener = _listener.get()
    if listener is not None:
        listener(doing, rows)
