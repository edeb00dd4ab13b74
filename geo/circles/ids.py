"""Put ids in one order, numbers and texts alike, so that the order of rows never decides between equal walks."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["id_ranks"]


def id_ranks(ids: pd.Index | pd.Series) -> NDArray[np.int64]:
    """Return the rank of each id: numbers by size, then everything else by its text."""
    values = pd.Index(ids).astype(object)
    if all(isinstance(value, str) for value in values):
        return np.asarray(pd.factorize(values, sort=True)[0], np.int64)
    is_number = np.array([isinstance(value, int | float | np.number) for value in values], bool)
    keys = pd.MultiIndex.from_arrays(
        [
            ~is_number,
            np.where(is_number, pd.to_numeric(values.where(is_number, 0)), 0.0),
            np.where(is_number, "", values.astype(str)),
        ]
    )
    return np.asarray(pd.factorize(keys, sort=True)[0], np.int64)
