"""Judge one column: which of its cells hold personal data, by what they contain and what their header makes likely."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.readers.cells import plain_text
from geo.readers.person_names import has_common_surname, is_person_name, names_a_person
from geo.readers.personal_headers import HeaderWords
from geo.readers.personal_numbers import FoundNumber, day_in, number_in_cell

__all__ = ["FoundCells", "birth_dates_in", "names_in", "numbers_and_names", "united"]

#: Of a column that is nearly all names, this share must have one of the commonest surnames, and be different people.
_LEAST_NAMES, _LEAST_COMMON, _LEAST_DIFFERENT = 0.8, 0.3, 0.5
_FEWEST_NAMES = 3
#: Below a header that means codes, only a column that is nearly all phones or ID numbers holds them, and varied ones.
_LEAST_AMONG_CODES, _FEWEST_GROUPS = 0.8, 3
#: Ages spread over this many years are those of people, below a header that says nothing.
_LEAST_SPREAD_YEARS, _FEWEST_DAYS = 30, 5
#: Where whole numbers can be mobile phones, the same with 86, ID numbers old and new, bank cards; further ones are
#: their peers. Below the header of a phone, also numbers without area code, or whose zero in front was lost.
_RANGES = ((13e9, 20e9), (8613e9, 8620e9), (11e13, 84e13), (11e16, 92e16), (4e15, 7e15), (62e14, 63e17))
_BELOW_PHONE = (1e6, 1e12)
_LEAST_PEER = 1e8
#: So many cells, evenly spread, tell whether it is worth looking at all of them.
_SAMPLE, _LEAST_IN_SAMPLE = 1_000, 0.5

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FoundCells:
    """Which rows of a column hold personal data, how many cells each kind, and how many cells are filled at all."""

    counts: Mapping[str, int]
    is_personal: Flags
    filled: int

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the cells hold, the most frequent kind first, and ID numbers before all others."""
        return tuple(sorted(self.counts, key=lambda kind: (kind != "id_number", -self.counts[kind])))

    @property
    def count(self) -> int:
        """How many cells hold personal data."""
        return int(self.is_personal.sum())

    @property
    def share(self) -> float:
        """Their part of the filled cells, 0 to 1."""
        return self.count / self.filled if self.filled else 0.0


@dataclass(frozen=True, slots=True)
class _Cells:
    """
    Each different value of a column once, and for each row which of them it has; -1 for none of them.

    `peers` are further cells with long numbers that cannot be anybody's.
    """

    values: list[object]
    places: NDArray[np.intp]
    filled: int
    peers: int = 0

    def weights(self) -> NDArray[np.intp]:
        return np.bincount(self.places[self.places >= 0], minlength=len(self.values))

    def found(self, kinds: Sequence[str]) -> FoundCells | None:
        """Return the rows of the values that have a kind."""
        is_hit = np.array([bool(kind) for kind in kinds] + [False])
        if not is_hit.any():
            return None
        cells: Counter[str] = Counter()
        for kind, weight in zip(kinds, self.weights(), strict=True):
            cells[kind] += int(weight)
        return FoundCells({kind: count for kind, count in cells.items() if kind}, is_hit[self.places], self.filled)


def numbers_and_names(column: pd.Series, words: HeaderWords) -> FoundCells | None:
    """Return the cells with ID numbers, phones and bank cards, and with what the header says: names, birth dates."""
    cells = _numbers(column, words) if pd.api.types.is_numeric_dtype(column) else _texts(column)
    found = cells.found(_number_kinds(cells, words))
    if words.is_person and not pd.api.types.is_numeric_dtype(column):
        named = [names_a_person(value, is_sure=words.is_person_name) for value in cells.values]
        found = united(found, cells.found(["name" if is_name else "" for is_name in named]))
    if words.is_birth:
        found = united(found, birth_dates_in(column, words))
    return found


def names_in(column: pd.Series, words: HeaderWords) -> FoundCells | None:
    """
    Return the names in a column whose header says nothing, of a table with other personal data.

    Nearly all cells must be names, most of them different, with the surnames most people have.
    """
    is_hopeless = words.is_place or words.is_code or words.is_birth or pd.api.types.is_numeric_dtype(column)
    if is_hopeless or not _seems(column, is_person_name):
        return None
    cells = _texts(column)
    is_name = np.array([is_person_name(value) for value in cells.values], dtype=bool)
    weights = cells.weights()
    different, named = int(is_name.sum()), int(weights[is_name].sum())
    if different < max(_FEWEST_NAMES, _LEAST_DIFFERENT * named) or named < _LEAST_NAMES * cells.filled:
        return None
    common = sum(has_common_surname(str(cells.values[place])) for place in np.flatnonzero(is_name))
    return cells.found(["name" if one else "" for one in is_name]) if common >= _LEAST_COMMON * different else None


