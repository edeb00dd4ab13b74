"""Time contenders in turns, A B A B, so that a busy moment of the machine meets all of them."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["Contender", "Effort", "Timing", "in_turns", "once"]

#: Work shorter than this is repeated more often than asked for: a median of few short times is mostly chance.
_ENOUGH_S = 0.4
_MOST_ROUNDS = 25


@dataclass(frozen=True, slots=True)
class Effort:
    """How long a run may take: `rounds` for everyone who is quick, `cap_s` for the sum of one contender's rounds."""

    name: str
    rounds: int
    cap_s: float
    is_quick: bool


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to do the work. A call does `share` of the whole; its time is scaled up to it, and `note` says so."""

    name: str
    work: Callable[[], object]
    share: float = 1.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of each round, scaled to the whole work."""

    name: str
    seconds: tuple[float, ...]
    note: str = ""

    @property
    def median_s(self) -> float:
        """The middle one."""
        return statistics.median(self.seconds)


def in_turns(contenders: Sequence[Contender], effort: Effort) -> dict[str, Timing]:
    """Run every contender once a round; one that has used up its time sits out, after at least one round."""
    taken: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    for number in range(_MOST_ROUNDS):
        ran = 0
        for contender in contenders:
            spent = sum(taken[contender.name])
            if number >= effort.rounds and spent >= _ENOUGH_S:
                continue
            if number and spent * (number + 1) / number > effort.cap_s:
                continue
            taken[contender.name].append(once(contender.work))
            ran += 1
        if ran == 0:
            break
    return {
        contender.name: Timing(
            contender.name, tuple(second / contender.share for second in taken[contender.name]), contender.note
        )
        for contender in contenders
    }


def once(work: Callable[[], object]) -> float:
    """Return the wall-clock seconds of one call, without the garbage collector."""
    gc.disable()
    began = time.perf_counter()
    kept = work()
    took = time.perf_counter() - began
    gc.enable()
    del kept  # freeing the answer is not part of the work
    return took
