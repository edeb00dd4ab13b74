"""Share a whole number out among buildings: in proportion, in whole numbers, to the last one."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["shared_out"]

FloatArray = NDArray[np.float64]

_HALVINGS = 80
_LARGEST_FACTOR = 1e300
_TINY = 1e-100  # what is smaller cannot be divided by


def shared_out(
    total: int, weights: FloatArray, least: FloatArray | None = None, most: FloatArray | None = None
) -> FloatArray:
    """
    Share `total` out in proportion to `weights`, whole numbers by largest remainder, none outside `least` to `most`.

    A larger weight never gets less. Where the bounds leave no room, as much is placed as they allow. Equal remainders
    go to the earlier row, so rows come in an order that does not depend on the file. Weights that already add up to
    `total` in whole numbers come back as they are.

    Returns
    -------
    shares
        Whole numbers, one a weight; they add up to `total` if the bounds allow it and a weight is above zero.
    """
    if not len(weights) or total < 0:
        return np.zeros(len(weights))
    low = np.zeros(len(weights)) if least is None else np.ceil(least)
    high = np.full(len(weights), np.inf) if most is None else np.maximum(np.floor(most), low)
    if weights.max() <= 0 and most is not None:
        weights = high  # where nothing else says who gets more, room does
    if weights.max() <= 0 or total <= low.sum():
        return low
    has_weight = weights > 0
    if high[has_weight].sum() < total - low[~has_weight].sum():
        shares = high.copy()
        left = total - int(high[has_weight].sum())
        shares[~has_weight] = shared_out(left, weights[~has_weight], low[~has_weight], high[~has_weight])
        return shares
    weights = weights / weights.max() if weights.max() < _TINY else weights
    return _whole(total, _proportional(total, weights, low, high), low, high)


def _proportional(total: int, weights: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Return the amounts before rounding: one factor for all weights that are not held at a bound."""
    amounts = np.asarray(weights * (total / weights.sum()), dtype=float)
    if ((amounts >= low) & (amounts <= high)).all():
        return amounts
    weights, large = weights / weights.max(), 1.0
    while np.clip(weights * large, low, high).sum() < total and large < _LARGEST_FACTOR:
        large *= 2
    small = 0.0 if large == 1.0 else large / 2
    for _ in range(_HALVINGS):
        middle = (small + large) / 2
        small, large = (middle, large) if np.clip(weights * middle, low, high).sum() < total else (small, middle)
    return np.asarray(np.clip(weights * large, low, high), dtype=float)


def _whole(total: int, amounts: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    whole = np.clip(np.floor(amounts), low, high)
    while (missing := total - int(whole.sum())) != 0:
        step = 1 if missing > 0 else -1
        has_room = (whole < high) if step > 0 else (whole > low)
        # Largest remainder first on the way up, smallest first on the way down.
        order = np.argsort(-step * (amounts - whole), kind="stable")
        order = order[has_room[order]][: abs(missing)]
        if not len(order):
            break
        whole[order] += step
    return whole