def birth_dates_in(column: pd.Series, words: HeaderWords) -> FoundCells | None:
    """
    Return the birth dates of a column: days, below the header of a birth date.

    Below a header that says nothing, nearly all cells must be days, spread as people's ages are.
    """
    if words.is_other_date or (words.is_code and not words.is_birth) or pd.api.types.is_bool_dtype(column):
        return None
    if not words.is_birth and not _seems(column, day_in):
        return None
    cells = _texts(column)
    days = [day_in(value, is_birth=words.is_birth) for value in cells.values]
    if not words.is_birth:
        years = [day.year for day in days if day is not None]
        known = int(cells.weights()[[day is not None for day in days]].sum())
        if known < _LEAST_NAMES * cells.filled or len(years) < max(_FEWEST_DAYS, _LEAST_DIFFERENT * known):
            return None
        if max(years) - min(years) < _LEAST_SPREAD_YEARS:
            return None
    return cells.found(["birth_date" if day is not None else "" for day in days])


def _seems(column: pd.Series, is_one: Callable[[object], object]) -> bool:
    """Tell whether many cells of a sample are one of these."""
    known = column[column.notna()]
    sample = [value for value in known.iloc[:: max(1, len(known) // _SAMPLE)] if plain_text(value)]
    return sum(bool(is_one(value)) for value in sample) > _LEAST_IN_SAMPLE * len(sample)


def united(one: FoundCells | None, other: FoundCells | None) -> FoundCells | None:
    """Return what two looks at the same column found together."""
    if one is None or other is None:
        return one or other
    counts = Counter(one.counts) + Counter(other.counts)
    return FoundCells(counts, one.is_personal | other.is_personal, max(one.filled, other.filled))


def _numbers(column: pd.Series, words: HeaderWords) -> _Cells:
    """Take the whole numbers of a column of numbers that are long enough to lead to somebody."""
    nothing = _Cells([], np.full(len(column), -1, dtype=np.intp), 0)
    if pd.api.types.is_bool_dtype(column) or pd.api.types.is_complex_dtype(column):
        return nothing
    is_known = column.notna().to_numpy(dtype=bool)
    numbers = column[is_known].to_numpy()
    if numbers.dtype.kind not in "iuf":
        return _texts(column)
    is_whole = np.floor(numbers) == numbers
    ranges = (*_RANGES, _BELOW_PHONE) if words.is_phone else _RANGES
    is_long = np.zeros(len(numbers), dtype=bool)
    for least, beyond in ranges:
        is_long |= is_whole & (numbers >= least) & (numbers < beyond)
    peers = is_whole & ~is_long & (numbers >= _LEAST_PEER)
    codes, different = pd.factorize(numbers[is_long])
    places = nothing.places.copy()
    places[np.flatnonzero(is_known)[is_long]] = codes
    return _Cells([str(int(number)) for number in different], places, int(is_known.sum()), int(peers.sum()))


def _texts(column: pd.Series) -> _Cells:
    """Take every different filled cell of a column."""
    values = column.astype(object)
    try:
        codes, different = pd.factorize(values)
    except TypeError:  # lists and tables in cells, as some vector files have them
        codes, different = pd.factorize(values.map(plain_text))
    listed = list(different)
    is_empty = [len(value) < 7 and not plain_text(value) if isinstance(value, str) else False for value in listed]
    places = codes.astype(np.intp)
    if any(is_empty):
        places = np.where((places >= 0) & np.array([*is_empty, False])[places], -1, places)
    return _Cells(listed, places, int((places >= 0).sum()))


def _number_kinds(cells: _Cells, words: HeaderWords) -> list[str]:
    found = [number_in_cell(value, words) for value in cells.values]
    weighed = [(one, int(weight)) for one, weight in zip(found, cells.weights(), strict=True) if one]

    def cells_with(is_counted: Callable[[FoundNumber], bool]) -> int:
        return sum(weight for one, weight in weighed if is_counted(one))

    hits, peers = cells_with(lambda one: one.kind != ""), cells.peers + cells_with(lambda one: one.is_peer)
    is_said = words.is_phone or words.is_id_number or words.is_card
    if hits < peers and 2 * peers >= cells.filled and not is_said:  # long numbers, a few of which look like phones
        return [""] * len(found)
    if not (words.is_code or words.is_place):
        return [one.kind if one else "" for one in found]
    kept = {
        kind
        for kind in ("mobile", "id_number")
        if cells_with(lambda one, kind=kind: one.kind == kind) >= _LEAST_AMONG_CODES * cells.filled  # type: ignore[misc]
        and len({one.group for one, _ in weighed if one.kind == kind}) >= _FEWEST_GROUPS
    }
    return [one.kind if one and (one.kind in kept or _is_no_code(one, words)) else "" for one in found]


def _is_no_code(found: FoundNumber, words: HeaderWords) -> bool:
    """Tell whether a number is personal even below the header of a code or a place."""
    if words.is_place and not words.is_code:
        return found.is_sure
    return found.kind == "id_number" and found.is_sure
