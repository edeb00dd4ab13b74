"""
Weigh whether shapes lie where they belong, by moving them about and asking what is special about where they are.

A facility lies near some street wherever it is put, so its distance alone tells nothing. What tells is a habit: houses
and shops stand beside streets and hardly ever on them, boundaries and lines run along them, places lie in the houses or
the community they name. Each habit is a density ratio r(distance): how much more often than by chance a shape in its
right place has that distance. Chance is measured, not assumed: from each candidate the layer is moved 60 to 900 m in
many directions, and r is scaled until its mean there is 1. The sum L of log r over the shapes is then a log-likelihood
ratio against "put anywhere around here". Neighbours are no independent witnesses, and no habit is kept perfectly; so a
place also has to stand out from the moves, by z of their standard deviations, worth z^2/2 nats. The smaller of the two
counts: L guards against a lucky hit of few shapes, z against many that move as one. Of several habits and references
the strongest speaks, less the logarithm of how many were asked: they do not add up, because the borders of grids,
communities and streets are the same lines, and would say the same thing three times.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["ALONG", "BESIDE", "Evidence", "FOUND", "Habit", "Measures", "evidence", "moves"]

FloatArray = NDArray[np.float64]

#: So many moves make up chance, shared out among the candidates, between these numbers each and these distances; a move
#: that ends near another candidate is left out.
_MOVES, _FEWEST, _MOST = 120, 24, 40
_NEAREST_M, _FURTHEST_M, _APART_M = 60.0, 900.0, 45.0
#: Where all moves score alike, as with no reference in reach, nothing stands out by rounding.
_LEAST_SPREAD = 0.3


@dataclass(frozen=True, slots=True)
class Habit:
    """How a kind of layer lies to a reference: `ratio` of the measures of its shapes, by a name."""

    name: str
    ratio: Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, slots=True)
class Evidence:
    """For each candidate: `weight` in nats against chance, `stands_out` in deviations, the `habit` it shows most."""

    weight: FloatArray
    stands_out: FloatArray
    habit: tuple[str, ...]


#: By the name of a reference: a measure of each shape at each place (places, shapes, ...), and the habits it may show.
Measures = Mapping[str, tuple[FloatArray, tuple[Habit, ...]]]


def _beside(distances_m: FloatArray) -> FloatArray:
    """Ratio by the distances to the nearest way of any kind, and to the nearest carriageway."""
    steps_m = [0.0, 1.5, 3.0, 5.0, 12.0, 25.0, 50.0, 100.0]
    beside = np.interp(distances_m[..., 0], steps_m, np.log([0.1, 0.15, 0.5, 1.5, 1.6, 1.4, 0.9, 0.6]))
    on_carriageway = np.interp(distances_m[..., 1], [3.0, 5.0], [np.log(0.3), 0.0])
    return np.asarray(np.exp(beside + on_carriageway))


def _along(scale_m: float) -> Callable[[FloatArray], FloatArray]:
    return lambda distance_m: 0.4 + 0.6 * 50.0 / scale_m * np.exp(-distance_m / scale_m)


BESIDE = Habit("beside", _beside)
ALONG = (Habit("along", _along(4.0)), Habit("roughly along", _along(12.0)))
#: For a measure that is 1 where the shape is found in what it belongs to, else 0.
FOUND = Habit("found", lambda is_found: np.where(is_found > 0.5, 4.0, 0.4))


def moves(offsets_m: FloatArray) -> tuple[NDArray[np.int64], FloatArray]:
    """Return the moves that make up chance: of which candidate, and how far; `offsets_m` (c, 2) is where they lie."""
    each = int(np.clip(_MOVES // len(offsets_m), _FEWEST, _MOST))
    number = np.arange(each) + 0.5
    radius_m = np.sqrt(_NEAREST_M**2 + (_FURTHEST_M**2 - _NEAREST_M**2) * number / each)
    angle = number * np.pi * (3 - np.sqrt(5))  # a sunflower: even in all directions
    candidate = np.repeat(np.arange(len(offsets_m)), each)
    move_m = np.tile(np.column_stack([radius_m * np.cos(angle), radius_m * np.sin(angle)]), (len(offsets_m), 1))
    away_m = (offsets_m[candidate] + move_m)[:, None] - offsets_m[None]
    is_apart = np.hypot(away_m[..., 0], away_m[..., 1]).min(axis=1) > _APART_M
    return candidate[is_apart], move_m[is_apart]


def evidence(measures: Measures, move_of: NDArray[np.int64]) -> Evidence:
    """Weigh the candidates; `measures` have a row for each candidate, then for each move; `move_of` as `moves` says."""
    candidates = len(next(iter(measures.values()))[0]) - len(move_of)
    most, stands_out = np.zeros(candidates), np.zeros(candidates)
    named = np.full(candidates, "", dtype=object)
    for reference, (measure, habits) in measures.items():
        found = [_weights(habit.ratio(measure), move_of, candidates) for habit in habits]
        weights, deviations = (np.array(part) for part in zip(*found, strict=True))
        best, every = weights.argmax(axis=0), np.arange(candidates)
        weight = weights[best, every] - np.log(len(habits) * len(measures))
        words = np.array([f"{reference}: {habit.name}" for habit in habits], dtype=object)
        is_more = weight > most
        most = np.maximum(most, weight)
        stands_out[is_more] = deviations[best, every][is_more]
        named[is_more] = words[best][is_more]
    return Evidence(most, stands_out, tuple(named))


def _weights(ratio: FloatArray, move_of: NDArray[np.int64], candidates: int) -> tuple[FloatArray, FloatArray]:
    """Return the nats and the deviations by which each candidate is ahead of the moves away from it."""
    score = np.log(ratio / ratio[candidates:].mean()).sum(axis=1)
    chance = [score[candidates:][move_of == candidate] for candidate in range(candidates)]
    middle = np.array([moved.mean() for moved in chance])
    spread = np.maximum([moved.std(ddof=1) for moved in chance], _LEAST_SPREAD)
    deviations = (score[:candidates] - middle) / spread
    return np.minimum(np.maximum(deviations, 0.0) ** 2 / 2, score[:candidates]), deviations
