"""Do what takes longer than a blink beside the page: it tells how far it is, and can be cancelled at any moment."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from geo.progress import CancelledError, listening
from geo.sentences import Sentence

__all__ = ["Job", "started"]

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
#: Two at once on a small office computer; others wait their turn and say so.
_pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="job")


@dataclass(slots=True)
class Job(Generic[_T]):
    """
    Work going on beside the page.

    `doing` and `rows` say how far it is; `share` is 0 to 1 if the work knows, else None.
    """

    future: "Future[_T] | None" = None
    doing: Sentence = field(default_factory=lambda: Sentence("Waiting", zh="正在排队"))
    rows: int = 0
    share: float | None = None
    _is_cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def is_done(self) -> bool:
        """Whether there is a result, or an error."""
        return self.future is not None and self.future.done()

    def result(self) -> _T:
        """Return what the work made, or raise what went wrong with it."""
        if self.future is None:
            raise CancelledError("The work was never started.", zh="任务没有开始。")
        return self.future.result()

    def cancel(self) -> None:
        """End the work at its next step; whatever it makes after that is dropped."""
        self._is_cancelled.set()
        if self.future is not None:
            self.future.cancel()

    def tell(self, doing: Sentence, rows: int = 0) -> None:
        """Take note of a step; ends the work if somebody cancelled it."""
        if self._is_cancelled.is_set():
            raise CancelledError("The import was cancelled; nothing was changed.", zh="导入已取消，没有改动任何数据。")
        self.doing, self.rows = doing, rows


def started(work: Callable[["Job[_T]"], _T]) -> "Job[_T]":
    """Start work beside the page; it is given its job, to say how far it is."""
    job: Job[_T] = Job()

    def run() -> _T:
        with listening(job.tell):
            return work(job)

    job.future = _pool.submit(run)
    return job
